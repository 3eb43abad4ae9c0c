"""What differs between a commit and the files as they lie here, asked of git's trees and index alone.

No text of the work tree passes through git: its filters, which a configuration can name, would be run on it. Where the
index cannot vouch for a file, its bytes are hashed here, as git does.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath

import msgspec

from potluck.history.repository import HistoryError, Repository

PLAIN = "100644"  # the one mode of a file that is only read
LINK = "120000"
REPOSITORY = "160000"
_RAW = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty")


class Difference(msgspec.Struct, frozen=True):
    """A file that is not what it was. A mode is git's, `100644`; "" where the file is not there."""

    path: str  # from the community's root, with `/`; `../` before it where it lies outside
    was: str
    now: str
    blob: str  # the id of what it held; "" where it was not there
    new_blob: str = ""  # of what it holds, where git knows that already
    is_known: bool = True  # to git's index: otherwise nobody has said yet that it belongs to the change


class Parting(msgspec.Struct, frozen=True):
    """Two ways that part: where the other one stands now, and the last commit that both have."""

    tip: str
    base: str


def parting(repository: Repository, revision: str) -> Parting:
    """Where *revision* is, and where HEAD left it; a HistoryError with a whole sentence where that cannot be told."""
    tip = repository.commit(revision)
    try:
        base = repository.ask("merge-base", tip, repository.head).decode().split()[0]
    except HistoryError:
        if repository.boundary:
            why = "this clone is shallow and does not reach back to where the two part; try `git fetch --unshallow`"
        else:
            why = "it has no commit in common with what is checked out here, so they cannot be compared"
        raise HistoryError(why) from None
    return Parting(tip, base)


def between(repository: Repository, one: str, other: str) -> list[Difference]:
    """What differs between two commits."""
    return [] if one == other else list(_read(repository, repository.ask("diff-tree", "-r", *_RAW, one, other)))


def to_work_tree(
    repository: Repository, base: str, places: tuple[str, ...], read: Callable[[str], bytes | None]
) -> list[Difference]:
    """What differs between the commit *base* and the files here; files that git does not know, below *places* alone.

    *read* gives the bytes of a file, None where it cannot be opened plainly; it is asked only where the index is older
    than the file, and of plain files alone.
    """
    found = {one.path: one for one in _read(repository, repository.ask("diff-index", *_RAW, base))}
    for path in _unknown(repository, places):
        before = found.get(path)  # taken out of the index, and still here
        mode = REPOSITORY if path.endswith("/") else _mode(repository.root / path)
        blob = before.blob if before else ""
        found[path] = Difference(path, before.was if before else "", mode, blob, is_known=False)
    return [one for one in found.values() if not _is_same(one, read)]


def tree_entries(answer: bytes) -> Iterator[tuple[str, str]]:
    """Path and id of each plain file that `ls-tree -z` tells of."""
    for entry in filter(None, answer.split(b"\0")):
        header, _, name = entry.partition(b"\t")
        mode, _, blob = header.decode("ascii").split(" ")
        if mode.startswith("100"):
            yield os.fsdecode(name), blob


def _unknown(repository: Repository, places: tuple[str, ...]) -> list[str]:
    """Files that are here and not in git's index, without those that `.gitignore` names."""
    answer = repository.ask("ls-files", "--others", "--exclude-standard", "-z", "--", *places)
    return [os.fsdecode(name) for name in answer.split(b"\0") if name]


def _mode(path: os.PathLike[str]) -> str:
    """The mode that git would give a file; it tells apart executable ones only once it knows them."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return ""
    return PLAIN if stat.S_ISREG(mode) else LINK


def _is_same(one: Difference, read: Callable[[str], bytes | None]) -> bool:
    """Whether a file that may have changed holds what it held."""
    if one.was != one.now:
        return False
    if one.new_blob or one.now not in (PLAIN, "100755"):
        return one.new_blob == one.blob
    raw = read(one.path)
    if raw is None:
        return False
    return blob_id(raw, len(one.blob)) == one.blob


def blob_id(raw: bytes, letters: int) -> str:
    """The id that git gives a text, in a repository whose ids have so many *letters*: 40, or 64."""
    algorithm = hashlib.sha256 if letters == 64 else partial(hashlib.sha1, usedforsecurity=False)
    return algorithm(b"blob %d\0" % len(raw) + raw).hexdigest()


def _read(repository: Repository, answer: bytes) -> Iterator[Difference]:
    """Git's raw form: `:mode mode id id letter`, NUL, path, NUL."""
    up = "../" * len(PurePosixPath(repository.prefix).parts)
    parts = iter(answer.split(b"\0")[:-1])
    for header, name in zip(parts, parts, strict=True):
        was, now, blob, new, _letter = header[1:].decode("ascii").split(" ")
        path = os.fsdecode(name)
        path = path.removeprefix(repository.prefix) if path.startswith(repository.prefix) else f"{up}{path}"
        modes = ["" if mode == "000000" else mode for mode in (was, now)]
        ids = ["" if set(text) == {"0"} else text for text in (blob, new)]
        yield Difference(path, modes[0], modes[1], ids[0], ids[1])
