"""Whether a plan would pass: the project's own checks are run on what it makes, for whoever is at work.

There is no second rule of what is legal: what `potluck check --base` says to the change, this says before it is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from potluck.change import Change, ChangeSet, FileEdit, Version
from potluck.checks import check_change, check_tree, sift
from potluck.desk.bench import Bench, Plan, Written
from potluck.load import name_of, read_document
from potluck.meaning import reading_of, version_of
from potluck.model import Diagnostic, Document, PotluckError, Reading, Severity
from potluck.register import Tree

_PLAIN = "100644"


def refuse_faults(plan: Plan, bench: Bench) -> None:
    """A PotluckError with the first fault that *plan* would bring, in the words of the check that finds it."""
    found = list(faults(plan, bench))
    if found:
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        raise PotluckError(f"{found[0].message}; {found[0].hint}{more}. Nothing was changed")


def faults(plan: Plan, bench: Bench) -> Iterator[Diagnostic]:
    """The errors that are there with *plan* and not without it."""
    own = {one.path: one for one in bench.readings}
    documents = {file.path: file for file in plan.files if file.path in own}
    after = {
        path: None
        if file.after is None
        else reading_of(_document(file.after, path, bench), bench.charter, bench.readers)
        for path, file in documents.items()
    }
    readings = tuple(new for one in bench.readings if (new := after.get(one.path, one)) is not None)
    gone = {file.path for file in plan.files if file.after is None}
    before = Counter(_sign(one) for one in _all(bench, bench.readings, bench.files))
    for one in (*_all(bench, readings, bench.files - gone), *check_change(_change_set(plan, bench, documents))):
        if one.severity is Severity.ERROR:
            if before[_sign(one)]:
                before[_sign(one)] -= 1
            else:
                yield one


def _all(bench: Bench, readings: tuple[Reading, ...], files: frozenset[str]) -> Iterator[Diagnostic]:
    by_slug: dict[str, list[Reading]] = {}
    for reading in readings:
        for slug in dict.fromkeys((reading.slug, *(alias.target for alias in reading.aliases))):
            by_slug.setdefault(slug, []).append(reading)
    names = {slug: tuple(claimants) for slug, claimants in by_slug.items()}
    tree = Tree(bench.charter, readings, files, names, bench.today)
    found = [*check_tree(tree), *(own for reading in readings for own in reading.diagnostics)]
    yield from sift(found, bench.charter).told


def _sign(one: Diagnostic) -> tuple[str, str, str]:
    """By what a fault is known again, wherever it stands."""
    return one.code, one.path, one.message


def _change_set(plan: Plan, bench: Bench, documents: dict[str, Written]) -> ChangeSet:
    changes = []
    for path, file in documents.items():
        before = _version(file.before, path, bench)
        after = _version(file.after, path, bench) if file.after is not None else None
        beside = tuple(one.path for one in plan.files if one.path not in documents)
        changes.append(Change(before, after, before.authors, beside))
    edits = [
        FileEdit(
            one.path, "" if one.after is None else _PLAIN, _PLAIN, "proposal" if one.path in documents else "beside"
        )
        for one in plan.files
    ]
    return ChangeSet(bench.charter, "HEAD", bench.asker, tuple(changes), tuple(edits), (), None, {}, bench.today)


def _version(raw: bytes, path: str, bench: Bench) -> Version:
    return version_of(_document(raw, path, bench), bench.charter, bench.readers)


def _document(raw: bytes, path: str, bench: Bench) -> Document:
    folder, slug = name_of(path, bench.charter)
    return read_document(raw, path, slug, folder, bench.charter.limits)
