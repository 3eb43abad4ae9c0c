"""Counting people: one voice a person and proposal, whatever they clicked and how often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

import msgspec
from msgspec.structs import replace

from potluck.charter import Charter
from potluck.model import Ballot, Counts, Period, Proposal, Reaction, Source, Talk, Tally
from potluck.tally.exclusion import exclusion_by
from potluck.tally.score import wilson

SUPPORTING = ("for", "would-use")  # who would use it is for it, and says more


Windows = Mapping[str, Collection[Period]]
"""When voting was open, by slug. It is always open on what is not here."""


class Count(msgspec.Struct, frozen=True):
    """A tally, when each supporter who counts said so (what rankings over time are made from), and what was counted.

    Somebody may say so again, in another word: milestones go by the time since when they have been for it. Where there
    are counts alone, those have the days on which milestones were `reached`. `comments` are those on its threads; None
    where no thread of it is known. `voices` are the ballots that count, one a person, in the order of time.
    """

    tally: Tally
    supported_at: tuple[datetime, ...] = ()
    sources: tuple[Source, ...] = ()
    supporting_since: tuple[datetime, ...] = ()
    reached: Mapping[int, date] = msgspec.field(default_factory=dict)
    comments: int | None = None
    voices: tuple[Ballot, ...] = ()


class Gathered(msgspec.Struct, frozen=True):
    """Ballots by the slug of the proposal that they are counted on, and where they came from.

    Ballots under an alias are the proposal's own. Those of a proposal that was merged into another count there too: the
    union of people, for as long as the merge stands. Whether a ballot was in time goes by the proposal that it was
    cast on: `late` are those of all that were not.
    """

    by_slug: Mapping[str, Sequence[Ballot]]
    sources: Mapping[str, Sequence[Source]]
    late: Collection[Ballot]

    def count(self, proposal: Proposal, charter: Charter) -> Count:
        """What is counted on *proposal*."""
        sources = tuple(self.sources.get(proposal.slug, ()))
        return count(self.by_slug.get(proposal.slug, ()), logins_of(proposal), charter, self.late, sources)


def gather(proposals: Iterable[Proposal], ballots: Iterable[Ballot], windows: Windows | None = None) -> Gathered:
    """The *ballots*, each at every proposal that it counts on."""
    slug_of, merged = _names(list(proposals))
    by_slug: defaultdict[str, list[Ballot]] = defaultdict(list)
    sources: defaultdict[str, list[Source]] = defaultdict(list)
    late: set[Ballot] = set()
    for name, cast in _by_name(ballots).items():
        slug = slug_of.get(name, name)
        periods = tuple(windows[slug]) if windows and slug in windows else None
        late |= _late(cast, periods)
        for counted_at in _with_mergers(slug, merged):
            by_slug[counted_at] += cast
            sources[counted_at].append(Source(name, slug, periods))
    return Gathered(by_slug, sources, late)


def tally_all(
    proposals: Iterable[Proposal], ballots: Iterable[Ballot], charter: Charter, windows: Windows | None = None
) -> dict[str, Count]:
    """A count for every proposal by slug."""
    proposals = list(proposals)
    gathered = gather(proposals, ballots, windows)
    return {proposal.slug: gathered.count(proposal, charter) for proposal in proposals}


def voices_of(
    counts: Mapping[str, Count],
    proposals: Mapping[str, Proposal],
    ballots: Iterable[Ballot],
    charter: Charter,
    windows: Windows | None = None,
) -> dict[str, tuple[Ballot, ...]]:
    """The one ballot of every person who counts, by the slug of the proposal that it was cast on, mergers apart.

    *counts* are those of all *proposals*, from the same *ballots*: only where others were merged in is counted anew.
    """
    slug_of, merged = _names(proposals.values())
    joined = set(merged.values())
    own = [ballot for ballot in ballots if slug_of.get(ballot.proposal) in joined] if joined else []
    apart = tally_all([replace(proposals[slug], merged_into="") for slug in joined], own, charter, windows)
    return {slug: apart.get(slug, count).voices for slug, count in counts.items()}


def slugs_of(proposals: Iterable[Proposal]) -> dict[str, str]:
    """The slug behind every name that a proposal has or had."""
    return _names(list(proposals))[0]


def logins_of(proposal: Proposal) -> frozenset[str]:
    """The logins of its authors."""
    return frozenset(author.login for author in proposal.authors)


def _names(proposals: Collection[Proposal]) -> tuple[dict[str, str], dict[str, str]]:
    """The slug behind every name that a proposal has or had, and into which another each one was merged."""
    slug_of = {alias: proposal.slug for proposal in proposals for alias in proposal.aliases}
    slug_of |= {proposal.slug: proposal.slug for proposal in proposals}
    return slug_of, {p.slug: slug_of[p.merged_into] for p in proposals if p.merged_into in slug_of}


def _by_name(ballots: Iterable[Ballot]) -> Mapping[str, list[Ballot]]:
    found: defaultdict[str, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        found[ballot.proposal].append(ballot)
    return found


def _late(ballots: Iterable[Ballot], periods: Collection[Period] | None) -> set[Ballot]:
    """Those that were cast while voting was not open; None: it always was."""
    if periods is None:
        return set()
    return {ballot for ballot in ballots if not any(start <= ballot.at < end for start, end in periods)}


def without_names(
    proposals: Iterable[Proposal],
    ballots: Iterable[Ballot],
    charter: Charter,
    windows: Windows,
    asked: Mapping[str, Collection[int]],
) -> list[Counts]:
    """The *ballots* of every name as counts of people, each for itself: nobody can tell later who spoke on two.

    *asked* says how many people for it milestones ask for, by slug: their days are kept, since no times are.
    """
    proposals = list(proposals)
    slug_of, _ = _names(proposals)
    authors = {one.slug: logins_of(one) for one in proposals}
    found = []
    for name, cast in sorted(_by_name(ballots).items()):
        slug = slug_of.get(name, name)
        late = _late(cast, windows.get(slug))
        heard = _heard(cast, authors.get(slug, frozenset()), charter, late)
        counts, supporters = _people(heard, charter, late, name)
        reached = _days_in(sorted(since for _, since in supporters), asked.get(slug, ()))
        found.append(msgspec.structs.replace(counts, reached=reached))
    return found


def days_reached(count: Count, asked: Iterable[int]) -> dict[int, date]:
    """The days since when there have been so many people for it as are *asked* for; those of the numbers it has."""
    said = {number: count.reached[number] for number in asked if number in count.reached}
    return said | _days_in(count.supporting_since, asked)


def _days_in(since: Sequence[datetime], asked: Iterable[int]) -> dict[int, date]:
    return {number: since[number - 1].date() for number in sorted(asked) if len(since) >= number}


def tally_counts(proposals: Iterable[Proposal], counts: Iterable[Counts], charter: Charter) -> dict[str, Count]:
    """A count for every proposal by slug, from counts alone: its own, or those of an old name where it has none.

    What was merged into it is named and not added up, since people may have spoken on both.
    """
    proposals = list(proposals)
    slug_of, merged = _names(proposals)
    by_name = {one.proposal: one for one in counts}
    sources: defaultdict[str, list[Source]] = defaultdict(list)
    own: dict[str, Counts] = {}
    for name in sorted(by_name, key=lambda name: (slug_of.get(name) != name, name)):  # slugs before old names
        slug = slug_of.get(name, name)
        is_own = slug not in own
        own.setdefault(slug, by_name[name])
        for counted_at in _with_mergers(slug, merged):
            sources[counted_at].append(Source(name, slug, None, is_own and counted_at == slug))
    nothing = Counts({}, {}, "", {})
    found = {}
    for proposal in proposals:
        there = own.get(proposal.slug, nothing)
        named = tuple(sources.get(proposal.slug, ()))
        found[proposal.slug] = Count(add_up(there, charter), sources=named, reached=there.reached)
    return found


def with_comments(counts: Mapping[str, Count], proposals: Iterable[Proposal], talk: Iterable[Talk]) -> dict[str, Count]:
    """The *counts* with the comments on each one's threads, and on those of what was merged into it, each once."""
    slug_of, merged = _names(list(proposals))
    threads: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for one in talk:
        for slug in _with_mergers(slug_of.get(one.proposal, one.proposal), merged):
            threads[slug][one.thread] = one.comments
    return {
        slug: replace(count, comments=sum(threads[slug].values())) if slug in threads else count
        for slug, count in counts.items()
    }


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
    sources: tuple[Source, ...] = (),
) -> Count:
    """The ballots of one proposal as counts of people. Those that are *late* were cast while voting was not open.

    A person counts with the last reaction that means something (`for`, `against`, `unsure`); among reactions of the
    same second the last by name counts, so that the result never depends on the order of the file.
    """
    heard = list(_heard(ballots, authors, charter, late))
    counts, supporters = _people(heard, charter, late)
    said, since = (tuple(sorted(times)) for times in zip(*supporters, strict=True)) if supporters else ((), ())
    voices = tuple(sorted((last for _, last, reason in heard if not reason), key=_when))
    return Count(add_up(counts, charter), said, sources, since, voices=voices)


def _when(ballot: Ballot) -> tuple[datetime, str]:
    return ballot.at, ballot.login


Heard = tuple[list[Ballot], Ballot, str]
"""Every ballot of a person on one proposal, the one that would count, and why it does not; "": it does."""


def _people(
    heard: Iterable[Heard], charter: Charter, late: Collection[Ballot], proposal: str = ""
) -> tuple[Counts, list[tuple[datetime, datetime]]]:
    """People by reaction and by reason; when each of those who are for it said so last, and since when they are."""
    means = {reaction: rule.means for reaction, rule in charter.reactions.items()}
    counted: dict[str, int] = {}
    reactions: dict[str, int] = {}
    excluded: dict[str, int] = {}
    supporters = []
    for cast, last, reason in heard:
        if len(cast) == 1:
            reactions[last.reaction] = reactions.get(last.reaction, 0) + 1
        else:
            for reaction in {ballot.reaction for ballot in cast}:
                reactions[reaction] = reactions.get(reaction, 0) + 1
        if reason:
            excluded[reason] = excluded.get(reason, 0) + 1
            continue
        counted[last.reaction] = counted.get(last.reaction, 0) + 1
        if means.get(last.reaction) in SUPPORTING:
            supporters.append((last.at, last.at if len(cast) == 1 else _since(cast, last, late, means)))
    return Counts(_sorted(counted), _sorted(excluded), proposal, _sorted(reactions)), supporters


def _since(cast: Iterable[Ballot], last: Ballot, late: Collection[Ballot], means: Mapping[Reaction, str]) -> datetime:
    """Since when somebody whose *last* word is for it has said nothing else."""
    since = last.at
    for ballot in sorted((one for one in cast if one not in late), key=partial(_weight, means), reverse=True):
        if means.get(ballot.reaction) not in SUPPORTING:
            break
        since = ballot.at
    return since


def _heard(
    ballots: Iterable[Ballot], authors: frozenset[str], charter: Charter, late: Collection[Ballot]
) -> Iterator[Heard]:
    """What each person said on one proposal."""
    means = {reaction: rule.means for reaction, rule in charter.reactions.items()}
    exclusion = exclusion_by(frozenset(author.lower() for author in authors), charter)
    by_login: defaultdict[str, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        by_login[ballot.login.lower()].append(ballot)
    for login, cast in by_login.items():
        last = cast[0]
        if len(cast) > 1:  # hardly anybody's: they are weighed against each other
            timely = [ballot for ballot in cast if ballot not in late] if late else cast
            last = max(timely or cast, key=partial(_weight, means))
        yield cast, last, exclusion(login, cast, last, late)


def add_up(counts: Counts, charter: Charter) -> Tally:
    """The tally that *counts* of people make by the charter's rules."""
    meanings: dict[str, int] = {}
    scores: dict[int, int] = {}
    for reaction, rule in charter.reactions.items():
        if people := counts.counted.get(reaction, 0):
            meanings[rule.means] = meanings.get(rule.means, 0) + people
            if rule.score is not None:
                scores[rule.score] = scores.get(rule.score, 0) + people
    support, opposition = sum(meanings.get(word, 0) for word in SUPPORTING), meanings.get("against", 0)
    return Tally(
        meanings=_sorted(meanings),
        reactions=_sorted(counts.reactions),
        excluded=_sorted(counts.excluded),
        support=support,
        opposition=opposition,
        confidence=wilson(support, support + opposition, charter.tally.confidence),
        scores={score: scores[score] for score in sorted(scores)},
    )


def _sorted(counter: Mapping[str, int]) -> dict[str, int]:
    return {name: counter[name] for name in sorted(counter) if counter[name]}


def _weight(means: Mapping[Reaction, str], ballot: Ballot) -> tuple[int, datetime, str]:
    """What a ballot yields to: whatever says more, then what was said later, then the last by name."""
    meaning = means.get(ballot.reaction)
    return 0 if meaning is None else 1 if meaning == "watching" else 2, ballot.at, ballot.reaction
