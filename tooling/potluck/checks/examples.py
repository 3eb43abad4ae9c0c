"""The files that a check's docstring shows: one notation, readable as it stands, for one or several files.

An example is a whole file. It lies in its kind's folder; where the place matters, or where there are several files, a
line `# proposals/ideas/soup-night.md` stands before each, and `# proposals/ideas/soup-night.md -> /etc/hosts` is a
symbolic link. What cannot be typed is written out: `⟨U+202E⟩` is that character, `⟨byte E9⟩` that byte, and
`⟨600 times soup ⟩` is `soup ` six hundred times. `⟨a picture⟩` is one of a single point, in the form that the file's
name tells.
"""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Mapping

import msgspec

_PATH = re.compile(r"^# ([\w.-]+/[^\n]*?)(?: -> ([^\n]+))?$", re.MULTILINE)
_KIND = re.compile(r"^kind: *([a-z-]+)", re.MULTILINE)
_TIMES = re.compile(r"⟨(\d+) times ((?:[^⟨⟩]|⟨U\+[0-9A-F]+⟩)*)⟩")
_CHARACTER = re.compile(r"⟨U\+([0-9A-F]{4,6})⟩")
_PICTURES = {
    ".png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==",
    ".gif": "R0lGODdhAQABAIAAAAAAAP///ywAAAAAAQABAAACAkQBADs=",
}
_BYTE = re.compile(r"⟨byte ([0-9A-F]{2})⟩")


class ExampleFile(msgspec.Struct, frozen=True):
    """One file of an example; with *link*, a symbolic link to there."""

    path: str
    raw: bytes
    link: str = ""


def read_example(text: str, folders: Mapping[str, str]) -> tuple[ExampleFile, ...]:
    """The files that *text* shows. *folders* says where a file lies that is shown without a path, by its kind."""
    marks = list(_PATH.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        kind = _KIND.search(text)
        folder = folders.get(kind.group(1) if kind else "", next(iter(folders.values())))
        return (ExampleFile(f"{folder}/example.md", _bytes(text)),)
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return tuple(
        ExampleFile(
            _characters(mark.group(1)),
            _content(text[mark.end() + 1 : end].strip("\n") + "\n", mark.group(1)),
            mark.group(2) or "",
        )
        for mark, end in zip(marks, ends, strict=True)
    )


def _content(text: str, path: str) -> bytes:
    """The bytes of the file at *path* that is shown as *text*."""
    if text == "⟨a picture⟩\n":
        return base64.b64decode(_PICTURES[posixpath.splitext(path)[1].lower()])
    return _bytes(text)


def _characters(text: str) -> str:
    return _CHARACTER.sub(lambda found: chr(int(found.group(1), 16)), text)


def _bytes(text: str) -> bytes:
    """The bytes that the written-out characters stand for."""
    text = _TIMES.sub(lambda found: found.group(2) * int(found.group(1)), text)
    text = _characters(text)
    pieces = _BYTE.split(text)
    return b"".join(bytes([int(piece, 16)]) if place % 2 else piece.encode() for place, piece in enumerate(pieces))
