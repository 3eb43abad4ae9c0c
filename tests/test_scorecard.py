"""Promises kept: each figure by hand, its list beside it, on the page, in the API and on the command line."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from tests.support.commands import potluck
from tests.support.community import Small, copy_sample
from tests.support.desk import DESK, NOW, Desk
from tests.support.fetching import RAIN, Fetch
from tests.support.pages import parse, text_of
from tests.support.threads import FakeThreads

from potluck.charter import parse_charter
from potluck.desk.scorecard import Scorecard, median_of, scorecard, share_of
from potluck.ledger.beside import look_beside
from potluck.model import Change, Person, Promise, Proposal, Timeline
from potluck.views.threads import ROWS

CLOCK = datetime(2026, 6, 30, 12, tzinfo=UTC)
MAY = date(2026, 5, 1)


def day(on: int, month: int = 5) -> date:
    """A day of May, or of another month."""
    return date(2026, month, on)


def soup(**more: Any) -> Proposal:
    """An idea that Ana brought on the first of May."""
    given: dict[str, Any] = {"stage": "suggested", "created": MAY, "authors": (Person("ana-sample", "Ana"),)} | more
    return Proposal("soup", "proposals/ideas/soup.md", "", "idea", "Soup", **given)


def card(proposal: Proposal, *changes: Change, spoken: dict[str, date] | None = None) -> Scorecard:
    """The scorecard of a community with this alone, which promises an answer within seven days."""
    charter = parse_charter((DESK + "\npromises: {answer-days: 7}\n").encode()).charter
    assert charter
    return scorecard({"soup": proposal}, {proposal.path: Timeline(changes)}, charter, CLOCK, spoken or {})


def decision(on: int, reason: str = "cheap", says: str = "We will try it on Monday.") -> dict[str, Any]:
    """What stands in a front matter."""
    return {"decision": {"by": "mara-sample", "date": day(on).isoformat(), "reason": reason, "says": says}}


def reason(answer: str) -> str:
    """One of the charter's own."""
    charter = parse_charter(DESK.encode()).charter
    assert charter
    reasons: dict[str, Any] = charter.kinds["idea"].mechanisms["decision"]["reasons"]  # type: ignore[index,assignment,call-overload]
    return next(word for word, rules in reasons.items() if rules["answer"] == answer)


@pytest.mark.parametrize(
    ("spoken", "state", "days"),
    [
        pytest.param(day(8), "in time", 7, id="on-the-last-day"),
        pytest.param(day(9), "late", 8, id="a-day-late"),
        pytest.param(None, "overdue", None, id="never"),
        pytest.param(date(2026, 4, 30), "in time", 0, id="answered-before-it-was-written-down"),
    ],
)
def test_a_first_answer_is_in_time_or_it_is_not(spoken: date | None, state: str, days: int | None) -> None:
    """The house's word in a thread is one."""
    (wait,) = card(soup(), spoken={"soup": spoken} if spoken else {}).waits
    assert (wait.state, wait.days, wait.due) == (state, days, day(8))


def test_what_is_young_is_not_late_yet() -> None:
    """It waits, and no promise is broken."""
    (wait,) = card(soup(created=day(28, 6))).waits
    assert wait.state == "waiting"


def test_what_the_house_brought_is_nobodys_gift_and_waits_for_nobody() -> None:
    """Neither given nor given back."""
    found = card(soup(authors=(Person("mara-sample", "Mara"),)))
    assert (found.waits, found.brought, found.gave) == ((), (), ())


@pytest.mark.parametrize(
    ("promised", "more", "state", "then"),
    [
        pytest.param([Promise(day(20), day(2), "Permit")], decision(20), "kept", "", id="decided-on-the-day"),
        pytest.param([Promise(day(20), day(2), "Permit")], {}, "missed", "", id="nothing-came"),
        pytest.param([Promise(day(20, 7), day(2), "Permit")], {}, "to come", "", id="its-day-is-to-come"),
        pytest.param(
            [Promise(day(20), day(2), "Permit")], decision(2), "missed", "", id="what-was-decided-with-it-is-no-end"
        ),
        pytest.param(
            [Promise(day(20), day(2), "Permit")],
            decision(25),
            "missed",
            "We will try it on Monday.",
            id="late-and-the-reason-is-told",
        ),
    ],
)
def test_a_promised_date_is_kept_missed_or_to_come(
    promised: list[Promise], more: dict[str, Any], state: str, then: str
) -> None:
    """By what was decided or moved after it was given, and no later than it said."""
    (found,) = card(soup(promised=tuple(promised), more=more)).dates
    assert (found.state, found.then) == (state, then)


def test_a_date_that_is_given_anew_in_time_is_not_broken() -> None:
    """Afterwards it is; both come with the words of whoever gave it."""
    first, second = Promise(day(20), day(2), "Permit"), Promise(day(20, 7), day(15), "The city asked for a drawing")
    assert [one.state for one in card(soup(promised=(first, second))).dates] == ["to come", "moved"]
    late = Promise(day(20, 7), day(25), "The city asked for a drawing")
    found = card(soup(promised=(first, late))).dates[1]
    assert (found.state, found.then) == ("missed", "The city asked for a drawing")


def test_a_no_without_a_sentence_is_owed() -> None:
    """With none, and with half of one."""
    no = reason("no")
    for more, has in (({}, False), (decision(9, no, ""), False), (decision(9, no), True)):
        (found,) = card(soup(stage="declined", more=more)).noes
        assert found.has_reason is has
    assert card(soup(stage="launched", more=decision(9, reason("yes")))).noes == ()


def test_of_a_few_nothing_is_told_in_one_number() -> None:
    """Five are a handful."""
    assert median_of([1, 2, 3, 4]) is None
    assert median_of([1, 2, 3, 4, 100]) == 3
    assert share_of(4, 4) is None
    assert share_of(4, 5) == 0.8


def test_page_file_and_command_say_the_same_of_the_sample(tmp_path: Path) -> None:
    """And the file is as its published schema says, and a recount finds it so, and finds a figure that was touched."""
    small = tmp_path / "sample"
    copy_sample(small)
    now = ("--now", "2026-11-22T12:00:00Z")
    assert potluck("build", *now, within=small).status == 0
    site = small / "site/public"
    published = json.loads((site / "api/v1/scorecard.json").read_bytes())
    schema = json.loads((site / "api/v1/schema/scorecard.json").read_bytes())
    jsonschema_rs.validator_for(schema).validate(published)
    ran = potluck("scorecard", "--format", "json", *now, within=small)
    assert json.loads(ran.out) == published
    words = " ".join(text_of(parse((site / "scorecard/index.html").read_text("utf-8"))).split())
    for figure in published["figures"]:
        assert figure["formula"][1:] in words
        assert figure["counted"] <= len(published[figure["list"]])
    days = published["figures"][0]["value"]
    assert f"First answer after {days:g} days (promised: 7)" in (site / "index.html").read_text("utf-8")
    assert f"{days:g} days" in potluck("scorecard", *now, within=small).out
    assert potluck("recount", within=small).status == 0
    path = site / "api/v1/scorecard.json"
    path.write_bytes(path.read_bytes().replace(b'"unit":"days"', b'"unit":"days","extra":1'))
    assert potluck("recount", within=small).status == 1


def test_markdown_has_nobodys_words_but_ours(tmp_path: Path) -> None:
    """A title that mentions somebody mentions nobody here."""
    desk = Desk(tmp_path)
    said = potluck("scorecard", "--format", "markdown", "--now", NOW, within=desk.root).out
    assert said.startswith("### Promises kept")
    assert "Soup night" not in said


def test_every_number_is_listed_with_what_became_of_it(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """Also those that are not there any more."""
    hub.bring(2, RAIN)
    hub.bring(6, "proposals/ideas/never.md", is_merged=False)
    hub.close(6)
    hub.bring(7, "proposals/ideas/soon.md", is_merged=False)
    fetch()
    talking.build()
    words = " ".join(text_of(parse(talking.page("threads"))).split())
    assert "1 open, 2 merged, 1 closed without a word, 3 deleted, moved or hidden." in words
    order = [
        "7 pull request, open: nobody has decided yet",
        "6 pull request of 1 May 2026, closed by the house, without a word, 2 May 2026",
        "3–5 deleted, moved away, or hidden by the forge",
        "2 pull request of 1 May 2026, merged, 1 May 2026: The day it rained",
        "1 pull request of 1 May 2026, merged, 1 May 2026: Soup night",
    ]
    assert [one for one in order if one not in words] == []
    assert [words.find(one) for one in order] == sorted(words.find(one) for one in order)


def test_a_thread_that_was_deleted_is_told_with_its_day(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """The day stays that on which it was missed first; a number that never was is nobody's to account for."""
    talking.story("rain", thread="7")
    talking.story("snow", thread="99")
    hub.open(7).comments = 3
    fetch()
    del hub.threads[7]
    fetch()
    missed = (talking.root / "content" / "ledger" / "opened.jsonl").read_text("utf-8")
    assert '{"thread":7,"became":"gone","at":"' in missed
    assert '"thread":99' not in missed
    fetch()
    assert (talking.root / "content" / "ledger" / "opened.jsonl").read_text("utf-8") == missed
    talking.build()
    words = " ".join(text_of(parse(talking.page("threads"))).split())
    assert (
        "7 issue of 1 May 2026, deleted, moved away, or hidden by the forge; what was said there before stays counted, "
        in words
    )
    assert look_beside("opened.jsonl", missed.encode()) == ()


def test_a_long_list_of_numbers_goes_on_on_another_page(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """The last number stands on the last page."""
    for number in range(2, ROWS + 5):
        hub.bring(number, f"proposals/ideas/gone-{number}.md")
    fetch()
    talking.build()
    assert "lists/threads-2/" in talking.page("threads")
    assert "Soup night" in talking.page("lists/threads-2")
