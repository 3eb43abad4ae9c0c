"""A commit and the files here → what changed, and who asks for it. Of the base only what differs is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from potluck.change import Asker, BallotEdit, ChangeSet, FileEdit, ManifestEdit, Version
from potluck.charter import Charter, parse_charter
from potluck.charter.read import LIMIT, NAME
from potluck.checks.charter import check_charter
from potluck.compare.ballots import ballot_edits, manifest_edit
from potluck.compare.pairs import own_folder, pair
from potluck.compare.places import place_of
from potluck.compare.touched import touched
from potluck.history.difference import PLAIN, Difference, Parting, between, parting, to_work_tree, tree_entries
from potluck.history.repository import INCOMPLETE, UNKNOWN, HistoryError, Repository
from potluck.ledger import FOLDER
from potluck.load import name_of, open_plainly, read_document
from potluck.meaning import version_of
from potluck.model import PotluckError, Severity
from potluck.schema import KindReader, make_readers
from potluck.words import quote

__all__ = ["read_change_set", "touched"]

_TEXT = (PLAIN, "100755")
_LARGEST = 1 << 26  # bytes: of a file that the index cannot vouch for, and of a ledger's


def read_change_set(root: Path, revision: str, login: str, today: date) -> ChangeSet:
    """What the files at *root* change since they parted from *revision*, asked for by *login* ("": nobody known).

    The charter is that of *revision*, and so are the roles. A PotluckError where the two cannot be compared.
    """
    with _told(revision):
        repository = Repository.open(root)
        ways = parting(repository, revision)
        charter = _charter(repository, ways.tip, revision)
        return _Comparison(repository, charter, ways).read(revision, login.lower(), today)


class _Comparison:
    """One look at the two sides."""

    def __init__(self, repository: Repository, charter: Charter, ways: Parting) -> None:
        self.repository = repository
        self.ways = ways
        self.charter = charter
        self.readers: Mapping[str, KindReader] = make_readers(charter)
        places = (charter.proposals, FOLDER.as_posix())
        self.differing = to_work_tree(repository, ways.base, places, self._raw)
        self.since = between(repository, ways.base, ways.tip)

    def read(self, revision: str, login: str, today: date) -> ChangeSet:
        """All of it."""
        edits = {one: FileEdit(one.path, one.now, one.was, place_of(one.path, self.charter)) for one in self.differing}
        edits = {one: edit for one, edit in edits.items() if one.is_known or edit.place != "outside"}
        documents = [one for one, edit in edits.items() if edit.place == "proposal"]
        beside = self._beside(edit.path for edit in edits.values() if edit.place == "beside")
        before = list(self._versions({one.path: one.blob for one in documents if one.was in _TEXT}))
        after = [version for one in documents if one.now == PLAIN and (version := self._after(one.path))]
        still = self._still(beside, {one.path for one in documents})
        owners = self._owners([*before, *still.values()])
        ballots, manifest = self._ledger([one for one, edit in edits.items() if edit.place == "ledger"])
        new_names = {name for one in after for name in (one.slug, *one.aliases)} - {one.slug for one in before}
        return ChangeSet(
            charter=self.charter,
            base=revision,
            asker=Asker(login, frozenset(role for role in self.charter.roles if login in self.charter.people_of(role))),
            changes=pair(before, after, beside, owners, still),
            files=tuple(sorted(edits.values(), key=lambda edit: edit.path.encode("utf-8", "surrogateescape"))),
            ballots=tuple(ballots),
            manifest=manifest,
            meanwhile=self._meanwhile() if new_names else {},
            today=today,
        )

    def _versions(self, blobs: Mapping[str, str]) -> Iterator[Version]:
        """What the proposals at these paths said in these texts."""
        if not blobs:
            return
        with self.repository.blobs(self.charter.limits.file + 1) as reader:
            texts = zip(blobs, reader.texts(blobs.values()), strict=True)
            # A text that is larger than a proposal may be says nothing; whose it is, is then not known.
            yield from [self._version(raw or b"", path) for path, raw in texts]
            if reader.missing:
                raise HistoryError(INCOMPLETE)

    def _version(self, raw: bytes, path: str) -> Version:
        folder, slug = name_of(path, self.charter)
        document = read_document(raw, path, slug, folder, self.charter.limits)
        return version_of(document, self.charter, self.readers)

    def _after(self, path: str) -> Version | None:
        try:
            return self._version(open_plainly(self.repository.root, path, self.charter.limits.file), path)
        except OSError:  # told by the check of the file itself
            return None

    def _beside(self, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Files that belong to a proposal with a folder of its own, by that folder."""
        found = defaultdict(list)
        for path in paths:
            folder, _ = name_of(path, self.charter)
            top = "".join(f"{part}/" for part in (self.charter.proposals, folder) if part not in ("", "."))
            name, _, within = path.removeprefix(top).partition("/")
            if within:
                found[top + name].append(path)
        return {folder: tuple(many) for folder, many in found.items()}

    def _still(self, folders: Iterable[str], changed: set[str]) -> dict[str, Version]:
        """The proposals in *folders* whose own text is as it was."""
        wanted = {f"{folder}/index.md" for folder in folders} - changed
        blobs = self._blobs_at(self.ways.base, wanted)
        return {own_folder(one.path): one for one in self._versions(blobs)}

    def _owners(self, versions: Iterable[Version]) -> dict[str, frozenset[str]]:
        """The authors of each: as the base says now, or as it said last."""
        now = {one.path: one.new_blob for one in self.since if one.now in _TEXT}
        owners = {one.path: one.authors for one in versions}
        newer = {path: now[path] for path in owners if path in now}
        return owners | {one.path: one.authors for one in self._versions(newer)}

    def _meanwhile(self) -> dict[str, str]:
        """The names that came to the base since the two parted."""
        came = {
            one.path: one.new_blob
            for one in self.since
            if one.now in _TEXT and place_of(one.path, self.charter) == "proposal"
        }
        were = {name_of(one.path, self.charter)[1] for one in self.since if one.was}
        names = [(name, one.path) for one in self._versions(came) for name in (one.slug, *one.aliases)]
        return {name: path for name, path in names if name not in were}

    def _ledger(self, differing: Iterable[Difference]) -> tuple[list[BallotEdit], ManifestEdit | None]:
        """The lines of the ledger that came and went, and what became of its manifest."""
        differing = list(differing)
        with self.repository.blobs(_LARGEST) as reader:
            known = [one.blob for one in differing if one.was in _TEXT]
            texts = dict(zip(known, reader.texts(known), strict=True))
        ballots: list[BallotEdit] = []
        manifest = None
        for one in differing:
            before = texts.get(one.blob) if one.was in _TEXT else None
            after = self._raw(one.path) if one.now == PLAIN else None
            if one.now == PLAIN and after is None:  # too large to look at: nobody's ballot, until somebody can
                ballots.append(BallotEdit(one.path, 1, "", is_added=True))
            elif one.path.endswith(".jsonl"):
                ballots += ballot_edits(one.path, before or b"", after or b"")
            else:
                manifest = manifest_edit(one.path, before, after)
        return ballots, manifest

    def _blobs_at(self, commit: str, paths: Iterable[str]) -> dict[str, str]:
        """The ids of the plain files at *paths* as of *commit*."""
        paths = sorted(paths)
        answer = self.repository.ask("ls-tree", "-z", commit, "--", *paths) if paths else b""
        return dict(tree_entries(answer))

    def _raw(self, path: str) -> bytes | None:
        try:
            raw = open_plainly(self.repository.root, path, _LARGEST)
        except OSError:
            return None
        return raw if len(raw) <= _LARGEST else None


def _charter(repository: Repository, tip: str, revision: str) -> Charter:
    """The charter that is in force at the base; nobody's own copy."""
    entries = dict(tree_entries(repository.ask("ls-tree", "-z", tip, "--", NAME)))
    if NAME not in entries:
        raise PotluckError(
            f"there is no {NAME} at {quote(revision)}, so nobody has a say yet; whoever looks after that branch brings "
            "the community's first charter there, and changes are compared from then on"
        )
    with repository.blobs(LIMIT + 1) as reader:
        (raw,) = reader.texts([entries[NAME]])
    reading = parse_charter(raw or b"")
    if reading.charter is None or any(found.severity is Severity.ERROR for found in check_charter(reading)):
        raise PotluckError(f"the charter at {quote(revision)} needs mending first, so nothing can be compared with it")
    return reading.charter


@contextmanager
def _told(revision: str) -> Iterator[None]:
    """What git cannot tell, in a sentence about the comparison."""
    try:
        yield
    except HistoryError as error:
        why = error.sentence.removesuffix(f", {UNKNOWN}").rstrip(".")
        raise PotluckError(f"cannot compare with {quote(revision)}: {why[:1].lower()}{why[1:]}") from error
