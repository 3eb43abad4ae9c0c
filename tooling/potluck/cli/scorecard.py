"""`potluck scorecard`: whether promises are kept."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich.console import Console

from potluck import pipeline
from potluck.cli.common import WIDE, NowOption, RootOption, console, find_root, read_time
from potluck.errands.scoring import as_json, as_markdown, as_table
from potluck.views.figures import api_scorecard
from potluck.views.outputs import API_VERSION

FormatOption = Annotated[
    Literal["table", "json", "markdown"],
    typer.Option("--format", help="A table to read, JSON with all lists as the site has it, Markdown for a message."),
]


def command(form: FormatOption = "table", root: RootOption = None, now: NowOption = None) -> None:
    """Count how long people wait for an answer, how a no is given, and which promised dates were kept.

    Example: potluck scorecard --format markdown
    """
    card = api_scorecard(pipeline.desk(find_root(root), read_time(now)), API_VERSION)
    if form == "json":
        typer.echo(as_json(card))
    elif form == "markdown":
        typer.echo(as_markdown(card), nl=False)
    else:
        screen = console if console.is_terminal else Console(file=console.file, width=WIDE, highlight=False)
        screen.print(as_table(card))
        console.print(f"\nBy the clock of {card.clock:%Y-%m-%d %H:%M} UTC.", markup=False)
