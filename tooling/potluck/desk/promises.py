"""Promised dates, and what became of each. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date
from typing import Literal

from potluck.mechanisms import day_in, text_in
from potluck.model import Promise, Proposal, Timeline

Held = Literal["kept", "moved", "missed", "to come"]


@dataclass(frozen=True, slots=True)
class Given:
    """One promised date, what it was for, and what became of it."""

    slug: str
    on: date
    set: date
    why: str
    state: Held
    then: str  # why it moved, or what came instead, in the words of whoever wrote it down
    to: date | None  # the date that was given next
    met: date | None  # the first day after it was given on which something was decided or moved
    late: int  # days from its own to that day, or to today; of one that was moved, to the next


def promises_of(proposal: Proposal, timeline: Timeline, today: date) -> Iterator[Given]:
    """Every promised date, in the order in which they were given.

    It is kept by a decision or a move on its day or before, and after it was given.
    """
    given = sorted(proposal.promised, key=lambda one: (one.set, one.on))
    decided = day_in(proposal.more.get("decision"), "date")
    moved = (move.at.astimezone(UTC).date() for move in timeline.moves[1:])
    steps = sorted(day for day in (decided, *moved) if day)
    for place, promise in enumerate(given):
        after = given[place + 1] if place + 1 < len(given) else None
        state, then = _held(promise, after, steps, today)
        if state == "missed" and not then and decided and decided > promise.on:
            then = text_in(proposal.more.get("decision"), "says")
        to, met = after.on if after else None, next((step for step in steps if step > promise.set), None)
        until = to if state == "moved" else (met or today) if state == "missed" else promise.on
        late = max(0, (until - promise.on).days) if until else 0
        yield Given(proposal.slug, promise.on, promise.set, promise.why, state, then, to, met, late)


def _held(promise: Promise, after: Promise | None, steps: Iterable[date], today: date) -> tuple[Held, str]:
    if any(promise.set < step <= promise.on for step in steps):
        return "kept", ""
    if after and after.set <= promise.on:
        return "moved", after.why
    if promise.on >= today:
        return "to come", ""
    return "missed", after.why if after else ""
