"""What a snapshot holds beside ballots: how much is said on each thread, who stands at the door, and what
became of every number.

Written by `potluck fetch` alone. Read as anything that a stranger may have touched: line by line, by shape, within
bounds; a line that does not keep to them is told and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import msgspec

from potluck.model import Arrival, Talk
from potluck.opened import Became, Closer, Opened, Reason, ThreadSort
from potluck.slugs import SLUG

THREADS_FILE = "threads.jsonl"
DOOR_FILE = "door.jsonl"
OPENED_FILE = "opened.jsonl"
BESIDE = (THREADS_FILE, DOOR_FILE, OPENED_FILE)

_Number = Annotated[int, msgspec.Meta(ge=1, le=999_999_999)]
_Amount = Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]
_Path = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
_Commit = Annotated[str, msgspec.Meta(pattern=r"^(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")]
_Line = Annotated[str, msgspec.Meta(max_length=1_000, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
_Title = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
_Login = Annotated[str, msgspec.Meta(pattern=r"^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?)?\Z")]
_Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(?:-{1,2}[a-z0-9]+)*\Z", max_length=200)]
_Place = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(?:(?:issuecomment|pullrequestreview|discussioncomment)-[0-9]{1,15}|commit/[0-9a-f]{40,64})?\Z"
    ),
]
_Time = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")]


class _Talk(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One thread of one proposal, as it is written."""

    proposal: str
    thread: _Number
    comments: _Amount
    answered: _Time | None = None


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


class _Opened(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One number and what became of it, as it is written."""

    thread: _Number
    became: Became
    at: _Time
    brought: tuple[_Slug, ...] = ()
    sort: ThreadSort = ""
    opened: _Time | None = None
    by: Closer = ""
    reason: Reason = ""
    into: _Amount = 0
    said: _Place = ""


Shape = TypeVar("Shape", _Talk, _Arrival, _Opened)
Meaning = TypeVar("Meaning", Talk, Arrival, Opened)
_UNREADABLE = (msgspec.MsgspecError, ValueError)  # a UnicodeDecodeError is the latter


class Beside(msgspec.Struct, frozen=True):
    """What the files hold, and the lines that cannot be read as `file:line: why`."""

    talk: tuple[Talk, ...] = ()
    door: tuple[Arrival, ...] = ()
    opened: tuple[Opened, ...] = ()
    problems: tuple[str, ...] = ()


def write_beside(talk: Iterable[Talk], door: Iterable[Arrival], opened: Iterable[Opened] = ()) -> dict[str, bytes]:
    """The files by their names, each sorted; none for what there is nothing of."""
    talks = sorted(talk, key=lambda one: (one.proposal, one.thread))
    arrivals = sorted(door, key=lambda one: (one.thread, one.path))
    files: dict[str, Sequence[msgspec.Struct]] = {
        THREADS_FILE: [_Talk(one.proposal, one.thread, one.comments, _time(one.answered)) for one in talks],
        DOOR_FILE: [
            _Arrival(
                thread=one.thread,
                path=one.path,
                commit=one.commit,
                kind=one.kind,
                title=one.title,
                opened=_time(one.opened) or "",
                welcomed=one.welcomed,
                label=one.label,
                summary=one.summary,
                language=one.language,
                by=one.by,
            )
            for one in arrivals
        ],
        OPENED_FILE: [
            _Opened(
                thread=one.thread,
                became=one.became,
                at=_time(one.at) or "",
                brought=one.brought,
                sort=one.sort,
                opened=_time(one.opened),
                by=one.by,
                reason=one.reason,
                into=one.into,
                said=one.said,
            )
            for one in sorted(opened, key=lambda one: one.thread)
        ],
    }
    return {name: b"".join(map(_encoded, lines)) for name, lines in files.items() if lines}


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _encoded(line: msgspec.Struct) -> bytes:
    """A line in which no text can begin an element, wherever the site shows the file."""
    return msgspec.json.encode(line).replace(b"<", b"\\u003c") + b"\n"


def read_beside(files: Mapping[str, bytes], place: str) -> Beside:
    """What the *files* hold; *place* is where they lie."""
    problems: list[str] = []
    talk: list[Talk] = []
    for number, line in _lines(files.get(THREADS_FILE, b""), _Talk, f"{place}/{THREADS_FILE}", problems):
        if SLUG.fullmatch(line.proposal.replace("--", "-")):
            talk += _converted(line, Talk, f"{place}/{THREADS_FILE}:{number}", problems)
        else:
            problems.append(f"{place}/{THREADS_FILE}:{number}: {line.proposal!a} is not the name of a proposal")
    door: list[Arrival] = []
    for number, arrival in _lines(files.get(DOOR_FILE, b""), _Arrival, f"{place}/{DOOR_FILE}", problems):
        door += _converted(arrival, Arrival, f"{place}/{DOOR_FILE}:{number}", problems)
    opened: list[Opened] = []
    for number, one in _lines(files.get(OPENED_FILE, b""), _Opened, f"{place}/{OPENED_FILE}", problems):
        opened += _converted(one, Opened, f"{place}/{OPENED_FILE}:{number}", problems)
    return Beside(tuple(talk), tuple(door), tuple(opened), tuple(problems))


def _converted(line: msgspec.Struct, shape: type[Meaning], place: str, problems: list[str]) -> list[Meaning]:
    """What a *line* means; nothing, and a problem, where it tells of a day that there is not."""
    try:
        return [msgspec.convert(msgspec.structs.asdict(line), shape)]
    except msgspec.ValidationError as error:
        problems.append(f"{place}: {error}")
        return []


def look_beside(name: str, raw: bytes) -> tuple[str, ...]:
    """What is wrong with the file *name*: lines that cannot be read, or that are written otherwise than we would."""
    found = read_beside({name: raw}, "")
    if not found.problems and write_beside(found.talk, found.door, found.opened).get(name, b"") != raw:
        return (f"{name}: its lines are out of order, or written otherwise than the format says",)
    return tuple(problem.removeprefix("/") for problem in found.problems)


def _lines(raw: bytes, shape: type[Shape], place: str, problems: list[str]) -> Iterator[tuple[int, Shape]]:
    decoder = msgspec.json.Decoder(shape)
    for number, line in enumerate(raw.split(b"\n"), 1):
        if line:
            try:
                yield number, decoder.decode(line)
            except _UNREADABLE as error:
                problems.append(f"{place}:{number}: {error}")
