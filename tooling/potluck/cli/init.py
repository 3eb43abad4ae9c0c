"""`potluck init`: an empty community of one's own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from potluck.cli.common import NowOption, console, read_time
from potluck.errands.pin import pin_of
from potluck.errands.start import SWITCHES, community_of, files_of, name_of, refuse_occupied, write_community
from potluck.words import quote

DirArgument = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there yet.")]
NameOption = Annotated[
    str | None, typer.Option("--name", help="What people call it; else the folder's name.", show_default=False)
]
LanguageOption = Annotated[
    str, typer.Option("--language", help="What the community speaks: its charter, its forms and its site.")
]
FromOption = Annotated[
    str | None,
    typer.Option("--from", help="The Potluck to pin: a wheel, or git+URL@COMMIT; else this one.", show_default=False),
]


def command(
    folder: DirArgument,
    name: NameOption = None,
    language: LanguageOption = "en",
    source: FromOption = None,
    now: NowOption = None,
) -> None:
    """Start an empty community: its charter, folders and pages, and the Potluck it runs on, pinned.

    In another language the charter's words are in it, and the pages are those that Potluck brings itself.

    Example: potluck init our-table --name "Our table"
    """
    refuse_occupied(folder)
    today = (read_time(now) or datetime.now().astimezone()).date()
    pin = pin_of(source)
    community = community_of(name_of(name, folder), language, today, pin)
    write_community(folder, files_of(community, pin))
    console.print(f"{quote(community.name)} is set up in {folder}.", markup=False)
    console.print("1. Go there, and follow README.md: it installs the Potluck that requirements.txt names.")
    console.print("2. potluck check && potluck build")
    if not community.facilitator:
        words = "write a login under `roles:` in potluck.yml, then: potluck forms"
        console.print(f"3. Nobody is a facilitator yet: {words}", markup=False)
    console.print(
        "\nOn GitHub, once the repository is there, switch on what no file can; README.md says what each does:"
    )
    for line in SWITCHES:
        console.print(f"  {line}", markup=False)
