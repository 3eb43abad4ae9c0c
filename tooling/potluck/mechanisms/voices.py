"""Who said what, and when: the voices on one proposal as lines over time, with the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date

import msgspec

from potluck.charter import Charter
from potluck.charts import Steps, count_up_to, period_ends, steps
from potluck.days import day
from potluck.model import Ballot
from potluck.shapes import Who
from potluck.translation import N_, _

NAMED = 60  # people under one word; the ballots have the others
_SIDES = {"for": "for", "would-use": "for", "against": "against"}
_WORDS = {"for": N_("For it"), "would-use": N_("Would use it"), "against": N_("Against it"), "unsure": N_("Not sure")}


class Named(msgspec.Struct, frozen=True):
    """People who said the same, in the order in which they said it, and how many more there are."""

    words: str
    names: tuple[str, ...]
    more: int


class Voices(msgspec.Struct, frozen=True):
    """The voices that count: a drawing, what it says in words and as a table, and whose they are."""

    drawing: Steps | None  # for it, then against it; None where all came on one day
    words: str
    rows: tuple[tuple[date, int, int], ...]  # up to each day: for it, against it
    named: tuple[Named, ...]


def voices_in(ballots: Iterable[Ballot], charter: Charter, who: Callable[[str], Who]) -> Voices | None:
    """What *ballots*, in the order of time, tell; None where there are none."""
    sides: dict[str, list[date]] = {"for": [], "against": []}
    said: dict[str, list[str]] = {word: [] for word in _WORDS}
    for ballot in ballots:
        rule = charter.reactions.get(ballot.reaction)
        if rule and rule.means in said:
            said[rule.means].append(ballot.login)
            if side := _SIDES.get(rule.means):
                sides[side].append(ballot.at.astimezone(UTC).date())
    if not any(said.values()):
        return None
    drawing = steps(list(sides.values()))
    days = period_ends(drawing.first, drawing.last) if drawing else ()
    rows = tuple((on, count_up_to(sides["for"], on), count_up_to(sides["against"], on)) for on in days)
    named = (
        Named(_(_WORDS[word]), tuple(who(login).name for login in logins[:NAMED]), max(0, len(logins) - NAMED))
        for word, logins in said.items()
        if logins
    )
    return Voices(drawing, _in_words(sides, drawing) if drawing else "", rows, tuple(named))


def _in_words(sides: dict[str, list[date]], drawing: Steps) -> str:
    half = sorted(sides["for"] + sides["against"])
    middle = day(half[(len(half) - 1) // 2])
    return _(
        "From %(first)s to %(last)s; half of the voices by %(middle)s.",
        first=day(drawing.first),
        last=day(drawing.last),
        middle=middle,
    )
