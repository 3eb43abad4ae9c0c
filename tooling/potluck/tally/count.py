"""Counting people: one voice a person and proposal, whatever they clicked and how often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial

from potluck.charter import Charter
from potluck.model import Ballot, Proposal, Reaction, Talk, Tally
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
    """A tally, and when each supporter who counts said so: what rankings over time are made from.

    `comments` are those on its threads; None where no thread of it is known.
    """

    tally: Tally
    supported_at: tuple[datetime, ...] = ()
    comments: int | None = None


Windows = Mapping[str, Collection[tuple[datetime, datetime]]]
"""When voting was open, by slug: from the first moment to before the second. It is always open on what is not here."""


def tally_all(
    proposals: Iterable[Proposal],
    ballots: Iterable[Ballot],
    charter: Charter,
    windows: Windows = ALWAYS,
    talk: Iterable[Talk] = (),
) -> dict[str, Count]:
    """A count for every proposal by slug.

    Ballots under an alias are the proposal's own. Those of a proposal that was merged into another count there too: the
    union of people, for as long as the merge stands. Whether a ballot was in time goes by the proposal that it was
    cast on. *talk* goes the same ways.
    """
    proposals = list(proposals)
    slug_of = {alias: proposal.slug for proposal in proposals for alias in proposal.aliases}
    slug_of |= {proposal.slug: proposal.slug for proposal in proposals}
    merged = {p.slug: slug_of[p.merged_into] for p in proposals if p.merged_into in slug_of}
    comments = _comments(talk, slug_of, merged)
    by_name: defaultdict[str, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        by_name[ballot.proposal].append(ballot)
    by_slug: defaultdict[str, list[Ballot]] = defaultdict(list)
    late: set[Ballot] = set()
    for name, cast in by_name.items():
        slug = slug_of.get(name, name)
        if slug in windows:
            late |= {ballot for ballot in cast if not any(start <= ballot.at < end for start, end in windows[slug])}
        for counted_at in _with_mergers(slug, merged):
            by_slug[counted_at] += cast
    return {
        proposal.slug: count(
            by_slug.get(proposal.slug, ()),
            frozenset(author.login for author in proposal.authors),
            charter,
            late,
            comments.get(proposal.slug),
        )
        for proposal in proposals
    }


def _comments(talk: Iterable[Talk], slug_of: Mapping[str, str], merged: Mapping[str, str]) -> dict[str, int]:
    """The comments on the threads of each proposal, each thread once."""
    threads: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for one in talk:
        for slug in _with_mergers(slug_of.get(one.proposal, one.proposal), merged):
            threads[slug][one.thread] = one.comments
    return {slug: sum(own.values()) for slug, own in threads.items()}


def _with_mergers(slug: str, merged: Mapping[str, str]) -> list[str]:
    """*slug* and all that it was merged into, one into the next; a circle ends where it closes."""
    found = [slug]
    while (slug := merged.get(slug, "")) and slug not in found:
        found.append(slug)
    return found


def count(
    ballots: Iterable[Ballot],
    authors: frozenset[str],
    charter: Charter,
    late: Collection[Ballot] = frozenset(),
    comments: int | None = None,
) -> Count:
    """The ballots of one proposal as counts of people. Those that are *late* were cast while voting was not open.

    A person counts with the last reaction that means something (`for`, `against`, `unsure`); among reactions of the
    same second the last by name counts, so that the result never depends on the order of the file.
    """
    authors = frozenset(author.lower() for author in authors)
    rules = charter.reactions
    means = {reaction: rule.means for reaction, rule in rules.items()}
    meanings: dict[str, int] = {}
    reactions: dict[str, int] = {}
    excluded: dict[str, int] = {}
    scores: dict[int, int] = {}
    supported_at = []
    exclusion = _exclusion_by(authors, charter)
    by_login: defaultdict[str, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        by_login[ballot.login.lower()].append(ballot)
    for login, cast in by_login.items():
        last = cast[0]
        if len(cast) == 1:  # as nearly everybody's: nothing to weigh against each other
            reactions[last.reaction] = reactions.get(last.reaction, 0) + 1
        else:
            for reaction in {ballot.reaction for ballot in cast}:
                reactions[reaction] = reactions.get(reaction, 0) + 1
            timely = [ballot for ballot in cast if ballot not in late] if late else cast
            last = max(timely or cast, key=partial(_weight, means))
        if reason := exclusion(login, cast, last, late):
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
    return Count(tally, tuple(sorted(supported_at)), comments)


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
