"""`potluck proof`: the printed site, read over before readers see it."""

from __future__ import annotations

import typer

from potluck.cli.common import RootOption, console, find_root
from potluck.press.proof import faults_of
from potluck.press.settings import read_settings
from potluck.words import count, visible

SHOWN = 50


def command(root: RootOption = None) -> None:
    """Look whether the printed site is whole: its pages, its site map, its links. Ends with 1 where it is not.

    Example: potluck proof
    """
    settings = read_settings(find_root(root))
    faults = list(faults_of(settings.site, settings.site_url))
    for fault in faults[:SHOWN]:
        console.print(visible(fault), markup=False)
    if faults:
        console.print(f"{count(len(faults), 'fault')}: this site is not whole, and should not be published.")
        raise typer.Exit(1)
    pages = sum(1 for _ in settings.site.rglob("*.html"))
    console.print(f"{count(pages, 'page')} read: every one is whole, and every link of ours leads somewhere.")
