"""Looking at the ledger for others to hold it against later, and holding it against what others saw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from potluck.history.repository import HistoryError
from potluck.keeping.chain import Chain
from potluck.keeping.witness import Finding, Witness, compare, contradictions, read_witness, testify, write_witness
from potluck.model import PotluckError
from potluck.pipeline import charter_of
from potluck.words import quote
from potluck.writing import create_file, told

KEPT = "content/witnesses"
_LARGEST = 1 << 26  # bytes of one witness
_Found = tuple[str, Witness]


class Heard(msgspec.Struct, frozen=True):
    """What the witnesses said, each under the file that holds it."""

    findings: tuple[tuple[str, Finding], ...]
    contradictions: tuple[tuple[str, ...], ...]

    @property
    def all_agree(self) -> bool:
        """Whether everybody saw what stands here."""
        return not self.contradictions and all(finding.agrees for _, finding in self.findings)


def look(root: Path, by: str, at: datetime) -> Witness:
    """What *by* sees *at* this time of the ledger as it is committed. A PotluckError where there is none."""
    charter = charter_of(root)
    with _told():
        chain = Chain.of(root, charter)
        commits = chain.commits()
        if not commits:
            raise PotluckError("no ledger is committed here yet, so there is nothing to bear witness of")
        return testify(chain.look(commits[0]), charter.community.name, by, at, chain.repository.head)


def keep(root: Path, witness: Witness) -> str:
    """Put *witness* where `potluck recount` looks for them; its path. A PotluckError where it stands there already."""
    path = f"{KEPT}/{witness.by.lower()}-{witness.taken:%Y%m%dT%H%M%SZ}.json"
    try:
        with told(path):
            create_file(root, path, write_witness(witness))
    except PotluckError as error:
        if isinstance(error.__cause__, FileExistsError):
            raise PotluckError(f"{path} is there already; {witness.by} has borne witness of that ledger") from error
        raise
    return path


def write(witness: Witness, file: Path) -> str:
    """Put *witness* into a new *file*; its name. A PotluckError where something is there already."""
    with told(str(file)):
        create_file(file.parent, file.name, write_witness(witness))
    return str(file)


def hear(root: Path, files: Iterable[Path]) -> Heard:
    """What the witnesses in *files*, and those kept at *root*, say of the ledger here."""
    kept = sorted((root / KEPT).glob("*.json")) if (root / KEPT).is_dir() else []
    paths = [*files, *kept]
    if not paths:
        return Heard((), ())
    found: list[_Found] = []
    findings: list[tuple[str, Finding]] = []
    for path in paths:
        try:
            found.append((str(path), read_witness(_read(path))))
        except PotluckError as error:
            findings.append((str(path), Finding(False, (f"{error}.",))))
    with _told():
        findings += _compared(root, found)
    return Heard(tuple(findings), tuple(contradictions(witness for _, witness in found)))


def _compared(root: Path, found: Iterable[_Found]) -> Iterator[tuple[str, Finding]]:
    charter = charter_of(root)
    chain = Chain.of(root, charter)
    commits = chain.commits()
    newest = chain.look(commits[0]) if commits else None
    for path, witness in found:
        if newest is None:
            raise PotluckError("no ledger is committed here, so no witness can be held against it")
        if witness.community != charter.community.name:
            words = f"{witness.by} looked at another community, {quote(witness.community)}."
            yield path, Finding(False, (words,))
            continue
        is_kept = witness.snapshot in commits
        then = chain.look(witness.snapshot if is_kept else chain.nearest(witness.taken, commits))
        finding = compare(witness, then, newest, is_kept=is_kept)
        if not finding.agrees and chain.repository.boundary:
            hint = "This clone is shallow, so older snapshots are missing: git fetch --unshallow"
            finding = Finding(False, (*finding.sentences, hint))
        yield path, finding


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise PotluckError(f"it cannot be read: {error.strerror or error}") from error
    if len(raw) > _LARGEST:
        raise PotluckError("it is too large for a witness")
    return raw


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except HistoryError as error:
        raise PotluckError(f"the ledger's history cannot be read: {error.sentence}") from error
