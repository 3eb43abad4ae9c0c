"""How proposals stand: the tally as rows, for a table and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
from rich.table import Table

from potluck.charter import Charter
from potluck.ledger import Ledger
from potluck.mechanisms.votes import Carried, carried_by
from potluck.model import Proposal
from potluck.tally import Count, formula_of, trend_of
from potluck.words import count, visible

VERSION = 1  # of the JSON: raised when a name or its meaning changes


class Row(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One proposal. The numbers are people, but for `confidence` (0 to 1) and `trending`."""

    slug: str
    kind: str
    stage: str
    title: str
    support: int
    opposition: int
    meanings: dict[str, int]
    reactions: dict[str, int]
    excluded: dict[str, int]
    confidence: float
    carried: Carried | None = None  # from elsewhere, and in none of these numbers; left out where there is nothing
    trending: float | None  # null where counts alone are published, which do not say when


class Standing(msgspec.Struct, kw_only=True):
    """All rows, the most trending first, and what they were counted by."""

    version: int
    clock: datetime
    ledger: datetime | None  # when the ballots were taken; null without a ledger
    formulas: dict[str, str]
    proposals: list[Row]
    problems: list[str]  # lines of the ledger that could not be read, so are in no number


def standing_of(
    charter: Charter, proposals: Mapping[str, Proposal], counts: Mapping[str, Count], ledger: Ledger, clock: datetime
) -> Standing:
    """The rows of *proposals*; equals stand by slug."""
    rows = [
        Row(
            slug=slug,
            kind=proposal.kind,
            stage=proposal.stage,
            title=proposal.title,
            support=(tally := counts[slug].tally).support,
            opposition=tally.opposition,
            meanings=tally.meanings,
            reactions=tally.reactions,
            excluded=tally.excluded,
            confidence=tally.confidence,
            carried=carried_by(proposal),
            trending=trend_of(counts[slug].supported_at, charter, clock),
        )
        for slug, proposal in proposals.items()
    ]
    rows.sort(key=lambda row: (-(row.trending or 0), -row.support if row.trending is None else 0, row.slug))
    formulas = {"confidence": formula_of("confidence", charter), "trending": formula_of("trending", charter)}
    problems = list(ledger.problems)
    return Standing(
        version=VERSION, clock=clock, ledger=ledger.taken, formulas=formulas, proposals=rows, problems=problems
    )


def as_table(standing: Standing) -> Table:
    """The rows for a terminal."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("proposal", no_wrap=True)
    table.add_column("stage", no_wrap=True)
    for name in ("for", "against", "at least", "trending"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("not counted")
    for row in standing.proposals:
        table.add_row(
            row.slug,
            visible(row.stage),
            str(row.support),
            str(row.opposition),
            f"{row.confidence:.0%}" if row.support + row.opposition else "–",
            "–" if row.trending is None else f"{row.trending:.2f}",
            ", ".join(_not_counted(row)),
        )
    return table


def _not_counted(row: Row) -> Iterator[str]:
    yield from (f"{people} {reason}" for reason, people in row.excluded.items())
    if row.carried:
        yield f"{count(row.carried.votes, 'vote')} carried over from {visible(row.carried.source)}"


def as_json(standing: Standing) -> str:
    """The rows for programs."""
    return msgspec.json.format(msgspec.json.encode(standing), indent=2).decode()
