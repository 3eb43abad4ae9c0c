"""What was worked out before: kept outside the repository, where no pull request can lay anything, and never run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import msgspec
from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from potluck import __version__
from potluck.model import PotluckError
from potluck.paths import PACKAGE
from potluck.writing import replace_file

Kind = TypeVar("Kind")
PATIENCE = 900  # seconds


def cache_folder(root: Path) -> Path:
    """The folder for what is known of the community at *root*; made where it is missing."""
    name = blake2b(str(root.resolve()).encode(), digest_size=8).hexdigest()
    folder = Path(user_cache_path("potluck")) / f"{root.resolve().name}-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def alone(cache: Path) -> Iterator[None]:
    """Nobody else builds the same community meanwhile: a second build waits for the first (REL-014)."""
    try:
        with FileLock(cache / "build.lock", timeout=PATIENCE):
            yield
    except Timeout:
        raise PotluckError(
            f"another build has been at work here for {PATIENCE // 60} minutes; try again later"
        ) from None


def code_stamp() -> str:
    """What identifies this Potluck: its version, and its files as they are on disk."""
    digest = blake2b(__version__.encode(), digest_size=8)
    for folder, folders, names in os.walk(PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            if name.endswith((".py", ".html", ".svg", ".css", ".mo")):
                info = os.stat(os.path.join(folder, name))
                digest.update(f"{name} {info.st_size} {info.st_mtime_ns} ".encode())
    return digest.hexdigest()


def load_kept(path: Path, key: str, shape: type[Kind]) -> Kind | None:
    """What :func:`keep` put at *path* under the same *key*; None where there is nothing that fits."""
    try:
        with path.open("rb") as file:
            if file.readline().decode("ascii", "replace").strip() != key:
                return None
            return msgspec.msgpack.decode(file.read(), type=shape)
    except (OSError, msgspec.MsgspecError):
        return None


def keep(path: Path, key: str, value: object) -> None:
    """Write *value* to *path* under *key*, whole or not at all."""
    replace_file(path, key.encode() + b"\n" + msgspec.msgpack.encode(value))


class Fragments:
    """Rendered bodies on disk, by key. Several processes may use one file at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._telling():
            self._connection = sqlite3.connect(path, timeout=60, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=OFF")  # what a crash loses is rendered again
            self._connection.execute("CREATE TABLE IF NOT EXISTS fragments (key TEXT PRIMARY KEY, value BLOB)")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """A disk that is full, and the like, as an error that people can read."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise PotluckError(f"the cache {self._path} cannot be used: {error}") from error

    @classmethod
    def keys(cls, path: Path) -> set[str]:
        """What is in the file at *path*, begun anew where it is damaged. For one process, before others open it."""
        try:
            with closing(cls(path)) as fragments:
                return set(fragments)
        except sqlite3.DatabaseError:
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)
            return set()

    def put(self, values: Iterable[tuple[str, bytes]]) -> None:
        """Store each value under its key."""
        with self._telling():
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO fragments VALUES (?, ?)", values)
            self._connection.execute("COMMIT")

    def get(self, key: str) -> bytes | None:
        """The value under *key*."""
        row = self._connection.execute("SELECT value FROM fragments WHERE key = ?", (key,)).fetchone()
        return bytes(row[0]) if row else None

    def __iter__(self) -> Iterator[str]:
        """All keys."""
        with closing(self._connection.execute("SELECT key FROM fragments")) as rows:
            yield from (row[0] for row in rows)

    def forget(self, keys: Iterable[str]) -> None:
        """Remove what nobody needs any more."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("DELETE FROM fragments WHERE key = ?", ((key,) for key in keys))
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
