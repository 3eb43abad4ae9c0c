"""The roadmap: what is promised for which quarter, what is in the making without a day, and what became of it all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

import msgspec

from potluck.days import quarter_of
from potluck.desk.promises import Given
from potluck.model import Proposal
from potluck.shapes import Row
from potluck.views.changelog import shipped
from potluck.views.community import Community
from potluck.views.promises import due_of, promises

AHEAD = 3  # quarters with a column of their own; what is further stands together
BACK = 6  # quarters looked back on
LINES = 12  # of one list


class Stone(msgspec.Struct, frozen=True):
    """A proposal with a day: of those to come the last that was given, of those behind us each."""

    row: Row
    on: date
    why: str
    days: int  # until then, or since it was due
    moved: int  # how often the day was changed


class Ahead(msgspec.Struct, frozen=True):
    """A column: a quarter, what is late, or everything further on."""

    word: str  # "late", "now", "next", "then" or "later"
    since: date | None
    stones: tuple[Stone, ...]
    more: int


class Shipped(msgspec.Struct, frozen=True):
    """Something that was done, and its day."""

    row: Row
    on: date


class Behind(msgspec.Struct, frozen=True):
    """A quarter looked back on: what was done, and what became of the dates in it."""

    since: date
    shipped: tuple[Shipped, ...]
    more: int
    dates: tuple[tuple[Row, Given], ...]
    more_dates: int
    kept: int
    missed: int


class RoadmapPage(msgspec.Struct, frozen=True):
    """The page, at the clock."""

    columns: tuple[Ahead, ...]
    dayless: tuple[Row, ...]  # in the making, and no day was given: those that most people are for
    more_dayless: int
    behind: tuple[Behind, ...]
    as_of: datetime


def roadmap(community: Community) -> RoadmapPage:
    """What is ahead, and what is behind, the last quarter first."""
    dayless = [proposal for proposal in community.newest_first if _is_dayless(community, proposal)]
    dayless.sort(key=lambda one: -community.count(one).tally.support)  # equals: the newest first
    return RoadmapPage(
        columns=tuple(_columns(community)),
        dayless=tuple(community.row(one) for one in dayless[:LINES]),
        more_dayless=max(0, len(dayless) - LINES),
        behind=tuple(_behind(community)),
        as_of=community.clock,
    )


def _is_dayless(community: Community, proposal: Proposal) -> bool:
    stage = community.rules(proposal).stages[proposal.stage]
    return stage.tone == "moving" and due_of(community, proposal) is None


def _columns(community: Community) -> Iterator[Ahead]:
    today = community.clock.date()
    stones = sorted(_stones(community, today), key=lambda one: (one.on, one.row.slug))
    late = [one for one in stones if one.on < today]
    if late:
        yield _column("late", None, late)
    start = quarter_of(today)
    for word in ("now", "next", "then")[:AHEAD]:
        yield _column(word, start, [one for one in stones if one.on >= today and quarter_of(one.on) == start])
        start = quarter_of(start + timedelta(days=93))
    later = [one for one in stones if quarter_of(one.on) >= start]
    if later:
        yield _column("later", start, later)


def _column(word: str, since: date | None, stones: list[Stone]) -> Ahead:
    return Ahead(word, since, tuple(stones[:LINES]), max(0, len(stones) - LINES))


def _stones(community: Community, today: date) -> Iterator[Stone]:
    for proposal in community.newest_first:
        if due := due_of(community, proposal):
            days = abs((due.on - today).days)
            yield Stone(community.row(proposal), due.on, due.why, days, len(proposal.promised) - 1)


def _behind(community: Community) -> Iterator[Behind]:
    today = community.clock.date()
    came, dates = _shipped(community), _past(community)
    starts = sorted({*came, *dates}, reverse=True)
    for start in [start for start in starts if start <= quarter_of(today)][:BACK]:
        done, given = came.get(start, []), dates.get(start, [])
        yield Behind(
            since=start,
            shipped=tuple(done[:LINES]),
            more=max(0, len(done) - LINES),
            dates=tuple((community.row(community.proposals[one.slug]), one) for one in given[:LINES]),
            more_dates=max(0, len(given) - LINES),
            kept=sum(1 for one in given if one.state == "kept"),
            missed=sum(1 for one in given if one.state == "missed"),
        )


def _shipped(community: Community) -> dict[date, list[Shipped]]:
    """What first came to a stage at which it is done, by quarter, the last first."""
    found: dict[date, list[Shipped]] = {}
    for proposal, on in community.once(shipped):
        if on:
            found.setdefault(quarter_of(on), []).append(Shipped(community.row(proposal), on))
    return found


def _past(community: Community) -> dict[date, list[Given]]:
    """Dates about which something is known, by quarter; the last first."""
    found: dict[date, list[Given]] = {}
    for one in _told(community.once(promises)):
        found.setdefault(quarter_of(one.on), []).append(one)
    return found


def _told(given: Iterable[Given]) -> Iterator[Given]:
    return (one for one in given if one.state != "to come")
