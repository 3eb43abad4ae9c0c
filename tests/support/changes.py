"""A change as it is written in the cases and in the docstrings of the checks, made on a branch of a real repository.

`# by LOGIN` says who asks for it. `# proposals/ideas/soup-night.md` names a file, and the lines after it are a change
to it: `-` a line taken out, `+` one put there instead, a blank one that stays; of a file that is not there `+` lines
are all of it. `# PATH -> PATH` moves a file, `# PATH is removed`, and `# PATH +x` marks it as a program. What stands
between `# meanwhile` and `# by LOGIN` happens on `main`, once the branch has left it.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from tests.support.community import cache_at
from tests.support.repository import Repository

from potluck import pipeline
from potluck.change import ChangeSet
from potluck.diagnostics import render
from potluck.load import read_lines
from potluck.pipeline import Report

CHANGES = Path(__file__).parent.parent / "changes"
BASE = CHANGES / "_base"
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
_FILE = re.compile(r"# (?P<path>\S+?)(?: -> (?P<to>\S+)| (?P<what>is removed|\+x))?$")


Steps = list[tuple[str, str, str, list[str]]]  # path, where to, what else, lines


@dataclass(frozen=True)
class Written:
    """A change, as its text tells it."""

    by: str
    steps: Steps
    meanwhile: Steps


def read_change(text: str) -> Written:
    """What *text* tells."""
    change = Written("", [], [])
    steps = change.steps
    for line in text.splitlines():
        if line == "# meanwhile":
            steps = change.meanwhile
        elif line.startswith("# by "):
            steps = change.steps
            change = replace(change, by=line.removeprefix("# by "))
        elif found := _FILE.fullmatch(line):
            steps.append((found["path"], found["to"] or "", found["what"] or "", []))
        elif line:
            steps[-1][3].append(line)
    return change


@cache
def _original() -> Path:
    """The base as a repository with one commit, made once."""
    root = Path(mkdtemp(prefix="potluck-base-")) / "table"
    shutil.copytree(BASE, root)
    Repository(root).commit({}, "What there was", by="mara-sample")
    return root


def table(root: Path) -> Repository:
    """The base at *root*, on a branch beside `main`."""
    shutil.copytree(_original(), root, symlinks=True)
    repository = Repository(root)
    repository.git("update-index", "--refresh")
    repository.branch("theirs")
    return repository


def apply(repository: Repository, change: Written) -> None:
    """Do what *change* tells, and commit it."""
    if change.meanwhile:
        repository.switch("main")
        _do(repository, change.meanwhile)
        repository.commit({}, "Meanwhile", by="lee-sample")
        repository.switch("theirs")
    _do(repository, change.steps)
    repository.commit({}, "A change", by=change.by or "nobody-sample")


def _do(repository: Repository, steps: Steps) -> None:
    for path, to, what, lines in steps:
        file = repository.root / path
        if what == "is removed":
            file.unlink()
            continue
        if what == "+x":
            file.chmod(0o755)
        if to:
            repository.write(to, file.read_bytes())
            file.unlink()
            file = repository.root / to
        if lines:
            _edit(file, lines)


def _edit(file: Path, lines: list[str]) -> None:
    old = file.read_text("utf-8") if file.exists() else ""
    before = [line[1:] for line in lines if line[0] in "- "]
    after = "".join(f"{line[1:]}\n" for line in lines if line[0] in "+ ")
    file.parent.mkdir(parents=True, exist_ok=True)
    if not before:
        file.write_text(old + after, "utf-8")
        return
    for one in before:
        assert f"{one}\n" in old, f"{file.name} has no line {one!r}"
    first, *others = before
    new = old.replace(f"{first}\n", after if _are_together(lines) else _after(lines, first), 1)
    for one in others:
        new = new.replace(f"{one}\n", "" if _are_together(lines) else _after(lines, one), 1)
    file.write_text(new, "utf-8")


def _are_together(lines: list[str]) -> bool:
    """Whether all that goes stands before all that comes."""
    return [line[0] for line in lines] == sorted((line[0] for line in lines), key="-+ ".index)


def _after(lines: list[str], one: str) -> str:
    """The lines that come in the place of *one*."""
    place = next(number for number, line in enumerate(lines) if line[1:] == one and line[0] in "- ")
    come = [one] if lines[place][0] == " " else []
    for line in lines[place + 1 :]:
        if line[0] != "+":
            break
        come.append(line[1:])
    return "".join(f"{line}\n" for line in come)


def compare(root: Path, by: str, base: str = "main") -> tuple[Report, ChangeSet]:
    """What is said of the files at *root*."""
    with cache_at(root.parent / f"{root.name}-cache"):
        return pipeline.compare(root, base, by, NOW)


def said_of(text: str, root: Path) -> Report:
    """What is said of the change that *text* tells, made at *root*."""
    change = read_change(text)
    apply(table(root), change)
    return compare(root, change.by)[0]


def full_form(text: str, root: Path) -> str:
    """What `potluck check --base main` prints of it, but for its last line."""
    report = said_of(text, root)
    return render(report.diagnostics, "full", lambda path: read_lines(root, path, report.charter.limits))


def cases() -> list[Path]:
    """Every case, in the order of the names."""
    return sorted(path for path in CHANGES.iterdir() if path.is_dir() and path != BASE)


if __name__ == "__main__":  # `python -m tests.support.changes`: write what is said now; then read the difference
    for case in cases():
        with TemporaryDirectory() as folder:
            said = full_form((case / "change.txt").read_text("utf-8"), Path(folder) / "table")
        if not (case / "valid.txt").exists():
            (case / "expected.txt").write_text(said, "utf-8")
        elif said:
            print(f"{case.name} calls itself valid:\n{said}")
