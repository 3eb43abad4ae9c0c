"""The ledger of a community, wherever its charter keeps it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path

from potluck.charter import Charter
from potluck.history.repository import UNKNOWN, Blobs, HistoryError, Repository
from potluck.keeping import branch
from potluck.keeping.erasure import Erased, remaining
from potluck.ledger import (
    BESIDE,
    BY_LOGIN,
    COUNTS_ONLY,
    ENDINGS,
    ERASED_FILE,
    FOLDER,
    Ledger,
    counts_files,
    ledger_files,
    read_folder,
    rewrite_folder,
    snapshot_files,
    with_erased,
    without,
    write_folder,
)
from potluck.model import Ballot, Counts, PotluckError

AsCounts = Callable[[tuple[Ballot, ...]], Iterable[Counts]]
"""Makes ballots into counts of people, where nothing else is published."""

_NOTHING: Mapping[str, bytes] = {}
_TOP = ("manifest.json", *BESIDE)  # what is shown, whatever else lies there


def read_ledger(root: Path, charter: Charter) -> Ledger:
    """Every ballot of the community at *root*, as of its newest snapshot. A line that cannot be read is told.

    A PotluckError where the ledger has another form than the charter wants: nobody's name is to be published by
    accident, and ballots that are not there are not no ballots.
    """
    return _in_form(read_as_it_is(root, charter), charter)


def _in_form(ledger: Ledger, charter: Charter) -> Ledger:
    if ledger.taken is None or ledger.form == charter.ledger.ballots:
        return ledger
    words = {BY_LOGIN: "ballots with logins", COUNTS_ONLY: "counts alone"}
    hint = "and a new `potluck fetch` writes it so" if charter.forge.type != "none" else "so one of them has to change"
    raise PotluckError(
        f"the ledger holds {words[ledger.form]}, the charter's `ledger: ballots:` wants "
        f"{words[charter.ledger.ballots]}, {hint}"
    )


def read_as_it_is(root: Path, charter: Charter) -> Ledger:
    """The newest snapshot in whatever form it has: for whoever writes the next one."""
    if charter.ledger.home == "folder":
        return read_folder(root)
    with told():
        repository = Repository.open(root)
        return branch.ledger_of(repository, branch.files_at(repository, branch.tip(repository)))


def stamp_of(root: Path, charter: Charter) -> str:
    """Another text whenever the ledger is another: its commit on a branch, the sizes and times of files in a folder."""
    if charter.ledger.home != "folder":
        with told():
            return branch.tip(Repository.open(root))
    digest = blake2b(digest_size=16)
    for path in ledger_files(root, *ENDINGS):
        info = os.lstat(path)
        digest.update(os.fsencode(f"{path} {info.st_size} {info.st_mtime_ns} {info.st_ctime_ns} {info.st_ino}\n"))
    return digest.hexdigest()


def read_taken(root: Path, charter: Charter, taken: datetime | None) -> Ledger:
    """The ballots as they were *taken* at a time: on a branch every snapshot stays. Else those of the newest one."""
    if charter.ledger.home == "folder" or taken is None:
        return read_ledger(root, charter)
    with told():
        repository = Repository.open(root)
        found = branch.ledger_of(repository, branch.files_at(repository, branch.taken_at(repository, taken)))
    return _in_form(found, charter)


def write_snapshot(
    root: Path,
    charter: Charter,
    ballots: Iterable[Ballot],
    taken: datetime,
    as_counts: AsCounts | None = None,
    beside: Mapping[str, bytes] = _NOTHING,
) -> bool:
    """Make *ballots* all that the ledger holds, as they were *taken* at one time: a whole snapshot, or none.

    Where the charter publishes counts alone, *as_counts* makes them, and no login of a voter is written anywhere.
    *beside* are the files that come with the ballots and hold none, by name.

    Those of people who asked to be forgotten are left out, by the key in the environment. False where the ledger holds
    just the rest already, or ballots that were taken later. Ballots of a run that could not finish are no snapshot:
    never hand them over. A PotluckError where it cannot be written, or the key is missing; the last snapshot stands.
    """
    ballots = tuple(ballots)

    def make(others: Mapping[str, bytes]) -> Mapping[str, bytes]:
        rest = remaining(ballots, Erased.read(others.get(ERASED_FILE, b"")), os.environ)
        if charter.has_counts_only:
            if as_counts is None:
                raise PotluckError(
                    "counts alone are published here, and who writes ballots down makes no counts of them"
                )
            people = len({one.login.lower() for one in rest})
            return counts_files(as_counts(rest), people, taken, charter.forge.type, others) | dict(beside)
        return snapshot_files(rest, taken, charter.forge.type, others) | dict(beside)

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
    root: Path, charter: Charter, taken: datetime | None, has: Callable[[str, str], bool]
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The ledger's files as the site shows them, by their path in it, and their content.

    Asked by path and by what tells a new content from an old one, *has* says of each whether it is there already.
    """
    folder = "counts" if charter.has_counts_only else "ballots"  # and nothing else, whatever lies beside it
    if charter.ledger.home == "folder":
        top = f"{root / FOLDER}/"
        for file in ledger_files(root, folder):
            info = os.stat(file)
            if not has(file.removeprefix(top), f"{info.st_size} {info.st_mtime_ns}"):
                yield file.removeprefix(top), Path(file).read_bytes
    elif taken:
        with told():
            repository = Repository.open(root)
            files = branch.files_at(repository, branch.taken_at(repository, taken))
            with repository.blobs(branch.LARGEST) as reader:
                shown = (path for path in files if path in _TOP or path.startswith(f"{folder}/"))
                for path, blob in sorted((path, files[path]) for path in shown):
                    if not has(path, blob):
                        yield path, partial(bytes, _text(reader, blob))  # now: whoever prints it cannot ask this git


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
