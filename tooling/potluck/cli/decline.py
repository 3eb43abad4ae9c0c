"""`potluck decline`: a no, with its reason."""

from __future__ import annotations

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


def command(
    slug: SlugArgument,
    reason: ReasonOption = "",
    says: SaysOption = "",
    login: AsOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    pr: PullOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Say no to a proposal: the reason, and a sentence that says what could change it.

    Example: potluck decline soup-night --reason too-few-hands --says "With two helpers on Tuesdays we would try it."
    """
    how = How(dry_run, commit, pr)
    work(root, login, now, how, lambda bench, _: deeds.decline(open_at(bench, slug), why(reason, says)))
