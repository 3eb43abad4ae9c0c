"""`potluck desk`: what waits for whom."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich.console import Console

from potluck import pipeline
from potluck.cli.common import WIDE, NowOption, RootOption, console, find_root, read_time
from potluck.errands.waiting import as_json, as_markdown, as_table, desk_of, ends_of, rules_in_short, summary
from potluck.views.desk import waiting

FormatOption = Annotated[
    Literal["table", "json", "markdown"],
    typer.Option("--format", help="A table to read, JSON for programs, Markdown for a message."),
]


def command(form: FormatOption = "table", root: RootOption = None, now: NowOption = None) -> None:
    """List what needs a person now, in order: the rule that says so, since when, and for whom.

    Example: potluck desk
    """
    community = pipeline.desk(find_root(root), read_time(now))
    desk = desk_of(waiting(community), community.proposals, community.clock)
    if form == "json":
        typer.echo(as_json(desk))
        return
    if form == "markdown":
        addresses = {slug: community.address(one) for slug, one in community.proposals.items()}
        typer.echo(as_markdown(desk, community.site_url, addresses), nl=False)
        return
    if desk.waiting:
        screen = console if console.is_terminal else Console(file=console.file, width=WIDE, highlight=False)
        screen.print(as_table(desk))
        console.print()
        screen.print(ends_of(desk))
        console.print()
    console.print(summary(desk), markup=False)
    console.print(rules_in_short(community.charter), markup=False)
    console.print(f"By the clock of {desk.clock:%Y-%m-%d %H:%M} UTC.", markup=False)
