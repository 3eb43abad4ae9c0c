"""When somebody who looks after the community first answered what was brought. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date

import msgspec

from potluck.charter import Charter, KindRules
from potluck.mechanisms import day_in, mechanisms, settings_of
from potluck.model import Proposal, Talk, Timeline
from potluck.translation import N_

NOBODY: Mapping[str, date] = {}


class Answer(msgspec.Struct, frozen=True):
    """The first answer, and its day: None where only the file tells that there was one."""

    on: date | None
    what: str  # "answered", "decided", "tried it", "promised a date", "worked on it", "moved it", "wrote in its thread"


def spoken_in(talk: Iterable[Talk]) -> dict[str, date]:
    """The day on which the house first spoke on a thread of each proposal, by slug, where it did."""
    found: dict[str, date] = {}
    for one in talk:
        if one.answered:
            day = one.answered.astimezone(UTC).date()
            found[one.proposal] = min(day, found.get(one.proposal, day))
    return found


class Answers:
    """Tells first answers by the rules of one charter, which are looked up once."""

    def __init__(self, charter: Charter) -> None:
        self.facilitators = charter.people_of("facilitator")
        self._kinds = charter.kinds
        # By kind, the fields in which somebody writes that they did something, and what that was.
        self.happened = {kind: tuple(_happened(rules)) for kind, rules in charter.kinds.items()}

    def first(self, proposal: Proposal, timeline: Timeline, spoken: Mapping[str, date] = NOBODY) -> Answer | None:
        """The earliest thing that a facilitator, or a verifier, did about *proposal*; None where nobody has.

        *spoken* has the day of a facilitator's first word in a thread, by slug, where the forge tells it.
        """
        found = self._answers(proposal, timeline, spoken)
        return min(found, key=lambda one: (one.on or date.max, one.what), default=None)

    def _answers(self, proposal: Proposal, timeline: Timeline, spoken: Mapping[str, date]) -> Iterator[Answer]:
        for field, words in self.happened[proposal.kind]:
            if written := proposal.more.get(field):
                yield Answer(day_in(written, "date"), words)
        yield from (Answer(promise.set, N_("promised a date")) for promise in proposal.promised)
        if said := spoken.get(proposal.slug):
            yield Answer(said, N_("wrote in its thread"))
        authors = {person.login.lower() for person in proposal.authors if person.login}
        for change in timeline.changes[1:] if timeline.is_whole else timeline.changes:  # the first one brought it
            logins = {login.lower() for login in (change.login, *change.co_authors) if login}
            day = change.at.astimezone(UTC).date()
            if logins & (self.facilitators - authors):
                yield Answer(day, N_("worked on it"))
            elif change.stage:
                yield Answer(day, N_("moved it"))
        rules = self._kinds[proposal.kind]
        stage = rules.stages.get(proposal.stage)
        if proposal.stage != rules.entry and not (stage and stage.authors):  # moved before git saw it
            yield Answer(None, N_("moved it"))


def _happened(rules: KindRules) -> Iterator[tuple[str, str]]:
    """The fields in which somebody writes that they did something, and what that was."""
    for word in rules.mechanisms:
        mechanism = mechanisms()[word]
        for field in mechanism.fields(settings_of(word, rules)) if mechanism.happened else ():
            yield field, mechanism.happened
