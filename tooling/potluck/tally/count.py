"""Counting people: one voice a person and proposal, whatever they clicked and how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from potluck.charter import Charter
from potluck.model import Ballot, Proposal, Tally
from potluck.tally.score import wilson

# Why a person is not counted, in the words of the page. The first that applies is the reason given.
BLOCKED = "blocked"
BOT = "a machine"
AUTHOR = "brought this proposal"
YOUNG = "an account that was too new"
GONE = "an account that was deleted"

GHOST = "ghost"  # whom GitHub shows in place of everybody who has deleted their account


@dataclass(frozen=True, slots=True)
class Count:
    """A tally, and when each supporter who counts said so: what rankings over time are made from."""

    tally: Tally
    supported_at: tuple[datetime, ...] = ()


def tally_all(proposals: Iterable[Proposal], ballots: Iterable[Ballot], charter: Charter) -> dict[str, Count]:
    """A count for every proposal by slug.

    Ballots under an alias are the proposal's own. Those of a proposal that was merged into another count there too: the
    union of people, for as long as the merge stands.
    """
    proposals = list(proposals)
    slug_of = {alias: proposal.slug for proposal in proposals for alias in proposal.aliases}
    slug_of |= {proposal.slug: proposal.slug for proposal in proposals}
    merged = {p.slug: slug_of[p.merged_into] for p in proposals if p.merged_into in slug_of}
    by_slug: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        slug = slug_of.get(ballot.proposal, ballot.proposal)
        for counted_at in _with_mergers(slug, merged):
            by_slug.setdefault(counted_at, []).append(ballot)
    return {
        proposal.slug: count(
            by_slug.get(proposal.slug, ()), frozenset(author.login for author in proposal.authors), charter
        )
        for proposal in proposals
    }


def _with_mergers(slug: str, merged: Mapping[str, str]) -> list[str]:
    """*slug* and all that it was merged into, one into the next; a circle ends where it closes."""
    found = [slug]
    while (slug := merged.get(slug, "")) and slug not in found:
        found.append(slug)
    return found


def count(ballots: Iterable[Ballot], authors: frozenset[str], charter: Charter) -> Count:
    """The ballots of one proposal as counts of people.

    A person counts with the last reaction that means something (`for`, `against`, `unsure`); among reactions of the
    same second the last by name counts, so that the result never depends on the order of the file.
    """
    authors = frozenset(author.lower() for author in authors)
    means = {reaction: rules.means for reaction, rules in charter.reactions.items()}
    meanings: dict[str, int] = {}
    reactions: dict[str, int] = {}
    excluded: dict[str, int] = {}
    scores: dict[int, int] = {}
    supported_at = []
    by_login: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        by_login.setdefault(ballot.login.lower(), []).append(ballot)
    for login, cast in by_login.items():
        if len(cast) > 1:
            cast.sort(key=lambda ballot: (ballot.at, ballot.reaction))
        for reaction in {ballot.reaction for ballot in cast}:
            reactions[reaction] = reactions.get(reaction, 0) + 1
        meant = [ballot for ballot in cast if ballot.reaction in means]
        voiced = [ballot for ballot in meant if means[ballot.reaction] != "watching"] or meant
        if reason := _exclusion(login, cast, (voiced or cast)[-1], authors, charter):
            excluded[reason] = excluded.get(reason, 0) + 1
            continue
        if not voiced:
            continue
        rules = charter.reactions[voiced[-1].reaction]
        meaning = rules.means
        if rules.score is not None:
            scores[rules.score] = scores.get(rules.score, 0) + 1
        meanings[meaning] = meanings.get(meaning, 0) + 1
        if meaning == "for":
            supported_at.append(voiced[-1].at)
    support, opposition = meanings.get("for", 0), meanings.get("against", 0)
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


def _sorted(counter: Mapping[str, int]) -> dict[str, int]:
    return {name: counter[name] for name in sorted(counter) if counter[name]}


def _exclusion(login: str, cast: list[Ballot], last: Ballot, authors: frozenset[str], charter: Charter) -> str:
    """Why this person is not counted; "" where they are. *last* is the ballot that would count."""
    rules = charter.tally
    if login == GHOST and charter.forge.type == "github":
        return GONE
    if any(ballot.blocked for ballot in cast):
        return BLOCKED
    if rules.bots == "leave-out" and any(ballot.bot for ballot in cast):
        return BOT
    if rules.own_proposals == "leave-out" and login in authors:
        return AUTHOR
    if rules.account_days and _is_young(last, max(ballot.since for ballot in cast), rules.account_days):
        return YOUNG
    return ""


def _is_young(last: Ballot, month: str, days: int) -> bool:
    """Whether an account of *month* may have been younger than *days* at its *last* ballot: its first day tells."""
    return bool(month) and last.at - datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC) < timedelta(days=days)
