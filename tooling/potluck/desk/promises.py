"""Promised dates, and what became of each. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date
from typing import Literal

import msgspec

from potluck.mechanisms import day_in, text_in
from potluck.model import Promise, Proposal, Timeline

Held = Literal["kept", "moved", "missed", "to come"]


class Given(msgspec.Struct, frozen=True):
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
    seen: date | None  # when git first had it; None where it came with the file, or before git had the file


class TakenOut(msgspec.Struct, frozen=True):
    """A promised date that stood in the file and does not stand there any more: nobody said why."""

    slug: str
    on: date
    out: date  # when it was taken out
    by: str  # a login; empty where nothing vouches for the person
    commit: str


def promises_of(proposal: Proposal, timeline: Timeline, today: date) -> Iterator[Given]:
    """Every promised date, in the order in which they were given.

    It is kept by a decision or a move on its day or before, and after it was given.
    """
    seen = _seen(timeline)
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
        found = seen.get(promise.on) if timeline.created and timeline.created.date() <= promise.set else None
        yield Given(proposal.slug, promise.on, promise.set, promise.why, state, then, to, met, late, found)


def _seen(timeline: Timeline) -> dict[date, date]:
    """When git first had each date, of those that a later commit than the first brought."""
    found: dict[date, date] = {}
    first = {text for change in timeline.changes[:1] for text in change.promised or ()}
    for change in timeline.changes[1:] if timeline.is_whole else ():
        for text in change.promised or ():
            if text not in first:
                found.setdefault(date.fromisoformat(text), change.at.astimezone(UTC).date())
    return found


def taken_out_of(proposal: Proposal, timeline: Timeline) -> Iterator[TakenOut]:
    """Promised dates that stand in the file no more, in the order in which they were taken out."""
    now = {one.on for one in proposal.promised}
    before: tuple[str, ...] = ()
    found: dict[date, TakenOut] = {}
    for change in timeline.changes:
        if change.promised is None:
            continue
        for on in map(date.fromisoformat, before):
            if on.isoformat() not in change.promised and on not in now:
                out = change.at.astimezone(UTC).date()
                found[on] = TakenOut(proposal.slug, on, out, change.login, change.commit)
        before = change.promised
    yield from found.values()


def _held(promise: Promise, after: Promise | None, steps: Iterable[date], today: date) -> tuple[Held, str]:
    if any(promise.set < step <= promise.on for step in steps):
        return "kept", ""
    if after and after.set <= promise.on:
        return "moved", after.why
    if promise.on >= today:
        return "to come", ""
    return "missed", after.why if after else ""
