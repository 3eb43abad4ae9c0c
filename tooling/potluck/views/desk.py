"""The page of what waits for whom."""

from __future__ import annotations

from potluck.desk.triage import MEANS, RULES, Waiting, triage
from potluck.shapes import DeskPage, WaitingFor, WaitingRow
from potluck.views.community import Community

SHOWN = 50  # things that wait for one role or person


def waiting(community: Community) -> tuple[Waiting, ...]:
    """All that needs a person now, in order."""
    return triage(
        community.proposals,
        community.timelines,
        community.counts,
        community.charter,
        community.clock,
        community.alike,
    )


def desk_page(community: Community) -> DeskPage:
    """The same by whom it waits for, those first for whom the first thing waits."""
    found = waiting(community)
    by_whom: dict[str, list[Waiting]] = {}
    for one in found:
        by_whom.setdefault(one.whom, []).append(one)
    used = {one.rule for one in found}
    return DeskPage(
        groups=tuple(_group(community, whom, rows) for whom, rows in by_whom.items()),
        late=sum(1 for one in found if one.late),
        answer_days=community.charter.promises.answer_days,
        rules=tuple((rule, MEANS[rule]) for rule in RULES if rule in used),
        as_of=community.clock,
    )


def _group(community: Community, whom: str, rows: list[Waiting]) -> WaitingFor:
    role = community.charter.roles.get(whom)
    people = tuple(community.who(login) for login in role.people) if role else ()
    name = f"a {whom}" if role else community.who(whom).name
    shown = tuple(_row(community, one) for one in rows[:SHOWN])
    return WaitingFor(name, people, shown, len(rows) - len(shown))


def _row(community: Community, one: Waiting) -> WaitingRow:
    row = community.row(community.proposals[one.slug])
    return WaitingRow(row, one.rule, one.why, one.since, one.days, one.due, one.late)
