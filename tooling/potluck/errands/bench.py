"""A facilitator's bench from what lies on disk, and a plan of theirs written there, or shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from potluck.change import Asker
from potluck.desk.bench import Bench, Opened, Plan
from potluck.desk.front import lines_of
from potluck.desk.merging import Before
from potluck.desk.trial import refuse_faults
from potluck.errands.find import find_reading
from potluck.errands.person import login_of
from potluck.history.difference import tree_entries
from potluck.history.repository import HistoryError, Repository
from potluck.load import open_plainly, read_document
from potluck.mending import Mended, difference
from potluck.model import PotluckError, Reading
from potluck.pipeline import Report
from potluck.writing import locked, remove_file, rewrite_file, told

_COMMITS = 200  # looked at for what a proposal said before


def lay_out(root: Path, report: Report, login: str | None, today: date) -> Bench:
    """The bench of whoever is at work: *login*, else git's user."""
    charter = report.charter
    name = login_of(login, "--as", root, charter)
    roles = frozenset(role for role in charter.roles if name.lower() in charter.people_of(role))

    def read(path: str) -> bytes:
        try:
            return open_plainly(root, path, charter.limits.file)
        except OSError as error:
            raise PotluckError(f"{path} cannot be opened: {error.strerror or error}") from error

    return Bench(charter, report.readings, report.files, Asker(name.lower(), roles), name, today, read)


def open_at(bench: Bench, slug: str) -> Opened:
    """The file of the proposal *slug*, to be worked on."""
    return bench.open(find_reading(slug, bench.readings))


def shown(plan: Plan) -> Iterator[str]:
    """The lines of a diff of what *plan* would change."""
    for file in plan.files:
        if file.after is None:
            yield f"{file.path} would be removed"
        else:
            yield from difference(Mended(file.path, file.before, file.after, ()))


def write(plan: Plan, bench: Bench, root: Path) -> None:
    """Put *plan* into the files, if our own checks take it. One file after the other, each whole or not at all."""
    refuse_faults(plan, bench)
    with told(plan.files[0].path), locked(root, "desk"):
        for file in plan.files:
            if file.after is None:
                remove_file(root, file.path)
            else:
                rewrite_file(root, file.path, file.before, file.after)


def before_merger(root: Path, reading: Reading, bench: Bench) -> Before:
    """What *reading* said before it was merged; nothing where git does not know."""
    rules, limit = bench.charter.kinds[reading.kind], bench.charter.limits.file
    try:
        repository = Repository.open(root)
        for raw in _versions(repository, reading.path, limit):
            document = read_document(raw, reading.path, reading.slug, reading.folder, bench.charter.limits)
            if not document.text(rules.written("merged-into")):
                return Before(document.text(rules.written("stage")), lines_of(document, rules.written("decision")))
    except HistoryError:  # no git, no commits: the charter alone says where to
        pass
    return Before()


def _versions(repository: Repository, path: str, limit: int) -> Iterator[bytes]:
    """What the file at *path* held in the commits of HEAD that touched it, the newest first."""
    commits = repository.ask("log", "--first-parent", f"-n{_COMMITS}", "--format=%H", "HEAD", "--", path).split()
    with repository.blobs(limit) as reader:
        for commit in commits:
            for _, blob in tree_entries(repository.ask("ls-tree", "-z", commit.decode(), "--", path)):
                yield from (raw for raw in reader.texts([blob]) if raw is not None)
