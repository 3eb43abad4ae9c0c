"""A crew of processes, one a core, for what is many and independent. A member that hangs is ended; the rest goes on."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as Overdue
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

Item = TypeVar("Item")
Result = TypeVar("Result")

FEW = 24  # items that one process has done before others have started
BATCH = 64
PATIENCE = 10.0  # seconds that a batch may take beyond its items


def work(
    items: Sequence[Item],
    function: Callable[[Sequence[Item]], list[Result]],
    start: Callable[..., None],
    arguments: tuple[Any, ...],
    lost: Callable[[Item], Result],
    seconds: float,
) -> Iterator[Result]:
    """The result of every item, in order. *function* takes a batch; *start* prepares a process with *arguments*.

    An item that takes longer than *seconds*, or brings its process down, has what *lost* makes of it. The limit holds
    in a crew alone: what is done in this process limits itself.
    """
    if len(items) <= FEW:
        start(*arguments)
        yield from function(items)
        return
    # A fork server has no threads, so that forking from it is safe; modules are loaded once, in it.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["potluck.tasks"])
    processes = max(1, min(os.cpu_count() or 1, 8))
    batches = [items[place : place + BATCH] for place in range(0, len(items), BATCH)]
    with ProcessPool(max_workers=processes, initializer=start, initargs=arguments, context=context) as pool:
        futures = [pool.schedule(function, args=(batch,), timeout=seconds * len(batch) + PATIENCE) for batch in batches]
        for batch, future in zip(batches, futures, strict=True):
            try:
                yield from future.result()
            except (Overdue, ProcessExpired):
                start(*arguments)  # `lost` works in this process
                yield from _one_by_one(pool, batch, function, lost, seconds)


def _one_by_one(
    pool: ProcessPool,
    batch: Sequence[Item],
    function: Callable[[Sequence[Item]], list[Result]],
    lost: Callable[[Item], Result],
    seconds: float,
) -> Iterator[Result]:
    """A batch that was lost as a whole, again, to find the item that did it."""
    for item in batch:
        try:
            yield from pool.schedule(function, args=((item,),), timeout=seconds + 1).result()
        except (Overdue, ProcessExpired):
            yield lost(item)
