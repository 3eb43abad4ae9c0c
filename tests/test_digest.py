"""What happened and what is due: told once, in the digest's forms; nothing that people wrote acts in any of them."""

from __future__ import annotations

import email
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import policy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from tests.support.commands import Ran, potluck
from tests.support.community import copy_sample, proposal
from tests.support.desk import DESK, SOUP, STEW, Desk
from tests.support.pages import elements, parse, text_of

from potluck.charter import Charter, parse_charter
from potluck.desk.deadlines import deadlines
from potluck.desk.happened import Happened, happened
from potluck.errands.digest import schema
from potluck.model import Change, Person, Promise, Proposal, Tally, Timeline
from potluck.tally import Count

NOW = "2026-06-30T12:00:00Z"
CLOCK = datetime(2026, 6, 30, 12, tzinfo=UTC)
VOTES = """      votes:
        opens: building
        days: 30
        milestones:
          some: {supporters: 2, within: 40, means: We cook it once.}
          many: {supporters: 9, by: 2026-12-24, means: It comes on the menu.}
      decision:"""
CHARTER = DESK.replace("      votes:\n      decision:", VOTES) + "promises: {answer-days: 7}\n"
SILENT = "forge: {type: github, repository: octo-org/octo-repo}\nledger: {ballots: counts-only, home: folder}\n"
HOSTILE = '<img src=x onerror=alert(1)> "@mara-sample" [x](https://evil.example) \u202e #7'
YES = {"by": "mara-sample", "date": "2026-06-10", "reason": "cheap-to-try", "says": "We begin on Tuesday."}


@pytest.fixture(scope="module")
def charter() -> Charter:
    """Voting is open for thirty days from building on, and there is something to reach."""
    reading = parse_charter(CHARTER.encode())
    assert reading.charter, reading
    return reading.charter


def idea(slug: str = "soup", stage: str = "suggested", created: str | None = "2026-06-01", **more: Any) -> Proposal:
    """An idea of ana's."""
    day = date.fromisoformat(created) if created else None
    return Proposal(slug, f"{slug}.md", "", "idea", f"{slug} night", stage, (Person("ana-sample"),), day, **more)


def changed(*changes: tuple[str, str, str], title: str = "soup", whole: bool = True) -> Timeline:
    """What git saw: moment, login, and the stage that was moved to."""
    made = (
        Change(f"c{number}", datetime.fromisoformat(f"{at}+00:00"), login, (), stage, title)
        for number, (at, login, stage) in enumerate(changes)
    )
    return Timeline(tuple(made), is_whole=whole)


UNSEEN = Timeline()
BROUGHT = ("2026-06-01T09:00:00", "ana-sample", "suggested")
MOVED = ("2026-06-10T15:00:00", "mara-sample", "building")


def told(charter: Charter, one: Proposal, timeline: Timeline, *others: tuple[Proposal, Timeline]) -> list[Happened]:
    """What happened to *one*, oldest first."""
    all_of_them = [(one, timeline), *others]
    lines = {each.path: line for each, line in all_of_them}
    found = happened({each.slug: each for each, _ in all_of_them}, lines, charter)
    return [each for each in reversed(found) if each.slug == one.slug]


def whats(found: list[Happened]) -> list[tuple[str, str, str, str]]:
    """What each was, its stages, and the answer."""
    return [(one.what, one.was, one.stage, one.answer) for one in found]


# --- What happened ---------------------------------------------------------------------------------------------------


def test_every_change_of_stage_is_told_with_who_made_it(charter: Charter) -> None:
    """From which stage and to which; a change of the text alone is nothing to tell."""
    text = ("2026-06-05T09:00:00", "ana-sample", "")
    found = told(charter, idea(stage="building"), changed(BROUGHT, text, MOVED))
    assert whats(found) == [("came", "", "suggested", ""), ("moved", "suggested", "building", "")]
    assert (found[1].by, found[1].at, found[1].commit) == (
        ("mara-sample",), datetime(2026, 6, 10, 15, tzinfo=UTC), "c2",
    )  # fmt: skip


def test_a_decision_that_moved_it_is_told_once_with_its_reason(charter: Charter) -> None:
    """And not with a later move, which it did not bring."""
    later = ("2026-06-20T09:00:00", "mara-sample", "launched")
    found = told(charter, idea(stage="launched", more={"decision": YES}), changed(BROUGHT, MOVED, later))
    assert whats(found) == [
        ("came", "", "suggested", ""),
        ("decided", "suggested", "building", "yes"),
        ("moved", "building", "launched", ""),
    ]
    assert (found[1].reason, found[1].says) == ("It costs little to find out.", "We begin on Tuesday.")


def test_a_decision_that_waited_for_its_merge_is_told_when_it_came(charter: Charter) -> None:
    """Else whoever reads once a week would never hear of it; a day earlier is somebody's evening."""
    merged = ("2026-06-19T09:00:00", "mara-sample", "building")
    assert told(charter, idea(more={"decision": YES}), changed(BROUGHT, merged))[1].at.day == 19
    evening = ("2026-06-09T23:00:00", "mara-sample", "building")
    assert whats(told(charter, idea(more={"decision": YES}), changed(BROUGHT, evening)))[1][0] == "decided"


def test_a_decision_that_moved_nothing_is_told_too(charter: Charter) -> None:
    """When it was written; on its day, where git began with it."""
    text = ("2026-06-12T09:00:00", "mara-sample", "")
    found = told(charter, idea(more={"decision": YES}), changed(BROUGHT, text))
    assert (whats(found)[1], found[1].at.day) == (("decided", "", "", "yes"), 12)
    imported = changed(("2026-06-25T09:00:00", "mara-sample", "suggested"))
    assert told(charter, idea(more={"decision": YES}), imported)[1].at == datetime(2026, 6, 10, tzinfo=UTC)


def test_what_lay_long_at_the_door_came_when_it_was_let_in(charter: Charter) -> None:
    """But what git began with had come before: of that, the file tells the day. Without either, nothing is told."""
    early = (idea("stew"), changed(("2026-01-01T09:00:00", "bo", "suggested"), title="stew"))
    late = changed(("2026-06-20T09:00:00", "ana-sample", "suggested"))
    assert told(charter, idea(), late, early)[0].at == datetime(2026, 6, 20, 9, tzinfo=UTC)
    assert told(charter, idea(), late)[0].at == datetime(2026, 6, 1, tzinfo=UTC)
    assert told(charter, idea(), Timeline())[0].at == datetime(2026, 6, 1, tzinfo=UTC)
    assert told(charter, idea(created=None), Timeline()) == []


def test_a_shallow_clone_tells_the_moves_that_it_knows(charter: Charter) -> None:
    """And does not take the oldest commit it has for the first one."""
    found = told(charter, idea(stage="building"), changed(MOVED, whole=False))
    assert whats(found) == [("came", "", "suggested", ""), ("moved", "", "building", "")]


def test_what_happened_keeps_its_id_under_another_name_and_title(charter: Charter) -> None:
    """Feed readers show nothing twice; two that were brought alike in one commit have two ids."""
    line = changed(BROUGHT, MOVED)
    before = told(charter, idea(stage="building", more={"decision": YES}), line)
    after = told(charter, idea("stock", stage="building", created="2026-05-30", more={"decision": YES}), line)
    assert [one.id for one in before] == [one.id for one in after]
    twins = happened({"a": idea("a"), "b": idea("b")}, {"a.md": line, "b.md": line}, charter)
    assert len({one.id for one in twins}) == len(twins) == 4


# --- What is due -----------------------------------------------------------------------------------------------------


def due(charter: Charter, one: Proposal, timeline: Timeline = UNSEEN, **more: Any) -> list[tuple[str, str]]:
    """Sort and day of each deadline of the proposal."""
    found = deadlines({one.slug: one}, {one.path: timeline}, more.get("counts", {}), charter, CLOCK)
    return [(each.sort, each.on.isoformat()) for each in found if each.slug]


def promise(on: str, told_on: str, why: str = "The oven arrives") -> Promise:
    """A promised date."""
    return Promise(date.fromisoformat(on), date.fromisoformat(told_on), why)


def test_a_promised_day_is_due_until_there_is_another_or_an_end(charter: Charter) -> None:
    """Also when it is past: it is still owed."""
    assert due(charter, idea(promised=(promise("2026-06-01", "2026-05-01"),))) == [("promised", "2026-06-01")]
    both = (promise("2026-09-01", "2026-06-01"), promise("2026-06-01", "2026-05-01"))
    assert due(charter, idea(promised=both)) == [("promised", "2026-09-01")]
    assert due(charter, idea(stage="parked", promised=both)) == [("parked", "2026-09-01")]
    assert due(charter, idea(stage="launched", promised=both)) == []


def test_a_day_that_is_changed_keeps_its_id_and_counts_the_changes(charter: Charter) -> None:
    """So that a calendar moves it instead of showing two."""
    first, second = promise("2026-08-01", "2026-05-01"), promise("2026-09-01", "2026-06-01")

    def look(one: Proposal) -> tuple[str, int]:
        (found,) = [each for each in deadlines({one.slug: one}, {one.path: changed(BROUGHT)}, {}, charter, CLOCK)
                    if each.sort in ("promised", "parked")]  # fmt: skip
        return found.id, found.times

    was, now = look(idea(promised=(first,))), look(idea("stock", promised=(first, second)))
    assert was[0] == now[0]
    assert (was[1], now[1]) == (0, 1)
    assert look(idea(stage="parked", promised=(first,)))[0] == was[0]


def test_voting_that_ends_is_due_while_it_is_open(charter: Charter) -> None:
    """So many days after it opened, and no more once it has closed."""
    assert ("voting", "2026-07-10") in due(charter, idea(stage="building"), changed(BROUGHT, MOVED))
    early = ("2026-05-01T15:00:00", "mara-sample", "building")
    assert due(charter, idea(stage="building"), changed(BROUGHT, early)) == []


def test_a_milestone_is_due_while_it_can_be_reached(charter: Charter) -> None:
    """Its own day by proposal; the day that the charter names for all is told once, for the kind."""
    line, one = changed(BROUGHT, MOVED), idea(stage="building")
    assert due(charter, one, line) == [("voting", "2026-07-10"), ("milestone", "2026-07-20")]
    reached = {"soup": Count(Tally(support=2), supporting_since=(CLOCK.replace(day=12),) * 2)}
    assert due(charter, one, line, counts=reached) == [("voting", "2026-07-10")]
    (whole,) = deadlines({}, {}, {}, charter, CLOCK)
    assert (whole.sort, whole.on, whole.slug, whole.kind) == ("milestone", date(2026, 12, 24), "", "idea")


# --- The command -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A soup night that was decided, a stew night with a hostile title, a story."""
    desk = Desk(tmp_path_factory.mktemp("digest") / "table", charter=CHARTER)
    move = ("move", "soup-night", "building", "--reason", "cheap-to-try", "--says", "We begin on <Tuesday> & stay.")
    potluck(*move, "--as", "mara-sample", "--now", "2026-06-10T08:00:00Z", within=desk.root)
    desk.repository.commit({}, by="mara-sample", at=datetime(2026, 6, 10, 9, tzinfo=UTC))
    desk.repository.git("tag", "spring")
    day = {"date": "2026-07-02", "set": "2026-06-20", "why": f"Spoons {HOSTILE}"}
    desk.small.idea("stew-night", HOSTILE, authors=["lee-sample"], tags=["stew", "<b>"], promised=[day])
    desk.small.idea("late", "Brought late", created="2026-06-02", authors=["lee-sample"], summary="A late one.")
    desk.repository.commit({}, by="lee-sample", at=datetime(2026, 6, 28, 9, tzinfo=UTC))
    potluck("react", "soup-night", "+1", "--as", "bo-sample", "--now", NOW, within=desk.root)
    return desk


def digest(table: Desk, *words: str) -> Ran:
    """The command, by a clock of the end of June."""
    return potluck("digest", *words, "--now", NOW, within=table.root / "proposals")


def as_json(table: Desk, *words: str) -> Any:
    """What it tells programs."""
    return json.loads(digest(table, "--format", "json", *words).out)


def happenings(table: Desk, *words: str) -> set[tuple[str, str]]:
    """What happened, and to what."""
    return {(one["what"], one["slug"]) for one in as_json(table, *words)["happened"]}


def test_it_tells_each_thing_under_what_it_was(table: Desk) -> None:
    """In a text to read."""
    said = digest(table, "--since", "2026-06-01").out
    assert said.startswith("Small Table: 1 June 2026 to 30 June 2026\n\n1 came, 1 decided. 2 days near or past, ")
    assert (
        "CAME TO THE TABLE\n\n* Brought late\n  New idea, 28 June 2026, by lee-sample: A late one.\n"
        "  https://small.example/table/ideas/late/\n"
    ) in said
    yes = "Yes, Suggested → Building, 10 June 2026, by mara-sample: We begin on <Tuesday> & stay.\n"
    assert f"DECIDED\n\n* Soup night\n  {yes}" in said
    assert "SOON DUE\n\n* " in said
    assert "  Promised: 2 July 2026, in 2 days: Spoons" in said
    assert said.endswith("Sample data.\nBy the clock of 2026-06-30 12:00 UTC.\n")


@pytest.mark.parametrize(
    ("since", "found"),
    [
        pytest.param("2026-06-01", {("decided", "soup-night"), ("came", "late")}, id="a-day"),
        pytest.param("2026-06-28T09:00:01Z", set(), id="a-time"),
        pytest.param("3d", {("came", "late")}, id="days"),
        pytest.param("3w", {("decided", "soup-night"), ("came", "late")}, id="weeks"),
        pytest.param("spring", {("came", "late")}, id="after-a-tag"),
        pytest.param("HEAD", set(), id="after-a-commit"),
    ],
)
def test_it_begins_where_one_says(table: Desk, since: str, found: set[tuple[str, str]]) -> None:
    """A week ago, where nobody says it."""
    assert happenings(table, "--since", since) == found
    assert happenings(table) == {("came", "late")}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param("--since soonish", "`soonish` tells no time; write a day as 2026-05-12, a span as 7d", id="since"),
        pytest.param("--since --all", "`--all` tells no time; ", id="no-option-of-git"),
        pytest.param("--since 2027-01-01", "`2027-01-01` is after the clock, 2026-06-30 12:00 UTC; ", id="to-come"),
        pytest.param("--tag steww", "nothing has the tag `steww`; did you mean `stew`?", id="tag"),
        pytest.param("--person lee-sampel", "nobody here is called `lee-sampel`; did you mean `lee-sample`?", id="who"),
    ],
)
def test_what_it_cannot_follow_it_says(table: Desk, words: str, sentence: str) -> None:
    """With the words that would do."""
    ran = digest(table, *words.replace("--since --", "--since=--").split())
    assert ran.status == 2
    assert ran.sentence.startswith(f"potluck: {sentence}")


def test_about_a_tag_only_what_has_it_is_told(table: Desk) -> None:
    """Whatever its letters' case; deadlines and what waits too."""
    told = as_json(table, "--since", "2026-06-01", "--tag", "STEW")
    assert told["happened"] == []
    assert {one["slug"] for one in told["soon"]} == {"stew-night"}
    assert told["waiting"] == []


def test_a_promised_day_is_told_once(table: Desk) -> None:
    """As one that is near, and not a second time as something that waits."""
    told = as_json(table)
    assert [one["slug"] for one in told["soon"] if one["sort"] == "promised"] == ["stew-night"]
    assert "promised" not in {one["rule"] for one in told["waiting"]}
    assert "promised" in {
        one["rule"]
        for one in json.loads(potluck("desk", "--format", "json", "--now", NOW, within=table.root).out)["waiting"]
    }


@pytest.mark.parametrize(
    ("login", "found"),
    [
        pytest.param("lee-sample", {("came", "late")}, id="brought"),
        pytest.param("Mara-Sample", {("decided", "soup-night")}, id="decided"),
        pytest.param("bo-sample", {("decided", "soup-night")}, id="voted"),
    ],
)
def test_about_a_person_what_concerns_them_is_told(table: Desk, login: str, found: set[tuple[str, str]]) -> None:
    """What they brought, decided or voted on."""
    assert happenings(table, "--since", "2026-06-01", "--person", login) == found


def test_what_needs_a_person_is_what_waits_for_them(table: Desk) -> None:
    """Not what they brought and others are to answer."""
    assert as_json(table, "--person", "lee-sample")["waiting"] == []
    assert len(as_json(table, "--person", "mara-sample")["waiting"]) == len(as_json(table)["waiting"]) > 1
    assert "NEEDS YOU\n" in digest(table, "--person", "mara-sample").out
    assert "NEEDS SOMEBODY\n" in digest(table).out


def test_where_ballots_are_counts_nobody_is_told_by_their_votes(tmp_path: Path) -> None:
    """And the digest says so."""
    desk = Desk(tmp_path / "table", charter=CHARTER + SILENT)
    said = digest(desk, "--person", "ana-sample").out
    assert "what this person voted on is not among it for that alone" in said


def test_its_json_keeps_to_the_schema_that_ships(table: Desk) -> None:
    """Which is of the version that the JSON names, and is what the code makes."""
    path = Path(__file__).parents[1] / "tooling" / "potluck" / "desk" / "digest-schema-1.json"
    shipped = json.loads(path.read_text("utf-8"))
    assert shipped == json.loads(json.dumps(schema()))
    printed = as_json(table, "--since", "2026-06-01")
    jsonschema_rs.validator_for(shipped).validate(printed)
    assert (printed["version"], printed["since"]) == (1, "2026-06-01T00:00:00Z")


def test_nothing_to_tell_is_told_in_a_sentence(tmp_path: Path) -> None:
    """In every form."""
    desk = Desk(tmp_path / "table", charter=DESK)
    desk.repository.commit({SOUP: None, STEW: None, "proposals/stories/rain.md": None}, by="mara-sample")
    for form in ("text", "markdown", "html"):
        said = digest(desk, "--format", form).out
        assert "Nothing happened. Nothing waits." in said


# --- Hostile words ---------------------------------------------------------------------------------------------------


def test_its_markdown_mentions_nobody_and_leads_nowhere(table: Desk) -> None:
    """SEC-070: a title stays words."""
    said = digest(table, "--since", "2026-06-01", "--format", "markdown").out
    assert "### Decided\n\n- [Soup night](https://small.example/table/ideas/soup-night/). Yes, Suggested → " in said
    for word in ("@mara-sample", "#7", "](https://evil.example)", "<img", "\u202e"):
        assert word not in said.replace("\\<", "")


@pytest.fixture(scope="module")
def html(table: Desk) -> str:
    """The letter."""
    return digest(table, "--since", "2026-06-01", "--format", "html").out


def test_its_html_runs_and_fetches_nothing(html: str) -> None:
    """SEC-047: a title is its letters, what cannot be seen is written out, and the only addresses are links of ours."""
    page = parse(html)
    tags = {element.tag for element in elements(page)}
    assert tags.isdisjoint({"script", "img", "link", "iframe", "form", "object", "svg", "video"})
    words = " ".join(text_of(page).split())
    assert HOSTILE.replace("\u202e", "⟨U+202E⟩") in words
    assert "We begin on <Tuesday> & stay." in words
    assert "url(" not in html
    for element in elements(page):
        assert not any(name.startswith("on") or name in ("src", "background") for name in element.attrib)
        assert element.get("href", "https://small.example/table/").startswith("https://small.example/table/")


def test_a_message_has_both_forms_and_the_same_bytes_every_time(table: Desk, html: str) -> None:
    """Whoever sends it puts `From:` and `To:` before it; nothing that somebody wrote is a header or ends a part."""
    words = ("--since", "2026-06-01", "--format", "eml")
    first = digest_bytes(table, *words)
    assert first == digest_bytes(table, *words)
    message = email.message_from_bytes(b"To: all@example.org\n" + first, policy=policy.default)
    assert not message.defects
    assert set(message.keys()) == {"To", "Subject", "Date", "MIME-Version", "Content-Type"}
    assert message["Subject"] == "Small Table: 1 June 2026 to 30 June 2026"
    assert message["Date"] == "Tue, 30 Jun 2026 12:00:00 +0000"
    plain, rich = message.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert plain.get_content() == digest(table, "--since", "2026-06-01").out
    assert rich.get_content() == html


def digest_bytes(table: Desk, *words: str) -> bytes:
    """What the command writes, in a process of its own: bytes pass no text's hands."""
    import subprocess
    import sys

    command = [Path(sys.executable).with_name("potluck"), "digest", *words, "--now", NOW]
    return subprocess.run(command, cwd=table.root, capture_output=True, check=True).stdout


def test_a_long_digest_ends_and_says_how_long_it_is(tmp_path: Path) -> None:
    """Programs get all of it."""
    desk = Desk(tmp_path / "table", charter=DESK)
    texts: Iterator[int] = iter(range(40))
    files = {f"proposals/ideas/n-{n:02}.md": proposal(f"Number {n}", created="2026-06-29") for n in texts}
    desk.repository.commit(files, at=datetime(2026, 6, 29, 9, tzinfo=UTC))
    assert "\n… and 15 more\n" in digest(desk).out
    assert len(as_json(desk)["happened"]) == 40


def test_the_digest_of_the_sample_community(tmp_path: Path) -> None:
    """There is something to tell, as the handbook shows it."""
    copy_sample(tmp_path / "sample")
    ran = potluck("digest", "--since", "2026-11-01", "--now", "2026-11-22T12:00:00Z", within=tmp_path / "sample")
    assert "Bring your blunt knives on the first Monday" in ran.out
    assert "Kinderküche am Samstagvormittag" in ran.out
