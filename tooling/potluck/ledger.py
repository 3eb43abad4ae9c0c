"""The ledger: every ballot is a line, one file a proposal, sorted; and a manifest says what was taken when."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import msgspec

from potluck.model import REACTIONS, Ballot, PotluckError
from potluck.writing import locked, refuse_links, replace_file, told

FOLDER = Path("content") / "ledger"
MANIFEST = f"{FOLDER.as_posix()}/manifest.json"
FORMAT = 1
RULE = 1  # of counting: raised whenever the same ballots would be counted otherwise


class Line(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """One ballot as it is written, in this order."""

    proposal: str
    login: str
    reaction: str
    at: str
    bot: bool = False
    since: str = ""
    blocked: bool = False


class Manifest(msgspec.Struct, omit_defaults=False):
    """What the ledger holds, and when it was taken."""

    counts: dict[str, int]
    forge: str
    format: int
    rule: int
    taken: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All ballots as one run saw them, complete, and the facts of its manifest."""

    ballots: tuple[Ballot, ...]
    forge: str
    taken: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """All ballots, in the order of the files. `taken` is None where there is no ledger."""

    ballots: tuple[Ballot, ...] = ()
    taken: datetime | None = None
    digest: str = ""
    problems: tuple[str, ...] = ()  # lines that could not be read, as `file:line: why`


_DECODER = msgspec.json.Decoder(Line)
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})(?:\[bot\])?")  # a firm's managed accounts end in `_firm`
_MONTH = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])")
_UNREADABLE = (msgspec.MsgspecError, ValueError, OverflowError)  # the last: a time before the year 1 in UTC


def read_ledger(root: Path) -> Ledger:
    """The embedded ledger of the community at *root*. A line that cannot be read is told, and the others count."""
    folder = root / FOLDER
    raw = _read_plainly(folder / "manifest.json")
    if raw is None:
        return Ledger()
    manifest, taken = _manifest(raw)
    digest = blake2b(raw, digest_size=16)
    ballots: list[Ballot] = []
    problems: list[str] = []
    for path in _files(folder / "ballots"):
        name = os.path.basename(path)
        slug = name.removesuffix(".jsonl")
        with open(path, "rb") as file:
            raw = file.read()
        digest.update(name.encode() + b"\0" + raw)
        for number, line in enumerate(raw.splitlines(), 1):
            try:
                ballots.append(_ballot(_DECODER.decode(line), slug))
            except _UNREADABLE as error:
                problems.append(f"{FOLDER.as_posix()}/ballots/{name}:{number}: {error}")
    written = manifest.counts.get("ballots", 0)
    if written != len(ballots) + len(problems):
        found = len(ballots) + len(problems)
        problems.append(f"{MANIFEST}: it counts {written} ballots, and the files hold {found}")
    return Ledger(tuple(ballots), taken, digest.hexdigest(), tuple(problems))


def _read_plainly(path: Path) -> bytes | None:
    """The bytes of a plain file; None where there is none."""
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _manifest(raw: bytes) -> tuple[Manifest, datetime]:
    """The manifest and its time; a PotluckError where this Potluck cannot go by it."""
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
        taken = _moment(manifest.taken)
    except _UNREADABLE as error:
        raise PotluckError(f"{MANIFEST} cannot be read: {error}") from error
    if manifest.format != FORMAT:
        raise PotluckError(f"the ledger has format {manifest.format}; this Potluck reads format {FORMAT}: upgrade it")
    return manifest, taken


def _files(folder: Path) -> Iterator[str]:
    """The ballots' files, in order; as plain text, since there may be ten thousand of them."""
    if folder.is_dir() and not folder.is_symlink():
        with os.scandir(folder) as entries:
            names = sorted(e.name for e in entries if e.name.endswith(".jsonl") and e.is_file(follow_symlinks=False))
        yield from (f"{folder}/{name}" for name in names)


def ballots_path(proposal: str) -> str:
    """The file that holds the ballots on *proposal*, from the repository's root."""
    return f"{FOLDER.as_posix()}/ballots/{proposal}.jsonl"


def ledger_files(root: Path) -> Iterator[str]:
    """The manifest and the ballots' files of the community at *root*, as far as there are any."""
    manifest = root / FOLDER / "manifest.json"
    if manifest.is_file() and not manifest.is_symlink():
        yield str(manifest)
        yield from _files(root / FOLDER / "ballots")


def _moment(text: str) -> datetime:
    """`2026-05-12T18:04:00Z` as UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"{text} does not say its time zone; end it with Z")
    return moment.astimezone(UTC)


def _ballot(line: Line, slug: str) -> Ballot:
    """The ballot of one line in the file of *slug*; a ValueError says what it should be instead."""
    if line.proposal != slug:
        raise ValueError(f"a ballot on {line.proposal!a} belongs into {line.proposal}.jsonl")
    if line.reaction not in REACTIONS:
        raise ValueError(f"{line.reaction!a} is not a reaction; write one of {', '.join(REACTIONS)}")
    if not _LOGIN.fullmatch(line.login):
        raise ValueError(f"{line.login!a} is not a login")
    if line.since and not _MONTH.fullmatch(line.since):
        raise ValueError(f"{line.since!a} is not a month; write it as 2026-05")
    return Ballot(line.proposal, line.login, line.reaction, _moment(line.at), line.bot, line.since, line.blocked)


def write_ballot(root: Path, ballot: Ballot) -> bool:
    """Add *ballot* to the embedded ledger. False where it is the last thing that this person said there already.

    Safe when several run at once, and when one is killed: a lock, and files that are replaced whole. Lines that cannot
    be read stay as they are, below the others.
    """
    folder = root / FOLDER
    path = folder / "ballots" / f"{ballot.proposal}.jsonl"
    with told(FOLDER.as_posix()), locked(root, "ledger"):
        (folder / "ballots").mkdir(parents=True, exist_ok=True)
        names = ("content", "content/ledger", "content/ledger/ballots", "content/ledger/manifest.json")
        refuse_links(root, *names, path.relative_to(root).as_posix())
        _remove_leftovers(folder, folder / "ballots")
        manifest = _read_plainly(folder / "manifest.json")
        before = _manifest(manifest) if manifest is not None else None
        readable, others = _lines(path)
        if not _add(readable, ballot):
            return False
        replace_file(path, _sorted_lines(readable) + b"".join(line + b"\n" for line in others))
        _write_manifest(folder, before, ballot.at)
    return True


def write_snapshot(root: Path, snapshot: Snapshot) -> None:
    """Let the embedded ledger be *snapshot* and nothing else.

    The whole is written beside the old one first; a kill leaves the old ledger, or one that the next run puts right.
    """
    folder = root / FOLDER
    next_folder, old = folder / ".ballots-next", folder / ".ballots-old"
    with told(FOLDER.as_posix()), locked(root, "ledger"):
        folder.mkdir(parents=True, exist_ok=True)
        names = ("content", *(f"content/ledger{name}" for name in ("", "/ballots", "/manifest.json")))
        refuse_links(root, *names, f"{FOLDER.as_posix()}/{next_folder.name}", f"{FOLDER.as_posix()}/{old.name}")
        for leftover in (next_folder, old):
            shutil.rmtree(leftover, ignore_errors=True)
        next_folder.mkdir()
        by_proposal: dict[str, list[Line]] = {}
        for one in snapshot.ballots:
            line = Line(one.proposal, one.login, one.reaction, _written(one.at), one.bot, one.since, one.blocked)
            by_proposal.setdefault(one.proposal, []).append(line)
        for proposal, lines in by_proposal.items():
            (next_folder / f"{proposal}.jsonl").write_bytes(_sorted_lines(lines))
        if (folder / "ballots").exists():
            os.rename(folder / "ballots", old)
        os.rename(next_folder, folder / "ballots")
        lines = [line for many in by_proposal.values() for line in many]
        _put_manifest(folder, lines, 0, snapshot.forge, snapshot.taken)
        shutil.rmtree(old, ignore_errors=True)


def _sorted_lines(lines: list[Line]) -> bytes:
    ordered = sorted(lines, key=lambda line: (line.login.lower(), line.login, line.reaction))
    return b"".join(msgspec.json.encode(line) + b"\n" for line in ordered)


def _add(lines: list[Line], ballot: Ballot) -> bool:
    """Put *ballot* among *lines*; False where it would say nothing new."""
    own = [line for line in lines if line.login.lower() == ballot.login.lower()]
    last = max(own, key=lambda line: (_moment(line.at), line.reaction), default=None)
    if last and last.reaction == ballot.reaction:
        return False
    at = ballot.at.astimezone(UTC).replace(microsecond=0)
    if last:  # what is said later counts later: within one second too, and where two clocks differ
        at = max(at, _moment(last.at) + timedelta(seconds=1))
    again = next((line for line in own if line.reaction == ballot.reaction), None)
    if again:  # somebody is back at what they said before: the facts about the account stay
        again.at = _written(at)
    else:
        lines.append(Line(ballot.proposal, ballot.login, ballot.reaction, _written(at)))
    return True


def _lines(path: Path) -> tuple[list[Line], list[bytes]]:
    """The lines of one file: those that hold a ballot, and the others as they are."""
    readable: list[Line] = []
    others: list[bytes] = []
    for raw in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            line = _DECODER.decode(raw)
            _ballot(line, path.stem)
            readable.append(line)
        except _UNREADABLE:
            others.append(raw)
    return readable, others


def _remove_leftovers(*folders: Path) -> None:
    """Take away what a killed writer left half done; nobody else is writing now."""
    for folder in folders:
        for path in folder.glob(".*.json*.*"):
            with suppress(OSError):
                path.unlink()


def _write_manifest(folder: Path, before: tuple[Manifest, datetime] | None, now: datetime) -> None:
    """Count what is there, and say when."""
    both = [_lines(Path(path)) for path in _files(folder / "ballots")]
    lines = [line for readable, _ in both for line in readable]
    unread = sum(len(others) for _, others in both)
    taken = max(now, before[1]) if before else now
    forge, sample = (before[0].forge, before[0].sample) if before else ("none", False)
    _put_manifest(folder, lines, unread, forge, taken, sample=sample)


def _put_manifest(
    folder: Path, lines: list[Line], unread: int, forge: str, taken: datetime, *, sample: bool = False
) -> None:
    manifest: dict[str, object] = {
        "counts": {
            "ballots": len(lines) + unread,
            "logins": len({line.login.lower() for line in lines}),
            "proposals": len({line.proposal for line in lines}),
        },
        "forge": forge,
        "format": FORMAT,
        "rule": RULE,
    }
    if sample:
        manifest["sample"] = True
    manifest["taken"] = _written(taken)
    replace_file(folder / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clock_of(ledger: Ledger, head: datetime | None, dates: Iterable[datetime]) -> datetime:
    """The time that every page counts from: the later of the ledger's and the last commit's; else of *dates*."""
    known = [moment for moment in (ledger.taken, head) if moment]
    return max(known or list(dates) or [datetime(2000, 1, 1, tzinfo=UTC)])
