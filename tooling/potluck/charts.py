"""Numbers as lines and shapes, in the units of a drawing. Pure: a template puts them into inline SVG.

A drawing is stretched to whatever room a page has, so there is no lettering in it: words and a table stand beside.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import msgspec

WIDTH, HEIGHT = 600, 120
ROW = 100  # the height of a line of relatives
POINTS = 80  # of a line; on a screen more are not told apart
PERIODS = 12  # rows of a table
_WEEKS = 70  # days up to which a table goes by weeks


class Steps(msgspec.Struct, frozen=True):
    """Lines that go up by ones, day after day, drawn over the same days."""

    paths: tuple[str, ...]
    most: int
    first: date
    last: date


class Column(msgspec.Struct, frozen=True):
    """One column of a row of columns that stand on one line."""

    x: float
    y: float
    width: float
    height: float


class Arc(msgspec.Struct, frozen=True):
    """A way from one stop of a line to another; `width` tells how many went it."""

    path: str
    width: float
    is_back: bool


def steps(series: Sequence[Sequence[date]]) -> Steps | None:
    """A line for each of *series*, whose days are in order; None where they are all of one day, or there are none."""
    days = [day for one in series for day in one]
    if not days or min(days) == max(days):
        return None
    first, last, most = min(days), max(days), max(map(len, series))
    span = (last - first).days
    return Steps(tuple(_path(one, first, span, most) for one in series), most, first, last)


def _path(days: Sequence[date], first: date, span: int, most: int) -> str:
    """How many there are up to each day, as a line of steps."""
    points = [(day, place) for place, day in enumerate(days, 1) if place == len(days) or days[place] != day]
    every = -(-len(points) // POINTS) or 1
    kept = [point for place, point in enumerate(points, 1) if place % every == 0 or place == len(points)]
    drawn = "".join(f"H{_short(WIDTH * (day - first).days / span)}V{_short(_height(n, most))}" for day, n in kept)
    return f"M0 {HEIGHT}{drawn}H{WIDTH}"


def columns(values: Sequence[int], most: int = 0) -> tuple[Column, ...]:
    """A column for each of *values*, the highest of all as high as the drawing; *most* sets another measure."""
    top = most or max(values, default=0) or 1
    wide = WIDTH / max(1, len(values))
    return tuple(_column(place * wide, wide, _height(value, top)) for place, value in enumerate(values))


def _column(x: float, wide: float, y: float) -> Column:
    return Column(round(x + wide * 0.15, 1), y, round(wide * 0.7, 1), round(HEIGHT - y, 1))


def _height(value: int, most: int) -> float:
    return round(HEIGHT * (1 - value / most), 1)


def arcs(moves: Iterable[tuple[int, int, int]], stops: int) -> tuple[Arc, ...]:
    """A way for each of *moves*: from which stop, to which, and how many went; onward above the line, back below."""
    moves = list(moves)
    most = max((many for _, _, many in moves), default=1)
    wide, middle = WIDTH / max(1, stops), HEIGHT / 2
    found = []
    for start, end, many in moves:
        is_back = end < start
        rise = middle * min(1.0, 0.45 + 0.2 * abs(end - start)) * (-1 if is_back else 1)
        here, there, far, line = map(_short, ((start + 0.5) * wide, (end + 0.5) * wide, middle - rise, middle))
        path = f"M{here} {line}C{here} {far} {there} {far} {there} {line}"
        found.append(Arc(path, round(1.5 + 8.5 * (many / most) ** 0.5, 1), is_back))
    return tuple(found)


def ties(rows: int) -> tuple[str, ...]:
    """A curve from the middle of each of *rows* to the one thing that they all belong to, in a drawing 100 wide."""
    end = _short(rows * ROW / 2)
    starts = (_short(row * ROW + ROW / 2) for row in range(rows))
    return tuple(f"M0 {start}C60 {start} 40 {end} 100 {end}" for start in starts)


def _short(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def count_up_to(days: Sequence[date], day: date) -> int:
    """How many of *days*, which are in order, are not after *day*."""
    return bisect_right(days, day)


def period_ends(first: date, last: date) -> tuple[date, ...]:
    """Days at which to read off numbers between two days: ends of weeks, months or years, a dozen at most."""
    if (last - first).days <= _WEEKS:
        return tuple(_weeks(first, last))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((step for step in (1, 3, 6, 12) if months <= step * PERIODS), 12 * -(-months // (12 * PERIODS)))
    ends: list[date] = []
    year, month = first.year, (first.month - 1) // step * step if step < 12 else 0
    while not ends or ends[-1] < last:
        month += step
        year, month = year + month // 12, month % 12
        ends.append(min(last, date(year, month + 1, 1) - timedelta(days=1)))
    return tuple(ends)


def _weeks(first: date, last: date) -> Iterator[date]:
    day = first
    while day < last:
        day = min(last, day + timedelta(days=7))
        yield day


def months_up_to(day: date, many: int) -> tuple[date, ...]:
    """The first days of the last *many* months, the one of *day* included, oldest first."""
    places = range(day.year * 12 + day.month - many, day.year * 12 + day.month)
    return tuple(date(place // 12, place % 12 + 1, 1) for place in places)
