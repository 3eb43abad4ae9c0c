"""Rankings: proposals in an order, each by one number with its formula in words, and one rule for equals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Literal, get_args

import msgspec

from potluck.charter import Charter
from potluck.model import Tally
from potluck.tally.count import Count
from potluck.tally.score import bayesian_mean, divided, is_loved_and_hated, spread, trending
from potluck.translation import N_, _, ngettext

By = Literal["support", "confidence", "score", "trending", "discussed", "divided", "newest"]
RANKINGS: tuple[By, ...] = get_args(By)

EQUALS = N_("equals stand by the people for it, then the older one first, then by name")


class Contender(msgspec.Struct, frozen=True):
    """A proposal as far as a ranking looks at it. `created` is None where nothing tells the day."""

    slug: str
    count: Count
    created: date | None


class Place(msgspec.Struct, frozen=True):
    """Where a contender stands: `value` is the number that put it there, or the day."""

    position: int  # 1 and on, each once
    contender: Contender
    value: float | date


class Ranked(msgspec.Struct, frozen=True):
    """The places, best first, and how many contenders have no such number: those are in no place."""

    places: tuple[Place, ...]
    without: int


def formula_of(by: By, charter: Charter) -> str:
    """How the number of the ranking *by* is made, in words: the one text that every page and command shows."""
    rules = charter.tally
    match by:
        case "support":
            return _("the number of people who are for it")
        case "confidence":
            return _(
                "Wilson's lower bound at %(sure)s %%: the share of support, among those who are for or against, that "
                "one can be that sure of",
                sure=f"{100 * rules.confidence:g}",
            )
        case "score":
            return ngettext(
                "the mean of the points, 0 to 5, that each person's reaction gives, as if %(num)s more person had "
                "given %(points)s",
                "the mean of the points, 0 to 5, that each person's reaction gives, as if %(num)s more people had "
                "given %(points)s",
                rules.prior_people,
                points=f"{rules.prior_score:g}",
            )
        case "trending":
            return _(
                "the sum, over those who are for it, of ½ to the power of (days since they said so ÷ %(days)s)",
                days=rules.half_life,
            )
        case "discussed":
            return _("the number of comments on its threads, the first posts not counted")
        case "divided":
            return _("the people for and against, times the smaller side divided by the larger")
        case "newest":
            return _("the day on which it was brought")


def formula_of_spread(charter: Charter) -> str:
    """What `spread` and "loved and hated" mean, in words."""
    return _(
        "the standard deviation of the points; loved and hated is what gets 4 or 5 from %(share)s %% of the people "
        "at least, and 0 or 1 from as many",
        share=f"{100 * charter.tally.split_share:g}",
    )


def score_of(tally: Tally, charter: Charter) -> float | None:
    """The Bayesian mean of its points; None where nobody gave any."""
    return bayesian_mean(tally.scores, charter.tally.prior_people, charter.tally.prior_score)


def trend_of(supported_at: Iterable[datetime], charter: Charter, clock: datetime) -> float | None:
    """The sum of its voices at *clock*, each weighing less as time goes by; None where counts do not say when."""
    return None if charter.has_counts_only else trending(supported_at, clock, charter.tally.half_life)


def spread_of(tally: Tally) -> float | None:
    """How far its points lie apart; None where nobody gave any."""
    return spread(tally.scores)


def is_split(tally: Tally, charter: Charter) -> bool:
    """Whether it is loved and hated."""
    return is_loved_and_hated(tally.scores, charter.tally.split_share)


def rank(contenders: Iterable[Contender], by: By, charter: Charter, clock: datetime) -> Ranked:
    """*contenders* in the order of the ranking *by* at *clock*. The order in which they come makes no difference."""
    contenders = list(contenders)
    value_of = _value_of(by, charter, clock)
    valued = [(value, contender) for contender in contenders if (value := value_of(contender)) is not None]
    valued.sort(key=_order)
    places = tuple(Place(position, contender, value) for position, (value, contender) in enumerate(valued, 1))
    return Ranked(places, len(contenders) - len(places))


def places_by(contenders: Iterable[Contender], charter: Charter, clock: datetime) -> dict[By, dict[str, int]]:
    """The place of every contender in every ranking, by its slug; in a ranking that it has no number for, none."""
    contenders = list(contenders)
    return {
        by: {place.contender.slug: place.position for place in rank(contenders, by, charter, clock).places}
        for by in RANKINGS
    }


def _order(pair: tuple[float | date, Contender]) -> tuple[float, int, date, str]:
    value, contender = pair
    number = value.toordinal() if isinstance(value, date) else value
    return -number, -contender.count.tally.support, contender.created or date.max, contender.slug


def _value_of(by: By, charter: Charter, clock: datetime) -> Callable[[Contender], float | date | None]:
    match by:
        case "support":
            return lambda one: one.count.tally.support
        case "confidence":
            return lambda one: one.count.tally.confidence
        case "score":
            return lambda one: score_of(one.count.tally, charter)
        case "trending":
            return lambda one: trend_of(one.count.supported_at, charter, clock)
        case "discussed":
            return lambda one: one.count.comments
        case "divided":
            return lambda one: divided(one.count.tally.support, one.count.tally.opposition)
        case "newest":
            return lambda one: one.created
