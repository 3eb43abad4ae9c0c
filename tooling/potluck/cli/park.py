"""`potluck park`: a good idea for another time, with a day on which somebody looks again."""

from __future__ import annotations

from datetime import date
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
from potluck.model import PotluckError
from potluck.words import quote

UntilOption = Annotated[
    str, typer.Option("--until", metavar="DATE", help="When somebody looks at it again.", show_default=False)
]


def command(
    slug: SlugArgument,
    until: UntilOption,
    reason: ReasonOption = "",
    says: SaysOption = "",
    login: AsOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    pr: PullOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Park a proposal until a day, and promise to look at it then: `potluck desk` brings it back.

    Example: potluck park soup-night --until 2027-03-01 --says "The stove is out for the winter."
    """
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise PotluckError(f"{quote(until)} is not a day; write it as 2027-03-01") from None
    how = How(dry_run, commit, pr)
    work(root, login, now, how, lambda bench, _: deeds.park(open_at(bench, slug), day, why(reason, says)))
