"""`potluck react`: say what you think of a proposal."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from potluck import pipeline
from potluck.cli.common import NowOption, RootOption, console, find_root, read_time
from potluck.errands.find import find_reading
from potluck.errands.person import login_of
from potluck.errands.voice import find_reaction, speak
from potluck.model import REACTIONS
from potluck.words import quote

SETTINGS = {"ignore_unknown_options": True}  # `-1` is a reaction

SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", help="A proposal, by its name.", show_default=False)]
ReactionArgument = Annotated[
    str, typer.Argument(metavar="REACTION", help=f"One of {' '.join(REACTIONS)}.", show_default=False)
]
AsOption = Annotated[str | None, typer.Option("--as", help="Who you are; else the git user.", show_default=False)]


def command(
    slug: SlugArgument,
    reaction: ReactionArgument,
    login: AsOption = None,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Write your own ballot on a proposal into the community's ledger. What you say last is what counts.

    Example: potluck react soup-night +1
    """
    folder = find_root(root)
    moment = read_time(now) or datetime.now(UTC)
    report = pipeline.check(folder, moment)
    word = find_reaction(reaction, report.charter)
    reading = find_reading(slug, report.readings)
    voter = login_of(login, "--as", folder, report.charter)
    spoken = speak(reading, word, voter, moment, folder, report.charter)
    path = os.path.relpath(folder / spoken.path)
    if not spoken.is_new:
        console.print(f"{voter} said so already: {spoken.words}. Nothing was changed in {path}.", markup=False)
        return
    console.print(f"Written down: {voter} on {quote(reading.title or reading.slug)}: {spoken.words}.", markup=False)
    console.print(f"It stands in {path}; commit content/ledger to bring it to the others.", markup=False)
    if spoken.is_own:
        console.print("It is your own proposal, so the tally will show it and not count it.")
