"""What stands where a proposal was taken down."""

from __future__ import annotations

from datetime import date

import msgspec

from potluck.model import Reading, TakenDown
from potluck.shapes import Chip
from potluck.translation import _
from potluck.views.community import Community


class Tombstone(msgspec.Struct, frozen=True):
    """What stands where a proposal was taken down. No word of it is left, its title neither."""

    address: str
    kind: Chip
    on: date | None
    reason: str  # in the charter's words; empty where it cannot be read


def tombstone(community: Community, reading: Reading, taken: TakenDown) -> Tombstone:
    """What stands at the address of something that was taken down."""
    reason = community.charter.desk.take_down.get(taken.reason, "")
    return Tombstone(
        address=community.address(reading),
        kind=community.kind_chip(reading.kind),
        on=taken.on,
        reason=_(reason),
    )
