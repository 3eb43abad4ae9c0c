"""The files as they once were, by the ids that git gives their texts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from weakref import finalize

from potluck.history.repository import Blobs, HistoryError, Repository


class VersionReader:
    """Asks one git for all texts, in each process that asks: a copy of this one cannot share another's pipes."""

    def __init__(self, root: Path, limit: int) -> None:
        """*limit* is the size in bytes beyond which a text is not read."""
        self._root, self._limit = root, limit
        self._process = 0  # the process that `_ask` belongs to
        self._ask: Callable[[Iterable[str]], Iterable[bytes | None]] = _nothing

    def __call__(self, ids: Iterable[str]) -> list[bytes | None]:
        """The text of each of *ids*; None where git does not have it."""
        if self._process != os.getpid():
            self._process, self._ask = os.getpid(), self._open()
        wanted = list(ids)
        try:
            return list(self._ask(wanted))
        except HistoryError:
            return [None] * len(wanted)

    def _open(self) -> Callable[[Iterable[str]], Iterable[bytes | None]]:
        stack = ExitStack()
        try:
            blobs: Blobs = stack.enter_context(Repository.open(self._root).blobs(self._limit))
        except HistoryError:
            return _nothing
        finalize(self, stack.close)
        return blobs.texts


def _nothing(ids: Iterable[str]) -> list[bytes | None]:
    return [None for _ in ids]
