"""What an audit finds: who, on what, beside what would be expected. A finding accuses nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from potluck.charter import Charter

Reason = Literal["burst", "young", "one-author", "ladder", "run"]
_RAREST = 1e-9  # that is told apart
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


def flagged_in(findings: Iterable[Finding]) -> frozenset[tuple[str, str]]:
    """The proposal and login of every voice in *findings*."""
    return frozenset((slug, login) for one in findings for slug in one.proposals for login in one.people)


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
        case "run":
            return (
                f"at least {rules.people} more accounts than by chance said the same on the same {rules.proposals} "
                f"proposals one right after the other, within {_hours(rules.hours)}, whatever else they said"
            )


def sentence_of(finding: Finding, charter: Charter) -> str:
    """What was found in numbers alone: who it is stands in no sentence."""
    rules = charter.audit
    usual = f"{finding.expected:,.1f} would be no surprise"
    many, people = f"{finding.voices:,}", f"{len(finding.people):,}"
    match finding.reason:
        case "burst":
            return (
                f"{many} of {finding.among:,} voices {finding.side} it within {_hours(rules.hours)} are of accounts "
                f"younger than {rules.young_days} days; {usual}"
            )
        case "young":
            return (
                f"{many} of {finding.among:,} voices {finding.side} it, bursts apart, are of accounts younger than "
                f"{rules.young_days} days; {usual}"
            )
        case "one-author":
            return (
                f"{people} of the {finding.among:,} accounts that are for {rules.proposals} proposals or more are "
                f"for one author's alone; {usual}"
            )
        case "ladder":
            return (
                f"{people} accounts said the same on the same {len(finding.proposals)} proposals and nothing else, "
                f"{finding.in_order:,} of them in the same order; {usual}"
            )
        case "run":
            return (
                f"{people} accounts said the same on the same {len(finding.proposals)} proposals one right after the "
                f"other, {finding.in_order:,} of them in the same order; {usual}"
            )


def in_words(chance: float) -> str:
    """A chance as people say it: `at most 1 in 12,000`."""
    if chance < _RAREST:
        return "less than 1 in a billion"
    return f"at most 1 in {int(float(f'{1 / chance:.1e}')):,}"


def _hours(hours: int) -> str:
    return "one hour" if hours == 1 else f"{hours:,} hours"
