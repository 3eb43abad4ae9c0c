"""The benchmark's synthetic communities are what the figures say they are."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from statistics import median

import pytest
from tests.bench.generate import LINKS, STORIES, generate, git
from tests.bench.measure import Figures, Timing
from tests.bench.process import CouldNotRunError, Run, run
from tests.bench.stock import extensions
from tests.bench.tally import generate_ledger

from potluck.ledger import read_folder

ROOT = Path(__file__).resolve().parents[1]
COUNT = 60


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small synthetic community, by the rules of this repository's own charter."""
    where = tmp_path_factory.mktemp("bench") / "community"
    generate(ROOT, where, COUNT, seed=7)
    return where


def proposals(community: Path) -> list[Path]:
    """Its files."""
    return sorted((community / "proposals").glob("*/*.md"))


def test_has_the_size_asked_for(community: Path) -> None:
    """As many proposals as asked for, about a quarter of them stories."""
    folders = [path.parent.name for path in proposals(community)]
    assert len(folders) == COUNT
    assert abs(folders.count("stories") / COUNT - STORIES) < 0.15


def test_one_seed_gives_one_history(community: Path, tmp_path: Path) -> None:
    """The same seed gives the same commit, and another seed another one."""
    for seed, name in ((7, "again"), (8, "other")):
        generate(ROOT, tmp_path / name, COUNT, seed)
    head, again, other = (
        git(where, "rev-parse", "HEAD") for where in (community, tmp_path / "again", tmp_path / "other")
    )
    assert again == head != other


def test_proposals_are_as_long_as_said(community: Path) -> None:
    """Some 450 words each, with a table, a block of code and links."""
    bodies = [path.read_text("utf-8").split("---\n", 2)[2] for path in proposals(community)]
    words = [len(body.split()) for body in bodies]
    assert 430 <= median(words) <= 490
    assert all(350 <= count <= 550 for count in words)
    assert all("```" in body and "|---" in body and "](" in body for body in bodies)


def test_links_resolve(community: Path) -> None:
    """Every link names a file beside it."""
    for path in proposals(community):
        targets = re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8"))
        assert len(targets) == LINKS
        assert path.name not in targets
        assert all((path.parent / target).is_file() for target in targets)


def test_history_has_three_commits_a_proposal(community: Path) -> None:
    """Each commit touches one proposal, by a person with a no-reply address, and the last one moves its stage."""
    log = git(community, "log", "--reverse", "--name-only", "--format=%n%ae", "--", "proposals")
    commits = re.findall(r"^(\S+@\S+)\n\n(\S+)$", log, re.MULTILINE)
    assert len(commits) == 3 * COUNT
    assert all(address.endswith("@users.noreply.github.com") for address, _ in commits)
    for path in proposals(community):
        assert sum(name == path.relative_to(community).as_posix() for _, name in commits) == 3
    path = proposals(community)[0].relative_to(community).as_posix()
    stages = [
        re.search(r"^stage: (.+)$", git(community, "show", f"{commit}:{path}"), re.MULTILINE)[1]  # type: ignore[index]
        for commit in git(community, "log", "--reverse", "--format=%H", "--", path).split()
    ]
    assert stages[0] == stages[1] != stages[2]


def test_ledger_is_as_the_manifest_says(community: Path) -> None:
    """The ballots are sorted, compact, and counted right."""
    ledger = community / "content" / "ledger"
    manifest = json.loads((ledger / "manifest.json").read_text("utf-8"))
    ballots = []
    for path in sorted((ledger / "ballots").iterdir()):
        lines = path.read_text("utf-8").splitlines()
        ballots += [json.loads(line) for line in lines]
        assert lines == [json.dumps(ballot, separators=(",", ":")) for ballot in ballots[-len(lines) :]]
        assert lines == sorted(lines)
        assert {ballot["proposal"] for ballot in ballots[-len(lines) :]} == {path.stem}
    assert manifest["counts"] == {
        "ballots": len(ballots),
        "logins": len({ballot["login"] for ballot in ballots}),
        "proposals": len({ballot["proposal"] for ballot in ballots}),
    }
    assert 3 < len(ballots) / COUNT < 7


def test_the_ledger_that_is_counted_has_as_many_ballots_as_said(tmp_path: Path) -> None:
    """A hundred a proposal, of eighty people, every line as it should be: each person is counted or left out."""
    generate_ledger(tmp_path, 3)
    command = (sys.executable, "-m", "tests.bench.tally", tmp_path, "3")
    done = run(command, ROOT, {"PYTHONPATH": f"{ROOT / 'tooling'}:{ROOT}"})
    assert done.output.split()[2:] == ["300", "240"]
    assert read_folder(tmp_path).problems == ()


def test_stock_takes_the_extensions_of_the_repository(tmp_path: Path) -> None:
    """The block is taken to the letter, whatever it holds; without one there are Material's usual ones."""
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: A\nmarkdown_extensions:\n- tables\n\n# why\n- toc:\n    slugify: !!python/name:a.b\nextra: {}\n"
    )
    assert extensions(tmp_path) == ("markdown_extensions:\n- tables\n\n# why\n- toc:\n    slugify: !!python/name:a.b\n")
    assert "pymdownx.superfences" in extensions(tmp_path / "nowhere")


def test_a_crash_is_no_time(tmp_path: Path) -> None:
    """A command that is missing, fails or crashes yields an error instead of a fast time."""
    for command in (("potluck-that-is-not-there",), ("python3", "-c", "raise SystemExit(2)"), ("python3", "-c", "1/0")):
        with pytest.raises(CouldNotRunError):
            run(command, tmp_path, {}, ok=(0, 1))


def test_search_is_stated_apart() -> None:
    """The median is of the time that is left when search indexing is taken off."""
    figures = Figures(10, 3, {"cold": [Timing(Run(n, n, 1, 1, 1), {"search": 1.0}) for n in (3.0, 9.0, 5.0)]})
    assert (figures.seconds("cold"), figures.apart("cold"), figures.phase("cold", "search")) == (5.0, 4.0, 1.0)
    assert figures.seconds("edit") is None
