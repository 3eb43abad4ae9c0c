"""Who asked to be forgotten: a keyed hash of each login, so that a later snapshot knows whom to leave out. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec

from potluck.model import Ballot, PotluckError

VARIABLE = "POTLUCK_ERASURE_KEY"
SHORTEST = 16  # characters of a key: with one that can be guessed, so could the logins
_MARK = "key"  # before the hash that tells whether a key is the one that was used before


class Erased(msgspec.Struct, frozen=True):
    """The hashes of a ledger, and the key's own mark; the key itself is written down nowhere."""

    mark: str = ""
    hashes: frozenset[str] = frozenset()

    @classmethod
    def read(cls, raw: bytes) -> Erased:
        """What a file of the ledger says; a line that is none says nothing."""
        lines = raw.decode("ascii", "replace").splitlines()
        mark = next((line.removeprefix(f"{_MARK} ") for line in lines if line.startswith(f"{_MARK} ")), "")
        return cls(mark, frozenset(line for line in lines if line and not line.startswith(f"{_MARK} ")))

    def write(self) -> bytes:
        """The same as a file."""
        return "".join(f"{line}\n" for line in (f"{_MARK} {self.mark}", *sorted(self.hashes))).encode("ascii")

    def key(self, environment: Mapping[str, str]) -> bytes:
        """The key out of *environment*; a PotluckError where there is none, or another one than before."""
        key = environment.get(VARIABLE, "")
        if len(key) < SHORTEST:
            why = "is not set" if not key else f"is shorter than {SHORTEST} characters"
            raise PotluckError(f"{VARIABLE} {why}, and without it nobody who asked to be forgotten can be known again")
        if self.mark and not hmac.compare_digest(self.mark, _hash(key.encode(), "", "key")):
            raise PotluckError(f"{VARIABLE} is another key than the one that the ledger's erasures were made with")
        return key.encode()

    def add(self, login: str, key: bytes) -> Erased:
        """These and *login*."""
        return Erased(_hash(key, "", "key"), self.hashes | {_hash(key, login)})


def remaining(ballots: Iterable[Ballot], erased: Erased, environment: Mapping[str, str]) -> tuple[Ballot, ...]:
    """The *ballots* of everybody who did not ask to be forgotten. A PotluckError where that cannot be told."""
    if not erased.hashes:
        return tuple(ballots)
    key = erased.key(environment)
    ballots = tuple(ballots)
    gone = {login for login in {one.login for one in ballots} if _hash(key, login) in erased.hashes}
    return tuple(one for one in ballots if one.login not in gone)


def _hash(key: bytes, login: str, what: str = "login") -> str:
    return hmac.new(key, f"{what}:{login.lower()}".encode(), sha256).hexdigest()
