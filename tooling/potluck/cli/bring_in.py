"""`potluck import`: what people brought elsewhere becomes proposals here."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from potluck import pipeline
from potluck.cli.common import NowOption, RootOption, console, find_root, read_time
from potluck.diagnostics.concise import quote_path
from potluck.errands.bring_in import Wishes, bring_in, pairs_of, read_export, write
from potluck.errands.find import find_kind
from potluck.errands.person import login_of, read_login
from potluck.importing import FORMATS, Format
from potluck.words import count, visible

FormArgument = Annotated[
    Format, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.", show_default=False)
]
PathsArgument = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, or folders of them.")]
KindOption = Annotated[
    str | None, typer.Option("--kind", help="What it becomes; else the charter's first kind.", show_default=False)
]
AuthorOption = Annotated[
    str | None,
    typer.Option("--author", help="Whose it is where no login is certain; else the git user.", show_default=False),
]
StageOption = Annotated[
    list[str] | None,
    typer.Option("--stage", metavar="THEIRS=OURS", help="A status there and the stage here.", show_default=False),
]
PersonOption = Annotated[
    list[str] | None,
    typer.Option("--person", metavar="NAME=LOGIN", help="A name there and the login here.", show_default=False),
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")]


def command(
    form: FormArgument,
    paths: PathsArgument,
    kind: KindOption = None,
    author: AuthorOption = None,
    stage: StageOption = None,
    person: PersonOption = None,
    dry_run: DryOption = False,
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Bring proposals over from letters, tables, files, GitHub, Fider, Canny or UserVoice.

    Each says where it comes from. What cannot come along is told. No mail address is ever taken over.

    Example: potluck import fider posts.csv --kind idea --stage planned=designing --dry-run
    """
    folder = find_root(root)
    moment = read_time(now) or datetime.now().astimezone()
    report = pipeline.check(folder, moment)
    charter = report.charter
    word = find_kind(kind, charter) if kind else next(iter(charter.kinds))
    people = {name: read_login(login) for name, login in pairs_of(person or (), "--person").items()}
    wishes = Wishes(
        kind=word,
        login=login_of(author, "--author", folder, charter),
        today=moment.date(),
        stages=pairs_of(stage or (), "--stage", charter.kinds[word].stages),
        people=people,
    )
    names = {alias.target: reading.path for reading in report.readings for alias in reading.aliases}
    names |= {reading.slug: reading.path for reading in report.readings}
    brought = bring_in(read_export(form, paths), wishes, charter, names, folder)
    if not dry_run:
        write(brought, folder)
    what = "would be written" if dry_run else "written"
    for path in brought.files:
        errors = brought.faulty.get(path, 0)
        note = f"; {count(errors, 'thing')} to mend: potluck check {path}" if errors else ""
        console.print(visible(f"{quote_path(path)}: {what}{note}"), markup=False)
    for path in brought.there:
        console.print(visible(f"{quote_path(path)}: there already"), markup=False)
    if brought.left:
        console.print("\nWhat could not come along as it was:", markup=False)
        for sentence in brought.left:
            console.print(visible(f"- {sentence}"), markup=False)
    done = f"{count(len(brought.files), 'proposal')} {what}"
    rest = f", {len(brought.there):,} there already" if brought.there else ""
    votes = " Votes from there are shown apart, and are in no count here." if brought.has_votes else ""
    console.print(f"\n{done}{rest}.{votes}", markup=False)
