"""Promised dates as pages and files have them; counted once for all."""

from __future__ import annotations

from potluck.desk.promises import Given, promises_of
from potluck.model import Proposal
from potluck.views.community import Community


def promises(community: Community) -> tuple[Given, ...]:
    """Every promised date, the furthest ahead first."""
    today = community.clock.date()
    found = [
        one
        for proposal in community.proposals.values()
        if proposal.promised
        for one in promises_of(proposal, community.timeline(proposal), today)
    ]
    return tuple(sorted(found, key=lambda one: (-one.on.toordinal(), one.slug, one.set)))


def due_of(community: Community, proposal: Proposal) -> Given | None:
    """The date that was given last, where it is to come, or past with nothing come of it and something left to do."""
    last = community.once(_last).get(proposal.slug)
    if last is None or community.rules(proposal).stages[proposal.stage].closes:
        return None
    is_owed = last.state == "missed" and last.met is None
    return last if is_owed or last.on >= community.clock.date() else None


def _last(community: Community) -> dict[str, Given]:
    """The date that was given last, by slug."""
    found: dict[str, Given] = {}
    for one in community.once(promises):
        if one.to is None:
            found[one.slug] = one
    return found
