"""What if the rules were others? The same files, the same ballots, the same clock, counted by another charter. Pure.

Of the other charter nothing holds but its rules of counting: what reactions mean, `tally`, and what each kind's `votes`
say. Its kinds, fields, checks and limits are not looked at, so a stranger's charter does nothing here but count.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from potluck.charter import Charter
from potluck.days import created_on
from potluck.diagnostics.rules import Ground, Move, Reached, Recounted, RulesChange, Setting, Shift
from potluck.mechanisms import day_in, settings_of, text_in
from potluck.mechanisms.voting import milestones_of, windows_of
from potluck.model import Ballot, PotluckError, Proposal, Timeline
from potluck.tally import Count, Gathered, count, days_reached, gather, logins_of, places_by
from potluck.views.community import NO_TIMELINE
from potluck.views.rankings import contenders_of

LONGEST = 120  # characters of a setting's value that are told


def with_rules_of(charter: Charter, other: Charter) -> Charter:
    """*charter*, counting as *other* does. A kind that *other* does not have, or without votes, has none then."""
    kinds = {}
    for word, kind in charter.kinds.items():
        mechanisms = {name: settings for name, settings in kind.mechanisms.items() if name != "votes"}
        if word in other.kinds and "votes" in other.kinds[word].mechanisms:
            mechanisms["votes"] = other.kinds[word].mechanisms["votes"]
        kinds[word] = kind.model_copy(update={"mechanisms": mechanisms})
    return charter.model_copy(update={"reactions": other.reactions, "tally": other.tally, "kinds": kinds})


def counts_otherwise(charter: Charter, other: Charter) -> bool:
    """Whether *other* has other rules of counting, and there are ballots to count by them."""
    return not charter.has_counts_only and _rules(charter) != _rules(with_rules_of(charter, other))


def _rules(charter: Charter) -> dict[str, str]:
    """Every rule of counting by its name in the charter, as text."""
    told = dict(_flat(charter.tally.model_dump(mode="json", by_alias=True), "tally"))
    for reaction, rule in charter.reactions.items():  # what it is called counts nothing, as a milestone's words
        told |= _flat(rule.model_dump(mode="json", by_alias=True, include={"means", "score"}), f"reactions.{reaction}")
    for word, kind in charter.kinds.items():
        if "votes" in kind.mechanisms:
            votes = settings_of("votes", kind).model_dump(mode="json", by_alias=True)
            milestones = {name: rule | {"means": None} for name, rule in votes.pop("milestones").items()}
            told[f"kinds.{word}.votes"] = "true"
            told |= _flat(votes | {"milestones": milestones}, f"kinds.{word}.votes")
    return told


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, ".".join(part for part in (name, key) if part))
    elif value is not None:
        yield name, value if isinstance(value, str) else json.dumps(value)


class _Side(msgspec.Struct, frozen=True):
    """A community as one charter counts it."""

    charter: Charter
    counts: Mapping[str, Count]
    gathered: Gathered
    places: Mapping[Any, Mapping[str, int]]
    proposals: Mapping[str, Proposal]
    timelines: Mapping[str, Timeline]

    @property
    def voted_on(self) -> set[str]:
        """What people vote on."""
        return {slug for slug, one in self.proposals.items() if "votes" in self.charter.kinds[one.kind].mechanisms}

    def milestones(self, slug: str, counted: Count | None = None) -> dict[str, date | None]:
        """The day on which each milestone was reached, by what is *counted* on it: all that there is, unless given."""
        proposal = self.proposals[slug]
        kind = self.charter.kinds[proposal.kind]
        if "votes" not in kind.mechanisms:
            return {}
        rules = settings_of("votes", kind)
        timeline = self.timelines.get(proposal.path, NO_TIMELINE)
        days = days_reached(counted or self.counts[slug], rules.asked)
        found = milestones_of(rules, timeline, created_on(proposal, timeline), days)
        return {word: one.reached for word, one in zip(rules.milestones, found, strict=True)}

    def by_then(self, slug: str, day: date) -> tuple[tuple[str, ...], int, int]:
        """The milestones reached by the end of *day*, and the people for and against, as they had spoken by then."""
        said = [one for one in self.gathered.by_slug.get(slug, ()) if one.at.astimezone(UTC).date() <= day]
        counted = count(said, logins_of(self.proposals[slug]), self.charter, self.gathered.late)
        reached = tuple(word for word, on in self.milestones(slug, counted).items() if on)
        return reached, counted.tally.support, counted.tally.opposition


def whatif(
    charter: Charter,
    other: Charter,
    proposals: Mapping[str, Proposal],
    ballots: Collection[Ballot],
    timelines: Mapping[str, Timeline],
    clock: datetime,
) -> RulesChange:
    """What would differ, had *other* been the rules all along.

    A PotluckError where a shallow clone hides when voting was open, or the ledger holds counts alone.
    """
    if charter.has_counts_only:
        raise PotluckError("the ledger holds counts alone, which are of the rules that they were counted by")
    other = with_rules_of(charter, other)
    now, then = (_side(rules, proposals, ballots, timelines, clock) for rules in (charter, other))
    slugs = sorted(now.voted_on | then.voted_on)
    rules = _rules(charter), _rules(other)
    settings = tuple(
        Setting(name, rules[0].get(name, "")[:LONGEST], rules[1].get(name, "")[:LONGEST])
        for name in dict.fromkeys([*rules[0], *rules[1]])
        if rules[0].get(name) != rules[1].get(name)
    )
    recounted = tuple(one for slug in slugs if (one := _recounted(slug, now, then)))
    milestones = tuple(one for slug in slugs for one in _reached(slug, now, then))
    decided = [slug for slug in slugs if _decided_on(proposals[slug])]
    grounds = tuple(ground for slug in decided if (ground := _ground(slug, now, then)))
    return RulesChange(
        proposals=len(slugs),
        decisions=len(decided),
        settings=settings,
        recounted=recounted,
        shifts=tuple(_shift(by, places, then.places[by]) for by, places in now.places.items()),
        milestones=milestones,
        grounds=grounds,
        totals=(len(settings), len(recounted), len(milestones), len(grounds)),
    )


def _side(
    charter: Charter,
    proposals: Mapping[str, Proposal],
    ballots: Collection[Ballot],
    timelines: Mapping[str, Timeline],
    clock: datetime,
) -> _Side:
    windows = windows_of(charter, proposals.values(), timelines)
    gathered = gather(proposals.values(), ballots, windows)
    counts = {slug: gathered.count(one, charter) for slug, one in proposals.items()}
    places = places_by(contenders_of(charter, proposals, counts, timelines), charter, clock)
    return _Side(charter, counts, gathered, places, proposals, timelines)


def _recounted(slug: str, now: _Side, then: _Side) -> Recounted | None:
    old, new = now.counts[slug].tally, then.counts[slug].tally
    excluded = sum(old.excluded.values()), sum(new.excluded.values())
    found = Recounted(slug, (old.support, new.support), (old.opposition, new.opposition), excluded)
    return found if any(before != after for before, after in (found.support, found.opposition, excluded)) else None


def _shift(by: str, before: Mapping[str, int], after: Mapping[str, int]) -> Shift:
    slugs = before.keys() | after.keys()
    moves = [Move(slug, before.get(slug), after.get(slug)) for slug in slugs if before.get(slug) != after.get(slug)]
    last = len(slugs) + 1  # where what has no place stands
    moves.sort(key=lambda one: (-abs((one.before or last) - (one.after or last)), one.slug))
    return Shift(by, len(moves), len(slugs), tuple(moves))


def _reached(slug: str, now: _Side, then: _Side) -> Iterator[Reached]:
    before, after = now.milestones(slug), then.milestones(slug)
    for word in dict.fromkeys([*before, *after]):
        if before.get(word) != after.get(word):
            yield Reached(slug, word, *(str(side.get(word) or "") for side in (before, after)))


def _decided_on(proposal: Proposal) -> date | None:
    return day_in(proposal.more.get("decision"), "date")


def _ground(slug: str, now: _Side, then: _Side) -> Ground | None:
    """What a decision stood on, where that is another: other milestones, or the majority is on another side."""
    proposal = now.proposals[slug]
    day = _decided_on(proposal)
    if day is None:
        return None
    old, new = now.by_then(slug, day), then.by_then(slug, day)
    if old[0] == new[0] and (old[1] > old[2]) == (new[1] > new[2]):
        return None
    reason = text_in(proposal.more.get("decision"), "reason")[:LONGEST]
    kind = now.charter.kinds[proposal.kind]
    given = settings_of("decision", kind).reasons.get(reason) if "decision" in kind.mechanisms else None
    return Ground(
        slug,
        day.isoformat(),
        given.answer if given else "",
        reason,
        (old[0], new[0]),
        (old[1], new[1]),
        (old[2], new[2]),
    )
