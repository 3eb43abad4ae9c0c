"""What every format gives: pieces that somebody once wrote elsewhere, and what of them cannot come along.

A format is one file with one function, from the bytes of files to an `Export`; `FORMATS` in the room's front has all of
them. What is read is anybody's text: it is data here, and becomes a proposal like any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from potluck.model import PotluckError
from potluck.words import quote, without_addresses

Files = Mapping[str, bytes]
"""The bytes of files by their names."""


class Piece(msgspec.Struct, frozen=True):
    """One thing that somebody brought elsewhere. Empty is what was not there, or was not to be published."""

    title: str
    text: str
    name: str = ""  # whose it is, as people there saw it
    login: str = ""  # the same on the forge, where that is certain
    created: date | None = None
    status: str = ""  # in their words
    tags: tuple[str, ...] = ()
    votes: int | None = None  # of people, as counted there
    number: str = ""  # by which they called it
    address: str = ""
    answer: str = ""  # what the firm said to it


class Export(msgspec.Struct, frozen=True):
    """All that came from one place: how it is called in a sentence, the pieces, and what had to stay behind."""

    source: str
    pieces: tuple[Piece, ...]
    left: tuple[str, ...] = ()


class Gathering(msgspec.Struct):
    """An export that is being read."""

    source: str
    pieces: list[Piece] = msgspec.field(default_factory=list)
    left: list[str] = msgspec.field(default_factory=list)

    @property
    def export(self) -> Export:
        """All of it."""
        return Export(self.source, tuple(self.pieces), tuple(dict.fromkeys(self.left)))


def json_of(name: str, raw: bytes) -> Any:
    """What the file *name* holds; a PotluckError where it is no JSON."""
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise PotluckError(f"{quote(name)} is not JSON, or was cut off") from None


def words_of(value: Any) -> str:
    """*value* as a text in one line, without mail addresses; "" where it is none."""
    return without_addresses(" ".join(str(value).split())) if isinstance(value, str | int) else ""


def text_of(value: Any) -> str:
    """*value* as a text, without mail addresses, its lines as they are."""
    return without_addresses(value.replace("\r\n", "\n").replace("\r", "\n").strip()) if isinstance(value, str) else ""


def count_of(value: Any) -> int | None:
    """*value* as a number of people; None where it is none."""
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def day_of(value: Any) -> date | None:
    """The day, in UTC, that a text such as `2018-03-23T19:33:22Z` tells; None where it tells none."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
