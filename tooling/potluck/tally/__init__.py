"""Ballots to tallies, and tallies to an order. Pure: the same files and the same clock give the same numbers."""

from potluck.tally.count import SUPPORTING, Count, Windows, ballots_by, count, logins_of, slugs_of, tally_all, voices_of
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
    places_by,
    rank,
    score_of,
    spread_of,
)
from potluck.tally.score import divided, trending, weekly, wilson

__all__ = [
    "EQUALS",
    "RANKINGS",
    "SUPPORTING",
    "By",
    "Contender",
    "Count",
    "Place",
    "Ranked",
    "Windows",
    "ballots_by",
    "count",
    "divided",
    "formula_of",
    "formula_of_spread",
    "is_split",
    "logins_of",
    "places_by",
    "rank",
    "score_of",
    "slugs_of",
    "spread_of",
    "tally_all",
    "trending",
    "voices_of",
    "weekly",
    "wilson",
]
