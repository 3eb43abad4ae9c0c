"""`potluck forms`: the issue forms and the other doors, brought up to the charter."""

from __future__ import annotations

import typer

from potluck import pipeline
from potluck.cli.common import RootOption, console, find_root
from potluck.errands.forms import write_doors
from potluck.words import count


def command(root: RootOption = None) -> None:
    """Write what people come in by from the charter: issue forms, the pull request's text, CODEOWNERS, editor files.

    A file of your own is left alone. Ends with 1 where a written file was changed by hand since.

    Example: potluck forms
    """
    folder = find_root(root)
    done = write_doors(folder, pipeline.charter_of(folder))
    for paths, what in ((done.new, "written"), (done.renewed, "brought up to the charter"), (done.removed, "removed")):
        for path in paths:
            console.print(f"{path}: {what}", markup=False)
    for path in done.left:
        console.print(f"{path}: yours, left as it is", markup=False)
    for path in done.edited:
        words = "changed by hand, left as it is; delete it to have it written anew, or take out its line with the mark"
        console.print(f"{path}: {words}", markup=False)
    if not (done.new or done.renewed or done.removed or done.edited):
        console.print(f"{count(len(done.current), 'file')} as the charter wants: nothing to write.", markup=False)
    raise typer.Exit(1 if done.edited else 0)
