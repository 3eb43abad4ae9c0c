"""`potluck tally`: how the proposals stand."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich.console import Console

from potluck import pipeline
from potluck.cli.common import WIDE, NowOption, RootOption, console, errors, find_root, read_time
from potluck.errands.find import find_proposal
from potluck.errands.standing import as_json, as_table, standing_of
from potluck.words import visible

SlugsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[SLUG…]", help="Proposals by name; all that people vote on if none.")
]
FormatOption = Annotated[Literal["table", "json"], typer.Option("--format", help="A table to read, JSON for programs.")]


def command(
    slugs: SlugsArgument = None, form: FormatOption = "table", root: RootOption = None, now: NowOption = None
) -> None:
    """Count people for and against every proposal, by the charter's rules, and show who is not counted and why.

    Example: potluck tally soup-night --format json
    """
    folder = find_root(root)
    charter, proposals, counts, ledger, clock = pipeline.counts_of(folder, read_time(now))
    if slugs:
        wanted = {find_proposal(slug, proposals.values()).slug for slug in slugs}
    else:
        wanted = {slug for slug, one in proposals.items() if "votes" in charter.kinds[one.kind].mechanisms}
    shown = {slug: proposal for slug, proposal in proposals.items() if slug in wanted}
    standing = standing_of(charter, shown, counts, ledger, clock)
    for problem in standing.problems:
        errors.print(visible(f"not counted: {problem}"), markup=False)
    if form == "json":
        typer.echo(as_json(standing))
        return
    if not standing.proposals:
        console.print("There is nothing to count yet.")
        return
    screen = console if console.is_terminal else Console(file=console.file, width=WIDE, highlight=False)
    screen.print(as_table(standing))
    taken = f"the ledger was taken {ledger.taken:%Y-%m-%d %H:%M} UTC" if ledger.taken else "there is no ledger yet"
    console.print(f"\nAt least: {standing.formulas['confidence']}.", markup=False)
    console.print(f"Trending: {standing.formulas['trending']}.", markup=False)
    console.print(f"By the clock of {clock:%Y-%m-%d %H:%M} UTC; {taken}.", markup=False)
