"""`potluck comment`: tell a contributor on GitHub what the check found."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from potluck.cli.common import RootOption, console, find_root

EventOption = Annotated[
    Path, typer.Option("--event", metavar="FILE", help="The workflow_run event, at GITHUB_EVENT_PATH.")
]
ResultOption = Annotated[
    Path, typer.Option("--result", metavar="FILE", help="What `potluck check --format json` printed.")
]


def command(event: EventOption, result: ResultOption, root: RootOption = None) -> None:
    """Write the one comment on a pull request, or bring it up to date. Takes the token from GITHUB_TOKEN.

    For a job that runs after the check of a pull request, in a checkout of the base branch.

    Example: potluck comment --event event.json --result result.json
    """
    from potluck.errands.comment import comment_on  # here, since no other command needs GitHub's client: 0.1 s

    console.print(comment_on(event, result, find_root(root), os.environ), markup=False)
