"""What machines read: the versioned API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from potluck.charter_schema import DIALECT, charter_schema
from potluck.mechanisms.voting import milestones_of, periods_of
from potluck.model import Proposal
from potluck.schema import kind_schema
from potluck.shapes import ArrivalRow
from potluck.tally import divided, score_of, spread_of
from potluck.views.api import (
    ApiArrival,
    ApiChange,
    ApiCommunity,
    ApiMilestone,
    ApiPerson,
    ApiPromise,
    ApiProposal,
    ApiSummary,
    ApiTakenDown,
    ApiTally,
)
from potluck.views.audit import ApiAudit, api_audit
from potluck.views.community import Community
from potluck.views.door import at_the_door
from potluck.views.figures import ApiScorecard, api_scorecard
from potluck.views.kept import ApiPromises, api_promises, csv_promises
from potluck.views.rules import ApiRules, ballots_of, bounds, rules_of
from potluck.views.tables import csv_decisions, csv_proposals
from potluck.words import visible, without_addresses

API_VERSION = 1


def api_proposals(community: Community) -> Iterable[tuple[str, Any, Callable[[], bytes]]]:
    """A file a proposal: its place, what it is made of, and how to make it where that is new."""
    for proposal in community.proposals.values():
        made_of = (community.made_of(proposal), community.address(proposal))
        yield f"api/v1/proposals/{proposal.slug}.json", made_of, partial(_proposal_file, community, proposal)


def api_files(community: Community) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The other files of the API: the place of each, and how to make it."""
    yield "api/v1/proposals.json", lambda: _json(community.once(_community))
    yield "api/v1/proposals.csv", lambda: csv_proposals(community.once(_community).proposals)
    yield "api/v1/decisions.csv", lambda: csv_decisions(community)
    yield "api/v1/rules.json", lambda: _json(rules_of(community, API_VERSION))
    yield "api/v1/audit.json", lambda: _json(api_audit(community, API_VERSION))
    yield "api/v1/scorecard.json", lambda: _json(api_scorecard(community, API_VERSION))
    yield "api/v1/promises.json", lambda: _json(api_promises(community, API_VERSION))
    yield "api/v1/promises.csv", lambda: csv_promises(community)
    shapes = {"proposals": ApiCommunity, "proposal": ApiProposal, "rules": ApiRules, "audit": ApiAudit}
    shapes |= {"scorecard": ApiScorecard, "promises": ApiPromises}
    for name, shape in shapes.items():
        yield f"api/v1/schema/{name}.json", partial(_schema, shape)
    yield "api/v1/schema/charter.json", lambda: _readable(charter_schema())
    for kind in community.charter.kinds:  # in a folder of their own: a kind may be called `proposal`, or `charter`
        yield f"api/v1/schema/kinds/{kind}.json", partial(_schema_of_kind, community, kind)


def _proposal_file(community: Community, proposal: Proposal) -> bytes:
    return _json(_proposal(community, proposal))


def _json(value: Any) -> bytes:
    """JSON in which no text can end a script element that somebody puts it in."""
    return msgspec.json.encode(value).replace(b"<", b"\\u003c")


def _schema(shape: type) -> bytes:
    return _readable({"$schema": DIALECT} | msgspec.json.schema(shape))


def _schema_of_kind(community: Community, kind: str) -> bytes:
    return _readable(kind_schema(community.charter, kind))


def _readable(schema: Mapping[str, Any]) -> bytes:
    return msgspec.json.format(_json(schema), indent=2) + b"\n"


def _community(community: Community) -> ApiCommunity:
    rules = community.charter.community
    return ApiCommunity(
        version=API_VERSION,
        name=rules.name,
        notice=rules.notice,
        clock=community.clock,
        ledger_taken=community.ledger_at,
        proposals=[_summary(community, proposal) for proposal in community.newest_first],
        door=[_arrival(one) for one in community.once(at_the_door)],
        waiting=[
            visible(reading.path)
            for reading in community.readings
            if reading.slug not in community.proposals and not reading.taken_down
        ],
        taken_down=[
            ApiTakenDown(slug=reading.slug, on=reading.taken_down.on, reason=reading.taken_down.reason)
            for reading in community.readings
            if reading.taken_down
        ],
    )


def _arrival(one: ArrivalRow) -> ApiArrival:
    return ApiArrival(
        thread=one.thread,
        url=one.address,
        kind=one.kind.word,
        title=one.title,
        summary=one.summary,
        language=one.language,
        by=one.by.login,
        opened=one.opened,
    )


def _people(proposal: Proposal) -> list[ApiPerson]:
    return [ApiPerson(login=author.login, name=author.name) for author in proposal.authors]


def _summary(community: Community, proposal: Proposal) -> ApiSummary:
    count = community.count(proposal)
    return ApiSummary(
        slug=proposal.slug,
        url=community.site_url + community.address(proposal),
        kind=proposal.kind,
        stage=proposal.stage,
        title=proposal.title,
        summary=proposal.summary,
        authors=_people(proposal),
        tags=list(proposal.tags),
        language=proposal.language,
        created=community.created(proposal),
        changed=community.changed(proposal),
        support=count.tally.support,
        opposition=count.tally.opposition,
        confidence=count.tally.confidence,
        trending=community.trend(proposal),
        divided=divided(count.tally.support, count.tally.opposition),
        score=score_of(count.tally, community.charter),
        spread=spread_of(count.tally),
        comments=count.comments,
        problems=len(community.problems.get(proposal.path, ())),
    )


def _proposal(community: Community, proposal: Proposal) -> ApiProposal:
    """Nothing here depends on the clock: a file of the API changes when its proposal does."""
    tally = community.count(proposal).tally
    return ApiProposal(
        version=API_VERSION,
        slug=proposal.slug,
        url=community.site_url + community.address(proposal),
        file=proposal.path,
        digest=proposal.digest,
        kind=proposal.kind,
        stage=proposal.stage,
        title=proposal.title,
        summary=proposal.summary,
        authors=_people(proposal),
        tags=list(proposal.tags),
        language=proposal.language,
        created=community.created(proposal),
        changed=community.changed(proposal),
        thread=proposal.thread,
        aliases=list(proposal.aliases),
        extends=list(proposal.extends),
        supersedes=list(proposal.supersedes),
        superseded_by=list(proposal.superseded_by),
        answers=list(proposal.answers),
        merged_into=proposal.merged_into,
        handed_to=without_addresses(proposal.handed_to),
        needs=list(proposal.needs),
        promised=[ApiPromise(on=one.on, set=one.set, why=without_addresses(one.why)) for one in proposal.promised],
        more=_without_addresses(proposal.more),
        tally=ApiTally(
            support=tally.support,
            opposition=tally.opposition,
            meanings=tally.meanings,
            reactions=tally.reactions,
            excluded=tally.excluded,
            confidence=tally.confidence,
            scores=tally.scores,
        ),
        ballots=ballots_of(community, proposal),
        voting=_voting(community, proposal),
        milestones=_milestones(community, proposal),
        changes=[
            ApiChange(commit=change.commit, at=change.at, login=change.login, stage=change.stage)
            for change in community.timeline(proposal).changes
        ],
        problems=[diagnostic.code for diagnostic in community.problems.get(proposal.path, ())],
    )


def _voting(community: Community, proposal: Proposal) -> list[tuple[datetime | None, datetime | None]]:
    if "votes" not in community.rules(proposal).mechanisms:
        return []
    periods = periods_of(community.settings(proposal.kind, "votes"), community.timeline(proposal))
    return bounds(periods)


def _milestones(community: Community, proposal: Proposal) -> list[ApiMilestone]:
    if "votes" not in community.rules(proposal).mechanisms:
        return []
    milestones = milestones_of(
        community.settings(proposal.kind, "votes"),
        community.timeline(proposal),
        community.created(proposal),
        community.days_reached(proposal),
    )
    return [
        ApiMilestone(supporters=one.supporters, means=one.means, until=one.until, reached=one.reached)
        for one in milestones
    ]


def _without_addresses(value: Any) -> Any:
    """*value* without mail addresses, however deep they stand."""
    if isinstance(value, str):
        return without_addresses(value)
    if isinstance(value, list):
        return [_without_addresses(item) for item in value]
    return {name: _without_addresses(item) for name, item in value.items()} if isinstance(value, dict) else value
