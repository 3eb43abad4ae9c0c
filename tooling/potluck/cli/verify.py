"""`potluck verify`: somebody tried what a story tells."""

from __future__ import annotations

from typing import Annotated

import typer

from potluck.cli.common import NowOption, RootOption
from potluck.cli.deeds import AsOption, CommitOption, DryRunOption, How, PullOption, SlugArgument, work
from potluck.desk import deeds
from potluck.errands.bench import open_at

HowOption = Annotated[str, typer.Option("--how", help="What you did to try it.", show_default=False)]
FoundOption = Annotated[str, typer.Option("--found", help="What came of it.", show_default=False)]


def command(
    slug: SlugArgument,
    how: HowOption,
    found: FoundOption,
    login: AsOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    pr: PullOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Write down that you tried what a story tells: how, and what you found. Its page then says so.

    Example: potluck verify rain --how "Cooked it twice, on gas." --found "It works, with less salt."
    """
    tried = (" ".join(how.split()), " ".join(found.split()))
    work(root, login, now, How(dry_run, commit, pr), lambda bench, _: deeds.verify(open_at(bench, slug), *tried))
