"""Numbers that put proposals in an order, each with its formula in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from statistics import NormalDist

# Rounded before anybody compares or prints: two machines may differ in the last bits of a logarithm.
DIGITS = 6


@lru_cache(maxsize=16)
def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)


def wilson(support: int, voices: int, confidence: float) -> float:
    """The lower bound of the share of support, 0 to 1 (E. B. Wilson, 1927); 0 where nobody has spoken."""
    if not voices:
        return 0.0
    z = _z(confidence)
    share = support / voices
    centre = share + z * z / (2 * voices)
    spread = z * math.sqrt((share * (1 - share) + z * z / (4 * voices)) / voices)
    return round(max(0.0, (centre - spread) / (1 + z * z / voices)), DIGITS)


def trending(supported_at: Iterable[datetime], now: datetime, half_life: int) -> float:
    """Supporters, each weighing half as much after every *half_life* days before *now*."""
    days = ((now - at).total_seconds() / 86_400 for at in supported_at)
    return round(math.fsum(0.5 ** (max(0.0, age) / half_life) for age in days), DIGITS)


def weekly(supported_at: Iterable[datetime], now: datetime, weeks: int) -> tuple[int, ...]:
    """Supporters a week over the last *weeks* weeks before *now*, oldest first."""
    counts = [0] * weeks
    for at in supported_at:
        age = int((now - at).total_seconds() // (7 * 86_400))
        if 0 <= age < weeks:
            counts[weeks - 1 - age] += 1
    return tuple(counts)
