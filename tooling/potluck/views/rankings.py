"""The page of rankings: the first places of each, the number that put them there, and how it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from potluck.charter import Charter
from potluck.days import created_on
from potluck.model import Proposal, Timeline
from potluck.shapes import RankingPage, RankingRow
from potluck.tally import EQUALS, RANKINGS, By, Contender, Count, formula_of, is_split, rank
from potluck.translation import N_, _
from potluck.views.community import Community

SHOWN = 10
NAMES: dict[By, str] = {
    "support": N_("Most wanted"),
    "confidence": N_("Surest support"),
    "score": N_("Highest in points"),
    "trending": N_("Trending"),
    "discussed": N_("Most discussed"),
    "divided": N_("Most divided"),
    "newest": N_("Newest"),
}
_WHOLE: tuple[By, ...] = ("support", "discussed")  # counts of people, or of what they wrote


class RankingsPage(msgspec.Struct, frozen=True):
    """All rankings, and what they were counted by."""

    rankings: tuple[RankingPage, ...]
    clock: datetime
    taken: datetime | None


def contenders_of(
    charter: Charter,
    proposals: Mapping[str, Proposal],
    counts: Mapping[str, Count],
    timelines: Mapping[str, Timeline],
    kind: str = "",
) -> tuple[Contender, ...]:
    """Every proposal that people vote on, or those of one *kind*, as far as rankings look at it.

    One that lives on in another has no place of its own: its voices count there.
    """
    names = {name for one in proposals.values() for name in (one.slug, *one.aliases)}
    return tuple(
        Contender(slug, counts[slug], created_on(one, timelines.get(one.path)))
        for slug, one in proposals.items()
        if "votes" in charter.kinds[one.kind].mechanisms and one.merged_into not in names and kind in ("", one.kind)
    )


def in_short(by: By, value: float | date | str) -> str:
    """The number of a ranking as people read it."""
    if isinstance(value, str | date):
        return str(value)
    return f"{value:.0%}" if by == "confidence" else f"{value:,.0f}" if by in _WHOLE else f"{value:.2f}"


def rankings(community: Community) -> RankingsPage:
    """Each ranking that has something to show at the community's clock."""
    contenders = contenders_of(community.charter, community.proposals, community.counts, community.timelines)
    pages = (_page(community, by, contenders) for by in RANKINGS)
    return RankingsPage(tuple(page for page in pages if page.rows), community.clock, community.ledger_at)


def _page(community: Community, by: By, contenders: Iterable[Contender]) -> RankingPage:
    charter = community.charter
    places = rank(contenders, by, charter, community.clock).places
    has_points = by == "score"
    rows = tuple(
        RankingRow(
            community.row(community.proposals[place.contender.slug]),
            in_short(by, place.value)
            + (_(", loved and hated") if has_points and is_split(place.contender.count.tally, charter) else ""),
        )
        for place in places[:SHOWN]
        if place.value
    )
    return RankingPage(by, _(NAMES[by]), f"{formula_of(by, charter)}; {_(EQUALS)}", rows)
