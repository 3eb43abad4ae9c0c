"""What moves at the table: from stage to stage, and month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date
from itertools import pairwise

import msgspec

from potluck.charts import Arc, Column, arcs, columns, months_up_to
from potluck.days import month
from potluck.shapes import Chip
from potluck.translation import _, ngettext, pgettext
from potluck.views.board import ways
from potluck.views.community import Community

MONTHS = 12


class Flow(msgspec.Struct, frozen=True):
    """A kind's way: how many stand at each stop, and how many ever went from one stage to another."""

    stops: tuple[tuple[Chip, int], ...]
    arcs: tuple[Arc, ...]  # between the stops
    moves: tuple[tuple[str, str, int], ...]  # between all stages: from, to, how many; most of all first


class Month(msgspec.Struct, frozen=True):
    """What was done in one month."""

    first: date
    brought: int
    voices: int
    people: int  # who spoke, each once


class Months(msgspec.Struct, frozen=True):
    """The last months: a row of columns for each number, what it comes down to in words, and all of it as a table."""

    rows: tuple[tuple[str, tuple[Column, ...], int], ...]  # what is counted, its columns, and the highest
    words: str
    months: tuple[Month, ...]
    has_voices: bool


def flow_of(community: Community, kind: str) -> Flow | None:
    """The flow of a *kind*; None where nothing of it stands on its way."""
    standing = Counter(one.stage for one in community.proposals.values() if one.kind == kind)
    stages = community.charter.kinds[kind].stages
    way = [stage for stage, rules in stages.items() if rules.tone not in ("no", "rest")]
    if not any(standing[stage] for stage in way):
        return None
    moves: Counter[tuple[str, str]] = Counter()
    for slug, stops in community.once(ways).items():
        if community.proposals[slug].kind == kind:
            moves.update((one.stage, other.stage) for one, other in pairwise(stops))
    ordered = sorted(moves.items(), key=lambda one: (-one[1], one[0]))
    places = {stage: place for place, stage in enumerate(way)}
    drawn = [(places[a], places[b], many) for (a, b), many in ordered if a in places and b in places]
    name = {stage: community.stage_chip(kind, stage).name for pair in moves for stage in pair}
    return Flow(
        stops=tuple((community.stage_chip(kind, stage), standing[stage]) for stage in way),
        arcs=arcs(drawn, len(way)),
        moves=tuple((name[a], name[b], many) for (a, b), many in ordered),
    )


def months_of(community: Community) -> Months | None:
    """The last year, this month included; None where nothing happened in it."""
    months = tuple(_months(community))
    if not any(one.brought or one.voices for one in months):
        return None
    has_voices = any(one.voices for one in months)
    rows = [(_("brought"), [one.brought for one in months])]
    if has_voices:
        rows = [
            (_("voices"), [one.voices for one in months]),
            (_("people who spoke"), [one.people for one in months]),
            *rows,
        ]
    return Months(
        rows=tuple((name, columns(values), max(values)) for name, values in rows),
        words=_in_words(months, has_voices=has_voices),
        months=months,
        has_voices=has_voices,
    )


def _months(community: Community) -> Iterator[Month]:
    firsts = months_up_to(community.clock.astimezone(UTC).date(), MONTHS)
    brought: Counter[tuple[int, int]] = Counter()
    voices: Counter[tuple[int, int]] = Counter()
    people: dict[tuple[int, int], set[str]] = {}
    for proposal in community.newest_first:
        if (created := community.created(proposal)) and created >= firsts[0]:
            brought[created.year, created.month] += 1
        own = {proposal.slug, *proposal.aliases}
        for ballot in community.count(proposal).voices:
            # What was merged here was said there, and is counted there.
            if ballot.proposal in own and (ballot.at.year, ballot.at.month) >= (firsts[0].year, firsts[0].month):
                voices[ballot.at.year, ballot.at.month] += 1
                people.setdefault((ballot.at.year, ballot.at.month), set()).add(ballot.login.lower())
    for first in firsts:
        key = (first.year, first.month)
        yield Month(first, brought[key], voices[key], len(people.get(key, ())))


def _in_words(months: tuple[Month, ...], *, has_voices: bool) -> str:
    brought = sum(one.brought for one in months)
    busiest = max(months, key=lambda one: (one.voices if has_voices else one.brought, one.first))
    told = ngettext("%(num)s brought", "%(num)s brought", brought)
    if has_voices:
        voices = sum(one.voices for one in months)
        told += pgettext("between names", ", ") + ngettext("%(num)s voice", "%(num)s voices", voices)
    return _(
        "In the last %(months)s months: %(told)s. The busiest was %(month)s.",
        months=MONTHS,
        told=told,
        month=month(busiest.first),
    )
