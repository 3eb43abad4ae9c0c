"""What a kind can do beyond being read: each mechanism is a file here, and the charter says which kinds have it."""

from potluck.mechanisms import answer, decision, verification, votes
from potluck.mechanisms.seam import (
    Facts,
    Mechanism,
    NoSettings,
    day_in,
    enter,
    leave,
    mechanisms,
    settings_of,
    text_in,
)

__all__ = [
    "Facts",
    "Mechanism",
    "NoSettings",
    "answer",
    "day_in",
    "decision",
    "enter",
    "leave",
    "mechanisms",
    "settings_of",
    "text_in",
    "verification",
    "votes",
]
