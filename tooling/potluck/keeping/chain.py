"""A ledger's history: every snapshot that was kept, what changed from one to the next, and whether all is sound."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from potluck.charter import Charter
from potluck.history.repository import HistoryError, Repository
from potluck.keeping import branch
from potluck.keeping.changes import Change, changes, summary
from potluck.keeping.witness import Look
from potluck.ledger import (
    BESIDE,
    ERASED_FILE,
    FOLDER,
    MANIFEST,
    MANIFEST_FILE,
    UNREADABLE,
    Ledger,
    Looked,
    is_name,
    look_beside,
    look_over,
    read_ballots,
    read_counts,
    read_manifest,
    write_counts,
)
from potluck.model import PotluckError
from potluck.words import count, quote

_PLAIN = "100644"


class Snapshot(msgspec.Struct, frozen=True):
    """One state of the ledger that was kept."""

    commit: str
    taken: datetime | None  # None where its manifest cannot be read
    counts: Mapping[str, int]
    said: str  # what changed since the one before


class Verified(msgspec.Struct, frozen=True):
    """What looking over all snapshots gave."""

    snapshots: int
    lines: int  # in the newest one
    problems: tuple[str, ...]


class Chain(msgspec.Struct, frozen=True):
    """The snapshots of one community. Every method raises HistoryError where git fails."""

    repository: Repository
    home: str  # the charter's word for where the ledger is
    _looked: dict[tuple[str, str], Looked] = msgspec.field(
        default_factory=dict
    )  # by path and id: most files stay as they are
    _beside: dict[tuple[str, str], tuple[str, ...]] = msgspec.field(
        default_factory=dict
    )  # problems of files without ballots

    @classmethod
    def of(cls, root: Path, charter: Charter) -> Chain:
        """The chain of the community at *root*; a HistoryError where there is no git."""
        return cls(Repository.open(root), charter.ledger.home)

    def commits(self) -> list[str]:
        """Every commit that changed the ledger, the newest first."""
        if self.home == "branch":
            return branch.snapshots(self.repository)
        place = ("--", FOLDER.as_posix())
        return self.repository.ask("rev-list", "--first-parent", self.repository.head, *place).decode().split()

    def find(self, revision: str) -> str:
        """The commit that *revision* names; on a branch that is only fetched, `ledger` names the fetched one."""
        try:
            return self.repository.commit(revision)
        except HistoryError:
            if self.home == "branch" and revision.startswith(branch.BRANCH):
                return self.repository.commit(f"origin/{revision}")
            raise

    def ledger(self, revision: str) -> Ledger:
        """The ballots as of *revision*; a PotluckError where it has no ledger."""
        files = {path: blob for path, (_, blob) in self._entries(self.find(revision)).items()}
        if "manifest.json" not in files:
            where = "the branch `ledger`" if self.home == "branch" else "`content/ledger/`"
            raise PotluckError(f"there is no ledger at {quote(revision)}; name a commit that has one, in {where}")
        return branch.ledger_of(self.repository, files, "ledger")

    def look(self, commit: str) -> Look:
        """The snapshot of *commit* with all its files; a PotluckError where it has no ledger."""
        ledger = self.ledger(commit)
        return Look(commit, ledger, self._contents(commit))

    def _contents(self, commit: str) -> dict[str, bytes]:
        blobs = self._blobs(commit)
        found = branch.texts(self.repository, blobs.values())
        return {path: found[blob] for path, blob in blobs.items()}

    def nearest(self, taken: datetime, commits: Sequence[str]) -> str:
        """The one of *commits* whose ballots were taken at that time, or at the one that is nearest to it."""
        place = MANIFEST_FILE if self.home == "branch" else f"{self.repository.prefix}{MANIFEST}"
        with self.repository.blobs(branch.LARGEST) as reader:
            manifests = list(reader.texts([f"{commit}:{place}" for commit in commits]))
        apart: dict[str, timedelta] = {}
        for commit, raw in zip(commits, manifests, strict=True):
            with suppress(PotluckError):
                if raw is not None:
                    apart[commit] = abs(read_manifest(raw)[1] - taken)
        if not apart:
            raise PotluckError("there is no snapshot of the ledger in the history here")
        return min(apart, key=lambda commit: apart[commit])

    def log(self) -> Iterator[Snapshot]:
        """Every snapshot, the newest first."""
        commits = self.commits()
        for commit, before in zip(commits, [*commits, ""][1:], strict=True):
            files, old = self._blobs(commit), self._blobs(before)
            taken, counts = self._manifest(files)
            counted = {path for path in files.keys() | old.keys() if _is_counts(path)}
            changed = [path for path in counted if files.get(path) != old.get(path)]
            said = f"counts changed on {count(len(changed), 'proposal')}" if counted else None
            yield Snapshot(commit, taken, counts, said or summary(self._changes(old, files)))

    def verify(self) -> Verified:
        """Look over every snapshot, the oldest first: form, order, counts, and times that go forward."""
        if self.repository.boundary:
            hint = "`git fetch --unshallow` brings the rest"
            raise HistoryError(f"this clone is shallow, so the chain cannot be followed to its start; {hint}")
        commits = self.commits()[::-1]
        problems: list[str] = []
        lines, last = 0, None
        for commit in commits:
            entries = self._entries(commit)
            if not entries and self.home == "folder":
                continue  # a change that took the ledger away
            taken, lines, found = self._look(entries)
            if last and taken and taken < last:
                found.append(f"manifest.json: taken {taken:%Y-%m-%dT%H:%M:%SZ}, before the snapshot it follows")
            if self.home == "branch" and len(self._parents(commit)) > 1:
                found.append("it has several parents, where one snapshot follows another")
            problems += [f"{commit[:12]}: {problem}" for problem in found]
            last = taken or last
        return Verified(len(commits), lines, tuple(problems))

    def _look(self, entries: Mapping[str, tuple[str, str]]) -> tuple[datetime | None, int, list[str]]:
        """When a snapshot was taken, how many lines it has, and what is wrong with it."""
        problems = []
        files = {}
        for path, (mode, blob) in sorted(entries.items()):
            if mode != _PLAIN:
                problems.append(f"{path}: not a plain file")
            elif path in ("manifest.json", ERASED_FILE, *BESIDE) or _is_ballots(path) or _is_counts(path):
                files[path] = blob
            else:
                problems.append(f"{path}: not a file of a ledger")
        problems += self._look_beside(files)
        new = {path: blob for path, blob in files.items() if _is_ballots(path) and (path, blob) not in self._looked}
        if any(map(_is_counts, files)):
            return self._look_at_counts(files, problems)
        found = branch.texts(self.repository, new.values())
        for path, blob in new.items():
            self._looked[path, blob] = look_over(found[blob], _slug(path))
        looked = {path: self._looked[path, blob] for path, blob in files.items() if _is_ballots(path)}
        problems += [f"{path}: {problem}" for path, one in looked.items() for problem in one.problems]
        lines = sum(one.lines for one in looked.values())
        taken, counts = self._manifest(files)
        if taken is None:
            return None, lines, [*problems, "manifest.json: missing, or not one that this Potluck can read"]
        logins = len(frozenset[str]().union(*(one.logins for one in looked.values())))
        for name, number in (("ballots", lines), ("logins", logins), ("proposals", len(looked))):
            if counts.get(name) != number:
                problems.append(f"manifest.json: it counts {counts.get(name, 0)} {name}, and the files hold {number}")
        return taken, lines, problems

    def _look_beside(self, files: Mapping[str, str]) -> Iterator[str]:
        for path in (one for one in BESIDE if one in files):
            key = (path, files[path])
            if key not in self._beside:
                self._beside[key] = look_beside(path, branch.texts(self.repository, [files[path]])[files[path]])
            yield from self._beside[key]

    def _look_at_counts(self, files: Mapping[str, str], problems: list[str]) -> tuple[datetime | None, int, list[str]]:
        """The same of a snapshot of counts: how many people there are in all cannot be told from them."""
        problems += [f"{path}: holds logins, beside counts alone" for path in files if _is_ballots(path)]
        found = branch.texts(self.repository, (blob for path, blob in files.items() if _is_counts(path)))
        ballots = proposals = 0
        for path in sorted(path for path in files if _is_counts(path)):
            content = found[files[path]]
            try:
                counts = read_counts(content, _slug(path))
            except UNREADABLE as error:
                problems.append(f"{path}: {error}")
                continue
            if write_counts(counts) != content:
                problems.append(f"{path}: written otherwise than the format says")
            ballots, proposals = ballots + sum(counts.reactions.values()), proposals + 1
        taken, told = self._manifest(files)
        if taken is None:
            return None, ballots, [*problems, "manifest.json: missing, or not one that this Potluck can read"]
        for name, number in (("ballots", ballots), ("proposals", proposals)):
            if told.get(name) != number:
                problems.append(f"manifest.json: it counts {told.get(name, 0)} {name}, and the files hold {number}")
        return taken, ballots, problems

    def _manifest(self, files: Mapping[str, str]) -> tuple[datetime | None, Mapping[str, int]]:
        blob = files.get("manifest.json")
        try:
            manifest, taken = read_manifest(branch.texts(self.repository, [blob])[blob]) if blob else (None, None)
        except PotluckError:
            return None, {}
        return taken, manifest.counts if manifest else {}

    def _changes(self, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
        paths = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
        wanted = [path for path in paths if _is_ballots(path)]
        sides = [{path: side[path] for path in wanted if path in side} for side in (before, after)]
        found = branch.texts(self.repository, (blob for side in sides for blob in side.values()))
        old, new = (
            [one for path, blob in side.items() for one in read_ballots(found[blob], _slug(path))] for side in sides
        )
        return changes(old, new)

    def _blobs(self, commit: str) -> dict[str, str]:
        return {path: blob for path, (mode, blob) in self._entries(commit).items() if mode == _PLAIN} if commit else {}

    def _entries(self, commit: str) -> dict[str, tuple[str, str]]:
        """Mode and id of everything in the ledger as of *commit*, by its path there."""
        place = ("--full-tree", commit) if self.home == "branch" else (commit, "--", f"{FOLDER.as_posix()}/")
        top = "" if self.home == "branch" else f"{FOLDER.as_posix()}/"
        found = {}
        for entry in filter(None, self.repository.ask("ls-tree", "-r", "-z", *place).split(b"\0")):
            header, _, name = entry.partition(b"\t")
            mode, _, blob = header.decode("ascii").split(" ")
            found[os.fsdecode(name).removeprefix(top)] = (mode, blob)
        return found

    def _parents(self, commit: str) -> list[str]:
        return self.repository.ask("rev-list", "--parents", "-1", commit, "--").decode().split()[1:]


def told_of(ledger: Ledger) -> str:
    """`590 ballots of 86 people on 37 proposals`."""
    if ledger.counts:
        return f"{count(ledger.size, 'ballot')} on {count(len(ledger.counts), 'proposal')}, as counts alone"
    people = len({ballot.login.lower() for ballot in ledger.ballots})
    proposals = len({ballot.proposal for ballot in ledger.ballots})
    return (
        f"{count(len(ledger.ballots), 'ballot')} of {count(people, 'person', 'people')} "
        f"on {count(proposals, 'proposal')}"
    )


def _is_ballots(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder == "ballots" and name.endswith(".jsonl") and is_name(_slug(path))


def _is_counts(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder == "counts" and name.endswith(".json") and is_name(_slug(path))


def _slug(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".json").removesuffix(".jsonl")
