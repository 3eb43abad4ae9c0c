"""`potluck adopt`: somebody goes on with a proposal that was left lying."""

from __future__ import annotations

from typing import Annotated

import typer

from potluck.cli.common import NowOption, RootOption
from potluck.cli.deeds import AsOption, CommitOption, DryRunOption, How, PullOption, SlugArgument, work
from potluck.desk import deeds
from potluck.errands.bench import open_at
from potluck.errands.person import read_login

ForOption = Annotated[
    str | None, typer.Option("--for", metavar="LOGIN", help="Who takes it on; else you.", show_default=False)
]
RoleOption = Annotated[str, typer.Option("--role", help="What stands beside their name among those who helped.")]


def command(
    slug: SlugArgument,
    whom: ForOption = None,
    role: RoleOption = "took it on",
    login: AsOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    pr: PullOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Give a proposal that was left lying one more author, who goes on with it. Those who brought it stay its authors.

    Example: potluck adopt soup-night --for lee
    """
    how = How(dry_run, commit, pr)
    person = read_login(whom) if whom is not None else ""
    work(root, login, now, how, lambda bench, _: deeds.adopt(open_at(bench, slug), person or bench.login, role))
