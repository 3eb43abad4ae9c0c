"""What happened and what is soon due, as pages, feeds, calendars and digests say it: in words, with addresses."""

from __future__ import annotations

from datetime import UTC

from potluck.days import day
from potluck.desk.deadlines import Deadline, Sort, deadlines
from potluck.desk.happened import Happened, happened
from potluck.shapes import SoonRow
from potluck.translation import N_, _, pgettext
from potluck.views.community import Community
from potluck.words import in_a_sentence, listed, without_addresses

MEANS: dict[Sort, str] = {
    "promised": N_("Promised"),
    "parked": N_("We look again"),
    "voting": N_("Voting ends"),
    "milestone": N_("Last day to be heard"),
}


def everything(community: Community) -> tuple[Happened, ...]:
    """All that happened, the newest first."""
    return happened(community.proposals, community.timelines, community.charter)


def due(community: Community) -> tuple[Deadline, ...]:
    """All days that something is due on, the nearest first."""
    return deadlines(community.proposals, community.timelines, community.counts, community.charter, community.clock)


def soon_row(community: Community, one: Deadline) -> SoonRow:
    """A deadline in words."""
    days = (one.on - community.clock.astimezone(UTC).date()).days
    if not one.slug:
        chip = community.kind_chip(one.kind, plural=True)
        return SoonRow(one.on, days, _(MEANS[one.sort]), chip.name, chip.address, one.why, "")
    row = community.row(community.proposals[one.slug])
    why = without_addresses(one.why)
    return SoonRow(one.on, days, _(MEANS[one.sort]), row.title, row.address, why, row.language)


def by_whom(community: Community, one: Happened) -> str:
    """`Ana and Lee`."""
    if one.what == "came":
        return listed([who.name for who in community.authors(community.proposals[one.slug])], _("somebody"))
    return listed([community.who(login).name for login in one.by], _("somebody"))


def way_of(community: Community, one: Happened) -> str:
    """`Suggested → Designing`; "" where it stayed."""
    if one.what == "came" or not one.stage:
        return ""
    kind = community.proposals[one.slug].kind
    names = [community.stage_chip(kind, stage).name for stage in (one.was, one.stage) if stage]
    if len(names) > 1:
        return _("%(was)s → %(stage)s", was=names[0], stage=names[1])
    return _("to %(stage)s", stage=names[0])


def headline(community: Community, one: Happened) -> str:
    """What happened, without the proposal's name: `yes, Suggested → Designing`; for what came, its kind."""
    if one.what == "came":
        kind = in_a_sentence(community.kind_chip(community.proposals[one.slug].kind).name)
        return _("new %(kind)s", kind=kind)
    answer = pgettext("answer", one.answer) if one.answer else ""
    return ", ".join(filter(None, (answer, way_of(community, one))))


def with_day(community: Community, one: Happened) -> str:
    """What happened, when and by whom: `yes, Suggested → Designing, 3 June 2026, by Mara`."""
    what, people = headline(community, one), by_whom(community, one)
    return _("%(what)s, %(day)s, by %(people)s", what=what, day=day(one.at), people=people)


def sentence(community: Community, one: Happened) -> str:
    """Everything about it in one line: `Suggested → Designing, 3 June 2026, by Mara: It costs little. Their words.`"""
    proposal = community.proposals[one.slug]
    head = with_day(community, one)
    more = proposal.summary if one.what == "came" else " ".join(filter(None, (one.reason, one.says)))
    return f"{capital(head)}{': ' if more else '.'}{without_addresses(more)}"


def capital(text: str) -> str:
    """*text* as it begins a sentence."""
    return text[:1].upper() + text[1:]
