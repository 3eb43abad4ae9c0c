"""The way of a proposal: its stages as a track, and what happened, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date

from potluck.charter import StageRules
from potluck.days import day
from potluck.mechanisms import day_in, mechanisms, text_in
from potluck.model import Proposal
from potluck.shapes import Moment, Step
from potluck.translation import _, ngettext
from potluck.views.community import Community
from potluck.views.versions import SHOWN, anchor_of, versions_place


def track(community: Community, proposal: Proposal) -> tuple[Step, ...]:
    """The kind's way, as far as it applies: stages off the way show only where the proposal stands on one."""
    stages = community.rules(proposal).stages
    since: dict[str, date] = {}
    for change in community.timeline(proposal).changes:
        if change.stage:
            since[change.stage] = change.at.astimezone(UTC).date()
    before, after = _led_from(stages, proposal.stage), _leads_to(stages, proposal.stage)
    way = [
        word
        for word, rules in stages.items()
        if rules.tone not in ("no", "rest")
        and (word in since or word in before or word in after or word == proposal.stage)
    ]
    if proposal.stage not in way:
        passed = [word for word in way if word in since or word == next(iter(stages))]
        way = [*passed, proposal.stage]
    here = way.index(proposal.stage)
    return tuple(
        Step(
            community.stage_chip(proposal.kind, word),
            "past" if place < here else "here" if place == here else "ahead",
            since.get(word),
        )
        for place, word in enumerate(way)
    )


def _leads_to(stages: Mapping[str, StageRules], stage: str) -> set[str]:
    """The stages that a proposal can come to from *stage*, by moves that do not leave the kind's way."""
    found, pending = set(), [stage]
    while pending:
        for word in stages[pending.pop()].to:
            if word in stages and word not in found and stages[word].tone not in ("no", "rest"):
                found.add(word)
                pending.append(word)
    return found


def _led_from(stages: Mapping[str, StageRules], stage: str) -> set[str]:
    """The stages from which a proposal can have come to *stage*."""
    return {word for word in stages if stage in _leads_to(stages, word)}


def moments(community: Community, proposal: Proposal) -> Iterator[Moment]:
    """What happened, oldest first: what the front matter tells, and what git saw."""
    found: list[Moment] = []
    if proposal.created:
        authors = community.authors(proposal)
        found.append(Moment(proposal.created, ngettext("brought it", "brought it", len(authors)), authors))
    found += [
        Moment(promise.set, _("promised it for %(day)s", day=day(promise.on)), ()) for promise in proposal.promised
    ]
    for word in community.rules(proposal).mechanisms:
        mechanism = mechanisms()[word]
        for field in mechanism.fields(community.settings(proposal.kind, word)) if mechanism.happened else ():
            written = proposal.more.get(field)
            if on := day_in(written, "date"):
                found.append(Moment(on, _(mechanism.happened), (community.who(text_in(written, "by")),)))
    timeline = community.timeline(proposal)
    versions = versions_place(community, proposal)
    shown = {change.commit for change in timeline.versions[1:][-SHOWN:]} if versions else set()
    for place, change in enumerate(timeline.changes):
        chip = community.stage_chip(proposal.kind, change.stage) if change.stage else None
        people = tuple(community.who(login) for login in (change.login, *change.co_authors) if login)
        many = max(1, len(people))
        if place == 0 and timeline.is_whole:
            words, chip = ngettext("put it on the table", "put it on the table", many), None
        elif chip:
            words = ngettext("moved it to %(stage)s", "moved it to %(stage)s", many, stage=chip.name)
        elif change.version:
            words = ngettext("changed the text", "changed the text", many)
        else:
            words = ngettext("changed its details", "changed its details", many)
        at = change.at.astimezone(UTC).date()
        address = community.change_address(change.commit, proposal.path)
        own = f"{versions}#{anchor_of(change.commit)}" if change.commit in shown else ""
        found.append(Moment(at, words, people, change.commit[:7], address, own, chip))
    yield from sorted(found, key=lambda moment: moment.at)
