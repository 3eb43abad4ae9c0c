"""`potluck merge`: two proposals that are one."""

from __future__ import annotations

from pathlib import Path
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
    why,
    work,
)
from potluck.desk import merging
from potluck.desk.bench import Bench, Plan
from potluck.errands.bench import before_merger, open_at
from potluck.errands.find import find_reading
from potluck.model import PotluckError

DuplicateArgument = Annotated[str, typer.Argument(metavar="DUP", help="The one that ends here.", show_default=False)]
IntoArgument = Annotated[str, typer.Argument(metavar="INTO", help="The one in which it lives on.", show_default=False)]
UndoOption = Annotated[bool, typer.Option("--undo", help="Take a merger back: give DUP alone.")]


def command(
    duplicate: DuplicateArgument,
    into: IntoArgument = "",
    undo: UndoOption = False,
    reason: ReasonOption = "",
    says: SaysOption = "",
    login: AsOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    pr: PullOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Let a proposal live on in another: its address leads there, and its supporters count there, each once.

    Example: potluck merge stew-night soup-night --reason already-here --says "One pot holds both."
    """
    if undo == bool(into):
        raise PotluckError("give DUP and INTO to merge, or DUP and --undo to take a merger back")

    def make(bench: Bench, folder: Path) -> Plan:
        opened = open_at(bench, duplicate)
        if undo:
            return merging.undo(opened, before_merger(folder, opened.reading, bench))
        return merging.merge(opened, find_reading(into, bench.readings), why(reason, says))

    work(root, login, now, How(dry_run, commit, pr), make)
