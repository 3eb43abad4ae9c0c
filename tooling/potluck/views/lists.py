"""Lists of proposals: a kind's, a stage's, a tag's, a year's; what asks for help; what needs fixing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from potluck.model import Proposal, Severity
from potluck.shapes import (
    Chip,
    Index,
    IndexEntry,
    Link,
    Listing,
    Nearly,
    Pager,
)
from potluck.translation import N_, _
from potluck.views.community import Community, distinct
from potluck.views.door import at_the_door
from potluck.views.paging import page_place, pager_of
from potluck.views.places import HELP_PLACE, tag_place, year_place
from potluck.views.proposal import nearly_page
from potluck.words import in_a_sentence

ROWS = 100  # on one page of a list
HELP = N_("Help wanted")


def listing_pages(
    community: Community,
    place: str,
    title: str,
    intro: str,
    empty: str,
    proposals: Iterable[Proposal],
    at: tuple[str, str],
) -> Iterator[tuple[str, Listing]]:
    """A list, page by page, each with its address. The first is at *place*; an empty list has one page too.

    *at* is what all of them have in common: a facet, and its value.
    """
    found = list(proposals)
    facets, ways = _facets(community, found), community.once(ways_to_look)
    pages = pager_of(place, 1, len(found), ROWS).pages
    for page in range(1, pages + 1):
        pager = pager_of(place, page, len(found), ROWS)
        rows = tuple(community.row(proposal) for proposal in found[(page - 1) * ROWS : page * ROWS])
        yield (
            page_place(place, page),
            Listing(title, intro, rows, len(found), facets, pager, empty, address=f"{place}/", at=at, ways=ways),
        )


def _facets(community: Community, proposals: Iterable[Proposal]) -> tuple[tuple[Chip, int], ...]:
    """How many stand at each stage, in the charter's order."""
    counts = Counter(proposal.stage for proposal in proposals)
    chips: dict[str, Chip] = {}
    for kind, rules in community.charter.kinds.items():
        for stage in rules.stages:
            if counts[stage]:
                chips.setdefault(stage, community.stage_chip(kind, stage))
    return tuple((chip, counts[stage]) for stage, chip in chips.items())


def ways_to_look(community: Community) -> tuple[Link, ...]:
    """The lists of other sorts: what a script offers beside the box, for whoever runs none."""
    years = community.once(_by_year)
    helped = community.once(_asking)
    return (
        *(
            Link(chip.name, chip.address)
            for chip in (community.kind_chip(one, plural=True) for one in community.charter.kinds)
        ),
        Link(_("by tag"), "tags/"),
        Link(_("by who brought it"), "people/"),
        Link(_("by where it stands"), "board/"),
        *(Link(str(year), f"{year_place(year)}/", str(len(found))) for year, found in years.items()),
        *((Link(_(HELP), f"{HELP_PLACE}/", str(len(helped))),) if helped else ()),
    )


def everything(community: Community) -> Listing:
    """What the search page begins with: a script lays the rows."""
    facets, ways = _facets(community, community.newest_first), community.once(ways_to_look)
    return Listing("", "", (), len(community.proposals), facets, Pager(1, 1), "", ways=ways)


def year_listings(community: Community) -> Iterator[tuple[str, Listing]]:
    """A list a year in which something was brought."""
    for year, proposals in community.once(_by_year).items():
        intro = _(
            "What was brought to %(community)s in %(year)s.", community=community.charter.community.name, year=year
        )
        yield from listing_pages(community, year_place(year), str(year), intro, "", proposals, ("year", str(year)))


def help_listing(community: Community) -> Iterator[tuple[str, Listing]]:
    """What has jobs that somebody could take."""
    intro = _("Each of these names something that is missing. It may be you.")
    empty = _("Nobody asks for help right now.")
    proposals = community.once(_asking)
    yield from listing_pages(community, HELP_PLACE, _(HELP), intro, empty, proposals, ("needs", "help"))


def _by_year(community: Community) -> dict[int, list[Proposal]]:
    found: dict[int, list[Proposal]] = {}
    for proposal in community.newest_first:
        if created := community.created(proposal):
            found.setdefault(created.year, []).append(proposal)
    return found


def wants_help(community: Community, proposal: Proposal) -> bool:
    """Whether it has jobs that somebody could take: it names some, and its way has not ended."""
    return bool(proposal.needs) and not community.rules(proposal).stages[proposal.stage].closes


def _asking(community: Community) -> list[Proposal]:
    return [proposal for proposal in community.newest_first if wants_help(community, proposal)]


def kind_listing(community: Community, kind: str) -> Iterator[tuple[str, Listing]]:
    """All proposals of a kind."""
    rules = community.charter.kinds[kind]
    empty = _(
        'No %(name)s has been brought yet. Yours could be the first: potluck new %(kind)s "…"',
        name=in_a_sentence(rules.name),
        kind=kind,
    )
    proposals = [proposal for proposal in community.newest_first if proposal.kind == kind]
    name = rules.plural or rules.name
    place = community.charter.kind_place(kind)
    waiting = tuple(one for one in community.once(at_the_door) if one.kind.word == kind)
    for page, listing in listing_pages(community, place, name, rules.means, empty, proposals, ("kind", kind)):
        yield page, replace(listing, door=waiting) if page == place else listing


def stage_listings(community: Community) -> Iterator[tuple[str, Listing]]:
    """A list a stage that the charter knows, whatever the kind."""
    by_stage: dict[str, list[Proposal]] = {}
    for proposal in community.newest_first:
        by_stage.setdefault(proposal.stage, []).append(proposal)
    seen = set()
    for kind, rules in community.charter.kinds.items():
        for stage in rules.stages:
            if stage not in seen:
                seen.add(stage)
                chip = community.stage_chip(kind, stage)
                empty = _("Nothing stands at “%(stage)s” right now.", stage=chip.name)
                place = chip.address.rstrip("/")
                standing = by_stage.get(stage, ())
                at = ("stage", stage)
                pages = listing_pages(community, place, chip.name, chip.means, empty, standing, at)
                yield from _with_feed(place, pages)


def tag_listings(community: Community) -> Iterator[tuple[str, Listing]]:
    """A list a tag in use."""
    for tag, proposals in sorted(_by_tag(community).items()):
        means = community.charter.tags.get(tag, "")
        place = tag_place(tag)
        yield from _with_feed(place, listing_pages(community, place, tag, means, "", proposals, ("tag", tag)))


def _with_feed(place: str, pages: Iterable[tuple[str, Listing]]) -> Iterator[tuple[str, Listing]]:
    """The *pages* of the list at *place*, each with its feed."""
    yield from ((page, replace(listing, feed=f"{place}/feed.xml")) for page, listing in pages)


def tag_index(community: Community) -> Index:
    """All tags in use, by name."""
    entries = sorted(_by_tag(community).items())
    return Index(
        tuple(
            IndexEntry(tag, tag_place(tag) + "/", len(proposals), community.charter.tags.get(tag, ""))
            for tag, proposals in entries
        )
    )


def _by_tag(community: Community) -> dict[str, list[Proposal]]:
    found: dict[str, list[Proposal]] = {}
    for proposal in community.newest_first:
        for tag in distinct(proposal.tags):
            found.setdefault(tag, []).append(proposal)
    return found


def needs_fixing(community: Community) -> tuple[Nearly, ...]:
    """Every document with an error, first those whose body waits for it. Warnings stand on their pages alone."""
    faulty = [
        nearly_page(community, reading)
        for reading in community.readings
        if not reading.taken_down
        and any(one.severity is Severity.ERROR for one in community.problems.get(reading.path, ()))
    ]
    return tuple(sorted(faulty, key=lambda page: (page.is_printed, page.file)))
