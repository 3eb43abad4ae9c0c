"""Voices laid out for an audit: by proposal, and by account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from potluck.audit.finding import Side
from potluck.charter import Charter
from potluck.model import Ballot
from potluck.tally import SUPPORTING


class Voice(NamedTuple):
    """One person for or against one proposal. `young` is None where the account's age is not known."""

    at: datetime
    login: str
    side: Side
    young: bool | None
    proposal: str


Paper = list[Voice]  # all that one account said, in the order in which it did


class Papers(msgspec.Struct, frozen=True):
    """All voices for or against, twice. Both ways they are in the order of time, equals by login and by name."""

    by_proposal: Mapping[str, Sequence[Voice]]
    by_login: Mapping[str, Paper]


def lay_out(voices: Mapping[str, Sequence[Ballot]], charter: Charter) -> Papers:
    """The *voices* that count, by the slug of the proposal that they were given on."""
    sides: dict[str, Side] = {
        reaction: "for" if rules.means in SUPPORTING else "against"
        for reaction, rules in charter.reactions.items()
        if rules.means in (*SUPPORTING, "against")
    }
    youth = timedelta(days=charter.audit.young_days)
    months = _months(voices)
    # The first day of a month is the earliest on which an account of that month can have been made.
    first = {month: datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC) for month in months.values() if month}
    by_proposal: dict[str, list[Voice]] = {}
    by_login: dict[str, Paper] = {}
    for slug in sorted(voices):
        said = by_proposal[slug] = []
        for ballot in voices[slug]:
            side = sides.get(ballot.reaction)
            if side:
                login = ballot.login.lower()
                month = months[login]
                said.append(Voice(ballot.at, login, side, ballot.at - first[month] < youth if month else None, slug))
        said.sort()
        for voice in said:
            by_login.setdefault(voice.login, []).append(voice)
    for paper in by_login.values():
        if len(paper) > 1:
            paper.sort(key=lambda voice: (voice.at, voice.proposal))
    return Papers(by_proposal, by_login)


def _months(voices: Mapping[str, Sequence[Ballot]]) -> dict[str, str]:
    """The latest month that is known of each account: it does not age by leaving it out of a line."""
    months: dict[str, str] = {}
    for cast in voices.values():
        for ballot in cast:
            login = ballot.login.lower()
            if ballot.since >= months.get(login, ""):
                months[login] = ballot.since
    return months
