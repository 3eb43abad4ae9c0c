"""Bytes to `Document`. The one function that splits front matter from body (SEC-020): everybody else calls it."""

from __future__ import annotations

import codecs
import re
from hashlib import blake2b
from pathlib import Path

from potluck.charter.model import LimitRules
from potluck.load.fences import FENCE, closing_edits, opening_edits
from potluck.load.form import faults_of_form, front_blanks
from potluck.load.outline import scan
from potluck.load.walk import open_plainly
from potluck.model import START, Document, Fault, Field, Problem, Span
from potluck.yamltree import read_tree

# Line ends to YAML but not to an editor, and controls: a value could start a new name with them (SEC-022).
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\r]")
_BLANK_ENDED = re.compile(r"[ \t]\n")


def read_document(raw: bytes, path: str, slug: str, folder: str, limits: LimitRules) -> Document:
    """The document that *raw* holds. Never fails: what cannot be read is a fault of the document.

    *raw* may be one byte longer than the charter's limit, which tells that the file is too large.
    """
    faults: list[Fault] = []
    form: list[Fault] = []
    digest = blake2b(raw, digest_size=16).hexdigest()
    if len(raw) > limits.file:
        hint = f"shorten it to {limits.file // 1024} kB, or bring two proposals"
        fault = Fault("too-large", Problem(START, f"the file is larger than {limits.file // 1024} kB", hint))
        return Document(path, slug, folder, digest, faults=(fault,))
    text, fault_of_bytes = _decode(raw)
    if fault_of_bytes:
        faults.append(fault_of_bytes)
    written, text = text, text.replace("\r\n", "\n")
    if not fault_of_bytes:
        form += faults_of_form(raw.startswith(codecs.BOM_UTF8), written, text)
    front, body, body_line, fault_of_fences = split(text)
    if fault_of_fences:
        faults.append(fault_of_fences)
    fields, more = _read_front(front, limits)
    faults += more
    if fields and _BLANK_ENDED.search(text, 0, len(text) - len(body)):
        form += front_blanks(text.split("\n")[: body_line - 1], fields)
    if longest := next(((n, len(line)) for n, line in enumerate(text.split("\n"), 1) if len(line) > limits.line), None):
        hint = "break the line where a paragraph could end"
        message = f"this line has more than {limits.line} characters"
        faults.append(Fault("long-line", Problem(Span(longest[0], 1, longest[0], longest[1] + 1), message, hint)))
        return Document(path, slug, folder, digest, fields, faults=tuple(faults), form=tuple(form), source=text)
    outline, faults_of_body, form_of_body = scan(body, body_line)
    faults += faults_of_body
    form += form_of_body
    return Document(path, slug, folder, digest, fields, body, body_line, outline, tuple(faults), tuple(form), text)


def read_lines(root: Path, path: str, limits: LimitRules) -> list[str] | None:
    """The lines of a file as its document counts them, for showing a place; None where it cannot be opened."""
    try:
        raw = open_plainly(root, path, limits.file)
    except OSError:
        return None
    return _decode(raw)[0].replace("\r\n", "\n").split("\n") if len(raw) <= limits.file else None


def split(text: str) -> tuple[str | None, str, int, Fault | None]:
    """Front matter, body, the body's first line, and what is wrong with the two `---` lines.

    The front matter is None where the file does not start with one; then all of the text is body.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        hint = "start the file with a line `---`, then `title: …` and the other fields, then another line `---`"
        first = Span(1, 1, 1, 1 + len(lines[0].rstrip("\r")))
        problem = Problem(first, "the file does not start with `---`", hint, opening_edits(lines))
        return None, text, 1, Fault("no-front-matter", problem)
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1, None
    problem = Problem(
        Span(1, 1, 1, 4),
        "the `---` that opens the front matter is never closed",
        "add a line `---` between the fields and the text",
        closing_edits(lines),
    )
    return None, "", 1, Fault("unclosed-front-matter", problem)


def _decode(raw: bytes) -> tuple[str, Fault | None]:
    """The text without a byte-order mark; bytes that are not UTF-8 come out as U+FFFD, with a fault."""
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = len(raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8-sig", "replace")) + 1
        problem = Problem(
            Span(line, column, line, column + 1),
            "a character here is not UTF-8",
            "save the file as UTF-8: most editors offer it under «Save as» or «Encoding»",
        )
        return raw.decode("utf-8-sig", "replace"), Fault("not-utf8", problem)


def read_front(raw: bytes, limits: LimitRules) -> tuple[Field, ...]:
    """The fields of a file as it once was; none where they cannot be read."""
    front = split(_decode(raw)[0].replace("\r\n", "\n"))[0]
    return _read_front(front, limits)[0]


def _read_front(front: str | None, limits: LimitRules) -> tuple[tuple[Field, ...], list[Fault]]:
    """The fields of a front matter, and the faults of reading it."""
    if front is None:
        return (), []
    if len(front.encode("utf-8", "replace")) > limits.front_matter:
        hint = "move long texts below the second `---`, where there is room"
        message = f"the front matter is longer than {limits.front_matter} bytes"
        return (), [Fault("front-matter-too-large", Problem(START, message, hint))]
    if control := _CONTROLS.search(front):
        line = front.count("\n", 0, control.start()) + 2
        column = control.start() - (front.rfind("\n", 0, control.start()) + 1) + 1
        name = f"U+{ord(control.group()):04X}"
        problem = Problem(
            Span(line, column, line, column + 1),
            f"an invisible character ({name}) stands here",
            "delete it and type the blank or line end again",
        )
        return (), [Fault("control-character", problem)]
    tree, faults = read_tree(front, first_line=2)
    return tree.fields, list(faults)
