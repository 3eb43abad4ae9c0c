"""What spreadsheets read of the API: a row a proposal, a row a decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from potluck.csvtext import csv_file
from potluck.views.api import ApiPerson, ApiSummary
from potluck.views.community import Community
from potluck.views.decisions import decisions
from potluck.words import without_addresses

DECISION = ("slug", "url", "kind", "stage", "title", "answer", "reason", "says", "by", "on", "brought")


def csv_proposals(summaries: Iterable[ApiSummary]) -> bytes:
    """What `proposals.json` lists, under the same names; several values stand in one cell, with commas."""
    return csv_file(ApiSummary.__struct_fields__, (map(_in_one, msgspec.structs.astuple(one)) for one in summaries))


def csv_decisions(community: Community) -> bytes:
    """Every yes and no with its reason, the newest first."""
    found = ((one, community.proposals[one.row.slug]) for one in community.once(decisions))
    rows = (
        (
            one.row.slug,
            community.site_url + one.row.address,
            proposal.kind,
            proposal.stage,
            one.row.title,
            one.answer,
            one.reason,
            without_addresses(one.says),
            one.who.login,
            one.on,
            one.row.created,
        )
        for one, proposal in found
    )
    return csv_file(DECISION, rows)


def _in_one(value: Any) -> Any:
    """A list as the words of one cell."""
    if not isinstance(value, list):
        return value
    return ", ".join(one.login or one.name if isinstance(one, ApiPerson) else str(one) for one in value)
