"""How long a text may keep us busy, in seconds of the machine the limits were set on; others take twice as long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

STEPS = 100_000
USUAL = 0.0045  # seconds of the processor's time that it took for so many steps; a check of a file took 305 µs there


@contextmanager
def within(seconds: float, what: str = "") -> Iterator[None]:
    """*what* stands below ends in so many *seconds* of the processor's time; more where the machine itself is slow.

    Raises:
        AssertionError: it took longer.
    """
    started = time.process_time()
    yield
    took = time.process_time() - started
    if took >= seconds:
        slowness = _slowness()
        assert took < seconds * slowness, (
            f"{what}: {took:.2f} s on a machine {slowness:.1f} times as slow as that of the limits"
        )


def _slowness() -> float:
    """How many times longer this machine takes, now."""
    took = []
    for _ in range(9):
        started = time.process_time()
        sum(step * step % 7 for step in range(STEPS))
        took.append(time.process_time() - started)
    return max(1.0, median(took) / USUAL)
