"""Two ledgers → what became of whose ballot. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Literal

import msgspec

from potluck.ledger import Ledger
from potluck.model import REACTIONS, Ballot
from potluck.words import count


class Change(msgspec.Struct, frozen=True):
    """What became of one person's voice on one proposal. At least one side is there."""

    before: Ballot | None
    after: Ballot | None

    @property
    def what(self) -> Literal["added", "withdrawn", "changed"]:
        """In a word."""
        return "added" if self.before is None else "withdrawn" if self.after is None else "changed"


def changes(before: Iterable[Ballot], after: Iterable[Ballot]) -> Iterator[Change]:
    """Every change, by proposal and person. Who takes one reaction back and gives another has changed theirs."""
    old, new = _by_person(before), _by_person(after)
    for person in sorted(old.keys() | new.keys()):
        had, has = old.get(person, {}), new.get(person, {})
        yield from (Change(had[name], has[name]) for name in sorted(had.keys() & has.keys()) if had[name] != has[name])
        gone = [had[name] for name in sorted(had.keys() - has.keys())]
        come = [has[name] for name in sorted(has.keys() - had.keys())]
        yield from (Change(*both) for both in zip_longest(gone, come))


def _by_person(ballots: Iterable[Ballot]) -> dict[tuple[str, str], dict[str, Ballot]]:
    found: dict[tuple[str, str], dict[str, Ballot]] = {}
    for ballot in ballots:
        found.setdefault((ballot.proposal, ballot.login.lower()), {})[ballot.reaction] = ballot
    return found


def summary(found: Iterable[Change]) -> str:
    """`3 ballots added, 1 withdrawn, on 2 proposals`."""
    found = list(found)
    if not found:
        return "no ballot changed"
    each = Counter(change.what for change in found)
    words = [(each[what], what) for what in ("added", "withdrawn", "changed") if each[what]]
    first = f"{count(words[0][0], 'ballot')} {words[0][1]}"
    told = ", ".join([first, *(f"{number:,} {what}" for number, what in words[1:])])
    proposals = {ballot.proposal for change in found for ballot in (change.before, change.after) if ballot}
    return f"{told}, on {count(len(proposals), 'proposal')}"


def clicks(ledger: Ledger) -> dict[str, Counter[str]]:
    """How many clicked each reaction, by proposal: what a ledger tells in either form."""
    found: dict[str, Counter[str]] = {one.proposal: Counter(one.reactions) for one in ledger.counts}
    for ballot in ledger.ballots:
        found.setdefault(ballot.proposal, Counter())[ballot.reaction] += 1
    return found


def counts_that_changed(before: Ledger, after: Ledger) -> Iterator[str]:
    """`~ soup-night: +1 from 20 to 22`, a line each, and at the end how many."""
    old, new = clicks(before), clicks(after)
    changed = 0
    for proposal in sorted(old.keys() | new.keys()):
        had, has = old.get(proposal, Counter()), new.get(proposal, Counter())
        lines = [
            f"~ {proposal}: {word} from {had[word]} to {has[word]}" for word in REACTIONS if had[word] != has[word]
        ]
        changed += bool(lines)
        yield from lines
    yield f"Counts changed on {count(changed, 'proposal')}." if changed else "No count changed."
