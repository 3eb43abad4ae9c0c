"""Edits on a text: every letter outside of them stays as it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from potluck.model import Diagnostic, Edit, Span

BYTE_ORDER_MARK = "\ufeff"


def replace_span(span: Span, text: str) -> tuple[Edit, ...]:
    """The one edit that writes *text* in place of *span*."""
    return (Edit(span.line, span.column, span.end_line, span.end_column, text),)


def change_line(before: str, after: str, line: int) -> tuple[Edit, ...]:
    """The edit that makes *after* of *before*, which stands on *line*; as short as can be."""
    if before == after:
        return ()
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    return (Edit(line, start + 1, line, len(before) - end + 1, after[start : len(after) - end]),)


def _alike(one: str, other: str) -> int:
    """How many letters the two have in common from the start."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def line_end_of(text: str) -> str:
    """How most of the lines of *text* end: CRLF, or LF."""
    crlf = text.count("\r\n")
    return "\r\n" if 2 * crlf > text.count("\n") else "\n"


def apply_edits(text: str, groups: Iterable[Sequence[Edit]]) -> str:
    """*text*, a whole file with its own line ends, after *groups* of edits.

    A group is done whole or not at all: one that touches what an earlier group has changed, or that does not fit the
    text, is left out.
    """
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    mark = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    line_end = line_end_of(text)

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + column - 1 + (mark if line == 1 else 0) if line <= len(starts) else -1

    done: list[tuple[int, int, str]] = []
    for group in groups:
        wanted = sorted(
            (offset(one.line, one.column), offset(one.end_line, one.end_column), one.text.replace("\n", line_end))
            for one in group
        )
        fits = all(0 <= start <= end <= len(text) for start, end, _ in wanted)
        if fits and all(_is_free(done, start, end) for start, end, _ in wanted):
            done = sorted(done + wanted)
    pieces, position = [], 0
    for start, end, piece in done:
        pieces += [text[position:start], piece]
        position = end
    return "".join([*pieces, text[position:]])


def _is_free(done: Sequence[tuple[int, int, str]], start: int, end: int) -> bool:
    """Whether nothing in *done*, which is sorted and does not overlap, touches the stretch."""
    place = bisect_left(done, start, key=lambda one: one[1])  # the first that ends here or further on
    return place == len(done) or end < done[place][0]


def mended_lines(diagnostic: Diagnostic, lines: Sequence[str]) -> tuple[int, int, list[str]] | None:
    """The first and last line that a diagnostic's edits touch, and what stands there afterwards; None without edits.

    *lines* are the file's, as its document counts them.
    """
    if not diagnostic.edits or any(not one.column for one in diagnostic.edits):
        return None
    first = min(one.line for one in diagnostic.edits)
    last = max(one.end_line for one in diagnostic.edits)
    if last > len(lines):
        return None
    after = apply_edits("\n".join(lines[:last]), [diagnostic.edits]).split("\n")
    return first, last, after[first - 1 :]
