"""When somebody who looks after the community first answered what was brought. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date

from potluck.charter import Charter
from potluck.mechanisms import day_in, mechanisms, settings_of
from potluck.model import Proposal, Timeline

NOBODY: Mapping[str, date] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """The first answer, and its day: None where only the file tells that there was one."""

    on: date | None
    what: str  # "decided", "tried it", "promised a date", "worked on it", "moved it", "wrote in its thread"


def first_answer(
    proposal: Proposal, timeline: Timeline, charter: Charter, spoken: Mapping[str, date] = NOBODY
) -> Answer | None:
    """The earliest thing that a facilitator, or a verifier, did about *proposal*; None where nobody has.

    *spoken* has the day of a facilitator's first word in a thread, by slug, where the forge tells it.
    """
    found = list(_answers(proposal, timeline, charter, spoken))
    return min(found, key=lambda one: (one.on or date.max, one.what), default=None)


def _answers(proposal: Proposal, timeline: Timeline, charter: Charter, spoken: Mapping[str, date]) -> Iterator[Answer]:
    rules = charter.kinds[proposal.kind]
    for word in rules.mechanisms:
        mechanism = mechanisms()[word]
        for field in mechanism.fields(settings_of(word, rules)) if mechanism.happened else ():
            if written := proposal.more.get(field):
                yield Answer(day_in(written, "date"), mechanism.happened)
    yield from (Answer(promise.set, "promised a date") for promise in proposal.promised)
    if day := spoken.get(proposal.slug):
        yield Answer(day, "wrote in its thread")
    authors = {person.login.lower() for person in proposal.authors if person.login}
    for change in timeline.changes[1:] if timeline.is_whole else timeline.changes:
        logins = {login.lower() for login in (change.login, *change.co_authors) if login}
        day = change.at.astimezone(UTC).date()
        if logins & (charter.people_of("facilitator") - authors):
            yield Answer(day, "worked on it")
        elif change.stage:
            yield Answer(day, "moved it")
    stage = rules.stages.get(proposal.stage)
    if proposal.stage != rules.entry and not (stage and stage.authors):  # moved before git saw it
        yield Answer(None, "moved it")
