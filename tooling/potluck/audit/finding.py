"""What an audit finds: who, on what, beside what would be expected. A finding accuses nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

import msgspec

from potluck.charter import Charter
from potluck.translation import _, ngettext

Reason = Literal["burst", "young", "one-author", "ladder", "run"]
_RAREST = 1e-9  # that is told apart
REASONS: tuple[Reason, ...] = get_args(Reason)
Side = Literal["for", "against"]


class Finding(msgspec.Struct, frozen=True):
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


class Seen(msgspec.Struct, frozen=True):
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
    numbers = _numbers(charter)
    match reason:
        case "burst":
            return _(
                "within %(hours)s, at least %(people)s more accounts younger than %(days)s spoke on one side than "
                "their share, seen on the rest of the proposal and elsewhere, would give",
                **numbers,
            )
        case "young":
            return _(
                "beside any burst, at least %(people)s more accounts younger than %(days)s spoke on one side than "
                "their share elsewhere would give",
                **numbers,
            )
        case "one-author":
            return _(
                "at least %(people)s more accounts than by chance are for %(proposals)s proposals or more, all of one "
                "author, and for no other",
                **numbers,
            )
        case "ladder":
            return _(
                "at least %(people)s more accounts than by chance said the same on the same %(proposals)s proposals or "
                "more, and spoke on no other",
                **numbers,
            )
        case "run":
            return _(
                "at least %(people)s more accounts than by chance said the same on the same %(proposals)s proposals "
                "one right after the other, within %(hours)s, whatever else they said",
                **numbers,
            )


def sentence_of(finding: Finding, charter: Charter) -> str:
    """What was found in numbers alone: who it is stands in no sentence."""
    numbers = _numbers(charter) | {
        "voices": f"{finding.voices:,}",
        "people": f"{len(finding.people):,}",
        "among": f"{finding.among:,}",
        "order": f"{finding.in_order:,}",
        "usual": f"{finding.expected:,.1f}",
    }
    if finding.reason in ("ladder", "run"):
        numbers["proposals"] = len(finding.proposals)
    is_for = finding.side == "for"
    match finding.reason:
        case "burst":
            return (
                _(
                    "%(voices)s of %(among)s voices for it within %(hours)s are of accounts younger than %(days)s; "
                    "%(usual)s would be no surprise",
                    **numbers,
                )
                if is_for
                else _(
                    "%(voices)s of %(among)s voices against it within %(hours)s are of accounts younger than %(days)s; "
                    "%(usual)s would be no surprise",
                    **numbers,
                )
            )
        case "young":
            return (
                _(
                    "%(voices)s of %(among)s voices for it, bursts apart, are of accounts younger than %(days)s; "
                    "%(usual)s would be no surprise",
                    **numbers,
                )
                if is_for
                else _(
                    "%(voices)s of %(among)s voices against it, bursts apart, are of accounts younger than %(days)s; "
                    "%(usual)s would be no surprise",
                    **numbers,
                )
            )
        case "one-author":
            return _(
                "%(people)s of the %(among)s accounts that are for %(proposals)s proposals or more are for one "
                "author's alone; %(usual)s would be no surprise",
                **numbers,
            )
        case "ladder":
            return _(
                "%(people)s accounts said the same on the same %(proposals)s proposals and nothing else, %(order)s of "
                "them in the same order; %(usual)s would be no surprise",
                **numbers,
            )
        case "run":
            return _(
                "%(people)s accounts said the same on the same %(proposals)s proposals one right after the other, "
                "%(order)s of them in the same order; %(usual)s would be no surprise",
                **numbers,
            )


def _numbers(charter: Charter) -> dict[str, object]:
    """The charter's numbers, as sentences have them."""
    rules = charter.audit
    return {
        "hours": ngettext("%(num)s hour", "%(num)s hours", rules.hours) if rules.hours != 1 else _("one hour"),
        "people": rules.people,
        "days": ngettext("%(num)s day", "%(num)s days", rules.young_days),
        "proposals": rules.proposals,
    }


def in_words(chance: float) -> str:
    """A chance as people say it: `at most 1 in 12,000`."""
    if chance < _RAREST:
        return _("less than 1 in a billion")
    return _("at most 1 in %(number)s", number=f"{int(float(f'{1 / chance:.1e}')):,}")
