"""Every yes and every no, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import msgspec

from potluck.shapes import DecisionRow, Pager
from potluck.views.community import Community
from potluck.views.paging import page_place, pager_of
from potluck.views.proposal import decision_written

ROWS = 100  # decisions on one page
PLACE = "decisions"


class Reason(msgspec.Struct, frozen=True):
    """A reason that was given, and how often."""

    answer: str  # "yes" or "no"
    means: str
    count: int


class DecisionsPage(msgspec.Struct, frozen=True):
    """Some of the decisions, the newest first; on the first page what they came down to."""

    rows: tuple[DecisionRow, ...]
    answers: tuple[tuple[str, int], ...]
    reasons: tuple[Reason, ...]
    most: int  # times that one of the reasons was given
    pager: Pager


def decision_pages(community: Community) -> Iterator[tuple[str, DecisionsPage]]:
    """Each page with its place; there is always a first."""
    rows = community.once(decisions)
    counts = Counter((row.answer, row.reason) for row in rows)
    reasons = [Reason(*key, count) for key, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    answers = tuple((word, sum(one.count for one in reasons if one.answer == word)) for word in ("yes", "no"))
    most = max((one.count for one in reasons), default=0)
    for page in range(1, pager_of(PLACE, 1, len(rows), ROWS).pages + 1):
        shown, pager = rows[(page - 1) * ROWS : page * ROWS], pager_of(PLACE, page, len(rows), ROWS)
        summary = (answers, tuple(reasons), most) if page == 1 else ((), (), 0)
        yield page_place(PLACE, page), DecisionsPage(shown, *summary, pager)


def decisions(community: Community) -> tuple[DecisionRow, ...]:
    """Every yes and no with its reason, the newest first."""
    found = []
    for proposal in community.newest_first:
        rules = community.rules(proposal)
        written = decision_written(proposal)
        if not written or "decision" not in rules.mechanisms:
            continue
        reason = community.settings(proposal.kind, "decision").reasons.get(str(written.get("reason", "")))
        if reason is None:
            continue
        try:
            on = date.fromisoformat(str(written.get("date")))
        except ValueError:
            on = None
        who = community.who(str(written.get("by", "")))
        says = str(written.get("says", ""))
        found.append(DecisionRow(community.row(proposal), reason.answer, reason.means, says, who, on))
    return tuple(sorted(found, key=lambda row: (-(row.on or date.min).toordinal(), row.row.slug)))
