"""What a process of the crew does: read and render files, and print pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from potluck.cache import Fragments
from potluck.charter import Charter
from potluck.load import Found
from potluck.meaning import read_found
from potluck.model import START, Document, Fault, Problem, Reading
from potluck.press.printer import Printer
from potluck.press.render import Fragment, Renderer
from potluck.press.safe import FILE
from potluck.press.specimen import Specimen
from potluck.press.tree import write_fresh
from potluck.schema import KindReader, make_readers
from potluck.views import PageView

_FILES = re.compile(rf'(?:href|src)="{FILE}([^"#]*)')
_FRAGMENT = msgspec.msgpack.Decoder(Fragment)


@dataclass(frozen=True, slots=True)
class Examined:
    """One file, read. `files` are the paths that its body refers to; `failure` is why it could not be rendered."""

    stamp: tuple[int, int, int, int]
    reading: Reading
    files: tuple[str, ...] = ()
    failure: str = ""


class _Desk:
    """What this process keeps at hand."""

    root: Path
    charter: Charter
    readers: Mapping[str, KindReader]
    renderer: Renderer | None
    fragments: Fragments | None
    printer: Printer
    specimens: Mapping[str, Specimen]
    folder: str
    has_policy: bool


_desk = _Desk()


def fragment_key(digest: str, path: str, extensions: str) -> str:
    """What a rendered body is made of: the file's bytes, its folder, and how it is rendered."""
    return f"{digest}/{extensions}/{path}"


def start_examining(root: Path, charter: str, extensions: Sequence[str] | None, fragments: Path | None) -> None:
    """Get ready to read files; and to render them, where *extensions* and the *fragments*' file are given."""
    _desk.root = root
    _desk.charter = Charter.model_validate_json(charter)
    _desk.readers = make_readers(_desk.charter)
    _desk.renderer = Renderer(extensions) if extensions is not None else None
    _desk.fragments = Fragments(fragments) if fragments else None


def examine(batch: Sequence[tuple[Found, str]]) -> list[Examined]:
    """Read each file, and render its body into the fragments. The text beside it says how bodies are rendered."""
    results = []
    rendered: list[tuple[str, bytes]] = []
    for found, extensions in batch:
        reading, document = read_found(found, _desk.root, _desk.charter, _desk.readers)
        if _desk.renderer is None or reading.proposal is None:
            results.append(Examined(found.stamp, reading))
            continue
        key = fragment_key(reading.digest, reading.path, extensions)
        stored = _desk.fragments.get(key) if _desk.fragments else None  # in a fresh clone only the times are new
        if stored:
            fragment = _FRAGMENT.decode(stored)
        else:
            fragment = _desk.renderer.render(document.body, document.path, _desk.charter.limits.render)
            rendered.append((key, msgspec.msgpack.encode(fragment)))
        files = tuple(dict.fromkeys(_FILES.findall(fragment.html)))
        results.append(Examined(found.stamp, reading, files, fragment.failure))
    if rendered and _desk.fragments:
        _desk.fragments.put(rendered)
    return results


def lost(item: tuple[Found, str]) -> Examined:
    """What is known of a file on which a process was lost."""
    found, _ = item
    problem = Problem(START, "this file takes too long to read", "shorten it, or leave out what repeats very often")
    document = Document(found.path, found.slug, found.folder, "", faults=(Fault("too-large", problem),))
    from potluck.meaning import reading_of

    return Examined(found.stamp, reading_of(document, _desk.charter, _desk.readers), failure="slow")


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
    stored = _desk.fragments.get(key) if key and _desk.fragments else None
    fragment = _FRAGMENT.decode(stored) if stored else None
    if page.markdown and _desk.renderer:
        fragment = _desk.renderer.render(page.markdown, "", 10)
    return _desk.printer.page(page, fragment, _desk.specimens[page.specimen], has_policy=_desk.has_policy).encode()
