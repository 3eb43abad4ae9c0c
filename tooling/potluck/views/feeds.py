"""Feeds: one of the community, one a tag, a person and a stage, and one a proposal where the charter wants it.

Each thing that happens is one entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec.structs import replace

from potluck.days import day
from potluck.desk.happened import Happened
from potluck.model import Change, Proposal
from potluck.translation import _
from potluck.views.community import Community, distinct
from potluck.views.happenings import everything, headline, sentence
from potluck.views.people import person_pages
from potluck.views.places import FEED, person_place, stage_place, tag_place
from potluck.views.sharing import places_of
from potluck.views.versions import anchor_of, versions_place
from potluck.words import listed

ENTRIES = 50  # the newest, in one feed


class FeedEntry(msgspec.Struct, frozen=True):
    """One thing that happened. Texts are plain."""

    id: str  # its own for good
    address: str  # of the page, from the site's root
    title: str
    summary: str
    authors: tuple[str, ...]
    at: datetime
    tags: tuple[str, ...]


class Feed(msgspec.Struct, frozen=True):
    """A feed, the newest entry first."""

    place: str  # of its file
    title: str
    subtitle: str
    page: str  # the address of what it follows
    entries: tuple[FeedEntry, ...]
    updated: datetime


def feeds(community: Community) -> Iterator[tuple[str, Any, Callable[[], Feed]]]:
    """A feed a page that can be followed: its place, what it is made of, and how to make it where that is new.

    A list that nothing has come to yet can be followed too.
    """
    found: dict[str, list[Happened]] = {"": []}
    for one in community.once(everything):
        for place in distinct(_places(community, one)):
            items = found.setdefault(place, [])
            if len(items) < ENTRIES:
                items.append(one)
    for place, title in _titles(community):
        items = found.get(place, [])
        made_of = (title, [_made_of(community, one) for one in items])
        yield f"{place}/{FEED}" if place else FEED, made_of, partial(_feed, community, place, title, items)
    if "feed" in community.charter.sharing:
        yield from _proposal_feeds(community)


def _proposal_feeds(community: Community) -> Iterator[tuple[str, Any, Callable[[], Feed]]]:
    """The feed of each proposal, at every address that it had: who followed it under an old name goes on to."""
    found: dict[str, list[Happened]] = {}
    for one in community.once(everything):
        found.setdefault(one.slug, []).append(one)
    for proposal in community.newest_first:
        items = found.get(proposal.slug, [])
        changes = [change for change in community.timeline(proposal).versions[1:] if not change.stage]
        home, *old = places_of(community, proposal)
        made_of = (home, proposal.title, [_made_of(community, one) for one in items], changes)
        for place in (home, *old):
            yield f"{place}/{FEED}", made_of, partial(_proposal_feed, community, place, proposal, items, changes)


def _proposal_feed(
    community: Community, place: str, proposal: Proposal, items: list[Happened], changes: list[Change]
) -> Feed:
    """What happened to *proposal*, and its other words too: whoever follows one alone wants to know."""
    feed = replace(_feed(community, place, proposal.title, items), page=community.home(proposal))
    entries = (*feed.entries, *(_reworded(community, proposal, change) for change in changes))
    newest_first = tuple(sorted(entries, key=lambda entry: entry.at, reverse=True)[:ENTRIES])
    return replace(feed, entries=newest_first, updated=newest_first[0].at if newest_first else feed.updated)


def _reworded(community: Community, proposal: Proposal, change: Change) -> FeedEntry:
    """A change of the text as an entry, which leads to what was there before."""
    names = [community.who(login).name for login in distinct(filter(None, (change.login, *change.co_authors)))]
    return FeedEntry(
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, f'changed {change.commit} {change.title}')}",
        address=f"{versions_place(community, proposal)}#{anchor_of(change.commit)}",
        title=_("%(title)s: the text was changed", title=proposal.title),
        summary=_("%(day)s, by %(people)s.", day=day(change.at), people=listed(names, _("somebody"))),
        authors=tuple(names),
        at=change.at.astimezone(UTC),
        tags=proposal.tags,
    )


def _made_of(community: Community, one: Happened) -> tuple[Any, ...]:
    """What its entry depends on."""
    proposal = community.proposals[one.slug]
    return one, proposal.title, proposal.summary, proposal.tags, proposal.authors, community.home(proposal)


def _feed(community: Community, place: str, title: str, items: list[Happened]) -> Feed:
    rules = community.charter.community
    page = f"{place}/" if place else ""
    return Feed(
        place=page + FEED,
        title=f"{rules.name}: {title}" if place else title,
        subtitle="" if place else rules.tagline,
        page=page,
        entries=tuple(feed_entry(community, one) for one in items),
        updated=items[0].at if items else datetime(*rules.since.timetuple()[:3], tzinfo=UTC),
    )


def feed_entry(community: Community, one: Happened) -> FeedEntry:
    """It as an entry: under the proposal's title, with what happened."""
    proposal = community.proposals[one.slug]
    came = one.what == "came"
    people = [who.name for who in community.authors(proposal)] if came else [community.who(by).name for by in one.by]
    return FeedEntry(
        id=one.id,
        address=community.home(proposal),
        title=proposal.title if came else f"{proposal.title}: {headline(community, one)}",
        summary=proposal.summary if came else sentence(community, one),
        authors=tuple(people),
        at=one.at,
        tags=proposal.tags,
    )


def _places(community: Community, one: Happened) -> Iterator[str]:
    """The pages, without the last slash, whose feeds have it: "" is the community's own."""
    proposal = community.proposals[one.slug]
    yield ""
    yield from map(tag_place, proposal.tags)
    if one.stage:
        yield stage_place(one.stage)
    logins = [person.login for person in proposal.authors] + [credit.login for credit in proposal.credits]
    yield from (person_place(login) for login in (*logins, *one.by) if login.lower() in community.people_with_page)


def _titles(community: Community) -> Iterator[tuple[str, str]]:
    """Every page that can be followed, and what it is called."""
    yield "", community.charter.community.name
    yield from {tag_place(tag): tag for one in community.newest_first for tag in one.tags}.items()
    yield from {
        stage_place(stage): community.stage_chip(kind, stage).name
        for kind, rules in community.charter.kinds.items()
        for stage in rules.stages
    }.items()
    yield from ((place, page.who.name) for place, page in community.once(person_pages))
