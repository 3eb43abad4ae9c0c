"""What needs a person now, in order, with the rule that says so and since when. Pure.

What is late comes first, the latest of all in front. Then rule by rule, in the order of `RULES`; within one, what has
waited longest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args

import msgspec

from potluck.charter import Charter
from potluck.days import created_on
from potluck.desk.answers import NOBODY, Answers
from potluck.mechanisms import day_in, settings_of
from potluck.mechanisms.decision import is_due
from potluck.mechanisms.voting import VotesRules, milestones_of
from potluck.model import Proposal, Timeline
from potluck.tally import Count, days_reached
from potluck.translation import N_, _, ngettext

Rule = Literal["asked", "unanswered", "reached", "unexplained", "promised", "alike", "stale"]
RULES: tuple[Rule, ...] = get_args(Rule)
MEANS: Mapping[Rule, str] = {
    N_("asked"): N_("Somebody wrote the name of a role, or of one who has it, among what it needs."),
    N_("unanswered"): N_(
        "Nobody who looks after the community has answered, decided, promised, tried or moved anything yet."
    ),
    N_("reached"): N_("So many people are for it that something is due, and nothing was decided since."),
    N_("unexplained"): N_("Its way has ended, and no decision says why."),
    N_("promised"): N_("A promised date is near, or past."),
    N_("alike"): N_("It may be the same as another."),
    N_("stale"): N_("It is open, and for long nobody has changed it or said that they want it."),
}
ENDS: Mapping[Rule, str] = {
    "asked": "do it, and take the line out of `needs`",
    "unanswered": 'potluck answer SLUG --says "…", or a word in its thread',
    "reached": "potluck move SLUG STAGE --reason …, or decline",
    "unexplained": "write its `decision`: by, date, reason, says",
    "promised": "potluck move SLUG STAGE, or a new date under `promised`",
    "alike": "potluck merge DUP INTO, where they are one",
    "stale": "potluck park SLUG --until DAY, or decline",
}
FACILITATOR = N_("facilitator")


class Alike(msgspec.Struct, frozen=True):
    """Two proposals that may be one, and what tells it."""

    slug: str
    other: str
    reason: str


class Waiting(msgspec.Struct, frozen=True):
    """One thing that waits for somebody."""

    rule: Rule
    slug: str
    whom: str  # a role of the charter, or the login of whoever was asked for
    since: date | None  # since when the rule holds; None where nothing tells it
    days: int | None  # so long before the clock; less than none of a date that is to come
    due: date | None  # the day by which it was promised
    late: int  # days past that
    why: str  # in a sentence


def triage(
    proposals: Mapping[str, Proposal],
    timelines: Mapping[str, Timeline],
    counts: Mapping[str, Count],
    charter: Charter,
    clock: datetime,
    alike: Iterable[Alike] = (),
    spoken: Mapping[str, date] = NOBODY,
) -> tuple[Waiting, ...]:
    """What waits for somebody in the community of *proposals* (by slug) at *clock*; *timelines* are by path."""
    today = clock.astimezone(UTC).date()
    found: list[Waiting] = []
    answers = Answers(charter)
    votes = {kind: settings_of("votes", rules) for kind, rules in charter.kinds.items() if "votes" in rules.mechanisms}
    for slug, proposal in proposals.items():
        timeline = timelines.get(proposal.path, Timeline())
        look = _Look(proposal, timeline, counts.get(slug), charter, today, spoken, answers, votes)
        found += look.found()
    found += [_alike(one, proposals, today) for one in alike if one.slug in proposals and one.other in proposals]
    return tuple(sorted(found, key=_order))


def _order(one: Waiting) -> tuple[int, int, int, str]:
    place = RULES.index(one.rule)
    return (-one.late, 0 if one.late else place, -(one.days or 0), one.slug)


def _alike(one: Alike, proposals: Mapping[str, Proposal], today: date) -> Waiting:
    created = proposals[one.slug].created
    days = (today - created).days if created else None
    return Waiting(
        "alike",
        one.slug,
        FACILITATOR,
        created,
        days,
        None,
        0,
        _("It may be the same as `%(other)s`: %(reason)s.", other=one.other, reason=one.reason),
    )


class _Look(msgspec.Struct, frozen=True):
    """One proposal, looked at by every rule."""

    proposal: Proposal
    timeline: Timeline
    tally: Count | None
    charter: Charter
    today: date
    spoken: Mapping[str, date]
    answers: Answers
    votes: Mapping[str, VotesRules]  # by kind

    def found(self) -> Iterator[Waiting]:
        stage = self.charter.kinds[self.proposal.kind].stages.get(self.proposal.stage)
        if stage and stage.closes:
            if is_due(stage) and "decision" in self._mechanisms and not self.proposal.more.get("decision"):
                yield self._waits(
                    "unexplained", self._day_of(self.timeline.since), _("Its way has ended, and no reason is given.")
                )
            return
        yield from self._asked()
        unanswered = list(self._unanswered())
        yield from unanswered
        yield from self._reached()
        yield from self._promised()
        if stage and stage.tone != "rest" and not unanswered:
            yield from self._stale()

    @property
    def _mechanisms(self) -> Mapping[str, object]:
        return self.charter.kinds[self.proposal.kind].mechanisms

    def _created(self) -> date | None:
        return created_on(self.proposal, self.timeline)

    def _asked(self) -> Iterator[Waiting]:
        for need in self.proposal.needs:
            words = {word.lower() for word in re.findall(r"[\w-]+", need)}
            for role, rules in self.charter.roles.items():
                whom = role if role in words else next((one for one in rules.people if one.lower() in words), "")
                if whom:
                    yield self._waits(
                        "asked",
                        self._day_of(self.timeline.changed),
                        _("It asks for %(whom)s: %(need)s", whom=whom, need=need),
                        whom=whom,
                    )
                    break

    def _unanswered(self) -> Iterator[Waiting]:
        """Not of what a facilitator brought: they have no answer to wait for."""
        logins = {person.login.lower() for person in self.proposal.authors if person.login}
        if logins and logins <= self.answers.facilitators:
            return
        if self.answers.first(self.proposal, self.timeline, self.spoken) is not None:
            return
        created, within = self._created(), self.charter.promises.answer_days
        due = created + timedelta(days=within) if created and within else None
        yield self._waits("unanswered", created, _("Nobody has answered yet."), due=due)

    def _reached(self) -> Iterator[Waiting]:
        settings = self.votes.get(self.proposal.kind)
        if settings is None or self.tally is None:
            return
        decided = day_in(self.proposal.more.get("decision"), "date")
        moved = self._day_of(self.timeline.since) if len(self.timeline.moves) > 1 else None
        last = max((day for day in (decided, moved) if day), default=date.min)
        days = days_reached(self.tally, settings.asked)
        reached = [
            one
            for one in milestones_of(settings, self.timeline, self._created(), days)
            if one.reached and one.reached > last
        ]
        if reached:
            highest = max(reached, key=lambda one: one.supporters)
            why = ngettext(
                "%(num)s person is for it, and nothing was decided since: %(means)s",
                "%(num)s people are for it, and nothing was decided since: %(means)s",
                highest.supporters,
                means=highest.means,
            )
            yield self._waits("reached", highest.reached, why)

    def _promised(self) -> Iterator[Waiting]:
        if not self.proposal.promised:
            return
        last = max(self.proposal.promised, key=lambda one: (one.set, one.on))
        if last.on < self.today:
            yield self._waits("promised", last.on, _("The promised date is past: %(why)s", why=last.why), due=last.on)
        elif (last.on - self.today).days <= self.charter.desk.near_days:
            yield self._waits("promised", last.on, _("A promised date is near: %(why)s", why=last.why), due=last.on)

    def _stale(self) -> Iterator[Waiting]:
        """Only where a kind's way has an end: a story that was told is no work that lies about."""
        if not any(stage.closes for stage in self.charter.kinds[self.proposal.kind].stages.values()):
            return
        if any(promise.on >= self.today for promise in self.proposal.promised):
            return
        voices = self.tally.supported_at[-1:] if self.tally else ()
        decision = day_in(self.proposal.more.get("decision"), "date")
        signs = [self._created(), self._day_of(self.timeline.changed), decision, *map(self._day_of, voices)]
        last = max((day for day in signs if day), default=None)
        if last and (self.today - last).days >= self.charter.desk.quiet_days:
            yield self._waits("stale", last, _("Nobody has changed it or said that they want it for long."))

    def _waits(
        self, rule: Rule, since: date | None, why: str, *, whom: str = FACILITATOR, due: date | None = None
    ) -> Waiting:
        days = (self.today - since).days if since else None
        late = max(0, (self.today - due).days) if due else 0
        return Waiting(rule, self.proposal.slug, whom, since, days, due, late, why)

    @staticmethod
    def _day_of(at: datetime | None) -> date | None:
        return at.astimezone(UTC).date() if at else None
