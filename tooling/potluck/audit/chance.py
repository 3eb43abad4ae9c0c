"""How likely something is to come about by itself: upper bounds, the same on every machine.

Both bounds are Chernoff's. They hold also where each of the chances that are added up is another one, and are never too
small, so nothing looks odder than it is. Worked out in decimals: a float's power has other bits elsewhere.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext

_EXACT = Context(prec=28, Emin=-999_999_999, Emax=999_999_999)
_ONE = Decimal(1)


def with_odds(share: float, odds: float) -> float:
    """The *share* of what has *odds* times its odds: a tenth at twice the odds is two elevenths."""
    return odds * share / (1 + (odds - 1) * share)


def of_many(found: int, among: int, share: float) -> Decimal:
    """At most how likely it is that *found* or more *among* so many are of a sort that has this *share* elsewhere."""
    expected = among * share
    if found <= expected:
        return _ONE
    with localcontext(_EXACT):
        chance = (Decimal(expected) / found) ** found
        others = among - found
        return chance * (Decimal(among * (1 - share)) / others) ** others if others else chance


def of_rare(found: int, expected: float) -> Decimal:
    """At most how likely it is that *found* or more come about where so many are *expected* and each is rare."""
    if found <= expected:
        return _ONE
    with localcontext(_EXACT):
        return (Decimal(expected) / found) ** found * (Decimal(found) - Decimal(expected)).exp()


def as_number(chance: Decimal, looks: int) -> float:
    """The *chance* that any of so many *looks* shows as much, at most 1: to two digits, as it is told."""
    with localcontext(_EXACT):
        return min(1.0, float(f"{chance * max(looks, 1):.1e}"))
