"""`potluck hand-off`: somebody else does it."""

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

ToOption = Annotated[
    str, typer.Option("--to", help="Who does it: a name, or the address at which to follow it.", show_default=False)
]


def command(
    slug: SlugArgument,
    to: ToOption,
    reason: ReasonOption = "",
    says: SaysOption = "",
    login: AsOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    pr: PullOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Hand a proposal to somebody who does it better, and say where to follow it.

    Example: potluck hand-off soup-night --to "The night shelter" --reason not-our-table --says "They cook every night."
    """
    how = How(dry_run, commit, pr)
    work(root, login, now, how, lambda bench, _: deeds.hand_off(open_at(bench, slug), to, why(reason, says)))
