"""Ladders of identical ballots: accounts that said the same on the same proposals, in all or in one go."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from potluck.audit.chance import as_number, of_rare
from potluck.audit.finding import Finding, Reason
from potluck.audit.papers import Paper, Papers
from potluck.audit.popularity import Choice, Popularity
from potluck.charter import Charter
from potluck.charter.model import AuditRules

Group = list[Paper]  # of several accounts: what each of them said that is the same


def ladders(papers: Papers, charter: Charter) -> Iterator[Finding]:
    """Groups of accounts whose ballots are likelier copied than the same by chance: whole papers first."""
    rules = charter.audit
    popularity = Popularity(papers, rules)
    told: set[str] = set()
    whole: defaultdict[tuple[Choice, ...], Group] = defaultdict(list)
    lengths: Counter[int] = Counter()
    for paper in papers.by_login.values():
        if len(paper) >= rules.proposals:
            whole[_choices(paper)].append(paper)
            lengths[len(paper)] += 1
    for choices, group in sorted(whole.items()):
        if found := _told("ladder", choices, group, lengths[len(choices)], popularity, rules):
            told.update(found.people)
            yield found
    runs, number = _runs([paper for paper in papers.by_login.values() if paper[0].login not in told], rules)
    for choices, group in sorted(runs.items(), key=lambda item: (-len(item[1]), item[0])):
        rest = [run for run in group if run[0].login not in told]
        if found := _told("run", choices, rest, number, popularity, rules):
            told.update(found.people)
            yield found


def _choices(paper: Paper) -> tuple[Choice, ...]:
    return tuple(sorted((voice.proposal, voice.side) for voice in paper))


def _runs(papers: Iterable[Paper], rules: AuditRules) -> tuple[Mapping[tuple[Choice, ...], Group], int]:
    """What more than so many accounts said in one go, by what it is; and how many goes there were in all."""
    length, most = rules.proposals, timedelta(hours=rules.hours)
    runs = [
        run
        for paper in papers
        for start in range(len(paper) - length + 1)
        for run in [paper[start : start + length]]
        if run[-1].at - run[0].at < most
    ]
    keys = Counter(map(_choices, runs))
    groups: defaultdict[tuple[Choice, ...], Group] = defaultdict(list)
    for run in runs:
        if keys[key := _choices(run)] > rules.people:  # nobody says the same twice, so these are as many accounts
            groups[key].append(run)
    return groups, len(runs)


def _told(
    reason: Reason,
    choices: Sequence[Choice],
    group: Group,
    among: int,
    popularity: Popularity,
    rules: AuditRules,
) -> Finding | None:
    """A finding, where more of *among* so many are the same than chance explains, by the charter's leeway."""
    if len(group) <= rules.people:
        return None
    since, until = min(paper[0].at for paper in group), max(paper[-1].at for paper in group)
    # The first one is what the others are compared with.
    expected = (among - 1) * popularity.chance_of(choices, len(group), since, until)
    if len(group) - 1 - expected < rules.people:
        return None
    chance = as_number(of_rare(len(group) - 1, expected), among)
    if chance >= rules.chance:
        return None
    sides = {side for _, side in choices}
    orders = Counter(tuple(voice.proposal for voice in paper) for paper in group)
    return Finding(
        reason=reason,
        proposals=tuple(sorted(slug for slug, _ in choices)),
        side=sides.pop() if len(sides) == 1 else None,
        people=tuple(sorted(paper[0].login for paper in group)),
        voices=len(group) * len(choices),
        among=among,
        expected=round(1 + expected, 2),
        chance=chance,
        since=since,
        until=until,
        in_order=max(orders.values()),
    )
