"""Ballots to tallies, and tallies to an order. Pure: the same files and the same clock give the same numbers."""

from potluck.tally.count import GHOST, REASONS, SUPPORTING, Count, count, tally_all, tally_counts, without_names
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
    trend_of,
)
from potluck.tally.score import divided, trending, weekly, wilson, z_of

__all__ = [
    "EQUALS",
    "GHOST",
    "RANKINGS",
    "REASONS",
    "SUPPORTING",
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
    "tally_counts",
    "trend_of",
    "trending",
    "weekly",
    "wilson",
    "without_names",
    "z_of",
]
