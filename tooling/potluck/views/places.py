"""Addresses on the site, and where they lead that something has given up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from potluck.charter import Charter
from potluck.model import Proposal
from potluck.slugs import NAME_LIMIT, SLUG, make_segment, make_slug

# Behind the name of what lives on in another: there its own text is read. No name that people choose has two hyphens.
AS_BROUGHT = "--as-brought"
VERSIONS = "/versions.html"  # behind a proposal's place: the page that lays its versions side by side
FEED = "feed.xml"  # of what a page shows, beside it
HELP_PLACE = "needs/help"  # the list of what asks for help


def address_of(place: str) -> str:
    """The address of the page at *place*: a folder's, but where the place is that of a file."""
    return place if place.endswith(".html") else f"{place}/"


def onward_of(proposals: Mapping[str, Proposal]) -> dict[str, Proposal]:
    """What lives on in another, by slug, and the last of those that it leads to; none of a circle."""
    slug_of = {alias: one.slug for one in proposals.values() for alias in one.aliases}
    slug_of |= {slug: slug for slug in proposals}
    into = {one.slug: slug_of[one.merged_into] for one in proposals.values() if one.merged_into in slug_of}
    found = {}
    for slug in into:
        way = [slug]
        while (step := into.get(way[-1])) and step not in way:
            way.append(step)
        if way[-1] not in into:
            found[slug] = proposals[way[-1]]
    return found


def download_of(charter: Charter) -> str:
    """The name of the file that holds the whole site."""
    return f"{make_slug(charter.community.name, 'community')}.zip"


def is_address(alias: str) -> bool:
    """Whether an old name can be a piece of an address: only then something leads on from there."""
    return bool(SLUG.fullmatch(alias)) and len(alias) <= NAME_LIMIT


def make_slug_beside(place: str, path: str) -> str:
    """An address beside *place* that is the file's own."""
    folder, _, slug = place.rpartition("/")
    return f"{folder}/{make_slug(slug, 'file', unique=path)}"


@cache
def tag_place(tag: str) -> str:
    """The address of a tag's list, without the last slash."""
    return f"tags/{make_segment(tag, 'tag')}"


@cache
def stage_place(stage: str) -> str:
    """The address of a stage's list, without the last slash."""
    return f"stages/{make_segment(stage, 'stage')}"


@cache
def year_place(year: int) -> str:
    """The address of what was brought in a year, without the last slash."""
    return f"years/{year}"


@cache
def person_place(login: str) -> str:
    """The address of a person's page, without the last slash."""
    return f"people/{make_segment(login.lower(), 'person')}"
