"""Every page of the site, in order: what it shows, where it lies, and which specimen it is printed from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec
from msgspec.structs import replace

from potluck.checks.pages import by_subject
from potluck.model import PotluckError, Proposal
from potluck.register import checks
from potluck.shapes import Listing, Nearly, TextPage
from potluck.translation import _
from potluck.views.archive import archive_front, archive_pages
from potluck.views.audit import audit_page
from potluck.views.board import board_page
from potluck.views.changelog import changelog_pages
from potluck.views.community import Community
from potluck.views.decisions import decision_pages
from potluck.views.design import design_page
from potluck.views.desk import desk_page
from potluck.views.home import home
from potluck.views.kept import promises_pages
from potluck.views.lists import (
    everything,
    help_listing,
    kind_listing,
    needs_fixing,
    stage_listings,
    tag_index,
    tag_listings,
    year_listings,
)
from potluck.views.people import people_index, person_listings, person_pages
from potluck.views.proposal import ProposalPage, nearly_page, proposal_page
from potluck.views.rankings import rankings
from potluck.views.recount import recount_page
from potluck.views.reference import field_pages
from potluck.views.relations import RelationIndex
from potluck.views.roadmap import roadmap
from potluck.views.scorecard import score_page
from potluck.views.submit import submit_page
from potluck.views.threads import thread_pages
from potluck.views.time import time_page
from potluck.views.tombstone import Tombstone, tombstone
from potluck.views.versions import versions_made_of, versions_page, versions_place
from potluck.words import did_you_mean, spell


class PageView(msgspec.Struct, frozen=True):
    """A page that the press prints from a specimen. `place` is its address without the last slash."""

    place: str
    specimen: str
    template: str
    title: str
    description: str
    view: Any
    slug: str = ""  # of the proposal whose body it carries
    markdown: str = ""  # of our own words, for pages that are text


class Draft(msgspec.Struct, frozen=True):
    """A page that may have to be printed: `made_of` is what it depends on, and only where that is new it is made."""

    place: str
    specimen: str
    slug: str  # of the proposal whose body it carries
    made_of: Any
    make: Callable[[], PageView]

    @classmethod
    def of(cls, page: PageView) -> Draft:
        """A page that is at hand already."""
        return cls(page.place, page.specimen, page.slug, page, lambda: page)


class SlotView(msgspec.Struct, frozen=True):
    """What stands in a slot of an editorial page: a template, and the name and value that it reads."""

    template: str
    name: str
    view: Any
    has_title: bool = False  # it brings its own heading of level one


def site_pages(community: Community) -> Iterator[Draft]:
    """All pages that are not editorial."""
    index = RelationIndex(community)
    for reading in community.readings:
        proposal = community.proposals.get(reading.slug)
        if proposal is not None and proposal.path == reading.path:
            yield _proposal_draft(community, proposal, index)
            if place := versions_place(community, proposal):
                yield _versions_draft(community, proposal, place)
        elif reading.taken_down:
            yield Draft.of(_of_tombstone(tombstone(community, reading, reading.taken_down)))
        else:
            yield Draft.of(_of_nearly(nearly_page(community, reading), next(iter(community.charter.kinds))))
    yield from map(Draft.of, _other_pages(community))


def _proposal_draft(community: Community, proposal: Proposal, index: RelationIndex) -> Draft:
    place = community.address(proposal).rstrip("/")
    others = (index.of(community, proposal), index.near(community, proposal))
    made_of = (community.made_of(proposal), others)

    def make() -> PageView:
        return _of_proposal(proposal_page(community, proposal, *others), proposal.kind)

    return Draft(place, f"proposal-{proposal.kind}", proposal.slug, made_of, make)


def _versions_draft(community: Community, proposal: Proposal, place: str) -> Draft:
    def make() -> PageView:
        words = _("What changed in the text of “%(title)s”, version by version.", title=proposal.title)
        page = versions_page(community, proposal)
        return PageView(place, "text", "versions.html", _("Versions of %(title)s", title=proposal.title), words, page)

    return Draft(place, "text", "", versions_made_of(community, proposal), make)


def _other_pages(community: Community) -> Iterator[PageView]:
    """Lists, people and reference."""
    for kind in community.charter.kinds:
        pages = list(kind_listing(community, kind))
        yield from (_of_listing(place, page) for place, page in pages[1:])
    for listings in (stage_listings, tag_listings, year_listings, help_listing, person_listings):
        yield from (_of_listing(place, page) for place, page in listings(community))
    for place, person in community.once(person_pages):
        words = _(
            "What %(name)s brought to %(community)s, and helped with.",
            name=person.who.name,
            community=community.charter.community.name,
        )
        yield PageView(place, "people", "person.html", person.who.name, words, person)
    for place, threads in list(thread_pages(community))[1:]:
        title = on_page(_("Every conversation"), threads.pager.page)
        yield PageView(place, "text", "threads.html", title, _("What became of each."), threads)
    for place, kept in list(promises_pages(community))[1:]:
        yield PageView(
            place, "list", "promises.html", on_page(_("Promised dates"), kept.pager.page), _("Every date."), kept
        )
    for place, archive in archive_pages(community):
        title = on_page(archive.title, archive.pager.page)
        yield PageView(place, "list", "archive.html", title, _("What has left the table."), archive)
    for place, decided in islice(decision_pages(community), 1, None):
        title = on_page(_("Decisions"), decided.pager.page)
        yield PageView(place, "text", "decisions.html", title, _("Every yes and every no, and why."), decided)
    for place, done in islice(changelog_pages(community), 1, None):
        title = on_page(_("Changelog"), done.pager.page)
        yield PageView(
            place, "text", "changelog.html", title, _("What came to be, and whose ideas it came from."), done
        )
    for place, title, markdown in field_pages(community.charter):
        yield text_page(place, title, _("%(title)s: every field, in the charter's own words.", title=title), markdown)


def on_page(title: str, page: int) -> str:
    """*title* as it heads a page of many."""
    return title if page == 1 else _("%(title)s, page %(page)s", title=title, page=page)


def text_page(place: str, title: str, description: str, markdown: str) -> PageView:
    """A page of our own words."""
    return PageView(place, "text", "text.html", title, description, TextPage(title), markdown=markdown)


def _of_proposal(page: ProposalPage, kind: str) -> PageView:
    description = page.summary or f"{page.kind.name}: {page.title}"
    return PageView(
        page.address.rstrip("/"), f"proposal-{kind}", "proposal.html", page.title, description, page, page.slug
    )


def _of_nearly(page: Nearly, kind: str) -> PageView:
    words = _("This one is nearly there: it needs one more thing before it can be shown.")
    kind = page.kind.word if page.kind else kind
    return PageView(page.address.rstrip("/"), f"proposal-{kind}", "nearly.html", page.title, words, page)


def _of_tombstone(page: Tombstone) -> PageView:
    """Not printed from the specimen of its kind: no search engine of ours is to find it."""
    words = _("What stood here was taken down.")
    return PageView(page.address.rstrip("/"), "text", "tombstone.html", _("Taken down"), words, page)


def _of_listing(place: str, listing: Listing) -> PageView:
    title = on_page(listing.title, listing.pager.page)
    return PageView(place, "list", "listing.html", title, listing.intro or listing.title, listing)


_SLOTS: Mapping[str, Callable[[Community], SlotView]] = {
    "home": lambda community: SlotView("home.html", "home", home(community), has_title=True),
    "board": lambda community: SlotView("board.html", "page", board_page(community)),
    "desk": lambda community: SlotView("desk.html", "desk", desk_page(community)),
    "scorecard": lambda community: SlotView("scorecard.html", "page", score_page(community)),
    "threads": lambda community: SlotView("threads.html", "page", next(thread_pages(community))[1]),
    "rankings": lambda community: SlotView("rankings.html", "page", rankings(community)),
    "audit": lambda community: SlotView("audit.html", "audit", audit_page(community)),
    "recount": lambda community: SlotView("recount.html", "page", recount_page(community)),
    "roadmap": lambda community: SlotView("roadmap.html", "page", roadmap(community)),
    "compare": lambda community: SlotView("compare.html", "page", everything(community)),
    "time": lambda community: SlotView("time.html", "page", time_page(community)),
    "promises": lambda community: SlotView("promises.html", "page", next(promises_pages(community))[1]),
    "archive": lambda community: SlotView("archive.html", "page", archive_front(community)),
    "decisions": lambda community: SlotView("decisions.html", "page", next(decision_pages(community))[1]),
    "tags": lambda community: SlotView("index_tags.html", "index", tag_index(community)),
    "people": lambda community: SlotView("index_people.html", "index", people_index(community)),
    "changelog": lambda community: SlotView("changelog.html", "page", next(changelog_pages(community))[1]),
    "needs-fixing": lambda community: SlotView("needs_fixing.html", "documents", needs_fixing(community)),
    "checks": lambda community: SlotView("checks.html", "subjects", by_subject(checks())),
    "design": lambda community: SlotView("design.html", "page", design_page(community)),
    "submit": lambda community: SlotView("submit.html", "page", submit_page(community)),
    "search": lambda community: SlotView("search.html", "listing", everything(community)),
}


def slot_view(community: Community, name: str, kind: str, page: str) -> SlotView:
    """What the slot *name* of the editorial *page* shows; a PotluckError says what it may be called."""
    if name == "list":
        if kind not in community.charter.kinds:
            hint = did_you_mean(kind, community.charter.kinds, f"write one of {spell(community.charter.kinds)}")
            raise PotluckError(
                f"{page}: the slot `list` asks for the kind `{kind}`, which the charter does not have; {hint}"
            )
        __, listing = next(iter(kind_listing(community, kind)))
        return SlotView("listing.html", "listing", replace(listing, title="", intro=""))  # the page has its own
    if name not in _SLOTS:
        hint = did_you_mean(name, _SLOTS, f"write one of {spell(['list', *_SLOTS])}")
        raise PotluckError(f"{page}: there is no slot `{name}`; {hint}")
    return _SLOTS[name](community)
