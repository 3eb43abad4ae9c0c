"""Charter to one JSON Schema a kind: the single source for the checks, the forms, the submit page and the editors.

The schema decides whether a front matter is right; the checks only put into words where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import jsonschema_rs

from potluck.charter import Charter, FieldRules
from potluck.fields import TAKEN_DOWN, fields_of, tombstone_fields
from potluck.model import Document, Field, Node, Scalar, Span, Value
from potluck.model import Mapping as Record
from potluck.model import Sequence as Items
from potluck.register import Scope, Violation
from potluck.slugs import NAME_LIMIT
from potluck.translation import _

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_Never = jsonschema_rs.ValidationErrorKind.FalseSchema

_INVISIBLE = (
    r"\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_HANDLE = r"[A-Za-z0-9](?:[A-Za-z0-9]|-[A-Za-z0-9]){0,38}(?:\[bot\])?"
HANDLE = re.compile(_HANDLE)
_PATTERNS = {
    "text": f"[^{_INVISIBLE}]",  # something to see (SEC-029)
    "handle": f"^{_HANDLE}$",
    # `Name`, `Name (@handle)`, `Name <address>`: how proposal repositories older than us write people.
    "person": rf"^[^<>@()]*[^<>@()\s](?: \(@{_HANDLE}\))?(?: <[^<>\s@]+@[^<>\s@]+>)?$",
    "tag": r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
    "slug": r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
    "address": r"^https?://[^\s<>\"'`\\]+$",
    "language": r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$",
    "thread": r"^(?:[1-9][0-9]{0,8}|https://[^\s<>\"'`\\]+)$",
}


def kind_schema(charter: Charter, kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the front matter of *kind*."""
    return _front_schema(charter, kind, fields_of(charter.kinds[kind]))


def _front_schema(charter: Charter, kind: str, fields: Mapping[str, FieldRules]) -> dict[str, Any]:
    rules = charter.kinds[kind]
    choices = {rules.written("kind"): tuple(charter.kinds), rules.written("stage"): tuple(rules.stages)}
    schema = _record_schema(fields, charter, choices)
    return {"$schema": DIALECT, "title": rules.name, "description": rules.means, **schema}


def _record_schema(
    fields: Mapping[str, FieldRules], charter: Charter, choices: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    properties = {
        name: _field_schema(rules, charter, choices.get(name, rules.choices)) for name, rules in fields.items()
    }
    required = [name for name, rules in fields.items() if rules.required and not rules.only_when]
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    conditions = [condition for name, rules in fields.items() for condition in _conditions(name, fields)]
    return {**schema, "allOf": conditions} if conditions else schema


def _conditions(name: str, fields: Mapping[str, FieldRules]) -> Iterator[dict[str, Any]]:
    """What the other fields of a record ask of the field *name*. One that has a place at times is required there."""
    rules = fields[name]
    if rules.required_when:
        yield {"if": _met(rules.required_when, fields), "then": {"required": [name]}}
    if rules.only_when:
        has_place = _met(rules.only_when, fields)
        then = {"then": {"required": [name]}} if rules.required else {}
        yield {"if": has_place, **then, "else": {"properties": {name: False}}}


def _met(condition: Mapping[str, tuple[str, ...]], fields: Mapping[str, FieldRules]) -> dict[str, Any]:
    """The schema of a record whose fields have the values that *condition* names; a list, one of them."""
    values: dict[str, Any] = {}
    for name, wanted in condition.items():
        rules = fields.get(name, FieldRules())
        one = {"enum": list(dict.fromkeys(_text(text, rules) for text in wanted))}
        values[name] = {"contains": one} if rules.list else one
    return {"properties": values, "required": list(values)}


def _field_schema(rules: FieldRules, charter: Charter, choices: tuple[str, ...]) -> dict[str, Any]:
    one: dict[str, Any]
    if rules.type == "record":
        one = _record_schema(rules.fields, charter, {})
    elif rules.type in ("integer", "boolean"):
        one = {"type": rules.type}
    elif rules.type == "date":
        one = {"type": "string", "format": "date", "pattern": "^(?!0000)"}  # no calendar of ours has a year 0
    elif rules.type == "choice":
        one = {"type": "string", "enum": list(choices)}
    elif rules.type == "tag" and (choices or charter.tags):
        one = {"type": "string", "enum": list(choices or charter.tags)}
    else:
        one = {"type": "string", "pattern": _PATTERNS[rules.type]}
        if rules.type == "slug":
            one["maxLength"] = NAME_LIMIT
        if not rules.list:
            one |= _bounds(rules, "minLength", "maxLength")
    if rules.list:
        one = {"type": "array", "items": one, "uniqueItems": True} | _bounds(rules, "minItems", "maxItems")
    if rules.means:
        one["description"] = _(rules.means)
    return one


def _bounds(rules: FieldRules, least: str, most: str) -> dict[str, int]:
    return {word: number for word, number in ((least, rules.least), (most, rules.most)) if number is not None}


class KindReader:
    """Reads front matters of one kind: to plain values, and to the places where they part from the schema."""

    def __init__(self, charter: Charter, kind: str, fields: dict[str, FieldRules] | None = None) -> None:
        """*fields*: those that a document may have, where they are not the kind's own."""
        self.kind = kind
        self.rules = charter.kinds[kind]
        self.fields = fields if fields is not None else fields_of(self.rules)
        schema = _front_schema(charter, kind, self.fields)
        self._validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        self._charter = charter

    @cached_property
    def tombstone(self) -> KindReader:
        """The same for what was taken down."""
        return KindReader(self._charter, self.kind, tombstone_fields(self._charter, self.rules))

    def read(self, document: Document) -> tuple[dict[str, Value], tuple[Violation, ...]]:
        """The values of *document*, and where they part from the schema. Of a name written twice the first counts."""
        values = record_values(document.fields, self.fields)
        if self._validator.is_valid(values):
            return values, ()
        violations = []
        for error in self._validator.iter_errors(values):
            violations += self._violations(error, document)
        return values, tuple(violations)

    def _violations(self, error: jsonschema_rs.ValidationError, document: Document) -> list[Violation]:
        path = tuple(error.instance_path)
        kind: Any = error.kind  # its attributes depend on the rule
        rule = "false" if isinstance(kind, _Never) else str(error.schema_path[-1])
        if rule == "additionalProperties":
            paths = [(*path, name) for name in kind.unexpected]
        elif rule == "required":
            paths = [(*path, kind.property)]
        else:
            paths = [path]
        found = []
        for place in paths:
            rules = field_rules(self.fields, place)
            span, text = locate_entry(document, place, rules, at_key=rule == "additionalProperties")
            found.append(Violation(rule, place, span, text, rules))
        return found


def _entry(span: Span, text: str, separator: str, place: int) -> tuple[Span, str]:
    """One entry of a list that is written in one line, and where it stands where that can be told."""
    parts = text.split(separator)
    if len(parts) < 2 or place >= len(parts):
        return span, text
    part = parts[place].strip()
    if span.line != span.end_line or span.end_column - span.column != len(text):  # folded, or with quotes
        return span, part
    start = span.column + sum(len(one) + len(separator) for one in parts[:place])
    start += len(parts[place]) - len(parts[place].lstrip())
    return Span(span.line, start, span.line, start + len(part)), part


def field_rules(fields: Mapping[str, FieldRules], path: tuple[str | int, ...]) -> FieldRules | None:
    """The rules of the field at *path*; None where no kind knows it."""
    rules = fields.get(str(path[0])) if path else None
    for step in path[1:]:
        if isinstance(step, str):
            rules = rules.fields.get(step) if rules else None
    return rules


def record_values(written: tuple[Field, ...], fields: Mapping[str, FieldRules]) -> dict[str, Value]:
    """Names and values, each as its field's type reads it; what does not fit stays as written. Empty: absent."""
    values: dict[str, Value] = {}
    for field in written:
        if field.name in values or (isinstance(field.value, Scalar) and field.value.is_plain and not field.value.text):
            continue
        rules = fields.get(field.name)
        values[field.name] = _value(field.value, rules) if rules else _plain(field.value)
    return values


def _value(node: Node, rules: FieldRules) -> Value:
    if rules.list:
        if isinstance(node, Items):
            return [_one(item, rules) for item in node.items]
        if isinstance(node, Scalar) and rules.separator:
            parts = [part.strip() for part in node.text.split(rules.separator)]
            return [_text(part, rules) for part in parts]
        return _plain(node)
    return _one(node, rules)


def _one(node: Node, rules: FieldRules) -> Value:
    if isinstance(node, Record) and rules.type == "record":
        return record_values(node.fields, rules.fields)
    return _text(node.text, rules) if isinstance(node, Scalar) else _plain(node)


def _text(text: str, rules: FieldRules) -> Value:
    text = text.strip()
    if rules.type == "integer" and re.fullmatch(r"[+-]?[0-9]{1,15}", text):
        return int(text)
    if rules.type == "boolean" and text in ("true", "false"):
        return text == "true"
    if rules.type == "slug" and rules.prefix and re.fullmatch(r"[0-9]+", text):
        return f"{rules.prefix}{text}"
    return " ".join(text.split()) if rules.type == "text" else text


def _plain(node: Node) -> Value:
    """What was written, where no rule says how to read it."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return {field.name: _plain(field.value) for field in node.fields}


def locate(document: Document, path: tuple[str | int, ...], *, at_key: bool = False) -> tuple[Span, str]:
    """Where the value at *path* stands, and its letters; of a missing one, where its surroundings start."""
    if not path:
        return document.front, ""
    first = document.field(str(path[0]))
    if first is None:
        return document.front, ""
    key, node = first.key, first.value
    for step in path[1:]:
        if isinstance(step, int):
            if isinstance(node, Items) and step < len(node.items):
                node = node.items[step]
                key = node.span
            elif isinstance(node, Scalar):  # one line that a separator splits
                return node.span, node.text
            continue
        inner = next((field for field in node.fields if field.name == step), None) if isinstance(node, Record) else None
        if inner is None:
            return key, ""
        key, node = inner.key, inner.value
    text = node.text if isinstance(node, Scalar) else ""
    empty = isinstance(node, Scalar) and not node.text
    return (key if at_key or empty else node.span), text


def locate_entry(
    document: Document, path: tuple[str | int, ...], rules: FieldRules | None, *, at_key: bool = False
) -> tuple[Span, str]:
    """The same, to the single entry of a list that stands in one line; *rules* are those of the field."""
    span, text = locate(document, path, at_key=at_key)
    if rules and rules.separator and path and isinstance(path[-1], int):
        return _entry(span, text, rules.separator, path[-1])
    return span, text


def make_readers(charter: Charter) -> dict[str, KindReader]:
    """A reader a kind: made once, used for every document."""
    return {kind: KindReader(charter, kind) for kind in charter.kinds}


def kind_of(document: Document, charter: Charter, readers: Mapping[str, KindReader]) -> str:
    """The kind that *document* says it is; its folder's where it says nothing; "" where the word is not a kind."""
    by_folder = next((word for word, rules in charter.kinds.items() if rules.folder == (document.folder or ".")), "")
    name = charter.kinds[by_folder].written("kind") if by_folder else "kind"
    if by_folder and name not in readers[by_folder].fields:
        return by_folder
    word = document.text(name)
    return (word if word in charter.kinds else "") if word else by_folder


def scope_of(document: Document, charter: Charter, readers: Mapping[str, KindReader]) -> tuple[Scope, dict[str, Value]]:
    """What the checks of *document* may know beside it, and its values."""
    kind = kind_of(document, charter, readers)
    if not kind:
        return Scope(charter, "", None, {}, ()), record_values(document.fields, {})
    is_taken_down = document.field(TAKEN_DOWN) is not None
    reader = readers[kind].tombstone if is_taken_down else readers[kind]
    values, violations = reader.read(document)
    return Scope(charter, kind, reader.rules, reader.fields, violations, is_taken_down), values
