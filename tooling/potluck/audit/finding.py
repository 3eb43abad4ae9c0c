"""What an audit finds: who, on what, beside what would be expected. A finding accuses nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from potluck.charter import Charter

Reason = Literal["burst", "young", "one-author", "ladder"]
REASONS: tuple[Reason, ...] = get_args(Reason)
Side = Literal["for", "against"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Some voices that are together more often than by chance."""

    reason: Reason
    proposals: tuple[str, ...]  # that they were given on, in order
    side: Side | None  # None where they say one thing here and another there
    people: tuple[str, ...]  # logins, in order
    voices: int
    among: int  # of so many: voices in that time, on that side, or accounts that spoke as often
    expected: float  # accounts that would surprise nobody, the leeway of the charter included
    chance: float  # at most, that as many come about by themselves anywhere that was looked
    since: datetime
    until: datetime
    author: str = ""  # for whom alone they spoke
    in_order: int = 0  # accounts of a ladder that spoke in the same order


@dataclass(frozen=True, slots=True)
class Seen:
    """What was looked at, and what was found in it; the least likely first."""

    voices: int  # for and against
    people: int
    aged: int  # voices of accounts whose age is known
    young: int  # of those, voices of young accounts
    findings: tuple[Finding, ...]

    @property
    def flagged(self) -> frozenset[tuple[str, str]]:
        """The proposal and login of every voice in a finding."""
        return frozenset((slug, login) for one in self.findings for slug in one.proposals for login in one.people)


def says_of(reason: Reason, charter: Charter) -> str:
    """What *reason* means and how it is reckoned, in words: the one text that every page and command shows."""
    rules = charter.audit
    match reason:
        case "burst":
            return (
                f"within {_hours(rules.hours)}, at least {rules.people} more accounts younger than {rules.young_days} "
                "days spoke on one side than their share, seen on the rest of the proposal and elsewhere, would give"
            )
        case "young":
            return (
                f"beside any burst, at least {rules.people} more accounts younger than {rules.young_days} days spoke "
                "on one side than their share elsewhere would give"
            )
        case "one-author":
            return (
                f"at least {rules.people} more accounts than by chance are for {rules.proposals} proposals or more, "
                "all of one author, and for no other"
            )
        case "ladder":
            return (
                f"at least {rules.people} more accounts than by chance said the same on the same {rules.proposals} "
                "proposals or more, and spoke on no other"
            )


def _hours(hours: int) -> str:
    return "one hour" if hours == 1 else f"{hours:,} hours"
