"""Counting people: one voice a person and proposal, whatever they clicked and how often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial

from potluck.charter import Charter
from potluck.model import Ballot, Proposal, Reaction, Tally
from potluck.tally.score import wilson

# Why a person is not counted, in the words of the page. The first that applies is the reason given.
BLOCKED = "blocked"
BOT = "a machine"
AUTHOR = "brought this proposal"
LATE = "reacted while voting was not open"
YOUNG = "an account that was too new"
GONE = "an account that was deleted"

ALWAYS: Mapping[str, Collection[tuple[datetime, datetime]]] = {}
SUPPORTING = ("for", "would-use")  # who would use it is for it, and says more
GHOST = "ghost"  # whom GitHub shows in place of everybody who has deleted their account


@dataclass(frozen=True, slots=True)
class Count:
    """A tally, and when each supporter who counts said so: what rankings over time are made from."""

    tally: Tally
    supported_at: tuple[datetime, ...] = ()


Windows = Mapping[str, Collection[tuple[datetime, datetime]]]
"""When voting was open, by slug: from the first moment to before the second. It is always open on what is not here."""


def tally_all(
    proposals: Iterable[Proposal], ballots: Iterable[Ballot], charter: Charter, windows: Windows = ALWAYS
) -> dict[str, Count]:
    """A count for every proposal by slug."""
    proposals = list(proposals)
    by_slug, late = ballots_by(proposals, ballots, windows)
    return {one.slug: count(by_slug.get(one.slug, ()), logins_of(one), charter, late) for one in proposals}


def ballots_by(
    proposals: Iterable[Proposal], ballots: Iterable[Ballot], windows: Windows = ALWAYS
) -> tuple[dict[str, list[Ballot]], set[Ballot]]:
    """The ballots that are counted on every proposal by slug, and those of all that were cast outside of its windows.

    Ballots under an alias are the proposal's own. Those of a proposal that was merged into another count there too: the
    union of people, for as long as the merge stands. Whether a ballot was in time goes by the proposal that it was
    cast on.
    """
    proposals = list(proposals)
    slug_of = slugs_of(proposals)
    merged = {p.slug: slug_of[p.merged_into] for p in proposals if p.merged_into in slug_of}
    own, late = _sorted_out(ballots, slug_of, windows)
    by_slug: defaultdict[str, list[Ballot]] = defaultdict(list)
    for slug, cast in own.items():
        for counted_at in _with_mergers(slug, merged):
            by_slug[counted_at] += cast
    return by_slug, late


def voices_of(
    proposals: Iterable[Proposal], ballots: Iterable[Ballot], charter: Charter, windows: Windows = ALWAYS
) -> dict[str, list[Ballot]]:
    """The one ballot of every person who counts, by the slug of the proposal that it was cast on, mergers apart."""
    proposals = list(proposals)
    own, late = _sorted_out(ballots, slugs_of(proposals), windows)
    return {
        proposal.slug: [
            last
            for _, last, reason in _heard(own.get(proposal.slug, ()), logins_of(proposal), charter, late)
            if not reason
        ]
        for proposal in proposals
    }


def slugs_of(proposals: Iterable[Proposal]) -> dict[str, str]:
    """The slug behind every name that a proposal has or had."""
    proposals = list(proposals)
    slug_of = {alias: proposal.slug for proposal in proposals for alias in proposal.aliases}
    return slug_of | {proposal.slug: proposal.slug for proposal in proposals}


def _sorted_out(
    ballots: Iterable[Ballot], slug_of: Mapping[str, str], windows: Windows
) -> tuple[dict[str, list[Ballot]], set[Ballot]]:
    """The ballots by the proposal that they were cast on, and those that were cast while voting was not open."""
    own: defaultdict[str, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        own[ballot.proposal].append(ballot)
    for name in [name for name in own if slug_of.get(name, name) != name]:
        own[slug_of[name]] += own.pop(name)
    late: set[Ballot] = set()
    for slug in own.keys() & windows.keys():
        late |= {ballot for ballot in own[slug] if not any(start <= ballot.at < end for start, end in windows[slug])}
    return own, late


def logins_of(proposal: Proposal) -> frozenset[str]:
    """The logins of its authors."""
    return frozenset(author.login for author in proposal.authors)


def _with_mergers(slug: str, merged: Mapping[str, str]) -> list[str]:
    """*slug* and all that it was merged into, one into the next; a circle ends where it closes."""
    found = [slug]
    while (slug := merged.get(slug, "")) and slug not in found:
        found.append(slug)
    return found


def count(
    ballots: Iterable[Ballot], authors: frozenset[str], charter: Charter, late: Collection[Ballot] = frozenset()
) -> Count:
    """The ballots of one proposal as counts of people. Those that are *late* were cast while voting was not open.

    A person counts with the last reaction that means something (`for`, `against`, `unsure`); among reactions of the
    same second the last by name counts, so that the result never depends on the order of the file.
    """
    rules = charter.reactions
    means = {reaction: rule.means for reaction, rule in rules.items()}
    meanings: dict[str, int] = {}
    reactions: dict[str, int] = {}
    excluded: dict[str, int] = {}
    scores: dict[int, int] = {}
    supported_at = []
    for cast, last, reason in _heard(ballots, authors, charter, late):
        if len(cast) == 1:
            reactions[last.reaction] = reactions.get(last.reaction, 0) + 1
        else:
            for reaction in {ballot.reaction for ballot in cast}:
                reactions[reaction] = reactions.get(reaction, 0) + 1
        if reason:
            excluded[reason] = excluded.get(reason, 0) + 1
            continue
        meaning = means.get(last.reaction)
        if meaning is None:
            continue
        meanings[meaning] = meanings.get(meaning, 0) + 1
        if meaning in SUPPORTING:
            supported_at.append(last.at)
        if (score := rules[last.reaction].score) is not None:
            scores[score] = scores.get(score, 0) + 1
    support, opposition = len(supported_at), meanings.get("against", 0)
    tally = Tally(
        meanings=_sorted(meanings),
        reactions=_sorted(reactions),
        excluded=_sorted(excluded),
        support=support,
        opposition=opposition,
        confidence=wilson(support, support + opposition, charter.tally.confidence),
        scores={score: scores[score] for score in sorted(scores)},
    )
    return Count(tally, tuple(sorted(supported_at)))


def _heard(
    ballots: Iterable[Ballot], authors: frozenset[str], charter: Charter, late: Collection[Ballot]
) -> Iterator[tuple[list[Ballot], Ballot, str]]:
    """Every person's ballots on one proposal, the one that would count, and why they are not counted; "": they are."""
    means = {reaction: rule.means for reaction, rule in charter.reactions.items()}
    exclusion = _exclusion_by(frozenset(author.lower() for author in authors), charter)
    by_login: defaultdict[str, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        by_login[ballot.login.lower()].append(ballot)
    for login, cast in by_login.items():
        last = cast[0]
        if len(cast) > 1:  # hardly anybody's: they are weighed against each other
            timely = [ballot for ballot in cast if ballot not in late] if late else cast
            last = max(timely or cast, key=partial(_weight, means))
        yield cast, last, exclusion(login, cast, last, late)


def _sorted(counter: Mapping[str, int]) -> dict[str, int]:
    return {name: counter[name] for name in sorted(counter) if counter[name]}


def _weight(means: Mapping[Reaction, str], ballot: Ballot) -> tuple[int, datetime, str]:
    """What a ballot yields to: whatever says more, then what was said later, then the last by name."""
    meaning = means.get(ballot.reaction)
    return 0 if meaning is None else 1 if meaning == "watching" else 2, ballot.at, ballot.reaction


def _exclusion_by(
    authors: frozenset[str], charter: Charter
) -> Callable[[str, list[Ballot], Ballot, Collection[Ballot]], str]:
    """Says why a person is not counted, "" where they are.

    Asked with their login, their ballots, the one that would count, and all those that are late.
    """
    rules = charter.tally
    ghost = GHOST if charter.forge.type == "github" else None
    leaves_bots = rules.bots == "leave-out"
    authors = authors if rules.own_proposals == "leave-out" else frozenset()
    days = rules.account_days

    def exclusion(login: str, cast: list[Ballot], last: Ballot, late: Collection[Ballot]) -> str:
        if login == ghost:
            return GONE
        if last.blocked or (len(cast) > 1 and any(ballot.blocked for ballot in cast)):
            return BLOCKED
        if leaves_bots and (last.bot or (len(cast) > 1 and any(ballot.bot for ballot in cast))):
            return BOT
        if login in authors:
            return AUTHOR
        if last in late:
            return LATE
        if days and _is_young(last, last.since if len(cast) == 1 else max(ballot.since for ballot in cast), days):
            return YOUNG
        return ""

    return exclusion


def _is_young(last: Ballot, month: str, days: int) -> bool:
    """Whether an account of *month* may have been younger than *days* at its *last* ballot: its first day tells."""
    return bool(month) and last.at - _first_of(month) < timedelta(days=days)


@lru_cache(maxsize=1_024)
def _first_of(month: str) -> datetime:
    return datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
