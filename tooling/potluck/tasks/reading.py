"""What a process of the crew does to read: a file becomes a reading, and its body a fragment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from potluck.charter import Charter
from potluck.load import Found
from potluck.meaning import read_found, reading_of
from potluck.model import START, Document, Fault, Problem, Reading
from potluck.schema import KindReader, make_readers
from potluck.translation import _, speak

if TYPE_CHECKING:
    from potluck.tasks.rendering import Bodies


class Examined(msgspec.Struct, frozen=True):
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
    bodies: Bodies | None


_desk = _Desk()
_ENCODER = msgspec.msgpack.Encoder()


def fragment_key(digest: str, path: str, how: str) -> str:
    """What a rendered body is made of: the file's bytes, its folder, and how it is rendered."""
    return f"{digest}/{how}/{path}"


def start_examining(root: Path, charter: str, language: str, fragments: Path | None) -> None:
    """Get ready to read files, and to say what is wrong with them in *language*.

    And to render them, where the *fragments*' file is given.
    """
    speak(language)
    _desk.root = root
    _desk.charter = Charter.model_validate_json(charter)
    _desk.readers = make_readers(_desk.charter)
    _desk.bodies = None
    if fragments is not None:
        from potluck.tasks.rendering import Bodies  # a check renders nothing, and is not to wait for what does

        _desk.bodies = Bodies(fragments, _desk.charter.limits.render)


def examine(batch: Sequence[tuple[Found, str]]) -> list[bytes]:
    """Read each file, and render its body into the fragments. The text beside it says how bodies are rendered.

    What comes of it is an `Examined` as MessagePack, which goes between processes in a tenth of the time of a pickle.
    """
    results = []
    for found, how in batch:
        reading, document = read_found(found, _desk.root, _desk.charter, _desk.readers)
        files: tuple[str, ...] = ()
        failure = ""
        if _desk.bodies and reading.proposal:
            key = fragment_key(reading.digest, reading.path, how)
            files, failure = _desk.bodies.render(document, key)
        results.append(_ENCODER.encode(Examined(found.stamp, reading, files, failure)))
    if _desk.bodies:
        _desk.bodies.store()
    return results


def lost(item: tuple[Found, str]) -> bytes:
    """What is known of a file on which a process was lost."""
    found, _how = item
    problem = Problem(
        START, _("this file takes too long to read"), _("shorten it, or leave out what repeats very often")
    )
    document = Document(found.path, found.slug, found.folder, "", faults=(Fault("too-large", problem),))
    return _ENCODER.encode(Examined(found.stamp, reading_of(document, _desk.charter, _desk.readers), failure="slow"))
