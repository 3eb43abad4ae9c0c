"""A digest in words: what each of its forms prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from potluck.days import day
from potluck.desk.digest import About, Digest, concerned, digest
from potluck.desk.happened import Happened
from potluck.desk.triage import Waiting
from potluck.shapes import SoonRow
from potluck.views.community import Community
from potluck.views.desk import age, waiting
from potluck.views.happenings import by_whom, capital, due, everything, headline, soon_row
from potluck.words import count, without_addresses

SHOWN = 25  # lines of one section: nobody reads a longer message to its end


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to tell. Texts are plain."""

    title: str
    address: str  # whole; "" where the site has none
    head: str  # what happened, when, by whom
    says: str  # people's own words about it
    language: str  # of title and words, where it differs from the site's


@dataclass(frozen=True, slots=True)
class Section:
    """One part of it, which has something to tell."""

    name: str
    lines: tuple[Line, ...]
    more: int  # that are not shown


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A digest, to be printed."""

    title: str
    summary: str
    sections: tuple[Section, ...]
    site_url: str
    notice: str
    note: str  # what is left out, and why; "" where nothing is
    language: str
    as_of: datetime


def digest_of(community: Community, about: About, since: datetime) -> Digest:
    """What there is to tell of the *community* since a moment, by its clock."""
    return digest(
        about,
        since,
        community.clock,
        community.once(everything),
        community.once(due),
        waiting(community),
        concerned(about, community.proposals, community.timelines, community.ballots),
        community.charter,
    )


def digest_page(community: Community, found: Digest) -> DigestPage:
    """*found* in words."""
    rules = community.charter.community
    told = (
        ("Came to the table", [_happened(community, one) for one in found.came]),
        ("Moved", [_happened(community, one) for one in found.moved]),
        ("Decided", [_happened(community, one) for one in found.decided]),
        ("Soon due", [_soon(community, soon_row(community, one)) for one in found.soon]),
        ("Needs you" if found.about.person else "Needs somebody", [_waiting(community, one) for one in found.waiting]),
    )
    return DigestPage(
        title=f"{rules.name}{_about(community, found.about)}: {day(found.since)} to {day(found.until)}",
        summary=summary(found),
        sections=tuple(
            Section(name, tuple(lines[:SHOWN]), max(0, len(lines) - SHOWN)) for name, lines in told if lines
        ),
        site_url=community.site_url,
        notice=rules.notice,
        note=_note(community, found.about),
        language=rules.languages[0],
        as_of=found.until,
    )


def summary(found: Digest) -> str:
    """`3 came, 2 moved, 1 was decided. 4 days are near, 9 things wait.`"""
    happened = [
        f"{len(items):,} {words}"
        for items, words in ((found.came, "came"), (found.moved, "moved"), (found.decided, "decided"))
        if items
    ]
    ahead = [
        words
        for items, words in (
            (found.soon, f"{count(len(found.soon), 'day')} near or past"),
            (found.waiting, f"{count(len(found.waiting), 'thing')} waiting"),
        )
        if items
    ]
    return f"{', '.join(happened) or 'Nothing happened'}. {', '.join(ahead) or 'Nothing waits'}."


def _about(community: Community, about: About) -> str:
    parts = ([f"“{about.tag}”"] if about.tag else []) + ([community.who(about.person).name] if about.person else [])
    return f", for {' and '.join(parts)}" if parts else ""


def _note(community: Community, about: About) -> str:
    if not (about.person and community.charter.has_counts_only):
        return ""
    return "Only how many said what is kept here, not who: what this person voted on is not among it for that alone."


def _line(community: Community, slug: str, head: str, says: str) -> Line:
    row = community.row(community.proposals[slug])
    address = community.site_url + community.address(community.proposals[slug]) if community.site_url else ""
    return Line(row.title, address, capital(head), without_addresses(says), row.language)


def _happened(community: Community, one: Happened) -> Line:
    head = f"{headline(community, one)}, {day(one.at)}, by {by_whom(community, one)}"
    says = community.proposals[one.slug].summary if one.what == "came" else one.says or one.reason
    return _line(community, one.slug, head, says)


def _soon(community: Community, row: SoonRow) -> Line:
    head = f"{row.means}: {day(row.on)}, {_when(row.days)}"
    return Line(row.title, community.site_url + row.address if community.site_url else "", head, row.why, row.language)


def _when(days: int) -> str:
    return f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} ago" if days else "today"


def _waiting(community: Community, one: Waiting) -> Line:
    whom = f"a {one.whom}" if one.whom in community.charter.roles else community.who(one.whom).name
    return _line(community, one.slug, f"{one.rule}, {age(one.days, one.late)}, for {whom}", one.why)
