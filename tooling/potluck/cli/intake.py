"""`potluck intake`: a filled issue form becomes a file and a pull request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from potluck.cli.common import NowOption, RootOption, console, find_root, read_time
from potluck.diagnostics import styled
from potluck.model import Severity
from potluck.pipeline import language_of
from potluck.translation import speaking
from potluck.words import visible

EventOption = Annotated[Path, typer.Option("--event", metavar="FILE", help="The issues event, at GITHUB_EVENT_PATH.")]
DryOption = Annotated[
    bool, typer.Option("--dry-run", help="Show the file that would be made, and ask and change nothing elsewhere.")
]


def command(event: EventOption, dry_run: DryOption = False, root: RootOption = None, now: NowOption = None) -> None:
    """Make a pull request of a filled issue form, or bring it up to date, and answer in the issue.

    For a job that runs when somebody opens or edits an issue, in a checkout of the published branch. Takes the token
    from GITHUB_TOKEN. With --dry-run it needs none, looks at the text in the event, leaves pictures where they are, and
    ends with 1 when there is something to change first.

    Example: potluck intake --event event.json --dry-run
    """
    from potluck.errands.intake import read_notice, take_in, try_intake  # here, as GitHub's client takes 0.1 s to load

    folder, notice = find_root(root), read_notice(event)
    if not dry_run:
        with speaking(language_of(folder)):
            done = take_in(notice, folder, os.environ, read_time(now))
        console.print(done, markup=False)
        return
    with speaking(language_of(folder)):
        tried = try_intake(notice, folder, read_time(now))
    if isinstance(tried, str):
        console.print(tried, markup=False)
        return
    console.print(f"{tried.path} would say:\n", markup=False)
    for line in tried.text.splitlines():
        console.print(visible(f"| {line}"), markup=False)  # so that a log obeys none of it
    console.print()
    for text in styled(tried.diagnostics, "full", tried.sources):
        console.print(text, end="")
    is_clear = all(one.severity is not Severity.ERROR for one in tried.diagnostics)
    console.print("It can be taken in." if is_clear else "There are things to change first.")
    raise typer.Exit(0 if is_clear else 1)
