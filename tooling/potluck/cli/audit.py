"""`potluck audit`: voices that do not look like chance."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich.console import Console

from potluck.cli.common import WIDE, NowOption, RootOption, console, errors, find_root, read_time
from potluck.errands.auditing import as_json, as_lines, as_markdown, as_table, in_numbers, look_over
from potluck.words import visible

FormatOption = Annotated[
    Literal["table", "json", "markdown"],
    typer.Option("--format", help="To read and JSON for programs, both with logins; Markdown that names nobody."),
]


def command(form: FormatOption = "table", root: RootOption = None, now: NowOption = None) -> None:
    """Look over the votes for bursts of young accounts, claques of one author, and copied ballot papers.

    It tells what does not look like chance, with the evidence and what it does to every rank. It decides nothing, and
    reorders nothing. Ends with 0 when nothing stands out, with 1 when something does.

    Example: potluck audit --format json
    """
    found = look_over(find_root(root), read_time(now))
    for problem in found.problems:
        errors.print(visible(f"not counted: {problem}"), markup=False)
    if form == "json":
        typer.echo(as_json(found))
    elif form == "markdown":
        typer.echo(as_markdown(found), nl=False)
    else:
        for line in as_lines(found):
            console.print(line, markup=False)
        if found.findings:
            screen = console if console.is_terminal else Console(file=console.file, width=WIDE, highlight=False)
            console.print("With these voices, and had none of them spoken:")
            screen.print(as_table(found))
            others = ", ".join(f"{number:,} by {by}" for by, number in found.others.items() if number)
            console.print(f"Others that would stand elsewhere: {others or 'none'}.\n", markup=False)
        console.print(in_numbers(found), markup=False)
        taken = f"the ledger was taken {found.ledger:%Y-%m-%d %H:%M} UTC" if found.ledger else "there is no ledger yet"
        console.print(
            f"By the clock of {found.clock:%Y-%m-%d %H:%M} UTC; {taken}. Every voice is counted.", markup=False
        )
    raise typer.Exit(1 if found.findings else 0)
