"""Ballots to tallies, and tallies to an order. Pure: the same files and the same clock give the same numbers."""

from potluck.tally.count import Count, count, tally_all
from potluck.tally.ranking import (
    EQUALS,
    RANKINGS,
    By,
    Contender,
    Place,
    Ranked,
    formula_of,
    formula_of_spread,
    is_split,
    rank,
    score_of,
    spread_of,
)
from potluck.tally.score import divided, trending, weekly, wilson

__all__ = [
    "EQUALS",
    "RANKINGS",
    "By",
    "Contender",
    "Count",
    "Place",
    "Ranked",
    "count",
    "divided",
    "formula_of",
    "formula_of_spread",
    "is_split",
    "rank",
    "score_of",
    "spread_of",
    "tally_all",
    "trending",
    "weekly",
    "wilson",
]
