"""Every number that the forge gave out is accounted for: what became of it, who closed it, and where that was said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.support.commands import potluck
from tests.support.community import CHARTER, Small
from tests.support.fetching import FORGE, Fetch, ledger_files
from tests.support.pages import by_class, parse, text_of
from tests.support.threads import FakeThreads

from potluck.forge import numbers
from potluck.ledger import read_folder
from potluck.ledger.beside import look_beside
from potluck.opened import Opened

ASKED = "POST /graphql"
DAY = "%Y-%m-%dT%H:%M:%SZ"


def opened(table: Small) -> dict[int, Opened]:
    """What the ledger has of each number."""
    ledger = read_folder(table.root)
    assert ledger.problems == ()
    return {one.thread: one for one in ledger.opened}


def said_of(one: Opened) -> tuple[str, str, str, int, bool]:
    """What became of it, by whom, why, with which other number, and whether without a word."""
    return one.became, one.by, one.reason, one.into, one.is_silent


def word(hub: FakeThreads, login: str, after: timedelta, *, is_review: bool = False) -> Any:
    """A comment on thread 2, so long after the day on which it is closed."""
    return hub.say(2, login, (hub.threads[2].updated + timedelta(days=1) + after).strftime(DAY), is_review=is_review)


def closed_by(by: str | None, reason: str | None = None, **more: Any) -> Callable[[FakeThreads], None]:
    """Closed, and nobody said anything."""
    return lambda hub: hub.close(2, by, reason, **more) and None


def with_word(login: str, after: timedelta = timedelta(hours=-1), **more: Any) -> Callable[[FakeThreads], None]:
    """Closed by the house, and *login* said something."""

    def act(hub: FakeThreads) -> None:
        word(hub, login, after, **more)
        hub.close(2, "mara-sample")

    return act


def as_duplicate(of: str) -> Callable[[FakeThreads], None]:
    """Closed as the same as another."""

    def act(hub: FakeThreads) -> None:
        hub.mark_as_duplicate(2, of)
        hub.close(2, "mara-sample", "DUPLICATE")

    return act


def from_elsewhere(hub: FakeThreads) -> None:
    """Closed by another repository's pull request."""
    hub.close(2, "someone-sample", closer=7)
    hub.threads[2].events[-1]["closer"]["resourcePath"] = "/octo-org/other/pull/7"


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        pytest.param(lambda hub: None, ("open", "", "", 0, False), id="open"),
        pytest.param(closed_by("mara-sample", "COMPLETED"), ("closed", "house", "done", 0, True), id="silent"),
        pytest.param(closed_by("Mara-Sample", "NOT_PLANNED"), ("closed", "house", "not planned", 0, True), id="menu"),
        pytest.param(closed_by("ana-sample", "COMPLETED"), ("closed", "author", "done", 0, False), id="taken-back"),
        pytest.param(closed_by("stale[bot]", "NOT_PLANNED"), ("closed", "machine", "not planned", 0, True), id="bot"),
        pytest.param(closed_by("eve-sample"), ("closed", "other", "", 0, True), id="somebody-who-may"),
        pytest.param(closed_by(None), ("closed", "", "", 0, False), id="an-account-that-is-gone"),
        pytest.param(closed_by("mara-sample", closer=1), ("closed", "house", "", 1, False), id="by-pull-request"),
        pytest.param(closed_by("mara-sample", closer="a" * 40), ("closed", "house", "", 0, False), id="by-commit"),
        pytest.param(from_elsewhere, ("closed", "", "", 0, False), id="from-another-repository"),
        pytest.param(with_word("mara-sample"), ("closed", "house", "", 0, False), id="with-a-word"),
        pytest.param(
            with_word("mara-sample", timedelta(hours=20)), ("closed", "house", "", 0, False), id="a-word-that-day"
        ),
        pytest.param(
            with_word("mara-sample", timedelta(hours=25)), ("closed", "house", "", 0, True), id="a-word-too-late"
        ),
        pytest.param(with_word("bo-sample"), ("closed", "house", "", 0, True), id="a-guest's-word"),
        pytest.param(with_word("ana-sample"), ("closed", "house", "", 0, True), id="the-author's-word"),
        pytest.param(
            as_duplicate("/octo-org/octo-repo/issues/1"), ("closed", "house", "duplicate", 1, False), id="duplicate"
        ),
        pytest.param(
            as_duplicate("/octo-org/other/issues/1"), ("closed", "house", "duplicate", 0, True), id="of-elsewhere"
        ),
        pytest.param(lambda hub: hub.turn(2, 1), ("turned", "", "", 1, False), id="turned-into-a-discussion"),
        pytest.param(lambda hub: hub.turn(2, None), ("turned", "", "", 0, False), id="which-is-gone"),
    ],
)
def test_what_became_of_an_issue(
    fetch: Fetch,
    hub: FakeThreads,
    talking: Small,
    act: Callable[[FakeThreads], None],
    expected: tuple[str, str, str, int, bool],
) -> None:
    """Ana opened it; Mara is of the house."""
    hub.open(2)
    act(hub)
    assert fetch().status == 0
    assert said_of(opened(talking)[2]) == expected
    assert opened(talking)[2].sort == "issue"


def test_a_review_is_a_word_and_the_last_word_is_led_to(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """However many comments came after it, until it was closed and since."""
    hub.bring(2, "proposals/ideas/never.md", is_merged=False)
    hub.bring(3, "proposals/ideas/nor.md", is_merged=False)
    word(hub, "mara-sample", timedelta(hours=-3))
    review = word(hub, "mara-sample", timedelta(hours=-2), is_review=True)
    hub.close(2)
    first = hub.say(3, "mara-sample", "2026-05-01T12:00:00Z")
    for _ in range(230):
        hub.say(3, "bo-sample", "2026-05-01T13:00:00Z")
    hub.close(3, "stale[bot]")
    assert fetch().status == 0
    assert opened(talking)[2].said == f"pullrequestreview-{review['fullDatabaseId']}"
    assert opened(talking)[3].said == f"issuecomment-{first['databaseId']}"


def test_what_became_of_a_discussion(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """GitHub does not tell who closed one, so nobody is said to have closed it without a word."""
    for number in range(2, 6):
        hub.open(number, kind="Discussion")
    hub.threads[3].is_answered = True
    hub.close(4, reason="OUTDATED")
    hub.reply(hub.say(5, "bo-sample", "2026-05-01T09:00:00Z"), "mara-sample", "2026-05-01T10:00:00Z")
    hub.close(5, reason="RESOLVED")
    assert fetch().status == 0
    found = opened(talking)
    assert [said_of(found[number]) for number in range(2, 6)] == [
        ("open", "", "", 0, False),
        ("open", "", "answered", 0, False),
        ("closed", "", "outdated", 0, False),
        ("closed", "", "resolved", 0, False),
    ]
    assert found[5].said.startswith("discussioncomment-")
    assert {found[number].sort for number in range(2, 6)} == {"discussion"}


def test_nobody_and_no_title_is_in_it(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """SEC-086: neither asked for nor written, in either form of the ledger; and the form is what we say."""
    hub.open(2, by="ana-sample")
    word(hub, "mara-sample", timedelta(hours=-1))
    hub.close(2)
    for form in ("by-login", "counts-only"):
        talking.write({"potluck.yml": CHARTER + FORGE + f"ledger: {{ballots: {form}}}\n"})
        assert fetch().status == 0
        raw = ledger_files(talking)["opened.jsonl"]
        assert b"sample" not in raw
        assert look_beside("opened.jsonl", raw) == ()
    assert not any("title" in question for question in hub.questions)


def test_what_is_deleted_later_keeps_what_was_known_of_it(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """Though nothing else changed, and also where it was the last number and the notes were lost since."""
    hub.open(2)
    hub.open(3)
    fetch()
    del hub.threads[3]
    fetch()
    gone = opened(talking)[3]
    assert (gone.became, gone.sort, gone.opened) == ("gone", "issue", datetime(2026, 5, 1, 0, 3, tzinfo=UTC))
    shutil.rmtree(talking.root / ".potluck")
    fetch()
    assert opened(talking)[3] == gone
    assert opened(talking)[2].became == "open"


def test_what_was_hidden_is_found_when_it_is_there_again(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """Its last change is long ago, so it is the forge's sum that tells."""
    hidden = hub.open(2)
    hub.open(3)
    del hub.threads[2]
    fetch()
    assert opened(talking)[2].became == "gone"
    hub.threads[2] = hidden
    fetch()
    assert (opened(talking)[2].became, opened(talking)[2].sort) == ("open", "issue")


def test_only_what_changed_is_asked_for_again(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """A closing is seen, and the rest left alone."""
    for number in range(2, 30):
        hub.open(number)
    fetch()
    hub.questions.clear()
    hub.threads[7].updated = hub.now() - timedelta(days=1)
    hub.close(7, "mara-sample", "NOT_PLANNED")
    fetch()
    (asked,) = [question for question in hub.questions if "fragment fate" in question]
    assert "t7:" in asked
    assert "t8:" not in asked
    assert opened(talking)[7].is_silent
    hub.say(7, "mara-sample", hub.threads[7].updated.strftime(DAY))
    fetch()
    assert not opened(talking)[7].is_silent


def test_where_more_changed_than_is_shown_all_are_asked_for(
    fetch: Fetch, hub: FakeThreads, talking: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of those that changed last ends too early."""
    monkeypatch.setattr(numbers, "_NEWEST", 2)
    for number in range(2, 8):
        hub.open(number)
    fetch()
    for number in range(2, 6):
        hub.threads[number].updated = hub.now() - timedelta(days=1)
        hub.close(number)
    fetch()
    assert [opened(talking)[number].became for number in range(1, 8)] == ["merged", *["closed"] * 4, *["open"] * 2]


def test_a_run_that_was_broken_off_goes_on(
    fetch: Fetch, hub: FakeThreads, talking: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It writes nothing, says what is missing, and asks for no number twice (REL-022, REL-023)."""
    monkeypatch.setattr(numbers, "LOOK", 10)
    for number in range(2, 41):
        hub.open(number)
    hub.fail(ASKED, 503, after=5)
    hub.fail(ASKED, 503, times=9)
    ran = fetch()
    assert ran.status == 2
    assert "what became of some numbers is still to be asked; nothing was written" in ran.err
    assert ledger_files(talking) == {}
    hub.faults.clear()
    hub.questions.clear()
    assert fetch().status == 0
    asked = [question for question in hub.questions if "fragment fate" in question]
    assert not any("t1:" in question for question in asked)
    assert len(opened(talking)) == 40


@pytest.mark.parametrize(
    "line",
    [
        '{"thread":2,"became":"closed","at":"2026-05-02T00:00:00Z","said":"issuecomment-1\\" onclick=x"}',
        '{"thread":2,"became":"closed","at":"2026-05-02T00:00:00Z","said":"https://evil.example"}',
        '{"thread":2,"became":"closed","at":"2026-05-02T00:00:00Z","into":-1}',
        '{"thread":2,"became":"closed","at":"2026-05-02T00:00:00Z","title":"Buy my pills"}',
        '{"thread":2,"became":"banned","at":"2026-05-02T00:00:00Z"}',
    ],
)
def test_a_line_that_somebody_else_wrote_is_told(line: str) -> None:
    """No address and no word comes in by this file."""
    assert len(look_beside("opened.jsonl", line.encode() + b"\n")) == 1


def test_the_page_and_the_scorecard_say_what_was_closed_without_a_word(
    fetch: Fetch, hub: FakeThreads, talking: Small
) -> None:
    """With its number, and with the way to what was said of the others; and a recount finds the same."""
    for number in range(2, 8):
        hub.open(number)
        if number > 2:
            hub.say(number, "mara-sample", "2026-05-01T12:00:00Z")
        hub.close(number, "mara-sample", "NOT_PLANNED")
    hub.turn(7, 6)
    fetch()
    talking.write(
        {f"content/{page}.md": f'# A\n\n<div data-potluck="{page}"></div>' for page in ("threads", "scorecard")}
    )
    talking.build()
    page = parse(talking.page("threads"))
    (rows,) = by_class(page, "pl-threads")
    words = [" ".join(text_of(row).split()) for row in rows.iter("li")]
    assert words[5] == "2 issue of 1 May 2026, closed as not planned by the house, without a word, 2 May 2026"
    assert words[4].endswith("closed as not planned by the house, 2 May 2026 (what was said)")
    assert words[0] == "7 issue of 1 May 2026, turned into a discussion, see 6, 3 May 2026"
    places = [link.get("href") for link in rows.iter("a")]
    home = "https://github.com/octo-org/octo-repo"
    assert f"{home}/issues/2" in places
    assert any(str(one).startswith(f"{home}/issues/3#issuecomment-") for one in places)
    card = json.loads(talking.read("api/v1/scorecard.json"))
    (figure,) = [one for one in card["figures"] if one["list"] == "closings"]
    assert (figure["value"], figure["counted"]) == (0.8, 5)
    assert [one["thread"] for one in card["closings"] if not one["has_word"]] == [2]
    assert "2: 2 May 2026, without a word: it is owed" in " ".join(text_of(parse(talking.page("scorecard"))).split())
    assert potluck("recount", within=talking.root).status == 0
    assert "conversations closed with a word" in potluck("scorecard", "--format", "markdown", within=talking.root).out
