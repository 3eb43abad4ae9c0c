"""`potluck doctor`: is everything set up, here and on the forge?"""

from __future__ import annotations

import os
from typing import Annotated, Literal

import typer
from rich.console import Console

from potluck.cli.common import WIDE, RootOption, console, find_root
from potluck.words import count

FormatOption = Annotated[Literal["table", "json"], typer.Option("--format", help="A table to read, JSON for programs.")]
RepositoryOption = Annotated[
    str | None,
    typer.Option(
        "--repository",
        metavar="OWNER/NAME",
        help="On the forge; else as the charter or git's `origin` has it.",
        show_default=False,
    ),
]


def command(form: FormatOption = "table", repository: RepositoryOption = None, root: RootOption = None) -> None:
    """Look whether everything is set up: the files here, and the settings on GitHub that no file can switch on.

    Each is ok, or to do, with the command or the page for it, or cannot be seen. It changes nothing. With a token in
    GITHUB_TOKEN it asks GitHub; an owner's sees most. Ends with 1 when there is something to do.

    Example: potluck doctor --format json
    """
    from potluck.errands.doctor import examine  # here, since GitHub's client takes 0.1 s to load
    from potluck.errands.findings import as_json, as_table

    findings = examine(find_root(root), repository, os.environ)
    due = [one for one in findings if one.state == "to do"]
    hidden = [one for one in findings if one.state == "cannot be seen"]
    if form == "json":
        typer.echo(as_json(findings))
        raise typer.Exit(1 if due else 0)
    screen = console if console.is_terminal else Console(file=console.file, width=WIDE, highlight=False)
    screen.print(as_table(findings))
    for title, some in (("To do", due), ("To see the rest", hidden)):
        if some:
            console.print(f"\n{title}:", markup=False)
        for do in dict.fromkeys(one.do for one in some):
            names = ", ".join(one.name for one in some if one.do == do)
            console.print(f"- {names}: {do}", markup=False)
    console.print(f"\n{count(len(findings), 'thing')} looked at: {len(due)} to do, {len(hidden)} cannot be seen.")
    raise typer.Exit(1 if due else 0)
