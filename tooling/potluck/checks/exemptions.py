"""EX701 and EX702: whether the charter's exemptions are still needed; and what they take out of a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import msgspec

from potluck.charter import Charter
from potluck.charter.strict import first_line
from potluck.model import Diagnostic, Problem, Severity, Span
from potluck.register import ExemptionCheck, Exemptions, check, checks
from potluck.words import nearest, quote


class Sifted(msgspec.Struct, frozen=True):
    """A report in two parts, and which of the charter's exemptions (their places in the list) made the second."""

    told: tuple[Diagnostic, ...]
    exempted: tuple[Diagnostic, ...]
    used: frozenset[int]


def sift(diagnostics: Iterable[Diagnostic], charter: Charter) -> Sifted:
    """What is told, and what the charter exempts. Nothing is exempted from checks of fixed weight: CH562 sees to it."""
    places = {(one.code, one.path): place for place, one in enumerate(charter.exemptions)}
    told, exempted, used = [], [], set()
    for diagnostic in diagnostics:
        place = places.get((diagnostic.code, diagnostic.path))
        if place is None:
            told.append(diagnostic)
        else:
            exempted.append(diagnostic)
            used.add(place)
    return Sifted(tuple(told), tuple(exempted), frozenset(used))


def check_exemptions(exemptions: Exemptions) -> tuple[Diagnostic, ...]:
    """What is wrong with the charter's exemptions, beside what the charter alone shows."""
    found = []
    for one in checks():
        if one.over == "exemptions":
            look = cast("ExemptionCheck", one.function)
            found += [one.report(exemptions.reading.path, problem) for problem in look(exemptions)]
    return tuple(sorted(found, key=lambda one: one.order))


@check("EX701", over="exemptions", severity=Severity.WARNING)
def needless_exemption(exemptions: Exemptions) -> Iterator[Problem]:
    """Every exemption in the charter still exempts something.

    An exemption is a promise to look away in one place. Where there is nothing left to see, the next fault would slip
    through unseen.

    Bad::

        exemptions:
          - code: BD206
            path: proposals/ideas/soup-night.md
            reason: Its text is being written.

    Good::

        exemptions: []
    """
    for place, rules in enumerate(exemptions.rules):
        if place not in exemptions.used and rules.path in exemptions.paths:
            message = f"{quote(rules.path, 100)} has nothing left that {rules.code} would tell"
            yield Problem(_span(exemptions, place, "code"), message, "take this exemption out of the charter")


@check("EX702", over="exemptions", severity=Severity.WARNING)
def exemption_for_nothing(exemptions: Exemptions) -> Iterator[Problem]:
    """Every exemption in the charter names a file that is there.

    A file that was renamed or taken away leaves its exemption behind. Under the old name it helps nobody.

    Bad::

        exemptions:
          - code: BD206
            path: proposals/ideas/soup-nihgt.md
            reason: Its text is being written.

    Good::

        exemptions: []
    """
    for place, rules in enumerate(exemptions.rules):
        if rules.path not in exemptions.paths:
            otherwise = "take this exemption out of the charter, or write the file's path from the community's folder"
            names = {path.rpartition("/")[2]: path for path in sorted(exemptions.paths, reverse=True)}
            near = nearest(rules.path.rpartition("/")[2], names)  # whole paths all look alike
            hint = f"did you mean `{names[near]}`?" if near else otherwise
            yield Problem(_span(exemptions, place, "path"), f"there is no file {quote(rules.path, 100)}", hint)


def _span(exemptions: Exemptions, place: int, name: str) -> Span:
    node = exemptions.reading.node("exemptions", place, name)
    return first_line(node.span if node else exemptions.reading.key("exemptions"))
