"""The ledger of a community, wherever its charter keeps it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from potluck.charter import Charter
from potluck.history.repository import UNKNOWN, Blobs, HistoryError, Repository
from potluck.keeping import branch
from potluck.keeping.erasure import Erased, remaining
from potluck.ledger import (
    ERASED_FILE,
    FOLDER,
    Ledger,
    ledger_files,
    read_folder,
    rewrite_folder,
    snapshot_files,
    with_erased,
    without,
    write_folder,
)
from potluck.model import Ballot, PotluckError

_NOTHING: Mapping[str, bytes] = {}


def read_ledger(root: Path, charter: Charter) -> Ledger:
    """Every ballot of the community at *root*, as of its newest snapshot. A line that cannot be read is told."""
    if charter.ledger.home == "folder":
        return read_folder(root)
    with told():
        repository = Repository.open(root)
        return branch.ledger_of(repository, branch.files_at(repository, branch.tip(repository)))


def read_taken(root: Path, charter: Charter, taken: datetime | None) -> Ledger:
    """The ballots as they were *taken* at a time: on a branch every snapshot stays. Else those of the newest one."""
    if charter.ledger.home == "folder" or taken is None:
        return read_ledger(root, charter)
    with told():
        repository = Repository.open(root)
        return branch.ledger_of(repository, branch.files_at(repository, branch.taken_at(repository, taken)))


def write_snapshot(
    root: Path, charter: Charter, ballots: Iterable[Ballot], taken: datetime, beside: Mapping[str, bytes] = _NOTHING
) -> bool:
    """Make *ballots* all that the ledger holds, as they were *taken* at one time: a whole snapshot, or none.

    *beside* are the files that come with them and hold no ballots, by name.

    Those of people who asked to be forgotten are left out, by the key in the environment. False where the ledger holds
    just the rest already, or ballots that were taken later. Ballots of a run that could not finish are no snapshot:
    never hand them over. A PotluckError where it cannot be written, or the key is missing; the last snapshot stands.
    """
    ballots = tuple(ballots)

    def make(others: Mapping[str, bytes]) -> Mapping[str, bytes]:
        rest = remaining(ballots, Erased.read(others.get(ERASED_FILE, b"")), os.environ)
        return snapshot_files(rest, taken, charter.forge.type, others, beside)

    if charter.ledger.home == "folder":
        return write_folder(root, taken, make)
    with told():
        return branch.commit_snapshot(Repository.open(root), taken, make)


def forget(root: Path, charter: Charter, login: str) -> int:
    """Take every ballot of *login* out of the ledger, and remember who to leave out; how many there were in the newest.

    On a branch that is every snapshot, written anew. A PotluckError where it cannot be done; then nothing changed.
    """
    ledger = read_ledger(root, charter)
    if ledger.taken is None:
        raise PotluckError("there is no ledger here yet, so there is nothing to forget")
    if ledger.problems:
        raise PotluckError(
            f"the ledger needs mending first, so that nothing of theirs is overlooked: {ledger.problems[0]}"
        )

    def remember(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        erased = Erased.read(files.get(ERASED_FILE, b""))
        erased = erased.add(login, erased.key(os.environ))
        return with_erased(files, erased.write(), len(erased.hashes))

    Erased().key(os.environ)  # before anything is written
    if charter.ledger.home == "folder":
        rewrite_folder(root, lambda files: remember(without(files, login)))
    else:
        with told():
            branch.forget(Repository.open(root), login, remember)
    return sum(ballot.login.lower() == login.lower() for ballot in ledger.ballots)


def published_files(
    root: Path, charter: Charter, taken: datetime | None
) -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    """The ledger's files as the site shows them: path in it, what tells a new content from an old one, the content."""
    if charter.ledger.home == "folder":
        top = f"{root / FOLDER}/"
        for file in ledger_files(root):
            info = os.stat(file)
            yield file.removeprefix(top), f"{info.st_size} {info.st_mtime_ns}", Path(file).read_bytes
    elif taken:
        with told():
            repository = Repository.open(root)
            files = branch.files_at(repository, branch.taken_at(repository, taken))
            with repository.blobs(branch.LARGEST) as reader:
                for path, blob in sorted((path, blob) for path, blob in files.items() if path != ERASED_FILE):
                    yield path, blob, partial(_text, reader, blob)


def _text(reader: Blobs, blob: str) -> bytes:
    (text,) = reader.texts([blob])
    if text is None:
        raise HistoryError(f"the object {blob} of the ledger cannot be read here")
    return text


@contextmanager
def told() -> Iterator[None]:
    """What git cannot tell of the ledger, in a sentence about it."""
    try:
        yield
    except HistoryError as error:
        why = error.sentence.removesuffix(f", {UNKNOWN}").rstrip(".")
        raise PotluckError(f"the ledger is on a branch, and cannot be reached: {why[:1].lower()}{why[1:]}") from error
