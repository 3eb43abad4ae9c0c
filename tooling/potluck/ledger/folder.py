"""The embedded ledger: files beside the pages, read, added to and replaced."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from potluck.ledger.beside import BESIDE
from potluck.ledger.counts import parse_counts
from potluck.ledger.form import (
    COUNTS_ONLY,
    DECODER,
    ENDINGS,
    ERASED_FILE,
    FOLDER,
    FOLDERS,
    UNREADABLE,
    Ledger,
    Line,
    Manifest,
    ballot_of,
    joined,
    manifest_of,
    moment_of,
    order,
    parse_ledger,
    read_manifest,
    says_the_same,
    written,
)
from potluck.model import Ballot
from potluck.writing import locked, refuse_links, replace_file, told

_AT_ONCE = 2**16  # bytes: nearly every file in one


def read_folder(root: Path) -> Ledger:
    """The embedded ledger of the community at *root*. A line that cannot be read is told, and the others count."""
    manifest = _read_plainly(root / FOLDER / "manifest.json")
    beside = {name: raw for name in BESIDE if (raw := _read_plainly(root / FOLDER / name)) is not None}
    if manifest is not None and read_manifest(manifest)[0].ballots == COUNTS_ONLY:
        files = _named(_files(root / FOLDER / "counts", ".json"))
        return parse_counts(manifest, files, FOLDER.as_posix()).with_beside(beside)
    return parse_ledger(manifest, _named(_files(root / FOLDER / "ballots"))).with_beside(beside)


def _named(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    return ((os.path.basename(path), _bytes(path)) for path in paths)


def _bytes(path: str) -> bytes:
    """What is in the file at *path*. Without Python's own buffers, which take longer than a small file."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return b"".join(iter(lambda: os.read(file, _AT_ONCE), b""))
    finally:
        os.close(file)


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _read_plainly(path: Path) -> bytes | None:
    """The bytes of a plain file; None where there is none."""
    return path.read_bytes() if _is_plain(path) else None


def _files(folder: Path, ending: str = ".jsonl") -> Iterator[str]:
    """The ballots' files, in order; as plain text, since there may be ten thousand of them."""
    if folder.is_dir() and not folder.is_symlink():
        with os.scandir(folder) as entries:
            names = sorted(e.name for e in entries if e.name.endswith(ending) and e.is_file(follow_symlinks=False))
        yield from (f"{folder}/{name}" for name in names)


def ledger_files(root: Path, *folders: str) -> Iterator[str]:
    """The manifest of the community at *root*, what lies beside it, and the files in those *folders* of its ledger."""
    top = [root / FOLDER / name for name in ("manifest.json", *BESIDE)]
    if _is_plain(top[0]):
        yield from map(str, filter(_is_plain, top))
        for folder in folders:
            yield from _files(root / FOLDER / folder, ENDINGS[folder])


def write_ballot(root: Path, ballot: Ballot) -> bool:
    """Add *ballot* to the embedded ledger. False where it is the last thing that this person said there already.

    Safe when several run at once, and when one is killed: a lock, and files that are replaced whole. Lines that cannot
    be read stay as they are, below the others.
    """
    folder = root / FOLDER
    path = folder / "ballots" / f"{ballot.proposal}.jsonl"
    with told(FOLDER.as_posix()), locked(root, "ledger"):
        (folder / "ballots").mkdir(parents=True, exist_ok=True)
        names = ("content", "content/ledger", "content/ledger/ballots", "content/ledger/manifest.json")
        refuse_links(root, *names, path.relative_to(root).as_posix())
        _remove_leftovers(folder, folder / "ballots")
        manifest = _read_plainly(folder / "manifest.json")
        before = read_manifest(manifest) if manifest is not None else None
        readable, others = _lines(path)
        if not _add(readable, ballot):
            return False
        ordered = joined(sorted(readable, key=order))
        replace_file(path, ordered + b"".join(line + b"\n" for line in others))
        _write_manifest(folder, before, ballot.at)
    return True


def _add(lines: list[Line], ballot: Ballot) -> bool:
    """Put *ballot* among *lines*; False where it would say nothing new."""
    own = [line for line in lines if line.login.lower() == ballot.login.lower()]
    last = max(own, key=lambda line: (moment_of(line.at), line.reaction), default=None)
    if last and last.reaction == ballot.reaction:
        return False
    at = ballot.at.astimezone(UTC).replace(microsecond=0)
    if last:  # what is said later counts later: within one second too, and where two clocks differ
        at = max(at, moment_of(last.at) + timedelta(seconds=1))
    again = next((line for line in own if line.reaction == ballot.reaction), None)
    if again:  # somebody is back at what they said before: the facts about the account stay
        again.at = written(at)
    else:
        lines.append(Line(ballot.proposal, ballot.login, ballot.reaction, written(at)))
    return True


def _lines(path: Path) -> tuple[list[Line], list[bytes]]:
    """The lines of one file: those that hold a ballot, and the others as they are."""
    readable: list[Line] = []
    others: list[bytes] = []
    for raw in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            line = DECODER.decode(raw)
            ballot_of(line, path.stem)
            readable.append(line)
        except UNREADABLE:
            others.append(raw)
    return readable, others


def _remove_leftovers(*folders: Path) -> None:
    """Take away what a killed writer left half done; nobody else is writing now."""
    for folder in folders:
        for path in folder.glob(".*.json*.*"):
            with suppress(OSError):
                path.unlink()


def _write_manifest(folder: Path, before: tuple[Manifest, datetime] | None, now: datetime) -> None:
    """Count what is there, and say when."""
    both = [_lines(Path(path)) for path in _files(folder / "ballots")]
    lines = [line for readable, _ in both for line in readable]
    more = sum(len(others) for _, others in both)
    forge = before[0].forge if before else "none"
    taken = max(now, before[1]) if before else now
    content = manifest_of(lines, more, forge, taken, before[0] if before else None)
    replace_file(folder / "manifest.json", content)


Make = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]
"""Gives the files of a ledger by their paths in it; asked with those that stand, as far as they are no ballots."""


def write_folder(root: Path, taken: datetime, make: Make) -> bool:
    """Make the embedded ledger what *make* gives. False where it is just that, or holds ballots that were taken later.

    One writer at a time, each file whole or not at all, the manifest last: until then its counts tell that a writer
    was killed, and the next one sets all of it right.
    """
    with _held(root) as there:
        manifest = there.get("manifest.json")
        if manifest is not None and read_manifest(manifest)[1] > taken:
            return False
        files = make({path: content for path, content in there.items() if not path.startswith(FOLDERS)})
        same = {**there, "manifest.json": b""} == {**files, "manifest.json": b""}
        if manifest and same and says_the_same(manifest, files["manifest.json"]):
            return False
        _replace(root, there, files)
    return True


def rewrite_folder(root: Path, change: Make) -> None:
    """Make the embedded ledger what *change* makes of all its files, as :func:`write_folder` does."""
    with _held(root) as there:
        _replace(root, there, change(there))


@contextmanager
def _held(root: Path) -> Iterator[dict[str, bytes]]:
    """The files that stand, by their paths in the ledger; nobody else writes there meanwhile."""
    folder = root / FOLDER
    with told(FOLDER.as_posix()), locked(root, "ledger"):
        folder.mkdir(parents=True, exist_ok=True)
        yield {path.relative_to(folder).as_posix(): path.read_bytes() for path in map(Path, all_files(root))}


def _replace(root: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Each file whole, the manifest last."""
    folder = root / FOLDER
    gone = before.keys() - after.keys()
    places = (f"{FOLDER.as_posix()}/{path}" for path in (*after, *gone))
    refuse_links(root, "content", "content/ledger", *(f"content/ledger/{name}" for name in ENDINGS), *places)
    _remove_leftovers(folder, *(folder / name for name in ENDINGS))
    for path in after.keys() - {"manifest.json"}:
        if before.get(path) != after[path]:
            (folder / path).parent.mkdir(exist_ok=True)
            replace_file(folder / path, after[path])
    for path in gone:
        (folder / path).unlink()
    replace_file(folder / "manifest.json", after["manifest.json"])


def all_files(root: Path) -> Iterator[str]:
    """Every file of the embedded ledger, also the one that the site does not show."""
    yield from ledger_files(root, *ENDINGS)
    erased = root / FOLDER / ERASED_FILE
    if _is_plain(erased):
        yield str(erased)
