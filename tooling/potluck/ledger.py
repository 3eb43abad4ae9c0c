"""The ledger: every ballot is a line, one file a proposal, sorted; and a manifest says what was taken when."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

import msgspec
from filelock import FileLock

from potluck.model import REACTIONS, Ballot, PotluckError

FOLDER = Path("content") / "ledger"
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
class Ledger:
    """All ballots, in the order of the files. `taken` is None where there is no ledger."""

    ballots: tuple[Ballot, ...] = ()
    taken: datetime | None = None
    digest: str = ""
    problems: tuple[str, ...] = ()  # lines that could not be read, as `file:line: why`


_DECODER = msgspec.json.Decoder(Line)
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


def read_ledger(root: Path) -> Ledger:
    """The embedded ledger of the community at *root*. A line that cannot be read is told, and the others count."""
    folder = root / FOLDER
    manifest_path = folder / "manifest.json"
    if not manifest_path.is_file() or manifest_path.is_symlink():
        return Ledger()
    digest = blake2b(digest_size=16)
    raw = manifest_path.read_bytes()
    digest.update(raw)
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
        taken = _moment(manifest.taken)
    except (msgspec.MsgspecError, ValueError) as error:
        raise PotluckError(f"{FOLDER / 'manifest.json'} cannot be read: {error}") from error
    if manifest.format != FORMAT:
        raise PotluckError(f"the ledger has format {manifest.format}; this Potluck reads format {FORMAT}: upgrade it")
    ballots: list[Ballot] = []
    problems: list[str] = []
    for path in _files(folder / "ballots"):
        raw = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + raw)
        for number, line in enumerate(raw.splitlines(), 1):
            try:
                ballots.append(_ballot(_DECODER.decode(line)))
            except (msgspec.MsgspecError, ValueError) as error:
                problems.append(f"{FOLDER.as_posix()}/ballots/{path.name}:{number}: {error}")
    return Ledger(tuple(ballots), taken, digest.hexdigest(), tuple(problems))


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir() and not folder.is_symlink():
        with os.scandir(folder) as entries:
            names = sorted(e.name for e in entries if e.name.endswith(".jsonl") and e.is_file(follow_symlinks=False))
        yield from (folder / name for name in names)


def _moment(text: str) -> datetime:
    """`2026-05-12T18:04:00Z` as UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} does not say its time zone; end it with Z")
    return moment.astimezone(UTC)


def _ballot(line: Line) -> Ballot:
    """The ballot of one line; a ValueError says what it should be instead."""
    if line.reaction not in REACTIONS:
        raise ValueError(f"{line.reaction!a} is not a reaction; write one of {', '.join(REACTIONS)}")
    if not _LOGIN.fullmatch(line.login):
        raise ValueError(f"{line.login!a} is not a login")
    if line.since and not _MONTH.fullmatch(line.since):
        raise ValueError(f"{line.since!a} is not a month; write it as 2026-05")
    return Ballot(line.proposal, line.login, line.reaction, _moment(line.at), line.bot, line.since, line.blocked)


def write_ballot(root: Path, ballot: Ballot) -> bool:
    """Add *ballot* to the embedded ledger. False where the very same reaction of this person stands there already.

    Safe when several run at once, and when one is killed: a lock, and files that are replaced whole.
    """
    folder = root / FOLDER
    (folder / "ballots").mkdir(parents=True, exist_ok=True)
    (root / ".potluck").mkdir(exist_ok=True)
    with FileLock(root / ".potluck" / "ledger.lock", timeout=30):
        path = folder / "ballots" / f"{ballot.proposal}.jsonl"
        lines = [_DECODER.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []
        if any(line.login.lower() == ballot.login.lower() and line.reaction == ballot.reaction for line in lines):
            return False
        at = ballot.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(Line(ballot.proposal, ballot.login, ballot.reaction, at))
        lines.sort(key=lambda line: (line.login.lower(), line.login, line.reaction))
        replace_file(path, b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        _write_manifest(root, ballot.at)
    return True


def _write_manifest(root: Path, now: datetime) -> None:
    """Count what is there, and say when."""
    folder = root / FOLDER
    path = folder / "manifest.json"
    before = msgspec.json.decode(path.read_bytes(), type=Manifest) if path.exists() else None
    lines = [_DECODER.decode(line) for file in _files(folder / "ballots") for line in file.read_bytes().splitlines()]
    taken = max([now, *([_moment(before.taken)] if before else [])])
    manifest = {
        "counts": {
            "ballots": len(lines),
            "logins": len({line.login.lower() for line in lines}),
            "proposals": len({line.proposal for line in lines}),
        },
        "forge": before.forge if before else "none",
        "format": FORMAT,
        "rule": RULE,
    }
    if before and before.sample:
        manifest["sample"] = True
    manifest["taken"] = taken.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    replace_file(path, msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def replace_file(path: Path, content: bytes) -> None:
    """Put *content* at *path* whole or not at all: a kill at any moment leaves the old file or the new (REL-010)."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def clock_of(ledger: Ledger, head: datetime | None, dates: Iterable[datetime]) -> datetime:
    """The time that every page counts from: the later of the ledger's and the last commit's; else of *dates*."""
    known = [moment for moment in (ledger.taken, head) if moment]
    return max(known or list(dates) or [datetime(2000, 1, 1, tzinfo=UTC)])
