"""The house as it is planned: who may know whom, who touches the world, and what nobody does anywhere."""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.support.community import Small

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tooling" / "potluck"
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}

LONGEST = 350  # lines
# The words of all rooms, the settings of all, and the moves: each belongs together.
LONGER = {"model.py": 480, "charter/model.py": 415, "checks/moves.py": 360, "ledger/form.py": 360}

# Who may ask what time it is: whoever stands at the keyboard, and `check`, which has no ledger to take it from.
CLOCK = {
    "cli/bring_in.py",
    "cli/deeds.py",
    "cli/init.py",
    "cli/new.py",
    "cli/react.py",
    "cli/witness.py",
    "pipeline.py",
}

# Who opens files, and which. Whatever is not here takes values and returns values.
OPENS = {
    "cache.py": "what was worked out before",
    "charter/read.py": "the charter",
    "cli/build.py": "the seconds of each phase, where somebody asks for them",
    "diagnostics/json.py": "the schema of its own form",
    "errands/bench.py": "a proposal that somebody works on, through `load`",
    "errands/doctor.py": "workflows, locks and the like, to see whether they are as they should be",
    "errands/pin.py": "what is installed here",
    "errands/start.py": "the starter's files",
    "errands/witness.py": "what others saw",
    "history/aside.py": "a commit's files, in a folder of their own",
    "history/cache.py": "the timelines of last time",
    "history/repository.py": "git's list of where a shallow clone ends",
    "ledger/folder.py": "the ballots",
    "load/walk.py": "what people bring",
    "press/editorial.py": "what the engine printed",
    "press/colours.py": "the theme's tokens",
    "press/compiled.py": "our templates, compiled, beside Python's own modules",
    "press/engine.py": "what the engine reads",
    "press/first_visit.py": "the style sheets that the engine printed",
    "press/proof.py": "the site, once it is printed",
    "press/settings.py": "mkdocs.yml",
    "press/packing.py": "the site, once it is printed",
    "press/printer.py": "templates of mechanisms from elsewhere",
    "press/search.py": "the search index",
    "press/tree.py": "the site",
    "translation.py": "the catalogues",
    "writing.py": "whatever is written",
}


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a module, with what is called as it is written: `os.open`, `path.read_text`, `yaml.load`."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imported(name: str) -> set[str]:
    """The modules that a module imports, whole and by their parts."""
    found = set()
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_imports_point_one_way() -> None:
    """The contracts of `.importlinter` are kept."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_every_room_has_its_place_in_the_order() -> None:
    """A module that the contract does not name could import whatever it likes."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    named = re.findall(r"potluck\.(\w+)", contracts["importlinter:contract:layers"]["layers"])
    rooms = {name.split("/")[0].removesuffix(".py") for name in MODULES} - {"__init__", "theme", "starter"}
    assert sorted(named) == sorted(rooms)


def test_a_file_can_be_read_in_one_sitting() -> None:
    """Beyond some length it is about two things."""
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGER.get(name, LONGEST)} == {}


def undocumented(tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    """What others may use, and that does not say what it is."""
    if not ast.get_docstring(tree):
        yield "the module" if isinstance(tree, ast.Module) else tree.name
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node)
            elif not ast.get_docstring(node):
                yield node.name


def test_whatever_others_may_use_says_what_it_is() -> None:
    """Modules, and public classes, functions and methods, have a docstring."""
    wanting = {name: list(undocumented(tree)) for name, tree in TREES.items()}
    assert {name: names for name, names in wanting.items() if names} == {}


def test_nothing_is_run_that_somebody_wrote() -> None:
    """SEC-071: no shell, no pickle, no code made from text."""
    banned = {"pickle", "marshal", "shelve", "dill", "runpy", "code", "codeop", "importlib"}
    found = {name: names for name in MODULES if (names := imported(name) & banned)}
    assert found == {"cli/app.py": {"importlib"}}  # a command's module, by a table that stands beside it
    running = r"eval|exec|compile|__import__|os\.(?:system|popen|exec\w*|spawn\w*)"
    running += r"|.*\.(?:getoutput|getstatusoutput|unsafe_load|full_load)"
    started = [
        (name, called, node.lineno)
        for name in MODULES
        for called, node in calls(name)
        if re.fullmatch(running, called) or any(keyword.arg == "shell" for keyword in node.keywords)
    ]
    assert started == []


def test_yaml_is_read_by_safe_loaders_alone() -> None:
    """`yaml.load` with a loader that makes texts, numbers, lists and mappings, and nothing else."""
    for name, tree in TREES.items():
        safe = {"CSafeLoader", "SafeLoader", "yaml.CSafeLoader", "yaml.SafeLoader"}
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        safe |= {node.name for node in classes if {ast.unparse(base) for base in node.bases} & safe}
        for called, node in calls(name):
            if re.fullmatch(r"yaml\.(?:load|load_all|parse|compose|compose_all|scan)", called):
                loaders = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "Loader"]
                assert len(loaders) == 1, f"{name}: {called}, line {node.lineno}"
                assert loaders[0] in safe, f"{name}: {called}, line {node.lineno}"


def test_no_room_reads_the_wall_clock() -> None:
    """The clock is the ledger's, the last commit's or `--now`, and is handed on; only durations are measured."""
    asking = r"(?:\w+\.)*(?:now|utcnow|today|localtime|gmtime|ctime|time|time_ns)"
    asked = {name for name in MODULES for called, _ in calls(name) if re.fullmatch(asking, called)}
    assert asked == CLOCK


def test_only_the_rooms_at_the_door_open_files() -> None:
    """The rest takes values and returns values. Below `proposals/`, `load` alone does; see the test after this one."""
    opening = r"open|(?:os|io)\.(?:open|fdopen)|.*\.(?:open|(?:read|write)_(?:text|bytes))"
    ours = ("Repository.open", "Image.open")  # git's own, and bytes that are read already
    doors = {
        name for name in MODULES for called, _ in calls(name) if re.fullmatch(opening, called) and called not in ours
    }
    assert doors == OPENS.keys()


WATCH = """
import os, sys
from pathlib import Path
top, seen = sys.argv[1], []
def look(event, arguments):
    if event in ("open", "os.truncate", "os.rename", "os.remove") and isinstance(arguments[0], (str, bytes)):
        path = os.path.realpath(os.path.join(os.getcwd(), os.fsdecode(arguments[0])))
        if path.startswith(top + os.sep):
            seen.append(f"{event} {path}")
sys.addaudithook(look)
from potluck import pipeline
from potluck.load import open_plainly
built = pipeline.build(Path(top).parent, None)
assert built.proposals == 2, built
assert open_plainly(Path(top).parent, "proposals/ideas/soup-night.md", 9)
(Path(top) / "ideas" / "soup-night.md").read_bytes()  # so that we know that we would see it
print("\\n".join(seen))
"""


@pytest.mark.engine
def test_no_proposal_is_opened_by_its_path(tmp_path: Path) -> None:
    """`load` goes down folder by folder and follows no link (SEC-004), and nobody else reads them (SEC-020)."""
    small = Small(tmp_path / "table")
    small.idea("soup-night", body="## Problem\n\n![pot](pot.png)\n\n## Solution\n\nSoup.\n")
    small.story("the-day-it-rained")
    small.write({"proposals/ideas/pot.png": b"not a picture"})
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(small.root / "proposals")],
        cwd=tmp_path,
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["open", str(small.root / "proposals" / "ideas" / "soup-night.md")]


# Hosts from which programs, fonts or styles could come: a page asks nobody else, and the package names no registry.
HOSTS = re.compile(
    rb"pypi\.org|pythonhosted\.org|npmjs\.|jsdelivr|unpkg|cdnjs|cloudflare|googleapis|gstatic|bootstrapcdn|esm\.sh|ghcr\.io"
)


def test_no_file_of_the_package_names_a_registry() -> None:
    """Nothing is fetched while it runs; where it was installed from is the installer's business."""
    naming = {
        path.relative_to(PACKAGE).as_posix(): found.group().decode()
        for path in sorted(PACKAGE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and (found := HOSTS.search(path.read_bytes()))
    }
    assert naming == {}


Pin = tuple[str, str, tuple[str, ...]]  # the requirement, for which machines, and the hashes


def locked(name: str) -> dict[str, list[Pin]]:
    """Every package of a lock file by its name; several times where machines get different versions."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    found: dict[str, list[Pin]] = {}
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        requirement = Requirement(line.partition("--hash")[0])
        hashes = re.findall(r"--hash=(sha256:[0-9a-f]{64})(?=\s|$)", line)
        pin = (str(requirement.specifier), str(requirement.marker or ""), tuple(hashes))
        found.setdefault(canonicalize_name(requirement.name), []).append(pin)
    return found


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        pytest.param("requirements.lock", PROJECT["project"]["dependencies"], id="to-run"),
        pytest.param(
            "requirements-dev.lock",
            [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]],
            id="to-work-on-it",
        ),
    ],
)
def test_a_lock_satisfies_the_project(lock: str, wanted: list[str]) -> None:
    """Every package that is asked for is there, at a version that fits; and each has its hashes."""
    packages = locked(lock)
    for line in wanted:
        requirement = Requirement(line)
        pins = packages[canonicalize_name(requirement.name)]
        for version, _, _ in pins:
            assert requirement.specifier.contains(version.removeprefix("=="), prereleases=True), line
        assert sum(not marker or Marker(marker).evaluate() for _, marker, _ in pins) == 1, line
    for name, pins in packages.items():
        assert all(hashes and version.startswith("==") for version, _, hashes in pins), name


def test_we_test_with_the_packages_that_users_get() -> None:
    """The lock for working on it holds the other one, version by version and hash by hash."""
    dev, run = locked("requirements-dev.lock"), locked("requirements.lock")
    assert {name: dev.get(name) for name in run} == run
    assert "pagefind-bin" in run, "the extra `bin` of pagefind carries the program"


def test_every_import_is_a_package_that_is_asked_for() -> None:
    """What comes along with another package today may be gone with its next version."""
    names = {"git": "gitpython", "github": "pygithub", "yaml": "pyyaml", "PIL": "pillow", "slugify": "python-slugify"}
    names |= {
        "pagefind_bin": "pagefind",
        "material": "mkdocs-material",
        "pydantic_core": "pydantic",
        "markupsafe": "jinja2",
    }
    asked = {canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]}
    used = {module.split(".")[0] for name in MODULES for module in imported(name)}
    outside = used - set(sys.stdlib_module_names) - {"potluck", ""}
    assert {names.get(module, canonicalize_name(module)) for module in outside} <= asked


def test_what_ships_is_what_the_tests_looked_at() -> None:
    """The wheel holds the package whole: code, templates, styles, schemas."""
    targets = PROJECT["tool"]["hatch"]["build"]["targets"]
    assert targets["wheel"]["packages"] == ["tooling/potluck"]
    assert json.loads((PACKAGE / "diagnostics" / "schema-1.json").read_text("utf-8"))["$id"]
