"""`potluck answer`: the first thing that the house says to what somebody brought."""

from __future__ import annotations

from typing import Annotated

import typer

from potluck.cli.common import NowOption, RootOption
from potluck.cli.deeds import AsOption, CommitOption, DryRunOption, How, PullOption, SlugArgument, why, work
from potluck.desk import deeds
from potluck.errands.bench import open_at

SaysOption = Annotated[
    str,
    typer.Option("--says", help="What you say, as at the door: you saw it, and what comes next.", show_default=False),
]


def command(
    slug: SlugArgument,
    says: SaysOption,
    login: AsOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    pr: PullOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Write down the first answer to what somebody brought: for communities that talk in no thread.

    It decides nothing. It stands on the page, and from that day on nobody waits for an answer.

    Example: potluck answer soup-night --says "We like it. Mara counts the chairs this week, and tells you on Friday."
    """
    said = why("", says).says
    work(root, login, now, How(dry_run, commit, pr), lambda bench, _: deeds.answer(open_at(bench, slug), said))
