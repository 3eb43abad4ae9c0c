"""The votes looked over, for everybody to read: numbers and reasons, and nobody's name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import msgspec

from potluck.audit import (
    REASONS,
    Effects,
    Finding,
    Reason,
    Seen,
    audit,
    effects_of,
    flagged_in,
    in_words,
    says_of,
    sentence_of,
)
from potluck.charter import Charter
from potluck.mechanisms.voting import windows_of
from potluck.model import Ballot, Proposal, Timeline
from potluck.shapes import Row
from potluck.tally import Count, voices_of
from potluck.translation import _
from potluck.views.community import Community
from potluck.views.rankings import NAMES, contenders_of

_UNTOLD: tuple[Reason, ...] = ("one-author",)


class Audited(msgspec.Struct, frozen=True):
    """What was found, and what it does to the places."""

    seen: Seen
    effects: Effects


class OddVotes(msgspec.Struct, frozen=True):
    """One finding of an audit: numbers, and the proposals that it is about."""

    sentence: str
    chance: str
    since: datetime
    until: datetime
    rows: tuple[Row, ...]


class Weighed(msgspec.Struct, frozen=True):
    """A proposal with the voices of all findings, and without."""

    row: Row
    support: int
    support_without: int
    opposition: int
    opposition_without: int
    places: tuple[tuple[int | None, int | None], ...]


class AuditPage(msgspec.Struct, frozen=True):
    """The votes looked over."""

    counts_only: bool  # nobody's voice can be looked at
    voices: int
    people: int
    aged: int  # voices of accounts whose age is known
    rules: tuple[str, ...]  # what is looked for, in words
    findings: tuple[OddVotes, ...]
    rankings: tuple[str, ...]
    weighed: tuple[Weighed, ...]


def audited(
    charter: Charter,
    proposals: Mapping[str, Proposal],
    counts: Mapping[str, Count],
    timelines: Mapping[str, Timeline],
    ballots: Sequence[Ballot],
    clock: datetime,
    untold: Collection[Reason] = (),
) -> Audited:
    """The *ballots* looked over, as they are counted. What is found for the *untold* reasons is left in its place."""
    windows = windows_of(charter, proposals.values(), timelines) if ballots else {}
    seen = audit(voices_of(counts, proposals, ballots, charter, windows), proposals, charter)
    flagged = flagged_in(one for one in seen.findings if one.reason not in untold)
    contenders = contenders_of(charter, proposals, counts, timelines)
    return Audited(seen, effects_of(flagged, proposals, ballots, contenders, charter, windows, clock))


def audit_of(community: Community) -> Audited:
    """The community's own, as it may be shown to everybody.

    Whose proposals alone some accounts are for is not told, so nor is what becomes of them: a list of one person's
    proposals names that person, who may have done nothing but please people.
    """
    return audited(
        community.charter,
        community.proposals,
        community.counts,
        community.timelines,
        community.ballots,
        community.clock,
        _UNTOLD,
    )


def audit_page(community: Community) -> AuditPage:
    """What the page says. Proposals are named, and people are not."""
    found = community.once(audit_of)
    return AuditPage(
        counts_only=community.charter.has_counts_only,
        voices=found.seen.voices,
        people=found.seen.people,
        aged=found.seen.aged,
        rules=tuple(says_of(reason, community.charter) for reason in REASONS),
        findings=tuple(
            OddVotes(
                sentence=sentence_of(one, community.charter),
                chance=in_words(one.chance),
                since=one.since,
                until=one.until,
                rows=tuple(community.row(community.proposals[slug]) for slug in _named(one)),
            )
            for one in found.seen.findings
        ),
        rankings=tuple(_(NAMES[one[0]]) for one in found.effects.others),
        weighed=tuple(
            Weighed(
                community.row(community.proposals[one.slug]),
                *one.support,
                *one.opposition,
                tuple((before, after) for __, before, after in one.places),
            )
            for one in found.effects.proposals
        ),
    )


def _named(finding: Finding) -> tuple[str, ...]:
    """The proposals of a finding that may be told to everybody."""
    return () if finding.reason in _UNTOLD else finding.proposals


class ApiFinding(msgspec.Struct, kw_only=True):
    """Some voices that do not look like chance. Whose they are is not told."""

    reason: str
    sentence: str
    proposals: list[str]
    side: str | None
    people: int
    voices: int
    among: int
    expected: float
    chance: float
    since: datetime
    until: datetime


class ApiPlace(msgspec.Struct, kw_only=True):
    """A place in one ranking with the voices of all findings, and without; null where there is none."""

    by: str
    place: int | None
    without: int | None


class ApiEffect(msgspec.Struct, kw_only=True):
    """One proposal with the voices of all findings, and without."""

    slug: str
    support: int
    support_without: int
    opposition: int
    opposition_without: int
    places: list[ApiPlace]


class ApiAudit(msgspec.Struct, kw_only=True):
    """The votes looked over. It decides nothing: every voice in it is counted."""

    version: int
    clock: datetime
    ledger_taken: datetime | None
    voices: int
    people: int
    aged: int  # voices of accounts whose age is known
    young: int
    findings: list[ApiFinding]
    effects: list[ApiEffect]
    others: dict[str, int]  # further proposals that would stand elsewhere, by ranking


def api_audit(community: Community, version: int) -> ApiAudit:
    """What the page says, for programs."""
    found = community.once(audit_of)
    return ApiAudit(
        version=version,
        clock=community.clock,
        ledger_taken=community.ledger_at,
        voices=found.seen.voices,
        people=found.seen.people,
        aged=found.seen.aged,
        young=found.seen.young,
        findings=[
            ApiFinding(
                reason=one.reason,
                sentence=sentence_of(one, community.charter),
                proposals=list(_named(one)),
                side=one.side,
                people=len(one.people),
                voices=one.voices,
                among=one.among,
                expected=one.expected,
                chance=one.chance,
                since=one.since,
                until=one.until,
            )
            for one in found.seen.findings
        ],
        effects=[
            ApiEffect(
                slug=one.slug,
                support=one.support[0],
                support_without=one.support[1],
                opposition=one.opposition[0],
                opposition_without=one.opposition[1],
                places=[ApiPlace(by=by, place=before, without=after) for by, before, after in one.places],
            )
            for one in found.effects.proposals
        ],
        others=dict(found.effects.others),
    )
