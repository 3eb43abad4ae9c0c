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
    rules = community.charter.sharing
    for proposal in community.newest_first:
        shared = shared_of(community, proposal)
        for number, place in enumerate(places_of(community, proposal)):
            if rules.badge:
                yield f"{place}/{BADGE}", shared, partial(proposal_badge, shared)
            if rules.card:
                yield f"{place}/{CARD}", shared, partial(_card, printer, shared)
            if number:
                continue  # the rest is found by the page, which is at one address
            if rules.card and shared.site_url:
                yield f"{place}/{OEMBED}", (shared, rules.preview), partial(_oembed, shared, has_preview=rules.preview)
            if rules.preview:
                yield f"{place}/{PREVIEW}", shared, partial(preview, shared)


def _card(printer: Printer, shared: Shared) -> bytes:
    return printer.card(shared).encode()


def _oembed(shared: Shared, *, has_preview: bool) -> bytes:
    return msgspec.json.encode(oembed_of(shared, has_preview=has_preview))
