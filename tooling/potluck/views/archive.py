"""The archive: everything that has left the table, by the year in which it did; nothing is lost.

What was taken down is here without a word of it. Of files that were removed only the number is told: whoever removed
one may have had a reason to keep its title off the site too.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date
from typing import TypeVar

import msgspec

from potluck.shapes import Chip, Link, Pager, Row
from potluck.translation import _
from potluck.views.board import ENDED, since
from potluck.views.community import Community
from potluck.views.places import is_address
from potluck.views.proposal import decision_written
from potluck.views.tombstone import tombstone
from potluck.words import without_addresses

SHOWN = 40  # on the first page
LINES = 200  # on one page of a year, or of old names
UNDATED = "undated"
NAMES = "names"

One = TypeVar("One")


class Ended(msgspec.Struct, frozen=True):
    """Something that left the table. `row` is None for what was taken down: `link` leads to where it stood."""

    row: Row | None
    link: Link
    chip: Chip | None
    on: date | None
    why: str  # in the words of whoever decided it, or the charter's
    onward: Link | None  # where it lives on


class YearOfEnds(msgspec.Struct, frozen=True):
    """A year: how many left the table to which stage, and how many files were removed."""

    name: str
    address: str
    count: int
    chips: tuple[tuple[Chip, int], ...]
    taken_down: int
    removed: int


class OldName(msgspec.Struct, frozen=True):
    """An address that something had before."""

    name: str
    address: str
    now: Link
    language: str


class ArchivePage(msgspec.Struct, frozen=True):
    """One page of the archive: its front, a year, or old names."""

    title: str  # "" on the front, whose page has its own
    years: tuple[YearOfEnds, ...]
    here: str  # which of them, or of the other parts
    ends: tuple[Ended, ...]
    names: tuple[OldName, ...]
    count: int
    names_count: int
    removed: int
    pager: Pager


def archive_front(community: Community) -> ArchivePage:
    """The years, and what left the table last."""
    ends, names = community.once(ends_of), community.once(old_names)
    return _page(community, "", "", ends[:SHOWN], (), len(ends), Pager(1, 1), len(names))


def archive_pages(community: Community) -> Iterator[tuple[str, ArchivePage]]:
    """A page a year, and more where it has many; then the old names. Each with its place."""
    names = community.once(old_names)
    for year, ends in community.once(_by_year).items():
        title = (
            _("Left the table in %(year)s", year=year) if year != UNDATED else _("Left the table, nobody knows when")
        )
        for page, place, part in _parts(year, ends):
            yield place, _page(community, title, year, part, (), len(ends), page, len(names))
    if names:
        for page, place, listed in _parts(NAMES, names):
            yield place, _page(community, _("Old names"), NAMES, (), listed, len(names), page, len(names))


def _page(
    community: Community,
    title: str,
    here: str,
    ends: Sequence[Ended],
    names: Sequence[OldName],
    count: int,
    pager: Pager,
    names_count: int,
) -> ArchivePage:
    years = community.once(_years)
    removed = sum(year.removed for year in years)
    return ArchivePage(title, years, here, tuple(ends), tuple(names), count, names_count, removed, pager)


def _parts(name: str, items: Sequence[One]) -> Iterator[tuple[Pager, str, Sequence[One]]]:
    pages = -(-len(items) // LINES)
    for page in range(1, pages + 1):
        pager = Pager(
            page,
            pages,
            newer=f"{_place(name, page - 1)}/" if page > 1 else "",
            older=f"{_place(name, page + 1)}/" if page < pages else "",
        )
        yield pager, _place(name, page), items[(page - 1) * LINES : page * LINES]


def _place(name: str, page: int) -> str:
    return f"archive/{name}" if page <= 1 else f"archive/{name}-{page}"


def ends_of(community: Community) -> tuple[Ended, ...]:
    """Everything that has left the table, the last first; what has no day stands at the end."""
    found = []
    for proposal in community.newest_first:
        if community.rules(proposal).stages[proposal.stage].tone not in ENDED:
            continue
        row = community.row(proposal)
        other = community.onward.get(proposal.slug)
        to = without_addresses(proposal.handed_to)
        there = to if to.startswith("https://") else ""
        onward = Link(other.title, community.address(other)) if other else Link(to, there) if to else None
        why = without_addresses(str(decision_written(proposal).get("says", "")))
        link = Link(proposal.title, row.address)
        found.append(Ended(row, link, row.stage, since(community, proposal), why, onward))
    for reading in community.readings:
        if taken := reading.taken_down:
            stone = tombstone(community, reading, taken)
            found.append(Ended(None, Link(_("Taken down"), stone.address), None, stone.on, stone.reason, None))
    return tuple(sorted(found, key=lambda one: (-(one.on or date.min).toordinal(), one.link.address)))


def _by_year(community: Community) -> dict[str, list[Ended]]:
    found: dict[str, list[Ended]] = {}
    for one in community.once(ends_of):
        found.setdefault(str(one.on.year) if one.on else UNDATED, []).append(one)
    return found


def _years(community: Community) -> tuple[YearOfEnds, ...]:
    """The last first; what nobody knows the year of at the end."""
    removed = community.once(removed_in)
    by_year = community.once(_by_year)
    names = sorted({*by_year, *map(str, removed)} - {UNDATED}, reverse=True)
    return tuple(
        _year(name, by_year.get(name, []), removed.get(name, 0))
        for name in (*names, *([UNDATED] if UNDATED in by_year else []))
    )


def _year(name: str, ends: Sequence[Ended], removed: int) -> YearOfEnds:
    chips = {one.chip.name: one.chip for one in ends if one.chip}
    counts = Counter(one.chip.name for one in ends if one.chip)
    return YearOfEnds(
        name=name,
        address=f"{_place(name, 1)}/" if ends else "",
        count=len(ends),
        chips=tuple((chips[word], count) for word, count in counts.most_common()),
        taken_down=sum(1 for one in ends if one.chip is None),
        removed=removed,
    )


def removed_in(community: Community) -> Mapping[str, int]:
    """How many files were removed, by year: git tells of them, and nothing of theirs is on the site."""
    here = {reading.path for reading in community.readings} | community.files
    gone = (line for path, line in community.timelines.items() if path not in here and line.stage and line.changed)
    return Counter(str(line.changed.astimezone(UTC).year) for line in gone if line.changed)


def old_names(community: Community) -> tuple[OldName, ...]:
    """The addresses that lead on to another, by name."""
    found: list[OldName] = []
    for proposal in (one for one in community.newest_first if one.aliases):
        row = community.row(proposal)
        folder = posixpath.dirname(community.home(proposal).rstrip("/"))
        now = Link(row.title, row.address)
        found += [
            OldName(alias, f"{folder}/{alias}/", now, row.language) for alias in filter(is_address, proposal.aliases)
        ]
    return tuple(sorted(found, key=lambda one: (one.name, one.address)))
