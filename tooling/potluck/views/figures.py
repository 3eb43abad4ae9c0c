"""Promises kept, as numbers: each figure with its formula and the list that it is counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

import msgspec

from potluck.days import quarter_of
from potluck.desk.answers import spoken_in
from potluck.desk.promises import Given, Held
from potluck.desk.scorecard import HANDFUL, Answered, Deed, No, Scorecard, Wait, median_of, scorecard, share_of
from potluck.translation import _, ngettext
from potluck.views.community import Community

QUARTERS = 8  # the last two years

One = TypeVar("One", Wait, No, Given, Deed)


class ApiFigure(msgspec.Struct, kw_only=True):
    """One number, `value`, of `counted` things; null where there are fewer than `least`."""

    name: str
    value: float | None
    counted: int
    least: int
    unit: str  # "days", "share", or "things"
    formula: str
    list: str  # the name of the list that it is counted from


class ApiQuarter(msgspec.Struct, kw_only=True):
    """Three months, from `since`: by the day on which something was brought, said no to, due, or given."""

    since: date
    brought: int
    answered: int  # of what was brought then
    days: float | None  # the median until the first answer
    noes: int
    reasoned: int
    kept: int
    missed: int
    gave: int


class ApiWait(msgspec.Struct, kw_only=True):
    """A proposal that a customer brought, and its first answer."""

    slug: str
    brought: date
    answered: date | None
    days: int | None
    due: date | None
    state: Answered
    what: str


class ApiNo(msgspec.Struct, kw_only=True):
    """A no."""

    slug: str
    on: date | None
    has_reason: bool


class ApiGiven(msgspec.Struct, kw_only=True):
    """A promised date."""

    slug: str
    on: date
    set: date
    why: str
    state: Held
    then: str


class ApiDeed(msgspec.Struct, kw_only=True):
    """Something that one side did for the other."""

    slug: str
    on: date | None
    what: str


class ApiClosing(msgspec.Struct, kw_only=True):
    """A thread on the forge that somebody else closed than whoever opened it."""

    thread: int
    on: date
    has_word: bool


class ApiScorecard(msgspec.Struct, kw_only=True):
    """Promises kept and broken, and all lists that the figures are counted from."""

    version: int
    clock: datetime
    answer_days: int | None
    figures: list[ApiFigure]
    quarters: list[ApiQuarter]
    answers: list[ApiWait]
    noes: list[ApiNo]
    dates: list[ApiGiven]
    brought: list[ApiDeed]
    gave: list[ApiDeed]
    closings: list[ApiClosing]


def card_of(community: Community) -> Scorecard:
    """The community's lists."""
    return scorecard(
        community.proposals,
        community.timelines,
        community.charter,
        community.clock,
        spoken_in(community.talk),
        community.opened,
    )


def figures_of(card: Scorecard) -> tuple[ApiFigure, ...]:
    """Every figure, in the order of the page."""
    bound = [one for one in card.waits if one.state in ("in time", "late", "overdue")]
    kept, missed = _held(card.dates)
    found = [
        _figure(
            _("until the first answer, in the middle"),
            median_of(card.days),
            len(card.days),
            "days",
            _("median of the days from the one on which something was brought to the one of its first answer"),
            "answers",
        )
    ]
    if card.answer_days:
        in_time = sum(1 for one in bound if one.state == "in time")
        found.append(
            _figure(
                ngettext("answered within %(num)s day", "answered within %(num)s days", card.answer_days),
                share_of(in_time, len(bound)),
                len(bound),
                "share",
                _("answered in time ÷ (answered in time + answered late + not answered and past its day)"),
                "answers",
            )
        )
    return (
        *found,
        _figure(
            _("noes with a reason"),
            share_of(sum(1 for one in card.noes if one.has_reason), len(card.noes)),
            len(card.noes),
            "share",
            _("noes that give one of the charter's reasons and a sentence ÷ all noes"),
            "noes",
        ),
        _figure(
            _("promised dates kept"),
            share_of(kept, kept + missed),
            kept + missed,
            "share",
            _(
                "dates by which something was decided or moved ÷ dates that are past; one that was given anew in time, "
                "with its reason, is neither"
            ),
            "dates",
        ),
        *_closed(card),
        _sum(
            _("brought by customers"),
            card.brought,
            _("proposals that somebody outside the house brought"),
            "brought",
        ),
        _sum(
            _("given back by the house"),
            card.gave,
            _("answers, decisions, trials and dates on what customers brought"),
            "gave",
        ),
    )


def _closed(card: Scorecard) -> Iterator[ApiFigure]:
    """Only where there is a forge to close anything on."""
    if card.closings:
        yield _figure(
            _("conversations closed with a word"),
            share_of(sum(1 for one in card.closings if one.has_word), len(card.closings)),
            len(card.closings),
            "share",
            _(
                "closed after somebody of the house, or who closed it, wrote there (up to a day later), or by another "
                "number ÷ all that were closed by somebody else than whoever opened them; merged ones are none of these"
            ),
            "closings",
        )


def _figure(name: str, value: float | None, counted: int, unit: str, formula: str, of: str) -> ApiFigure:
    return ApiFigure(name=name, value=value, counted=counted, least=HANDFUL, unit=unit, formula=formula, list=of)


def _sum(name: str, deeds: Sequence[Deed], formula: str, of: str) -> ApiFigure:
    return ApiFigure(
        name=name, value=float(len(deeds)), counted=len(deeds), least=0, unit="things", formula=formula, list=of
    )


def _held(dates: Iterable[Given]) -> tuple[int, int]:
    states = [one.state for one in dates]
    return states.count("kept"), states.count("missed")


def quarters_of(community: Community) -> tuple[ApiQuarter, ...]:
    """The last quarters up to the clock, the oldest first, from the first in which anything was brought."""
    card, today = community.once(card_of), community.clock.date()
    first = min((one.on for one in card.brought if one.on), default=today)
    starts: list[date] = []
    start = quarter_of(today)
    while len(starts) < QUARTERS and start >= quarter_of(first):
        starts.append(start)
        start = quarter_of(start - timedelta(days=1))
    waits = _by_quarter(card.waits, lambda one: one.brought)
    noes = _by_quarter(card.noes, lambda one: one.on)
    dates = _by_quarter(card.dates, lambda one: one.on)
    brought = _by_quarter(card.brought, lambda one: one.on)
    gave = _by_quarter(card.gave, lambda one: one.on)
    return tuple(
        ApiQuarter(
            since=start,
            brought=len(brought[start]),
            answered=sum(1 for one in waits[start] if one.state in ("in time", "late", "answered", "no day")),
            days=median_of(one.days for one in waits[start] if one.days is not None),
            noes=len(noes[start]),
            reasoned=sum(1 for one in noes[start] if one.has_reason),
            kept=_held(dates[start])[0],
            missed=_held(dates[start])[1],
            gave=len(gave[start]),
        )
        for start in reversed(starts)
    )


def _by_quarter(items: Iterable[One], day: Callable[[One], date | None]) -> defaultdict[date, list[One]]:
    """The *items* whose *day* is known, by the first day of its quarter."""
    found: defaultdict[date, list[One]] = defaultdict(list)
    for one in items:
        if on := day(one):
            found[quarter_of(on)].append(one)
    return found


def api_scorecard(community: Community, version: int) -> ApiScorecard:
    """All of it, for programs."""
    card = community.once(card_of)
    return ApiScorecard(
        version=version,
        clock=community.clock,
        answer_days=card.answer_days,
        figures=list(figures_of(card)),
        quarters=list(community.once(quarters_of)),
        answers=[msgspec.convert(one, ApiWait, from_attributes=True) for one in card.waits],
        noes=[msgspec.convert(one, ApiNo, from_attributes=True) for one in card.noes],
        dates=[msgspec.convert(one, ApiGiven, from_attributes=True) for one in card.dates],
        brought=[msgspec.convert(one, ApiDeed, from_attributes=True) for one in card.brought],
        gave=[msgspec.convert(one, ApiDeed, from_attributes=True) for one in card.gave],
        closings=[msgspec.convert(one, ApiClosing, from_attributes=True) for one in card.closings],
    )
