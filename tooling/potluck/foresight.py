"""What would be told of a file once its front matter can be read: people hear all of it at once, not fault by fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from potluck.charter import Charter
from potluck.checks.run import NO_FIELDS, find_all
from potluck.edits import apply_edits, change_line
from potluck.load import read_document
from potluck.model import Diagnostic, Document
from potluck.schema import KindReader, scope_of

ROUNDS = 20  # YAML tells one slip at a time
# Of a proposal of no kind, nobody knows which fields it has, nor of a field with a slip in its name what it may hold.
# Wrong lines of hyphens keep nothing from being read.
BEFORE_OTHERS = (NO_FIELDS | {"unknown-kind", "unknown-field"}) - {"no-front-matter", "unclosed-front-matter"}
_OF_THE_FILE = {"odd-name", "odd-place", "byte-order-mark", "mixed-line-ends"}  # its name and bytes: not in the text


def all_at_once(
    document: Document, told: Sequence[Diagnostic], charter: Charter, readers: Mapping[str, KindReader]
) -> tuple[Diagnostic, ...]:
    """What is *told* of *document* and the problems behind it, as far as what stands before them has one right answer.

    Nothing is written. A line that has to be mended before others can be read is told once, with all that belongs on
    it: `authors: @ana` becomes `authors: [ana]` in one step.
    """
    now, found = document, list(told)
    before_others: list[Diagnostic] = []
    mended: set[int] = set()  # lines
    for _round in range(ROUNDS):
        next_ones = [one for one in found if _is_next(one, mended)]
        text = apply_edits(now.source, [one.edits for one in next_ones])
        is_as_long = text.count("\n") == document.source.count("\n")
        if text == now.source or not is_as_long or len(text.encode()) > charter.limits.file:
            break
        before_others += [one for one in next_ones if mended.isdisjoint(_lines(one))]
        mended = {line for line, pair in _pairs(document, text) if len(set(pair)) > 1}
        now = read_document(text.encode(), document.path, document.slug, document.folder, charter.limits)
        found = find_all(now, scope_of(now, charter, readers)[0])[0]
    if not before_others:
        return tuple(told)
    whole = [_with_all_of_its_line(one, document, now) for one in before_others]
    behind = [_as_it_stands(one, document, mended) for one in found]
    return (*(one for one in told if one.slug in _OF_THE_FILE), *whole, *behind)


def _is_next(one: Diagnostic, mended: set[int]) -> bool:
    """Whether the rest can be read only when *one* is mended, or it belongs to a line that is being mended."""
    return bool(one.edits) and (one.slug in BEFORE_OTHERS or (mended.issuperset(_lines(one)) and _is_of_one_line(one)))


def _is_of_one_line(one: Diagnostic) -> bool:
    return all(edit.line == edit.end_line == one.line and "\n" not in edit.text for edit in one.edits)


def _lines(one: Diagnostic) -> set[int]:
    return {line for edit in one.edits for line in range(edit.line, edit.end_line + 1)}


def _pairs(document: Document, text: str) -> Iterator[tuple[int, tuple[str, str]]]:
    """Each line of the file as it is, and as *text* has it."""
    return enumerate(zip(document.lines, text.split("\n"), strict=True), 1)


def _with_all_of_its_line(one: Diagnostic, document: Document, now: Document) -> Diagnostic:
    """*one* with the edits that make its line what it is to be in the end, and with these words as its hint."""
    if not _is_of_one_line(one):
        return one
    written, wanted = document.lines[one.line - 1], now.lines[one.line - 1]
    if apply_edits(document.source, [one.edits]).split("\n")[one.line - 1] == wanted:
        return one
    return replace(one, edits=change_line(written, wanted, one.line), hint=f"write `{wanted}`")


def _as_it_stands(one: Diagnostic, document: Document, mended: set[int]) -> Diagnostic:
    """*one*, which was found in the text to come, told of the text that there is: of a mended line, of all of it."""
    if mended.isdisjoint({one.line, one.end_line}):
        return one if mended.isdisjoint(_lines(one)) else replace(one, edits=())
    whole = len(document.lines[one.line - 1]) + 1
    return replace(one, column=1, end_line=one.line, end_column=whole, edits=())
