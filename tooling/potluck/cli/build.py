"""`potluck build`: the community becomes a site."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from potluck import pipeline
from potluck.cli.common import NowOption, RootOption, console, find_root, progress_bar, read_time
from potluck.words import count

TimingsOption = Annotated[
    Path | None,
    typer.Option("--timings", help="Write the seconds of each phase to this JSON file.", show_default=False),
]


def command(root: RootOption = None, now: NowOption = None, timings: TimingsOption = None) -> None:
    """Check, count and print the community as a static site, whole or not at all.

    Example: potluck build
    """
    started = time.perf_counter()
    folder = find_root(root)
    with progress_bar() as progress:
        built = pipeline.build(folder, read_time(now), progress)
    seconds = time.perf_counter() - started
    if timings:
        timings.write_bytes(msgspec.json.encode({"phases": built.timings, "total": seconds}))
    site = os.path.relpath(built.site)
    waiting = (
        f", and {count(built.waiting, 'file has', 'files have')} something to mend (potluck check)"
        if built.waiting
        else ""
    )
    console.print(f"{count(len(built.report), 'proposal')} read{waiting}.")
    console.print(f"{count(built.ballots, 'ballot')} counted, by the clock of {built.clock:%Y-%m-%d %H:%M} UTC.")
    console.print(f"{count(built.pages, 'page')} in {site}, {built.written:,} files made anew, {seconds:.1f} s.")
