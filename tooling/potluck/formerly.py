"""A file as it once was: what the history and the page of versions ask of it, by the same parser as everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from potluck.charter import Charter
from potluck.days import only_day
from potluck.fields import TAKEN_DOWN
from potluck.history.versions import VersionReader
from potluck.load import parts_reader
from potluck.model import Front, Mapping, Node, Scalar
from potluck.model import Sequence as Items
from potluck.wording import Words
from potluck.words import visible

_LONGEST = 300  # letters of a line of the front matter


def front_reader(charter: Charter) -> Callable[[bytes, str], Front]:
    """What the history asks: stage, title, old names, and whether it reads as before."""
    read_texts = _reader(charter)

    def read(raw: bytes, path: str) -> Front:
        texts, body = read_texts(raw, path)
        listed = texts.get("aliases")
        items = listed.items if isinstance(listed, Items) else ()
        aliases = tuple(item.text for item in items if isinstance(item, Scalar))
        stage, words = _line(texts.get("stage")), _words(texts, body)
        if TAKEN_DOWN in texts:
            return Front(stage, words.title, aliases, is_tombstone=True)
        whole = "\0".join((words.title, words.summary, words.body)) if texts else ""
        dates = tuple(_dates(texts.get("promised")))
        return Front(stage, words.title, aliases, _digest(whole) if whole else "", promised=dates)

    return read


def words_reader(charter: Charter) -> Callable[[bytes, str], Words]:
    """What people read of it."""
    read_texts = _reader(charter)
    return lambda raw, path: _words(*read_texts(raw, path))


def version_reader(root: Path, charter: Charter) -> Callable[[str, Sequence[str]], list[Words | None]]:
    """The words of a file at several of its versions, by git's ids; None where git does not have one."""
    texts_of, words_of = VersionReader(root, charter.limits.file), words_reader(charter)
    return lambda path, ids: [None if raw is None else words_of(raw, path) for raw in texts_of(ids)]


Texts = dict[str, Node]
"""The fields of a front matter by their common names."""


def _reader(charter: Charter) -> Callable[[bytes, str], tuple[Texts, str]]:
    by_folder = {rules.folder: rules for rules in charter.kinds.values()}
    read_parts = parts_reader(charter.limits)
    depth = 0 if charter.proposals == "." else charter.proposals.count("/") + 1

    def read(raw: bytes, path: str) -> tuple[Texts, str]:
        parts = path.split("/")[depth:]
        folder = parts[0] if len(parts) > 1 else ""
        rules = by_folder.get(folder) or by_folder.get(".")
        fields, body = read_parts(raw[: charter.limits.file])
        written = {field.name: field.value for field in reversed(fields)}
        common = ("stage", "title", "summary", "aliases", "promised", TAKEN_DOWN)
        names = {name: rules.written(name) if rules else name for name in common}
        return {name: written[word] for name, word in names.items() if word in written}, body

    return read


def _words(texts: Texts, body: str) -> Words:
    return Words(visible(_line(texts.get("title"))), visible(_line(texts.get("summary"))), body)


def _dates(value: Node | None) -> Iterator[str]:
    """The real days of a list of promises, each once."""
    found = []
    for item in value.items if isinstance(value, Items) else ():
        day = item.get("date") if isinstance(item, Mapping) else None
        found.append(only_day(day.text) if isinstance(day, Scalar) else "")
    yield from dict.fromkeys(filter(None, found))


def _line(value: Node | None) -> str:
    return " ".join(value.text.split())[:_LONGEST] if isinstance(value, Scalar) else ""


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
