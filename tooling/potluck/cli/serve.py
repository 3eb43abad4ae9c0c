"""`potluck serve`: the site on this machine, following every change."""

from __future__ import annotations

from typing import Annotated

import typer

from potluck import pipeline
from potluck.cli.common import RootOption, console, find_root
from potluck.errands.serving import serve_site
from potluck.words import visible

AddressOption = Annotated[str, typer.Option("--address", help="Where to serve: this machine alone, unless you say so.")]


def command(address: AddressOption = "127.0.0.1:8000", root: RootOption = None) -> None:
    """Show the site in a browser on this machine, and print it again whenever a file is saved.

    Example: potluck serve --address 127.0.0.1:8123
    """
    folder = find_root(root)
    charter = pipeline.charter_of(folder)
    serve_site(folder, charter, address, lambda words: console.print(visible(words), markup=False))
    console.print("Stopped.")
