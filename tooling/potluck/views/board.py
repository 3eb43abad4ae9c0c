"""The board: a column a stage, with how many stand there, for how long, and what is promised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from statistics import median_low

import msgspec

from potluck.desk.ways import Way, ways_of
from potluck.model import Proposal
from potluck.shapes import Chip, Row
from potluck.views.community import Community
from potluck.views.promises import due_of

CARDS = 20  # in one column
ENDED = ("no", "rest")  # tones of the stages that have left the table


class Card(msgspec.Struct, frozen=True):
    """A proposal on the board: since when it stands there, and the day that was promised last."""

    row: Row
    since: date | None  # None where nothing tells it
    days: int | None  # since then
    promised: date | None
    is_late: bool  # that day has passed


class Column(msgspec.Struct, frozen=True):
    """A stage on the board: the cards that came last, and a link to all."""

    chip: Chip
    anchor: str
    count: int
    median_days: int | None  # in this stage; None where nothing tells it
    cards: tuple[Card, ...]
    rest: str  # where all of them are listed


class Board(msgspec.Struct, frozen=True):
    """A kind's proposals by stage; what has left the table is told by its number."""

    kind: Chip
    columns: tuple[Column, ...]
    ended: tuple[tuple[Chip, int], ...]


class BoardPage(msgspec.Struct, frozen=True):
    """A board a kind, at the clock."""

    boards: tuple[Board, ...]
    as_of: datetime


def ways(community: Community) -> Mapping[str, Way]:
    """The way of every proposal, by slug."""
    return ways_of(community.proposals, community.timelines, community.charter)


def since(community: Community, proposal: Proposal) -> date | None:
    """Since when it stands where it stands; None where nothing tells it."""
    way = community.once(ways)[proposal.slug]
    return way[-1].on if way else None


def board_page(community: Community) -> BoardPage:
    """A board a kind that has proposals."""
    by_stage: dict[tuple[str, str], list[Proposal]] = {}
    for proposal in community.newest_first:
        by_stage.setdefault((proposal.kind, proposal.stage), []).append(proposal)
    found = []
    for kind, rules in community.charter.kinds.items():
        columns, ended = [], []
        for stage, stage_rules in rules.stages.items():
            standing = by_stage.get((kind, stage), [])
            if stage_rules.tone not in ENDED:
                columns.append(_column(community, kind, stage, standing))
            elif standing:
                ended.append((community.stage_chip(kind, stage), len(standing)))
        if ended or any(column.count for column in columns):
            found.append(Board(community.kind_chip(kind, plural=True), tuple(columns), tuple(ended)))
    return BoardPage(tuple(found), community.clock)


def _column(community: Community, kind: str, stage: str, standing: Sequence[Proposal]) -> Column:
    chip = community.stage_chip(kind, stage)
    days = {one.slug: since(community, one) for one in standing}
    last = sorted(standing, key=lambda one: -(days[one.slug] or date.min).toordinal())  # equals: the newest first
    return Column(
        chip=chip,
        anchor=f"{kind}-{stage}",
        count=len(standing),
        median_days=_median(community, filter(None, days.values())),
        cards=tuple(_card(community, one, days[one.slug]) for one in last[:CARDS]),
        rest=f"{chip.address}?kind={kind}" if len(community.charter.kinds) > 1 else chip.address,
    )


def _median(community: Community, days: Iterable[date]) -> int | None:
    """For how many days before the clock half of them have stood there; None where nothing tells it."""
    found = [_days(community, day) for day in days]
    return median_low(found) if found else None


def _days(community: Community, day: date) -> int:
    return max(0, (community.clock.date() - day).days)


def _card(community: Community, proposal: Proposal, day: date | None) -> Card:
    due = due_of(community, proposal)
    return Card(
        row=community.row(proposal),
        since=day,
        days=_days(community, day) if day else None,
        promised=due.on if due else None,
        is_late=bool(due and due.on < community.clock.date()),
    )
