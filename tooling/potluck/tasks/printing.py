"""What a process of the crew does to print: pages from their views, and other files as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from potluck.cache import Fragments
from potluck.press.printer import Printer
from potluck.press.render import Fragment, Renderer
from potluck.press.specimen import Specimen
from potluck.press.tree import write_fresh
from potluck.views import PageView

_FRAGMENT = msgspec.msgpack.Decoder(Fragment)


class _Desk:
    """What this process keeps at hand."""

    printer: Printer
    renderer: Renderer
    fragments: Fragments
    specimens: Mapping[str, Specimen]
    folder: str
    has_policy: bool


_desk = _Desk()


def start_printing(
    theme_folder: Path | None,
    places: Mapping[str, str],
    files: Iterable[str],
    specimens: Mapping[str, Specimen],
    folder: str,
    fragments: Path,
    has_policy: bool,
    extensions: Sequence[str],
) -> None:
    """Get ready to print pages into *folder*, which exists."""
    _desk.printer = Printer(theme_folder, places, files)
    _desk.specimens = specimens
    _desk.folder = folder
    _desk.fragments = Fragments(fragments)
    _desk.has_policy = has_policy
    _desk.renderer = Renderer(extensions)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of the site to be made: a page, with the key of its rendered body; or content that is at hand."""

    place: str
    page: PageView | None = None
    fragment: str = ""
    content: bytes = b""


def print_sheets(batch: Sequence[Sheet]) -> list[str]:
    """Write each to its place in the tree. Returns the places."""
    for sheet in batch:
        write_fresh(
            f"{_desk.folder}/{sheet.place}", _printed(sheet.page, sheet.fragment) if sheet.page else sheet.content
        )
    return [sheet.place for sheet in batch]


def _printed(page: PageView, key: str) -> bytes:
    stored = _desk.fragments.get(key) if key else None
    fragment = _FRAGMENT.decode(stored) if stored else None
    if page.markdown:
        fragment = _desk.renderer.render(page.markdown, "", 10)
    return _desk.printer.page(page, fragment, _desk.specimens[page.specimen], has_policy=_desk.has_policy).encode()
