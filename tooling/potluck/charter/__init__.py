"""The charter: `potluck.yml` read strictly, with the nearest right word for every wrong one."""

from potluck.charter.model import (
    Charter,
    CheckRules,
    FieldRules,
    KindRules,
    ReactionRules,
    StageRules,
    TallyRules,
)
from potluck.charter.read import CharterReading, parse_charter, read_charter, read_charter_at

__all__ = [
    "Charter",
    "CharterReading",
    "CheckRules",
    "FieldRules",
    "KindRules",
    "ReactionRules",
    "StageRules",
    "TallyRules",
    "parse_charter",
    "read_charter",
    "read_charter_at",
]
