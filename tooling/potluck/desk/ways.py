"""The way of a proposal: the stages that it stood at, each with the day on which it came there. Pure.

Git tells both. What git began with had a life before: of that, the file tells when it was brought and when it was
decided. It then stood at its kind's first stage from the one day, and at the stage that git found it at from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

import msgspec

from potluck.charter import Charter
from potluck.mechanisms import day_in
from potluck.model import Proposal, Timeline


class Stop(msgspec.Struct, frozen=True):
    """A stage, and the day on which a proposal came to it."""

    on: date
    stage: str


Way = tuple[Stop, ...]  # the oldest first; empty where nothing tells when it came


def ways_of(proposals: Mapping[str, Proposal], timelines: Mapping[str, Timeline], charter: Charter) -> dict[str, Way]:
    """The way of each of *proposals*, by slug; *timelines* are by path."""
    began = began_on(timelines)
    return {
        slug: _way(one, timelines.get(one.path, Timeline()), charter.kinds[one.kind].entry, began)
        for slug, one in proposals.items()
    }


def began_on(timelines: Mapping[str, Timeline]) -> datetime | None:
    """When git began to look."""
    return min((line.created for line in timelines.values() if line.created), default=None)


def _way(proposal: Proposal, timeline: Timeline, entry: str, began: datetime | None) -> Way:
    seen, moves = timeline.created, timeline.moves
    known = [Stop(_day(move.at), move.stage) for move in moves]
    is_first_known = timeline.is_whole and moves[:1] == timeline.changes[:1]
    if seen and (seen != began or not proposal.created):
        stops = known if is_first_known else [Stop(_day(seen), entry), *known]
    elif proposal.created and known and not is_first_known:  # a shallow clone tells the later part
        stops = [Stop(proposal.created, entry), *known]
    elif proposal.created:
        stops = [*_before_git(proposal, proposal.created, known[0] if known else None, entry), *known[1:]]
    else:
        return ()
    if stops[-1].stage != proposal.stage:  # written down, and in no commit yet
        stops.append(Stop(stops[-1].on, proposal.stage))
    return tuple(_in_order(stops))


def _before_git(proposal: Proposal, came: date, found: Stop | None, entry: str) -> Iterator[Stop]:
    """What the file tells, up to where git *found* it."""
    yield Stop(came, entry)
    decided = day_in(proposal.more.get("decision"), "date")
    if decided and decided >= came and (found is None or decided <= found.on):
        yield Stop(decided, found.stage if found else proposal.stage)
    elif found:
        yield found


def _in_order(stops: Iterable[Stop]) -> Iterator[Stop]:
    """Each stage that it really moved to; no stop before the one in front of it, whatever clocks have said."""
    last: Stop | None = None
    for stop in stops:
        if last is None or stop.stage != last.stage:
            last = Stop(max(stop.on, last.on), stop.stage) if last else stop
            yield last


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
