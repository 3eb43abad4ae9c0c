"""Timelines kept from one run to the next. A file that a stranger could have written is not believed."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec

from potluck.charter import Charter
from potluck.history.repository import Blobs, Repository
from potluck.model import Timeline

FORMAT = 3
NAME = "history.msgpack"


class Saved(msgspec.Struct, array_like=True, frozen=True):
    """All timelines as of one commit."""

    head: str
    timelines: dict[str, Timeline]


class _File(msgspec.Struct, array_like=True, frozen=True):
    format: int
    key: str
    saved: Saved


class Cache(msgspec.Struct, frozen=True):
    """Where timelines are kept, and the digest of all that they depend on beside the commits."""

    file: Path | None  # None: keep nothing
    key: str

    @classmethod
    def of(cls, folder: Path | None, repository: Repository, charter: Charter, reader: str, blobs: Blobs) -> Cache:
        """The cache in *folder*, left unused where the repository's own files reach into it."""
        people = [[login, rules.addresses] for login, rules in charter.people.items()]
        kinds = [[rules.folder, rules.names] for rules in charter.kinds.values()]
        rules = [charter.proposals, charter.forge.url, charter.limits.file, people, kinds]
        made_of = [FORMAT, reader, rules, repository.prefix, sorted(repository.boundary)]
        key = sha256(msgspec.json.encode(made_of)).hexdigest()
        file = folder.absolute() / NAME if folder else None
        return cls(file if file and _is_ours(file, repository, blobs) else None, key)

    def load(self) -> Saved | None:
        """What was kept; None where there is nothing, or nothing that can be used."""
        if self.file is None:
            return None
        try:
            with _without_collecting():
                found = msgspec.msgpack.decode(self.file.read_bytes(), type=_File)
        except (OSError, ValueError, RecursionError):  # msgspec's own errors are ValueErrors
            return None
        return found.saved if (found.format, found.key) == (FORMAT, self.key) else None

    def save(self, saved: Saved) -> None:
        """Keep *saved*; where that fails the old file stays, and the next run only takes longer."""
        if self.file is None:
            return
        made: Path | None = None
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.file.parent, prefix=f"{NAME}.", delete=False) as handle:
                made = Path(handle.name)
                handle.write(msgspec.msgpack.encode(_File(FORMAT, self.key, saved)))
            made.replace(self.file)
        except OSError:
            if made:
                with suppress(OSError):
                    made.unlink()


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A hundred thousand new objects, none of them garbage: looking for some meanwhile doubles the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _is_ours(file: Path, repository: Repository, blobs: Blobs) -> bool:
    """Whether no commit put *file* there: it is not in HEAD, and no link below the root leads to it."""
    top = repository.root
    for _ in Path(repository.prefix).parts:
        top = top.parent
    try:
        real = file.resolve()
    except (OSError, RuntimeError):
        return False
    inside = file.is_relative_to(repository.root)
    if inside and real != file:
        return False
    return not (real.is_relative_to(top) and blobs.has(f"{repository.head}:{real.relative_to(top).as_posix()}"))
