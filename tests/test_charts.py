"""Numbers as lines and shapes: where they stand in a drawing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from potluck.charts import (
    HEIGHT,
    PERIODS,
    POINTS,
    WIDTH,
    arcs,
    columns,
    count_up_to,
    months_up_to,
    period_ends,
    steps,
    ties,
)

MAY = date(2026, 5, 1)


def days(*numbers: int) -> list[date]:
    """Days of May."""
    return [MAY + timedelta(days=number) for number in numbers]


def test_a_line_goes_up_by_each_that_comes() -> None:
    """Two on the first day, one on the fifth of ten; the other line stays below it, on the same days."""
    drawing = steps([days(0, 0, 5, 10), days(5)])
    assert drawing
    assert drawing.paths == ("M0 120H0V60H300V30H600V0H600", "M0 120H300V90H600")
    assert (drawing.most, drawing.first, drawing.last) == (4, MAY, MAY + timedelta(days=10))


@pytest.mark.parametrize("series", [[], [[]], [days(3, 3)], [days(3), days(3)]])
def test_one_day_is_no_line(series: list[list[date]]) -> None:
    """A drawing of one moment would say nothing."""
    assert steps(series) is None


def test_a_long_line_has_no_more_points_than_can_be_seen() -> None:
    """And ends where it ends all the same."""
    drawing = steps([days(*range(1000))])
    assert drawing
    assert drawing.paths[0].count("V") <= POINTS
    assert drawing.paths[0].endswith("H600V0H600")


def test_columns_stand_on_the_line() -> None:
    """The highest fills the drawing; nothing is no column."""
    found = columns([0, 1, 4])
    assert [(one.y, one.height) for one in found] == [(120, 0), (90, 30), (0, 120)]
    assert all(one.x >= 0 and one.x + one.width <= WIDTH for one in found)
    assert columns([]) == ()
    assert columns([2], most=4)[0].height == HEIGHT / 2


def test_a_way_on_goes_above_and_a_way_back_below() -> None:
    """The one that most went is the widest."""
    on, back = arcs([(0, 1, 9), (1, 0, 1)], 2)
    assert (on.is_back, back.is_back) == (False, True)
    assert on.width > back.width
    heights = [[float(y) for y in re.findall(r" (\d+(?:\.\d+)?)(?=[ C]|$)", one.path)] for one in (on, back)]
    assert min(heights[0]) < HEIGHT / 2 < max(heights[1])


def test_curves_tie_every_row_to_the_middle() -> None:
    """The middle row's is straight."""
    assert ties(3) == (
        "M0 50C60 50 40 150 100 150",
        "M0 150C60 150 40 150 100 150",
        "M0 250C60 250 40 150 100 150",
    )
    assert ties(0) == ()


@pytest.mark.parametrize("length", [1, 10, 70, 71, 200, 400, 800, 1500, 4000, 30000])
def test_numbers_are_read_off_at_a_dozen_days_at_most(length: int) -> None:
    """In order, and the last day is one of them."""
    last = MAY + timedelta(days=length)
    ends = period_ends(MAY, last)
    assert ends[-1] == last
    assert len(ends) <= PERIODS + 1
    assert all(one < other for one, other in pairwise(ends))


def test_numbers_are_read_off_at_the_ends_of_months() -> None:
    """As people think of them."""
    assert period_ends(date(2026, 11, 5), date(2027, 2, 10)) == (
        date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 10),
    )  # fmt: skip


def test_a_day_counts_with_those_before_it() -> None:
    """Up to and including."""
    assert [count_up_to(days(1, 1, 3), MAY + timedelta(days=n)) for n in range(4)] == [0, 2, 2, 3]


def test_months_go_back_over_the_new_year() -> None:
    """Oldest first, this one included."""
    assert months_up_to(date(2026, 2, 17), 3) == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
