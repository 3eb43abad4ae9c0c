"""The changelog: what came to be, whose ideas it came from, and who helped, by role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from potluck.model import Proposal
from potluck.shapes import Pager, Row, Who
from potluck.translation import pgettext
from potluck.views.board import ways
from potluck.views.community import Community
from potluck.views.paging import page_place, pager_of
from potluck.views.places import stage_place
from potluck.views.proposal import decision_written
from potluck.views.roles import tester_of

ROWS = 60  # entries on one page
PLACE = "changelog"


class Entry(msgspec.Struct, frozen=True):
    """Something that came to be."""

    row: Row
    on: date | None  # None where nothing tells the day
    says: str  # the decision, in the words of whoever made it
    helped: tuple[tuple[str, tuple[Who, ...]], ...]  # what for, and who


class ChangelogPage(msgspec.Struct, frozen=True):
    """Some of the entries, the newest first, by the month in which they came to be."""

    months: tuple[tuple[date | None, tuple[Entry, ...]], ...]
    count: int
    pager: Pager
    feed: str


def changelog_pages(community: Community) -> Iterator[tuple[str, ChangelogPage]]:
    """Each page with its place; there is always a first."""
    done = community.once(shipped)
    for page in range(1, pager_of(PLACE, 1, len(done), ROWS).pages + 1):
        shown = done[(page - 1) * ROWS : page * ROWS]
        months: dict[date | None, list[Entry]] = {}
        for proposal, on in shown:
            months.setdefault(on.replace(day=1) if on else None, []).append(_entry(community, proposal, on))
        yield (
            page_place(PLACE, page),
            ChangelogPage(
                months=tuple((month, tuple(entries)) for month, entries in months.items()),
                count=len(done),
                pager=pager_of(PLACE, page, len(done), ROWS),
                feed=_feed(community),
            ),
        )


def _feed(community: Community) -> str:
    """The feed of the first stage at which something has come to be; "" where no kind has one."""
    for rules in community.charter.kinds.values():
        for stage, stage_rules in rules.stages.items():
            if stage_rules.tone == "done" and stage_rules.closes:
                return f"{stage_place(stage)}/feed.xml"
    return ""


def shipped(community: Community) -> tuple[tuple[Proposal, date | None], ...]:
    """What came to be and has not gone back, with the day on which it first did; the newest first."""
    found = []
    for slug, way in community.once(ways).items():
        proposal = community.proposals[slug]
        stages = community.rules(proposal).stages
        if stages[proposal.stage].tone == "done" and stages[proposal.stage].closes:
            on = next((stop.on for stop in way if stop.stage in stages and stages[stop.stage].tone == "done"), None)
            found.append((proposal, on))
    return tuple(sorted(found, key=lambda pair: (-(pair[1] or date.min).toordinal(), pair[0].slug)))


def _entry(community: Community, proposal: Proposal, on: date | None) -> Entry:
    helped: dict[str, list[Who]] = {pgettext("role", "brought it"): list(community.authors(proposal))}
    for credit in proposal.credits:
        helped.setdefault(credit.role, []).append(community.who(credit.login))
    if tester := tester_of(community, proposal):
        helped.setdefault(pgettext("role", "tried it"), []).append(community.who(tester))
    written = decision_written(proposal)
    if by := str(written.get("by", "")):
        helped.setdefault(pgettext("role", "decided it"), []).append(community.who(by))
    says = str(written.get("says", "")) if written.get("reason") else ""
    return Entry(community.row(proposal), on, says, tuple((role, tuple(people)) for role, people in helped.items()))
