"""Runs the checks: documents one by one, then all together. A check says what; code, slug and path come from here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from typing import cast

import msgspec
from msgspec.structs import replace

from potluck.change import ChangeSet
from potluck.model import Diagnostic, Document, Problem, Severity
from potluck.register import ChangeCheck, Check, DocumentCheck, Scope, Tree, TreeCheck, check, checks, edition
from potluck.translation import _, ngettext

MOST = 50  # problems told of one file (REL-006)

# Faults after which there are no fields, or no body, to speak about.
_UNREAD = frozenset({"not-a-plain-file", "too-large", "unclosed-front-matter"})
_NO_BODY = _UNREAD | {"long-line"}
NO_FIELDS = _UNREAD | {
    "control-character",
    "front-matter-too-large",
    "merge-key",
    "no-front-matter",
    "not-a-mapping",
    "not-yaml",
    "several-documents",
    "tab-indent",
    "too-deep",
    "yaml-alias",
    "yaml-tag",
}


class _Plan(msgspec.Struct, frozen=True):
    """The checks of one kind's documents, by what they need."""

    always: tuple[Check, ...]
    on_body: tuple[Check, ...]
    on_violations: tuple[Check, ...]
    on_faults: tuple[Check, ...]
    on_form: tuple[Check, ...]


def check_document(document: Document, scope: Scope) -> tuple[tuple[Diagnostic, ...], bool]:
    """What is wrong with *document* taken alone, at most fifty of it, and whether any leaves the body unprinted."""
    found, hides = find_all(document, scope)
    return at_most(found, MOST), hides


def find_all(document: Document, scope: Scope) -> tuple[list[Diagnostic], bool]:
    """The same without an end, for whoever mends it."""
    plan = _plan(edition(), tuple(scope.rules.mechanisms) if scope.rules else ())
    planned = plan.always + plan.on_body
    if document.faults:
        slugs = {fault.slug for fault in document.faults}
        fields = () if slugs & NO_FIELDS and not document.fields else plan.always + plan.on_violations
        planned = plan.on_faults + fields + (() if slugs & _NO_BODY and not document.body else plan.on_body)
    elif scope.violations or not scope.kind:
        planned += plan.on_violations
    if document.form:
        planned += plan.on_form
    if scope.is_taken_down:  # nothing of it is printed, and nothing is asked of it but why it is gone
        planned = plan.on_faults + plan.on_violations
    found: list[Diagnostic] = []
    weight = _scale(document, scope)
    hides = scope.is_taken_down
    for one in planned:
        for problem in cast("DocumentCheck", one.function)(document, scope):
            if severity := weight(one, problem):
                found.append(one.report(document.path, problem, severity))
            hides = hides or one.hides
    if any(fault.slug == "not-utf8" for fault in document.faults):  # what is written there is not known, so it stays
        found = [replace(one, edits=()) for one in found]
    return found, hides


def _scale(document: Document, scope: Scope) -> Callable[[Check, Problem], Severity | None]:
    """Weighs each problem where it stands in *document*, of which there may be a quarter of a million."""
    stage = document.text(scope.written("stage"))
    owned = [field for field in document.fields if (rules := scope.fields.get(field.name)) and rules.owner]
    lines = [(field.key.line, field.value.span.end_line) for field in owned]

    @cache
    def weight(one: Check, is_of_the_house: bool) -> Severity | None:
        return one.weight(scope.charter, scope.kind, stage, is_of_the_house=is_of_the_house)

    return lambda one, problem: weight(one, any(first <= problem.span.line <= last for first, last in lines))


def check_tree(tree: Tree) -> tuple[Diagnostic, ...]:
    """What is wrong with the documents taken together; none of it leaves a body unprinted."""
    found: dict[str, list[Diagnostic]] = defaultdict(list)
    for one in checks():
        if one.over == "tree":
            weight = cache(partial(one.weight, tree.charter))
            for reading, problem in cast("TreeCheck", one.function)(tree):
                stage = reading.proposal.stage if reading.proposal else ""
                if severity := weight(reading.kind, stage):
                    found[reading.path].append(one.report(reading.path, problem, severity))
    room = {reading.path: MOST - len(reading.diagnostics) for reading in tree.readings if reading.path in found}
    limited = [one for path, many in found.items() for one in at_most(many, max(1, room[path]))]
    return tuple(sorted(limited, key=lambda one: one.order))


def check_change(changes: ChangeSet) -> tuple[Diagnostic, ...]:
    """What a change does that it may not, or that somebody is to look at."""
    found: dict[str, list[Diagnostic]] = defaultdict(list)
    for one in checks():
        if one.over == "change":
            for path, problem in cast("ChangeCheck", one.function)(changes):
                found[path].append(one.report(path, problem))
    limited = [one for many in found.values() for one in at_most(many, MOST)]
    return tuple(sorted(limited, key=lambda one: one.order))


@lru_cache(maxsize=64)
def _plan(_edition: int, mechanisms: tuple[str, ...]) -> _Plan:
    """Which checks run; *_edition* is another one when a mechanism has brought some."""
    fitting = [one for one in checks() if one.over == "document" and one.mechanism in ("", *mechanisms)]
    return _Plan(
        always=tuple(one for one in fitting if not one.needs and not one.code.startswith("BD")),
        on_body=tuple(one for one in fitting if not one.needs and one.code.startswith("BD")),
        on_violations=tuple(one for one in fitting if one.needs == "violations"),
        on_faults=tuple(one for one in fitting if one.needs == "faults"),
        on_form=tuple(one for one in fitting if one.needs == "form"),
    )


def at_most(found: list[Diagnostic], most: int) -> tuple[Diagnostic, ...]:
    """At most *most* of them, in the order of the file; a last one speaks for those left out."""
    if len(found) < 2:
        return tuple(found)
    found.sort(key=lambda one: one.order)
    if len(found) <= most:
        return tuple(found)
    told, rest = found[: most - 1], found[most - 1 :]
    worst = Severity.ERROR if any(one.severity is Severity.ERROR for one in rest) else Severity.WARNING
    summary = replace(
        rest[0],
        code="FM099",
        slug="more-problems",
        severity=worst,
        message=ngettext("%(num)s more problem from here on", "%(num)s more problems from here on", len(rest)),
        hint=_("mend those above first; many of the others often go with them"),
    )
    return (*told, summary)


@check("FM099", guards=True)
def more_problems(_document: Document, _scope: Scope) -> Iterable[Problem]:
    """A file has few enough problems to be told one by one.

    We list fifty and count the rest. Nobody reads a longer list, and one slip often causes many of its lines: mend the
    first, and look again.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

        ⟨60 times There is a hidden⟨U+200B⟩blank. ⟩

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return ()  # the runner itself counts
