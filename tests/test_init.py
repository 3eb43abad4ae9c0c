"""A community of one's own: empty, valid, and on a Potluck that is pinned."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from tests.support.commands import potluck, pretend_wheel
from tests.support.community import ROOT
from tests.support.workflows import own_workflows

from potluck.charter import parse_charter
from potluck.checks.charter import check_charter
from potluck.doors import doors_of
from potluck.fields import fields_of


def files_of(folder: Path) -> set[str]:
    """Every file below *folder*."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# --- What is in it ---------------------------------------------------------------------------------------------------


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A fresh community."""
    ran = potluck("init", "our-table", "--from", pretend_wheel(tmp_path), "--now", "2026-06-01", within=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("`Our table` is set up in our-table.\n")
    return tmp_path / "our-table"


def test_init_makes_an_empty_community(table: Path) -> None:
    """Charter, folders, pages and a pinned requirement: no sample data, and none of Potluck's code or theme."""
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "content").rglob("*.md")}
    fresh = parse_charter((table / "potluck.yml").read_bytes())
    assert fresh.charter
    assert files_of(table) == {
        *(page for page in pages if not page.startswith("content/docs/")), *own_workflows(), *doors_of(fresh.charter),
        ".gitignore", "README.md", "mkdocs.yml", "potluck.yml", "requirements.txt",
        "proposals/ideas/.gitkeep", "proposals/stories/.gitkeep", "site/theme/.gitkeep",
    }  # fmt: skip
    for path in table.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644)
        text = path.read_text("utf-8") if path.is_file() else ""
        if path.name == "potluck.yml.schema.json":  # tells what a notice is for
            continue
        assert not re.search(r"(?<!\$)\{\{|-sample|Open Kitchen|sample data|[Ss]tove|restaurant", text), path
    assert potluck("check", within=table).status == 0


def test_its_charter_is_what_the_sample_communitys_is_but_neutral(table: Path) -> None:
    """The same kinds, stages, moves, sections and mechanisms, in words for anybody."""
    ours = parse_charter((ROOT / "potluck.yml").read_bytes()).charter
    fresh = parse_charter((table / "potluck.yml").read_bytes())
    assert ours
    assert fresh.charter
    assert fresh.charter.community.since == date(2026, 6, 1)
    assert fresh.charter.tally == ours.tally
    assert list(fresh.charter.kinds) == list(ours.kinds) == ["idea", "story"]
    for kind, rules in fresh.charter.kinds.items():
        other = ours.kinds[kind]
        assert list(rules.stages) == list(other.stages)
        for stage, one in rules.stages.items():
            assert (one.to, one.closes, one.tone) == (other.stages[stage].to, other.stages[stage].closes, one.tone)
        assert rules.sections == other.sections
        assert list(rules.mechanisms) == list(other.mechanisms)
        assert list(fields_of(rules)) == list(fields_of(other))
    assert {found.code for found in check_charter(fresh)} == {"CH521"}  # nobody is a facilitator yet


def test_the_git_user_is_the_first_facilitator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the charter has nothing to mend."""
    (tmp_path / "gitconfig").write_text("[github]\nuser = ana\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    potluck("init", "table", "--from", pretend_wheel(tmp_path), within=tmp_path)
    fresh = parse_charter((tmp_path / "table/potluck.yml").read_bytes())
    assert check_charter(fresh) == ()
    assert fresh.charter
    assert fresh.charter.people_of("facilitator") == fresh.charter.people_of("verifier") == {"ana"}


@pytest.mark.engine
@pytest.mark.parametrize(("language", "idea", "stage"), [("de", "Idee", "Vorgeschlagen"), ("ar", "فكرة", "مقترحة")])
def test_a_community_in_another_language_begins_in_it(tmp_path: Path, language: str, idea: str, stage: str) -> None:
    """Charter, menu and forms are in its words, every page is there, and ids and sections are those of the format."""
    args = ("--language", language, "--name", "Tisch", "--from", pretend_wheel(tmp_path))
    assert potluck("init", "t", *args, within=tmp_path).err == ""
    table = tmp_path / "t"
    fresh = parse_charter((table / "potluck.yml").read_bytes())
    assert fresh.charter
    assert {found.code for found in check_charter(fresh)} == {"CH521"}
    rules = fresh.charter.kinds["idea"]
    assert (fresh.charter.community.languages, rules.name, rules.stages["suggested"].name) == ((language,), idea, stage)
    assert rules.sections.required == ("Problem", "Solution")
    assert f"name: {idea}" in (table / ".github/ISSUE_TEMPLATE/idea.yml").read_text("utf-8").replace('"', "")
    assert "Home: index.md" not in (table / "mkdocs.yml").read_text("utf-8")
    assert potluck("check", within=table).status == 0
    assert potluck("build", within=table).status == 0
    assert (table / "site/public/how-it-works/index.html").is_file()


def test_a_language_that_nothing_speaks_is_refused(tmp_path: Path) -> None:
    """And it says which there are."""
    ran = potluck("init", "t", "--language", "tlh", "--from", pretend_wheel(tmp_path), within=tmp_path)
    assert ran.status == 2
    assert "`de`" in ran.sentence
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize(
    "name", ["Our: table", "No", "*Star* & <b>", "L'été", "日本の食卓", '"quoted"', "#hash", "{{name}}", "{{today}}"]
)
def test_a_name_stays_what_it_is(tmp_path: Path, name: str) -> None:
    """In YAML and in Markdown, whatever signs are in it."""
    assert potluck("init", "t", "--name", name, "--from", pretend_wheel(tmp_path), within=tmp_path).err == ""
    assert yaml.safe_load((tmp_path / "t/potluck.yml").read_text("utf-8"))["community"]["name"] == name
    assert yaml.safe_load((tmp_path / "t/mkdocs.yml").read_text("utf-8"))["site_name"] == name
    front = (tmp_path / "t/content/index.md").read_text("utf-8").split("---")[1]
    assert yaml.safe_load(front)["title"] == name


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 81, "tab\tle", "turned\u202eround"])
def test_a_name_that_no_page_could_show_is_refused(tmp_path: Path, name: str) -> None:
    """And nothing is made."""
    ran = potluck("init", "t", f"--name={name}", "--from", pretend_wheel(tmp_path), within=tmp_path)
    assert ran.status == 2
    assert "cannot be a community's name" in ran.sentence
    assert not (tmp_path / "t").exists()


# --- Where it may be -------------------------------------------------------------------------------------------------


def test_init_fills_a_folder_that_is_empty_but_for_git(tmp_path: Path) -> None:
    """A fresh clone of an empty repository is where most communities begin."""
    (tmp_path / "table/.git").mkdir(parents=True)
    assert potluck("init", ".", "--from", pretend_wheel(tmp_path), within=tmp_path / "table").status == 0
    assert "name: Table\n" in (tmp_path / "table/potluck.yml").read_text("utf-8")


@pytest.mark.parametrize("there", ["a-file", "a-hidden-file", "a-file-in-its-place", "a-link", "a-dangling-link"])
def test_init_overwrites_nothing(tmp_path: Path, there: str) -> None:
    """SEC-073: whatever is there, even if it is hidden, empty or a link."""
    target = tmp_path / "table"
    if there == "a-file-in-its-place":
        target.touch()
    elif "link" in there:
        target.symlink_to(tmp_path / "elsewhere")
        if there == "a-link":
            (tmp_path / "elsewhere").mkdir()
    else:
        target.mkdir()
        (target / (".env" if "hidden" in there else "notes.txt")).touch()
    source = pretend_wheel(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    ran = potluck("init", "table", "--from", source, within=tmp_path)
    assert ran.status == 2
    assert ran.sentence.startswith("potluck: `table` is ")
    assert sorted(tmp_path.rglob("*")) == before


# --- The whole way ---------------------------------------------------------------------------------------------------


@pytest.mark.engine
def test_a_community_installs_its_pinned_potluck_and_builds(tmp_path: Path) -> None:
    """As a firm would: a wheel, a fresh environment that checks every hash, and a site at the end."""
    make = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT]
    subprocess.run(make, check=True)
    (source,) = tmp_path.glob("potluck-*.whl")
    assert potluck("init", "table", "--from", source, within=tmp_path).status == 0
    table = tmp_path / "table"
    subprocess.run([sys.executable, "-m", "venv", table / ".venv"], check=True)
    python = table / ".venv/bin/python"
    install = [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", "requirements.txt"]
    subprocess.run(install, cwd=table, check=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(*words: str) -> str:
        command = [table / ".venv/bin/potluck", *words]
        ran = subprocess.run(command, cwd=table, env=environment, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, "")
        return ran.stdout

    assert run("check") == 'There are no proposals here yet. `potluck new idea "Your title"` starts one.\n'
    assert run("build").startswith("0 proposals read.\n")
    site = table / "site/public"
    home = (site / "index.html").read_text("utf-8")
    for words in (
        "Table",
        "Bring what you know. Everybody at the table has a say.",
        "Bring an idea",
    ):
        assert words in home
    for page in (
        "ideas",
        "stories",
        "board",
        "rankings",
        "decisions",
        "tags",
        "people",
        "how-it-works",
        "needs-fixing",
        "search",
    ):
        text = (site / page / "index.html").read_text("utf-8")
        assert "data-potluck=" not in text, page
        assert "-sample" not in text, page
    assert json.loads((site / "api/v1/proposals.json").read_text("utf-8"))["proposals"] == []
    run("new", "story", "The first evening", "--author", "ana")
    assert "the-first-evening" in run("tally")
    pinned = run("init", "../another")  # which the community's own Potluck can do by its metadata alone
    assert "Another" in pinned
    first = [line for line in (tmp_path / "another/requirements.txt").read_text().splitlines() if "potluck" in line]
    assert first == [line for line in (table / "requirements.txt").read_text().splitlines() if "potluck" in line]
