"""`potluck check`: everything that is wrong with the proposals, where it stands and what to write instead."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated, Literal

import typer

from potluck import pipeline
from potluck.change import ChangeSet
from potluck.cli.common import NowOption, RootOption, console, find_root, read_time
from potluck.diagnostics import Format, Sources, render, styled
from potluck.diagnostics.concise import quote_path
from potluck.diagnostics.github import unheard
from potluck.diagnostics.markdown import SHOWN
from potluck.errands.about import about_of, understood
from potluck.errands.mend import mend_files
from potluck.errands.person import read_login
from potluck.load import read_lines
from potluck.mending import Mended, difference
from potluck.model import Diagnostic, PotluckError, Severity
from potluck.pipeline import Report
from potluck.translation import ENGLISH, speaking
from potluck.words import count, quote, spell, visible

PathsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH", help="Files or folders to speak about; all proposals where none is given."),
]
FixOption = Annotated[bool, typer.Option("--fix", help="Mend what has one right answer, then say what is left.")]
DiffOption = Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")]
BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base",
        metavar="REV",
        help="Speak of what changed since this commit or branch, by its charter.",
        show_default=False,
    ),
]
AuthorOption = Annotated[
    str | None,
    typer.Option("--author", metavar="LOGIN", help="Who asks for the change; with --base.", show_default=False),
]
SPOKEN: tuple[Format, ...] = ("json", "github", "markdown")  # read on the forge; a comment is made of the first
FormatOption = Annotated[Format, typer.Option("--format", help="How to print what was found.")]


def command(
    paths: PathsArgument = None,
    base: BaseOption = None,
    author: AuthorOption = None,
    form: FormatOption = "full",
    fix: FixOption = False,
    diff: DiffOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Say what is wrong with the proposals, and what to write instead.

    With --base it speaks of a change: who may move, decide, rename and delete what, by the roles of the base.

    Ends with 0 when they can be taken in (warnings may be left), with 1 when there are errors. With --diff: with 0 when
    --fix would change nothing, with 1 when it would.

    Example: potluck check proposals/ideas/soup-night.md
    """
    folder = find_root(root)
    with speaking(pipeline.language_of(folder) if form in SPOKEN else ENGLISH):
        _check(folder, paths, base, author, form, fix, diff, now)


def _check(
    folder: Path,
    paths: list[str] | None,
    base: str | None,
    author: str | None,
    form: Format,
    fix: bool,
    diff: bool,
    now: str | None,
) -> None:
    if fix and diff:
        raise PotluckError("`--diff` shows a change and `--fix` makes it; give one of the two")
    if author is not None and base is None:
        raise PotluckError(
            "`--author` says who asks for a change; add `--base main`, or whatever it is to be compared with"
        )
    if paths and base is not None:
        raise PotluckError("with `--base` the whole change is looked at; leave the paths out")
    login = read_login(author, bots=True) if author is not None else ""

    def look() -> tuple[Report, ChangeSet | None]:
        if base is None:
            return pipeline.check(folder, read_time(now), None), None
        return pipeline.compare(folder, base, login, read_time(now), None)

    try:
        report, changes = look()
    except pipeline.CharterFaultError as fault:
        if form != "full" and form != "concise":  # there, people read them in the error itself
            typer.echo(render(fault.diagnostics, form, lambda _path: None, about_of(folder, None)), nl=False)
        raise
    wanted = [_from_root(path, folder, report.charter.proposals) for path in paths or ()]
    if fix or diff:
        mended = mend_files(folder, report, lambda path: _is_wanted(path, wanted), writes=fix)
        if diff:
            _print_difference(mended)
            raise typer.Exit(1 if mended else 0)
        if mended:
            report, changes = look()
        if form == "full":
            _print_mended(mended)
    diagnostics = [one for one in report.diagnostics if _is_wanted(one.path, wanted)]
    exempted = sum(_is_wanted(one.path, wanted) for one in report.exempted)
    checked = sum(_is_wanted(reading.path, wanted) for reading in report.readings)

    sources = partial(read_lines, folder, limits=report.charter.limits)
    if form == "full" or form == "concise":
        _print(diagnostics, form, sources)
    else:
        told = dict.fromkeys(one.path for one in diagnostics if one.edits)
        first = frozenset(islice(told, SHOWN))
        mendable = {one.path: one for one in mend_files(folder, report, first.__contains__, writes=False)}
        documents = [
            understood(one, report.charter, mendable.get(one.path))
            for one in report.readings
            if _is_wanted(one.path, wanted)
        ]
        about = about_of(folder, report.charter, documents, report.rules_change)
        typer.echo(render(diagnostics, form, sources, about), nl=False)
    if form == "full":
        closing = of_change(changes, diagnostics) if changes else summary(checked, diagnostics, wanted, exempted)
        console.print(("\n" if diagnostics else "") + closing, markup=False)
    raise typer.Exit(1 if any(one.severity is Severity.ERROR for one in diagnostics) else 0)


def _print(diagnostics: Sequence[Diagnostic], form: Literal["full", "concise"], sources: Sources) -> None:
    if diagnostics and os.environ.get("GITHUB_ACTIONS") == "true":  # what it logs, it also obeys
        typer.echo(unheard(render(diagnostics, form, sources)), nl=False)
    else:
        for text in styled(diagnostics, form, sources):
            console.print(text, end="")


def _print_mended(mended: Sequence[Mended]) -> None:
    for one in mended:
        console.print(f"mended {quote_path(one.path)}: {', '.join(one.codes)}", markup=False)
    if mended:
        console.print()


def _print_difference(mended: Sequence[Mended]) -> None:
    """A unified diff to be read: what cannot be seen is written out."""
    for one in mended:
        for line in difference(one):
            console.print(visible(line), markup=False)


def summary(checked: int, diagnostics: Sequence[Diagnostic], wanted: Sequence[str] = (), exempted: int = 0) -> str:
    """The closing line: `37 proposals checked: 2 errors in 1 file, 3 exempted by the charter`."""
    done = f"{count(checked, 'proposal')} checked"
    if not checked and not diagnostics and wanted:
        return f"There is no proposal at {spell(wanted)}."
    if not checked and not diagnostics:
        return 'There are no proposals here yet. `potluck new idea "Your title"` starts one.'
    aside = f"{exempted:,} exempted by the charter" if exempted else ""
    if not diagnostics:
        return f"{done}{aside and f', {aside}'}. Nothing to mend: the table is set."
    return f"{done}: {numbers_of(diagnostics)}{aside and f', {aside}'}"


def of_change(changes: ChangeSet, diagnostics: Sequence[Diagnostic]) -> str:
    """The closing line of a comparison: `Compared with main: 2 files changed. Nothing to mend …`."""
    start = f"Compared with {quote(changes.base)}: "
    if not changes.files:
        return f"{start}nothing differs."
    files = count(len(changes.files), "file") + " changed"
    return start + (
        f"{files}, {numbers_of(diagnostics)}" if diagnostics else f"{files}. Nothing to mend: the table is set."
    )


def numbers_of(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors and 1 warning in 1 file`."""
    errors = sum(one.severity is Severity.ERROR for one in diagnostics)
    numbers = [(errors, "error"), (len(diagnostics) - errors, "warning")]
    found = " and ".join(count(number, word) for number, word in numbers if number)
    return f"{found} in {count(len({one.path for one in diagnostics}), 'file')}"


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
