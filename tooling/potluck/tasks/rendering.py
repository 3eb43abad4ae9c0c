"""Bodies into the fragments' file, each rendered once."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from potluck.cache import Fragments
from potluck.model import Document
from potluck.press.dress import Fragment
from potluck.press.render import render
from potluck.press.safe import FILE

_FILES = re.compile(rf'(?:href|src)="{FILE}([^"#]*)')
_FRAGMENT = msgspec.msgpack.Decoder(Fragment)


class Bodies:
    """Renders bodies, and keeps what it rendered until :meth:`store` writes it: a batch at once."""

    def __init__(self, fragments: Path, seconds: float) -> None:
        """*seconds* is how long one body may take."""
        self._fragments = Fragments(fragments)
        self._seconds = seconds
        self._new: list[tuple[str, bytes]] = []

    def render(self, document: Document, key: str) -> tuple[tuple[str, ...], str]:
        """The files that the body refers to, and why it could not be rendered; the fragment itself under *key*."""
        stored = self._fragments.get(key)  # in a fresh clone only the times are new
        if stored:
            fragment = _FRAGMENT.decode(stored)
        else:
            fragment = render(document.body, document.path, self._seconds)
            self._new.append((key, msgspec.msgpack.encode(fragment)))
        return tuple(dict.fromkeys(_FILES.findall(fragment.html))), fragment.failure

    def store(self) -> None:
        """Write what is new."""
        if self._new:
            self._fragments.put(self._new)
            self._new.clear()
