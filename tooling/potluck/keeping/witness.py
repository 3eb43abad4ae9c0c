"""What somebody saw of a ledger at a time, small enough to publish; and how it stands to what others have. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import combinations
from typing import Annotated

import msgspec

from potluck.keeping.changes import clicks
from potluck.ledger import ERASED, FOLDERS, MANIFEST_FILE, Ledger, read_manifest
from potluck.model import REACTIONS, PotluckError
from potluck.words import count

VERSION = 1
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was said on one proposal: the SHA-256 of its file, and how many clicked each reaction."""

    file: str
    clicked: dict[str, int]


class Witness(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One look at one ledger. Nobody's login is in it but the witness's own."""

    version: int
    community: str
    by: str
    at: Moment  # when they looked
    commit: str  # of the proposals
    snapshot: str  # the commit that holds the ledger
    taken: Moment  # when the ballots were
    hash: str  # of all files of the ledger together
    erased: int  # people who had asked to be forgotten by then
    proposals: dict[str, Said]


class Look(msgspec.Struct, frozen=True):
    """A snapshot as it is here: all that a witness can be held against."""

    snapshot: str  # the commit that holds it
    ledger: Ledger
    files: Mapping[str, bytes]

    @property
    def taken(self) -> datetime:
        """When its ballots were taken."""
        return read_manifest(self.files[MANIFEST_FILE])[1]

    @property
    def erased(self) -> int:
        """How many people had asked to be forgotten."""
        return read_manifest(self.files[MANIFEST_FILE])[0].counts.get(ERASED, 0)

    @property
    def said(self) -> dict[str, Said]:
        """What was said on every proposal."""
        files = {
            name: self.files[path.removeprefix(f"{self.ledger.place}/")] for name, path in self.ledger.names.items()
        }
        return {
            name: Said(sha256(files[name]).hexdigest(), {word: each[word] for word in REACTIONS if each[word]})
            for name, each in sorted(clicks(self.ledger).items())
        }


def hash_of(files: Mapping[str, bytes]) -> str:
    """One hash of the *files* of a ledger that are published: the SHA-256 of what `sha256sum` lists of them by name."""
    shown = sorted(path for path in files if path == MANIFEST_FILE or path.startswith(FOLDERS))
    listed = "".join(f"{sha256(files[path]).hexdigest()}  {path}\n" for path in shown)
    return f"sha256:{sha256(listed.encode()).hexdigest()}"


def testify(look: Look, community: str, by: str, at: datetime, commit: str) -> Witness:
    """What *by* saw when they looked at *look*."""
    return Witness(
        version=VERSION,
        community=community,
        by=by,
        at=at,
        commit=commit,
        snapshot=look.snapshot,
        taken=look.taken,
        hash=hash_of(look.files),
        erased=look.erased,
        proposals=look.said,
    )


def write_witness(witness: Witness) -> bytes:
    """The *witness* as a file."""
    return msgspec.json.format(msgspec.json.encode(witness), indent=2) + b"\n"


def read_witness(raw: bytes) -> Witness:
    """The witness that a file is; a PotluckError says why it is none."""
    try:
        witness = msgspec.json.decode(raw, type=Witness)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PotluckError(f"it is no witness: {error}") from error
    if witness.version != VERSION:
        raise PotluckError(f"it has version {witness.version}; this Potluck reads version {VERSION}")
    return witness


class Finding(msgspec.Struct, frozen=True):
    """How a witness stands to the ledger here, in sentences; the first says it all."""

    agrees: bool
    sentences: tuple[str, ...]


def compare(witness: Witness, then: Look, newest: Look, *, is_kept: bool) -> Finding:
    """Hold *witness* against the snapshot here that is of the same time, or the nearest; and tell what became of it.

    *is_kept*: the commit that it names is in the history here.
    """
    who = f"{witness.by} looked on {_at(witness.at)} at the ledger taken {_at(witness.taken)}"
    same_time = witness.taken == then.taken
    if same_time and witness.hash == hash_of(then.files):
        words = [f"{who}: it is the same here, to the byte."]
        if not is_kept:
            words.append(f"It stands here under another commit than {witness.snapshot[:12]}, which they saw.")
        return Finding(True, (*words, *_since(witness, newest)))
    if same_time:
        words = [f"{who}: the one that stands here for that time is another."]
    else:
        words = [f"{who}: no ledger of that time stands here; the nearest was taken {_at(then.taken)}."]
    if not is_kept:
        words.append(f"The commit that they saw, {witness.snapshot[:12]}, is not in the history here.")
    if forgotten := newest.erased - witness.erased:
        people = count(forgotten, "person has", "people have")
        words.append(
            f"{people} asked to be forgotten since: up to so many may be missing on a proposal for that reason."
        )
    words += differences(witness.by, witness.proposals, "here", then.said)
    return Finding(False, tuple(words))


def _since(witness: Witness, newest: Look) -> Iterator[str]:
    """What is fewer in the newest snapshot than it was then: nobody's fault by itself, and worth a look."""
    standing = newest.said
    for name, said in witness.proposals.items():
        now = standing.get(name, Said("", {})).clicked
        fewer = [word for word in REACTIONS if now.get(word, 0) < said.clicked.get(word, 0)]
        for word in fewer:
            yield f"  since then fewer on {name}: {word} was {said.clicked[word]}, and is {now.get(word, 0)} now"


def differences(one: str, ones: Mapping[str, Said], other: str, others: Mapping[str, Said]) -> Iterator[str]:
    """Where two looks differ, a line each."""
    for name in sorted(ones.keys() | others.keys()):
        said, here = ones.get(name, Said("", {})), others.get(name, Said("", {}))
        words = [word for word in REACTIONS if said.clicked.get(word, 0) != here.clicked.get(word, 0)]
        for word in words:
            yield f"  {name}: {one} saw {said.clicked.get(word, 0)} × {word}, {other} {_are(here.clicked.get(word, 0))}"
        if not words and said.file != here.file:
            yield f"  {name}: as many of each, and not the same ones"


def _are(number: int) -> str:
    return f"there is {number}" if number == 1 else f"there are {number}"


def contradictions(witnesses: Iterable[Witness]) -> Iterator[tuple[str, ...]]:
    """Witnesses who saw different ledgers that claim the same time: somebody was shown another one."""
    for one, other in combinations(witnesses, 2):
        if one.taken == other.taken and one.hash != other.hash:
            words = f"{one.by} and {other.by} saw different ledgers that both say they were taken {_at(one.taken)}."
            lines = differences(one.by, one.proposals, f"where {other.by} looked", other.proposals)
            yield (words, *lines)


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
