"""What a ledger is written like, and how it is read: bytes in, ballots out, and back. Opens no file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from sys import intern

import msgspec
from msgspec.structs import replace

from potluck.ledger.beside import read_beside
from potluck.model import REACTIONS, Arrival, Ballot, Counts, PotluckError, Talk
from potluck.opened import Opened
from potluck.slugs import SLUG

FOLDER = Path("content") / "ledger"
MANIFEST_FILE = "manifest.json"
MANIFEST = f"{FOLDER.as_posix()}/{MANIFEST_FILE}"
ERASED = "erased"  # in the manifest's counts: people who asked to be forgotten …
ERASED_FILE = "erased.txt"  # … and what is remembered of them
FORMAT = 1
ENDINGS = {"ballots": ".jsonl", "counts": ".json"}  # of the files in each folder of the ledger
FOLDERS = tuple(f"{folder}/" for folder in ENDINGS)
BY_LOGIN, COUNTS_ONLY = "by-login", "counts-only"
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
    ballots: str = BY_LOGIN


class Ledger(msgspec.Struct, frozen=True):
    """All ballots, in the order of the files; or the counts of them. `taken` is None where there is no ledger."""

    ballots: tuple[Ballot, ...] = ()
    taken: datetime | None = None
    digest: str = ""
    problems: tuple[str, ...] = ()  # lines that could not be read, as `file:line: why`
    place: str = FOLDER.as_posix()  # where its files lie, in words of a path
    form: str = BY_LOGIN
    counts: tuple[Counts, ...] = ()
    talk: tuple[Talk, ...] = ()  # how much is said on the threads that its forge has
    door: tuple[Arrival, ...] = ()  # proposals of open pull requests that a facilitator let in
    opened: tuple[Opened, ...] = ()  # every pull request that touched a proposal

    def with_beside(self, files: Mapping[str, bytes]) -> Ledger:
        """The same with what the *files* that hold no ballots say, by their names."""
        if self.taken is None or not files:
            return self
        found = read_beside(files, self.place)
        digest = blake2b(self.digest.encode(), digest_size=16)
        for name in sorted(files):
            digest.update(name.encode() + b"\0" + files[name])
        whole = replace(self, talk=found.talk, door=found.door, opened=found.opened)
        return replace(whole, problems=(*self.problems, *found.problems), digest=digest.hexdigest())

    @property
    def names(self) -> dict[str, str]:
        """The file of every name on which something was said."""
        by_login = {one.proposal: f"{self.place}/ballots/{one.proposal}.jsonl" for one in self.ballots}
        return by_login | {one.proposal: f"{self.place}/counts/{one.proposal}.json" for one in self.counts}

    @property
    def size(self) -> int:
        """How many ballots there are, or were counted."""
        return len(self.ballots) + sum(sum(one.reactions.values()) for one in self.counts)


DECODER = msgspec.json.Decoder(Line)
_FLAWLESS = msgspec.json.Decoder(Ballot)
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})(?:\[bot\])?")  # accounts that a firm manages end in `_firm`
_MONTH = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])")
UNREADABLE = (msgspec.MsgspecError, ValueError, OverflowError)  # the last: a time before the year 1 in UTC


def parse_ledger(raw: bytes | None, files: Iterable[tuple[str, bytes]], place: str = FOLDER.as_posix()) -> Ledger:
    """The ledger of this manifest and these *files* of ballots, in the order of their names; None: there is none.

    A PotluckError where this Potluck cannot go by the manifest.
    """
    if raw is None:
        return Ledger(place=place)
    manifest, taken = read_manifest(raw, place)
    digest = blake2b(raw, digest_size=16)
    ballots: list[Ballot] = []
    problems: list[str] = []
    for name, content in files:
        slug = name.removesuffix(".jsonl")
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0" + content)
        flawless = _read_flawless(content, slug)
        if flawless is not None:
            ballots += flawless
            continue
        for number, line in enumerate(content.splitlines(), 1):
            try:
                ballots.append(ballot_of(DECODER.decode(line), slug))
            except UNREADABLE as error:
                problems.append(f"{place}/ballots/{name}:{number}: {error}")
    written = manifest.counts.get("ballots", 0)
    if written != len(ballots) + len(problems):
        found = len(ballots) + len(problems)
        problems.append(f"{place}/manifest.json: it counts {written} ballots, and the files hold {found}")
    return Ledger(tuple(ballots), taken, digest.hexdigest(), tuple(problems), place)


def _read_flawless(raw: bytes, slug: str) -> list[Ballot] | None:
    """The ballots of a file without any fault, ten times as quickly; None where its lines have to be read one by one.

    Gives what reading one by one gives, or None. The decoder asks for objects and not for lines, so their ends are
    counted; and fractions of a second, which it rounds in its own way, are left to the other reader.
    """
    lines = raw.count(b"\n")
    if not lines == raw.count(b"}\n") == raw.count(b"}") == raw.count(b"{") or b"." in raw or b"\r" in raw:
        return None
    try:
        ballots = _FLAWLESS.decode_lines(raw)
    except UNREADABLE:
        return None
    is_login, is_month = _LOGIN.fullmatch, _MONTH.fullmatch
    for ballot in ballots:
        if (
            ballot.proposal != slug
            or ballot.at.tzinfo is not UTC
            or not is_login(ballot.login)
            or (ballot.since and not is_month(ballot.since))
        ):
            return None
        msgspec.structs.force_setattr(ballot, "login", intern(ballot.login))  # one of each name in memory
    return ballots if len(ballots) == lines else None


def read_ballots(content: bytes, slug: str) -> Iterator[Ballot]:
    """The ballots of one file, as far as they can be read."""
    for line in content.splitlines():
        with suppress(*UNREADABLE):
            yield ballot_of(DECODER.decode(line), slug)


class Looked(msgspec.Struct, frozen=True):
    """What a file of ballots holds, and what is wrong with it, each with its line."""

    lines: int
    logins: frozenset[str]  # in lower case
    problems: tuple[str, ...]


def look_over(content: bytes, slug: str) -> Looked:
    """Whether a file is as this Potluck would write it: every line a ballot, in order, none of them twice."""
    problems = []
    keys: list[tuple[str, str, str]] = []
    number = 0
    for number, raw in enumerate(content.splitlines(), 1):
        try:
            line = DECODER.decode(raw)
            ballot_of(line, slug)
        except UNREADABLE as error:
            problems.append(f"line {number}: {error}")
            continue
        if keys and (line.login.lower(), line.reaction) in {(keys[-1][0], keys[-1][2])}:
            problems.append(f"line {number}: {line.login} says {line.reaction} twice")
        elif keys and order(line) < keys[-1]:
            problems.append(f"line {number}: {line.login}, {line.reaction} stands out of order")
        elif msgspec.json.encode(line) != raw:
            problems.append(f"line {number}: written otherwise than the format says")
        keys.append(order(line))
    return Looked(number, frozenset(key[0] for key in keys), tuple(problems))


def read_manifest(raw: bytes, place: str = FOLDER.as_posix()) -> tuple[Manifest, datetime]:
    """The manifest and its time; a PotluckError where this Potluck cannot go by it."""
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
        taken = moment_of(manifest.taken)
    except UNREADABLE as error:
        raise PotluckError(f"{place}/manifest.json cannot be read: {error}") from error
    if manifest.format != FORMAT:
        raise PotluckError(f"the ledger has format {manifest.format}; this Potluck reads format {FORMAT}: upgrade it")
    return manifest, taken


def moment_of(text: str) -> datetime:
    """`2026-05-12T18:04:00Z` as UTC."""
    moment = datetime.fromisoformat(text.upper())  # RFC 3339 has small letters as well
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"{text} does not say its time zone; end it with Z")
    return moment.astimezone(UTC)


def ballot_of(line: Line, slug: str) -> Ballot:
    """The ballot of one line in the file of *slug*; a ValueError says what it should be instead."""
    if line.proposal != slug:
        raise ValueError(f"a ballot on {line.proposal!a} belongs into {line.proposal}.jsonl")
    if line.reaction not in REACTIONS:
        raise ValueError(f"{line.reaction!a} is not a reaction; write one of {', '.join(REACTIONS)}")
    if not _LOGIN.fullmatch(line.login):
        raise ValueError(f"{line.login!a} is not a login")
    if line.since and not _MONTH.fullmatch(line.since):
        raise ValueError(f"{line.since!a} is not a month; write it as 2026-05")
    return Ballot(line.proposal, line.login, line.reaction, moment_of(line.at), line.bot, line.since, line.blocked)


def manifest_of(lines: Collection[Line], more: int, forge: str, taken: datetime, before: Manifest | None) -> bytes:
    """The manifest of these *lines* and of so many *more* that cannot be read, after the one *before*."""
    counts = {
        "ballots": len(lines) + more,
        "logins": len({line.login.lower() for line in lines}),
        "proposals": len({line.proposal for line in lines}),
    }
    if before and ERASED in before.counts:
        counts[ERASED] = before.counts[ERASED]
    return encoded(Manifest(counts, forge, FORMAT, RULE, written(taken), bool(before and before.sample)))


def is_name(slug: str) -> bool:
    """Whether *slug* can be the name of a file of the ledger."""
    return SLUG.fullmatch(slug.replace("--", "-")) is not None


def snapshot_files(
    ballots: Iterable[Ballot], taken: datetime, forge: str, before: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The files of a ledger that holds just these *ballots*, by their paths in it; *before* are the others so far.

    Of what one person said with one reaction on one proposal, through several threads, the last stays. A PotluckError
    where a ballot could not be read again.
    """
    last: dict[tuple[str, str, str], Line] = {}
    for ballot in sorted(ballots, key=lambda one: (one.at, one.login)):
        line = Line(
            ballot.proposal,
            ballot.login,
            ballot.reaction,
            written(ballot.at),
            ballot.bot,
            ballot.since,
            ballot.blocked,
        )
        try:
            ballot_of(line, ballot.proposal)
        except ValueError as error:
            raise PotluckError(f"a ballot on {ballot.proposal!a} cannot be written down: {error}") from error
        if not is_name(ballot.proposal):
            raise PotluckError(f"{ballot.proposal!a} is not the name of a proposal, so it has no file of ballots")
        last[ballot.proposal, ballot.login.lower(), ballot.reaction] = line
    files: dict[str, list[Line]] = {}
    for line in sorted(last.values(), key=order):
        files.setdefault(f"ballots/{line.proposal}.jsonl", []).append(line)
    manifest = before.get("manifest.json")
    after = manifest_of(last.values(), 0, forge, taken, read_manifest(manifest)[0] if manifest else None)
    kept = {path: content for path, content in before.items() if path == ERASED_FILE}
    return kept | {path: joined(lines) for path, lines in files.items()} | {"manifest.json": after}


def without(files: Mapping[str, bytes], login: str) -> dict[str, bytes]:
    """The *files* of a ledger without the ballots of one person; empty ones are left out, other lines stay as they are.

    Files of ballots that hold nothing of theirs may be missing. A ledger in which nothing is theirs stays as it is.
    """
    after = dict(files)
    gone = emptied = 0
    for path, content in files.items():
        if not path.startswith("ballots/"):
            continue
        kept = [line for line in content.splitlines(keepends=True) if not _is_by(line, login)]
        gone += len(content.splitlines()) - len(kept)
        if not kept:
            del after[path]
            emptied += 1
        elif len(b"".join(kept)) != len(content):
            after[path] = b"".join(kept)
    if gone:
        manifest = read_manifest(files["manifest.json"])[0]
        taken = {"ballots": gone, "logins": 1, "proposals": emptied}
        manifest.counts = {name: number - taken.get(name, 0) for name, number in manifest.counts.items()}
        after["manifest.json"] = encoded(manifest)
    return after


def with_erased(files: Mapping[str, bytes], erased: bytes, number: int) -> dict[str, bytes]:
    """The *files* of a ledger with what it remembers of so many people who asked to be forgotten."""
    manifest = read_manifest(files["manifest.json"])[0]
    manifest.counts = manifest.counts | {ERASED: number}
    return {**files, ERASED_FILE: erased, "manifest.json": encoded(manifest)}


def has_ballots_of(content: bytes, login: str) -> bool:
    """Whether a file of ballots holds one of this person's."""
    return login.lower().encode() in content.lower() and any(_is_by(line, login) for line in content.splitlines())


def _is_by(raw: bytes, login: str) -> bool:
    try:
        return DECODER.decode(raw).login.lower() == login.lower()
    except UNREADABLE:
        return False


def encoded(manifest: Manifest) -> bytes:
    """The *manifest* as a file."""
    usual = {"sample": False, "ballots": BY_LOGIN}
    written_out = msgspec.to_builtins(manifest).items()
    content = {name: value for name, value in written_out if name not in usual or value != usual[name]}
    return msgspec.json.format(msgspec.json.encode(dict(sorted(content.items()))), indent=2) + b"\n"


def says_the_same(one: bytes, other: bytes) -> bool:
    """Whether two manifests differ in nothing but the time."""
    first, second = read_manifest(one)[0], read_manifest(other)[0]
    first.taken = second.taken
    return first == second


def order(line: Line) -> tuple[str, str, str]:
    """By which the lines of a file are sorted."""
    return (line.login.lower(), line.login, line.reaction)


def joined(lines: Iterable[Line]) -> bytes:
    """The *lines* as a file."""
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def written(moment: datetime) -> str:
    """A time as the ledger writes it: `2026-05-12T18:04:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clock_of(ledger: Ledger, head: datetime | None, dates: Iterable[datetime]) -> datetime:
    """The time that every page counts from: the later of the ledger's and the last commit's; else of *dates*."""
    known = [moment for moment in (ledger.taken, head) if moment]
    return max(known or list(dates) or [datetime(2000, 1, 1, tzinfo=UTC)])
