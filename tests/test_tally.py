"""Counting people, not clicks: who counts, with what, and what the numbers mean."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from potluck.charter import Charter
from potluck.model import REACTIONS, Ballot, Person, Proposal, Reaction, Tally
from potluck.tally import count, tally_all, trending, weekly, wilson

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def charter(forge: str = "none", **tally: object) -> Charter:
    """A charter with Potluck's own reactions and these tally rules."""
    return Charter.model_validate(
        {
            "community": {"name": "Test kitchen"},
            "forge": {"type": forge, "repository": "kitchen/table"},
            "kinds": {"idea": {"name": "Idea", "folder": "ideas", "stages": {"suggested": {}}}},
            "tally": tally,
        }
    )


def ballot(
    reaction: Reaction,
    by: str = "ana",
    minute: int = 0,
    *,
    on: str = "soup",
    bot: bool = False,
    since: str = "",
    blocked: bool = False,
) -> Ballot:
    """One reaction on the soup, some minutes after noon."""
    return Ballot(on, by, reaction, NOON + timedelta(minutes=minute), bot, since, blocked)


def soup(*ballots: Ballot, authors: tuple[str, ...] = (), rules: Charter | None = None) -> Tally:
    """The tally of the soup."""
    return count(ballots, frozenset(authors), rules or charter()).tally


@pytest.mark.parametrize(
    ("ballots", "meanings"),
    [
        pytest.param([], {}, id="nobody-reacted"),
        pytest.param([ballot("+1")], {"for": 1}, id="one-person-for-it"),
        pytest.param([ballot("+1"), ballot("heart"), ballot("rocket")], {"for": 1}, id="SEC-080-three-kinds-one-voice"),
        pytest.param([ballot("+1"), ballot("+1", minute=9)], {"for": 1}, id="SEC-080-the-same-twice"),
        pytest.param(
            [ballot("+1", by="Ana"), ballot("heart", by="ana")], {"for": 1}, id="SEC-080-capitals-are-one-login"
        ),
        pytest.param([ballot("+1"), ballot("-1", minute=1)], {"against": 1}, id="a-changed-mind-keeps-the-last"),
        pytest.param([ballot("-1"), ballot("+1", minute=1)], {"for": 1}, id="and-changed-the-other-way"),
        pytest.param([ballot("heart"), ballot("confused", minute=1)], {"unsure": 1}, id="doubt-may-come-last"),
        pytest.param([ballot("+1"), ballot("-1")], {"against": 1}, id="SEC-080-in-one-second-the-last-by-name"),
        pytest.param([ballot("eyes")], {"watching": 1}, id="watching-is-not-voting"),
        pytest.param([ballot("+1"), ballot("eyes", minute=9)], {"for": 1}, id="watching-takes-nothing-back"),
        pytest.param([ballot("eyes"), ballot("laugh", minute=1)], {"watching": 1}, id="watching-twice"),
        pytest.param([ballot("+1"), ballot("-1", by="lee")], {"against": 1, "for": 1}, id="two-people"),
    ],
)
def test_one_person_has_one_voice(ballots: list[Ballot], meanings: dict[str, int]) -> None:
    """Whatever somebody clicks and how often, they count once, with what they said last."""
    tally = soup(*ballots)
    assert tally.meanings == meanings
    assert (tally.support, tally.opposition) == (meanings.get("for", 0), meanings.get("against", 0))


@pytest.mark.parametrize(
    ("ballots", "authors", "rules", "excluded"),
    [
        pytest.param([ballot("+1", bot=True)], (), charter(), {"a machine": 1}, id="SEC-081-bot"),
        pytest.param(
            [ballot("+1", bot=True)], (), charter(bots="count"), {}, id="SEC-081-bot-where-the-charter-counts-them"
        ),
        pytest.param([ballot("+1")], ("ANA",), charter(), {"brought this proposal": 1}, id="SEC-081-author"),
        pytest.param([ballot("+1")], ("ana",), charter(**{"own-proposals": "count"}), {}, id="SEC-081-author-counted"),
        pytest.param([ballot("+1", blocked=True)], (), charter(), {"blocked": 1}, id="SEC-081-blocked"),
        pytest.param(
            [ballot("+1"), ballot("heart", blocked=True)],
            (),
            charter(),
            {"blocked": 1},
            id="SEC-081-blocked-in-one-line",
        ),
        pytest.param(
            [ballot("+1", blocked=True, bot=True)], ("ana",), charter(), {"blocked": 1}, id="one-reason-a-person"
        ),
        pytest.param(
            [ballot("+1", by="ghost")], (), charter("github"), {"an account that was deleted": 1}, id="SEC-081-ghost"
        ),
        pytest.param([ballot("+1", by="ghost")], (), charter(), {}, id="a-person-may-be-called-ghost-elsewhere"),
        pytest.param(
            [ballot("+1", since="2026-05")],
            (),
            charter(**{"account-days": 60}),
            {"an account that was too new": 1},
            id="young",
        ),
        pytest.param(
            [ballot("+1", since="2026-05")], (), charter(**{"account-days": 31}), {}, id="old-enough-by-a-day"
        ),
        pytest.param(
            [ballot("+1", since="2026-06")], (), charter(), {}, id="age-does-not-matter-unless-the-charter-says"
        ),
        pytest.param([ballot("+1")], (), charter(**{"account-days": 60}), {}, id="nothing-known-of-its-age"),
        pytest.param(
            [ballot("+1", since="2026-05"), ballot("heart", minute=60 * 24 * 40, since="2026-05")],
            (),
            charter(**{"account-days": 60}),
            {},
            id="young-once-and-old-enough-at-the-last-word",
        ),
        pytest.param(
            [ballot("+1", since="2026-05"), ballot("-1", minute=1)],
            (),
            charter(**{"account-days": 60}),
            {"an account that was too new": 1},
            id="an-account-does-not-age-by-leaving-its-month-out",
        ),
    ],
)
def test_who_is_not_counted(
    ballots: list[Ballot], authors: tuple[str, ...], rules: Charter, excluded: dict[str, int]
) -> None:
    """They are recorded with the reason, and all their reactions are still listed (SEC-082)."""
    tally = soup(*ballots, authors=authors, rules=rules)
    assert tally.excluded == excluded
    assert sum(tally.meanings.values()) == 1 - len(excluded)
    assert sum(tally.reactions.values()) == len({one.reaction for one in ballots})


def test_a_reaction_that_the_charter_leaves_out_counts_for_nothing() -> None:
    """It is listed all the same."""
    rules = charter().model_copy(update={"reactions": {"+1": charter().reactions["+1"]}})
    tally = soup(ballot("heart"), ballot("+1", by="lee"), rules=rules)
    assert tally.meanings == {"for": 1}
    assert tally.reactions == {"+1": 1, "heart": 1}


def test_who_would_use_it_is_for_it_and_is_told_apart() -> None:
    """Where the charter gives a reaction that meaning; points as well, of the reaction that counts."""
    reactions = {
        "+1": {"means": "for", "name": "Yes", "score": 3},
        "rocket": {"means": "would-use", "name": "I would use it", "score": 5},
        "-1": {"means": "against", "name": "No", "score": 0},
    }
    rules = Charter.model_validate(charter().model_dump() | {"reactions": reactions})
    ballots = [ballot("+1"), ballot("rocket", minute=1), ballot("+1", by="lee"), ballot("-1", by="zoe")]
    counted = count(ballots, frozenset(), rules)
    assert counted.tally.meanings == {"against": 1, "for": 1, "would-use": 1}
    assert (counted.tally.support, len(counted.supported_at)) == (2, 2)
    assert counted.tally.confidence == wilson(2, 3, 0.95)
    assert counted.tally.scores == {0: 1, 3: 1, 5: 1}


def test_ballots_under_an_old_name_are_the_proposals_own() -> None:
    """A rename loses no voice, and doubles none."""
    proposal = Proposal(
        slug="soup",
        path="p",
        digest="",
        kind="idea",
        title="Soup",
        stage="suggested",
        aliases=("stew",),
        authors=(Person("rosa"),),
        created=date(2026, 5, 1),
    )
    ballots = [ballot("+1"), ballot("+1", on="stew"), ballot("heart", by="lee", on="stew"), ballot("+1", on="tea")]
    assert tally_all([proposal], ballots, charter())["soup"].tally.support == 2


BALLOTS = st.builds(
    ballot,
    st.sampled_from(REACTIONS),
    st.sampled_from(["ana", "Ana", "lee", "rosa", "ghost"]),
    st.integers(0, 3),
    bot=st.booleans(),
    since=st.sampled_from(["", "2026-03", "2026-05"]),
    blocked=st.booleans(),
)


@given(st.lists(BALLOTS, max_size=12), st.randoms())
def test_the_order_of_lines_never_matters(ballots: list[Ballot], random: object) -> None:
    """The same ballots give the same numbers, in whatever order they are read (SEC-084)."""
    rules = charter("github", **{"account-days": 40})
    before = count(ballots, frozenset(["rosa"]), rules)
    shuffled = list(ballots)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert count(shuffled, frozenset(["rosa"]), rules) == before
    people = {one.login.lower() for one in ballots}
    assert sum(before.tally.meanings.values()) + sum(before.tally.excluded.values()) == len(people)


@given(st.lists(BALLOTS, min_size=1, max_size=8), st.data())
def test_whoever_clicks_again_counts_once(ballots: list[Ballot], data: st.DataObject) -> None:
    """The same lines twice, in other capitals too, are the same people (SEC-080)."""
    again = data.draw(st.lists(st.sampled_from(ballots), max_size=8))
    shouted = [msgspec.structs.replace(one, login=one.login.upper()) for one in again]
    before = count(ballots, frozenset(["rosa"]), charter())
    assert count([*ballots, *shouted], frozenset(["rosa"]), charter()) == before


def test_a_merge_brings_people_together_and_its_end_parts_them() -> None:
    """The union of people while it stands; afterwards each has its own again, none lost and none doubled."""
    soup_night, stew = (
        Proposal(slug=slug, path=slug, digest="", kind="idea", title=slug, stage="suggested")
        for slug in ("soup", "stew")
    )
    ballots = [ballot("+1"), ballot("+1", by="lee"), ballot("+1", on="stew"), ballot("-1", by="zoe", on="stew")]
    apart = tally_all([soup_night, stew], ballots, charter())
    together = tally_all([soup_night, replace(stew, merged_into="soup")], ballots, charter())
    assert together["soup"].tally.meanings == {"against": 1, "for": 2}
    assert together["stew"] == apart["stew"]
    assert apart["soup"].tally.meanings == {"for": 2}
    assert tally_all([soup_night, replace(stew, merged_into="")], ballots, charter()) == apart


def test_supporters_stand_in_the_order_of_time() -> None:
    """Milestones and trends count along it, whatever the order of the file."""
    ballots = [ballot("+1", by=by, minute=minute) for by, minute in (("ann", 9), ("bob", 1), ("cleo", 5))]
    counted = count(ballots, frozenset(), charter())
    assert [at.minute for at in counted.supported_at] == [1, 5, 9]
    assert counted.supporting_since == counted.supported_at


def dish(slug: str, merged_into: str = "", aliases: tuple[str, ...] = ()) -> Proposal:
    """A proposal that may live on in another."""
    return Proposal(slug, slug, "", "idea", slug, "suggested", merged_into=merged_into, aliases=aliases)


def test_voices_go_on_through_every_merge() -> None:
    """One into the next, by an old name too; who spoke on all of them is one person."""
    proposals = [dish("broth", "stew"), dish("stew", "pottage"), dish("soup", aliases=("pottage",))]
    ballots = [ballot("+1", on=slug) for slug in ("broth", "stew", "soup")]
    ballots += [ballot("+1", by="lee", on="broth"), ballot("-1", by="zoe", minute=2, on="stew")]
    counts = tally_all(proposals, ballots, charter())
    assert {slug: one.tally.meanings for slug, one in counts.items()} == {
        "broth": {"for": 2},
        "stew": {"against": 1, "for": 2},
        "soup": {"against": 1, "for": 2},
    }


@pytest.mark.parametrize(
    "proposals",
    [
        pytest.param([dish("soup", "stew"), dish("stew", "soup")], id="each-into-the-other"),
        pytest.param([dish("soup", "soup"), dish("stew", "soup")], id="into-itself"),
        pytest.param([dish("soup", "broth", aliases=("broth",)), dish("stew", "soup")], id="into-its-own-old-name"),
    ],
)
def test_a_circle_of_merges_doubles_nobody(proposals: list[Proposal]) -> None:
    """It ends where it closes."""
    ballots = [ballot("+1"), ballot("+1", on="stew"), ballot("+1", by="lee", on="stew")]
    assert tally_all(proposals, ballots, charter())["soup"].tally.support == 2


@pytest.mark.parametrize(
    ("support", "voices", "bound"),
    [
        pytest.param(0, 0, 0.0, id="nobody-has-spoken"),
        pytest.param(1, 1, 0.206549, id="one-voice-proves-little"),
        pytest.param(10, 10, 0.722467, id="ten-of-ten"),
        pytest.param(81, 263, 0.255250, id="Newcombe-1998-first-example"),
        pytest.param(15, 148, 0.062386, id="Newcombe-1998-second-example"),
        pytest.param(0, 20, 0.0, id="nobody-of-twenty"),
        pytest.param(1, 29, 0.006113, id="Newcombe-1998-fourth-example"),
    ],
)
def test_the_lower_bound_is_wilsons(support: int, voices: int, bound: float) -> None:
    """Checked against R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), table I."""
    assert wilson(support, voices, 0.95) == pytest.approx(bound, abs=1e-4)


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_lower_bound_is_no_more_than_the_share(support: int, opposition: int) -> None:
    """It is a share, and a careful one; another supporter never lowers it."""
    voices = support + opposition
    bound = wilson(support, voices, 0.95)
    assert 0 <= bound <= (support / voices if voices else 0) + 1e-6
    assert wilson(support + 1, voices + 1, 0.95) >= bound


def test_a_voice_weighs_half_after_a_half_life() -> None:
    """One and a half for a voice of now and one of a fortnight ago; one that is dated ahead weighs no more than one."""
    fortnight = timedelta(days=14)
    assert trending([NOON, NOON - fortnight], NOON, 14) == 1.5
    assert trending([NOON - 2 * fortnight], NOON, 14) == 0.25
    assert trending([NOON + fortnight], NOON, 14) == 1.0
    assert trending([], NOON, 14) == 0


def test_voices_are_counted_by_week() -> None:
    """Oldest week first; what lies ahead of the clock or too far back is in none."""
    days = [0, 6.99, 7, 13, 20.9, 21, 90, -1]
    assert weekly([NOON - timedelta(days=ago) for ago in days], NOON, 3) == (1, 2, 2)
