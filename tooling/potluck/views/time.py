"""The time machine: the way of every proposal in one compact file, and a table of months without a script.

The form of the file is written down in the handbook, under "Ways of looking at it all".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from potluck.desk.ways import Stop, Way
from potluck.model import Timeline
from potluck.views.board import ENDED, ways
from potluck.views.community import Community
from potluck.views.decisions import decisions
from potluck.views.find import FindStage, address_below, languages_of, script_of

TIME_VERSION = 1
FILE = "time/ways.js"
MONTHS = 36  # in the table


class TimeTable(msgspec.Struct, kw_only=True):
    """Every way, a column a field, the newest proposal first. Days are counted from `first`."""

    version: int
    first: date
    days: int  # from the first to the last
    kinds: list[tuple[str, str]]  # name of many, and where its list is
    stages: list[FindStage]
    title: list[str]
    address: list[str | int]  # below the kind's place; 0 where it is made of the title
    came: list[int]  # the day
    start: list[int]  # the stage, by number
    moves: list[list[int]]  # days since the stop before, and the stage, in turn
    decided: list[tuple[int, int, bool]]  # proposal, day, and whether it was a yes
    gone: list[list[int]]  # what is no more: the day on which it left; then as above: day, stage, days, stage …
    languages: dict[str, list[int]]


def time_files(community: Community) -> Iterator[tuple[str, bytes]]:
    """The file, with its place."""
    yield FILE, script_of(FILE, time_table(community))


def time_table(community: Community) -> TimeTable:
    """The ways of all proposals whose beginning is known."""
    known = [(community.row(one), way) for one in community.newest_first if (way := community.once(ways)[one.slug])]
    rows = [row for row, _ in known]
    gone = list(_gone(community))
    numbers = {row.slug: number for number, row in enumerate(rows)}
    stages = _Stages(community)
    first, last = _span(community, [*(way for _, way in known), *(way for _, way, _ in gone)])
    return TimeTable(
        version=TIME_VERSION,
        first=first,
        days=(last - first).days,
        kinds=[
            (chip.name, chip.address)
            for chip in (community.kind_chip(kind, plural=True) for kind in community.charter.kinds)
        ],
        stages=stages.all,
        title=[row.title for row in rows],
        address=[address_below(row) for row in rows],
        came=[(way[0].on - first).days for _, way in known],
        start=[stages.of(row.kind.word, way[0].stage) for row, way in known],
        moves=[list(_moves(row.kind.word, way, stages)) for row, way in known],
        decided=[
            (numbers[one.row.slug], (one.on - first).days, one.answer == "yes")
            for one in community.once(decisions)
            if one.on and one.on >= first and one.row.slug in numbers
        ],
        gone=[
            [(left - first).days, (way[0].on - first).days, stages.of(kind, way[0].stage), *_moves(kind, way, stages)]
            for kind, way, left in gone
        ],
        languages=languages_of(rows),
    )


class _Stages:
    """All stages of the charter, and those that stood in files and are in it no more, each with a number."""

    def __init__(self, community: Community) -> None:
        self._community = community
        self._kinds = {kind: number for number, kind in enumerate(community.charter.kinds)}
        self._number: dict[tuple[str, str], int] = {}
        self.all: list[FindStage] = []
        for kind, rules in community.charter.kinds.items():
            for stage in rules.stages:
                self.of(kind, stage)

    def of(self, kind: str, stage: str) -> int:
        if (kind, stage) not in self._number:
            chip = self._community.stage_chip(kind, stage)
            is_known = stage in self._community.charter.kinds[kind].stages
            place = chip.address if is_known else ""
            self._number[kind, stage] = len(self.all)
            self.all.append(FindStage(self._kinds[kind], chip.word, chip.name, chip.tone, place))
        return self._number[kind, stage]


def _moves(kind: str, way: Way, stages: _Stages) -> Iterator[int]:
    for before, stop in pairwise(way):
        yield (stop.on - before.on).days
        yield stages.of(kind, stop.stage)


def _span(community: Community, all_ways: list[Way]) -> tuple[date, date]:
    today = community.clock.date()
    return min((way[0].on for way in all_ways), default=today), max([today, *(way[-1].on for way in all_ways)])


def _gone(community: Community) -> Iterator[tuple[str, Way, date]]:
    """What was taken down or removed: its kind, its way and the day on which it left. No word of it is told."""
    here = {reading.path: reading for reading in community.readings}
    for path, line in sorted(community.timelines.items()):
        reading = here.get(path)
        if (reading and not reading.taken_down) or (not reading and path in community.files):
            continue
        kind = reading.kind if reading else _kind_of(community, path)
        way = _way_of(line)
        if kind in community.charter.kinds and way and line.changed:
            told = reading.taken_down.on if reading and reading.taken_down else None
            yield kind, way, max(way[-1].on, told or line.changed.astimezone(UTC).date())


def _kind_of(community: Community, path: str) -> str:
    """The kind whose folder *path* lies in; "" for none."""
    below = path if community.charter.proposals == "." else path.removeprefix(f"{community.charter.proposals}/")
    folder = below.partition("/")[0] if "/" in below else "."
    return next((kind for kind, rules in community.charter.kinds.items() if rules.folder == folder), "")


def _way_of(line: Timeline) -> Way:
    return tuple(Stop(move.at.astimezone(UTC).date(), move.stage) for move in line.moves)


# --- the months ---


class Month(msgspec.Struct, frozen=True):
    """What happened in a month, and how many stood on the table at its end."""

    since: date
    came: int = 0
    moved: int = 0
    decided: int = 0
    left: int = 0
    standing: int = 0


class TimePage(msgspec.Struct, frozen=True):
    """The page without its file."""

    months: tuple[Month, ...]  # the last first
    file: str


def time_page(community: Community) -> TimePage:
    """The months, for whoever runs no script."""
    return TimePage(tuple(_months(community))[-MONTHS:][::-1], FILE)


def _months(community: Community) -> Iterator[Month]:
    counts: dict[date, dict[str, int]] = {}

    def add(on: date, what: str) -> None:
        month = counts.setdefault(on.replace(day=1), {})
        month[what] = month.get(what, 0) + 1

    for slug, way in community.once(ways).items():
        kind = community.proposals[slug].kind
        for place, stop in enumerate(way):
            has_left = _has_left(community, kind, stop.stage)
            had_left = place > 0 and _has_left(community, kind, way[place - 1].stage)
            add(stop.on, "left" if has_left and not had_left else "moved" if place else "came")
            if had_left and not has_left:
                add(stop.on, "back")
            if has_left and not place:
                add(stop.on, "came")
    for kind, way, left in _gone(community):
        add(way[0].on, "came")
        if not _has_left(community, kind, way[-1].stage):
            add(left, "left")
    for one in community.once(decisions):
        if one.on:
            add(one.on, "decided")
    standing = 0
    start = min(counts, default=None)
    while start and start <= max(*counts, community.clock.date()):
        found = counts.get(start, {})
        back = found.pop("back", 0)
        standing += found.get("came", 0) + back - found.get("left", 0)
        yield replace(Month(start, **found), standing=standing)
        start = date(start.year + start.month // 12, start.month % 12 + 1, 1)


def _has_left(community: Community, kind: str, stage: str) -> bool:
    rules = community.charter.kinds[kind].stages.get(stage)
    return bool(rules and rules.tone in ENDED)
