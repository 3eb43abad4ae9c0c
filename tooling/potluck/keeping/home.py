"""The ledger of a community, wherever its charter keeps it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from potluck.charter import Charter
from potluck.history.repository import UNKNOWN, Blobs, HistoryError, Repository
from potluck.keeping import branch
from potluck.ledger import FOLDER, Ledger, ledger_files, read_folder, snapshot_files, write_folder
from potluck.model import Ballot, PotluckError


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


def write_snapshot(root: Path, charter: Charter, ballots: Iterable[Ballot], taken: datetime) -> bool:
    """Make *ballots* all that the ledger holds, as they were *taken* at one time: a whole snapshot, or none.

    False where it holds just them already, or some that were taken later. Ballots of a run that could not finish are
    no snapshot: never hand them over. A PotluckError where it cannot be written; the last snapshot then stands.
    """
    if charter.ledger.home == "folder":
        return write_folder(root, ballots, taken, charter.forge.type)
    make = partial(snapshot_files, tuple(ballots), taken, charter.forge.type)
    with told():
        return branch.commit_snapshot(Repository.open(root), taken, make)


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
                for path, blob in sorted(files.items()):
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
