"""The ledger as the checks see it, remembered for as long as none of its files is another."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import msgspec

from potluck.cache import code_stamp, keep, load_kept
from potluck.charter import Charter
from potluck.keeping import read_ledger, stamp_of


class Seen(msgspec.Struct, frozen=True):
    """What the checks ask of a ledger, in the words of :class:`potluck.ledger.Ledger`."""

    problems: tuple[str, ...]
    names: dict[str, str]


def look_at_ledger(root: Path, charter: Charter, cache: Path) -> Seen:
    """What is wrong with the ledger of the community at *root*, and on whom it has ballots.

    Ten thousand files are read in the time in which everything else is checked again; that none of them changed is seen
    in a tenth of it.
    """
    known = f"{code_stamp()} {charter.ledger.model_dump_json()} {stamp_of(root, charter)}"
    key = blake2b(known.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    place = cache / "ledger.msgpack"
    seen = load_kept(place, key, Seen)
    if seen is None:
        ledger = read_ledger(root, charter)
        seen = Seen(ledger.problems, ledger.names)
        keep(place, key, seen)
    return seen
