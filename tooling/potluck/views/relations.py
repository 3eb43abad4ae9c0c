"""Who names whom, who is near whom, and how that is drawn."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import msgspec

from potluck.charts import ROW, ties
from potluck.model import Proposal
from potluck.shapes import Link
from potluck.translation import N_, _
from potluck.views.community import Community

NEAR = 3  # related proposals shown
DRAWN = 5  # relatives on either side of a drawing; the others stand below it
LIVES_ON = N_("Lives on in")

# What a proposal says of another, and what the other's page says of it in turn.
_RELATIONS = {
    "extends": (N_("Builds on"), N_("Built upon by")),
    "supersedes": (N_("Takes the place of"), N_("Its place is taken by")),
    "superseded_by": (N_("Its place is taken by"), N_("Takes the place of")),
    "answers": (N_("Answers"), N_("Answered by")),
    "merged_into": (LIVES_ON, N_("Brought together here")),
}
_CAME_AFTER = {"Built upon by", "Its place is taken by", "Answered by", LIVES_ON}

Relations = tuple[tuple[str, tuple[Link, ...]], ...]


class Side(msgspec.Struct, frozen=True):
    """Relatives on one side of a drawing: each with the word for it, and the curve that ties it to the middle."""

    links: tuple[Link, ...]
    ties: tuple[str, ...]
    height: int  # of the drawing


class Kin(msgspec.Struct, frozen=True):
    """What was there before a proposal, and what came of it; `more` are those that no drawing has room for."""

    before: Side
    after: Side
    more: tuple[Link, ...]


def kin_of(relations: Relations) -> Kin | None:
    """The *relations* as a drawing: what was there before on one side, what came of it on the other."""
    before: list[Link] = []
    after: list[Link] = []
    for word, links in relations:
        side = after if word in _CAME_AFTER else before
        side += (Link(link.name, link.address, _(word)) for link in links)
    if not before and not after:
        return None
    return Kin(_side(before), _side(after), (*before[DRAWN:], *after[DRAWN:]))


def _side(links: list[Link]) -> Side:
    drawn = links[:DRAWN]
    return Side(tuple(drawn), ties(len(drawn)), len(drawn) * ROW)


class RelationIndex:
    """Who names whom, and who is near whom; made once for all pages."""

    def __init__(self, community: Community) -> None:
        self._slugs: dict[str, Proposal] = {}
        for proposal in community.proposals.values():
            self._slugs |= dict.fromkeys(proposal.aliases, proposal)
        self._slugs |= community.proposals
        self._named_by: dict[str, list[tuple[str, Proposal]]] = {}
        ordered = sorted(community.proposals)
        self._ranked = [community.proposals[slug] for slug in ordered]
        ranks = {slug: rank for rank, slug in enumerate(ordered)}
        self._by_tag: dict[str, list[int]] = {}  # ranks
        self._places: dict[str, list[int]] = {}  # of a proposal under each of its tags
        for proposal in community.newest_first:
            for field in _RELATIONS:
                for target in _named(proposal, field):
                    self._named_by.setdefault(target, []).append((field, proposal))
            places = self._places[proposal.slug] = []
            for tag in proposal.tags:
                tagged = self._by_tag.setdefault(tag, [])
                places.append(len(tagged))
                tagged.append(ranks[proposal.slug])

    def of(self, community: Community, proposal: Proposal) -> Relations:
        """What *proposal* and the others say of each other, in words."""
        found: dict[str, dict[str, Link]] = {}
        for field, (word, __) in _RELATIONS.items():
            for target in _named(proposal, field):
                if other := self._slugs.get(target):
                    found.setdefault(word, {})[other.slug] = link_to(community, other)
        for name in (proposal.slug, *proposal.aliases):
            for field, other in self._named_by.get(name, ()):
                found.setdefault(_RELATIONS[field][1], {})[other.slug] = link_to(community, other)
        return tuple((word, tuple(links.values())) for word, links in found.items())

    def near(self, community: Community, proposal: Proposal) -> tuple[Link, ...]:
        """Those that share most tags with it, among its neighbours in time under each tag."""
        ways = [
            self._by_tag[tag][max(0, place - 8) : place + 9]
            for tag, place in zip(proposal.tags, self._places[proposal.slug], strict=True)
        ]
        shared = Counter(chain.from_iterable(ways))
        # Those with most in common first, equals by slug: one number says both, and numbers are quick to sort.
        all_of_them = len(self._ranked)
        best = sorted([rank - all_of_them * count for rank, count in shared.items()])[: NEAR + 1]
        others = [one for number in best if (one := self._ranked[number % all_of_them]) is not proposal][:NEAR]
        return tuple(
            link_to(community, other, ", ".join([tag for tag in proposal.tags if tag in other.tags]))
            for other in others
        )


def _named(proposal: Proposal, field: str) -> tuple[str, ...]:
    value = getattr(proposal, field)
    return value if isinstance(value, tuple) else (value,) if value else ()


def link_to(community: Community, proposal: Proposal, note: str = "") -> Link:
    """A link to the page of *proposal*."""
    return Link(proposal.title, community.address(proposal), note)
