"""People: what each brought, helped with and tried, and what all of them give and take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

import msgspec

from potluck.model import Proposal
from potluck.shapes import DecisionRow, Listing, Pager, Row, Who
from potluck.translation import _
from potluck.views.community import Community
from potluck.views.decisions import decisions
from potluck.views.lists import ROWS, listing_pages
from potluck.views.paging import pager_of
from potluck.views.places import person_place
from potluck.views.roles import FORMULA, NOTHING, ROLES, Role, Share, in_words, roles_of, shares

DECIDED = 20  # decisions on a page: all of them have one of their own


class PersonPage(msgspec.Struct, frozen=True):
    """What one person brought, helped with, tried and decided."""

    who: Who
    about: str  # in their own words, where the charter has some
    hats: tuple[str, ...]  # roles of the charter, in words
    roles: tuple[Role, ...]  # come to by helping others
    gave: int  # people whom they helped
    had: int  # people who helped them
    brought: tuple[Row, ...]  # the newest
    pager: Pager  # the others
    helped: tuple[tuple[Row, str], ...]  # with the role
    tested: tuple[Row, ...]
    decided: tuple[DecisionRow, ...]
    more: int  # decisions that are not here
    feed: str = ""  # the address of what happens to these


class Entry(msgspec.Struct, frozen=True):
    """Somebody in the index."""

    who: Who
    hats: tuple[str, ...]
    roles: tuple[Role, ...]


class PeopleIndex(msgspec.Struct, frozen=True):
    """Everybody with a page, by name; and how many of them give and take."""

    entries: tuple[Entry, ...]
    give_and_take: tuple[tuple[str, int], ...]  # in words, and how many people
    roles: tuple[Role, ...]
    formula: str


def person_listings(community: Community) -> Iterator[tuple[str, Listing]]:
    """What is not on their pages of what people brought: of those who brought very much."""
    for place, person in community.once(person_pages):
        if person.pager.pages > 1:
            who, login = person.who, person.who.login.lower()
            brought = [one for one in community.newest_first if login in {by.login.lower() for by in one.authors}]
            title, at = _("What %(name)s brought", name=who.name), ("person", who.login)
            yield from islice(listing_pages(community, place, title, "", "", brought, at), 1, None)


def person_pages(community: Community) -> tuple[tuple[str, PersonPage], ...]:
    """A page a person who brought or helped, or holds a role, with its address."""
    return tuple(_person_pages(community))


def _person_pages(community: Community) -> Iterator[tuple[str, PersonPage]]:
    brought: dict[str, list[Proposal]] = {}
    helped: dict[str, list[tuple[Proposal, str]]] = {}
    spelling: dict[str, str] = {}
    names: dict[str, Counter[str]] = {}  # as the proposals name them
    for proposal in community.newest_first:
        for author in proposal.authors:
            if author.login:
                brought.setdefault(author.login.lower(), []).append(proposal)
                spelling.setdefault(author.login.lower(), author.login)
                names.setdefault(author.login.lower(), Counter())[author.name] += 1
        for credit in proposal.credits:
            helped.setdefault(credit.login.lower(), []).append((proposal, credit.role))
            spelling.setdefault(credit.login.lower(), credit.login)
    hats: dict[str, list[str]] = {}
    for role, rules in community.charter.roles.items():
        for login in rules.people:
            hats.setdefault(login.lower(), []).append(role)
            spelling.setdefault(login.lower(), login)
    decided: dict[str, list[DecisionRow]] = {}
    for row in community.once(decisions):
        decided.setdefault(row.who.login.lower(), []).append(row)
    given = community.once(shares)
    about = {login.lower(): rules.about for login, rules in community.charter.people.items()}
    for login in sorted(spelling):
        place, share, mine = person_place(login), given.get(login, NOTHING), brought.get(login, [])
        yield (
            place,
            PersonPage(
                who=community.who(spelling[login], _usual(names.get(login, Counter()))),
                about=about.get(login, ""),
                hats=tuple(map(_, hats.get(login, ()))),
                roles=tuple(map(in_words, roles_of(share))),
                gave=len(share.helped),
                had=len(share.helpers),
                brought=tuple(community.row(proposal) for proposal in mine[:ROWS]),
                pager=pager_of(place, 1, len(mine), ROWS),
                helped=tuple((community.row(proposal), role) for proposal, role in helped.get(login, ())[:ROWS]),
                tested=tuple(community.row(community.proposals[slug]) for slug in share.tested[:ROWS]),
                decided=tuple(decided.get(login, ())[:DECIDED]),
                more=max(0, len(decided.get(login, ())) - DECIDED),
                feed=f"{place}/feed.xml",
            ),
        )


def _usual(names: Mapping[str, int]) -> str:
    """The name that somebody has in most places: one odd proposal does not rename anybody."""
    return max(sorted(names), key=lambda name: names[name], default="")


def people_index(community: Community) -> PeopleIndex:
    """Everybody with a page, by name."""
    pages = [page for __, page in community.once(person_pages)]
    ordered = sorted(pages, key=lambda page: (page.who.name.casefold(), page.who.address))
    entries = tuple(Entry(page.who, page.hats, page.roles) for page in ordered)
    given = community.once(shares)
    return PeopleIndex(entries, tuple(_give_and_take(pages, given)), tuple(map(in_words, ROLES)), _(FORMULA))


def _give_and_take(pages: list[PersonPage], given: Mapping[str, Share]) -> Iterator[tuple[str, int]]:
    """How many helped others and were helped: figures of all, and nobody's place among them."""
    both = Counter(
        (bool(share.helped), bool(share.helpers))
        for share in (given.get(page.who.login.lower(), NOTHING) for page in pages)
    )
    yield _("helped others, and others helped them"), both[True, True]
    yield _("helped others"), both[True, False]
    yield _("were helped with what they brought"), both[False, True]
    yield _("neither yet: a hand would be welcome"), both[False, False]
