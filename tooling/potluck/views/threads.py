"""Every number of a conversation on the forge, and what became of it: nothing is dropped without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date
from itertools import groupby, pairwise

import msgspec

from potluck.model import Proposal
from potluck.opened import Opened
from potluck.shapes import Pager, Row
from potluck.translation import N_, _
from potluck.views.community import Community

ROWS = 200  # numbers, or stretches of numbers, on one page
PLACE = "threads"

_PLACES = {"pull request": "pull", "discussion": "discussions"}  # of all others the forge leads on from an issue's
_GONE = N_("deleted, moved away, or hidden by the forge")
_NOTHING = N_("no answer on record")
_SORTS = {"issue": N_("issue"), "pull request": N_("pull request"), "discussion": N_("discussion")}
_CLOSED = {
    "": N_("closed"),
    "done": N_("closed as done"),
    "not planned": N_("closed as not planned"),
    "duplicate": N_("closed as a duplicate"),
    "resolved": N_("closed as resolved"),
    "outdated": N_("closed as outdated"),
    "answered": N_("closed as answered"),
}
_BY = {
    "author": N_("%(closed)s by whoever opened it"),
    "house": N_("%(closed)s by the house"),
    "machine": N_("%(closed)s by a machine"),
    "other": N_("%(closed)s by somebody else"),
}


class ThreadRow(msgspec.Struct, frozen=True):
    """One number, or a stretch of them of which the same is to be said."""

    first: int
    last: int
    address: str  # on the forge; "" for a stretch
    became: str
    on: date | None
    rows: tuple[Row, ...] = ()  # proposals that it brought, or is about
    sort: str = ""  # an issue, a pull request or a discussion, in words; "" where nothing is known of it
    opened: date | None = None
    into: int = 0  # the number that ended it, or in which it lives on
    said: str = ""  # where on the forge somebody said why; "" where nobody did


class ThreadsPage(msgspec.Struct, frozen=True):
    """Some of the numbers, the newest first. `sums` has how many came to what."""

    rows: tuple[ThreadRow, ...]
    sums: tuple[tuple[str, int], ...]
    unknown: int  # numbers of which nothing is on record
    has_forge: bool
    pager: Pager


def thread_pages(community: Community) -> Iterator[tuple[str, ThreadsPage]]:
    """Each page with its place; there is always a first."""
    rows = community.once(thread_rows)
    pages = max(1, -(-len(rows) // ROWS))
    unknown = sum(row.last - row.first + 1 for row in rows if row.became == _(_NOTHING))
    sums = community.once(_sums)
    for page in range(1, pages + 1):
        pager = Pager(
            page,
            pages,
            newer=f"{_place(page - 1)}/" if page > 1 else "",
            older=f"{_place(page + 1)}/" if page < pages else "",
        )
        shown = rows[(page - 1) * ROWS : page * ROWS]
        yield _place(page), ThreadsPage(shown, sums, unknown, bool(community.charter.forge.home), pager)


def _place(page: int) -> str:
    return PLACE if page <= 1 else f"lists/{PLACE}-{page}"


def _sums(community: Community) -> tuple[tuple[str, int], ...]:
    """How many numbers came to what, in words; those of which there is none left out."""
    sums = Counter("silent" if one.is_silent else one.became for one in community.opened)
    words = {
        "open": _("open"),
        "merged": _("merged"),
        "closed": _("closed"),
        "silent": _("closed without a word"),
        "turned": _("turned into discussions"),
        "gone": _("deleted, moved or hidden"),
    }
    return tuple((name, sums[word]) for word, name in words.items() if sums[word])


def thread_rows(community: Community) -> tuple[ThreadRow, ...]:
    """Every number from the newest that is known down to 1; of which nothing is known, is told as a stretch."""
    if not community.charter.forge.home:
        return ()
    found = sorted(_known(community), key=lambda row: -row.first)
    whole: list[ThreadRow] = []
    for row, below in pairwise([*found, _nothing(0, 0)]):
        whole.append(row)
        if row.first - below.first > 1:
            whole.append(_nothing(below.first + 1, row.first - 1))
    return tuple(_in_stretches(whole))


def _in_stretches(rows: list[ThreadRow]) -> Iterator[ThreadRow]:
    """Neighbours that were never anything here and were missed on one day, as one row."""
    for (became, on, address), group in groupby(rows, key=lambda row: (row.became, row.on, row.address)):
        some = list(group)
        yield ThreadRow(some[-1].first, some[0].last, "", became, on) if not address and became == _(_GONE) else some[0]


def _nothing(first: int, last: int) -> ThreadRow:
    return ThreadRow(first, last, "", _(_NOTHING), None)


def _known(community: Community) -> Iterator[ThreadRow]:
    home = community.charter.forge.home
    door = {one.thread for one in community.door}
    talks: dict[int, list[str]] = {}
    for talk in community.talk:
        talks.setdefault(talk.thread, []).append(talk.proposal)
    opened = {one.thread: one for one in community.opened}
    for number, one in opened.items():
        slugs = list(dict.fromkeys((*one.brought, *talks.get(number, ()))))
        address = f"{home}/{_PLACES.get(one.sort, 'issues')}/{number}"
        is_known = one.became != "gone" or one.sort or slugs
        yield ThreadRow(
            first=number,
            last=number,
            address=address if is_known else "",
            became=_became(one, is_at_door=number in door, has_slugs=bool(slugs)),
            on=one.at.astimezone(UTC).date(),
            rows=_rows(community, slugs),
            sort=_(_SORTS[one.sort]) if one.sort else "",
            opened=one.opened.astimezone(UTC).date() if one.opened and one.became != "open" else None,
            into=one.into,
            said=_said(one, home, address),
        )
    for number, slugs in talks.items():
        if number not in opened:  # of a snapshot that knows pull requests alone; the forge leads on to whatever it is
            yield ThreadRow(
                number, number, f"{home}/issues/{number}", _("people talk there"), None, _rows(community, slugs)
            )


def _became(one: Opened, *, is_at_door: bool, has_slugs: bool) -> str:
    if one.became == "merged":
        return _("merged") if has_slugs else _("merged; it brought no proposal that is on the table")
    if one.became == "gone":
        gone = _(_GONE)
        return _("%(gone)s; what was said there before stays counted", gone=gone) if has_slugs else gone
    if one.became == "turned":
        return _("turned into a discussion")
    if one.became == "open":
        if one.sort == "discussion":
            return _("answered") if one.reason == "answered" else _("open")
        return _("at the door") if is_at_door else _("open: nobody has decided yet")
    closed = _(_CLOSED[one.reason])
    closed = _(_BY[one.by], closed=closed) if one.by else closed
    return _("%(closed)s, without a word", closed=closed) if one.is_silent else closed


def _said(one: Opened, home: str, address: str) -> str:
    """Where on the forge the words are with which it was closed."""
    if not one.said:
        return ""
    return f"{home}/{one.said}" if one.said.startswith("commit/") else f"{address}#{one.said}"


def _rows(community: Community, slugs: list[str]) -> tuple[Row, ...]:
    found: list[Proposal] = [one for slug in slugs if (one := community.proposals.get(slug))]
    return tuple(community.row(one) for one in found)
