"""A ranking for people and programs: the places as a table, as JSON and as CSV, the formula with each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec
from rich.table import Table

from potluck.charter import Charter
from potluck.csvtext import csv_of
from potluck.ledger import Ledger
from potluck.model import Proposal
from potluck.tally import (
    EQUALS,
    By,
    Contender,
    Place,
    formula_of,
    formula_of_spread,
    is_split,
    rank,
    spread_of,
)
from potluck.views.rankings import in_short
from potluck.words import visible

VERSION = 1  # of the JSON and the CSV: raised when a name or its meaning changes


class Row(msgspec.Struct, kw_only=True):
    """One place. `value` is what the ranking counts by: a number, or a day as text."""

    place: int
    slug: str
    kind: str
    stage: str
    title: str
    value: float | str
    support: int
    opposition: int
    spread: float | None  # of the points; null where nobody gave any
    loved_and_hated: bool


class Ranking(msgspec.Struct, kw_only=True):
    """All places, and what they were counted by."""

    version: int
    by: By
    formula: str
    spread: str  # what `spread` and `loved_and_hated` mean
    equals: str
    clock: datetime
    ledger: datetime | None  # when the ballots were taken; null without a ledger
    proposals: list[Row]
    without: int  # proposals that have no such number, and no place
    problems: list[str]  # lines of the ledger that could not be read, so are in no number


def ranking_of(
    by: By,
    charter: Charter,
    proposals: Mapping[str, Proposal],
    contenders: Iterable[Contender],
    ledger: Ledger,
    clock: datetime,
) -> Ranking:
    """The places of *contenders* in the ranking *by*."""
    ranked = rank(contenders, by, charter, clock)
    return Ranking(
        version=VERSION,
        by=by,
        formula=formula_of(by, charter),
        spread=formula_of_spread(charter),
        equals=EQUALS,
        clock=clock,
        ledger=ledger.taken,
        proposals=[_row(place, proposals[place.contender.slug], charter) for place in ranked.places],
        without=ranked.without,
        problems=list(ledger.problems),
    )


def _row(place: Place, proposal: Proposal, charter: Charter) -> Row:
    tally = place.contender.count.tally
    return Row(
        place=place.position,
        slug=proposal.slug,
        kind=proposal.kind,
        stage=proposal.stage,
        title=proposal.title,
        value=place.value.isoformat() if isinstance(place.value, date) else place.value,
        support=tally.support,
        opposition=tally.opposition,
        spread=spread_of(tally),
        loved_and_hated=is_split(tally, charter),
    )


def as_table(ranking: Ranking) -> Table:
    """The places for a terminal."""
    has_points = any(row.spread is not None for row in ranking.proposals)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("proposal", no_wrap=True)
    table.add_column("stage", no_wrap=True)
    own = (_HEADINGS[ranking.by],) if ranking.by in _HEADINGS else ()
    for name in (*own, "for", "against", *(("spread",) if has_points else ())):
        table.add_column(name, justify="right", no_wrap=True)
    for row in ranking.proposals:
        numbers = [in_short(ranking.by, row.value)] if own else []
        numbers += [str(row.support), str(row.opposition)]
        if has_points:
            numbers.append(_spread_in_short(row))
        table.add_row(str(row.place), row.slug, visible(row.stage), *numbers)
    return table


# Over the number by which a table is ordered; `support` has its column anyway.
_HEADINGS: dict[By, str] = {
    "confidence": "at least",
    "score": "points",
    "trending": "trending",
    "discussed": "comments",
    "divided": "divided",
    "newest": "brought",
}


def _spread_in_short(row: Row) -> str:
    if row.spread is None:
        return "–"
    return f"{row.spread:.2f}{', loved and hated' if row.loved_and_hated else ''}"


def as_json(ranking: Ranking) -> str:
    """The places for programs."""
    return msgspec.json.format(msgspec.json.encode(ranking), indent=2).decode()


def as_csv(ranking: Ranking) -> str:
    """The places for spreadsheets: the same names as in JSON."""
    return csv_of(Row.__struct_fields__, map(msgspec.structs.astuple, ranking.proposals))
