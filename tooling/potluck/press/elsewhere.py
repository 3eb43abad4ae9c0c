"""What lies beside each proposal's page for the pages of others: a badge, a card, oEmbed, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec

from potluck.press.badge import proposal_badge
from potluck.press.preview import preview
from potluck.press.printer import Printer
from potluck.views import Community
from potluck.views.sharing import BADGE, CARD, OEMBED, PREVIEW, Shared, oembed_of, places_of, shared_of


def files_beside(community: Community, printer: Printer) -> Iterator[tuple[str, Any, Callable[[], bytes]]]:
    """Each file's place, what it is made of, and how to make it where that is new."""
    wanted = community.charter.sharing
    has_preview = "preview" in wanted
    for proposal in community.newest_first if wanted else ():
        shared = shared_of(community, proposal)
        for number, place in enumerate(places_of(community, proposal)):
            if "badge" in wanted:
                yield f"{place}/{BADGE}", shared, partial(proposal_badge, shared)
            if "card" in wanted:
                yield f"{place}/{CARD}", shared, partial(_card, printer, shared)
            if number:
                continue  # the rest is found by the page, which is at one address
            if "card" in wanted and shared.site_url:
                yield f"{place}/{OEMBED}", (shared, has_preview), partial(_oembed, shared, has_preview=has_preview)
            if has_preview:
                yield f"{place}/{PREVIEW}", shared, partial(preview, shared)


def _card(printer: Printer, shared: Shared) -> bytes:
    return printer.card(shared).encode()


def _oembed(shared: Shared, *, has_preview: bool) -> bytes:
    return msgspec.json.encode(oembed_of(shared, has_preview=has_preview))
