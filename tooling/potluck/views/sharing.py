"""What others show of a proposal on pages of their own, and what they paste there to show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import msgspec

from potluck.charter.model import Beside
from potluck.desk.scorecard import share_of
from potluck.diagnostics.neutral import prose
from potluck.model import Proposal
from potluck.shapes import Bar
from potluck.translation import _, ngettext
from potluck.views.community import Community
from potluck.views.figures import card_of
from potluck.views.places import FEED, is_address
from potluck.words import listed

BADGE, CARD, OEMBED, PREVIEW = "badge.svg", "card.html", "oembed.json", "preview.png"
CARD_SIZE = (600, 220)
PREVIEW_SIZE = (1200, 630)  # as the programs ask for it that show links
ANSWERED = ("in time", "late", "answered", "no day")  # states of a first answer that was given
FRESH = 86_400  # seconds for which a card may be shown as it was


class Shared(msgspec.Struct, frozen=True):
    """A proposal as others show it. Nothing of it depends on the clock."""

    place: str  # of the folder with its files, without the last slash: the address that it was given, and keeps
    title: str
    summary: str
    language: str  # of the two
    kind: str
    stage: str
    tone: str
    bar: Bar | None  # None where its kind has no votes
    people: tuple[str, ...]
    community: str
    notice: str
    site_language: str
    site_url: str  # empty where the site does not know its own

    @property
    def address(self) -> str:
        """Of its page, whole."""
        return f"{self.site_url}{self.place}/"

    @property
    def voices(self) -> str:
        """`42 voices`; "" where its kind has no votes."""
        if self.bar is None:
            return ""
        return ngettext("%(num)s voice", "%(num)s voices", self.bar.voices)


class Summed(msgspec.Struct, frozen=True):
    """A community in two numbers."""

    name: str
    proposals: int
    answered: int | None  # per cent of what customers brought; None of too few


class Paste(msgspec.Struct, frozen=True):
    """Something to paste elsewhere."""

    means: str
    text: str
    shows: str = ""  # the picture that comes of it, from the site's root


def shared_of(community: Community, proposal: Proposal) -> Shared:
    """*proposal* as others show it."""
    rules = community.charter.community
    stage = community.stage_chip(proposal.kind, proposal.stage)
    return Shared(
        place=community.home(proposal).rstrip("/"),
        title=proposal.title,
        summary=proposal.summary,
        language=proposal.language or rules.languages[0],
        kind=community.rules(proposal).name,
        stage=stage.name,
        tone=stage.tone,
        bar=community.bar(proposal),
        people=tuple(who.name for who in community.authors(proposal)),
        community=rules.name,
        notice=rules.notice,
        site_language=rules.languages[0],
        site_url=community.site_url,
    )


def places_of(community: Community, proposal: Proposal) -> Iterator[str]:
    """The folders of its files, without the last slash: where it is, and where it was before it was renamed.

    What somebody pasted under an old name goes on showing how it stands.
    """
    home = community.home(proposal).rstrip("/")
    yield home
    names = community.once(_names)
    for alias in dict.fromkeys(proposal.aliases):
        if is_address(alias) and names.get(alias) == proposal.slug:
            yield f"{home.rpartition('/')[0]}/{alias}"


def _names(community: Community) -> dict[str, str]:
    """Every name that a proposal has or had, and whose it is; one that two had is the first one's."""
    names = {reading.slug: reading.slug for reading in community.readings}
    for reading in community.readings:
        for alias in reading.aliases:
            names.setdefault(alias.target, reading.slug)
    return names


def feed_of(community: Community, proposal: Proposal) -> str:
    """The address of the feed of *proposal* alone; "" where there is none."""
    return community.home(proposal) + FEED if "feed" in community.charter.sharing else ""


def summed_of(community: Community) -> Summed:
    """The community in two numbers."""
    waits = community.once(card_of).waits
    share = share_of(sum(1 for one in waits if one.state in ANSWERED), len(waits))
    answered = None if share is None else round(100 * share)
    return Summed(community.charter.community.name, len(community.proposals), answered)


def pastes_of(shared: Shared, wanted: Sequence[Beside]) -> Iterator[Paste]:
    """What to paste on other pages; nothing where the site does not know its own address."""
    if not shared.site_url:
        return
    if "badge" in wanted:
        badge, title = f"{shared.address}{BADGE}", " ".join(shared.title.split())
        markdown = f"[![{prose(title)}]({badge})]({shared.address})"
        yield Paste(_("A badge, for a README in Markdown"), markdown, f"{shared.place}/{BADGE}")
        yield Paste(
            _("The same in HTML"),
            f'<a href="{escape(shared.address)}"><img src="{escape(badge)}" alt="{escape(title)}"></a>',
        )
    if "card" in wanted:
        yield Paste(_("A card, for a page of yours"), frame_of(shared))


def frame_of(shared: Shared) -> str:
    """The HTML that shows the card of *shared*. The frame may do nothing but open links that somebody presses."""
    width, height = CARD_SIZE
    return (
        f'<iframe src="{escape(shared.address)}{CARD}" title="{escape(shared.title)}" '
        f'width="{width}" height="{height}" loading="lazy" '
        'style="border:0;max-width:100%" sandbox="allow-popups allow-top-navigation-by-user-activation"></iframe>'
    )


def oembed_of(shared: Shared, *, has_preview: bool) -> dict[str, Any]:
    """The same as oEmbed 1.0 (https://oembed.com/), for programs that make a card of an address."""
    width, height = CARD_SIZE
    found: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": shared.title,
        "author_name": listed(shared.people, _("somebody")),
        "provider_name": shared.community,
        "provider_url": shared.site_url,
        "cache_age": FRESH,
        "html": frame_of(shared),
        "width": width,
        "height": height,
    }
    if has_preview:
        width, height = PREVIEW_SIZE
        found |= {"thumbnail_url": shared.address + PREVIEW, "thumbnail_width": width, "thumbnail_height": height}
    return found
