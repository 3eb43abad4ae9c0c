"""When people may vote, and what comes of many voices: by the dates of git, with the day on which it came about."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.commands import potluck
from tests.support.community import CHARTER, Small, proposal
from tests.support.ledgers import ballot as on_soup
from tests.support.pages import by_class, parse, text_of
from tests.support.repository import Repository
from tests.test_tally import BALLOTS, charter

from potluck.mechanisms.voting import EVER, NEVER, Milestone, VotesRules, milestones_of, periods_of
from potluck.model import Ballot, Change, Proposal, Tally, Timeline
from potluck.tally import Count, count, days_reached, tally_all

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def moves(*stages: str) -> Timeline:
    """A way of one stage a day, from the first of June."""
    return Timeline(tuple(Change(f"c{day}", NOON + day * DAY, "ana", stage=stage) for day, stage in enumerate(stages)))


def rules(**settings: object) -> VotesRules:
    """The settings of votes, as a charter writes them."""
    return VotesRules.model_validate(settings)


@pytest.mark.parametrize(
    ("settings", "way", "periods"),
    [
        pytest.param({"opens": "b"}, "ab", [(1, None)], id="opens-at-a-stage"),
        pytest.param({"opens": "b"}, "a", [], id="not-open-yet"),
        pytest.param({"closes": ["b"]}, "ab", [(None, 1)], id="closes-at-a-stage"),
        pytest.param({"closes": ["b", "c"]}, "abc", [(None, 1)], id="closes-once"),
        pytest.param({"closes": ["b"]}, "aba", [(None, 1), (2, None)], id="open-again-when-that-stage-is-left"),
        pytest.param({"opens": "b", "closes": ["c"]}, "abc", [(1, 2)], id="between-two-stages"),
        pytest.param({"opens": "b", "closes": ["c"]}, "abca", [(1, 2)], id="not-open-again-at-another-stage"),
        pytest.param({"opens": "b", "closes": ["c"]}, "abcb", [(1, 2), (3, None)], id="open-again-at-that-stage"),
        pytest.param({"opens": "b", "days": 7}, "ab", [(1, 8)], id="for-so-many-days"),
        pytest.param({"days": 7}, "ab", [(None, 7)], id="for-so-many-days-from-the-first"),
        pytest.param({"opens": "a", "closes": ["b"], "days": 7}, "ab", [(0, 1)], id="whichever-is-earlier"),
    ],
)
def test_voting_is_open_by_the_dates_of_the_moves(
    settings: dict[str, object], way: str, periods: list[tuple[int | None, int | None]]
) -> None:
    """As the charter says, by stage, by days or both; a proposal that comes back is voted on again."""
    expected = tuple(
        (EVER if start is None else NOON + start * DAY, NEVER if end is None else NOON + end * DAY)
        for start, end in periods
    )
    assert periods_of(rules(**settings), moves(*way)) == expected


SOUP, STEW = (
    Proposal(slug=slug, path=slug, digest="", kind="idea", title=slug, stage="suggested") for slug in ("soup", "stew")
)
MINUTES_5_TO_9 = {"soup": ((NOON + timedelta(minutes=5), NOON + timedelta(minutes=9)),)}


@pytest.mark.parametrize(
    ("ballots", "meanings", "excluded"),
    [
        pytest.param([on_soup(minute=5)], {"for": 1}, 0, id="the-first-moment-counts"),
        pytest.param([on_soup(minute=9)], {}, 1, id="the-last-one-does-not"),
        pytest.param([on_soup(minute=4)], {}, 1, id="too-early"),
        pytest.param([on_soup(minute=6), on_soup("-1", minute=9)], {"for": 1}, 0, id="a-change-of-mind-too-late"),
        pytest.param([on_soup(minute=4), on_soup("-1", minute=6)], {"against": 1}, 0, id="one-in-time"),
        pytest.param([on_soup("eyes", minute=6), on_soup(minute=9)], {"watching": 1}, 0, id="watched-in-time"),
    ],
)
def test_a_ballot_outside_the_window_is_recorded_and_not_counted(
    ballots: list[Ballot], meanings: dict[str, int], excluded: int
) -> None:
    """By number and reason (SEC-082); what somebody said in time stands, whatever they say later."""
    tally = tally_all([SOUP], ballots, charter(), MINUTES_5_TO_9)["soup"].tally
    assert tally.meanings == meanings
    assert tally.excluded == ({"reacted while voting was not open": excluded} if excluded else {})
    assert sum(tally.reactions.values()) == len(ballots)


def test_a_ballot_goes_by_the_window_of_the_proposal_that_it_was_cast_on() -> None:
    """A merge makes nobody late who was in time, and nobody timely who was late."""
    stew = Proposal(
        slug="stew", path="stew", digest="", kind="idea", title="stew", stage="suggested", merged_into="soup"
    )
    ballots = [on_soup(by="lee", on="stew", minute=30), on_soup(by="zoe", minute=30)]
    tally = tally_all([SOUP, stew], ballots, charter(), MINUTES_5_TO_9)["soup"].tally
    assert (tally.support, sum(tally.excluded.values())) == (1, 1)


@given(st.lists(BALLOTS, max_size=12), st.sets(st.integers(0, 3)))
def test_everybody_is_counted_or_left_out_for_one_reason(ballots: list[Ballot], minutes: set[int]) -> None:
    """Whatever is late: counted and not counted are all the people there are (SEC-082)."""
    late = {one for one in ballots if one.at.minute in minutes}
    tally = count(ballots, frozenset(["rosa"]), charter("github", **{"account-days": 40}), late).tally
    people = {one.login.lower() for one in ballots}
    assert sum(tally.meanings.values()) + sum(tally.excluded.values()) == len(people)
    assert count(ballots[::-1], frozenset(["rosa"]), charter("github", **{"account-days": 40}), late).tally == tally


@pytest.mark.parametrize(
    ("settings", "reached", "until"),
    [
        pytest.param({}, date(2026, 6, 4), None, id="whenever-it-is"),
        pytest.param({"within": 3}, date(2026, 6, 4), date(2026, 6, 4), id="on-the-last-day"),
        pytest.param({"within": 2}, None, date(2026, 6, 3), id="a-day-too-late"),
        pytest.param({"by": "2026-06-03"}, None, date(2026, 6, 3), id="by-a-day-for-all"),
        pytest.param({"by": "2026-06-30", "within": 5}, date(2026, 6, 4), date(2026, 6, 6), id="whichever-is-earlier"),
        pytest.param({"supporters": 5}, None, None, id="too-few"),
    ],
)
def test_a_milestone_is_reached_on_the_day_on_which_the_last_one_needed_said_so(
    settings: dict[str, object], reached: date | None, until: date | None
) -> None:
    """Four people on four days, and what the charter asks."""
    voting = rules(milestones={"many": {"supporters": 4, "means": "It stays."} | settings})
    counted = Count(Tally(), supporting_since=tuple(NOON + day * DAY for day in range(4)))
    (found,) = milestones_of(voting, Timeline(), date(2026, 6, 1), days_reached(counted, voting.asked))
    is_late = reached is None and "supporters" not in settings
    assert found == Milestone(int(str(settings.get("supporters", 4))), "It stays.", until, reached, is_late)


@pytest.mark.parametrize(
    ("ballots", "since"),
    [
        pytest.param([on_soup(minute=3)], 3, id="said-once"),
        pytest.param([on_soup(minute=3), on_soup("heart", minute=8)], 3, id="and-again-with-love"),
        pytest.param([on_soup(minute=3), on_soup("eyes", minute=8)], 3, id="watching-takes-nothing-back"),
        pytest.param([on_soup(minute=3), on_soup("-1", minute=5), on_soup("heart", minute=8)], 8, id="against-between"),
        pytest.param([on_soup("confused", minute=3), on_soup(minute=8)], 8, id="in-doubt-before"),
        pytest.param([on_soup(minute=3), on_soup(on="stew", minute=1)], 1, id="on-what-was-merged-into-it-first"),
    ],
)
def test_whoever_says_again_that_they_are_for_it_was_for_it_all_the_while(ballots: list[Ballot], since: int) -> None:
    """A milestone that was reached is not lost by a second kind word; the trend goes by the last one."""
    stew = Proposal("stew", "stew", "", "idea", "stew", "suggested", merged_into="soup")
    counted = tally_all([SOUP, stew], ballots, charter())["soup"]
    assert counted.supporting_since == (NOON + timedelta(minutes=since),)
    assert counted.supported_at == (max(one.at for one in ballots if one.reaction != "eyes"),)


def test_the_last_day_of_the_calendar_stops_no_count() -> None:
    """A stranger may write any day down: a milestone after it has no last day, and voting after it no end."""
    voting = rules(days=30, milestones={"many": {"supporters": 1, "means": "It stays.", "within": 36_500}})
    (found,) = milestones_of(voting, Timeline(), date(9999, 12, 30), {1: NOON.date()})
    assert (found.until, found.reached) == (None, NOON.date())
    late = Timeline((Change("c", datetime(9999, 12, 30, tzinfo=UTC), "ana", stage="a"),))
    assert periods_of(voting, late) == ((EVER, NEVER),)


def test_days_of_a_milestone_are_reckoned_from_when_voting_opened() -> None:
    """An idea that waited for a year has its time as well."""
    voting = rules(opens="b", milestones={"many": {"supporters": 1, "means": "It stays.", "within": 3}})
    (found,) = milestones_of(voting, moves("a", "b"), date(2025, 1, 1), {})
    assert found.until == date(2026, 6, 5)


# --- From git to the page --------------------------------------------------------------------------------------------

VOTES = """votes:
        opens: launched
        closes: [declined]
        milestones: {two: {supporters: 2, within: 30, means: It stays for another year.}}
"""


@pytest.fixture
def table(tmp_path: Path) -> Small:
    """An idea suggested on the first of May, launched on the fifth, declined on the ninth; four people spoke."""
    table = Small(tmp_path / "table", charter=CHARTER.replace("votes:\n", VOTES, 1))
    repository = Repository(table.root)
    for day, stage in ((1, "suggested"), (5, "launched"), (9, "declined")):
        text = proposal(stage=stage, created="2026-05-01")
        repository.commit(
            {"proposals/ideas/soup.md": text, ".gitignore": "site/public\n"}, at=datetime(2026, 5, day, 12, tzinfo=UTC)
        )
    for login, day in (("ann", 3), ("bob", 6), ("cleo", 8), ("dan", 10)):
        when = f"2026-05-{day:02}T12:00:00Z"
        assert potluck("react", "soup", "+1", "--as", login, "--now", when, within=table.root).status == 0
    return table


def test_the_windows_of_a_charter_hold_in_every_number(table: Small) -> None:
    """In the command, and on the page with the time that counted, the milestone and its day."""
    (row,) = json.loads(potluck("tally", "soup", "--format", "json", within=table.root).out)["proposals"]
    assert (row["support"], row["excluded"]) == (2, {"reacted while voting was not open": 2})
    table.build()
    (votes,) = by_class(parse(table.page("ideas/soup")), "pl-votes")
    words = " ".join(text_of(votes).split())
    assert "2 for it by 4 June 2026: It stays for another year. Reached on 8 May 2026." in words
    (row,) = [
        row for row in votes.iter("tr") if row.get("data-pl-line") == "not counted: reacted while voting was not open"
    ]
    assert text_of(list(row)[1]) == "2"
    assert "Voices count that were given from 2026-05-05 12:00 UTC until 2026-05-09 12:00 UTC." in words
    api = json.loads(table.read("api/v1/proposals/soup.json"))
    assert api["voting"] == [["2026-05-05T12:00:00Z", "2026-05-09T12:00:00Z"]]
    milestone = {"supporters": 2, "means": "It stays for another year.", "until": "2026-06-04", "reached": "2026-05-08"}
    assert api["milestones"] == [milestone]


def test_a_milestone_moves_with_its_ballots_on_a_page_that_was_kept(table: Small) -> None:
    """One supporter goes and another comes: the same numbers, another day."""
    table.build()
    path = table.root / "content/ledger/ballots/soup.jsonl"
    path.write_text(path.read_text("utf-8").replace("2026-05-08T", "2026-05-07T"), "utf-8")
    table.build()
    assert "Reached on 7 May 2026." in text_of(parse(table.page("ideas/soup")))
    assert 'datetime="2026-05-07"' in table.page("ideas/soup")


def test_a_clone_that_does_not_know_when_voting_was_open_says_so(table: Small, tmp_path: Path) -> None:
    """A wrong number would be worse than none."""
    repository = Repository(tmp_path / "beside")
    repository.git("clone", "--quiet", "--depth=1", table.root.as_uri(), str(tmp_path / "shallow"))
    ran = potluck("tally", within=tmp_path / "shallow")
    assert ran.status == 2
    assert ran.sentence.endswith("fetch it first: git fetch --unshallow")


def test_a_stage_that_the_kind_has_not_is_told(table: Small) -> None:
    """With the nearest one that it has."""
    table.write({"potluck.yml": CHARTER.replace("votes:\n", "votes: {opens: lanched}\n", 1)})
    ran = potluck("tally", within=table.root)
    assert ran.status == 2
    assert "CH514 `lanched` is not a stage of this kind; did you mean `launched`?" in ran.err
