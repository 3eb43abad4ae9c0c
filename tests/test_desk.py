"""What waits for whom: every rule, the order, the forms, the page; and when a first answer was given."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from msgspec.structs import replace
from tests.support.commands import potluck
from tests.support.community import BODY, Small, copy_sample
from tests.support.desk import DESK, NOW, SOUP, Desk
from tests.support.pages import by_class, parse, text_of
from tests.support.repository import Repository

from potluck.charter import Charter, parse_charter
from potluck.cli.app import COMMANDS
from potluck.desk.answers import Answer, Answers
from potluck.desk.triage import ENDS, MEANS, RULES, Alike, Waiting, triage
from potluck.errands.waiting import schema
from potluck.model import Change, Person, Promise, Proposal, Tally, Timeline
from potluck.tally import Count
from potluck.views.desk import SHOWN

CLOCK = datetime(2026, 6, 30, 12, tzinfo=UTC)
RULED = (
    DESK.replace(
        "      votes:\n      decision:",
        "      votes: {milestones: {many: {supporters: 2, means: We cook it once.}}}\n      decision:",
    )
    + "promises: {answer-days: 7}\ndesk: {near-days: 10, quiet-days: 30}\n"
)
DECIDED = {"by": "mara-sample", "date": "2026-06-01", "reason": "cheap-to-try", "says": "We begin on Tuesday."}


@pytest.fixture(scope="module")
def charter() -> Charter:
    """It promises an answer within a week."""
    reading = parse_charter(RULED.encode())
    assert reading.charter
    return reading.charter


def idea(slug: str = "soup", stage: str = "suggested", created: str = "2026-06-01", **more: Any) -> Proposal:
    """An idea of ana's."""
    kind = more.pop("kind", "idea")
    authors = tuple(Person(login) for login in more.pop("authors", ["ana-sample"]))
    return Proposal(slug, f"{slug}.md", "", kind, slug, stage, authors, date.fromisoformat(created), **more)


def changed(*changes: tuple[str, str, str]) -> Timeline:
    """What git saw: day, login, and the stage that was moved to."""
    return Timeline(
        tuple(
            Change(f"{n}", datetime.fromisoformat(f"{day}T09:00:00+00:00"), login, (), stage)
            for n, (day, login, stage) in enumerate(changes)
        )
    )


def count(*days: str) -> Count:
    """Supporters, by the day on which they said so."""
    times = tuple(datetime.fromisoformat(f"{day}T09:00:00+00:00") for day in days)
    return Count(Tally(support=len(days)), times, supporting_since=times)


def look(
    charter: Charter,
    *proposals: Proposal,
    timelines: dict[str, Timeline] | None = None,
    counts: dict[str, Count] | None = None,
    **more: Any,
) -> list[Waiting]:
    """The desk over these."""
    by_slug = {one.slug: one for one in proposals}
    by_path = {f"{slug}.md": one for slug, one in (timelines or {}).items()}
    return list(triage(by_slug, by_path, counts or {}, charter, CLOCK, **more))


def words_of(page: Any) -> str:
    """What a page says, blanks counted once."""
    return " ".join(text_of(page).split())


def told(found: list[Waiting]) -> list[tuple[str, str]]:
    """Rule and slug of each."""
    return [(one.rule, one.slug) for one in found]


# --- Rules -----------------------------------------------------------------------------------------------------------


def test_what_nobody_answered_waits_and_is_late_after_the_promise(charter: Charter) -> None:
    """From the day on which it was brought; the day promised is still in time."""
    (one,) = look(charter, idea(created="2026-06-20"))
    assert (one.rule, one.whom, one.since, one.days) == ("unanswered", "facilitator", date(2026, 6, 20), 10)
    assert (one.due, one.late) == (date(2026, 6, 27), 3)
    assert look(charter, idea(created="2026-06-23"))[0].late == 0
    assert look(charter, idea(created="2026-06-22"))[0].late == 1


def test_without_a_promise_nothing_is_late(charter: Charter) -> None:
    """It waits all the same."""
    silent = charter.model_copy(update={"promises": type(charter.promises)()})
    (one,) = look(silent, idea(created="2020-01-01"))
    assert (one.rule, one.due, one.late) == ("unanswered", None, 0)


def test_what_a_facilitator_brought_waits_for_no_answer(charter: Charter) -> None:
    """Unless somebody brought it with them."""
    assert look(charter, idea(authors=["Mara-Sample"])) == []
    assert told(look(charter, idea(authors=["mara-sample", "ana-sample"]))) == [("unanswered", "soup")]


def test_many_voices_ask_for_a_decision(charter: Charter) -> None:
    """From the day on which there were enough, until somebody decides or moves it after that."""
    counts = {"soup": count("2026-06-05", "2026-06-10")}
    first = changed(("2026-06-01", "ana-sample", "suggested"))
    answered = idea(promised=(Promise(date(2026, 9, 1), date(2026, 6, 2), "A stove"),))
    (one,) = look(charter, answered, timelines={"soup": first}, counts=counts)
    assert (one.rule, one.since, one.days) == ("reached", date(2026, 6, 10), 20)
    assert one.why == "2 people are for it, and nothing was decided since: We cook it once."
    decided = replace(answered, more={"decision": DECIDED | {"date": "2026-06-11"}})
    assert look(charter, decided, timelines={"soup": first}, counts=counts) == []
    before = replace(answered, more={"decision": DECIDED})
    assert told(look(charter, before, timelines={"soup": first}, counts=counts)) == [("reached", "soup")]
    moved = changed(("2026-06-01", "ana-sample", "suggested"), ("2026-06-12", "mara-sample", "building"))
    building = replace(answered, stage="building")
    assert look(charter, building, timelines={"soup": moved}, counts=counts) == []
    assert look(charter, answered, timelines={"soup": first}, counts={"soup": count("2026-06-05")}) == []


def test_an_end_without_a_reason_waits_for_one(charter: Charter) -> None:
    """Not where its authors took it back, and of what has ended nothing else is asked."""
    assert told(look(charter, idea(stage="declined"))) == [("unexplained", "soup")]
    assert look(charter, idea(stage="withdrawn")) == []
    assert look(charter, idea(stage="declined", more={"decision": DECIDED}, needs=("a facilitator",))) == []


@pytest.mark.parametrize(
    ("on", "days", "late"),
    [
        pytest.param("2026-06-20", 10, 10, id="past"),
        pytest.param("2026-06-30", 0, 0, id="today"),
        pytest.param("2026-07-10", -10, 0, id="near"),
    ],
)
def test_a_promised_date_is_near_or_past(on: str, days: int, late: int, charter: Charter) -> None:
    """By the charter's number of days."""
    promise = Promise(date.fromisoformat(on), date(2026, 6, 1), "The oven arrives")
    (one,) = look(charter, idea(promised=(promise,)))
    assert (one.rule, one.days, one.late) == ("promised", days, late)
    assert "The oven arrives" in one.why


def test_the_last_promise_is_the_one_that_counts(charter: Charter) -> None:
    """An earlier date that was moved is no broken promise any more."""
    old = Promise(date(2026, 6, 10), date(2026, 5, 1), "The oven arrives")
    new = Promise(date(2026, 12, 24), date(2026, 6, 9), "It comes by ship")
    assert look(charter, idea(promised=(new, old))) == []
    assert look(charter, idea(promised=(Promise(date(2026, 7, 11), date(2026, 6, 1), "Later"),))) == []


def test_what_nobody_touches_goes_stale(charter: Charter) -> None:
    """No change, no voice, no decision for so many days; what rests, or has a date to come, does not."""
    quiet = changed(("2026-05-01", "ana-sample", "suggested"), ("2026-05-02", "mara-sample", "building"))
    proposal = idea(stage="building", created="2026-05-01")
    (one,) = look(charter, proposal, timelines={"soup": quiet})
    assert (one.rule, one.since, one.days) == ("stale", date(2026, 5, 2), 59)
    assert look(charter, proposal, timelines={"soup": quiet}, counts={"soup": count("2026-06-15")}) == []
    promise = Promise(date(2026, 12, 24), date(2026, 5, 1), "The oven arrives")
    assert look(charter, replace(proposal, promised=(promise,)), timelines={"soup": quiet}) == []
    assert look(charter, replace(proposal, stage="parked"), timelines={"soup": quiet}) == []


def test_a_story_that_was_answered_does_not_go_stale(charter: Charter) -> None:
    """Its kind has no end to come to."""
    story = idea("rain", "told", "2020-01-01", kind="story", more={"verification": {"by": "wen-sample"}})
    assert look(charter, story) == []


@pytest.mark.parametrize(
    ("need", "whom"),
    [
        pytest.param("A facilitator, please", "facilitator", id="a-role"),
        pytest.param("Wen-Sample to taste it", "wen-sample", id="a-person"),
        pytest.param("Somebody who can verify", "", id="nobody"),
    ],
)
def test_whom_a_proposal_needs_is_asked(need: str, whom: str, charter: Charter) -> None:
    """By the word of a role, or by the login of one who has it."""
    found = look(charter, idea(authors=["mara-sample"], needs=("Eight towels", need)))
    assert [(one.rule, one.whom) for one in found] == ([("asked", whom)] if whom else [])


def test_what_may_be_the_same_says_why(charter: Charter) -> None:
    """And what is there no more is not told."""
    pair = [Alike("stew", "soup", "both say `pot` and `Tuesday`"), Alike("stew", "gone", "both say `pot`")]
    found = look(charter, idea(authors=["mara-sample"]), idea("stew", authors=["mara-sample"]), alike=pair)
    assert told(found) == [("alike", "stew")]
    assert found[0].why == "It may be the same as `soup`: both say `pot` and `Tuesday`."


def test_two_of_a_kind_that_say_the_same_are_told_once(tmp_path: Path) -> None:
    """Of the newer one, with the words; not where one speaks of the other, nor across kinds, nor once it was merged."""
    desk = Desk(tmp_path / "table", charter=RULED)
    at = ("desk", "--format", "json", "--now", NOW)

    def alike() -> list[tuple[str, str]]:
        rows = json.loads(potluck(*at, within=desk.root).out)["waiting"]
        return [(row["slug"], row["why"]) for row in rows if row["rule"] == "alike"]

    assert alike() == [
        (
            "stew-night",
            "It may be the same as `soup-night`: both speak of `night`, `tuesdays`, `soup`, `solution` and `problem`.",
        )
    ]
    desk.small.idea("stew-night", "Stew night on Tuesdays", authors=["lee-sample"], extends=["soup-night"])
    assert alike() == []
    desk.small.idea("stew-night", "Stew night on Tuesdays", authors=["lee-sample"])
    desk.do("merge", "stew-night", "soup-night", "--reason", "too-few-hands", "--says", "One pot holds both.")
    assert alike() == []


def test_what_is_late_comes_first_then_rule_by_rule(charter: Charter) -> None:
    """The latest in front; within a rule, what has waited longest."""
    found = look(
        charter,
        idea("a-new", created="2026-06-28"),
        idea("b-new", created="2026-06-27"),
        idea("late", created="2026-06-20"),
        idea("later", created="2026-06-10"),
        idea("ended", "declined"),
        idea("asks", authors=["mara-sample"], needs=("facilitator",)),
        idea("overdue", promised=(Promise(date(2026, 6, 1), date(2026, 5, 1), "Now"),)),
    )
    assert told(found) == [
        ("promised", "overdue"),
        ("unanswered", "later"),
        ("unanswered", "late"),
        ("asked", "asks"),
        ("unanswered", "b-new"),
        ("unanswered", "a-new"),
        ("unexplained", "ended"),
    ]


def test_every_rule_says_what_it_means() -> None:
    """The words stand on the page."""
    assert tuple(MEANS) == RULES


# --- First answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "changes", "answer"),
    [
        pytest.param({}, [], None, id="nobody"),
        pytest.param({"more": {"decision": DECIDED}}, [], Answer(date(2026, 6, 1), "decided"), id="a-decision"),
        pytest.param(
            {"promised": (Promise(date(2026, 9, 1), date(2026, 5, 20), "A stove"),), "more": {"decision": DECIDED}},
            [], Answer(date(2026, 5, 20), "promised a date"), id="a-date-before-the-decision",
        ),
        pytest.param(
            {}, [("2026-05-12", "ana-sample", "suggested"), ("2026-05-14", "mara-sample", "")],
            Answer(date(2026, 5, 14), "worked on it"), id="a-facilitator's-hand",
        ),
        pytest.param(
            {}, [("2026-05-12", "mara-sample", "suggested"), ("2026-05-14", "ana-sample", "")], None,
            id="who-entered-it-did-not-answer",
        ),
        pytest.param(
            {}, [("2026-05-12", "", "suggested"), ("2026-05-15", "", "building")],
            Answer(date(2026, 5, 15), "moved it"), id="somebody-moved-it",
        ),
        pytest.param({"stage": "building"}, [], Answer(None, "moved it"), id="moved-before-git-saw-it"),
        pytest.param({"stage": "withdrawn"}, [], None, id="its-author-took-it-back"),
    ],
)  # fmt: skip
def test_the_first_answer_is_the_earliest(
    more: dict[str, Any], changes: list[tuple[str, str, str]], answer: Answer | None, charter: Charter
) -> None:
    """Whatever a facilitator did about it; not what its authors did."""
    stage = more.get("stage", "suggested")
    proposal = idea(**({"stage": stage} | more))
    assert Answers(charter).first(proposal, changed(*changes)) == answer


def test_a_word_in_the_thread_is_an_answer_where_the_forge_tells_it(charter: Charter) -> None:
    """As early as it was said."""
    said = {"soup": date(2026, 5, 13)}
    assert Answers(charter).first(idea(more={"decision": DECIDED}), Timeline(), said) == Answer(
        date(2026, 5, 13), "wrote in its thread"
    )
    assert look(charter, idea(), spoken=said) == []


# --- The command and the page ----------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A community whose soup night nobody has answered."""
    return Desk(tmp_path / "table", charter=RULED)


def test_the_command_lists_what_waits(desk: Desk) -> None:
    """With the numbers of the charter that it goes by, and the clock."""
    ran = potluck("desk", "--now", NOW, within=desk.root / "proposals")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0].split() == ["rule", "since", "for", "proposal,", "and", "why"]
    assert " ".join(lines[1].split()) == "unanswered 49 days, 42 late facilitator rain"
    assert lines[2].strip() == "Nobody has answered yet."
    assert lines[-3:] == [
        "4 things wait, 3 of them late.",
        "The charter promises an answer within 7 days; a date is near 10 days ahead; 30 days of silence are stale.",
        "By the clock of 2026-06-30 12:00 UTC.",
    ]


def test_its_json_keeps_to_the_schema_that_ships(desk: Desk) -> None:
    """Which is of the version that the JSON names, and is what the code makes."""
    path = Path(__file__).parents[1] / "tooling" / "potluck" / "desk" / "schema-1.json"
    shipped = json.loads(path.read_text("utf-8"))
    assert shipped == json.loads(json.dumps(schema()))
    printed = json.loads(potluck("desk", "--format", "json", "--now", NOW, within=desk.root).out)
    jsonschema_rs.validator_for(shipped).validate(printed)
    assert printed["version"] == 1
    assert [row["slug"] for row in printed["waiting"]] == ["rain", "soup-night", "stew-night", "stew-night"]


def test_its_markdown_mentions_nobody(desk: Desk) -> None:
    """SEC-070: what somebody called their proposal stays words."""
    desk.small.idea("shout", "Ask @mara-sample, closes #7 [x](https://x.example)")
    said = potluck("desk", "--format", "markdown", "--now", NOW, within=desk.root).out
    assert said.startswith("**5 things wait, 4 of them late.**\n\n### Unanswered\n")
    assert "@mara-sample" not in said
    assert "#7" not in said
    assert "](https://x.example)" not in said
    assert "](https://small.example/table/ideas/soup-night/), 49 days, 42 late: Nobody has answered yet." in said


def test_an_empty_desk_is_a_page_too(tmp_path: Path) -> None:
    """And a friendly one."""
    small = Small(tmp_path / "table")
    assert "Nothing waits for anybody. Sit down and eat." in potluck("desk", within=small.root).out
    small.build()
    assert "Nothing waits for anybody. Sit down and eat." in words_of(parse(small.page("desk")))


def test_the_page_says_for_whom_and_since_when(desk: Desk) -> None:
    """By the same list as the command, with the people who are meant."""
    desk.repository.commit({SOUP: desk.text().replace("created", "needs: [wen-sample to taste]\ncreated")})
    desk.small.build(CLOCK)
    page = parse(desk.small.page("desk"))
    words = words_of(page)
    assert "3 of these have waited longer than we promised. We are sorry. They come first." in words
    assert "For a facilitator That is mara-sample" in words
    assert "For wen-sample" in words
    assert len(by_class(page, "pl-errand")) == 5
    assert "We promised an answer by 19 May 2026." in words


def test_a_long_list_ends_and_says_how_long_it_is(desk: Desk) -> None:
    """A page that nobody reads to its end helps nobody; the command has all of it."""
    for number in range(SHOWN + 3):
        desk.small.idea(f"new-{number}", f"Number {number} of many", created="2026-06-29")
    desk.small.build(CLOCK)
    page = parse(desk.small.page("desk"))
    assert len(by_class(page, "pl-errand")) == SHOWN
    assert "… and 7 more, which potluck desk lists." in words_of(page)


def test_each_rule_says_what_takes_it_off_the_list() -> None:
    """With commands that there are, or with what to write."""
    assert set(ENDS) == set(MEANS) == set(RULES)
    named = {words.split()[1] for words in ENDS.values() if words.startswith("potluck ")}
    assert named <= set(COMMANDS)
    assert {"answer", "merge", "park"} <= named


def test_a_merger_of_the_sample_is_taken_back_to_where_it_stood(tmp_path: Path) -> None:
    """Its charter leads from `merged` to every stage from which one comes there."""
    repository = copy_sample(tmp_path / "sample")
    root = repository.root
    idea = root / "proposals" / "ideas" / "jar-deposit.md"
    before = idea.read_bytes()
    who = ("--as", "mara-sample", "--now", "2026-11-22T12:00:00Z")
    says = ("--reason", "already-here", "--says", "It is a part of the shelf.")
    assert potluck("merge", "jar-deposit", "pickle-shelf", *says, *who, within=root).status == 0
    repository.commit({}, by="mara-sample")
    assert potluck("merge", "jar-deposit", "--undo", *who, within=root).status == 0
    assert idea.read_bytes() == before


def test_the_desk_of_the_sample_community(tmp_path: Path) -> None:
    """There is something to do, and the command works where a visitor would try it."""
    copy_sample(tmp_path / "sample")
    ran = potluck("desk", "--now", "2026-11-22T12:00:00Z", within=tmp_path / "sample")
    assert "my-fathers-knife" in ran.out
    assert "promised" in ran.out


# --- What lives on in another ----------------------------------------------------------------------------------------


def test_a_merged_duplicate_leads_on_and_is_counted_once(tmp_path: Path) -> None:
    """Its address and its old names lead to where it lives on; its own text stays to be read; undone by `--undo`."""
    desk = Desk(tmp_path / "table")
    desk.small.idea("stew-night", "Stew night on Tuesdays", authors=["lee-sample"], aliases=["goulash-night"])
    desk.repository.commit({})
    for slug, login in (("soup-night", "bo"), ("stew-night", "bo"), ("stew-night", "cy")):
        potluck("react", slug, "+1", "--as", login, "--now", NOW, within=desk.root)
    desk.do("merge", "stew-night", "soup-night", "--reason", "too-few-hands", "--says", "One pot holds both.")
    desk.small.build(CLOCK)
    for name in ("stew-night", "goulash-night"):
        assert 'content="0; url=../soup-night/"' in desk.small.page(f"ideas/{name}")
    words = words_of(parse(desk.small.page("ideas/stew-night--as-brought")))
    assert "Lives on in Soup night" in words
    assert "It is cold on Tuesdays." in words
    assert json.loads(desk.small.read("api/v1/proposals/soup-night.json"))["tally"]["support"] == 2
    assert "stew-night--as-brought/" in desk.small.page("ideas/soup-night")
    assert "--as-brought" not in desk.small.read("feed.xml").decode()
    assert potluck("proof", within=desk.root).status == 0
    desk.do("merge", "stew-night", "--undo")
    desk.small.build(CLOCK)
    assert "It is cold on Tuesdays." in words_of(parse(desk.small.page("ideas/stew-night")))
    assert not (desk.small.site / "ideas/stew-night--as-brought").exists()
    assert json.loads(desk.small.read("api/v1/proposals/soup-night.json"))["tally"]["support"] == 1


def test_a_circle_leads_nowhere(tmp_path: Path) -> None:
    """Each keeps its page; a chain leads to its end."""
    small = Small(tmp_path / "table")
    small.idea("a", "First one", merged_into="b")
    small.idea("b", "Second one", merged_into="a")
    small.idea("c", "Third one", merged_into="d")
    small.idea("d", "Fourth one", merged_into="e")
    small.idea("e", "Fifth one")
    small.build()
    assert "First one" in words_of(parse(small.page("ideas/a")))
    for name in ("c", "d"):
        assert 'content="0; url=../e/"' in small.page(f"ideas/{name}")


def test_what_was_handed_on_says_to_whom_on_its_page(tmp_path: Path) -> None:
    """An address is a link that gives nothing to whoever it leads to (SEC-053); a name is a name."""
    small = Small(tmp_path / "table")
    small.idea("soup", handed_to="https://shelter.example/soup")
    small.idea("stew", handed_to="javascript:alert(1) <b>")
    small.build()
    page = small.page("ideas/soup")
    assert '<a href="https://shelter.example/soup" rel="nofollow ugc noopener" dir="auto">' in page
    assert "javascript:alert(1) &lt;b&gt;" in small.page("ideas/stew")
    assert 'href="javascript' not in small.page("ideas/stew")


# --- Tombstones ------------------------------------------------------------------------------------------------------

SECRET = "Gundula Quastenberg"  # nobody of that name is known to us


def _with_secret(root: Path) -> Desk:
    desk = Desk(root)
    picture = (Path(__file__).parents[1] / "proposals/ideas/borrow-a-pot/shelf.png").read_bytes()
    text = f"---\ntitle: {SECRET} cheats\nkind: idea\nstage: suggested\nauthors: [gert-sample]\ncreated: 2026-06-01\n"
    text += f"summary: Everything about {SECRET}.\ntags: [quastenberg]\naliases: [old-gossip]\n---\n\n{BODY}\n"
    text += f"{SECRET} lives here. ![{SECRET}](face.png) ![]({'../pot.png'})\n"
    desk.repository.commit(
        {
            "proposals/ideas/gossip/index.md": text,
            "proposals/ideas/gossip/face.png": picture,
            "proposals/ideas/pot.png": picture,
            SOUP: desk.text() + "\n![A pot](pot.png), and see [gossip](gossip/index.md).\n",
        }
    )
    return desk


def test_what_is_taken_down_is_gone_from_the_next_build(tmp_path: Path) -> None:
    """Text, title, pictures, API, feed, search, tags, people; the address says when and why, old ones lead there."""
    desk = _with_secret(tmp_path / "table")
    desk.small.build(CLOCK)
    assert any(b"Quastenberg" in raw for raw in desk.small.files().values())
    ran = desk.do("take-down", "gossip", "--reason", "personal-data", "--commit")
    assert ran.status == 2  # git knows no name here; it is written all the same
    assert not (desk.root / "proposals/ideas/gossip/face.png").exists()
    assert (desk.root / "proposals/ideas/pot.png").exists()  # the soup night shows it too
    desk.repository.commit({}, by="mara-sample")
    desk.small.build(CLOCK)
    for place, raw in desk.small.files().items():
        assert b"quastenberg" not in raw.lower(), place
        assert "gert-sample" not in raw.decode("utf-8", "replace"), place
    assert not (desk.small.site / "files/proposals/ideas/gossip/face.png").exists()
    words = words_of(parse(desk.small.page("ideas/gossip")))
    assert "What stood here was taken down on 30 June 2026. It held what is nobody else's business." in words
    assert "data-pagefind-body" not in desk.small.page("ideas/gossip")
    assert 'content="0; url=../gossip/"' in desk.small.page("ideas/old-gossip")
    listed = json.loads(desk.small.read("api/v1/proposals.json"))
    assert listed["taken_down"] == [{"slug": "gossip", "on": "2026-06-30", "reason": "personal-data"}]
    assert listed["waiting"] == []
    assert "gossip" not in [row["slug"] for row in listed["proposals"]]
    assert "ideas/gossip/" in desk.small.page("ideas/soup-night")  # a link to it still leads somewhere
    assert potluck("proof", within=desk.root).status == 0
    assert potluck("check", "--now", NOW, within=desk.root).status == 0


def test_only_a_facilitator_takes_down_and_puts_back(tmp_path: Path) -> None:
    """SEC-025: by our own check as well, the author not excepted."""
    desk = _with_secret(tmp_path / "table")
    ran = desk.do("take-down", "gossip", "--reason", "spam", by="gert-sample")
    assert ran.sentence == (
        "potluck: taking a proposal down is for a facilitator, such as mara-sample; you are gert-sample here"
    )
    assert desk.do("take-down", "gossip", "--reason", "spam").status == 0
    assert desk.check("mara-sample").status == 0
    assert "`taken-down` is written by a facilitator" in desk.check("gert-sample").out
    assert "`taken-down` is written by a facilitator" in desk.check("bo").out
    desk.repository.commit({})
    desk.repository.git("checkout", "--quiet", "HEAD~1", "--", "proposals/ideas/gossip")
    assert "`taken-down` is written by a facilitator" in desk.check("gert-sample").out
    assert desk.check("mara-sample").status == 0


def test_whatever_a_file_holds_it_can_be_taken_down(tmp_path: Path) -> None:
    """Spam seldom keeps to the form."""
    desk = Desk(tmp_path / "table")
    desk.repository.commit({"proposals/stories/win.md": b"BUY \xff\x00 NOW http://x.example"})
    assert desk.do("take-down", "win", "--reason", "spam").status == 0
    assert desk.text("proposals/stories/win.md") == (
        "---\nkind: story\ntaken-down: {by: mara-sample, date: 2026-06-30, reason: spam}\n---\n"
    )
    assert desk.do("take-down", "win", "--reason", "spam").sentence.endswith("already; nothing was changed")
    assert desk.check("mara-sample").status == 0


def test_an_unknown_reason_is_told_with_those_there_are(tmp_path: Path) -> None:
    """They are the charter's."""
    desk = Desk(tmp_path / "table", charter=DESK + "desk: {take-down: {rude: It was rude.}}\n")
    ran = desk.do("take-down", "soup-night", "--reason", "boring")
    assert ran.sentence.endswith("is not one of the charter's reasons to take something down; write `rude`")


def test_words_left_in_a_tombstone_are_not_printed(tmp_path: Path) -> None:
    """Somebody wrote the record by hand, and forgot the rest: the check tells, and the site is silent."""
    small = Small(tmp_path / "table")
    repository = Repository(small.root)
    record = "taken-down: {by: mara-sample, date: 2026-06-30, reason: libel}"
    text = f"---\ntitle: {SECRET}\nkind: idea\nsummary: About {SECRET}.\n{record}\n---\n\n{SECRET}!\n"
    small.write({"proposals/ideas/gossip.md": text})
    repository.commit({})
    small.build()
    assert [place for place, raw in small.files().items() if b"quastenberg" in raw.lower()] == []
    ran = potluck("check", "--now", NOW, within=small.root)
    assert ran.status == 1
    assert "`title`" in ran.out
