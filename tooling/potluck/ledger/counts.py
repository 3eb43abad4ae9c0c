"""A ledger without names: how many said what on each proposal, a file each. Bytes in, counts out, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import msgspec

from potluck.ledger.form import (
    COUNTS_ONLY,
    ERASED,
    ERASED_FILE,
    FORMAT,
    RULE,
    UNREADABLE,
    Ledger,
    Manifest,
    encoded,
    is_name,
    read_manifest,
    written,
)
from potluck.model import REACTIONS, Counts, PotluckError

_DECODER = msgspec.json.Decoder(Counts)


def read_counts(content: bytes, slug: str) -> Counts:
    """The counts of the file of *slug*; a ValueError says what they should be instead."""
    counts = _DECODER.decode(content)
    if counts.proposal != slug:
        raise ValueError(f"counts of {counts.proposal!a} belong into {counts.proposal}.json")
    for named in (counts.counted, counts.reactions):
        if unknown := [name for name in named if name not in REACTIONS]:
            raise ValueError(f"{unknown[0]!a} is not a reaction; write one of {', '.join(REACTIONS)}")
    if any(people < 1 for named in (counts.counted, counts.reactions, counts.excluded) for people in named.values()):
        raise ValueError("a count of people is 1 or more")
    if wrong := [number for number in counts.reached if number < 1]:
        raise ValueError(f"{wrong[0]} people reach no milestone")
    if more := [name for name, people in counts.counted.items() if people > counts.reactions.get(name, 0)]:
        raise ValueError(f"more people count with {more[0]} than clicked it")
    return counts


def write_counts(counts: Counts) -> bytes:
    """The same as a file."""
    return msgspec.json.encode(counts) + b"\n"


def parse_counts(raw: bytes | None, files: Iterable[tuple[str, bytes]], place: str) -> Ledger:
    """The ledger of this manifest and these *files* of counts; a PotluckError where the manifest cannot be gone by."""
    if raw is None:
        return Ledger(place=place, form=COUNTS_ONLY)
    manifest, taken = read_manifest(raw, place)
    counts: list[Counts] = []
    problems: list[str] = []
    for name, content in files:
        try:
            counts.append(read_counts(content, name.removesuffix(".json")))
        except UNREADABLE as error:
            problems.append(f"{place}/counts/{name}: {error}")
    ledger = Ledger((), taken, "", (), place, manifest.ballots, tuple(counts))
    if not problems and manifest.counts.get("ballots", 0) != ledger.size:
        words = f"it counts {manifest.counts.get('ballots', 0)} ballots, and the files hold {ledger.size}"
        problems.append(f"{place}/manifest.json: {words}")
    return Ledger((), taken, "", tuple(problems), place, manifest.ballots, tuple(counts))


def counts_files(
    counts: Iterable[Counts], logins: int, taken: datetime, forge: str, before: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The files of a ledger that holds just these *counts* of so many people, by their paths in it."""
    counts = [one for one in counts if one.reactions]
    if wrong := [one.proposal for one in counts if not is_name(one.proposal)]:
        raise PotluckError(f"{wrong[0]!a} is not the name of a proposal, so it has no file of counts")
    files = {f"counts/{one.proposal}.json": write_counts(one) for one in counts}
    kept = {path: content for path, content in before.items() if path == ERASED_FILE}
    return kept | files | {"manifest.json": _manifest(counts, logins, forge, taken, before.get("manifest.json"))}


def _manifest(counts: Collection[Counts], logins: int, forge: str, taken: datetime, before: bytes | None) -> bytes:
    """The manifest of a ledger of *counts*, of so many people on all proposals together."""
    held = {
        "ballots": sum(sum(one.reactions.values()) for one in counts),
        "logins": logins,
        "proposals": len(counts),
    }
    erased = read_manifest(before)[0].counts.get(ERASED) if before else None
    if erased is not None:
        held[ERASED] = erased
    return encoded(Manifest(held, forge, FORMAT, RULE, written(taken), ballots=COUNTS_ONLY))
