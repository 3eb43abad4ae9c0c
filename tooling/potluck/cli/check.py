"""`potluck check`: everything that is wrong with the proposals, where it stands and what to write instead."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from potluck import pipeline
from potluck.cli.common import NowOption, RootOption, console, find_root, read_time
from potluck.diagnostics import Format, Sources, render, styled
from potluck.diagnostics.github import unheard
from potluck.errands.about import about_of, understood
from potluck.load import read_lines
from potluck.model import Diagnostic, PotluckError, Severity
from potluck.words import count, quote, spell

PathsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH", help="Files or folders to speak about; all proposals where none is given."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print what was found.")]


def command(
    paths: PathsArgument = None, form: FormatOption = "full", root: RootOption = None, now: NowOption = None
) -> None:
    """Say what is wrong with the proposals, and what to write instead.

    Ends with 0 when they can be taken in (warnings may be left), with 1 when there are errors.

    Example: potluck check proposals/ideas/soup-night.md
    """
    folder = find_root(root)
    try:
        report = pipeline.check(folder, read_time(now), None)
    except pipeline.CharterFaultError as fault:
        if form != "full" and form != "concise":  # there, people read them in the error itself
            typer.echo(render(fault.diagnostics, form, lambda _path: None, about_of(folder, None)), nl=False)
        raise
    wanted = [_from_root(path, folder, report.charter.proposals) for path in paths or ()]
    diagnostics = [one for one in report.diagnostics if _is_wanted(one.path, wanted)]
    checked = sum(_is_wanted(reading.path, wanted) for reading in report.readings)

    sources = partial(read_lines, folder, limits=report.charter.limits)
    if form == "full" or form == "concise":
        _print(diagnostics, form, sources)
    else:
        documents = [understood(one, report.charter) for one in report.readings if _is_wanted(one.path, wanted)]
        typer.echo(render(diagnostics, form, sources, about_of(folder, report.charter, documents)), nl=False)
    if form == "full":
        console.print(("\n" if diagnostics else "") + summary(checked, diagnostics, wanted), markup=False)
    raise typer.Exit(1 if any(one.severity is Severity.ERROR for one in diagnostics) else 0)


def _print(diagnostics: Sequence[Diagnostic], form: Literal["full", "concise"], sources: Sources) -> None:
    if diagnostics and os.environ.get("GITHUB_ACTIONS") == "true":  # what it logs, it also obeys
        typer.echo(unheard(render(diagnostics, form, sources)), nl=False)
    else:
        for text in styled(diagnostics, form, sources):
            console.print(text, end="")


def summary(checked: int, diagnostics: Sequence[Diagnostic], wanted: Sequence[str] = ()) -> str:
    """The closing line: `37 proposals checked: 2 errors in 1 file`."""
    done = f"{count(checked, 'proposal')} checked"
    if not checked and not diagnostics and wanted:
        return f"There is no proposal at {spell(wanted)}."
    if not checked and not diagnostics:
        return 'There are no proposals here yet. `potluck new idea "Your title"` starts one.'
    if not diagnostics:
        return f"{done}. Nothing to mend: the table is set."
    errors = sum(one.severity is Severity.ERROR for one in diagnostics)
    numbers = [(errors, "error"), (len(diagnostics) - errors, "warning")]
    found = " and ".join(count(number, word) for number, word in numbers if number)
    return f"{done}: {found} in {count(len({one.path for one in diagnostics}), 'file')}"


def _from_root(path: str, root: Path, proposals: str) -> str:
    """*path*, given on the command line, as a path from the community's folder; refused where it leads elsewhere."""
    if path.startswith("-") or not path.isprintable():
        raise PotluckError(f"{quote(path)} is not a name that a proposal can have; write `./` before a hyphen")
    given = Path.cwd() / path
    if not os.path.lexists(given):
        raise PotluckError(f"there is no file or folder {quote(path)}")
    # The folder's links are resolved, the last name is not: a link in place of a proposal is itself to be told.
    whole = given.resolve() if given.name in ("", "..") else given.parent.resolve() / given.name
    top = (root.resolve() / proposals).resolve()
    if top.is_relative_to(whole):  # `potluck check .` means all of them
        return proposals
    if not whole.is_relative_to(top):
        raise PotluckError(f"{quote(path)} does not lie in this community's folder for proposals, {quote(str(top))}")
    return whole.relative_to(root.resolve()).as_posix()


def _is_wanted(path: str, wanted: list[str]) -> bool:
    """Whether *path* is one of those asked for, or lies below one."""
    return not wanted or any(one == "." or path == one or path.startswith(f"{one}/") for one in wanted)
