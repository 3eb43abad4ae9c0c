"""Whether the house keeps its word: how long people wait, how a no is given, what became of promised dates. Pure.

Every figure is counted from a list that goes with it, and is not told where the list is too short to say anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Literal

import msgspec

from potluck.charter import Charter
from potluck.days import created_on
from potluck.desk.answers import NOBODY, Answer, Answers
from potluck.desk.promises import Given, promises_of
from potluck.mechanisms import day_in, settings_of, text_in
from potluck.mechanisms.decision import ReasonRules, is_due
from potluck.model import Proposal, Timeline
from potluck.opened import Opened
from potluck.translation import N_

HANDFUL = 5  # of fewer nothing is told in one number
Answered = Literal["in time", "late", "waiting", "overdue", "answered", "no day"]


class Wait(msgspec.Struct, frozen=True):
    """One proposal, and its first answer."""

    slug: str
    brought: date
    answered: date | None
    days: int | None  # until the answer; None where there is none, or only the file tells that there was one
    due: date | None  # by which the charter promises one
    state: Answered
    what: str  # what the answer was, `wrote in its thread`


class No(msgspec.Struct, frozen=True):
    """One no, and whether it says why: a reason of the charter, and a sentence."""

    slug: str
    on: date | None
    has_reason: bool


class Deed(msgspec.Struct, frozen=True):
    """Something that one side did for the other, on a day where one is known."""

    slug: str
    on: date | None
    what: str  # "brought", "answered", "decided", "tried it", "promised a date"


class Closing(msgspec.Struct, frozen=True):
    """A thread that somebody else closed than whoever opened it, and whether a word or another number says why."""

    thread: int
    on: date
    has_word: bool


class Scorecard(msgspec.Struct, frozen=True):
    """All lists. `answer_days` is the charter's promise."""

    waits: tuple[Wait, ...]
    noes: tuple[No, ...]
    dates: tuple[Given, ...]
    brought: tuple[Deed, ...]  # by customers
    gave: tuple[Deed, ...]  # by the house, on what customers brought
    closings: tuple[Closing, ...]
    answer_days: int | None

    @property
    def days(self) -> tuple[int, ...]:
        """How long each first answer took, the quickest first."""
        return tuple(sorted(wait.days for wait in self.waits if wait.days is not None))


def median_of(days: Iterable[int]) -> float | None:
    """The middle of *days*; None where there are too few to say."""
    found = list(days)
    return float(median(found)) if len(found) >= HANDFUL else None


def share_of(part: int, whole: int) -> float | None:
    """*part* of *whole*, from 0 to 1; None where there are too few to say."""
    return part / whole if whole >= HANDFUL else None


def scorecard(
    proposals: Mapping[str, Proposal],
    timelines: Mapping[str, Timeline],
    charter: Charter,
    clock: datetime,
    spoken: Mapping[str, date] = NOBODY,
    opened: Iterable[Opened] = (),
) -> Scorecard:
    """The lists of a community at *clock*, each with the newest first; *timelines* are by path, *spoken* by slug.

    *opened* are the numbers of its forge.
    """
    today = clock.astimezone(UTC).date()
    answers = Answers(charter)
    decided = {
        kind: settings_of("decision", rules).reasons
        for kind, rules in charter.kinds.items()
        if "decision" in rules.mechanisms
    }
    firm = frozenset(login.lower() for login, rules in charter.people.items() if rules.firm) | answers.facilitators
    waits: list[Wait] = []
    noes: list[No] = []
    dates: list[Given] = []
    brought: list[Deed] = []
    gave: list[Deed] = []
    for slug, proposal in proposals.items():
        timeline = timelines.get(proposal.path, Timeline())
        created = created_on(proposal, timeline)
        dates += promises_of(proposal, timeline, today)
        if proposal.kind in decided and (no := _no(proposal, charter, decided[proposal.kind])) is not None:
            noes.append(no)
        logins = {person.login.lower() for person in proposal.authors if person.login}
        if logins and logins <= firm:
            continue
        brought.append(Deed(slug, created, N_("brought")))
        gave += _deeds(proposal, answers.happened[proposal.kind])
        if created:
            first = answers.first(proposal, timeline, spoken)
            waits.append(_wait(slug, created, first, charter.promises.answer_days, today))
    return Scorecard(
        waits=tuple(sorted(waits, key=lambda one: (-one.brought.toordinal(), one.slug))),
        noes=tuple(sorted(noes, key=lambda one: (-(one.on or date.min).toordinal(), one.slug))),
        dates=tuple(sorted(dates, key=lambda one: (-one.on.toordinal(), one.slug, one.set))),
        brought=tuple(sorted(brought, key=_newest)),
        gave=tuple(sorted(gave, key=_newest)),
        closings=tuple(
            Closing(one.thread, one.at.astimezone(UTC).date(), not one.is_silent)
            for one in sorted(opened, key=lambda one: (-one.at.timestamp(), -one.thread))
            if one.is_closed_for_another
        ),
        answer_days=charter.promises.answer_days,
    )


def _newest(deed: Deed) -> tuple[int, str, str]:
    return (-(deed.on or date.min).toordinal(), deed.slug, deed.what)


def _wait(slug: str, created: date, first: Answer | None, within: int | None, today: date) -> Wait:
    due = created + timedelta(days=within) if within else None
    if first is None:
        return Wait(slug, created, None, None, due, "overdue" if due and due < today else "waiting", "")
    if first.on is None:
        return Wait(slug, created, None, None, due, "no day", first.what)
    on = max(first.on, created)
    state: Answered = "answered" if due is None else "in time" if on <= due else "late"
    return Wait(slug, created, on, (on - created).days, due, state, first.what)


def _no(proposal: Proposal, charter: Charter, reasons: Mapping[str, ReasonRules]) -> No | None:
    """What *proposal* counts as, where it was said no to; *reasons* are those of its kind."""
    written = proposal.more.get("decision")
    reason = reasons.get(text_in(written, "reason"))
    stage = charter.kinds[proposal.kind].stages.get(proposal.stage)
    is_no = reason.answer == "no" if reason else bool(stage and is_due(stage) and stage.tone == "no")
    if not is_no:
        return None
    return No(proposal.slug, day_in(written, "date"), bool(reason and text_in(written, "says").strip()))


def _deeds(proposal: Proposal, happened: Iterable[tuple[str, str]]) -> Iterator[Deed]:
    """What the house wrote down about it, in the fields of *happened*: an answer, a decision, a trial, a date."""
    for field, what in happened:
        if written := proposal.more.get(field):
            yield Deed(proposal.slug, day_in(written, "date"), what)
    yield from (Deed(proposal.slug, promise.set, N_("promised a date")) for promise in proposal.promised)
