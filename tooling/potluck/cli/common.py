"""What every command shares: where the community is, and how to speak on a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from potluck.diagnostics.concise import in_one_line
from potluck.model import PotluckError
from potluck.words import quote

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)
WIDE = 200  # columns of a table in a log, where no terminal says how wide it is

RootOption = Annotated[
    Path | None,
    typer.Option("--root", help="The community's folder; found by itself from any folder inside.", show_default=False),
]
NowOption = Annotated[
    str | None,
    typer.Option("--now", help="Count from this time, such as 2026-05-12T18:00:00Z.", show_default=False),
]


def find_root(root: Path | None) -> Path:
    """The nearest folder at or above *root* (or the present one) that holds a charter."""
    start = (root or Path.cwd()).resolve()
    if root is not None and not start.is_dir():
        raise PotluckError(f"there is no folder {in_one_line(str(root))}")
    for folder in (start, *start.parents):
        if (folder / "potluck.yml").is_file():
            return folder
        if os.path.lexists(folder / ".git"):  # the charter of a repository around this one is another community's
            break
    raise PotluckError(
        f"no potluck.yml in {start} or above it; go to your community's folder, or make one: potluck init DIR"
    )


def read_time(text: str | None) -> datetime | None:
    """The time that `--now` gives, in UTC; None where it is not given."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise PotluckError(f"{quote(text)} is not a time; write it as 2026-05-12T18:00:00Z") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """Something to tell of progress: a bar on a terminal, nothing in a log."""
    if not errors.is_terminal:
        yield None
        return
    from rich.progress import Progress, TaskID  # where nobody looks on, nobody is to wait for it

    with Progress(console=errors, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, all_of_them: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=all_of_them or None)
            progress.update(tasks[what], completed=done)

        yield tell
