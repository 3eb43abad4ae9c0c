"""Numbers that put proposals in an order, each with its formula in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Context, Decimal
from functools import lru_cache
from statistics import NormalDist

# Rounded before anybody compares or prints. What is rounded is made of sums, products, quotients and square roots
# alone: those have the same bits on every machine, and a logarithm or a power has not.
DIGITS = 6
_EXACT = Context(prec=34)
_LONGEST = 2**32 - 1  # seconds, some 136 years: nothing older weighs less
_FEW = 4  # below that, one person alone would be a quarter


@lru_cache(maxsize=16)
def z_of(confidence: float) -> float:
    """How many standard deviations *confidence* is: 1.959963985 for 0.95. Rounded, since a logarithm is in it."""
    return round(NormalDist().inv_cdf(1 - (1 - confidence) / 2), 9)


def wilson(support: int, voices: int, confidence: float) -> float:
    """The lower bound of the share of support, 0 to 1 (E. B. Wilson, 1927); 0 where nobody has spoken."""
    if not voices:
        return 0.0
    z = z_of(confidence)
    share = support / voices
    centre = share + z * z / (2 * voices)
    spread = z * math.sqrt((share * (1 - share) + z * z / (4 * voices)) / voices)
    return round(max(0.0, (centre - spread) / (1 + z * z / voices)), DIGITS)


def trending(supported_at: Iterable[datetime], now: datetime, half_life: int) -> float:
    """Supporters, each weighing half as much after every *half_life* days before *now*; whole seconds count."""
    first, second, third, fourth = _halvings(half_life)
    weights = []
    for at in supported_at:
        past = now - at
        age = min(max(86_400 * past.days + past.seconds, 0), _LONGEST)
        weights.append(first[age & 255] * second[age >> 8 & 255] * third[age >> 16 & 255] * fourth[age >> 24])
    return round(math.fsum(weights), DIGITS)


@lru_cache(maxsize=4)
def _halvings(half_life: int) -> tuple[tuple[float, ...], ...]:
    """½ to the power of (seconds ÷ half-life), for each of the four bytes of a number of seconds, the lowest first.

    Worked out in decimals, which are the same everywhere, and multiplied as floats, which is quick.
    """
    base = _EXACT.power(Decimal("0.5"), _EXACT.divide(Decimal(1), Decimal(half_life * 86_400)))
    return tuple(tuple(float(_EXACT.power(base, byte << shift)) for byte in range(256)) for shift in (0, 8, 16, 24))


def bayesian_mean(scores: Mapping[int, int], prior_people: int, prior_score: float) -> float | None:
    """The mean of *scores* (people by score) as if *prior_people* more had given *prior_score*; None without any."""
    people = sum(scores.values())
    if not people:
        return None
    said = sum(score * number for score, number in scores.items())
    return round((prior_score * prior_people + said) / (prior_people + people), DIGITS)


def spread(scores: Mapping[int, int]) -> float | None:
    """How far *scores* (people by score) lie apart: their standard deviation; None without any."""
    people = sum(scores.values())
    if not people:
        return None
    said = sum(score * number for score, number in scores.items())
    squares = sum(score * score * number for score, number in scores.items())
    return round(math.sqrt(people * squares - said * said) / people, DIGITS)


def is_loved_and_hated(scores: Mapping[int, int], share: float) -> bool:
    """Whether *share* of the people at least gave 4 or 5, and as many 0 or 1; never of fewer than four people."""
    people = sum(scores.values())
    loved = scores.get(4, 0) + scores.get(5, 0)
    hated = scores.get(0, 0) + scores.get(1, 0)
    return people >= _FEW and min(loved, hated) >= share * people


def divided(support: int, opposition: int) -> float:
    """People for and against, times the smaller side divided by the larger; 0 where one side is empty."""
    smaller, larger = sorted((support, opposition))
    return round((support + opposition) * smaller / larger, DIGITS) if smaller else 0.0


def weekly(supported_at: Iterable[datetime], now: datetime, weeks: int) -> tuple[int, ...]:
    """Supporters a week over the last *weeks* weeks before *now*, oldest first."""
    counts = [0] * weeks
    for at in supported_at:
        age = int((now - at).total_seconds() // (7 * 86_400))
        if 0 <= age < weeks:
            counts[weeks - 1 - age] += 1
    return tuple(counts)
