"""Sheets of the site: files that are made one by one, each in whichever process has a hand free."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path

import msgspec

from potluck.cache import Fragments
from potluck.press.dress import Fragment
from potluck.press.printer import Printer
from potluck.press.render import render
from potluck.press.specimen import Specimen
from potluck.press.tree import write_fresh
from potluck.views import PageView

_FRAGMENT = msgspec.msgpack.Decoder(Fragment)


class Sheet(msgspec.Struct, frozen=True):
    """A file of the site to be made: `make` gives its bytes, or a page, whose rendered body has the key `fragment`."""

    place: str
    make: Callable[[], PageView | bytes]
    fragment: str = ""


class Desk(msgspec.Struct, frozen=True):
    """What is needed to print sheets into `folder`, which exists."""

    printer: Printer
    specimens: Mapping[str, Specimen]
    folder: Path
    fragments: Path

    def print(self, sheets: Iterable[Sheet]) -> None:
        """Write each sheet to its place."""
        with closing(Fragments(self.fragments)) as fragments:  # a connection is of use to the process that opened it

            def printed(page: PageView, key: str) -> bytes:
                stored = fragments.get(key) if key else None
                fragment = _FRAGMENT.decode(stored) if stored else None
                if page.markdown:
                    fragment = render(page.markdown, "", 10)
                specimen = self.specimens[page.specimen]
                return self.printer.page(page, fragment, specimen).encode()

            for sheet in sheets:
                made = sheet.make()
                write_fresh(
                    f"{self.folder}/{sheet.place}", made if isinstance(made, bytes) else printed(made, sheet.fragment)
                )
