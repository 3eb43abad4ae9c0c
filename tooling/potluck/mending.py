"""Repairing what has one right answer: each check says how, and this writes it, until there is nothing left to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

import msgspec

from potluck.charter import Charter
from potluck.checks import find_all
from potluck.edits import apply_edits
from potluck.load import read_document
from potluck.model import Diagnostic, Reading
from potluck.schema import KindReader, scope_of

ROUNDS = 200  # looks at one file: a mend may bring out what could not be seen before it


class Mended(msgspec.Struct, frozen=True):
    """A file that was mended, or could be: its bytes before and after, and the codes of what is gone."""

    path: str
    before: bytes
    after: bytes
    codes: tuple[str, ...]


def mend(raw: bytes, reading: Reading, charter: Charter, readers: Mapping[str, KindReader]) -> Mended:
    """*raw*, the bytes of the file that *reading* is of, with everything mended that says how; the rest untouched.

    What a mend brings out is mended too, so that mending twice changes nothing. A file that is not UTF-8, or larger
    than the charter allows, is left alone.
    """
    codes: dict[str, None] = {}
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return Mended(reading.path, raw, raw, ())
    for _round in range(ROUNDS):
        found = _mendable(text.encode(), reading, charter, readers)
        mended = apply_edits(text, [one.edits for one in found])
        if mended == text:
            break
        codes |= dict.fromkeys(one.code for one in found)
        text = mended
    return Mended(reading.path, raw, text.encode(), tuple(sorted(codes)))


def _mendable(raw: bytes, reading: Reading, charter: Charter, readers: Mapping[str, KindReader]) -> list[Diagnostic]:
    """The problems that can be mended, in the order of the file."""
    document = read_document(raw, reading.path, reading.slug, reading.folder, charter.limits)
    found, _hides = find_all(document, scope_of(document, charter, readers)[0])
    return sorted((one for one in found if one.edits), key=lambda one: one.order)


def difference(mended: Mended) -> Iterator[str]:
    """The lines of a unified diff between a file as it is and as it would be; none where they are the same.

    It is for reading: where CRLF is how every line ends, before and after, it is not shown.
    """
    texts = [content.decode("utf-8", "replace") for content in (mended.before, mended.after)]
    if all(text.count("\r") == text.count("\r\n") == text.count("\n") for text in texts):
        texts = [text.replace("\r\n", "\n") for text in texts]
    before, after = (text.split("\n") for text in texts)
    for line in difflib.unified_diff(_ended(before), _ended(after), f"a/{mended.path}", f"b/{mended.path}"):
        text = line.removesuffix("\n")
        yield text
        if text == line:
            yield "\\ No newline at end of file"


def _ended(lines: list[str]) -> list[str]:
    """*lines* with their ends; the last has none, and is left out where it is empty."""
    return [*(f"{line}\n" for line in lines[:-1]), *lines[-1:]] if lines[-1] else [f"{line}\n" for line in lines[:-1]]
