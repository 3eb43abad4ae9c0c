"""What others chose at about the same time: how likely it is that somebody chooses just these."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import factorial

from potluck.audit.chance import with_odds
from potluck.audit.finding import Side
from potluck.audit.papers import Papers
from potluck.charter.model import AuditRules

Choice = tuple[str, Side]  # a proposal, and what is said of it


class Popularity:
    """When every choice was made, by everybody."""

    def __init__(self, papers: Papers, rules: AuditRules) -> None:
        self._rules = rules
        self._times: defaultdict[Choice, list[datetime]] = defaultdict(list)
        for slug, voices in papers.by_proposal.items():
            for voice in voices:
                self._times[slug, voice.side].append(voice.at)
        self._all = sorted(at for made in self._times.values() for at in made)

    def chance_of(self, choices: Sequence[Choice], group: int, since: datetime, until: datetime) -> float:
        """At most how likely somebody makes just these *choices* in that time: by what others than the *group* did."""
        around = timedelta(days=self._rules.around)
        start = since - around if since - datetime.min.replace(tzinfo=since.tzinfo) > around else since
        end = until + around if datetime.max.replace(tzinfo=until.tzinfo) - until > around else until
        spoken = [_within(self._times[choice], start, end) for choice in choices]
        others = _within(self._all, start, end) - group * len(choices)
        shares = [(number - group + 1) / (others + len(choices)) for number in spoken]  # each as if once more
        return chance_of(tuple(with_odds(share, self._rules.odds) for share in shares))


def chance_of(shares: Sequence[float]) -> float:
    """At most how likely a paper holds just the choices that have these *shares* of what is chosen.

    They are drawn one after the other, none twice; the most likely orders are those that draw the popular ones first.
    """
    likely, left = float(factorial(len(shares))), 1.0
    for share in sorted(shares, reverse=True):
        likely *= share / left if share < left else 1.0
        left -= share
    return min(1.0, likely)


def _within(times: Sequence[datetime], start: datetime, end: datetime) -> int:
    """How many of *times*, which are in order, lie from *start* to *end*."""
    return bisect_right(times, end) - bisect_left(times, start)
