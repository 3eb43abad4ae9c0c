"""What a snapshot holds beside ballots: how much is said on each thread, and who stands at the door.

Written by `potluck fetch` alone. Read as anything that a stranger may have touched: line by line, by shape, within
bounds; a line that does not keep to them is told and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Annotated, TypeVar

import msgspec

from potluck.model import Arrival, Talk
from potluck.slugs import SLUG

THREADS_FILE = "threads.jsonl"
DOOR_FILE = "door.jsonl"
BESIDE = (THREADS_FILE, DOOR_FILE)

_Number = Annotated[int, msgspec.Meta(ge=1, le=999_999_999)]
_Amount = Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]
_Path = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
_Commit = Annotated[str, msgspec.Meta(pattern=r"^(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")]
_Line = Annotated[str, msgspec.Meta(max_length=1_000, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
_Title = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
_Login = Annotated[str, msgspec.Meta(pattern=r"^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?)?\Z")]
_Time = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")]


class _Talk(msgspec.Struct, forbid_unknown_fields=True):
    """One thread of one proposal, as it is written."""

    proposal: str
    thread: _Number
    comments: _Amount


class _Arrival(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One proposal at the door, as it is written."""

    thread: _Number
    path: _Path
    commit: _Commit
    kind: _Line
    title: _Title
    opened: _Time
    welcomed: _Login
    label: _Line
    summary: _Line = ""
    language: _Line = ""
    by: _Login = ""


Shape = TypeVar("Shape", _Talk, _Arrival)
_UNREADABLE = (msgspec.MsgspecError, ValueError)  # a UnicodeDecodeError is the latter


def write_beside(talk: Iterable[Talk], door: Iterable[Arrival]) -> dict[str, bytes]:
    """The files by their names, each sorted; none for what there is nothing of."""
    talks = sorted(talk, key=lambda one: (one.proposal, one.thread))
    arrivals = sorted(door, key=lambda one: (one.thread, one.path))
    files: dict[str, Sequence[msgspec.Struct]] = {
        THREADS_FILE: [_Talk(one.proposal, one.thread, one.comments) for one in talks],
        DOOR_FILE: [
            _Arrival(
                thread=one.thread,
                path=one.path,
                commit=one.commit,
                kind=one.kind,
                title=one.title,
                opened=one.opened.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                welcomed=one.welcomed,
                label=one.label,
                summary=one.summary,
                language=one.language,
                by=one.by,
            )
            for one in arrivals
        ],
    }
    return {name: b"".join(map(_encoded, lines)) for name, lines in files.items() if lines}


def _encoded(line: msgspec.Struct) -> bytes:
    """A line in which no text can begin an element, wherever the site shows the file."""
    return msgspec.json.encode(line).replace(b"<", b"\\u003c") + b"\n"


def read_beside(
    files: Mapping[str, bytes], place: str
) -> tuple[tuple[Talk, ...], tuple[Arrival, ...], tuple[str, ...]]:
    """What the *files* hold, and the lines that cannot be read as `file:line: why`; *place* is where they lie."""
    problems: list[str] = []
    talk = []
    for number, line in _lines(files.get(THREADS_FILE, b""), _Talk, f"{place}/{THREADS_FILE}", problems):
        if SLUG.fullmatch(line.proposal.replace("--", "-")):
            talk.append(Talk(line.proposal, line.thread, line.comments))
        else:
            problems.append(f"{place}/{THREADS_FILE}:{number}: {line.proposal!a} is not the name of a proposal")
    door = []
    for number, arrival in _lines(files.get(DOOR_FILE, b""), _Arrival, f"{place}/{DOOR_FILE}", problems):
        try:
            door.append(msgspec.convert(msgspec.structs.asdict(arrival), Arrival))
        except msgspec.ValidationError as error:  # a day that there is not
            problems.append(f"{place}/{DOOR_FILE}:{number}: {error}")
    return tuple(talk), tuple(door), tuple(problems)


def look_beside(name: str, raw: bytes) -> tuple[str, ...]:
    """What is wrong with the file *name*: lines that cannot be read, or that are written otherwise than we would."""
    talk, door, problems = read_beside({name: raw}, "")
    if not problems and write_beside(talk, door).get(name, b"") != raw:
        return (f"{name}: its lines are out of order, or written otherwise than the format says",)
    return tuple(problem.removeprefix("/") for problem in problems)


def _lines(raw: bytes, shape: type[Shape], place: str, problems: list[str]) -> Iterator[tuple[int, Shape]]:
    decoder = msgspec.json.Decoder(shape)
    for number, line in enumerate(raw.split(b"\n"), 1):
        if line:
            try:
                yield number, decoder.decode(line)
            except _UNREADABLE as error:
                problems.append(f"{place}:{number}: {error}")
