"""`potluck recount`: whether every published number is what the files give."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from potluck.cli.common import RootOption, console, find_root
from potluck.errands.recount import Number, Recount, recount_of
from potluck.words import count, visible

AtOption = Annotated[
    str | None,
    typer.Option("--at", metavar="REV", help="Take the files of this commit or branch.", show_default=False),
]
SiteOption = Annotated[
    Path | None,
    typer.Option("--site", metavar="DIR", help="The built site; else where mkdocs.yml says.", show_default=False),
]


def command(at: AtOption = None, site: SiteOption = None, root: RootOption = None) -> None:
    """Count every published number anew, from the files alone, and say whether the built site says the same.

    Example: potluck recount --at HEAD
    """
    found = recount_of(find_root(root), site, at)
    _tell(found)
    raise typer.Exit(0 if found.is_as_published else 1)


def _tell(found: Recount) -> None:
    for place in found.unread:
        console.print(visible(f"{place}: cannot be read as JSON"), markup=False)
    for one in found.differing:
        published, counted = _spell(one.published), _spell(one.counted)
        words = f"{one.place}: {one.name} is published as {published}, and the files give {counted}"
        console.print(visible(words), markup=False)
    if found.taken != found.published_taken:
        published, taken = _when(found.published_taken), _when(found.taken)
        console.print(f"The site says that its ballots were taken {published}; those here were taken {taken}.")
    counted = f"{count(found.numbers, 'number')} of {count(found.proposals, 'proposal')}"
    if found.is_as_published:
        console.print(f"{counted}: all as published.")
    else:
        console.print(f"{counted} counted: {count(len(found.differing), 'difference')} from what is published.")
    if found.counts_only:
        console.print("The ledger holds counts alone: totals were added up, and single votes cannot be checked.")
    console.print(f"By the clock that the site names, {_when(found.clock)}.")


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else "never"


def _spell(number: Number | None) -> str:
    return "nothing" if number is None else str(number)
