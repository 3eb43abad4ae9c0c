"""Every number of a conversation on the forge, and what became of it: nothing is dropped without a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from itertools import pairwise

from potluck.model import Proposal
from potluck.shapes import Pager, Row
from potluck.translation import _
from potluck.views.community import Community

ROWS = 200  # numbers, or stretches of numbers, on one page
PLACE = "threads"


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One number, or a stretch of them of which nothing is on record."""

    first: int
    last: int
    address: str  # on the forge; "" for a stretch
    became: str
    on: date | None
    rows: tuple[Row, ...]  # proposals that it brought, or is about


@dataclass(frozen=True, slots=True)
class ThreadsPage:
    """Some of the numbers, the newest first."""

    rows: tuple[ThreadRow, ...]
    known: int
    unknown: int  # numbers of which nothing is on record
    has_forge: bool
    pager: Pager


def thread_pages(community: Community) -> Iterator[tuple[str, ThreadsPage]]:
    """Each page with its place; there is always a first."""
    rows = community.once(thread_rows)
    pages = max(1, -(-len(rows) // ROWS))
    unknown = sum(row.last - row.first + 1 for row in rows if not row.address)
    for page in range(1, pages + 1):
        pager = Pager(
            page,
            pages,
            newer=f"{_place(page - 1)}/" if page > 1 else "",
            older=f"{_place(page + 1)}/" if page < pages else "",
        )
        known = sum(1 for row in rows if row.address)
        shown = rows[(page - 1) * ROWS : page * ROWS]
        yield _place(page), ThreadsPage(shown, known, unknown, bool(community.charter.forge.home), pager)


def _place(page: int) -> str:
    return PLACE if page <= 1 else f"lists/{PLACE}-{page}"


def thread_rows(community: Community) -> tuple[ThreadRow, ...]:
    """Every number from the newest that is known down to 1; what lies between is told as a stretch."""
    if not community.charter.forge.home:
        return ()
    found = sorted(_known(community), key=lambda row: -row.first)
    whole: list[ThreadRow] = []
    for row, below in pairwise([*found, _nothing(0, 0)]):
        whole.append(row)
        if row.first - below.first > 1:
            whole.append(_nothing(below.first + 1, row.first - 1))
    return tuple(whole)


def _nothing(first: int, last: int) -> ThreadRow:
    return ThreadRow(first, last, "", _("no answer on record"), None, ())


def _known(community: Community) -> Iterator[ThreadRow]:
    home = community.charter.forge.home
    door = {one.thread for one in community.door}
    talks: dict[int, list[str]] = {}
    for talk in community.talk:
        talks.setdefault(talk.thread, []).append(talk.proposal)
    opened = {one.thread: one for one in community.opened}
    for number, one in opened.items():
        slugs = list(dict.fromkeys((*one.brought, *talks.get(number, ()))))
        on = one.at.astimezone(UTC).date()
        words = {
            "merged": _("merged") if slugs else _("merged; what it changed is on the table already, or was taken off"),
            "open": _("at the door") if number in door else _("open: nobody has decided yet"),
            "gone": _("deleted, or moved away; what was said there before stays counted"),
            "closed": _("closed without being merged; the conversation says why, if anybody did"),
        }[one.became]
        where = "issues" if one.became == "gone" else "pull"  # the forge leads on from there, if it was moved
        yield ThreadRow(number, number, f"{home}/{where}/{number}", words, on, _rows(community, slugs))
    for number, slugs in talks.items():
        if number not in opened:  # an issue or a discussion; the forge leads on to whatever it is
            rows = _rows(community, slugs)
            yield ThreadRow(number, number, f"{home}/issues/{number}", _("people talk there"), None, rows)


def _rows(community: Community, slugs: list[str]) -> tuple[Row, ...]:
    found: list[Proposal] = [one for slug in slugs if (one := community.proposals.get(slug))]
    return tuple(community.row(one) for one in found)
