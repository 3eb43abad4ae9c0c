"""LG601 and LG602: the ballots. They are counted as they are written, so what cannot be counted is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from potluck.model import START, Diagnostic, Problem, Severity, Span
from potluck.register import Ballots, LedgerCheck, check, checks
from potluck.words import did_you_mean, quote

_PLACE = re.compile(r"(?P<path>[^:]+):(?:(?P<line>\d+):)? (?P<why>.*)", re.DOTALL)


@check("LG601", over="ledger")
def unreadable_ballot(ballots: Ballots) -> Iterator[tuple[str, Problem]]:
    """Every line of the ledger is a ballot, and the manifest counts as many as there are.

    A line that cannot be read is in no number, so somebody's voice would be missing without a word. `potluck react`
    writes lines that pass.

    Bad::

        {"proposal":"soup-night","login":"ana-sample","reaction":"thumbs","at":"2026-05-12T18:04:00Z"}

    Good::

        {"proposal":"soup-night","login":"ana-sample","reaction":"+1","at":"2026-05-12T18:04:00Z"}
    """
    for problem in ballots.problems:
        if place := _PLACE.fullmatch(problem):
            line = int(place["line"] or 1)
            hint = "write it as `potluck react` does, or take it out and say why in the commit"
            yield place["path"], Problem(Span(line, 1, line, 1), place["why"], hint)


@check("LG602", over="ledger", severity=Severity.WARNING)
def ballot_for_nobody(ballots: Ballots) -> Iterator[tuple[str, Problem]]:
    """Ballots are cast on proposals that there are, by their names or by one they had before.

    A proposal that is renamed keeps its voices through `aliases:`. Without that they would be counted nowhere.

    Bad::

        {"proposal":"soup-nihgt","login":"ana-sample","reaction":"+1","at":"2026-05-12T18:04:00Z"}

    Good::

        {"proposal":"soup-night","login":"ana-sample","reaction":"+1","at":"2026-05-12T18:04:00Z"}
    """
    for slug, path in ballots.proposals.items():
        if slug not in ballots.known:
            otherwise = "if it was renamed, add the old name to its `aliases:`"
            hint = did_you_mean(slug, ballots.known, otherwise)
            yield path, Problem(START, f"there is no proposal {quote(slug)}, and these ballots count nowhere", hint)


def check_ledger(ballots: Ballots) -> tuple[Diagnostic, ...]:
    """What is wrong with the ledger."""
    found = []
    for one in checks():
        if one.over == "ledger":
            look = cast("LedgerCheck", one.function)
            found += [one.report(path, problem) for path, problem in look(ballots)]
    return tuple(sorted(found, key=lambda one: one.order))
