"""A small community on disk, and everything that is wrong with it: for cases and for the examples of the docstrings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from potluck.charter import Charter
from potluck.checks import check_files, check_tree
from potluck.checks.examples import ExampleFile, read_example
from potluck.diagnostics import render
from potluck.load import read_lines, walk
from potluck.meaning import read_found
from potluck.model import Diagnostic, Reading
from potluck.register import Tree
from potluck.schema import KindReader, make_readers
from potluck.surroundings import look_around

CASES = Path(__file__).parent.parent / "cases"
TODAY = date(2026, 6, 30)


@cache
def cases_charter() -> Charter:
    """The charter under which the cases and the docstrings' examples are read."""
    return Charter.model_validate(yaml.safe_load((CASES / "potluck.yml").read_text("utf-8")))


@cache
def cases_readers() -> dict[str, KindReader]:
    """Its readers, made once."""
    return make_readers(cases_charter())


def folders() -> dict[str, str]:
    """Where the files of each kind lie."""
    charter = cases_charter()
    return {kind: f"{charter.proposals}/{rules.folder}" for kind, rules in charter.kinds.items()}


def write(root: Path, files: Iterable[ExampleFile]) -> None:
    """Put *files* where they say."""
    (root / "proposals").mkdir(parents=True, exist_ok=True)
    for file in files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if file.link:
            path.symlink_to(file.link)
        else:
            path.write_bytes(file.raw)


def look_at(root: Path) -> tuple[tuple[Reading, ...], tuple[Diagnostic, ...]]:
    """What reading the community at *root* gives, and everything that is wrong with it, in order."""
    charter = cases_charter()
    found, files = walk(root, charter)
    readings = tuple(read_found(one, root, charter, cases_readers())[0] for one in found)
    claims: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        for slug in dict.fromkeys((reading.slug, *(alias.target for alias in reading.aliases))):
            claims[slug].append(reading)
    by_slug = {slug: tuple(many) for slug, many in claims.items()}
    own = [one for reading in readings for one in reading.diagnostics]
    tree = Tree(charter, readings, files, by_slug, TODAY)
    found = [*own, *check_tree(tree), *check_files(look_around(root, tree, is_change=False))]
    return readings, tuple(sorted(found, key=lambda one: one.order))


def full_form(root: Path) -> str:
    """What `potluck check` prints of the community at *root*, but for its last line."""
    limits = cases_charter().limits
    return render(look_at(root)[1], "full", lambda path: read_lines(root, path, limits))


def files_of(case: Path) -> tuple[ExampleFile, ...]:
    """The files of a case: its `input.md`, its `proposals/`, or those that its `example.txt` shows."""
    if (single := case / "input.md").is_file():
        text = single.read_text("utf-8")
        shown = read_example(text, folders())[0]
        return (ExampleFile(shown.path.replace("example.md", "input.md"), single.read_bytes()),)
    if (notation := case / "example.txt").is_file():
        return read_example(notation.read_text("utf-8"), folders())
    paths = sorted(path for path in (case / "proposals").rglob("*") if path.is_file())
    return tuple(ExampleFile(path.relative_to(case).as_posix(), path.read_bytes()) for path in paths)


def cases() -> list[Path]:
    """Every case, in the order of the names."""
    return sorted(path for path in CASES.iterdir() if path.is_dir())


if __name__ == "__main__":  # `python -m tests.support.examples`: write what is said now; then read the difference
    for case in cases():
        with TemporaryDirectory() as folder:
            write(Path(folder), files_of(case))
            said = full_form(Path(folder))
        if not (case / "valid.txt").exists():
            (case / "expected.txt").write_text(said, "utf-8")
        elif said:
            print(f"{case.name} calls itself valid:\n{said}")
