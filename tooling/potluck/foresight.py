"""What would be told of a file once its front matter can be read: people hear all of it at once, not fault by fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from potluck.charter import Charter
from potluck.checks import check_document
from potluck.checks.run import NO_FIELDS
from potluck.edits import apply_edits
from potluck.load import read_document
from potluck.model import Diagnostic, Document
from potluck.schema import KindReader, scope_of

ROUNDS = 20  # YAML tells one slip at a time
_BEFORE_OTHERS = NO_FIELDS | {"unknown-kind"}  # of a proposal of no kind, nobody knows which fields it has


def foreseen(
    document: Document, told: tuple[Diagnostic, ...], charter: Charter, readers: Mapping[str, KindReader]
) -> Iterator[Diagnostic]:
    """The problems behind those *told* of *document*, as far as what stands before them has one right answer.

    Nothing is written. A problem on a line that would be mended is told of the whole line as it stands.
    """
    lines = document.source.split("\n")
    known = {(one.code, one.line) for one in told}
    now, found = document, told
    for _round in range(ROUNDS):
        blocking = [one.edits for one in found if one.slug in _BEFORE_OTHERS and one.edits]
        text = apply_edits(now.source, blocking)
        if text == now.source or text.count("\n") != document.source.count("\n"):
            return
        now = read_document(text.encode(), document.path, document.slug, document.folder, charter.limits)
        found, _hides = check_document(now, scope_of(now, charter, readers)[0])
        mended = {
            number for number, pair in enumerate(zip(lines, text.split("\n"), strict=True), 1) if len(set(pair)) > 1
        }
        for one in found:
            if (one.code, one.line) in known:
                continue
            known.add((one.code, one.line))
            if one.line in mended or one.end_line in mended:
                whole = len(lines[one.line - 1]) + 1
                yield replace(one, column=1, end_line=one.line, end_column=whole, edits=())
            else:
                yield one
