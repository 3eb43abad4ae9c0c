"""Fields of a front matter, written and taken out: every other byte of the file stays as it is.

A value changes where it stands, so that the comment beside it stays too. What is new comes where the kind's order has
it. Of a list that grows, every entry stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from potluck.edits import replace_span
from potluck.load.fences import FENCE
from potluck.model import Document, Edit, Field, Node, PotluckError, Scalar
from potluck.model import Mapping as Record
from potluck.model import Sequence as Items
from potluck.yamltext import as_entry, as_yaml, double_quoted

Entry = str | Mapping[str, str]
"""A value as it is meant: one line of text, or names and texts."""

_DASH = re.compile(r"[ ]*-[ ]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def put(document: Document, word: str, value: Entry, order: Sequence[str]) -> tuple[Edit, ...]:
    """The edits that give the field *word* the *value*; *order* has the words of all fields, in theirs."""
    field = document.field(word)
    if field is None:
        return _insert(document, word, _written(word, value), order)
    if isinstance(value, str) and isinstance(field.value, Scalar):
        return _rewritten(document, field.value, as_yaml(value), field)
    if isinstance(value, Mapping) and isinstance(field.value, Record):
        inner = {one.name: one.value for one in field.value.fields}
        if inner.keys() == value.keys() and all(isinstance(node, Scalar) for node in inner.values()):
            is_flow = _is_flow(document, field.value)
            return tuple(
                edit
                for name, node in inner.items()
                if isinstance(node, Scalar) and node.text != value[name]
                for edit in _rewritten(document, node, _text(value[name], is_flow=is_flow))
            )
    return (Edit(field.key.line, 1, _last_line(document, field) + 1, 1, _written(word, value)),)


def put_lines(document: Document, word: str, lines: str, order: Sequence[str]) -> tuple[Edit, ...]:
    """The edits that let the field *word* be *lines*, which are written already: as it once was."""
    field = document.field(word)
    if field is None:
        return _insert(document, word, lines, order)
    return (Edit(field.key.line, 1, _last_line(document, field) + 1, 1, lines),)


def take_out(document: Document, word: str) -> tuple[Edit, ...]:
    """The edits that leave the field *word* out."""
    field = document.field(word)
    return (Edit(field.key.line, 1, _last_line(document, field) + 1, 1, ""),) if field else ()


def lines_of(document: Document, word: str) -> str:
    """The field *word* as it is written, line ends as LF; "" where it is not there."""
    field = document.field(word)
    if field is None:
        return ""
    return "\n".join(document.lines[field.key.line - 1 : _last_line(document, field)]) + "\n"


def add(document: Document, word: str, entry: Entry, order: Sequence[str], *, separator: str = "") -> tuple[Edit, ...]:
    """The edits that put *entry* at the end of the list *word*, which may be one line split at *separator*."""
    field = document.field(word)
    if field is None or (isinstance(field.value, Scalar) and not field.value.text):
        lines = f"{word}: [{as_entry(entry)}]\n" if isinstance(entry, str) else f"{word}:\n{_block('  - ', entry)}"
        return put_lines(document, word, lines, order)
    node = field.value
    if isinstance(node, Scalar) and separator and isinstance(entry, str):
        return replace_span(node.span, as_yaml(f"{node.text}{separator} {entry}"))
    if not isinstance(node, Items):
        raise PotluckError(f"`{word}` in {document.path} is no list that another entry fits into; write it by hand")
    if _is_flow(document, node):
        line, column = node.span.end_line, node.span.end_column - 1
        before = "\n".join([*document.lines[node.span.line - 1 : line - 1], document.lines[line - 1][: column - 1]])
        joint = "" if not node.items else " " if before.rstrip().endswith(",") else ", "
        text = as_entry(entry) if isinstance(entry, str) else _flow(entry)
        return (Edit(line, column, line, column, f"{joint}{text}"),)
    last = node.items[-1]
    dash = _DASH.match(document.lines[last.span.line - 1])
    if dash is None or dash.end() != last.span.column - 1:
        raise PotluckError(f"`{word}` in {document.path} is written in a way of its own; add the entry by hand")
    place = _end(document, last) + 1
    if isinstance(entry, str):
        return (Edit(place, 1, place, 1, f"{dash.group()}{as_yaml(entry)}\n"),)
    is_flow = _is_flow(document, last)
    return (Edit(place, 1, place, 1, f"{dash.group()}{_flow(entry)}\n" if is_flow else _block(dash.group(), entry)),)


def _insert(document: Document, word: str, lines: str, order: Sequence[str]) -> tuple[Edit, ...]:
    """*lines* below the last field that comes before *word* in the *order*; above all where none does."""
    if not document.fields:
        raise PotluckError(f"{document.path} has no fields that can be read; `potluck check` says what to mend first")
    ranks = {name: rank for rank, name in enumerate(order)}
    rank = ranks.get(word, len(ranks))
    before = [field for field in document.fields if ranks.get(field.name, -1) < rank]
    place = _last_line(document, before[-1]) + 1 if before else document.fields[0].key.line
    return (Edit(place, 1, place, 1, lines),)


def _rewritten(document: Document, node: Scalar, text: str, field: Field | None = None) -> tuple[Edit, ...]:
    """*text* in the place of *node*, with what YAML needs around it."""
    span = node.span
    if span.line == span.end_line and span.column == span.end_column and field:  # nothing stood there: `stage:`
        return (Edit(span.line, span.column, span.line, span.column, f" {text}"),)
    if span.end_line > span.line and span.end_column == 1:  # a block, `says: >`, which reaches to the next line
        last = _end(document, node)
        return (Edit(span.line, span.column, last, len(document.lines[last - 1]) + 1, text),)
    return replace_span(span, text)


def _is_flow(document: Document, node: Node) -> bool:
    """Whether a list or record is written between brackets."""
    return document.lines[node.span.line - 1][node.span.column - 1 : node.span.column] in ("[", "{")


def _last_line(document: Document, field: Field) -> int:
    return max(field.key.line, _end(document, field.value))


def _end(document: Document, node: Node) -> int:
    """The last line that belongs to *node*: a block's mark stands a line, and its blank lines, below it."""
    span = node.span
    line = span.end_line
    if span.end_column == 1 and line > span.line:
        line -= 1
    while line > span.line and (not document.lines[line - 1].strip() or document.lines[line - 1].rstrip() == FENCE):
        line -= 1
    return line


def _written(word: str, value: Entry) -> str:
    if isinstance(value, str):
        return f"{word}: {as_yaml(value)}\n"
    return f"{word}:\n" + "".join(f"  {name}: {_text(text)}\n" for name, text in value.items())


def _block(dash: str, entry: Mapping[str, str]) -> str:
    """An entry of a list on lines of its own."""
    return "".join(_block_lines(dash, entry))


def _block_lines(dash: str, entry: Mapping[str, str]) -> Iterator[str]:
    start = dash
    for name, text in entry.items():
        yield f"{start}{name}: {_text(text)}\n"
        start = " " * len(dash)


def _flow(entry: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {_text(text, is_flow=True)}" for name, text in entry.items()) + "}"


def _text(text: str, *, is_flow: bool = False) -> str:
    """*text* as YAML has it here; a day as YAML knows days."""
    if _DAY.fullmatch(text):
        return text
    if "\n" in text:
        raise PotluckError("give the sentence in one line")
    return (as_entry(text) if as_yaml(text) == text else double_quoted(text)) if is_flow else as_yaml(text)
