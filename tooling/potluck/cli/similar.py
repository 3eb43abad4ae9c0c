"""`potluck similar`: what a text, or a proposal, looks like."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from potluck import pipeline
from potluck.cli.common import RootOption, console, find_root
from potluck.errands.likeness import as_json, as_lines, likeness_of

TextArgument = Annotated[
    str,
    typer.Argument(
        metavar="TEXT|SLUG", help="A few words or a whole text; or a proposal's name, such as soup-night.", min=1
    ),
]
MostOption = Annotated[int, typer.Option("--most", min=1, max=100, help="How many to name.")]
FormatOption = Annotated[
    Literal["table", "json"], typer.Option("--format", help="Lines to read, or JSON for programs.")
]


def command(text: TextArgument, most: MostOption = 5, form: FormatOption = "table", root: RootOption = None) -> None:
    """Name the proposals that are most like a text or another proposal, with the words that they share.

    Example: potluck similar "Grow our own tomatoes"
    """
    folder = find_root(root)
    charter, proposals, *_ = pipeline.counts_of(folder, None)
    found = likeness_of(text, folder, charter, proposals, most)
    if form == "json":
        typer.echo(as_json(found))
        return
    for line in as_lines(found):
        console.print(line, markup=False)
