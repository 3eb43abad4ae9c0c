"""A digest in words: what each of its forms prints."""

from __future__ import annotations

from datetime import datetime

import msgspec

from potluck.days import day
from potluck.desk.digest import About, Digest, concerned, digest
from potluck.desk.happened import Happened
from potluck.desk.triage import Waiting
from potluck.shapes import SoonRow
from potluck.translation import _, ngettext, pgettext
from potluck.views.community import Community
from potluck.views.desk import age, waiting
from potluck.views.happenings import capital, due, everything, soon_row, with_day
from potluck.words import without_addresses

SHOWN = 25  # lines of one section: nobody reads a longer message to its end


class Line(msgspec.Struct, frozen=True):
    """One thing to tell. Texts are plain."""

    title: str
    address: str  # whole; "" where the site has none
    head: str  # what happened, when, by whom
    says: str  # people's own words about it
    language: str  # of title and words, where it differs from the site's


class Section(msgspec.Struct, frozen=True):
    """One part of it, which has something to tell."""

    name: str
    lines: tuple[Line, ...]
    more: int  # that are not shown


class DigestPage(msgspec.Struct, frozen=True):
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
        (_("Came to the table"), [_happened(community, one) for one in found.came]),
        (_("Moved"), [_happened(community, one) for one in found.moved]),
        (_("Decided"), [_happened(community, one) for one in found.decided]),
        (_("Soon due"), [_soon(community, soon_row(community, one)) for one in found.soon]),
        (
            _("Needs you") if found.about.person else _("Needs somebody"),
            [_waiting(community, one) for one in found.waiting],
        ),
    )
    return DigestPage(
        title=_title(community, found),
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
    came, moved, decided = len(found.came), len(found.moved), len(found.decided)
    soon, waits = len(found.soon), len(found.waiting)
    happened = [
        *([ngettext("%(num)s came", "%(num)s came", came)] if came else []),
        *([ngettext("%(num)s moved", "%(num)s moved", moved)] if moved else []),
        *([ngettext("%(num)s decided", "%(num)s decided", decided)] if decided else []),
    ]
    ahead = [
        *([ngettext("%(num)s day near or past", "%(num)s days near or past", soon)] if soon else []),
        *([ngettext("%(num)s thing waiting", "%(num)s things waiting", waits)] if waits else []),
    ]
    comma = pgettext("between names", ", ")
    done = comma.join(happened) or _("Nothing happened")
    to_come = comma.join(ahead) or _("Nothing waits")
    return f"{done}. {to_come}."


def _title(community: Community, found: Digest) -> str:
    name, first, last = community.charter.community.name, day(found.since), day(found.until)
    about = _about(community, found.about)
    if about:
        return _("%(name)s, for %(whom)s: %(first)s to %(last)s", name=name, whom=about, first=first, last=last)
    return _("%(name)s: %(first)s to %(last)s", name=name, first=first, last=last)


def _about(community: Community, about: About) -> str:
    parts = ([f"“{about.tag}”"] if about.tag else []) + ([community.who(about.person).name] if about.person else [])
    return pgettext("between names", " and ").join(parts)


def _note(community: Community, about: About) -> str:
    if not (about.person and community.charter.has_counts_only):
        return ""
    return _("Only how many said what is kept here, not who: what this person voted on is not among it for that alone.")


def _line(community: Community, slug: str, head: str, says: str) -> Line:
    row = community.row(community.proposals[slug])
    address = community.site_url + community.address(community.proposals[slug]) if community.site_url else ""
    return Line(row.title, address, capital(head), without_addresses(says), row.language)


def _happened(community: Community, one: Happened) -> Line:
    head = with_day(community, one)
    says = community.proposals[one.slug].summary if one.what == "came" else one.says or one.reason
    return _line(community, one.slug, head, says)


def _soon(community: Community, row: SoonRow) -> Line:
    head = _("%(what)s: %(day)s, %(when)s", what=row.means, day=day(row.on), when=_when(row.days))
    return Line(row.title, community.site_url + row.address if community.site_url else "", head, row.why, row.language)


def _when(days: int) -> str:
    if days > 0:
        return ngettext("in %(num)s day", "in %(num)s days", days)
    return ngettext("%(num)s day ago", "%(num)s days ago", -days) if days else _("today")


def _waiting(community: Community, one: Waiting) -> Line:
    is_role = one.whom in community.charter.roles
    whom = _("a %(role)s", role=_(one.whom)) if is_role else community.who(one.whom).name
    head = _("%(rule)s, %(age)s, for %(whom)s", rule=_(one.rule), age=age(one.days, one.late), whom=whom)
    return _line(community, one.slug, head, one.why)
