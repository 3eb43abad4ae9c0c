"""Work shared among copies of this process: all that it knows is at hand in each, and nothing has to be sent."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import TypeVar, cast

Item = TypeVar("Item")
Made = TypeVar("Made")

FEW = 64  # items that one process has done before copies of it have begun
BLOCK = 32  # items in a row that one hand takes, or more: what lies side by side in memory is then not there twice
TURNS = 2_000  # blocks that there are at most
STEP = 32  # items after which a copy tells how far it is
PATIENCE = 120.0  # seconds that all copies may be silent, while this process waits for nothing else


class LostError(RuntimeError):
    """A copy came to its end without a word, or hangs."""


def share(items: Sequence[Item], do: Callable[[Iterable[Item]], None], tell: Callable[[int], None]) -> None:
    """Have *do* work on all *items*: by as many hands as there are cores, this process and copies of it.

    What *do* leaves in files is all that stays of it. *tell* hears how many are done. What a copy raises is raised
    here, and the others are ended. Where processes cannot be copied, and up to a `FEW` items, this one does it alone.
    """
    hands = min(os.cpu_count() or 1, 8) if sys.platform == "linux" and len(items) > FEW else 1
    if hands == 1:
        do(_Progress({}, tell).of(items))
        return
    gc.freeze()  # what is there already is not looked through in the copies, and so stays shared
    copies: dict[Connection, multiprocessing.process.BaseProcess] = {}
    size = max(BLOCK, -(-len(items) // TURNS))
    turns = _numbers(-(-len(items) // size))
    try:
        for _hand in range(1, hands):  # what each touches of the shared memory is there once more: no copy too many
            copies.update([_begin(_blocks(items, size, turns), do)])
        progress = _Progress(copies, tell)
        do(progress.of(_blocks(items, size, turns)))
        progress.rest()
    finally:
        gc.unfreeze()
        for copy in copies.values():
            copy.kill()
            copy.join()
        os.close(turns)


@contextmanager
def beside(makes: Sequence[Callable[[], Made]], *, is_much: bool) -> Iterator[Callable[[], list[Made]]]:
    """Have a copy of this process begin to make things while this one goes on with something else.

    Calling what is given makes those that nobody has begun by then, waits for the copy, and gives all that was made in
    the order of *makes* (at most `TURNS`). What they leave in memory is lost: what they give is sent. What one raises
    is raised by the call. Where processes cannot be copied, and where it *is* not *much*, the call makes all.
    """
    if sys.platform != "linux" or not is_much:
        yield lambda: [make() for make in makes]
        return
    gc.freeze()
    ears, mouth = multiprocessing.Pipe(duplex=False)
    turns = _numbers(len(makes))
    copy = multiprocessing.get_context("fork").Process(target=_make, args=(makes, turns, mouth), daemon=True)
    copy.start()
    mouth.close()

    def made() -> list[Made]:
        here = _made(makes, turns)
        if not ears.poll(PATIENCE):
            raise LostError("the process that works beside this one hangs")
        try:
            said = ears.recv()
        except EOFError:
            copy.join()
            raise LostError(f"the process that works beside this one ended with {copy.exitcode}") from None
        if isinstance(said, BaseException):
            raise said
        whole = here | cast("dict[int, Made]", said)
        return [whole[number] for number in range(len(makes))]

    try:
        yield made
    finally:
        gc.unfreeze()
        copy.kill()
        copy.join()
        os.close(turns)


def _numbers(size: int) -> int:
    """A pipe that gives each number below *size* once, to whichever process reads two bytes first."""
    numbers, end = os.pipe()
    os.write(end, b"".join(number.to_bytes(2, "big") for number in range(size)))
    os.close(end)
    return numbers


def _taken(turns: int) -> Iterator[int]:
    """The numbers that this process gets of those: whoever is quicker gets more."""
    while turn := os.read(turns, 2):
        yield int.from_bytes(turn, "big")


def _blocks(items: Sequence[Item], size: int, turns: int) -> Iterator[Item]:
    """The items of the blocks, *size* in each, whose *turns* this process gets."""
    for number in _taken(turns):
        yield from items[number * size : (number + 1) * size]


def _made(makes: Sequence[Callable[[], Made]], turns: int) -> dict[int, Made]:
    """What this process made in its *turns*, by number."""
    return {number: makes[number]() for number in _taken(turns)}


def _make(makes: Sequence[Callable[[], object]], turns: int, mouth: Connection) -> None:
    """The life of a copy that makes things beside."""
    try:
        mouth.send(_made(makes, turns))
    except Exception as error:  # as in `_live`
        error.add_note(traceback.format_exc())
        mouth.send(error)


def _begin(
    items: Iterable[Item], do: Callable[[Iterable[Item]], None]
) -> tuple[Connection, multiprocessing.process.BaseProcess]:
    ears, mouth = multiprocessing.Pipe(duplex=False)
    copy = multiprocessing.get_context("fork").Process(target=_live, args=(items, do, mouth), daemon=True)
    copy.start()
    mouth.close()
    return ears, copy


class _Progress:
    """What is done by this process and by the *copies*; those that have come to their end are taken out."""

    def __init__(
        self, copies: dict[Connection, multiprocessing.process.BaseProcess], tell: Callable[[int], None]
    ) -> None:
        self._copies = copies
        self._tell = tell
        self._done = 0

    def of(self, items: Iterable[Item]) -> Iterator[Item]:
        """*items* for this process to work on; now and then it listens what the copies say."""
        yield from _counted(items, self._add_own)

    def _add_own(self, done: int) -> None:
        self._add(done)
        self._hear(0)

    def rest(self) -> None:
        """Hear the copies to their end."""
        while self._copies:
            if not self._hear(PATIENCE):
                raise LostError("the processes that share the work hang")

    def _hear(self, seconds: float) -> bool:
        """Whether a copy has said something within so many *seconds*."""
        speaking = wait(list(self._copies), seconds)
        for ears in speaking:
            assert isinstance(ears, Connection)
            try:
                said = ears.recv()
            except EOFError:
                copy = self._copies.pop(ears)
                copy.join()
                if copy.exitcode:
                    raise LostError(f"a process that shares the work ended with {copy.exitcode}") from None
                continue
            if isinstance(said, BaseException):
                raise said
            self._add(said)
        return bool(speaking)

    def _add(self, done: int) -> None:
        self._done += done
        self._tell(self._done)


def _live(items: Iterable[Item], do: Callable[[Iterable[Item]], None], mouth: Connection) -> None:
    """The life of a copy."""
    try:
        do(_counted(items, mouth.send))
    except Exception as error:  # whoever began this copy tells it, wherever it came from
        error.add_note(traceback.format_exc())
        mouth.send(error)


def _counted(items: Iterable[Item], tell: Callable[[int], None]) -> Iterator[Item]:
    """*items*, of which *tell* hears so many at a time as are done."""
    number = 0
    for number, item in enumerate(items, 1):
        yield item
        if number % STEP == 0:
            tell(STEP)
    if number % STEP:
        tell(number % STEP)
