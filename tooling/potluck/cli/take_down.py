"""`potluck take-down`: what may not stand here."""

from __future__ import annotations

from typing import Annotated

import typer

from potluck.cli.common import NowOption, RootOption
from potluck.cli.deeds import AsOption, CommitOption, DryRunOption, How, PullOption, SlugArgument, work
from potluck.desk.taking import take_down
from potluck.errands.find import find_reading

ReasonOption = Annotated[
    str,
    typer.Option("--reason", help="One of the charter's, such as libel, personal-data or spam.", show_default=False),
]


def command(
    slug: SlugArgument,
    reason: ReasonOption,
    login: AsOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    pr: PullOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Take a proposal down: its text and pictures vanish from the next build, a tombstone with day and reason stays.

    Git still has what it said; the handbook tells how to purge it.

    Example: potluck take-down win-a-prize --reason spam
    """
    how = How(dry_run, commit, pr)
    work(root, login, now, how, lambda bench, _: take_down(bench, find_reading(slug, bench.readings), reason))
