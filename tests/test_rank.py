"""Rankings: one number, one formula, one order; for people, programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.commands import potluck
from tests.support.community import CHARTER, Small
from tests.support.pages import by_class, parse, text_of

from potluck.charter import Charter
from potluck.model import Tally
from potluck.tally import EQUALS, RANKINGS, By, Contender, Count, divided, formula_of, formula_of_spread, rank, trending
from potluck.tally.score import bayesian_mean, is_loved_and_hated, spread

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
RULES = Charter.model_validate(
    {
        "community": {"name": "Test kitchen"},
        "kinds": {"idea": {"name": "Idea", "folder": "ideas", "stages": {"suggested": {}}}},
    }
)


def dish(slug: str, support: int = 0, opposition: int = 0, day: int = 1, **more: object) -> Contender:
    """A contender with these voices, brought on a day of May."""
    tally = Tally(support=support, opposition=opposition, **more)  # type: ignore[arg-type]
    return Contender(slug, Count(tally), date(2026, 5, day))


def order(by: By, *contenders: Contender) -> list[str]:
    """The names, the first place first."""
    return [place.contender.slug for place in rank(contenders, by, RULES, NOON).places]


@pytest.mark.parametrize(
    ("contenders", "expected"),
    [
        pytest.param([dish("a", 1), dish("b", 2)], ["b", "a"], id="the-larger-number-first"),
        pytest.param([dish("a", 1, day=2), dish("b", 1)], ["b", "a"], id="of-equals-the-older"),
        pytest.param([dish("b", 1), dish("a", 1)], ["a", "b"], id="of-the-same-day-by-name"),
        pytest.param(
            [Contender("a", Count(Tally(support=1)), None), dish("b", 1)], ["b", "a"], id="without-a-day-behind"
        ),
    ],
)
def test_equals_stand_by_a_written_rule(contenders: list[Contender], expected: list[str]) -> None:
    """So nobody stands before another by chance."""
    assert order("support", *contenders) == expected


def test_of_equal_numbers_the_one_with_more_people_for_it_is_first() -> None:
    """Before the day and the name are asked."""
    assert order("divided", dish("a", 1), dish("b", 3, day=9)) == ["b", "a"]


def test_the_most_divided_have_many_people_on_both_sides() -> None:
    """Fifteen to fifteen before a hundred to twenty, and that before everybody on one side."""
    assert order("divided", dish("calm", 400), dish("tilted", 100, 20), dish("split", 15, 15)) == [
        "split",
        "tilted",
        "calm",
    ]
    assert [divided(15, 15), divided(100, 20), divided(20, 100), divided(400, 0)] == [30, 24, 24, 0]


def test_newest_goes_by_the_day_and_leaves_out_what_has_none() -> None:
    """The number left out is told."""
    ranked = rank([dish("old"), dish("new", day=3), Contender("lost", Count(Tally()), None)], "newest", RULES, NOON)
    assert [place.contender.slug for place in ranked.places] == ["new", "old"]
    assert ranked.without == 1


def test_one_enthusiast_is_not_worth_more_than_a_hundred_contented_people() -> None:
    """The mean is drawn to the middle by a few people who are added; without them it is the plain mean."""
    assert order("score", dish("one", scores={5: 1}), dish("many", scores={4: 100})) == ["many", "one"]
    assert bayesian_mean({5: 1}, 5, 2.5) == pytest.approx((2.5 * 5 + 5) / 6, abs=1e-6)
    assert bayesian_mean({5: 1, 2: 2}, 0, 2.5) == 3
    assert bayesian_mean({}, 5, 2.5) is None


@pytest.mark.parametrize(
    ("scores", "apart", "is_split"),
    [
        pytest.param({3: 9}, 0.0, False, id="all-say-the-same"),
        pytest.param({0: 2, 5: 2}, 2.5, True, id="half-and-half"),
        pytest.param({0: 1, 3: 2, 5: 1}, 1.785357, True, id="a-quarter-on-each-end"),
        pytest.param({0: 1, 3: 3, 5: 1}, 1.6, False, id="a-fifth-on-each-end"),
        pytest.param({0: 1, 5: 1}, 2.5, False, id="two-people-are-no-crowd"),
        pytest.param({}, None, False, id="nobody"),
    ],
)
def test_what_is_loved_and_hated_is_told_from_what_leaves_people_cold(
    scores: dict[int, int], apart: float | None, is_split: bool
) -> None:
    """Both have the same mean; the spread and the ends tell them apart."""
    assert spread(scores) == apart
    assert is_loved_and_hated(scores, 0.25) is is_split


@given(st.lists(st.integers(0, 5), min_size=1, max_size=50), st.integers(0, 9))
def test_points_stay_within_their_scale(points: list[int], people: int) -> None:
    """Whatever people give."""
    scores = {point: points.count(point) for point in points}
    mean = bayesian_mean(scores, people, 2.5)
    assert mean is not None
    assert min(*points, 2.5) <= mean + 1e-6
    assert mean - 1e-6 <= max(*points, 2.5)
    apart = spread(scores)
    assert apart is not None
    assert 0 <= apart <= 2.5


CONTENDERS = st.lists(
    st.builds(
        lambda slug, support, opposition, day, scores, ago: Contender(
            slug,
            Count(
                Tally(support=support, opposition=opposition, scores=scores),
                tuple(NOON - timedelta(days=age) for age in ago),
            ),
            day,
        ),
        st.from_regex(r"[a-z]{1,6}", fullmatch=True),
        st.integers(0, 3),
        st.integers(0, 3),
        st.none() | st.dates(date(2026, 5, 1), date(2026, 5, 4)),
        st.dictionaries(st.integers(0, 5), st.integers(1, 3)),
        st.lists(st.integers(0, 40), max_size=3),
    ),
    max_size=8,
    unique_by=lambda one: one.slug,
)


@given(CONTENDERS, st.sampled_from(RANKINGS), st.randoms())
def test_a_ranking_never_depends_on_the_order_of_files(
    contenders: list[Contender], by: By, dice: random.Random
) -> None:
    """The same proposals have the same places, whoever comes first; each has one place or none (SEC-084)."""
    ranked = rank(contenders, by, RULES, NOON)
    shuffled = list(contenders)
    dice.shuffle(shuffled)
    assert rank(shuffled, by, RULES, NOON) == ranked
    assert [place.position for place in ranked.places] == list(range(1, len(ranked.places) + 1))
    assert len(ranked.places) + ranked.without == len(contenders)


@given(st.lists(st.integers(-10, 10**9), max_size=6), st.integers(1, 400))
def test_trending_is_the_same_to_the_last_digit_as_in_exact_arithmetic(ages: list[int], half_life: int) -> None:
    """The powers of a processor may differ in their last bits; those of decimals do not (SEC-084)."""
    with localcontext(prec=50):
        exact = sum(
            (Decimal("0.5") ** (Decimal(max(0, age)) / Decimal(half_life * 86_400)) for age in ages), Decimal(0)
        )
    found = trending([NOON - timedelta(seconds=age) for age in ages], NOON, half_life)
    assert found == pytest.approx(float(exact), abs=5.1e-7)


def test_something_older_than_anybody_weighs_nothing() -> None:
    """And stops no count."""
    assert trending([datetime(1, 1, 1, tzinfo=UTC)], NOON, 1) == 0


def test_every_ranking_says_how_its_number_is_made() -> None:
    """In words, with the charter's own numbers."""
    formulas = {by: formula_of(by, RULES) for by in RANKINGS}
    assert len(set(formulas.values())) == len(RANKINGS)
    assert "95 %" in formulas["confidence"]
    assert "÷ 14" in formulas["trending"]
    assert "5 more people had given 2.5" in formulas["score"]


# --- The command -----------------------------------------------------------------------------------------------------

POINTS = "reactions:\n  +1: {means: for, name: Yes, score: 4}\n  -1: {means: against, name: No, score: 0}\n"


@pytest.fixture
def table(tmp_path: Path) -> Small:
    """Two ideas and a story; the soup has two voices for it, the stew one for it and one against."""
    table = Small(tmp_path / "table", charter=CHARTER + POINTS)
    table.idea("soup", created="2026-05-02")
    table.idea("stew", created="2026-05-03")
    table.story("rain", created="2026-05-01")
    for slug, login, reaction in (
        ("soup", "lee", "+1"),
        ("soup", "zoe", "+1"),
        ("stew", "lee", "+1"),
        ("stew", "zoe", "-1"),
    ):
        potluck("react", slug, reaction, "--as", login, "--now", "2026-05-10T12:00:00Z", within=table.root)
    return table


def test_rank_prints_places_and_the_formula(table: Small) -> None:
    """A table, how its number is made, the rule for equals, and the clock."""
    ran = potluck("rank", "--by", "score", "--now", "2026-05-24T12:00:00Z", within=table.root)
    assert (ran.status, ran.err) == (0, "")
    assert [" ".join(line.split()) for line in ran.out.splitlines()] == [
        "proposal stage points for against spread",
        "1 soup suggested 2.93 2 0 0.00",
        "2 stew suggested 2.36 1 1 2.00",
        "",
        "By score: the mean of the points, 0 to 5, that each person's reaction gives, as if 5 more people had given "
        "2.5; equals stand by the people for it, then the older one first, then by name.",
        "Spread: the standard deviation of the points; loved and hated is what gets 4 or 5 from 25 % of the people at "
        "least, and 0 or 1 from as many.",
        "1 proposal without such a number left out.",
        "By the clock of 2026-05-24 12:00 UTC; the ledger was taken 2026-05-10 12:00 UTC.",
    ]


def test_a_page_shows_each_number_with_its_formula(table: Small) -> None:
    """And the API gives the same ones, with the points that they are made of."""
    table.build()
    (votes,) = by_class(parse(table.page("ideas/stew")), "pl-votes")
    words = " ".join(text_of(votes).split())
    assert f"Points: {formula_of('score', RULES)}." in words
    assert f"Spread: {formula_of_spread(RULES)}." in words
    assert f"Divided: {formula_of('divided', RULES)}." in words
    lines = {row.get("data-pl-line"): text_of(list(row)[1]) for row in votes.iter("tr") if row.get("data-pl-line")}
    assert {name: lines[name] for name in ("points", "spread", "divided")} == {
        "points": "2.36 of 5",
        "spread": "2.00",
        "divided": "2.00",
    }
    listed = json.loads(table.read("api/v1/proposals.json"))["proposals"]
    (stew,) = [row for row in listed if row["slug"] == "stew"]
    assert (stew["score"], stew["spread"], stew["divided"]) == (2.357143, 2.0, 2.0)
    whole = json.loads(table.read("api/v1/proposals/stew.json"))
    assert whole["tally"]["scores"] == {"0": 1, "4": 1}


def test_the_page_of_rankings_shows_places_and_formulas(table: Small) -> None:
    """Each order with its own heading and formula, by the same places as the command."""
    table.build()
    page = parse(table.page("rankings"))
    words = " ".join(text_of(page).split())
    for by in RANKINGS:
        is_known = by != "discussed"  # there is no forge here, and so no thread
        assert (f"By {formula_of(by, RULES)}; {EQUALS}." in words) == is_known
    (score,) = [one for one in by_class(page, "pl-rankings") if "2.93" in text_of(one)]
    assert [" ".join(text_of(item).split()) for item in score.iter("li")] == [
        "Soup night 2 for, 0 against 2.93",
        "Soup night 1 for, 1 against 2.36",
    ]
    assert "By the clock of" in words


def test_rank_keeps_to_a_kind(table: Small) -> None:
    """By its word or its name; and a word that is none gets the nearest one."""
    ran = potluck("rank", "--by", "newest", "--kind", "Ideas", "--format", "json", within=table.root)
    assert [(row["place"], row["slug"], row["value"]) for row in json.loads(ran.out)["proposals"]] == [
        (1, "stew", "2026-05-03"),
        (2, "soup", "2026-05-02"),
    ]
    assert potluck("rank", "--kind", "ideo", within=table.root).sentence.endswith("did you mean `idea`?")


def test_rank_says_the_same_in_every_form_and_twice_the_same_bytes(table: Small) -> None:
    """JSON and CSV have the same names and places (SEC-084)."""
    runs = [
        [potluck("rank", "--format", form, within=table.root).out for form in ("json", "csv", "table")] for _ in "12"
    ]
    assert runs[0] == runs[1]
    found = json.loads(runs[0][0])
    assert (found["version"], found["by"], found["without"], found["problems"]) == (1, "support", 0, [])
    rows = list(csv.DictReader(io.StringIO(runs[0][1])))
    assert [row["slug"] for row in rows] == [row["slug"] for row in found["proposals"]] == ["soup", "stew", "rain"]
    assert list(rows[0]) == list(found["proposals"][0])


@pytest.mark.parametrize("words", [("rank", "--by", "trending", "--format", "csv"), ("tally", "--format", "json")])
def test_every_machine_counts_to_the_same_byte(table: Small, words: tuple[str, ...]) -> None:
    """Whatever its hash seed, time zone or language (SEC-084)."""
    first, second = (
        subprocess.run(
            [sys.executable, "-m", "potluck.cli", *words, "--root", str(table.root), "--now", "2026-06-01"],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone, language in (("1", "Asia/Tokyo", "C"), ("77", "America/St_Johns", "tr_TR.UTF-8"))
    )
    assert first == second != b""


def test_what_lives_on_in_another_has_no_place_of_its_own(table: Small) -> None:
    """Its voices count there; undone with the merge, both stand again."""
    table.idea("stew", created="2026-05-03", merged_into="soup")
    merged = json.loads(potluck("rank", "--kind", "idea", "--format", "json", within=table.root).out)
    assert [(row["slug"], row["support"], row["opposition"]) for row in merged["proposals"]] == [("soup", 1, 1)]
    table.idea("stew", created="2026-05-03")
    undone = json.loads(potluck("rank", "--kind", "idea", "--format", "json", within=table.root).out)
    assert [(row["slug"], row["support"], row["opposition"]) for row in undone["proposals"]] == [
        ("soup", 2, 0),
        ("stew", 1, 1),
    ]


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        pytest.param("=HYPERLINK(1)", "'=HYPERLINK(1)", id="equals"),
        pytest.param("+1 for soup", "'+1 for soup", id="plus"),
        pytest.param("-2 degrees", "'-2 degrees", id="minus"),
        pytest.param("@SUM(1)", "'@SUM(1)", id="at"),
        pytest.param("＝1+1", "'＝1+1", id="wide-letters"),
        pytest.param("soup;=1+1", "soup;'=1+1", id="where-a-semicolon-parts-cells"),
        pytest.param('a "soup", hot', 'a "soup", hot', id="quotes-and-commas-stay"),
        pytest.param("soup = stew", "soup = stew", id="in-the-middle-it-is-a-letter"),
    ],
)
def test_no_cell_is_a_formula(table: Small, title: str, cell: str) -> None:
    """SEC-046, SEC-047: what a stranger calls a proposal is text in every spreadsheet."""
    table.idea("soup", created="2026-05-02", title=title)
    out = potluck("rank", "--format", "csv", within=table.root).out
    (row,) = [row for row in csv.DictReader(io.StringIO(out)) if row["slug"] == "soup"]
    assert row["title"] == cell


def test_a_ranking_of_nothing_says_by_what(tmp_path: Path) -> None:
    """An empty community is no fault; nor is one where no reaction gives points."""
    table = Small(tmp_path / "table")
    ran = potluck("rank", "--by", "score", within=table.root)
    assert ran.status == 0
    assert ran.out.startswith("There is nothing to rank yet by score, which is the mean of the points")
