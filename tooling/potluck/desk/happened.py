"""What happened on the table: what came, what moved to another stage, what was decided. Pure.

Each thing is told once: a decision that moved something is one thing with that move. It happened when it reached the
published branch; where git does not tell, on the day that somebody wrote down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec.structs import replace

from potluck.charter import Charter
from potluck.mechanisms import day_in, settings_of, text_in
from potluck.model import Change, Proposal, Timeline

What = Literal["came", "moved", "decided"]
DAY = timedelta(days=1)


class Happened(msgspec.Struct, frozen=True):
    """One thing that happened to a proposal."""

    what: What
    slug: str
    at: datetime  # UTC; midnight where only the day is known
    name: str  # words that it alone has
    by: tuple[str, ...] = ()  # logins; none where nothing vouches for anybody
    was: str = ""  # the stage that it left; "" where it did not move, or nobody knows
    stage: str = ""  # the stage that it came to; "" where it stayed
    commit: str = ""
    answer: Literal["yes", "no", ""] = ""
    reason: str = ""  # the charter's words for it
    says: str = ""

    @property
    def id(self) -> str:
        """Its own for good, whatever the proposal is called later (RFC 4122)."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, self.name)}"


class _Decision(msgspec.Struct, frozen=True):
    on: date
    by: str
    answer: Literal["yes", "no"]
    reason: str
    says: str


def happened(
    proposals: Mapping[str, Proposal], timelines: Mapping[str, Timeline], charter: Charter
) -> tuple[Happened, ...]:
    """Everything that happened to *proposals* (by slug), the newest first; *timelines* are by path."""
    reasons = {
        kind: settings_of("decision", rules).reasons for kind, rules in charter.kinds.items() if _decides(charter, kind)
    }
    began = min((line.created for line in timelines.values() if line.created), default=None)
    found: list[Happened] = []
    for proposal in proposals.values():
        timeline = timelines.get(proposal.path, Timeline())
        found += _Look(proposal, timeline, reasons.get(proposal.kind, {}), charter.kinds[proposal.kind].entry).all(
            began
        )
    return tuple(sorted(_told_apart(found), key=lambda one: (-one.at.timestamp(), one.slug, one.what)))


def identity_of(proposal: Proposal, timeline: Timeline) -> str:
    """Words that only *proposal* has, and keeps when it is renamed or gets another title, as long as git tells."""
    if timeline.is_whole and timeline.changes:
        return f"{timeline.changes[0].commit} {timeline.changes[0].title}"
    return f"{proposal.kind} {proposal.slug}"


def _decides(charter: Charter, kind: str) -> bool:
    return "decision" in charter.kinds[kind].mechanisms


def _told_apart(found: Iterable[Happened]) -> Iterator[Happened]:
    """Each with a name of its own: those that say the same of themselves are numbered."""
    seen = Counter[str]()
    for one in sorted(found, key=lambda one: (one.name, one.slug)):
        seen[one.name] += 1
        yield one if seen[one.name] == 1 else replace(one, name=f"{one.name} {seen[one.name]}")


class _Look(msgspec.Struct, frozen=True):
    """One proposal, and what its file and git tell of it."""

    proposal: Proposal
    timeline: Timeline
    reasons: Mapping[str, Any]
    entry: str

    def all(self, began: datetime | None) -> Iterator[Happened]:
        """Each thing; *began* is when git began to look."""
        came = self._came(began)
        if came:
            yield came
        decision = self._decision()
        carrier = self._carrier(decision) if decision else None
        is_told = False
        for was, move in self._moves():
            brings = decision if carrier is move else None
            is_told = is_told or brings is not None
            yield self._move(was, move, brings)
        if decision and not is_told:
            yield self._decided(decision, carrier)

    def _came(self, began: datetime | None) -> Happened | None:
        """From the first commit. What git began with had come before: of that, the file tells the day."""
        created, seen = self.proposal.created, self.timeline.created
        at = seen if seen and (seen != began or not created) else _midnight(created) if created else None
        if at is None:
            return None
        stage = self._first_stage()
        logins = tuple(person.login for person in self.proposal.authors if person.login)
        commit = self.timeline.changes[0].commit if seen else ""
        name = f"came {identity_of(self.proposal, self.timeline)}"
        return Happened("came", self.proposal.slug, at, name, logins, stage=stage, commit=commit)

    def _first_stage(self) -> str:
        moves = self.timeline.moves
        if self.timeline.is_whole and moves and moves[0] is self.timeline.changes[0]:
            return moves[0].stage
        return self.entry if moves else self.proposal.stage

    def _moves(self) -> Iterator[tuple[str, Change]]:
        """Every change of stage after the first commit, with the stage before."""
        was = ""
        for place, change in enumerate(self.timeline.changes):
            if change.stage and (place or not self.timeline.is_whole):
                yield was, change
            was = change.stage or was

    def _move(self, was: str, move: Change, decision: _Decision | None) -> Happened:
        logins = tuple(dict.fromkeys(login for login in (move.login, *move.co_authors) if login))
        slug, name = self.proposal.slug, f"moved {move.commit} {move.title} {move.stage}"
        if not decision:
            return Happened("moved", slug, move.at.astimezone(UTC), name, logins, was, move.stage, move.commit)
        return Happened(
            "decided", slug, move.at.astimezone(UTC), name, (decision.by,) if decision.by else logins, was, move.stage,
            move.commit, decision.answer, decision.reason, decision.says,
        )  # fmt: skip

    def _decision(self) -> _Decision | None:
        written = self.proposal.more.get("decision")
        reason, on = self.reasons.get(text_in(written, "reason")), day_in(written, "date")
        if reason is None or on is None:
            return None
        return _Decision(on, text_in(written, "by"), reason.answer, reason.means, text_in(written, "says"))

    def _carrier(self, decision: _Decision) -> Change | None:
        """The change that brought *decision*: the first move from its day on, else the first change.

        Somebody's evening is another's morning: a day earlier is the same day.
        """
        later = [one for one in self.timeline.changes if one.at.astimezone(UTC).date() >= decision.on - DAY]
        return next((one for one in later if one.stage), later[0] if later else None)

    def _decided(self, decision: _Decision, carrier: Change | None) -> Happened:
        """Without a move. What the first commit brought was decided on the day that is written."""
        is_told = carrier and carrier is not self.timeline.changes[0]
        at = carrier.at.astimezone(UTC) if carrier and is_told else _midnight(decision.on)
        name = f"decided {identity_of(self.proposal, self.timeline)} {decision.on}"
        return Happened(
            "decided", self.proposal.slug, at, name, (decision.by,) if decision.by else (),
            commit=carrier.commit if carrier and is_told else "",
            answer=decision.answer, reason=decision.reason, says=decision.says,
        )  # fmt: skip


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=UTC)
