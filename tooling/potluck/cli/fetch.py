"""`potluck fetch`: reactions from the forge into the ledger."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from potluck.cli.common import RootOption, console, errors, find_root, progress_bar
from potluck.words import count, visible

FallOption = Annotated[
    bool, typer.Option("--accept-fall", help="Go on where more than half of the ballots would be gone; look first.")
]

_OLD = {False: "all of it already", True: "ballots that were taken later, and stays as it is"}


def command(root: RootOption = None, accept_fall: FallOption = False) -> None:
    """Read who reacted on GitHub into the ledger, all or nothing. Takes the token from GITHUB_TOKEN.

    Asks only about threads that changed since last time. A run that is broken off goes on where it was.

    Example: potluck fetch
    """
    from potluck.errands.fetch import fetch  # here, since few commands need GitHub's client: 0.1 s

    with progress_bar() as progress:
        done = fetch(find_root(root), os.environ, is_fall_right=accept_fall, progress=progress)
    for note in done.notes:
        errors.print(visible(f"note: {note}"), markup=False)
    seen, ballots = done.seen, done.ballots
    proposals = len({one.proposal for one in ballots})
    comments = sum(one.comments for one in seen.talk)
    console.print(
        f"{count(len(ballots), 'ballot')} on {count(proposals, 'proposal')}, {count(comments, 'comment')}, "
        f"{len(done.arrivals):,} at the door, as GitHub had them at {seen.at:%Y-%m-%d %H:%M} UTC.\n"
        f"{count(seen.threads, 'thread')} looked at, {seen.read:,} read: "
        f"{count(seen.requests, 'request')}, {count(seen.points, 'point')}."
        f"{'' if done.is_new else f' The ledger holds {_OLD[done.is_late]}.'}",
        markup=False,
    )
