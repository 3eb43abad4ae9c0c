"""Promises kept, for people: the figures in words, quarter by quarter, and the lists that they are counted from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from potluck.desk.promises import Given
from potluck.desk.scorecard import Closing, Deed, No, Wait, median_of
from potluck.shapes import Row
from potluck.translation import _, ngettext
from potluck.views.community import Community
from potluck.views.figures import ApiFigure, ApiQuarter, card_of, figures_of, quarters_of

SHOWN = 50  # lines of one list; the file has them all


class ScoreLine(msgspec.Struct, frozen=True):
    """One thing of a list, and the proposal it is about."""

    row: Row
    about: Wait | No | Given | Deed


class ScorePage(msgspec.Struct, frozen=True):
    """The page: figures in words, quarters, and the lists."""

    figures: tuple[tuple[str, str, str, str], ...]  # value, name, formula, the list's anchor
    quarters: tuple[ApiQuarter, ...]
    lists: tuple[tuple[str, str, tuple[ScoreLine, ...], int], ...]  # anchor, heading, lines, and how many more
    sorry: tuple[ScoreLine, ...]  # promised dates that were missed
    overdue: int
    closings: tuple[tuple[str, Closing], ...]  # each with its address
    closings_more: int
    answer_days: int | None
    clock: datetime


def score_page(community: Community) -> ScorePage:
    """What the page says."""
    card = community.once(card_of)
    home = community.charter.forge.home
    lists: tuple[tuple[str, str, Sequence[Wait | No | Given | Deed]], ...] = (
        ("answers", _("First answers"), card.waits),
        ("noes", _("Noes"), card.noes),
        ("dates", _("Promised dates"), card.dates),
        ("brought", _("What customers brought"), card.brought),
        ("gave", _("What the house gave back"), card.gave),
    )
    return ScorePage(
        figures=tuple((in_words(one), one.name, one.formula, one.list) for one in figures_of(card)),
        quarters=community.once(quarters_of),
        lists=tuple(
            (word, heading, _lines(community, items[:SHOWN]), max(0, len(items) - SHOWN))
            for word, heading, items in lists
        ),
        sorry=_lines(community, [one for one in card.dates if one.state == "missed"]),
        overdue=sum(1 for one in card.waits if one.state == "overdue"),
        closings=tuple((f"{home}/issues/{one.thread}", one) for one in card.closings[:SHOWN]),  # it leads to pulls too
        closings_more=max(0, len(card.closings) - SHOWN),
        answer_days=card.answer_days,
        clock=community.clock,
    )


def _lines(community: Community, items: Iterable[Wait | No | Given | Deed]) -> tuple[ScoreLine, ...]:
    return tuple(ScoreLine(community.row(community.proposals[one.slug]), one) for one in items)


def in_words(figure: ApiFigure) -> str:
    """`2 days`, `86 %`, `41`, `too few to say`."""
    if figure.value is None:
        return _("too few to say")
    if figure.unit == "days":
        return days_of(figure.value)
    return f"{figure.value:.0%}".replace("%", " %") if figure.unit == "share" else f"{figure.value:,.0f}"


def in_one_line(community: Community) -> str:
    """`first answer after 2 days (promised: 7)`, for the home page; empty where there are too few to say."""
    card = community.once(card_of)
    days = median_of(card.days)
    if days is None:
        return ""
    if card.answer_days:
        return _("first answer after %(days)s (promised: %(promised)s)", days=days_of(days), promised=card.answer_days)
    return _("first answer after %(days)s", days=days_of(days))


def days_of(days: float) -> str:
    """`1 day`, `2.5 days`."""
    whole = int(days) if days == int(days) else 100  # a part of a day is told as many are
    return ngettext("%(num)s day", "%(num)s days", whole, num=f"{days:g}")
