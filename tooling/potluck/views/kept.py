"""The promise ledger: every date that was promised, every change to it, how late it was; for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import msgspec

from potluck.csvtext import csv_file
from potluck.desk.promises import Given, Held, TakenOut, taken_out_of
from potluck.desk.scorecard import median_of
from potluck.shapes import Pager, Row, Who
from potluck.views.community import Community
from potluck.views.promises import due_of, promises
from potluck.words import without_addresses

ROWS = 40  # proposals on one page


class ApiPromised(msgspec.Struct, kw_only=True):
    """A date: `set` is the day on which it was given, `to` the date given next, `met` the day on which something came
    of it, `late` how many days after its own (of one that was moved, until the next), and `seen` the day on which git
    first had it, where it had the file when the date was given.
    """

    slug: str
    on: date
    set: date
    why: str
    state: Held
    then: str
    to: date | None
    met: date | None
    late: int
    seen: date | None


class ApiTakenOut(msgspec.Struct, kw_only=True):
    """A date that stood in the file and does not any more: when it was taken out, by whom, and in which commit."""

    slug: str
    on: date
    out: date
    by: str
    commit: str


class ApiPromises(msgspec.Struct, kw_only=True):
    """The promise ledger."""

    version: int
    clock: datetime
    dates: list[ApiPromised]
    taken_out: list[ApiTakenOut]


def api_promises(community: Community, version: int) -> ApiPromises:
    """All of it, for programs."""
    return ApiPromises(
        version=version,
        clock=community.clock,
        dates=_dates(community),
        taken_out=[
            msgspec.convert(one, ApiTakenOut, from_attributes=True)
            for lost in community.once(taken_out).values()
            for one in lost
        ],
    )


def csv_promises(community: Community) -> bytes:
    """The dates for spreadsheets, under the same names as in JSON."""
    return csv_file(ApiPromised.__struct_fields__, map(msgspec.structs.astuple, _dates(community)))


def _dates(community: Community) -> list[ApiPromised]:
    found = (msgspec.convert(one, ApiPromised, from_attributes=True) for one in community.once(promises))
    return [
        msgspec.structs.replace(one, why=without_addresses(one.why), then=without_addresses(one.then)) for one in found
    ]


def taken_out(community: Community) -> dict[str, tuple[TakenOut, ...]]:
    """The dates that are in no list any more, by slug, where there are any."""
    found = {
        proposal.slug: tuple(taken_out_of(proposal, community.timeline(proposal)))
        for proposal in community.newest_first
    }
    return {slug: lost for slug, lost in found.items() if lost}


# --- the page ---


class Kept(msgspec.Struct, frozen=True):
    """A proposal with all its dates, the first given first, and those that were taken out."""

    row: Row
    dates: tuple[Given, ...]
    lost: tuple[tuple[TakenOut, Who, str], ...]  # with who did, and where the forge shows it
    is_owed: bool  # the last date is past, and nothing has come of it


class Figures(msgspec.Struct, frozen=True):
    """Dates by what became of them."""

    to_come: int
    kept: int
    moved: int
    missed: int
    taken_out: int
    late: float | None  # days by which the missed were late, in the middle; None of too few


class PromisesPage(msgspec.Struct, frozen=True):
    """One page of the ledger."""

    figures: Figures
    ones: tuple[Kept, ...]
    pager: Pager
    as_of: datetime


def promises_pages(community: Community) -> Iterator[tuple[str, PromisesPage]]:
    """The ledger, page by page, each with its place; one page where nothing was promised."""
    ones = community.once(_ones)
    figures = community.once(figures_of)
    pages = max(1, -(-len(ones) // ROWS))
    for page in range(1, pages + 1):
        pager = Pager(
            page,
            pages,
            newer=f"{_place(page - 1)}/" if page > 1 else "",
            older=f"{_place(page + 1)}/" if page < pages else "",
        )
        shown = tuple(_kept(community, *one) for one in ones[(page - 1) * ROWS : page * ROWS])
        yield _place(page), PromisesPage(figures, shown, pager, community.clock)


def _place(page: int) -> str:
    return "promises" if page <= 1 else f"promises/page-{page}"


def figures_of(community: Community) -> Figures:
    """How many dates there are of each sort."""
    given = community.once(promises)
    states = [one.state for one in given]
    return Figures(
        to_come=states.count("to come"),
        kept=states.count("kept"),
        moved=states.count("moved"),
        missed=states.count("missed"),
        taken_out=sum(map(len, community.once(taken_out).values())),
        late=median_of(one.late for one in given if one.state == "missed"),
    )


def _ones(community: Community) -> tuple[tuple[str, Sequence[Given]], ...]:
    """Slugs with their dates: what is owed, what is to come by its day, then what is behind us, the last first."""
    by_slug: dict[str, list[Given]] = {slug: [] for slug in community.once(taken_out)}
    for one in community.once(promises):
        by_slug.setdefault(one.slug, []).append(one)
    today = community.clock.date()

    def order(one: tuple[str, Sequence[Given]]) -> tuple[int, int, str]:
        slug, dates = one
        due = due_of(community, community.proposals[slug])
        if due:
            return (0 if due.on < today else 1, due.on.toordinal(), slug)
        return (2, -max((given.on.toordinal() for given in dates), default=0), slug)

    return tuple(sorted(by_slug.items(), key=order))


def _kept(community: Community, slug: str, dates: Sequence[Given]) -> Kept:
    proposal = community.proposals[slug]
    due = due_of(community, proposal)
    lost = community.once(taken_out).get(slug, ())
    return Kept(
        row=community.row(proposal),
        dates=tuple(sorted(dates, key=lambda one: (one.set, one.on))),
        lost=tuple((one, community.who(one.by), community.change_address(one.commit, proposal.path)) for one in lost),
        is_owed=bool(due and due.on < community.clock.date()),
    )
