"""Why somebody's voice is not counted: each reason, and the order in which they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from potluck.charter import Charter
from potluck.model import Ballot
from potluck.translation import N_

# Why a person is not counted, in the words of the page. The first that applies is the reason given.
BLOCKED = N_("blocked")
BOT = N_("a machine")
AUTHOR = N_("brought this proposal")
LATE = N_("reacted while voting was not open")
YOUNG = N_("an account that was too new")
GONE = N_("an account that was deleted")
REASONS = {"gone": GONE, "blocked": BLOCKED, "bot": BOT, "author": AUTHOR, "late": LATE, "young": YOUNG}

GHOST = "ghost"  # whom GitHub shows in place of everybody who has deleted their account


def exclusion_by(
    authors: frozenset[str], charter: Charter
) -> Callable[[str, list[Ballot], Ballot, Collection[Ballot]], str]:
    """Says why a person is not counted, "" where they are.

    Asked with their login, their ballots, the one that would count, and all those that are late.
    """
    rules = charter.tally
    ghost = GHOST if charter.forge.type == "github" else None
    leaves_bots = rules.bots == "leave-out"
    authors = authors if rules.own_proposals == "leave-out" else frozenset()
    days = rules.account_days

    def exclusion(login: str, cast: list[Ballot], last: Ballot, late: Collection[Ballot]) -> str:
        if login == ghost:
            return GONE
        if last.blocked or (len(cast) > 1 and any(ballot.blocked for ballot in cast)):
            return BLOCKED
        if leaves_bots and (last.bot or (len(cast) > 1 and any(ballot.bot for ballot in cast))):
            return BOT
        if login in authors:
            return AUTHOR
        if last in late:
            return LATE
        if days and _is_young(last, last.since if len(cast) == 1 else max(ballot.since for ballot in cast), days):
            return YOUNG
        return ""

    return exclusion


def _is_young(last: Ballot, month: str, days: int) -> bool:
    """Whether an account of *month* may have been younger than *days* at its *last* ballot: its first day tells."""
    return bool(month) and last.at - _first_of(month) < timedelta(days=days)


@lru_cache(maxsize=1_024)
def _first_of(month: str) -> datetime:
    return datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
