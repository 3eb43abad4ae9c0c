"""The rules of counting as data, and which ballots are counted for a proposal: what a browser needs to count anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from potluck.mechanisms.voting import EVER, NEVER
from potluck.model import Period, Proposal
from potluck.tally import GHOST, REASONS, SUPPORTING, z_of
from potluck.views.community import Community

Bounds = tuple[datetime | None, datetime | None]  # from, to before


class ApiBallots(msgspec.Struct, kw_only=True):
    """A file that holds what people said on a proposal, under an old name of it, or on one that was merged here."""

    file: str  # from the site's root
    name: str  # under which they are
    cast_on: str  # the slug of the proposal that has the name today
    voting: list[Bounds] | None  # when it was open on that one; null: always
    counted: bool  # not so where counts of several proposals cannot be told apart by person


class ApiReaction(msgspec.Struct, kw_only=True):
    """What a reaction says, and the points that it gives; null for none."""

    means: str
    name: str
    score: int | None


class ApiRules(msgspec.Struct, kw_only=True):
    """All that it takes, with the ballots and a proposal's authors, to count anew: the charter's rules of counting."""

    version: int
    clock: datetime
    ledger_taken: datetime | None
    ballots: str  # `by-login`, or `counts-only`
    reactions: dict[str, ApiReaction]  # those left out count for nothing
    supporting: tuple[str, ...]  # meanings of people who are for it
    reasons: dict[str, str]  # why somebody is not counted, as the tally says it; the first that applies is given
    ghost: str  # the login of every account that was deleted; "" where there is none
    bots: str  # `leave-out`, or `count`
    own_proposals: str
    account_days: int
    confidence: float
    z: float  # of Wilson's lower bound at that confidence
    half_life: int
    prior_people: int
    prior_score: float
    split_share: float


def rules_of(community: Community, version: int) -> ApiRules:
    """How people are counted here."""
    charter, rules = community.charter, community.charter.tally
    return ApiRules(
        version=version,
        clock=community.clock,
        ledger_taken=community.ledger_at,
        ballots=charter.ledger.ballots,
        reactions={
            reaction: ApiReaction(means=rule.means, name=rule.name, score=rule.score)
            for reaction, rule in sorted(charter.reactions.items())
        },
        supporting=SUPPORTING,
        reasons=REASONS,
        ghost=GHOST if charter.forge.type == "github" else "",
        bots=rules.bots,
        own_proposals=rules.own_proposals,
        account_days=rules.account_days,
        confidence=rules.confidence,
        z=z_of(rules.confidence),
        half_life=rules.half_life,
        prior_people=rules.prior_people,
        prior_score=rules.prior_score,
        split_share=rules.split_share,
    )


def ballots_of(community: Community, proposal: Proposal) -> list[ApiBallots]:
    """Every file that has to do with the tally of *proposal*."""
    return [
        ApiBallots(
            file=community.charter.ballots_place(source.name),
            name=source.name,
            cast_on=source.cast_on,
            voting=None if source.periods is None else bounds(source.periods),
            counted=source.is_counted,
        )
        for source in community.count(proposal).sources
    ]


def bounds(periods: Iterable[Period]) -> list[Bounds]:
    """Times as JSON has them, null where there is no limit."""
    return [(None if start == EVER else start, None if end == NEVER else end) for start, end in periods]
