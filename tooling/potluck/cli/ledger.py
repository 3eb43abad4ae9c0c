"""`potluck ledger`: what became of the ballots from one snapshot to the next, and whether all of it is sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from potluck import keeping, pipeline
from potluck.cli.common import RootOption, console, find_root
from potluck.history.repository import HistoryError
from potluck.keeping.chain import Chain, told_of
from potluck.keeping.changes import Change, changes, clicks, counts_that_changed, summary
from potluck.ledger import Ledger
from potluck.model import REACTIONS, Ballot, PotluckError
from potluck.words import count, quote, visible

LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?")
WIDE = 200  # columns of a table in a log, where no terminal says how wide it is

app = typer.Typer(
    help="Look at the ledger's history, in the folder or on the branch that the charter names.\n\n"
    "Example: potluck ledger verify",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)

RevisionArgument = Annotated[
    str, typer.Argument(metavar="REV", help="A commit, or a branch such as `ledger`.", show_default=False)
]
FromArgument = Annotated[str, typer.Argument(metavar="A", help="The commit before.", show_default=False)]
LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN", help="Who asked for it.", show_default=False)]
ToArgument = Annotated[str, typer.Argument(metavar="B", help="The commit after.", show_default=False)]


@app.command("log")
def log(root: RootOption = None) -> None:
    """List every snapshot, the newest first: when it was taken, how much it holds and what changed.

    Example: potluck ledger log
    """
    with _chain(root) as chain:
        is_empty = True
        for one in chain.log():
            is_empty = False
            taken = f"{one.taken:%Y-%m-%d %H:%M:%S} UTC" if one.taken else "no time that can be read"
            ballots, people = one.counts.get("ballots", 0), one.counts.get("logins", 0)
            held = f"{count(ballots, 'ballot')} of {count(people, 'person', 'people')}"
            console.print(visible(f"{one.commit[:12]}  {taken}  {held}: {one.said}"), markup=False)
        if is_empty:
            console.print("There is no snapshot yet.")


@app.command("show")
def show(revision: RevisionArgument, root: RootOption = None) -> None:
    """Show what the ledger held at a commit: ballots by proposal and reaction, before anybody is left out.

    Example: potluck ledger show HEAD
    """
    with _chain(root) as chain:
        ledger = chain.ledger(revision)
    _tell_problems(ledger)
    screen = console if console.is_terminal else Console(file=console.file, width=WIDE, highlight=False)
    screen.print(_table(ledger))
    taken = f"{ledger.taken:%Y-%m-%d %H:%M:%S} UTC" if ledger.taken else "never"
    console.print(f"\n{told_of(ledger)}, taken {taken}.", markup=False)


@app.command("diff")
def diff(before: FromArgument, after: ToArgument, root: RootOption = None) -> None:
    """Tell which ballots came (+), were withdrawn (-) or changed (~) from one commit to another.

    Example: potluck ledger diff HEAD~1 HEAD
    """
    with _chain(root) as chain:
        old, new = chain.ledger(before), chain.ledger(after)
    _tell_problems(old)
    _tell_problems(new)
    if old.counts or new.counts:
        for line in counts_that_changed(old, new):
            console.print(visible(line), markup=False)
        return
    found = list(changes(old.ballots, new.ballots))
    for one in found:
        console.print(visible(_line(one)), markup=False)
    told = summary(found)
    console.print(f"{told[:1].upper()}{told[1:]}.", markup=False)


@app.command("verify")
def verify(root: RootOption = None) -> None:
    """Look over every snapshot that was kept: form, order, counts, and times that go forward.

    Example: potluck ledger verify
    """
    with _chain(root) as chain:
        found = chain.verify()
    for problem in found.problems:
        console.print(visible(problem), markup=False)
    held = f"{count(found.snapshots, 'snapshot')}, {count(found.lines, 'ballot')} in the newest"
    sound = f"{count(len(found.problems), 'problem')} found" if found.problems else "every one is sound"
    console.print(f"{held}: {sound}.", markup=False)
    raise typer.Exit(1 if found.problems else 0)


@app.command("forget")
def forget(login: LoginArgument, root: RootOption = None) -> None:
    """Take everything that somebody said out of the ledger, and leave them out of every later snapshot.

    The key for that comes from POTLUCK_ERASURE_KEY, and is written down nowhere.

    Example: potluck ledger forget lee
    """
    folder = find_root(root)
    charter = pipeline.charter_of(folder)
    if not LOGIN.fullmatch(login):
        raise PotluckError(f"{quote(login)} is not a login; one is made of letters, digits and hyphens")
    number = keeping.forget(folder, charter, login)
    console.print(f"{count(number, 'ballot')} of {login} taken out; later snapshots leave them out.", markup=False)
    if charter.ledger.home == "branch":
        console.print("Every snapshot was written anew: git push --force-with-lease origin ledger")
    else:
        console.print("Commit content/ledger. Earlier commits still hold what was taken out.")
    console.print("Clones, forks and sites that were built before still hold it too.")


@contextmanager
def _chain(root: Path | None) -> Iterator[Chain]:
    folder = find_root(root)
    try:
        yield Chain.of(folder, pipeline.charter_of(folder))
    except HistoryError as error:
        sentence = error.sentence.rstrip(".")
        raise PotluckError(f"{sentence[:1].lower()}{sentence[1:]}") from error


def _tell_problems(ledger: Ledger) -> None:
    for problem in ledger.problems:
        console.print(visible(f"not read: {problem}"), markup=False)


def _table(ledger: Ledger) -> Table:
    """A row a proposal, a column for every reaction that there is; people where the ledger knows them."""
    each = clicks(ledger)
    used = [reaction for reaction in REACTIONS if any(counts[reaction] for counts in each.values())]
    people_known = not ledger.counts
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("proposal", no_wrap=True)
    for name in (*(["people"] if people_known else []), *used):
        table.add_column(name, justify="right", no_wrap=True)
    people: dict[str, set[str]] = {}
    for ballot in ledger.ballots:
        people.setdefault(ballot.proposal, set()).add(ballot.login.lower())
    for proposal, counts in sorted(each.items()):
        known = [str(len(people[proposal]))] if people_known else []
        table.add_row(visible(proposal), *known, *(str(counts[reaction] or "–") for reaction in used))
    return table


def _line(change: Change) -> str:
    """`~ soup-night: lee +1, 2026-05-12 18:04 → heart, 2026-05-12 19:00`."""
    one = change.after or change.before
    assert one
    sign = {"added": "+", "withdrawn": "-", "changed": "~"}[change.what]
    sides = [_spell(side) for side in (change.before, change.after) if side]
    return f"{sign} {one.proposal}: {one.login} {' → '.join(sides)}"


def _spell(ballot: Ballot) -> str:
    facts = [name for name, is_so in (("a machine", ballot.bot), ("blocked", ballot.blocked)) if is_so]
    since = [f"since {ballot.since}"] if ballot.since else []
    return ", ".join([ballot.reaction, f"{ballot.at:%Y-%m-%d %H:%M:%S}", *since, *facts])
