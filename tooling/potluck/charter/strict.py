"""A part of the charter against its pydantic model: what is wrong, where, and the words that would pass.

The model decides; this module finds the place in the file and says it in plain words. It serves the charter itself and
the settings of every mechanism.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from potluck.charter import plain_words
from potluck.charter.model import Rules
from potluck.model import Fault, Mapping, Node, Problem, Scalar, Sequence, Span
from potluck.words import nearest

Steps = tuple[str | int, ...]
Part = TypeVar("Part", bound=Rules)

KEY = "[key]"  # pydantic's mark in a path for "the name itself, not what stands under it"


def validate(model: type[Part], node: Node, at: Span, within: Steps = ()) -> tuple[Part | None, tuple[Fault, ...]]:
    """What *node* says as a *model*, or what is wrong with it. *at* is where a missing setting of its top is reported.

    *within* leads to *node* from the charter's top, for the messages.
    """
    try:
        return model.model_validate(plain(node), by_alias=True, by_name=False), ()
    except ValidationError as error:
        return None, tuple(_faults(error.errors(include_url=False), model, node, at, within))


def plain(node: Node) -> Any:
    """The value as texts, lists and mappings of texts. Nothing, `null` and `~` are None.

    Of a name written twice the first counts.
    """
    if isinstance(node, Scalar):
        return None if node.is_plain and node.text in ("", "null", "~") else node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    values: dict[str, Any] = {}
    for field in node.fields:
        if field.name not in values:
            values[field.name] = plain(field.value)
    return values


def find(node: Node, path: Steps, at: Span) -> tuple[Span, Node | None]:
    """The key and the value at *path*; the nearest key above, and None, where nothing is written there."""
    key = at
    current: Node | None = node
    for step in path:
        if isinstance(step, int):
            current = current.items[step] if isinstance(current, Sequence) and step < len(current.items) else None
            key = current.span if current else key
        else:
            field = next((f for f in current.fields if f.name == step), None) if isinstance(current, Mapping) else None
            if field is None:
                return key, None
            key, current = field.key, field.value
    return key, current


def _faults(errors: list[ErrorDetails], model: type[Rules], node: Node, at: Span, within: Steps) -> Iterator[Fault]:
    schema = _schema(model)
    misspelt: set[Steps] = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            *outer, word = error["loc"]
            misspelt.add((*outer, nearest(str(word), plain_words.known(schema, tuple(outer)))))
    for error in errors:
        path = error["loc"]
        if error["type"] == "missing" and path in misspelt:
            continue  # one mistake, told once: where the misspelt name stands
        is_key = bool(path) and (path[-1] == KEY or error["type"] in ("extra_forbidden", "missing"))
        clean = path[:-1] if path and path[-1] == KEY else path
        key, value = find(node, clean, at)
        span = key if is_key or value is None or (isinstance(value, Scalar) and not value.text) else value.span
        told = plain_words.tell(error, schema, within, is_key=bool(path) and path[-1] == KEY)
        yield Fault(told.slug, Problem(first_line(span), told.message, told.hint))


@cache
def _schema(model: type[Rules]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)


def first_line(span: Span) -> Span:
    """A span that ends where its first line does: a whole block marked wrong says nothing."""
    return span if span.line == span.end_line else Span(span.line, span.column, span.line, span.column + 1)
