"""Edits on the values of a front matter, as several checks need them."""

from __future__ import annotations

import re

from potluck.edits import replace_span
from potluck.model import Document, Edit, Node, Sequence, Span
from potluck.yamltext import as_entry


def reword(document: Document, span: Span, found: str, text: str, *, is_bare: bool = False) -> tuple[Edit, ...]:
    """What writes *text* where *found* stands at *span*; no edits where there is something else besides.

    Quotes go where they are not needed any more and come where YAML needs them; *is_bare*: never, as for a date.
    """
    if not text or text == found or span.line != span.end_line:
        return ()
    line = document.lines[span.line - 1]
    written = line[span.column - 1 : span.end_column - 1].strip()
    is_quoted = len(written) > 1 and written[0] == written[-1] and written[0] in "\"'"
    if (written[1:-1] if is_quoted else written).strip() != found.strip():
        return ()
    is_part = not is_quoted and not _stands_alone(line, span)
    return replace_span(span, text if is_bare or is_part else as_entry(text))


def _stands_alone(line: str, span: Span) -> bool:
    """Whether *span* is a whole value, and no entry of a list that is one text: `20, 165`."""
    before, after = line[: span.column - 1].rstrip(), line[span.end_column - 1 :].lstrip()
    return before.endswith((":", "-", "[", "{", ",", "")) and (not after or after[0] in ",]}#:")


def drop_entry(document: Document, node: Node, place: int) -> tuple[Edit, ...]:
    """What takes the entry at *place*, which is not the first, out of a list; nothing else may stand around it."""
    if not isinstance(node, Sequence) or not 0 < place < len(node.items):
        return ()
    before, entry = node.items[place - 1].span, node.items[place].span
    lines = document.lines[before.end_line - 1 : entry.line]
    between = "\n".join([*lines[:-1], lines[-1][: entry.column - 1]])[before.end_column - 1 :]
    if not re.fullmatch(r"\s*,\s*|[ \t]*\n[ \t]*-[ \t]+", between):
        return ()
    return (Edit(before.end_line, before.end_column, entry.end_line, entry.end_column, ""),)
