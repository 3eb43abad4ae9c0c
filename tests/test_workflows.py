"""The workflows, read: what each may do, whose code it runs, and that every action is one named commit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.commands import potluck, pretend_wheel
from tests.support.community import ROOT
from tests.support.workflows import own_workflows

from potluck.errands.start import SWITCHES

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NAMES = ["audit", "check", "comment", "intake", "preview", "publish", "tally"]


def workflow(name: str) -> dict[str, Any]:
    """One of this repository's workflows. YAML reads `on` as true."""
    read: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows" / f"{name}.yml").read_text("utf-8"))
    return {"on" if key is True else key: value for key, value in read.items()}


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every job, with the name of its workflow before its own."""
    for name in NAMES:
        yield from ((f"{name}.{job}", rules) for job, rules in workflow(name)["jobs"].items())


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every step, with the name of its job."""
    for name, rules in jobs():
        yield from ((name, step) for step in rules["steps"])


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new community."""
    folder = tmp_path_factory.mktemp("fresh")
    assert potluck("init", "table", "--from", pretend_wheel(folder), within=folder).status == 0
    return folder / "table"


# --- One source ------------------------------------------------------------------------------------------------------


def test_this_repositorys_workflows_are_everybodys(fresh: Path) -> None:
    """SEC-061: from the same templates; another is only how Potluck is installed and which lock it stands on."""
    assert [path.stem for path in FILES] == NAMES
    for path, text in own_workflows().items():
        assert (ROOT / path).read_text("utf-8") == text, f"{path}: call `python -m tests.support.workflows`"
        theirs = (fresh / path).read_text("utf-8")
        differing = set(text.splitlines()) ^ set(theirs.splitlines())
        assert all(re.search(r"pip install|requirements", line) for line in differing), differing


# --- What others find in them ----------------------------------------------------------------------------------------


def program(name: str) -> str:
    """The path of a program that came with the development packages."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if not found:
        words = f"{name} is not installed; `make test` sets it up"
        assert os.environ.get("CI") != "true", words
        pytest.skip(words)
    return found


@pytest.mark.parametrize("where", ["here", "fresh"])
def test_zizmor_finds_nothing(where: str, fresh: Path) -> None:
    """SEC-060, SEC-063, SEC-066, SEC-067: at its most pedantic, without the network."""
    root = ROOT if where == "here" else fresh
    command = [program("zizmor"), "--persona=pedantic", "--offline", "--no-progress", root / ".github"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout + done.stderr


def test_only_one_finding_is_excused_and_the_file_says_why() -> None:
    """Whoever comments has to be woken by the check: there is no other way for forks."""
    excused = [(name, line) for name in NAMES for line in text_of(name).splitlines() if "zizmor: ignore" in line]
    ((name, line),) = excused
    assert name == "comment"
    assert "ignore[dangerous-triggers] nothing of the pull request is fetched or run" in line


def text_of(name: str) -> str:
    """A workflow as it is written."""
    return (ROOT / ".github/workflows" / f"{name}.yml").read_text("utf-8")


@pytest.mark.parametrize("where", ["here", "fresh"])
def test_a_linter_of_workflows_finds_nothing(where: str, fresh: Path) -> None:
    """Types of expressions, names of steps, times of schedules; the Dependabot file too."""
    root = ROOT if where == "here" else fresh
    files = [*sorted((root / ".github/workflows").glob("*.yml")), root / ".github/dependabot.yml"]
    done = subprocess.run([program("jactionlint"), "--shellcheck=", *files], capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "names"), [("github-workflows", FILES), ("dependabot", [ROOT / ".github/dependabot.yml"])]
)
def test_they_are_valid_by_the_published_schemas(schema: str, names: list[Path]) -> None:
    """As check-jsonschema carries them."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *names]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


# --- What they may do ------------------------------------------------------------------------------------------------

RIGHTS = {
    "audit.audit": {"contents": "read"},
    "check.check": {"contents": "read"},
    "comment.comment": {"contents": "read", "actions": "read", "pull-requests": "write"},
    "intake.intake": {"contents": "write", "pull-requests": "write", "issues": "write", "statuses": "write"},
    "preview.preview": {"contents": "read"},
    "publish.build": {"contents": "read"},
    "publish.attest": {"id-token": "write", "attestations": "write"},
    "publish.deploy": {"pages": "write", "id-token": "write"},
    "tally.tally": {"contents": "read"},
}


def test_each_job_has_the_rights_that_it_needs_and_no_other() -> None:
    """SEC-060, SEC-062, SEC-067: what looks at strangers' work reads; what publishes publishes."""
    assert {name: rules["permissions"] for name, rules in jobs()} == RIGHTS
    assert [workflow(name)["permissions"] for name in NAMES] == [{}] * len(NAMES)


def test_no_secret_and_no_cache_anywhere() -> None:
    """SEC-060, SEC-067: the one token is GitHub's own, and the jobs that answer people alone are given it."""
    for name in NAMES:
        text = text_of(name)
        assert "secrets." not in text
        assert "cache:" not in text
        assert "actions/cache" not in text
        assert ("github.token" in text) == (name in ("comment", "intake"))


def test_checkouts_leave_no_token_behind() -> None:
    """SEC-060: what a later step could read from the disk is not there."""
    checkouts = [step for _, step in steps() if "actions/checkout@" in step.get("uses", "")]
    assert len(checkouts) == 9
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_what_a_stranger_brought_is_never_installed_or_entered() -> None:
    """SEC-061: Potluck comes from the base; of the folder `pr` the check is told, and its proposals are copied."""
    for name, step in steps():
        run = step.get("run", "")
        if "pip install" in run and not name.startswith("audit"):
            assert set(re.findall(r"(?:-r|isolation) (\S+?)/", run)) <= {"base", "."}, run
        assert step.get("working-directory", "base") == "base"
        for line in run.splitlines():
            if "pr/" in line or " pr " in line:
                assert re.search(
                    r"potluck check --root pr |^cp -R --no-dereference pr/proposals base/proposals$", line
                ), line
    for name in ("check", "preview"):  # without a `ref`, a pull request's run fetches what the stranger would make
        fetched = [
            step["with"] for where, step in steps() if where.startswith(name) and "checkout" in step.get("uses", "")
        ]
        assert {one["path"]: one.get("ref") for one in fetched} == {
            "base": "${{ github.event.pull_request.base.sha }}",
            "pr": None,
        }
    answering = ("comment", "intake")
    privileged = [step for name, step in steps() if name.startswith(answering) and "checkout" in step.get("uses", "")]
    assert [step["with"] for step in privileged] == [{"path": "base", "persist-credentials": False}] * 2


def test_no_expression_becomes_a_part_of_a_command() -> None:
    """SEC-063, SEC-064: what is not written here reaches a shell as a variable; nothing but a fixed word is put out."""
    for name, step in steps():
        assert "${{" not in step.get("run", ""), name
        outputs = re.findall(r"echo (\S+) >> \"\$GITHUB_(?:OUTPUT|ENV|PATH)\"", step.get("run", ""))
        assert set(outputs) <= {'"content=yes"'}, name


def test_runs_give_way_to_each_other_as_they_should() -> None:
    """REL-015: a newer look ends the older one; sites queue; nothing that writes is broken off."""
    groups = {name: workflow(name)["concurrency"] for name in NAMES}
    assert {name for name in NAMES if groups[name]["cancel-in-progress"]} == {"check", "preview"}
    for name in ("check", "preview"):
        assert groups[name]["group"] == f"{name}-${{{{ github.event.pull_request.number }}}}"
    assert groups["intake"]["group"] == "intake-${{ github.event.issue.number }}"
    assert groups["publish"]["group"] == "publish"
    assert groups["tally"]["group"] == "tally"


def test_only_the_main_branch_is_published_and_only_when_it_is_whole() -> None:
    """SEC-067, REL-013: in an environment, after the proofs are read."""
    publish = workflow("publish")
    assert publish["on"] == {"push": {"branches": ["main"]}, "workflow_dispatch": None}
    assert publish["jobs"]["build"]["if"] == "github.ref == 'refs/heads/main'"
    assert publish["jobs"]["deploy"]["needs"] == ["build", "attest"]
    assert publish["jobs"]["deploy"]["environment"]["name"] == "github-pages"
    assert not [step for name, step in steps() if name in ("publish.deploy", "publish.attest") and "run" in step]
    ours = [
        step["run"].split()[1]
        for step in publish["jobs"]["build"]["steps"]
        if step.get("run", "").startswith("potluck")
    ]
    assert ours == ["build", "pack", "proof"]


# --- Pins ------------------------------------------------------------------------------------------------------------


def test_every_action_is_one_commit_and_its_page_says_where_that_was_found() -> None:
    """SEC-066: forty digits and the version; the table has every one, with a repository and a file, and no other."""
    used = set()
    for name in NAMES:
        for line in text_of(name).splitlines():
            if " uses: " in line:
                found = re.fullmatch(r"\s+uses: ([\w/-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line)
                assert found, line
                used.add(found.groups())
    told = set()
    for line in (ROOT / "content/docs/workflows.md").read_text("utf-8").splitlines():
        if row := re.fullmatch(r"\| (actions/\S+) \| (\S+) \| `([0-9a-f]{40})` \| (.+) \|", line):
            told.add((row[1], row[3], row[2]))
            assert re.search(r"`[\w-]+/[\w-]+` `\.github/workflows/[\w-]+\.yml` at `[0-9a-f]{12}`", row[4])
    assert used == told


def test_every_package_of_a_workflow_has_its_hash() -> None:
    """SEC-066: also those that look for weak packages; and Dependabot waits a week."""
    text = (ROOT / ".github/pip-audit.txt").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert any(line.startswith("pip-audit==") for line in lines)
    assert all(re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line) for line in lines)
    installs = [line for _, step in steps() for line in step.get("run", "").splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line or "--no-deps --no-build-isolation ./base" in line for line in installs)
    dependabot = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text("utf-8"))
    assert all(one["cooldown"]["default-days"] == 7 for one in dependabot["updates"])


# --- What no file can switch on --------------------------------------------------------------------------------------


def test_a_new_community_is_told_what_to_switch_on(tmp_path: Path, fresh: Path) -> None:
    """SEC-068: the same commands in the closing words, in its README and in the handbook."""
    ran = potluck("init", "table", "--from", pretend_wheel(tmp_path), within=tmp_path)
    readme = (fresh / "README.md").read_text("utf-8")
    handbook = (ROOT / "content/docs/workflows.md").read_text("utf-8")
    for line in SWITCHES:
        assert all(f"{line}\n" in text for text in (ran.out, readme, handbook)), line


def test_branch_protection_asks_for_the_check_that_there_is() -> None:
    """SEC-068: by the name that GitHub shows for the job, and for the owners that CODEOWNERS names."""
    rules = yaml.safe_load((ROOT / ".github/branch-protection.json").read_text("utf-8"))
    assert rules["required_status_checks"]["contexts"] == [workflow("check")["jobs"]["check"]["name"]]
    assert rules["required_pull_request_reviews"]["require_code_owner_reviews"] is True
    assert (rules["allow_force_pushes"], rules["allow_deletions"]) == (False, False)
