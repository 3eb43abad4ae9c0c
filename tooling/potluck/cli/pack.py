"""`potluck pack`: the printed site as one file to take home."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from potluck.cli.common import RootOption, console, find_root
from potluck.history.repository import HistoryError, Repository
from potluck.press.packing import pack
from potluck.press.settings import read_settings
from potluck.sound import charter_of
from potluck.views.places import download_of
from potluck.words import count, visible

OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Where to put it; else into the site where the charter offers it, else beside the site.",
        show_default=False,
    ),
]


def command(root: RootOption = None, out: OutOption = None) -> None:
    """Pack the printed site into one file to take home: unpacked, it is read without a server or the net.

    Example: potluck pack
    """
    folder = find_root(root)
    charter, settings = charter_of(folder), read_settings(folder)
    home = settings.site if charter.community.download else settings.site.parent
    out = out or home / download_of(charter)
    packed = pack(settings.site, settings.site_url, _commit(folder), out)
    for place in packed.odd:
        console.print(visible(f"{place} stays behind: not every system can hold such a name."), markup=False)
    console.print(
        visible(f"{os.path.relpath(out)}: {count(packed.files, 'file')}, {packed.size / 1e6:.1f} MB."), markup=False
    )


def _commit(root: Path) -> str:
    """The commit that is checked out; "" where git does not tell."""
    try:
        return Repository.open(root).head
    except HistoryError:
        return ""
