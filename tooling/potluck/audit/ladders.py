"""Ladders of identical ballots: accounts that said the same on the same proposals, and nothing else."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import factorial

from potluck.audit.chance import as_number, of_rare, with_odds
from potluck.audit.finding import Finding, Side
from potluck.audit.papers import Paper, Papers
from potluck.charter import Charter

Choice = tuple[str, Side]  # a proposal, and what is said of it


def ladders(papers: Papers, charter: Charter) -> Iterator[Finding]:
    """Groups of accounts with one ballot paper that is likelier copied than met with by chance."""
    rules = charter.audit
    groups: defaultdict[frozenset[Choice], list[Paper]] = defaultdict(list)
    lengths: Counter[int] = Counter()
    for paper in papers.by_login.values():
        if len(paper) >= rules.proposals:
            groups[frozenset((voice.proposal, voice.side) for voice in paper)].append(paper)
            lengths[len(paper)] += 1
    same = {choices: group for choices, group in groups.items() if len(group) > rules.people}
    if not same:
        return
    times = _times(papers)
    all_times = sorted(at for made in times.values() for at in made)
    around = timedelta(days=rules.around)
    for choices, group in sorted(same.items(), key=lambda item: sorted(item[0])):
        since, until = min(paper[0].at for paper in group), max(paper[-1].at for paper in group)
        period = _early(since, around), _late(until, around)
        spoken = [_within(times[choice], *period) for choice in sorted(choices)]
        shares = _shares(spoken, _within(all_times, *period), len(group))
        likely = chance_of(tuple(with_odds(share, rules.odds) for share in shares))
        others = lengths[len(choices)] - 1  # the first one's paper is the one that they are compared with
        expected = others * likely
        if len(group) - 1 - expected < rules.people:
            continue
        chance = as_number(of_rare(len(group) - 1, expected), lengths[len(choices)])
        if chance < rules.chance:
            yield _finding(choices, group, 1 + expected, chance, lengths[len(choices)], since, until)


def chance_of(shares: Sequence[float]) -> float:
    """At most how likely a paper holds just the choices that have these *shares* of what is chosen.

    They are drawn one after the other, none twice; the most likely orders are those that draw the popular ones first.
    """
    likely, left = float(factorial(len(shares))), 1.0
    for share in sorted(shares, reverse=True):
        likely *= share / left if share < left else 1.0
        left -= share
    return min(1.0, likely)


def _times(papers: Papers) -> Mapping[Choice, list[datetime]]:
    """When each choice was made, in order."""
    times: defaultdict[Choice, list[datetime]] = defaultdict(list)
    for slug, voices in papers.by_proposal.items():
        for voice in voices:
            times[slug, voice.side].append(voice.at)
    return times


def _shares(spoken: Sequence[int], whole: int, group: int) -> list[float]:
    """What share of the *whole* that was said then each choice has without the *group*; each as if once more."""
    others = whole - group * len(spoken)
    return [(number - group + 1) / (others + len(spoken)) for number in spoken]


def _within(times: Sequence[datetime], start: datetime, end: datetime) -> int:
    """How many of *times*, which are in order, lie from *start* to *end*."""
    return bisect_right(times, end) - bisect_left(times, start)


def _early(at: datetime, around: timedelta) -> datetime:
    return at - around if at - datetime.min.replace(tzinfo=at.tzinfo) > around else at


def _late(at: datetime, around: timedelta) -> datetime:
    return at + around if datetime.max.replace(tzinfo=at.tzinfo) - at > around else at


def _finding(
    choices: frozenset[Choice],
    group: Sequence[Paper],
    expected: float,
    chance: float,
    among: int,
    since: datetime,
    until: datetime,
) -> Finding:
    sides = {side for _, side in choices}
    orders = Counter(tuple(voice.proposal for voice in paper) for paper in group)
    return Finding(
        reason="ladder",
        proposals=tuple(sorted({slug for slug, _ in choices})),
        side=next(iter(sides)) if len(sides) == 1 else None,
        people=tuple(sorted(paper[0].login for paper in group)),
        voices=len(group) * len(choices),
        among=among,
        expected=round(expected, 2),
        chance=chance,
        since=since,
        until=until,
        in_order=max(orders.values()),
    )
