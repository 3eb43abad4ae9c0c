"""Bytes to `Document`. The one function that splits front matter from body (SEC-020): everybody else calls it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec.structs import replace

from potluck.charter.model import LimitRules
from potluck.load.fences import Front, find_front
from potluck.load.form import faults_of_form, front_blanks
from potluck.load.outline import scan
from potluck.load.walk import open_plainly
from potluck.model import START, Document, Fault, Field, Outline, Problem, Span
from potluck.translation import _
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
        hint = _("shorten it to %(most)s kB, or bring two proposals", most=limits.file // 1024)
        fault = Fault(
            "too-large", Problem(START, _("the file is larger than %(most)s kB", most=limits.file // 1024), hint)
        )
        return Document(path, slug, folder, digest, faults=(fault,))
    text, fault_of_bytes = _decode(raw)
    if fault_of_bytes and "\0" in text:  # a picture, a program: of its bytes there is nothing to say one by one
        fault = Fault(
            "not-a-plain-file", Problem(START, _("this is no text"), _("put the words here, in a plain text file"))
        )
        return Document(path, slug, folder, digest, faults=(fault,))
    if fault_of_bytes:
        faults.append(fault_of_bytes)
    written, text = text, text.replace("\r\n", "\n")
    if not fault_of_bytes:
        form += faults_of_form(raw.startswith(codecs.BOM_UTF8), written, text)
    parts = split(text)
    faults += parts.front.faults
    fields, more = _read_front(parts, limits)
    faults += more
    body, body_line = parts.body, parts.front.body + 1
    at = (parts.front.first + 1, parts.front.end + 1)
    if fields and _BLANK_ENDED.search(text, 0, len(text) - len(body)):
        form += front_blanks(text.split("\n")[: body_line - 1], fields)
    if longest := next(((n, len(line)) for n, line in enumerate(text.split("\n"), 1) if len(line) > limits.line), None):
        hint = _("break the line where a paragraph could end")
        message = _("this line has more than %(most)s characters", most=limits.line)
        faults.append(Fault("long-line", Problem(Span(longest[0], 1, longest[0], longest[1] + 1), message, hint)))
        told = (tuple(faults), tuple(form), text)
        return Document(path, slug, folder, digest, fields, "", 1, at, Outline(), *told)
    outline, faults_of_body, form_of_body = scan(body, body_line)
    faults += faults_of_body
    form += form_of_body
    return Document(path, slug, folder, digest, fields, body, body_line, at, outline, tuple(faults), tuple(form), text)


def read_lines(root: Path, path: str, limits: LimitRules) -> list[str] | None:
    """The lines of a file as its document counts them, for showing a place; None where it cannot be opened."""
    try:
        raw = open_plainly(root, path, limits.file)
    except OSError:
        return None
    return _decode(raw)[0].replace("\r\n", "\n").split("\n") if len(raw) <= limits.file else None


class Parts(msgspec.Struct, frozen=True):
    """A text in its two parts. `fields` are the lines of the front matter, None where there is none to read."""

    front: Front
    fields: str | None
    body: str


def split(text: str) -> Parts:
    """Front matter and body. Without a front matter all is body; where its end cannot be told, nothing is."""
    lines = text.split("\n")
    front = find_front(lines)
    if front.is_found:
        return Parts(front, "\n".join(lines[front.first : front.end]), "\n".join(lines[front.body :]))
    is_unclosed = any(fault.slug == "unclosed-front-matter" for fault in front.faults)
    return Parts(front, None, "" if is_unclosed else text)


def _decode(raw: bytes) -> tuple[str, Fault | None]:
    """The text without a byte-order mark; bytes that are not UTF-8 come out as U+FFFD, with a fault.

    What says of itself that it is UTF-16, as some editors on Windows save, is read so, that all the rest can be told.
    """
    hint = _("save the file as UTF-8: most editors offer it under «Save as» or «Encoding»")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            return raw.decode("utf-16"), Fault("not-utf8", Problem(START, _("the file is saved as UTF-16"), hint))
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = len(raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8-sig", "replace")) + 1
        problem = Problem(Span(line, column, line, column + 1), _("a character here is not UTF-8"), hint)
        return raw.decode("utf-8-sig", "replace"), Fault("not-utf8", problem)


def parts_reader(limits: LimitRules) -> Callable[[bytes], tuple[tuple[Field, ...], str]]:
    """A way to the fields and the body of files as they once were; no fields where they cannot be read."""
    # Most changes are to a body: the front matter of the version before is that of the next.
    fields_of = lru_cache(maxsize=1)(lambda front: _read_front(front, limits)[0])

    def read(raw: bytes) -> tuple[tuple[Field, ...], str]:
        parts = split(_decode(raw)[0].replace("\r\n", "\n"))
        return fields_of(replace(parts, body="")), parts.body

    return read


def _read_front(parts: Parts, limits: LimitRules) -> tuple[tuple[Field, ...], list[Fault]]:
    """The fields of a front matter, and the faults of reading it."""
    front, first_line = parts.fields, parts.front.first + 1
    if front is None:
        return (), []
    if len(front.encode("utf-8", "replace")) > limits.front_matter:
        hint = _("move long texts below the second `---`, where there is room")
        message = _("the front matter is longer than %(most)s bytes", most=limits.front_matter)
        return (), [Fault("front-matter-too-large", Problem(START, message, hint))]
    if control := _CONTROLS.search(front):
        line = front.count("\n", 0, control.start()) + first_line
        column = control.start() - (front.rfind("\n", 0, control.start()) + 1) + 1
        name = f"U+{ord(control.group()):04X}"
        problem = Problem(
            Span(line, column, line, column + 1),
            _("an invisible character (%(name)s) stands here", name=name),
            _("delete it and type the blank or line end again"),
        )
        return (), [Fault("control-character", problem)]
    tree, faults = read_tree(front, first_line=first_line)
    return tree.fields, list(faults)
