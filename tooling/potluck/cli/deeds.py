"""What the commands of the desk share: who is at work, how the change is brought, and what is said of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from potluck import pipeline
from potluck.cli.common import console, find_root, read_time
from potluck.desk.bench import Bench, Plan
from potluck.desk.deciding import Why
from potluck.desk.trial import refuse_faults
from potluck.errands.bench import lay_out, shown, write
from potluck.model import PotluckError
from potluck.words import visible

SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", help="A proposal, by its name.", show_default=False)]
ReasonOption = Annotated[str, typer.Option("--reason", help="One of the charter's reasons.", show_default=False)]
SaysOption = Annotated[
    str, typer.Option("--says", help="Why, in a sentence, as to a friend's face.", show_default=False)
]
AsOption = Annotated[str | None, typer.Option("--as", help="Who you are; else the git user.", show_default=False)]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show the change as a diff, and write nothing.")]
CommitOption = Annotated[bool, typer.Option("--commit", help="Commit the change here, and nothing else with it.")]
PullOption = Annotated[
    bool, typer.Option("--pr", help="Put it on a branch and ask for it; your files stay as they are.")
]


class How(msgspec.Struct, frozen=True):
    """How the change is brought."""

    dry_run: bool = False
    commit: bool = False
    pull: bool = False


def why(reason: str, says: str) -> Why:
    """A reason and a sentence, without stray blanks."""
    return Why(reason.strip(), " ".join(says.split()))


def work(root: Path | None, login: str | None, now: str | None, how: How, make: Callable[[Bench, Path], Plan]) -> None:
    """Make a plan on the bench of whoever is at work, and bring it as they want it."""
    if sum((how.dry_run, how.commit, how.pull)) > 1:
        raise PotluckError("`--dry-run` shows, `--commit` commits here, `--pr` asks others; give one of the three")
    folder = find_root(root)
    moment = read_time(now) or datetime.now().astimezone()
    bench = lay_out(folder, pipeline.check(folder, moment), login, moment.date())
    plan = make(bench, folder)
    if how.dry_run:
        refuse_faults(plan, bench)
        for line in shown(plan):
            console.print(visible(line), markup=False)
        console.print("Nothing was written; leave out `--dry-run` to do it.", markup=False)
    elif how.pull:
        _ask(plan, bench, folder)
    else:
        _write(plan, bench, folder, commits=how.commit)
    for sentence in plan.told:
        console.print(visible(sentence), markup=False)


def _write(plan: Plan, bench: Bench, folder: Path, *, commits: bool) -> None:
    from potluck.errands import bring  # here: it needs GitHub's client, 0.1 s

    if commits:
        bring.refuse_unsaved(plan, folder)
    write(plan, bench, folder)
    paths = [os.path.relpath(folder / file.path) for file in plan.files]
    if commits:
        try:
            made = bring.commit(plan, folder)
        except PotluckError as error:
            raise PotluckError(f"{error}; it is written into {', '.join(paths)}, and not committed") from error
        console.print(visible(f"{plan.title}: committed as {made}."), markup=False)
        return
    console.print(visible(f"{plan.title}: written into {', '.join(paths)}."), markup=False)
    console.print("Look at it with `git diff`, and commit it; `--commit` and `--pr` do that too.", markup=False)


def _ask(plan: Plan, bench: Bench, folder: Path) -> None:
    from potluck.errands import bring

    refuse_faults(plan, bench)
    made = bring.branch(plan, folder, bench.charter)
    done = bring.ask_for(made, plan, folder, bench.charter, os.environ)
    if done.is_pushed:
        console.print(visible(f"{plan.title}: {done.pull} asks for it."), markup=False)
        return
    push, address = bring.ways(made, bench.charter)
    console.print(visible(f"{plan.title}: on the branch {made.name}; your files are as they were."), markup=False)
    console.print(visible(f"1. Bring it to the others: {push}"), markup=False)
    where = (
        f"Open {address}" if address else f"Open a pull request from it into {made.base}, where your repository lives"
    )
    console.print(visible(f"2. {where}"), markup=False)
