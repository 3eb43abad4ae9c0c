"""Ballots to tallies, and tallies to an order. Pure: the same files and the same clock give the same numbers."""

from potluck.tally.count import Count, count, tally_all
from potluck.tally.score import trending, weekly, wilson

__all__ = ["Count", "count", "tally_all", "trending", "weekly", "wilson"]
