"""`potluck new`: a proposal to fill in."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Annotated

import typer

from potluck import pipeline
from potluck.cli.common import NowOption, RootOption, console, find_root, read_time
from potluck.errands.draft import make_draft, write_draft
from potluck.errands.find import find_kind
from potluck.errands.person import login_of

KindArgument = Annotated[str, typer.Argument(metavar="KIND", help="What you bring, such as idea.", show_default=False)]
TitleArgument = Annotated[str, typer.Argument(metavar="TITLE", help="In a few words; in quotes.", show_default=False)]
AuthorOption = Annotated[
    str | None, typer.Option("--author", help="Who brings it; else the git user.", show_default=False)
]
SlugOption = Annotated[
    str | None, typer.Option("--slug", help="The file's name; else made from the title.", show_default=False)
]


def command(
    kind: KindArgument,
    title: TitleArgument,
    author: AuthorOption = None,
    slug: SlugOption = None,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Start a proposal: a file with what can be known filled in, and questions where your words go.

    Example: potluck new idea "Soup night on Tuesdays"
    """
    folder = find_root(root)
    moment = read_time(now) or datetime.now().astimezone()
    report = pipeline.check(folder, moment)
    charter = report.charter
    word = find_kind(kind, charter)
    login = login_of(author, "--author", folder, charter)
    draft = make_draft(word, title, slug, login, moment.date(), charter)
    taken = {alias.target: reading.path for reading in report.readings for alias in reading.aliases}
    write_draft(draft, folder, charter, taken)
    path = os.path.relpath(folder / draft.path)
    console.print(f"{path} is there, with you, {login}, as its author.", markup=False)
    console.print("1. Open it in any editor and write over the lines in pointed brackets.", markup=False)
    console.print(f"2. Look it over: potluck check {path}", markup=False)
    console.print("3. Bring it to the others: commit the file, and open a pull request if your copy has a home.")
