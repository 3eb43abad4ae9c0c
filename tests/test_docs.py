"""The handbook is true: its commands run, its links lead somewhere, its numbers and its examples come out as shown."""

from __future__ import annotations

import ast
import importlib.util
import itertools
import json
import os
import random
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
import typer
import yaml
from markdown.extensions.toc import slugify
from tests.support.commands import potluck
from tests.support.community import CHARTER, Small, copy_sample
from tests.support.pages import by_class, parse, text_of

from potluck import __version__, crew, mechanisms, pipeline, register
from potluck.charter import Charter, parse_charter
from potluck.checks import run
from potluck.checks.charter import check_charter
from potluck.checks.examples import read_example
from potluck.cli.app import app
from potluck.load.document import parts_reader
from potluck.model import REACTIONS, Scalar, Sequence
from potluck.press.frames import engine_pages
from potluck.register import checks
from potluck.schema import kind_schema
from potluck.tally import trending

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "content" / "docs"
HANDBOOK = sorted(DOCS.glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *HANDBOOK]
CLOCK = "2026-11-22T12:00:00Z"  # the handbook's commands run by the sample's time, whatever the day on the wall
DESK = {"desk", "digest", "take-down", "answer", "move", "decline", "merge", "hand-off", "park", "adopt", "verify"}
TAKES_CLOCK = {"new", "check", "react", "tally", "rank", *DESK}
APP: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = {name: APP.get_command(None, name) for name in APP.list_commands(None)}
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    title: str
    text: str


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of *page*, in order."""
    found = re.findall(r"^(`{3,})(\w*)(.*)\n((?:.*\n)*?)\1$", page.read_text("utf-8"), re.MULTILINE)
    return [Block(language, "".join(re.findall('title="(.*?)"', more)), text) for _, language, more, text in found]


def block(page: str, title: str, language: str = "") -> str:
    """The one block of the handbook's *page* under *title*."""
    (found,) = [one.text for one in blocks(DOCS / page) if one.title == title and language in ("", one.language)]
    return found


def prose(page: Path) -> str:
    """The text of *page* without its fenced blocks."""
    return re.sub(r"^(`{3,}).*\n(?:.*\n)*?\1$", "", page.read_text("utf-8"), flags=re.MULTILINE)


def by_name(page: Path) -> str:
    """A page's name in the list of tests."""
    return page.stem


# --- Commands --------------------------------------------------------------------------------------------------------


def known(words: list[str], *, is_whole: bool) -> None:
    """Fail where `potluck` has no such command, or the command no such option; *is_whole*: nothing else is missing."""
    if not words or words[0].startswith("-"):
        assert set(words) <= {"--version", "--help"}
        return
    assert words[0] in COMMANDS, words
    command = COMMANDS[words[0]]
    while len(words) > 1 and words[1] in getattr(command, "commands", ()):  # `potluck ledger log`
        words = words[1:]
        command = command.commands[words[0]]
    options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options, words
    if is_whole:
        command.make_context(words[0], words[1:])


def test_every_command_line_of_a_block_is_one_that_potluck_takes() -> None:
    """Options exist, words are among those that may stand there, and no argument is missing."""
    lines = [
        line.removeprefix("$ ")
        for page in [*PAGES, ROOT / "content" / "how-it-works.md"]
        for one in blocks(page)
        if one.language in ("sh", "console", "text")
        for line in one.text.splitlines()
        if line.startswith(("$ potluck", "potluck ")) and not line.startswith("potluck: ")
    ]
    assert len(lines) > 20
    for line in lines:
        known(shlex.split(line, comments=True)[1:], is_whole=True)


def test_every_command_within_a_sentence_is_known() -> None:
    """`potluck tally --format json` in the middle of a line is held to the parser as well."""
    inline = [words for page in PAGES for words in re.findall(r"`potluck ([^`]+)`", prose(page))]
    assert len(inline) > 20
    for words in inline:
        known(shlex.split(words), is_whole=False)


def test_every_part_of_a_command_has_an_example_that_works() -> None:
    """`potluck ledger show --help` ends with one too, and the handbook tells of each."""
    told = (DOCS / "commands.md").read_text("utf-8")
    for name, group in COMMANDS.items():
        for part, command in getattr(group, "commands", {}).items():
            example = re.search(r"Example: potluck (.+)", command.help)
            assert example, part
            assert example[1].split()[:2] == [name, part]
            known(shlex.split(example[1]), is_whole=True)
            assert f"potluck {name} {part}" in told


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_has_an_example_that_works(name: str) -> None:
    """`--help` ends with a command line that can be copied."""
    example = re.search(r"Example: potluck (.+)", COMMANDS[name].help)
    assert example
    assert example[1].split()[0] == name
    known(shlex.split(example[1]), is_whole=True)
    assert f"## potluck {name}\n" in (DOCS / "commands.md").read_text("utf-8")


def test_every_make_target_that_is_named_exists() -> None:
    """In the README and the handbook, in blocks and in sentences; and commands.md leaves none out."""
    for page in PAGES:
        text = page.read_text("utf-8")
        assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= TARGETS, page
    told = set(re.findall(r"`make ([a-z]+)", (DOCS / "commands.md").read_text("utf-8")))
    assert told | {"help"} == TARGETS


def said_as_shown(said: str, shown: list[str]) -> bool:
    """Whether *said* reads as *shown*: blanks count once, and `…` stands for anything, alone on a line for lines."""
    lines = [" ".join(line.split()) for line in said.splitlines() if line.strip()]
    pattern = ""
    for line in shown:
        words = " ".join(line.split())
        part = ".*?".join(map(re.escape, words.split("…")))
        pattern += "(?:.*\n)*?" if words == "…" else f"{part}\n"
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(b.language == "console" for b in blocks(page))], ids=by_name
)
def test_what_a_console_shows_is_what_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each `$ ` line is run in a copy of the sample community; it ends well unless `echo $?` shows otherwise."""
    copy_sample(tmp_path / "sample")
    monkeypatch.setattr(crew, "FEW", 1_000)  # in this process, for the sake of speed
    monkeypatch.setattr("potluck.copies.FEW", 1_000)
    steps = [
        (lines[0].removeprefix("$ "), [line for line in lines[1:] if line.strip()])
        for one in blocks(page)
        if one.language == "console"
        for lines in (step.splitlines() for step in re.split(r"^(?=\$ )", one.text, flags=re.MULTILINE) if step)
    ]
    assert steps
    for (line, shown), (after, status) in itertools.pairwise([*steps, ("", [])]):
        if line == "echo $?":
            continue
        words = shlex.split(line)
        clock = ["--now", CLOCK] if words[1] in TAKES_CLOCK and "--now" not in words else []
        ran = potluck(*words[1:], *clock, within=tmp_path / "sample")
        said = ran.out + ran.err
        assert ran.status == (int(status[0]) if after == "echo $?" else 0), f"{line}\n{said}"
        assert not shown or said_as_shown(said, shown), f"{line}\n{said}"


# --- Links and pages -------------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The addresses of the headings of *page*."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {slugify(re.sub(r"[`*]|\{[^}]*\}", "", heading), "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_every_relative_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    """On a forge as on the site."""
    made = engine_pages(sample_charter(), ROOT / "content")
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            assert file.relative_to(ROOT / "content").as_posix() in made, target
        elif anchor:
            assert anchor in anchors(file), target


def test_every_address_written_as_html_is_on_the_site(sample: Path) -> None:
    """Pages that only the press prints have no file to link to."""
    found = 0
    for page in HANDBOOK:
        folder = sample / "site" / "public" / "docs" / ("" if page.stem == "index" else page.stem)
        for target in re.findall(r'<(?:a|img|iframe) (?:href|src)="([^":]+)"', prose(page)):
            found += 1
            path = (folder / target).resolve()
            assert (path / "index.html" if path.is_dir() else path).is_file(), (page.name, target)
    assert found > 2


def test_every_page_of_the_handbook_has_a_title_a_description_and_a_place() -> None:
    """Front matter that YAML can read; and a line in the navigation, in the index and in the README."""
    readme, index = (ROOT / "README.md").read_text("utf-8"), (DOCS / "index.md").read_text("utf-8")
    for page in HANDBOOK:
        front = yaml.safe_load(page.read_text("utf-8").split("\n---\n")[0].removeprefix("---"))
        assert set(front) <= {"title", "description", "hide"}
        assert "navigation" not in front.get("hide", [])
        assert len(front["description"]) < 170
        assert f"- docs/{page.name}\n" in (ROOT / "mkdocs.yml").read_text("utf-8")
        assert f"(content/docs/{page.name})" in readme
        assert page.stem == "index" or f"({page.name})" in index


def test_the_pages_of_the_handbook_have_a_list_of_their_neighbours(sample: Path) -> None:
    """Wherever one is in the handbook, all of it is one step away."""
    page = (sample / "site" / "public" / "docs" / "charter" / "index.html").read_text("utf-8")
    shown = {" ".join(text_of(link).split()) for link in by_class(parse(page), "md-nav__link")}
    assert {"Principles", "Commands", "Counting", "Security"} <= shown


def test_the_changelog_names_the_version() -> None:
    """In the form of Keep a Changelog."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[{re.escape(__version__)}\] - (unreleased|\d{{4}}-\d\d-\d\d)$", text, re.MULTILINE)


def test_the_proposal_of_the_readme_passes(tmp_path: Path) -> None:
    """What newcomers copy first is right."""
    (text,) = [one.text for one in blocks(ROOT / "README.md") if one.language == "markdown"]
    copy_sample(tmp_path / "sample")
    (tmp_path / "sample" / "proposals" / "ideas" / "soup-in-the-window.md").write_text(text, "utf-8")
    report = pipeline.check(tmp_path / "sample", None)
    assert [one for one in report.diagnostics if "soup-in-the-window" in one.path] == []


# --- References ------------------------------------------------------------------------------------------------------


def tables(page: str) -> Iterator[list[str]]:
    """The rows of the tables of the handbook's *page*, as cells."""
    for line in (DOCS / page).read_text("utf-8").splitlines():
        if line.startswith("| ") or (line.startswith("|") and "---" not in line):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def test_every_dependency_is_on_its_page_and_the_other_way_round() -> None:
    """No package without a reason, and no reason without a package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[^A-Za-z0-9._-]", one)[0].lower() for one in wanted}
    told = {row[0].lower() for row in tables("dependencies.md")} - {"package"}
    assert told == names


def test_every_dependency_is_imported_where_its_page_says() -> None:
    """A row that names a file is true of it."""
    modules = {"pyyaml": "yaml", "pillow": "PIL", "gitpython": "git", "python-slugify": "slugify"}
    modules |= {
        "pagefind": "pagefind_bin",
        "jsonschema-rs": "jsonschema_rs",
        "pygithub": "github",
        "math-core": "math_core",
    }
    for name, _why, where, *_rest in (row for row in tables("dependencies.md") if len(row) == 5):
        module = modules.get(name.lower(), name.lower())
        for path in re.findall(r"`([a-z_/]+(?:\.py|/))`", where) if name != "mkdocs-material" else ():
            file = ROOT / "tooling" / "potluck" / path
            files = [file] if file.suffix else [*file.rglob("*.py")]
            pattern = rf"^\s*(?:from|import) {module}\b"
            assert any(re.search(pattern, one.read_text("utf-8"), re.MULTILINE) for one in files), (name, path)


def test_every_check_has_its_page_and_its_row(sample: Path) -> None:
    """The site has a page for each code and lists it; the handbook's table of codes covers it; no code is made up."""
    site = sample / "site" / "public"
    index = (site / "checks" / "index.html").read_text("utf-8")
    ranges = [re.findall(r"[A-Z]{2}\d{3}", row[0]) for row in tables("proposals.md")]
    codes = {one.code for one in checks()}
    for code in codes:
        assert (site / "checks" / code.lower() / "index.html").is_file()
        assert f"{code.lower()}/" in index
        assert any(span[0] <= code <= span[-1] for span in ranges if span), code
    named = {
        code
        for page in PAGES
        for code in re.findall(r"\b(?:AT|FM|FO|BD|RF|DE|VE|CH|EX|LG|LK|MV|PW|DR)\d{3}\b", page.read_text("utf-8"))
    }
    assert named <= codes


def test_every_claim_of_security_is_quoted_by_a_test_or_the_code() -> None:
    """What is said to hold stands, under its number, where it is held; and the rooms are there."""
    holds = (DOCS / "security.md").read_text("utf-8").split("## What to look at when you merge")[0]
    told = set(re.findall(r"\b(?:SEC|REL)-\d{3}\b", holds))
    quoted: set[str] = set()
    for path in [*(ROOT / "tests").rglob("*.py"), *(ROOT / "tooling").rglob("*.py")]:
        text = path.read_text("utf-8")
        quoted |= set(re.findall(r"\b(?:SEC|REL)-\d{3}\b", text))
        for family, first, last in re.findall(r"\b(SEC|REL)-(\d{3}) to (?:SEC-|REL-)?(\d{3})", text):
            quoted |= {f"{family}-{number:03}" for number in range(int(first), int(last) + 1)}
    assert told - quoted == set()
    for path in re.findall(r"`([a-z_/]+(?:\.py|/))`", holds):
        assert (ROOT / "tooling" / "potluck" / path).exists() or path == "proposals/", path


REQUIREMENTS = [
    *(f"SEC-{n:03}" for n in (*range(1, 11), *range(20, 30), *range(40, 55), *range(60, 76), *range(80, 88))),
    *(f"REL-{n:03}" for n in (*range(1, 8), *range(10, 17), *range(20, 27), *range(30, 36))),
]


def cited_by_tests() -> dict[str, set[str]]:
    """The requirements that each test quotes: in its own lines, its parameters, or at the head of its file."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "tests").glob("test_*.py"):
        text = path.read_text("utf-8")
        lines = text.splitlines()
        tree = ast.parse(text)
        head = ast.get_docstring(tree) or ""
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                own = "\n".join([head, *lines[first - 1 : node.end_lineno]])
                ids = set(re.findall(r"\b(?:SEC|REL)-\d{3}\b", own))
                for family, low, high in re.findall(r"\b(SEC|REL)-(\d{3}) to (?:SEC-|REL-)?(\d{3})", own):
                    ids |= {f"{family}-{number:03}" for number in range(int(low), int(high) + 1)}
                found[f"{path.stem}.{node.name}"] = ids
    return found


def test_every_requirement_has_its_row_and_a_state_that_is_true() -> None:
    """Each of the threat model's numbers once; a test that is named is there and quotes it."""
    page = (DOCS / "security.md").read_text("utf-8")
    rows = re.findall(r"^\| ((?:SEC|REL)-\d{3}) \| (.+?) \| (.+) \|$", page, re.MULTILINE)
    assert [number for number, *_ in rows] == REQUIREMENTS
    assert len(REQUIREMENTS) == 59 + 27
    cited = cited_by_tests()
    for number, _, state in rows:
        word, _, why = state.partition(": ")
        assert word in ("**held**", "**on GitHub**", "**not yet**", "**not applicable**"), number
        assert len(why) > 10, number
        if word == "**held**":
            tests = re.findall(r"`([^`]+)`", why)
            assert tests, number
            assert [test for test in tests if number not in cited.get(test, set())] == [], number
        if word == "**on GitHub**":
            assert re.search(r"`gh [^`]+`", why), number


def test_every_setting_of_a_charter_is_told() -> None:
    """Whatever the charter's model takes has its line on the page."""
    text = (DOCS / "charter.md").read_text("utf-8")
    schema = Charter.model_json_schema(by_alias=True)
    parts = {"Charter": schema, **schema["$defs"]}
    names = {name for part in parts.values() for name in part.get("properties", {})}
    assert len(names) > 40
    assert [name for name in sorted(names) if not re.search(rf"(?<![\w-]){name}(?:\W|$)", text)] == []


def sample_charter() -> Charter:
    """The sample community's charter."""
    charter = parse_charter((ROOT / "potluck.yml").read_bytes()).charter
    assert charter is not None
    return charter


FRAGMENTS = [
    (page.stem, one.text)
    for page in HANDBOOK
    for one in blocks(page)
    if one.title == "potluck.yml" and "servings" not in one.text
]


@pytest.mark.parametrize(
    ("page", "fragment"), FRAGMENTS, ids=[f"{page}-{text.split(':')[0]}" for page, text in FRAGMENTS]
)
def test_every_piece_of_a_charter_can_be_copied(page: str, fragment: str) -> None:
    """Each takes the place of the same part of a charter that is right, and it stays right."""
    parts = yaml.safe_load(CHARTER) | yaml.safe_load(fragment)
    reading = parse_charter(yaml.safe_dump(parts, sort_keys=False).encode())
    assert check_charter(reading) == ()


def test_the_adopted_charter_is_shown_as_it_is() -> None:
    """Every name that the excerpt shows is so in the charter for the 949 proposals."""
    (excerpt,) = [one.text for one in blocks(DOCS / "charter.md") if "EIPS" in one.text]
    shown, whole = yaml.safe_load(excerpt), yaml.safe_load((ROOT / "tests" / "adopt" / "eips.yml").read_text("utf-8"))
    kind, full = shown["kinds"]["eip"], whole["kinds"]["eip"]
    assert shown["proposals"] == whole["proposals"]
    assert kind["names"] == full["names"]
    assert set(kind["fields"]) <= set(full["fields"])
    assert all(set(rules["to"]) <= set(full["stages"][stage]["to"]) for stage, rules in kind["stages"].items())


def test_the_front_matter_that_is_shown_passes() -> None:
    """The block of all common fields, against the schema of the kind that it names."""
    values = yaml.safe_load(block("proposals.md", "front matter"))
    values["created"] = str(values["created"])
    validator = jsonschema_rs.Draft202012Validator(kind_schema(sample_charter(), "idea"), validate_formats=True)
    assert [error.message for error in validator.iter_errors(values)] == []


@pytest.mark.parametrize(
    ("line", "others", "ours"),
    [
        ("title: no", False, "no"),
        ("title: 1:30", 90, "1:30"),
        ("tags: [007]", [7], ["007"]),
        ("title: 3.10", 3.1, "3.10"),
        ("created: 2026-02-30", ValueError, "2026-02-30"),
    ],
)
def test_the_traps_of_yaml_are_as_told(line: str, others: object, ours: object) -> None:
    """The table's columns: what a common loader makes of it, and what Potluck reads."""
    assert f"| `{line}` |" in (DOCS / "proposals.md").read_text("utf-8")
    try:
        assert list(yaml.safe_load(line).values()) == [others]
    except ValueError:
        assert others is ValueError
    ((field,), _) = parts_reader(sample_charter().limits)(f"---\n{line}\n---\n".encode())
    if isinstance(field.value, Sequence):
        assert [item.text for item in field.value.items if isinstance(item, Scalar)] == ours
    else:
        assert isinstance(field.value, Scalar)
        assert field.value.text == ours


@pytest.mark.engine
def test_the_other_engine_prints_the_same_pages(tmp_path: Path) -> None:
    """What the handbook tells a community to do when Material ends works today: one line of the charter."""
    pytest.importorskip("zensical", reason="zensical is not installed")
    line = [one.text for one in blocks(DOCS / "press.md") if one.text.startswith("engine:")]
    articles, places = [], []
    for name, charter in (("now", CHARTER), ("then", CHARTER + line[0])):
        community = Small(tmp_path / name, charter=charter)
        community.idea("soup-night")
        community.build()
        places.append({place for place in community.files() if place.endswith(("html", "json", "xml"))})
        (article,) = parse(community.page("ideas/soup-night")).iter("article")
        articles.append(" ".join(text_of(article).split()))
    assert places[0] == places[1]
    assert articles[0] == articles[1]
    assert "It is cold on Tuesdays." in articles[0]


# --- Counting --------------------------------------------------------------------------------------------------------

COMPARED = ("support", "opposition", "meanings", "excluded", "confidence", "trending")


def recount(root: Path, clock: str) -> dict[str, dict[str, Any]]:
    """What the handbook's script prints in *root*."""
    (root / "recount.py").write_text(block("counting.md", "recount.py"), "utf-8")
    command = [sys.executable, "recount.py", clock]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["slug"]: {name: row[name] for name in COMPARED} for row in rows}


def test_the_script_of_the_handbook_gives_the_numbers_of_the_api(sample: Path, tmp_path: Path) -> None:
    """Another program, from the files alone, comes to the same figures for every proposal."""
    copy_sample(tmp_path / "clone")
    api = sample / "site" / "public" / "api" / "v1"
    listed = json.loads((api / "proposals.json").read_bytes())
    published = {}
    for row in listed["proposals"]:
        whole = json.loads((api / "proposals" / f"{row['slug']}.json").read_bytes())["tally"]
        published[row["slug"]] = {name: whole[name] if name in whole else row[name] for name in COMPARED}
    assert len(published) > 30
    assert recount(tmp_path / "clone", listed["clock"]) == published


def test_the_script_agrees_on_a_ledger_made_to_be_awkward(tmp_path: Path) -> None:
    """Bots, new accounts, authors, capitals, changes of mind within a second, aliases and mergers in a circle."""
    root = tmp_path / "clone"
    community = Small(root)
    meanings = {"+1": "for", "-1": "against", "confused": "unsure", "heart": "would-use", "eyes": "watching"}
    said = yaml.safe_dump({"reactions": {word: {"means": means, "name": word} for word, means in meanings.items()}})
    community.write(
        {"potluck.yml": CHARTER.replace("limits:", f"tally: {{account-days: 40, half-life: 9}}\n{said}limits:")}
    )
    community.idea("soup", merged_into="stew", authors=["Ana-sample", "bo"])
    community.idea("stew", merged_into="soup", aliases=["pot"])
    community.idea("bread", merged_into="pot")
    community.story("rain")
    dice = random.Random(7)
    folder = root / "content" / "ledger" / "ballots"
    folder.mkdir(parents=True)
    total = 0
    for slug in ("soup", "stew", "pot", "bread", "rain", "gone"):
        lines = []
        for _ in range(60):
            login = dice.choice(["ana-sample", "Ana-Sample", "bo", "cy", "Cy", "di", "ed", "flo", "gus", "ghost"])
            at = f"2026-05-{dice.randint(1, 28):02}T12:00:{dice.randint(0, 1):02}Z"
            ballot = {"proposal": slug, "login": login, "reaction": dice.choice(REACTIONS), "at": at}
            ballot |= {"bot": True} if dice.random() < 0.03 else {}
            ballot |= {"since": f"2026-0{dice.randint(1, 5)}"} if dice.random() < 0.05 else {}
            ballot |= {"blocked": True} if dice.random() < 0.01 else {}
            lines.append(json.dumps(ballot))
        total += len(lines)
        (folder / f"{slug}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    manifest = {"counts": {"ballots": total}, "forge": "none", "format": 1, "rule": 1, "taken": "2026-06-01T00:00:00Z"}
    (folder.parent / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    charter, _, counts, ledger, clock = pipeline.counts_of(root, None)
    assert ledger.problems == ()
    ours = {
        slug: {name: getattr(count.tally, name) for name in COMPARED if name != "trending"}
        | {"trending": trending(count.supported_at, clock, charter.tally.half_life)}
        for slug, count in counts.items()
    }
    assert all(count.tally.excluded and count.tally.support for count in counts.values())
    assert recount(root, clock.isoformat()) == ours


def test_every_address_of_the_api_is_there(sample: Path) -> None:
    """What the table names is on the site, and there is nothing else below `api/` than what it names."""
    rows = [address for row in tables("counting.md") for address in re.findall(r"`((?:api/|feed)[^`]*)`", row[0])]
    site = sample / "site" / "public"
    assert len(rows) > 5
    for address in rows:
        assert (site / address.replace("<slug>", "knife-night").replace("<kind>", "idea")).is_file(), address
    told = [re.compile(re.sub("<[a-z]+>", "[a-z0-9-]+", re.escape(address))) for address in rows]
    for path in (site / "api").rglob("*.json"):
        assert any(one.fullmatch(path.relative_to(site).as_posix()) for one in told), path


@pytest.mark.skipif(not any((Path(folder) / "jq").exists() for folder in os.get_exec_path()), reason="jq is not here")
def test_the_line_of_jq_runs() -> None:
    """It names reactions and counts people."""
    (line,) = [one.text for one in blocks(DOCS / "counting.md") if one.text.startswith("jq")]
    done = subprocess.run(shlex.split(line), cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    counted = json.loads(done.stdout)
    assert set(counted) <= set(REACTIONS)
    logins = {json.loads(each)["login"] for each in (ROOT / shlex.split(line)[-1]).read_text("utf-8").splitlines()}
    assert sum(counted.values()) == len(logins)


# --- The mechanism of the guide --------------------------------------------------------------------------------------

GUIDE = "mechanisms.md"
RECIPE = "---\ntitle: Lentils for a stairwell\nkind: recipe\nstage: noted\nauthors: [ana-sample]\ncreated: 2026-05-12\n"
MODULE = "potluck.mechanisms.servings"


@pytest.fixture
def servings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The guide's mechanism, entered; and gone afterwards."""
    templates = tmp_path / "templates"
    for title, place in (
        ("mechanisms/servings.py", tmp_path),
        ("templates/mechanisms/servings.html", templates / "mechanisms"),
    ):
        (found,) = [one for one in blocks(DOCS / GUIDE) if one.title.endswith(title)]
        place.mkdir(exist_ok=True, parents=True)
        (place / title.rpartition("/")[2]).write_text(found.text, "utf-8")
    import potluck.press.printer  # noqa: F401 - loaded at first use, and is to know the real folder

    monkeypatch.setattr("potluck.paths.TEMPLATES", templates)
    monkeypatch.setattr(crew, "FEW", 10_000)  # other processes would not know it: it is in no file of the package
    monkeypatch.setattr("potluck.copies.FEW", 10_000)
    spec = importlib.util.spec_from_file_location(MODULE, tmp_path / "servings.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, MODULE, module)
    try:
        spec.loader.exec_module(module)
        yield module
    finally:
        mechanisms.leave("servings")
        register._checks.pop("SV401", None)
        register._in_order.cache_clear()
        run._plan.cache_clear()


def recipes_charter() -> str:
    """A charter that names the guide's mechanism, in the guide's words."""
    parts = yaml.safe_load(CHARTER)
    parts["kinds"] |= yaml.safe_load(block(GUIDE, "potluck.yml"))["kinds"]
    return yaml.safe_dump(parts, sort_keys=False)


def test_the_mechanism_of_the_guide_works_through_the_seam_alone(servings: ModuleType, tmp_path: Path) -> None:
    """A charter names it; its field is read, its check speaks, its state is on the page; nothing of Potluck changed."""
    community = Small(tmp_path / "table", charter=recipes_charter())
    community.write({"proposals/recipes/lentils.md": f"{RECIPE}serves: 16\n---\n\nSoak them.\n"})
    community.write({"proposals/recipes/air.md": f"{RECIPE.replace('stairwell', 'ghost')}serves: 0\n---\n\nNone.\n"})
    community.write({"proposals/recipes/plain.md": f"{RECIPE.replace('stairwell', 'few')}---\n\nSoak them.\n"})
    built = community.build()
    assert [(one.path, one.line, one.code) for one in built.report.diagnostics] == [
        ("proposals/recipes/air.md", 7, "SV401")
    ]
    (panel,) = by_class(parse(community.page("recipes/lentils")), "pl-servings")
    assert " ".join(text_of(panel).split()) == "Feeds 16 people, and goes round 2 tables."
    assert by_class(parse(community.page("recipes/plain")), "pl-servings") == []
    assert by_class(parse(community.page("recipes/air")), "pl-servings") == []
    assert json.loads(community.read("api/v1/proposals/lentils.json"))["more"] == {"serves": 16}
    assert "How many people it feeds." in community.page("fields/recipe")
    assert "A recipe feeds somebody." in community.page("checks/sv401")


def test_a_wrong_setting_of_it_is_told_with_its_line(servings: ModuleType) -> None:
    """The seam reads a mechanism's settings as strictly as the charter."""
    faulty = recipes_charter().replace("table: 8", "table: 0")
    (told,) = check_charter(parse_charter(faulty.encode()))
    assert told.code in ("CH508", "CH542")
    assert faulty.splitlines()[told.line - 1].strip() == "table: 0"


@pytest.mark.parametrize("word", ["Bad", "Good"])
def test_the_examples_of_its_check_are_true(servings: ModuleType, word: Any, tmp_path: Path) -> None:
    """Bad yields its code and nothing else, Good yields nothing."""
    (check,) = [one for one in checks() if one.code == "SV401"]
    community = Small(tmp_path / "table", charter=recipes_charter())
    (example,) = check.examples(word)
    for file in read_example(example, {"recipe": "proposals/recipes"}):
        community.write({file.path: file.raw})
    said = [one.code for one in pipeline.check(community.root, None).diagnostics]
    assert said == (["SV401"] if word == "Bad" else [])


def test_it_leaves_no_trace() -> None:
    """After it has left, a charter that names it is told that there is no such mechanism."""
    assert "servings" not in mechanisms.mechanisms()
    assert "SV401" not in {one.code for one in checks()}
    assert [one.code for one in check_charter(parse_charter(recipes_charter().encode()))] == ["CH541"]


def test_the_guide_imports_it_where_the_others_are() -> None:
    """The line of step 3 is the package's own, with one word more."""
    line = block(GUIDE, "tooling/potluck/mechanisms/__init__.py").strip()
    package = (ROOT / "tooling" / "potluck" / "mechanisms" / "__init__.py").read_text("utf-8")
    assert line.replace(" servings,", "") in package
