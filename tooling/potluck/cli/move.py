"""`potluck move`: a proposal to another stage."""

from __future__ import annotations

from typing import Annotated

import typer

from potluck.cli.common import NowOption, RootOption
from potluck.cli.deeds import (
    AsOption,
    CommitOption,
    DryRunOption,
    How,
    PullOption,
    ReasonOption,
    SaysOption,
    SlugArgument,
    why,
    work,
)
from potluck.desk import deeds
from potluck.errands.bench import open_at

StageArgument = Annotated[
    str, typer.Argument(metavar="STAGE", help="Where it goes, by the charter's word.", show_default=False)
]


def command(
    slug: SlugArgument,
    stage: StageArgument,
    reason: ReasonOption = "",
    says: SaysOption = "",
    login: AsOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    pr: PullOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Move a proposal to another stage, with the decision that this needs.

    Example: potluck move soup-night launched --reason cheap-to-try --says "We begin on Tuesday."
    """
    how = How(dry_run, commit, pr)
    work(root, login, now, how, lambda bench, _: deeds.move(open_at(bench, slug), stage, why(reason, says)))
