"""How long a text may keep us busy, in seconds of a middling machine: some take three times as long as others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

STEPS = 100_000
USUAL = 0.009  # seconds of the processor's time that a middling machine takes for so many steps


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
        assert took < seconds * slowness, f"{what}: {took:.2f} s on a machine {slowness:.1f} times as slow as usual"


def _slowness() -> float:
    """How many times longer than a middling machine this one takes, now."""
    took = []
    for _ in range(9):
        started = time.process_time()
        sum(step * step % 7 for step in range(STEPS))
        took.append(time.process_time() - started)
    return max(1.0, median(took) / USUAL)
