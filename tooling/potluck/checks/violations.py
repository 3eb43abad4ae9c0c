"""Which check puts which violation of the schema into words: each violation is told once, and none is lost."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.model import Document, Mapping, Node, Sequence
from potluck.register import Scope, Violation

# Where one value breaks several rules, the first of these is told: a list has no length of letters to speak about.
_ORDER = (
    *("required", "false", "additionalProperties", "type", "pattern", "enum", "format"),
    *("minLength", "maxLength", "minItems"),
)
_BY_RULE = {
    "false": "field-out-of-place",
    "additionalProperties": "unknown-field",
    "type": "wrong-type",
    "minLength": "wrong-length",
    "maxLength": "wrong-length",
    "minItems": "wrong-count",
    "maxItems": "wrong-count",
    "uniqueItems": "repeated-entry",
    "format": "impossible-date",
}


def told_as(slug: str, document: Document, scope: Scope) -> Iterator[Violation]:
    """The violations that the check called *slug* reports, one a place."""
    first: dict[tuple[str | int, ...], Violation] = {}
    for violation in scope.violations:
        if violation.path not in first or _rank(violation) < _rank(first[violation.path]):
            first[violation.path] = violation
    return (violation for violation in first.values() if _slug(violation, document, scope) == slug)


def _rank(violation: Violation) -> int:
    return _ORDER.index(violation.rule) if violation.rule in _ORDER else len(_ORDER)


def _slug(violation: Violation, document: Document, scope: Scope) -> str:
    kind_of_value = violation.rules.type if violation.rules else ""
    if violation.path == (scope.written("stage"),):
        return "unknown-stage"
    if violation.rule == "required":
        if node_at(document, violation.path):
            return "empty-field"
        is_always = violation.rules and violation.rules.required and not violation.rules.only_when
        return "missing-field" if is_always else "field-due"
    if violation.rule == "enum":
        return "unknown-tag" if kind_of_value == "tag" else "unknown-choice"
    if violation.rule == "pattern":
        return {"text": "nothing-to-see", "handle": "malformed-handle", "date": "impossible-date"}.get(
            kind_of_value, "malformed-value"
        )
    return _BY_RULE.get(violation.rule, "wrong-type")


def node_at(document: Document, path: tuple[str | int, ...]) -> Node | None:
    """What is written at *path*; None where nothing is."""
    node: Node | None = Mapping(document.fields, document.front)
    for step in path:
        if isinstance(step, int):
            node = node.items[step] if isinstance(node, Sequence) and step < len(node.items) else None
        else:
            node = node.get(step) if isinstance(node, Mapping) else None
    return node


def name_of(path: tuple[str | int, ...]) -> str:
    """A field as people say it: `title`, `decision.says`, `credits 2.role`."""
    name = ""
    for step in path:
        name += f" {step + 1}" if isinstance(step, int) else f".{step}" if name else step
    return name
