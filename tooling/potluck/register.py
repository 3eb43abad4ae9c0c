"""The register of checks: one small function each, with a code that keeps its meaning for good."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from itertools import count
from textwrap import dedent
from typing import Literal, TypeVar

import msgspec

from potluck.change import ChangeSet
from potluck.charter import Charter, CharterReading, FieldRules, KindRules
from potluck.charter.model import ExemptionRules, Weight
from potluck.load import Beside
from potluck.model import Diagnostic, Document, Problem, Reading, Severity, Span


class Violation(msgspec.Struct, frozen=True):
    """A place where a front matter parts from its kind's JSON Schema. The schema decides; the checks put it in words.

    `rule` is the JSON Schema keyword (`required`, `enum`, `pattern` …), `path` leads to the value from the front
    matter's top, `rules` are the field's (None for a field that the kind does not know), `found` is what was written.
    """

    rule: str
    path: tuple[str | int, ...]
    span: Span
    found: str
    rules: FieldRules | None


class Scope(msgspec.Struct, frozen=True):
    """What a check of one document may know beside it."""

    charter: Charter
    kind: str  # "" where nothing tells it
    rules: KindRules | None
    fields: Mapping[str, FieldRules]  # every field that a document of this kind may have, as it is written there
    violations: tuple[Violation, ...]
    is_taken_down: bool = False

    def written(self, name: str) -> str:
        """The word that this document's front matter uses for the common field *name* (`status` for `stage`)."""
        return self.rules.written(name) if self.rules else name


class Tree(msgspec.Struct, frozen=True, eq=False):  # told apart by identity: a community is large to compare
    """All documents together, for the checks that compare them."""

    charter: Charter
    readings: tuple[Reading, ...]
    files: frozenset[str]  # every plain file below the proposals' folder, from the repository's root
    by_slug: Mapping[str, tuple[Reading, ...]]  # slugs and aliases, each with all who claim it
    today: date


class Ballots(msgspec.Struct, frozen=True):
    """The ledger as the checks see it."""

    problems: tuple[str, ...]  # what could not be read: `path:line: why`
    proposals: Mapping[str, str]  # every proposal that has ballots, with the file that holds them
    known: frozenset[str]  # slugs and aliases of all documents


class Exemptions(msgspec.Struct, frozen=True):
    """The charter's exemptions as the checks see them."""

    reading: CharterReading
    rules: tuple[ExemptionRules, ...]
    used: frozenset[int]  # the places, in `rules`, of those that something was exempted by
    paths: frozenset[str]  # every file that anything can be told of


class Doors(msgspec.Struct, frozen=True):
    """The files that `potluck forms` writes, by their paths, as the checks see them: those that are not current."""

    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()


class Surroundings(msgspec.Struct, frozen=True):
    """What lies in the proposals' folder, and what git says of it."""

    beside: tuple[Beside, ...]  # all that is no proposal
    documents: frozenset[str]  # the paths of the proposals
    shown: frozenset[str]  # the files that proposals show or link to
    modes: Mapping[str, str]  # what git has each file for, `100644` for a plain one; empty where there is no git


DocumentCheck = Callable[[Document, Scope], Iterable[Problem]]
LedgerCheck = Callable[[Ballots], Iterable[tuple[str, Problem]]]
DoorsCheck = Callable[[Doors], Iterable[tuple[str, Problem]]]
TreeCheck = Callable[[Tree], Iterable[tuple[Reading, Problem]]]
ChangeCheck = Callable[[ChangeSet], Iterable[tuple[str, Problem]]]
CharterCheck = Callable[[CharterReading], Iterable[Problem]]
FileCheck = Callable[[Surroundings], Iterable[tuple[str, Problem]]]
ExemptionCheck = Callable[[Exemptions], Iterable[Problem]]
AnyCheck = (
    DocumentCheck | TreeCheck | CharterCheck | LedgerCheck | ExemptionCheck | ChangeCheck | DoorsCheck | FileCheck
)
Function = TypeVar("Function", bound=AnyCheck)
Over = Literal["document", "tree", "charter", "ledger", "exemptions", "doors", "files", "change"]


class Check(msgspec.Struct, frozen=True):
    """A check as the register knows it."""

    code: str
    slug: str
    family: str
    function: AnyCheck
    over: Over
    severity: Severity
    hides: bool  # its problem leaves the body unprinted: the meaning is unknown, or the page unsafe
    mechanism: str  # runs only for kinds that have it; "" for all
    needs: Literal["", "faults", "form", "violations"]  # runs only on documents that have some; "" for all
    mend: str  # what `potluck check --fix` does where one answer is right; "" where it does nothing
    guards: bool  # keeps people safe, or holds what the charter says itself: always of the same weight

    @property
    def documentation(self) -> str:
        """The docstring: what holds when all is well, then why, then Bad and Good."""
        return inspect.getdoc(self.function) or ""

    @property
    def holds(self) -> str:
        """The docstring's first paragraph."""
        return self.documentation.split("\n\n")[0].replace("\n", " ")

    def examples(self, word: Literal["Bad", "Good"]) -> list[str]:
        """The whole files that the docstring shows after *word*; `checks/examples.py` says how they are written."""
        blocks = re.findall(rf"^{word}::\n\n((?:    .*\n|\n)+)", self.documentation + "\n", re.MULTILINE)
        return [dedent(block).strip("\n") + "\n" for block in blocks]

    @property
    def is_fixed(self) -> bool:
        """Whether no charter and no stage changes its weight."""
        return self.hides or self.guards or self.over not in ("document", "tree")

    def weight(self, charter: Charter, kind: str, stage: str, *, is_of_the_house: bool = False) -> Severity | None:
        """How much a problem weighs in a proposal of *kind* at *stage*; None where the charter switches it off.

        The kind's own line for a check takes the place of the community's; a stage that the line names, the place of
        its severity. Elsewhere an error is a warning where a proposal's way has ended: its people have gone home. Not
        so *of the house*: in what a facilitator writes about that end.
        """
        if self.is_fixed:
            return self.severity
        rules = charter.kinds.get(kind)
        line = (rules.checks.get(self.code) if rules else None) or charter.checks.get(self.code)
        if line and stage in line.stages:
            return _SEVERITIES[line.stages[stage]]
        severity = _SEVERITIES[line.severity] if line and line.severity else self.severity
        standing = rules.stages.get(stage) if rules else None
        is_over = standing is not None and standing.closes and not is_of_the_house
        return Severity.WARNING if severity and is_over else severity

    def report(self, path: str, problem: Problem, severity: Severity | None = None) -> Diagnostic:
        """*problem* with its address and this check's code; of this check's own *severity* where none is given."""
        span = problem.span
        place = (span.line, span.column, span.end_line, span.end_column)
        words = (problem.message, problem.hint)
        return Diagnostic(self.code, self.slug, severity or self.severity, path, *place, *words, problem.edits)


_SEVERITIES: dict[Weight, Severity | None] = {"error": Severity.ERROR, "warning": Severity.WARNING, "off": None}
_checks: dict[str, Check] = {}
_editions = count()
_edition = next(_editions)


def check(
    code: str,
    *,
    over: Over = "document",
    severity: Severity = Severity.ERROR,
    hides: bool = False,
    mechanism: str = "",
    needs: Literal["", "faults", "form", "violations"] = "",
    mend: str = "",
    guards: bool = False,
) -> Callable[[Function], Function]:
    """Enter a function into the register under *code*; its name becomes the slug."""

    def enter(function: Function) -> Function:
        if code in _checks and _checks[code].function.__qualname__ != function.__qualname__:
            raise ValueError(f"{code} is taken by {_checks[code].slug}")
        slug = function.__name__.replace("_", "-")
        family = function.__module__.rsplit(".", 1)[-1]
        _checks[code] = Check(code, slug, family, function, over, severity, hides, mechanism, needs, mend, guards)
        _changed()
        return function

    return enter


def retire(mechanism: str) -> None:
    """Take the checks of *mechanism* out."""
    for code in [code for code, one in _checks.items() if one.mechanism == mechanism]:
        del _checks[code]
    _changed()


def edition() -> int:
    """Another number whenever checks have come or gone: for what is worked out from them once."""
    return _edition


def _changed() -> None:
    global _edition
    _edition = next(_editions)
    _in_order.cache_clear()


def checks() -> tuple[Check, ...]:
    """Every check, in the order of the codes."""
    return _in_order()


@cache
def _in_order() -> tuple[Check, ...]:
    return tuple(_checks[code] for code in sorted(_checks))
