"""Votes under attack: what is told, what is not, and that nothing is decided by it (SEC-083)."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import comb
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.brigade import stories
from tests.brigade.crowd import CHARTER, Crowd, honest
from tests.brigade.disk import write_down
from tests.brigade.figures import look_over, outcome
from tests.brigade.stories import Story
from tests.support.commands import potluck
from tests.support.community import ROOT, Small
from tests.support.pages import by_class, parse, text_of

from potluck.audit import Finding, effects_of, flagged_in, in_words
from potluck.audit.chance import as_number, of_many, of_rare, with_odds
from potluck.audit.popularity import chance_of
from potluck.charter import Charter
from potluck.model import Ballot, Person, Proposal, Reaction
from potluck.tally import RANKINGS, Contender, places_by, tally_all, voices_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def found(crowd: Crowd, charter: Charter = CHARTER) -> tuple[Finding, ...]:
    """What an audit tells of a made-up community."""
    return look_over(crowd.proposals, crowd.ballots, charter).findings


def charter(**rules: object) -> Charter:
    """The made-up communities' charter with other rules of the audit."""
    return Charter.model_validate(CHARTER.model_dump(by_alias=True) | {"audit": rules})


# --- How often it is right -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "reason"),
    [
        pytest.param(stories.rush, "burst", id="rush"),
        pytest.param(stories.against, "burst", id="against"),
        pytest.param(stories.slow, "young", id="slow"),
        pytest.param(stories.in_disguise, "young", id="in-disguise"),
        pytest.param(stories.ladder, "ladder", id="ladder"),
        pytest.param(stories.slow_ladder, "ladder", id="slow-ladder"),
        pytest.param(stories.claque, "one-author", id="claque"),
        pytest.param(stories.ladder_in_disguise, "run", id="ladder-in-disguise"),
    ],
)
def test_a_brigade_of_forty_is_found_for_what_it_is(story: Story, reason: str) -> None:
    """By the accounts that it has and hardly any other, wherever it strikes."""
    for seed in (1, 2, 3):
        crowd = honest(seed)
        brigade = story(crowd, 40)
        told = found(crowd)
        theirs = [one for one in told if set(one.people) & brigade]
        assert reason in {one.reason for one in theirs}
        assert len(set().union(*(one.people for one in theirs)) & brigade) > 30
        assert all(len(set(one.people) & brigade) > len(one.people) / 2 for one in told)


def test_a_brigade_of_five_hundred_is_found_among_the_voices_of_a_busy_day() -> None:
    """SEC-083: a newsletter of the same day and proposal hides it from nobody."""
    crowd = honest(7)
    brigade = stories.rush(crowd, 500)
    target = crowd.ballots[-1].proposal
    day = crowd.ballots[-1].at
    for _ in range(500):
        crowd.say(crowd.newcomer(), crowd.month(day, is_young=False), target, day)
    (burst,) = [one for one in found(crowd) if one.reason == "burst"]
    assert (burst.proposals, burst.side) == ((target,), "for")
    assert len(brigade & set(burst.people)) == 500
    assert len(burst.people) < 520


@pytest.mark.parametrize("story", [stories.quiet, stories.newsletter, stories.launch_day, stories.from_the_top])
def test_honest_crowds_of_sixty_are_told_of_by_nobody(story: Story) -> None:
    """However steep they are: their accounts are as old as everybody's, and their papers differ."""
    assert [outcome(story, 60, range(seed, seed + 1)).accused for seed in (1, 2, 3, 4)] == [0, 0, 0, 0]


def test_a_newsletter_of_five_hundred_old_accounts_is_no_burst() -> None:
    """So many in a day were never there before, and they are as young as everybody else."""
    assert outcome(stories.newsletter, 500, range(1, 3)).accused == 0


def test_what_the_page_says_of_its_weaknesses_is_so() -> None:
    """Old accounts on one proposal are not found; many honest friends of one author are told of."""
    assert outcome(stories.old_hands, 60, range(1, 4)).found == 0
    assert outcome(stories.scattered, 60, range(1, 4)).found == 0
    assert outcome(stories.popular_author, 200, range(1, 4)).accused > 0


def test_the_page_has_a_line_for_every_story() -> None:
    """So nobody adds one, or takes one out, without saying how often it is found."""
    page = (ROOT / "content/docs/audit.md").read_text("utf-8")
    for story in (*stories.BRIGADES, *stories.HONEST):
        assert f"| {(story.__doc__ or '').rstrip('.')} | " in page


# --- What is reckoned ------------------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.data())
def test_a_chance_of_many_is_never_told_too_small(among: int, data: st.DataObject) -> None:
    """It bounds the binomial tail, worked out in whole numbers."""
    number = data.draw(st.integers(0, among))
    share = data.draw(st.sampled_from([0.01, 0.05, 0.125, 0.5, 0.9]))
    q = Fraction(share)
    exact = sum(comb(among, k) * q**k * (1 - q) ** (among - k) for k in range(number, among + 1))
    assert of_many(number, among, share) >= Decimal(float(exact)) * Decimal("0.999999")
    assert of_many(number, among, share) <= 1


@given(st.integers(1, 80), st.floats(0.001, 60))
def test_a_chance_of_rare_things_is_never_told_too_small(number: int, expected: float) -> None:
    """It bounds Poisson's tail."""
    term = Decimal(-expected).exp()
    below = Decimal(0)
    for k in range(number):
        below += term
        term = term * Decimal(expected) / (k + 1)
    assert of_rare(number, expected) >= (1 - below) * Decimal("0.999999") - Decimal("1e-20")


def test_a_paper_of_all_there_is_is_no_surprise() -> None:
    """Of five proposals as popular as each other somebody who speaks on five picks these five; on two, one in ten."""
    assert chance_of([0.2] * 5) == pytest.approx(1)
    assert chance_of([0.2] * 2) == pytest.approx(0.1)
    assert chance_of([0.4, 0.1]) >= 0.4 * 0.1 / 0.6 + 0.1 * 0.4 / 0.9


def test_odds_and_words_of_a_chance() -> None:
    """A tenth at twice the odds is two elevenths; ones that are too small to imagine are not spelt out."""
    assert with_odds(0.1, 2) == pytest.approx(2 / 11)
    assert with_odds(1, 100) == 1
    assert in_words(0.00008) == "at most 1 in 12,000"
    assert in_words(1e-300) == in_words(0.0) == "less than 1 in a billion"
    assert as_number(Decimal("1e-400"), 10) == 0.0
    assert as_number(Decimal("0.2"), 10) == 1.0


def young_crowd(number: int, at: Iterable[int], since: str = "2026-06", reaction: Reaction = "+1") -> list[Ballot]:
    """Young accounts for the stew, at so many hours after noon."""
    return [
        Ballot("stew", f"sock-{one}", reaction, NOON + hour * HOUR, since=since)
        for one, hour in zip(range(number), at, strict=False)
    ]


def kitchen(*ballots: Ballot) -> tuple[dict[str, Proposal], list[Ballot]]:
    """A soup that a hundred old accounts are for, a stew, and these ballots."""
    proposals = {
        slug: Proposal(slug, slug, "", "idea", slug, "suggested", (Person("ana"),)) for slug in ("soup", "stew")
    }
    old = [Ballot("soup", f"old-{one}", "+1", NOON + one * HOUR, since="2020-01") for one in range(100)]
    return proposals, [*old, *ballots]


def reasons(*ballots: Ballot, rules: Charter = CHARTER) -> list[tuple[str, int]]:
    """What is told of the kitchen with these ballots: the reasons, and how many accounts."""
    proposals, cast = kitchen(*ballots)
    seen = look_over(proposals, cast, rules)
    return [(one.reason, len(one.people)) for one in seen.findings]


@pytest.mark.parametrize(
    ("ballots", "rules", "told"),
    [
        pytest.param(young_crowd(20, range(20)), CHARTER, [("burst", 20)], id="twenty-within-a-day"),
        pytest.param(young_crowd(10, range(10)), CHARTER, [], id="fewer-than-the-charter-asks-beyond-those-expected"),
        pytest.param(young_crowd(11, range(11)), charter(people=5), [("burst", 11)], id="the-charter-asks-for-fewer"),
        pytest.param(young_crowd(20, range(0, 400, 20)), CHARTER, [("young", 20)], id="over-two-weeks"),
        pytest.param(
            young_crowd(20, range(0, 400, 20)), charter(hours=500), [("burst", 20)], id="the-charter-has-longer-bursts"
        ),
        pytest.param(young_crowd(20, range(20), "2026-04"), CHARTER, [], id="two-months-old-are-not-young-for-certain"),
        pytest.param(
            young_crowd(20, range(20), "2026-04"), charter(**{"young-days": 90}), [("burst", 20)], id="by-the-charter"
        ),
        pytest.param(young_crowd(20, range(20), ""), CHARTER, [], id="nothing-is-known-of-their-age"),
        pytest.param(young_crowd(20, range(20), reaction="-1"), CHARTER, [("burst", 20)], id="against-it"),
        pytest.param(young_crowd(20, range(20), reaction="eyes"), CHARTER, [], id="who-only-watches-moves-nothing"),
        pytest.param(
            [msgspec.structs.replace(one, blocked=True) for one in young_crowd(20, range(20))],
            CHARTER,
            [],
            id="who-does-not-count-is-not-told-of",
        ),
        pytest.param(young_crowd(20, range(20)), charter(chance=1e-60), [], id="the-charter-wants-to-be-surer"),
    ],
)
def test_what_is_told_is_the_charters(ballots: list[Ballot], rules: Charter, told: list[tuple[str, int]]) -> None:
    """How many, within how long, how young, how sure."""
    assert reasons(*ballots, rules=rules) == told


def test_two_bursts_do_not_hide_each_other() -> None:
    """Where a proposal has little else, either makes the other look usual: then all of them are told of together."""
    second = [msgspec.structs.replace(one, login=f"b-{one.login}") for one in young_crowd(20, range(340, 360))]
    assert reasons(*young_crowd(20, range(20)), *second) == [("young", 40)]
    old = [Ballot("stew", f"guest-{one}", "+1", NOON + HOUR * one, since="2021-01") for one in range(300)]
    assert reasons(*young_crowd(20, range(20)), *second, *old) == [("burst", 20), ("burst", 20)]


def test_a_launch_day_with_old_accounts_is_no_burst_for_the_few_young_ones_in_it() -> None:
    """Twelve young accounts among four hundred old ones in one hour are what one would expect."""
    old = [Ballot("stew", f"guest-{one}", "+1", NOON + HOUR * one / 400, since="2021-01") for one in range(400)]
    assert reasons(*old, *young_crowd(12, [0] * 12)) == []


def test_voices_are_looked_at_where_they_were_given() -> None:
    """What was merged into another is counted there; an audit sees each proposal alone, whoever was told to be one."""
    names = {"soup": "stew", "stew": "feast", "feast": "", "cake": "", "bread": "soup-to-be"}
    proposals = {
        slug: Proposal(
            slug, slug, "", "idea", slug, "suggested", (Person("ana"),), merged_into=into, aliases=(f"old-{slug}",)
        )
        for slug, into in names.items()
    }
    said = [Ballot(one, "bo", "+1", NOON + HOUR) for one in (*names, "old-stew")] + [Ballot("soup", "cy", "-1", NOON)]
    ballots = [*said, Ballot("stew", "ana", "+1", NOON)]  # the author's own is not counted
    counts = tally_all(proposals.values(), ballots, CHARTER)
    voices = voices_of(counts, proposals, ballots, CHARTER)
    assert [one.login for one in counts["feast"].voices] == ["cy", "bo"]
    assert {slug: [one.login for one in cast] for slug, cast in voices.items()} == {
        "soup": ["cy", "bo"], "stew": ["bo"], "feast": ["bo"], "cake": ["bo"], "bread": ["bo"],
    }  # fmt: skip


def test_dates_at_the_ends_of_the_calendar_stop_no_audit() -> None:
    """Whatever a ledger says: a month without a next one, and times without an earlier or a later."""
    times = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)]
    proposals = {str(n): Proposal(str(n), str(n), "", "idea", str(n), "suggested", (Person("ana"),)) for n in range(4)}
    ballots = [
        Ballot(slug, f"sock-{one}", "+1", times[one % 2], since="9999-12") for one in range(40) for slug in proposals
    ]
    assert look_over(proposals, ballots).people == 40


def test_the_order_of_the_ballots_makes_no_difference() -> None:
    """Nor do capitals: the same findings to the last digit."""
    crowd = honest(5)
    stories.rush(crowd, 30)
    stories.slow_ladder(crowd, 30)
    before = found(crowd)
    random.Random(1).shuffle(crowd.ballots)
    crowd.ballots = [msgspec.structs.replace(one, login=one.login.upper()) for one in crowd.ballots]
    assert found(crowd) == before


# --- What it does, and does not --------------------------------------------------------------------------------------


def test_the_effect_is_the_ranking_as_if_nobody_in_a_finding_had_spoken() -> None:
    """Compared with counting the other ballots alone."""
    crowd = honest(2)
    brigade = stories.rush(crowd, 60)
    target = crowd.ballots[-1].proposal
    counts = tally_all(crowd.proposals.values(), crowd.ballots, CHARTER)
    contenders = [Contender(slug, counts[slug], one.created) for slug, one in crowd.proposals.items()]
    flagged = flagged_in(found(crowd))
    effects = effects_of(flagged, crowd.proposals, crowd.ballots, contenders, CHARTER, {}, NOON)
    rest = [one for one in crowd.ballots if (one.proposal, one.login) not in flagged]
    others = tally_all(crowd.proposals.values(), rest, CHARTER)
    without = places_by([Contender(s, others[s], one.created) for s, one in crowd.proposals.items()], CHARTER, NOON)
    (effect,) = effects.proposals
    assert effect.slug == target
    assert effect.support[0] - effect.support[1] >= len(brigade)
    assert [by for by, _, _ in effect.places] == list(RANKINGS)
    assert {by: after for by, _, after in effect.places} == {by: places.get(target) for by, places in without.items()}


def test_voices_that_were_merged_are_weighed_where_they_count() -> None:
    """And an old name is the proposal's own."""
    proposals = {
        "soup": Proposal("soup", "soup", "", "idea", "Soup", "suggested", aliases=("broth",)),
        "stew": Proposal("stew", "stew", "", "idea", "Stew", "suggested", merged_into="broth"),
    }
    old = [Ballot("broth", f"old-{one}", "+1", NOON + one * HOUR, since="2020-01") for one in range(100)]
    ballots = [*old, *young_crowd(20, range(20))]
    counts = tally_all(proposals.values(), ballots, CHARTER)
    flagged = flagged_in(look_over(proposals, ballots).findings)
    (effect,) = effects_of(
        flagged, proposals, ballots, [Contender("soup", counts["soup"], None)], CHARTER, {}, NOON
    ).proposals
    assert (effect.slug, effect.support) == ("soup", (120, 100))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A community on disk that a rush and a claque came to; built."""
    crowd = honest(3, people=200)
    stories.rush(crowd, 40)
    stories.claque(crowd, 30)
    table = write_down(crowd, tmp_path_factory.mktemp("brigade") / "table")
    table.build()
    return table


def test_the_command_tells_who_why_and_what_it_does(table: Small) -> None:
    """On a terminal and as JSON with logins, as the ledger has them; it ends with 1."""
    ran = potluck("audit", within=table.root)
    assert ran.status == 1
    assert "1. one-author: `idea-80`" in ran.out
    assert "The author is vain." in ran.out
    assert "sock-201, sock-202" in ran.out
    assert "40 of 40 voices for it within 24 hours are of accounts younger than 60 days" in ran.out
    assert "Every voice is counted." in ran.out
    told = json.loads(potluck("audit", "--format", "json", within=table.root).out)
    assert (told["version"], [one["reason"] for one in told["findings"]]) == (1, ["one-author", "burst"])
    burst = told["findings"][1]
    assert len(burst["people"]) == burst["voices"] == 40
    (target,) = burst["proposals"]
    (weight,) = [one for one in told["effects"] if one["slug"] == target]
    assert weight["support"] - weight["support_without"] == 40
    assert [place["by"] for place in weight["places"]] == list(RANKINGS)


def test_nobody_is_named_where_everybody_reads(table: Small) -> None:
    """Page, API and Markdown have numbers and reasons; of one author's friends not even the proposals."""
    page = parse(table.page("audit"))
    (article,) = by_class(page, "md-content__inner")
    words = " ".join(text_of(article).split())
    raw = table.read("api/v1/audit.json").decode()
    markdown = potluck("audit", "--format", "markdown", within=table.root)
    assert markdown.status == 1
    for text in (words, raw, markdown.out):
        assert "sock-" not in text
        assert "vain" not in text
        assert "40 of 40 voices for it within 24 hours" in text
        assert "30 of the" in text
    told = json.loads(raw)
    assert told["findings"][0]["proposals"] == []
    assert len(told["effects"]) == 1
    assert "had none of them spoken" in words


def test_nothing_is_decided_by_it(table: Small) -> None:
    """Every number and place is what it is without an audit: all voices count (SEC-083, SEC-085)."""
    told = json.loads(potluck("audit", "--format", "json", within=table.root).out)
    ranked = json.loads(potluck("rank", "--format", "json", within=table.root).out)
    places = {row["slug"]: (row["place"], row["support"]) for row in ranked["proposals"]}
    for weight in told["effects"]:
        by_support = next(place for place in weight["places"] if place["by"] == "support")
        assert places[weight["slug"]] == (by_support["place"], weight["support"])
    assert potluck("recount", within=table.root).status == 0


def test_every_run_has_the_same_bytes(table: Small) -> None:
    """Whatever hash seed, time zone or language a machine has (SEC-084)."""
    runs = [
        subprocess.run(
            [sys.executable, "-m", "potluck.cli", "audit", "--format", "json", "--root", str(table.root)],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language},
            capture_output=True,
        ).stdout
        for seed, zone, language in (("1", "Asia/Tokyo", "C"), ("77", "America/St_Johns", "tr_TR.UTF-8"))
    ]
    assert runs[0] == runs[1] != b""


def test_an_audit_of_nothing_says_so(tmp_path: Path) -> None:
    """An empty community is no fault, nor is one in which nothing stands out."""
    table = Small(tmp_path / "table")
    ran = potluck("audit", within=table.root)
    assert (ran.status, ran.out.splitlines()[0]) == (0, "0 voices of 0 people looked over: nothing stands out.")
    table.build()
    assert "Nobody has been for or against anything yet" in table.page("audit")
    table.idea("soup")
    potluck("react", "soup", "+1", "--as", "ann", within=table.root)
    ran = potluck("audit", within=table.root)
    assert ran.out.startswith("1 voice of 1 person looked over: nothing stands out.")
    assert "The age of the account is known of 0 voices" in ran.out
