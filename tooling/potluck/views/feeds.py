"""Feeds: one of the community, and one a tag, a person and a stage. Each thing that happens is one entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from potluck.desk.happened import Happened
from potluck.model import Proposal
from potluck.views.community import Community, distinct
from potluck.views.happenings import everything, headline, sentence
from potluck.views.lists import person_pages
from potluck.views.places import person_place, stage_place, tag_place

ENTRIES = 50  # the newest, in one feed
NAME = "feed.xml"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One thing that happened. Texts are plain."""

    id: str  # its own for good
    address: str  # of the page, from the site's root
    title: str
    summary: str
    authors: tuple[str, ...]
    at: datetime
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, the newest entry first."""

    place: str  # of its file
    title: str
    subtitle: str
    page: str  # the address of what it follows
    entries: tuple[FeedEntry, ...]
    updated: datetime


def feeds(community: Community) -> Iterator[Feed]:
    """All of them. A list that nothing has come to yet can be followed too."""
    rules = community.charter.community
    found: dict[str, list[FeedEntry]] = {"": []}
    for one in community.once(everything):
        proposal = community.proposals[one.slug]
        entry: FeedEntry | None = None
        for place in distinct(_places(community, one, proposal)):
            entries = found.setdefault(place, [])
            if len(entries) < ENTRIES:
                entry = entry or feed_entry(community, one)
                entries.append(entry)
    for place, title in _titles(community):
        name = f"{rules.name}: {title}" if place else title
        entries = found.get(place, [])
        updated = entries[0].at if entries else datetime(*rules.since.timetuple()[:3], tzinfo=UTC)
        page = f"{place}/" if place else ""
        yield Feed(page + NAME, name, rules.tagline if not place else "", page, tuple(entries), updated)


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


def _places(community: Community, one: Happened, proposal: Proposal) -> Iterator[str]:
    """The pages, without the last slash, whose feeds have it: "" is the community's own."""
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
