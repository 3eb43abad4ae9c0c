"""Days that are to come, or that passed with something owed: for the digest, the calendar and the first page. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

import msgspec

from potluck.charter import Charter, StageRules
from potluck.days import created_on
from potluck.desk.happened import identity_of
from potluck.mechanisms import settings_of
from potluck.mechanisms.voting import NEVER, VotesRules, milestones_of, periods_of
from potluck.model import Proposal, Timeline
from potluck.tally import Count, days_reached
from potluck.translation import _, ngettext

Sort = Literal["promised", "parked", "voting", "milestone"]


class Deadline(msgspec.Struct, frozen=True):
    """A day by which something is due."""

    sort: Sort
    on: date
    slug: str  # "" where it is the same day for all of a kind
    kind: str
    why: str  # what was promised, or what is to be reached
    id: str  # the same, however often the day is changed
    times: int = 0  # that the day was changed
    told: date | None = None  # when somebody wrote it down


def deadlines(
    proposals: Mapping[str, Proposal],
    timelines: Mapping[str, Timeline],
    counts: Mapping[str, Count],
    charter: Charter,
    clock: datetime,
) -> tuple[Deadline, ...]:
    """All of them, the nearest first. The day of a broken promise stays until there is a new one, or an end."""
    today = clock.astimezone(UTC).date()
    votes = {kind: settings_of("votes", rules) for kind, rules in charter.kinds.items() if "votes" in rules.mechanisms}
    found = [one for kind, rules in votes.items() for one in _of_kind(kind, rules, today)]
    for proposal in proposals.values():
        stage = charter.kinds[proposal.kind].stages.get(proposal.stage)
        if stage and stage.closes:
            continue
        timeline = timelines.get(proposal.path, Timeline())
        found += _promised(proposal, timeline, stage)
        if rules := votes.get(proposal.kind):
            found += _voting(proposal, timeline, rules, clock)
            found += _milestones(proposal, timeline, counts.get(proposal.slug), rules, today)
    return tuple(sorted(found, key=lambda one: (one.on, one.sort, one.slug, one.id)))


def _promised(proposal: Proposal, timeline: Timeline, stage: StageRules | None) -> Iterator[Deadline]:
    if proposal.promised:
        last = max(proposal.promised, key=lambda one: (one.set, one.on))
        sort: Sort = "parked" if stage and stage.desk == "park" else "promised"
        name = _id("promised", identity_of(proposal, timeline))  # the same while it is parked: one list of days
        yield Deadline(
            sort, last.on, proposal.slug, proposal.kind, last.why, name, len(proposal.promised) - 1, last.set
        )


def _voting(proposal: Proposal, timeline: Timeline, rules: VotesRules, clock: datetime) -> Iterator[Deadline]:
    periods = periods_of(rules, timeline) if rules.has_window and timeline.is_whole else ()
    if periods and periods[-1][0] <= clock < periods[-1][1] < NEVER:
        end = periods[-1][1].astimezone(UTC)
        why = _("Voices count that are given until %(end)s UTC.", end=f"{end:%Y-%m-%d %H:%M}")
        name = _id("voting", identity_of(proposal, timeline))
        yield Deadline("voting", end.date(), proposal.slug, proposal.kind, why, name, len(periods) - 1)


def _milestones(
    proposal: Proposal, timeline: Timeline, count: Count | None, rules: VotesRules, today: date
) -> Iterator[Deadline]:
    """Those with a day of the proposal's own, as long as they can be reached."""
    reached = milestones_of(
        rules, timeline, created_on(proposal, timeline), days_reached(count, rules.asked) if count else {}
    )
    for word, rule, one in zip(rules.milestones, rules.milestones.values(), reached, strict=True):
        if rule.within and one.until and not one.reached and one.until >= today and one.until != rule.by:
            name = _id("milestone", f"{word} {identity_of(proposal, timeline)}")
            yield Deadline(
                "milestone", one.until, proposal.slug, proposal.kind, _to_reach(one.supporters, one.means), name
            )


def _of_kind(kind: str, rules: VotesRules, today: date) -> Iterator[Deadline]:
    """The days that the charter names for all of a kind: told once, not for each."""
    for word, rule in rules.milestones.items():
        if rule.by and rule.by >= today:
            name = _id("milestone", f"{kind} {word}")
            yield Deadline("milestone", rule.by, "", kind, _to_reach(rule.supporters, rule.means), name)


def _to_reach(supporters: int, means: str) -> str:
    return ngettext(
        "%(num)s person for it by then: %(means)s", "%(num)s people for it by then: %(means)s", supporters, means=means
    )


def _id(sort: str, words: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"deadline {sort} {words}"))
