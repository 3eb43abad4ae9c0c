"""`potluck tally`: how the proposals stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from potluck import pipeline
from potluck.charter import read_charter_at
from potluck.cli.common import WIDE, NowOption, RootOption, console, errors, find_root, read_time
from potluck.counting import otherwise
from potluck.errands.find import find_proposal
from potluck.errands.otherwise import as_json as what_if_json
from potluck.errands.otherwise import only, summary, tables
from potluck.errands.standing import as_json, as_table, standing_of
from potluck.sound import sound
from potluck.words import visible

SlugsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[SLUG…]", help="Proposals by name; all that people vote on if none.")
]
CharterOption = Annotated[
    Path | None,
    typer.Option(
        "--charter",
        metavar="FILE",
        help="Say what would differ, had the rules of counting been those of this charter.",
        show_default=False,
    ),
]
FormatOption = Annotated[Literal["table", "json"], typer.Option("--format", help="A table to read, JSON for programs.")]


def command(
    slugs: SlugsArgument = None,
    charter: CharterOption = None,
    form: FormatOption = "table",
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Count people for and against every proposal, by the charter's rules, and show who is not counted and why.

    With --charter it says which numbers, places, milestones and decisions would be others under other rules.

    Example: potluck tally soup-night --format json
    """
    folder = find_root(root)
    if charter is not None:
        _what_if(folder, charter, slugs or (), form, read_time(now))
        return
    rules, proposals, counts, ledger, clock = pipeline.counts_of(folder, read_time(now))
    if slugs:
        wanted = {find_proposal(slug, proposals.values()).slug for slug in slugs}
    else:
        wanted = {slug for slug, one in proposals.items() if "votes" in rules.kinds[one.kind].mechanisms}
    shown = {slug: proposal for slug, proposal in proposals.items() if slug in wanted}
    standing = standing_of(rules, shown, counts, ledger, clock)
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


def _what_if(folder: Path, file: Path, slugs: Sequence[str], form: str, now: datetime | None) -> None:
    """Tell what the rules of the charter in *file* would change."""
    other = sound(read_charter_at(file))
    change = otherwise(folder, other, now)
    if slugs:
        proposals = pipeline.counts_of(folder, now)[1]
        change = only(change, {find_proposal(slug, proposals.values()).slug for slug in slugs})
    if form == "json":
        typer.echo(what_if_json(change))
        return
    screen = console if console.is_terminal else Console(file=console.file, width=WIDE, highlight=False)
    for heading, table in tables(change):
        console.print(f"{heading}\n", markup=False)
        screen.print(table)
        console.print()
    console.print(summary(change), markup=False)
