"""The page of what waits for whom."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from potluck.desk.answers import spoken_in
from potluck.desk.triage import MEANS, RULES, Waiting, triage
from potluck.shapes import Row, Who
from potluck.translation import _, ngettext
from potluck.views.community import Community

SHOWN = 50  # things that wait for one role or person


class WaitingRow(msgspec.Struct, frozen=True):
    """One thing that waits for somebody, as the page says it."""

    row: Row
    rule: str
    why: str
    since: date | None
    days: int | None  # less than 0 where its day is to come
    due: date | None
    late: int


class WaitingFor(msgspec.Struct, frozen=True):
    """All that waits for one role, or for one person, and who they are."""

    name: str
    people: tuple[Who, ...]
    rows: tuple[WaitingRow, ...]
    more: int  # that are not shown


class DeskPage(msgspec.Struct, frozen=True):
    """What waits for whom, and by which numbers."""

    groups: tuple[WaitingFor, ...]
    late: int
    answer_days: int | None  # what the charter promises
    rules: tuple[tuple[str, str], ...]  # those that found something: the word, and what it means
    as_of: datetime


def waiting(community: Community) -> tuple[Waiting, ...]:
    """All that needs a person now, in order."""
    return triage(
        community.proposals,
        community.timelines,
        community.counts,
        community.charter,
        community.clock,
        community.alike,
        spoken_in(community.talk),
    )


def age(days: int | None, late: int) -> str:
    """`12 days`, `12 days, 5 late`, `in 3 days`."""
    if days is None:
        return "–"
    if days < 0:
        return ngettext("in %(num)s day", "in %(num)s days", -days)
    told = ngettext("%(num)s day", "%(num)s days", days) if days else _("today")
    if late and late != days:
        return ngettext("%(days)s, %(num)s late", "%(days)s, %(num)s late", late, days=told)
    return _("%(days)s late", days=told) if late else told


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
    name = _("a %(role)s", role=_(whom)) if role else community.who(whom).name
    shown = tuple(_row(community, one) for one in rows[:SHOWN])
    return WaitingFor(name, people, shown, len(rows) - len(shown))


def _row(community: Community, one: Waiting) -> WaitingRow:
    row = community.row(community.proposals[one.slug])
    return WaitingRow(row, one.rule, one.why, one.since, one.days, one.due, one.late)
