"""A crew of processes, one a core, for what is many and independent. A member that hangs is ended; the rest goes on."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as Overdue
from itertools import chain, islice
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEW = 24  # items that one process has done before others have started
BATCH = 64
AHEAD = 4  # batches a process that wait for it: enough to keep it busy, few enough to keep memory flat
PATIENCE = 10.0  # seconds that a batch may take beyond its items


def work(
    items: Iterable[Item],
    function: Callable[[Sequence[Item]], list[Result]],
    start: Callable[..., None],
    arguments: tuple[Any, ...],
    lost: Callable[[Item], Result],
    seconds: float,
    few: int | None = None,
) -> Iterator[Result]:
    """The result of every item, in order. *function* takes a batch; *start* prepares a process with *arguments*.

    Items are taken as they are needed: who makes them and who works on them do so side by side. An item that takes
    longer than *seconds*, or brings its process down, has what *lost* makes of it. The limit holds in a crew alone:
    up to a *few* items (`FEW` where none are given) are done in this process, and limit themselves.
    """
    coming = iter(items)
    few = FEW if few is None else few
    first = list(islice(coming, few + 1))
    if len(first) <= few:
        start(*arguments)
        yield from function(first)
        return
    from pebble import ProcessExpired, ProcessPool  # a small command needs no crew, and is not to wait for it

    # This process has threads by now, and may not be copied. A fork server would stay in memory until the end.
    context = multiprocessing.get_context("spawn")
    processes = max(1, min(os.cpu_count() or 1, 8))
    backlog: deque[tuple[Sequence[Item], Any]] = deque()
    with ProcessPool(max_workers=processes, initializer=start, initargs=arguments, context=context) as pool:

        def oldest() -> Iterator[Result]:
            batch, future = backlog.popleft()
            try:
                yield from future.result()
            except (Overdue, ProcessExpired):
                start(*arguments)  # `lost` works in this process
                yield from one_by_one(batch)

        def one_by_one(batch: Sequence[Item]) -> Iterator[Result]:
            """A batch that was lost as a whole, again, to find the item that did it."""
            for item in batch:
                try:
                    yield from pool.schedule(function, args=((item,),), timeout=seconds + 1).result()
                except (Overdue, ProcessExpired):
                    yield lost(item)

        for batch in _batches(chain(first, coming)):
            limit = seconds * len(batch) + PATIENCE
            backlog.append((batch, pool.schedule(function, args=(batch,), timeout=limit)))
            while len(backlog) > AHEAD * processes or backlog[0][1].done():
                yield from oldest()
                if not backlog:
                    break
        while backlog:
            yield from oldest()


def _batches(items: Iterator[Item]) -> Iterator[Sequence[Item]]:
    while batch := list(islice(items, BATCH)):
        yield batch
