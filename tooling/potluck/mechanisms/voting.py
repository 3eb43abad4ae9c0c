"""When people may vote, and what comes of many voices: the votes' settings, and what they mean for one proposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import msgspec
from pydantic import Field

from potluck.charter import Charter
from potluck.charter.model import Day, NamesStage, Rules, StageWord, Text, Word
from potluck.mechanisms.seam import settings_of
from potluck.model import Period, PotluckError, Proposal, Timeline

EVER = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)
_LONGEST = timedelta(days=36_500)  # that a charter can set


class MilestoneRules(Rules):
    """What comes of so many people who are for it."""

    supporters: int = Field(ge=1, le=1_000_000_000, description="People who are for it.")
    means: Text = Field(description="What comes of it, in a sentence.")
    within: int | None = Field(None, ge=1, le=36_500, description="Days after voting opened, or after it was brought.")
    by: Day | None = Field(None, description="The last day on which it can be reached, for all proposals.")


class VotesRules(Rules):
    """When people may vote, and what comes of it."""

    opens: Annotated[StageWord | None, NamesStage()] = Field(
        None, description="The stage at which voting opens; it is open from the first day where left out."
    )
    closes: Annotated[tuple[StageWord, ...], NamesStage()] = Field(
        (), description="Stages at which it closes, until it opens again."
    )
    days: int | None = Field(None, ge=1, le=36_500, description="So many days after it opened it closes by itself.")
    milestones: dict[Word, MilestoneRules] = Field(default_factory=dict)

    @property
    def asked(self) -> list[int]:
        """The numbers of people that milestones ask for."""
        return [rule.supporters for rule in self.milestones.values()]

    @property
    def has_window(self) -> bool:
        """Whether there is a time outside of which ballots do not count."""
        return bool(self.opens or self.closes or self.days)


class Milestone(msgspec.Struct, frozen=True):
    """A milestone of one proposal. `reached` is the day on which the last one needed said so, if that was in time."""

    supporters: int
    means: str
    until: date | None  # the last day on which it can be reached
    reached: date | None
    is_late: bool = False  # there are as many, and were not in time


def periods_of(rules: VotesRules, timeline: Timeline) -> tuple[Period, ...]:
    """When voting was open, by the dates of the moves. Without `opens` it opens again when a closing stage is left."""
    periods = []
    opened = None if rules.opens else EVER
    since = timeline.moves[0].at if timeline.moves else EVER  # from when `days` are reckoned
    for move in timeline.moves:
        if move.stage in rules.closes:
            if opened is not None:
                periods.append((opened, _end(since, rules.days, move.at)))
            opened = None
        elif opened is None and rules.opens in (None, move.stage):
            opened = since = move.at
    if opened is not None:
        periods.append((opened, _end(since, rules.days, NEVER)))
    return tuple(period for period in periods if period[0] < period[1])


def _end(since: datetime, days: int | None, end: datetime) -> datetime:
    return min(end, since + timedelta(days=days)) if days and since != EVER and since <= NEVER - _LONGEST else end


def windows_of(
    charter: Charter, proposals: Iterable[Proposal], timelines: Mapping[str, Timeline]
) -> dict[str, tuple[Period, ...]]:
    """When voting was open on each proposal that is not open all the time, by slug.

    A PotluckError where a shallow clone hides when that was: a wrong number would be worse than none. What git has
    not seen at all is open.
    """
    rules = {kind: settings_of("votes", one) for kind, one in charter.kinds.items() if "votes" in one.mechanisms}
    windows = {}
    for proposal in proposals:
        timeline = timelines.get(proposal.path)
        if timeline and proposal.kind in rules and rules[proposal.kind].has_window:
            if not timeline.is_whole:
                raise PotluckError(
                    "this clone does not have the whole history, which tells when voting was open; "
                    "fetch it first: git fetch --unshallow"
                )
            windows[proposal.slug] = periods_of(rules[proposal.kind], timeline)
    return windows


def asked_of(charter: Charter, proposals: Iterable[Proposal]) -> dict[str, list[int]]:
    """The numbers of people that the milestones of each proposal ask for, by slug."""
    rules = {kind: settings_of("votes", one) for kind, one in charter.kinds.items() if "votes" in one.mechanisms}
    return {one.slug: rules[one.kind].asked for one in proposals if one.kind in rules}


def milestones_of(
    rules: VotesRules, timeline: Timeline, created: date | None, days: Mapping[int, date]
) -> Iterator[Milestone]:
    """The milestones of one proposal, in the charter's order, from the *days* since when so many have been for it."""
    opened = next((move.at.astimezone(UTC).date() for move in timeline.moves if move.stage == rules.opens), None)
    start = opened if rules.opens else created
    for rule in rules.milestones.values():
        # A day that somebody writes down may be the last one that a calendar has: then no last day is told.
        ends = [start + timedelta(days=rule.within)] if rule.within and start and start <= date.max - _LONGEST else []
        until = min([*ends, *([rule.by] if rule.by else [])], default=None)
        reached = days.get(rule.supporters)
        is_late = bool(reached and until and reached > until)
        yield Milestone(rule.supporters, rule.means, until, None if is_late else reached, is_late)
