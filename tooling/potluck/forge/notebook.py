"""What was read of a forge, kept outside the repository: the look of last time, and how far a broken run had come.

Every answer is written down before the next question is asked, so a run that was killed goes on where it was. Nothing
in here is published until a run has seen the whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from potluck.model import PotluckError, Reaction
from potluck.opened import Became, Reason, ThreadSort

_FORMAT = "3"  # of what is noted: other notes are begun anew


class File(msgspec.Struct, frozen=True, array_like=True):
    """A file of a pull request."""

    path: str
    is_new: bool


class Pull(msgspec.Struct, frozen=True, array_like=True):
    """A pull request that touched proposals. `merged` is when, as the forge writes it; empty while it is open."""

    number: int
    author: str
    base: str
    merged: str
    files: tuple[File, ...]
    opened: str
    closed: str  # when it ended, merged or not


class Voice(msgspec.Struct, frozen=True, array_like=True):
    """Somebody's reaction on a thread."""

    login: str
    reaction: Reaction
    at: str
    since: str
    is_bot: bool


class Thread(msgspec.Struct, frozen=True, array_like=True):
    """What was read of a thread when it had `total` reactions, the newest of them `newest`."""

    number: int
    starter: str  # who began it; empty where the account is gone
    total: int
    newest: str
    voices: tuple[Voice, ...]


class Number(msgspec.Struct, frozen=True, array_like=True):
    """What became of a number that the forge gave out. Logins stay in these notes."""

    number: int
    sort: ThreadSort  # empty where it was not there when we first looked
    opened: str
    became: Became
    at: str = ""  # of that
    author: str = ""
    closer: str = ""
    is_by_machine: bool = False
    reason: Reason = ""
    into: int = 0
    said: str = ""
    is_heard: bool = False  # whether it was looked for what was said at its end

    @property
    def is_by_author(self) -> bool:
        """Whether it was ended by whoever began it."""
        return bool(self.author) and self.author.lower() == self.closer.lower()


_PULL = msgspec.msgpack.Decoder(Pull)
_THREAD = msgspec.msgpack.Decoder(Thread)
_NUMBER = msgspec.msgpack.Decoder(Number)
_TABLES = ("pulls", "threads", "numbers")


class Notebook:
    """The notes on one repository. Begun anew where they are damaged, or about another one."""

    def __init__(self, path: Path, about: str) -> None:
        """*about* names the forge and its repository."""
        try:
            self._open(path, about)
        except sqlite3.OperationalError as error:
            raise PotluckError(f"the notes in {path} cannot be used: {error}") from error
        except sqlite3.DatabaseError:
            self._connection.close()
            path.unlink()
            self._open(path, about)

    def _open(self, path: Path, about: str) -> None:
        self._connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        with self._whole():
            self._connection.execute("CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT)")
            for table in _TABLES:
                self._connection.execute(f"CREATE TABLE IF NOT EXISTS {table} (number INTEGER PRIMARY KEY, value BLOB)")
            if self.fact("about") != f"{_FORMAT} {about}":
                for table in ("facts", *_TABLES):
                    self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - words of ours
                self._note("about", f"{_FORMAT} {about}")

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """All that is written inside, or nothing of it (REL-010)."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def fact(self, name: str) -> str:
        """What was noted under *name*; empty where nothing was."""
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def _note(self, name: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def write(
        self,
        *,
        pulls: Iterable[Pull] = (),
        threads: Iterable[Thread] = (),
        numbers: Iterable[Number] = (),
        facts: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Write all this down together."""
        with self._whole():
            noted: tuple[Iterable[Pull | Thread | Number], ...] = (pulls, threads, numbers)
            for table, entries in zip(_TABLES, noted, strict=True):
                rows = [(one.number, msgspec.msgpack.encode(one)) for one in entries]
                self._connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows)  # noqa: S608
            for name, value in facts:
                self._note(name, value)

    def pulls(self) -> list[Pull]:
        """All pull requests, by number."""
        rows = self._connection.execute("SELECT value FROM pulls ORDER BY number")
        return [_PULL.decode(row[0]) for row in rows]

    def threads(self) -> dict[int, Thread]:
        """All threads, by number."""
        rows = self._connection.execute("SELECT value FROM threads ORDER BY number")
        found = (_THREAD.decode(row[0]) for row in rows)
        return {thread.number: thread for thread in found}

    def numbers(self) -> dict[int, Number]:
        """All numbers, in their order."""
        rows = self._connection.execute("SELECT value FROM numbers ORDER BY number")
        found = (_NUMBER.decode(row[0]) for row in rows)
        return {one.number: one for one in found}

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
