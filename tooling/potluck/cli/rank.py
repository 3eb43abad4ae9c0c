"""`potluck rank`: proposals in an order, and why."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich.console import Console

from potluck import pipeline
from potluck.cli.common import WIDE, NowOption, RootOption, console, errors, find_root, read_time
from potluck.errands.find import find_kind
from potluck.errands.ranking import as_csv, as_json, as_table, ranking_of
from potluck.tally import By
from potluck.views.rankings import contenders_of
from potluck.words import count, visible

ByOption = Annotated[By, typer.Option("--by", help="The number that puts them in order.")]
KindOption = Annotated[
    str | None, typer.Option("--kind", help="Only this kind, such as idea; all of them if not given.")
]
FormatOption = Annotated[
    Literal["table", "json", "csv"],
    typer.Option("--format", help="A table to read, JSON for programs, CSV for spreadsheets."),
]


def command(
    by: ByOption = "support",
    kind: KindOption = None,
    form: FormatOption = "table",
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Put proposals in order by one number, and say how it is made.

    Example: potluck rank --by confidence --kind idea
    """
    charter, proposals, counts, ledger, clock, history = pipeline.count_all(find_root(root), read_time(now))
    wanted = find_kind(kind, charter) if kind is not None else ""
    contenders = contenders_of(charter, proposals, counts, history.timelines, wanted)
    ranking = ranking_of(by, charter, proposals, contenders, ledger, clock)
    for problem in ranking.problems:
        errors.print(visible(f"not counted: {problem}"), markup=False)
    if form == "json":
        typer.echo(as_json(ranking))
        return
    if form == "csv":
        typer.echo(as_csv(ranking), nl=False)
        return
    if not ranking.proposals:
        console.print(f"There is nothing to rank yet by {by}, which is {ranking.formula}.", markup=False)
        return
    screen = console if console.is_terminal else Console(file=console.file, width=WIDE, highlight=False)
    screen.print(as_table(ranking))
    console.print(f"\nBy {by}: {ranking.formula}; {ranking.equals}.", markup=False)
    if any(row.spread is not None for row in ranking.proposals):
        console.print(f"Spread: {ranking.spread}.", markup=False)
    if ranking.without:
        console.print(f"{count(ranking.without, 'proposal')} without such a number left out.", markup=False)
    taken = f"the ledger was taken {ledger.taken:%Y-%m-%d %H:%M} UTC" if ledger.taken else "there is no ledger yet"
    console.print(f"By the clock of {clock:%Y-%m-%d %H:%M} UTC; {taken}.", markup=False)
