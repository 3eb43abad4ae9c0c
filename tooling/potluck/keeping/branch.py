"""The branch `ledger`: snapshots as commits, made through git's objects. Work tree and index are never touched."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import chain

from potluck.history.difference import blob_id, tree_entries
from potluck.history.repository import HistoryError, Repository
from potluck.keeping.changes import changes, summary
from potluck.ledger import (
    BESIDE,
    COUNTS_ONLY,
    ENDINGS,
    ERASED_FILE,
    FOLDERS,
    Ledger,
    Make,
    has_ballots_of,
    parse_counts,
    parse_ledger,
    read_ballots,
    read_manifest,
    says_the_same,
    without,
)
from potluck.model import Ballot, PotluckError
from potluck.words import count

BRANCH = "ledger"
LARGEST = 1 << 26  # bytes of one file of the ledger
_REF = f"refs/heads/{BRANCH}"
_FETCHED = f"refs/remotes/origin/{BRANCH}"
# Whoever's machine it is: a snapshot says the same, and names nobody.
_WRITER = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
_TRIES = 20  # to be the next, where others write at the same time
_PAUSE = 0.05  # seconds after the first try that came too late; longer with each


def tip(repository: Repository) -> str:
    """The newest snapshot's commit: of the branch here, or of the one that was fetched where that has it and goes on.

    "" where neither is.
    """
    ours, fetched = _commit(repository, _REF), _commit(repository, _FETCHED)
    is_behind = ours and fetched and not repository.ask("rev-list", "--max-count=1", ours, f"^{fetched}")
    return fetched if is_behind else ours or fetched


def _commit(repository: Repository, name: str) -> str:
    with suppress(HistoryError):
        return repository.commit(name)
    return ""


def files_at(repository: Repository, commit: str) -> dict[str, str]:
    """The ids of the files of the snapshot *commit*, by path."""
    return dict(tree_entries(repository.ask("ls-tree", "-r", "-z", "--full-tree", commit))) if commit else {}


def snapshots(repository: Repository) -> list[str]:
    """The commits of the branch, the newest first."""
    return _chain(repository, tip(repository))


def _chain(repository: Repository, newest: str) -> list[str]:
    return repository.ask("rev-list", "--first-parent", newest, "--").decode().split() if newest else []


def taken_at(repository: Repository, taken: datetime) -> str:
    """The snapshot that was *taken* at this time; the newest one where none was."""
    for commit in snapshots(repository):
        files = files_at(repository, commit)
        if "manifest.json" in files:
            raw = texts(repository, [files["manifest.json"]])[files["manifest.json"]]
            if read_manifest(raw, BRANCH)[1] <= taken:
                return commit if read_manifest(raw, BRANCH)[1] == taken else tip(repository)
    return tip(repository)


def texts(repository: Repository, blobs: Iterable[str]) -> dict[str, bytes]:
    """What the *blobs* hold; a HistoryError where one of them is missing or larger than a ledger's file may be."""
    wanted = list(dict.fromkeys(blobs))
    with repository.blobs(LARGEST) as reader:
        found = dict(zip(wanted, reader.texts(wanted), strict=True))
    if missing := [blob for blob, text in found.items() if text is None]:
        raise HistoryError(f"the object {missing[0]} of the ledger cannot be read here")
    return {blob: text for blob, text in found.items() if text is not None}


def ledger_of(repository: Repository, files: Mapping[str, str], place: str = BRANCH) -> Ledger:
    """The ledger that these *files* make, ids by path."""
    _refuse_others(files)
    found = texts(repository, files.values())
    manifest = found.get(files.get("manifest.json", ""))
    beside = {name: found[files[name]] for name in BESIDE if name in files}
    if manifest is not None and read_manifest(manifest, place)[0].ballots == COUNTS_ONLY:
        return parse_counts(manifest, _named(files, found, "counts"), place).with_beside(beside)
    return parse_ledger(manifest, _named(files, found, "ballots"), place).with_beside(beside)


def _named(files: Mapping[str, str], found: Mapping[str, bytes], wanted: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file in a folder of the ledger, in order."""
    for path in sorted(files):
        folder, _, name = path.rpartition("/")
        if folder == wanted and name.endswith(ENDINGS[wanted]):
            yield name, found[files[path]]


def commit_snapshot(repository: Repository, taken: datetime, make: Make) -> bool:
    """Put what *make* gives on the branch. False where it stands there already, or one that was taken later does.

    Safe when several do so at once: the branch moves from the snapshot that was compared with, or not at all, and then
    all of it is done again. A kill leaves the branch where it was, or at a whole snapshot. A PotluckError where git
    cannot write.
    """
    _refuse_checked_out(repository)

    def make_next() -> str:
        return _next_commit(repository, tip(repository), taken, make)

    return _move(repository, make_next, f"potluck: ballots taken {taken:%Y-%m-%d %H:%M}")


def _move(repository: Repository, make: Callable[[], str], why: str) -> bool:
    """Move the branch to what *make* gives for where it stands, again where others were quicker. False: to nothing."""
    for number in range(_TRIES):
        ours = _commit(repository, _REF)
        commit = make()
        if not commit or _moved(repository, ours, commit, why):
            return bool(commit)
        time.sleep(_PAUSE * (number + 1))
    words = f"others kept writing to it, or one was killed and left .git/{_REF}.lock behind"
    raise PotluckError(f"the branch {BRANCH} cannot be moved: {words}; it is as it was")


def _moved(repository: Repository, before: str, commit: str, why: str) -> bool:
    """Move the branch to *commit* if it still is at *before* ("": there is none)."""
    try:
        repository.ask("update-ref", "-m", why, _REF, commit, before or "0" * len(commit))
    except HistoryError:
        return False
    return True


def _next_commit(repository: Repository, standing: str, taken: datetime, make: Make) -> str:
    """A commit on top of *standing* with the files of the new snapshot; "" where there is nothing to say."""
    there = files_at(repository, standing)
    _refuse_others(there)
    others = _read(repository, {path: blob for path, blob in there.items() if not path.startswith(FOLDERS)})
    manifest = others.get("manifest.json")
    if manifest and read_manifest(manifest, BRANCH)[1] > taken:
        return ""
    files = make(others)
    blobs = _ids(repository, files)
    differing = [path for path in blobs.keys() | there.keys() if blobs.get(path) != there.get(path)]
    if manifest and differing in ([], ["manifest.json"]) and says_the_same(manifest, files["manifest.json"]):
        return ""
    return _put(repository, standing, there, blobs, files, taken)


def forget(repository: Repository, login: str, remember: Make) -> None:
    """Write every snapshot anew without the ballots of *login*, and one more as *remember* makes of the last one.

    The branch moves to the new chain at once, or not at all: a PotluckError then says why.
    """
    _refuse_checked_out(repository)

    def make() -> str:
        newest, there, taken = _without(repository, tip(repository), login)
        others = _read(repository, {path: blob for path, blob in there.items() if not path.startswith(FOLDERS)})
        files = remember(others)
        blobs = there | _ids(repository, files)
        if blobs == there:  # it was done before
            return newest
        return _put(repository, newest, there, blobs, files, taken)

    _move(repository, make, "potluck: somebody asked to be forgotten")


def _without(repository: Repository, newest: str, login: str) -> tuple[str, dict[str, str], datetime]:
    """The chain up to *newest* without one person: its new tip, the files there, and when those were taken."""
    parent, followed, before, taken = "", "", dict[str, str](), None
    theirs: dict[str, bytes | None] = {}  # by id: what a file with ballots of theirs holds; None for the others
    for commit in reversed(_chain(repository, newest)):
        there = files_at(repository, commit)
        new = {path: blob for path, blob in there.items() if path.startswith("ballots/") and blob not in theirs}
        found = _read(repository, new)
        theirs |= {blob: found[path] if has_ballots_of(found[path], login) else None for path, blob in new.items()}
        files = {path: text for path, blob in there.items() if (text := theirs.get(blob)) is not None}
        files |= _read(repository, {path: there[path] for path in ("manifest.json",) if path in there})
        if "manifest.json" not in files:
            raise PotluckError(f"the snapshot {commit[:12]} has no manifest; `potluck ledger verify` tells more")
        taken = read_manifest(files["manifest.json"], BRANCH)[1]
        after = without(files, login)
        blobs = {path: blob for path, blob in there.items() if path not in files} | _ids(repository, after)
        if blobs == there and parent == followed:  # nothing was theirs so far: it stays the commit that it is
            parent = commit
        else:
            new = {path: blob for path, blob in blobs.items() if before.get(path) != blob and path not in after}
            parent = _put(repository, parent, before, blobs, after | _read(repository, new), taken)
        before, followed = blobs, commit
    if taken is None:
        raise PotluckError(f"there is no branch {BRANCH} here yet, so there is nothing to forget")
    return parent, before, taken


def _put(
    repository: Repository,
    parent: str,
    there: Mapping[str, str],
    blobs: Mapping[str, str],
    contents: Mapping[str, bytes],
    taken: datetime,
) -> str:
    """A commit of the files *blobs* on top of *parent*, which has *there*; *contents* are those of what is new."""
    differing = [path for path in blobs.keys() | there.keys() if blobs.get(path) != there.get(path)]
    after = {path: contents[path] for path in differing if path in blobs}
    _store(repository, after.values())
    said = _said(repository, {path: there[path] for path in differing if path in there}, after)
    if ERASED_FILE in differing:
        said = "somebody asked to be forgotten"
    counts = read_manifest(contents["manifest.json"], BRANCH)[0].counts
    told = ", ".join(f"{name}: {number}" for name, number in counts.items())
    return _store_commit(repository, parent, _store_tree(repository, blobs), taken, f"{said}\n\n{told}\n")


def _read(repository: Repository, files: Mapping[str, str]) -> dict[str, bytes]:
    """What the *files* hold, by path."""
    found = texts(repository, files.values())
    return {path: found[blob] for path, blob in files.items()}


def _ids(repository: Repository, files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: blob_id(content, len(repository.head)) for path, content in files.items()}


def _said(repository: Repository, before: Mapping[str, str], after: Mapping[str, bytes]) -> str:
    """What changed, in words; nobody's name stands in them."""
    if counted := {path for path in (*before, *after) if path.startswith("counts/")}:
        return f"counts changed on {count(len(counted), 'proposal')}"
    found = texts(repository, before.values())
    old = {path: found[blob] for path, blob in before.items()}
    return summary(changes(_ballots(old), _ballots(after)))


def _ballots(files: Mapping[str, bytes]) -> Iterator[Ballot]:
    for path, content in files.items():
        if path.startswith("ballots/"):
            yield from read_ballots(content, path.removeprefix("ballots/").removesuffix(".jsonl"))


def _store(repository: Repository, contents: Iterable[bytes]) -> None:
    """Write texts as objects, all in one stream: a first snapshot has a file for every proposal."""
    parts = (b"blob\ndata %d\n%s\n" % (len(content), content) for content in contents)
    repository.ask("fast-import", "--quiet", "--done", hears=chain(parts, [b"done\n"]))


def _store_tree(repository: Repository, blobs: Mapping[str, str]) -> str:
    top = [f"100644 blob {blobs[path]}\t{path}" for path in blobs if "/" not in path]
    for folder in ENDINGS:
        start = f"{folder}/"
        within = [f"100644 blob {blobs[path]}\t{path.removeprefix(start)}" for path in blobs if path.startswith(start)]
        if within:
            top.append(f"040000 tree {_make_tree(repository, within)}\t{folder}")
    return _make_tree(repository, top)


def _make_tree(repository: Repository, entries: Iterable[str]) -> str:
    return repository.ask("mktree", "-z", hears=[f"{entry}\0".encode() for entry in entries]).decode().strip()


def _store_commit(repository: Repository, parent: str, tree: str, taken: datetime, message: str) -> str:
    who = f"{_WRITER} {int(taken.timestamp())} +0000"
    lines = [
        f"tree {tree}",
        *([f"parent {parent}"] if parent else []),
        f"author {who}",
        f"committer {who}",
        "",
        message,
    ]
    content = "\n".join(lines).encode()
    return repository.ask("hash-object", "-t", "commit", "-w", "--stdin", hears=[content]).decode().strip()


def _refuse_others(files: Mapping[str, str]) -> None:
    """A PotluckError where the branch was there before, for something else: a snapshot would take its place."""
    if files and "manifest.json" not in files:
        raise PotluckError(f"the branch {BRANCH} holds other things than ballots; give that branch another name first")


def _refuse_checked_out(repository: Repository) -> None:
    """A PotluckError where somebody works on the branch: their files would seem to be changes against it."""
    if f"branch {_REF}" in os.fsdecode(repository.ask("worktree", "list", "--porcelain")).splitlines():
        raise PotluckError(
            f"the branch {BRANCH} is checked out here; switch to another one, then its ballots can be kept"
        )
