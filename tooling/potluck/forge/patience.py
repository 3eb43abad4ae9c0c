"""Asking a forge again, a few times and not for ever (REL-021, REL-022)."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import sleep
from typing import TypeVar

from potluck.model import PotluckError

DELAYS = (1.0, 4.0, 12.0)  # seconds before the second, third and fourth try; each a little longer by chance
LONGEST = 90.0  # seconds that we wait when we are told to; a job costs while it waits

Answer = TypeVar("Answer")


class TroubleError(PotluckError):
    """The forge did not answer as it should, for now. `pause` is how many seconds it asks us to stay away.

    `is_heavy`: perhaps because it was asked for too much at once.
    """

    def __init__(self, sentence: str, pause: float = 0.0, *, is_heavy: bool = False) -> None:
        super().__init__(sentence)
        self.pause = pause
        self.is_heavy = is_heavy


def patiently(work: Callable[[], Answer]) -> Answer:
    """What *work* gives. It is begun anew after each trouble, so it must be fit to be done twice.

    The last TroubleError where it never succeeds, or where the forge wants to be left alone for too long.
    """
    for delay in DELAYS:
        try:
            return work()
        except TroubleError as trouble:
            if trouble.pause > LONGEST:
                rest = f"it asks for {trouble.pause:,.0f} seconds of rest: run this job later"
                raise TroubleError(f"{trouble}; {rest}", trouble.pause) from None
            sleep(max(trouble.pause, delay * random.uniform(1.0, 1.5)))  # noqa: S311 - nothing hangs on its being secret
    return work()
