"""Who stands at the door: proposals of open pull requests that passed the check and that a facilitator let in."""

from __future__ import annotations

from datetime import UTC

from potluck.model import Arrival
from potluck.shapes import ArrivalRow
from potluck.views.community import Community


def at_the_door(community: Community) -> tuple[ArrivalRow, ...]:
    """Those of the last snapshot who still wait, the newest first; nobody where the charter has switched that off."""
    forge = community.charter.forge
    if not forge.home or not forge.door.label:
        return ()
    here = {reading.path for reading in community.readings}
    waiting = [one for one in community.door if one.path not in here and one.kind in community.charter.kinds]
    waiting.sort(key=lambda one: (-one.opened.timestamp(), one.thread, one.path))
    return tuple(_row(community, one) for one in waiting)


def _row(community: Community, one: Arrival) -> ArrivalRow:
    return ArrivalRow(
        address=f"{community.charter.forge.home}/pull/{one.thread}",
        thread=one.thread,
        title=one.title,
        summary=one.summary,
        kind=community.kind_chip(one.kind),
        by=community.who(one.by),
        opened=one.opened.astimezone(UTC).date(),
        language=one.language if one.language != community.charter.community.languages[0] else "",
    )
