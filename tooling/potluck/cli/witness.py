"""`potluck witness`: what one sees of the ledger today, for others to hold against it later."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from potluck.cli.common import NowOption, RootOption, console, find_root, read_time
from potluck.errands.person import login_of
from potluck.errands.witness import keep, look, write
from potluck.keeping.witness import write_witness
from potluck.pipeline import charter_of

AsOption = Annotated[str | None, typer.Option("--as", help="Who you are; else the git user.", show_default=False)]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write it there, instead of showing it.", show_default=False),
]
KeepOption = Annotated[
    bool, typer.Option("--keep", help="Write it into content/witnesses, where `potluck recount` finds it.")
]


def command(
    login: AsOption = None,
    out: OutOption = None,
    keep_it: KeepOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Show what you see of the ledger: its hash, its commit, its time, and how many said what. Publish it anywhere.

    Later `potluck recount --witness FILE` says whether that ledger still is what you saw.

    Example: potluck witness --as lee --out seen-by-lee.json
    """
    folder = find_root(root)
    by = login_of(login, "--as", folder, charter_of(folder))
    witness = look(folder, by, read_time(now) or datetime.now(UTC).replace(microsecond=0))
    if out or keep_it:
        path = write(witness, out) if out else keep(folder, witness)
        console.print(f"{path}: {by} saw the ledger taken {witness.taken:%Y-%m-%d %H:%M:%S} UTC.", markup=False)
        console.print("Bring it to others: a witness is worth most where the ledger's keeper is not.")
    else:
        typer.echo(write_witness(witness).decode(), nl=False)
