"""The workflows' own steps do what they say: run by bash, on GitHub's events, with real branches."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.support.commands import potluck, pretend_wheel
from tests.support.community import NOON, Small, proposal
from tests.support.repository import Repository
from tests.support.runner import Job, payload

# What a stranger can choose, in the form that a shell would love.
POISON = '$(touch${IFS}pwned)`touch${IFS}pwned`";touch${IFS}pwned;#'
SLUG = "a-pot-for-all"


class Table:
    """A community with a history, and pull requests to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.small = Small(root / "origin")
        self.small.idea("soup-night")
        self.repository = Repository(root / "origin")
        self.repository.day = NOON
        self.base = self.repository.commit(
            {".gitignore": "site/public/\n", "site/theme/.gitkeep": ""}, by="mara-sample"
        )
        self.number = 1

    def propose(
        self, files: Mapping[str, str | bytes | None], *, branch: str = "a-pot", link: str = "", by: str = "ana-sample"
    ) -> Job:
        """A pull request that brings *files*; with *link*, a symbolic link from there to /etc."""
        self.number += 1
        self.repository.branch(branch)
        if link:
            (self.repository.root / link).symlink_to("/etc/hostname")
        head = self.repository.commit(files, by=by)
        self.repository.git("checkout", "--quiet", "-b", f"merge-{self.number}", self.base)
        merged = self.repository.merge(head)
        self.repository.switch("main")
        event = payload("pull_request.synchronize")
        pull = event["pull_request"]
        pull |= {
            "number": self.number,
            "title": POISON,
            "body": POISON,
            "user": {"login": by, "type": "User"},
        }
        pull["head"] |= {"ref": branch, "sha": head, "label": f"{by}:{branch}"}
        pull["base"] |= {"ref": "main", "sha": self.base}
        folder = self.root / f"run-{self.number}"
        return Job(folder, self.repository, event, merged, folder / "artifacts")

    def push(self) -> Job:
        """What happens when the main branch has moved."""
        event = payload("push") | {"ref": "refs/heads/main", "after": self.base}
        return Job(self.root / "push", self.repository, event, self.base, self.root / "push" / "artifacts")


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """A small community on the forge."""
    return Table(tmp_path)


def idea(title: str = "A pot for all", **fields: object) -> str:
    """What a customer brings."""
    return proposal(title, **fields)


def untouched(job: Job) -> bool:
    """Whether none of the poison was run."""
    return not [path for path in job.root.parent.rglob("*pwned*") if path.name == "pwned"]


# --- Check -----------------------------------------------------------------------------------------------------------


def test_a_good_pull_request_passes(table: Table) -> None:
    """The run is green, and what was found is kept for the comment: nothing."""
    job = table.propose({f"proposals/ideas/{SLUG}.md": idea()}).run("check", "check")
    assert job.status == 0, job.log
    assert [path.name for path in (job.artifacts / "check-result").iterdir()] == ["result.json"]
    result = json.loads((job.artifacts / "check-result" / "result.json").read_bytes())
    assert result["diagnostics"] == []


def test_a_clumsy_pull_request_is_told_what_to_write(table: Table) -> None:
    """REL-035: in the summary, on the lines, and in the file for the comment; and the run is red."""
    job = table.propose({f"proposals/ideas/{SLUG}.md": idea(stage="almost done")}).run("check", "check")
    assert job.status == 1, job.log
    assert "almost done" in job.summary
    assert f"::error file=proposals/ideas/{SLUG}.md" in job.log
    assert "FM103" in (job.artifacts / "check-result" / "result.json").read_text("utf-8")


def test_nothing_that_a_stranger_names_is_run(table: Table) -> None:
    """SEC-063, SEC-065: a branch, a title and a file in the form of commands are names, and stay so."""
    files = {
        f"proposals/ideas/{SLUG}.md": idea(),
        "proposals/ideas/$(touch pwned).md": idea("Poisoned"),
        "::error::x": "",
    }
    job = table.propose(files, branch='a";touch${IFS}pwned;"$(touch${IFS}pwned)').run("check", "check")
    assert job.status == 1, job.log
    assert untouched(job)
    assert not [line for line in job.log.splitlines() if line.startswith("::error::x")]


def test_a_pull_request_that_changes_its_own_judge_is_judged_by_the_old_one(table: Table) -> None:
    """SEC-061: a charter that would allow everything, and a Potluck that would, are data."""
    lenient = (
        (table.small.root / "potluck.yml").read_text("utf-8").replace("suggested:", "almost: {}\n      suggested:", 1)
    )
    own = "import sys; sys.exit(0)\n"
    files = {
        f"proposals/ideas/{SLUG}.md": idea(stage="almost"),
        "potluck.yml": lenient,
        "potluck/__init__.py": own,
        "sitecustomize.py": own,
        "tooling/potluck/__init__.py": own,
    }
    job = table.propose(files).run("check", "check")
    assert job.status == 1, job.log
    result = json.loads((job.artifacts / "check-result" / "result.json").read_bytes())
    assert {"FM103", "PW802"} <= {one["code"] for one in result["diagnostics"]}, "the stage is none of the base's"


def test_a_check_that_could_not_run_does_not_pass(table: Table) -> None:
    """REL-007: only «nothing found» and «something found» are answers; what else happens ends the run."""
    job = table.propose({"potluck.yml": "community: {"}).run("check", "check")
    assert job.status != 0, job.log


# --- Comment ---------------------------------------------------------------------------------------------------------


def test_a_result_is_handed_to_the_comment_and_nothing_else_is(table: Table) -> None:
    """SEC-062: the main branch and one file; a result that is none is refused, before a token is used."""
    checked = table.propose({f"proposals/ideas/{SLUG}.md": idea(stage="almost done")}).run("check", "check")
    event = payload("workflow_run.completed")
    event["workflow_run"] |= {"event": "pull_request", "head_branch": POISON, "head_sha": checked.commit}
    (checked.artifacts / "check-result" / "result.json").write_text("[" * 9, "utf-8")
    job = Job(table.root / "comment", table.repository, event, table.base, checked.artifacts).run("comment", "comment")
    assert job.status == 2, job.log
    assert "Traceback" not in job.log
    assert "not-a-token" not in job.log
    assert untouched(job)


# --- Preview ---------------------------------------------------------------------------------------------------------


@pytest.mark.engine
def test_a_preview_shows_what_is_brought_in_the_frame_of_the_base(table: Table) -> None:
    """SEC-061: the proposal is there; theme, settings and pages are those of the main branch."""
    files = {
        f"proposals/ideas/{SLUG}.md": idea(),
        "site/theme/main.html": "<p>POISONED THEME</p>",
        "content/how-it-works.md": "POISONED PAGE",
        "mkdocs.yml": "site_name: POISONED\nplugins: [potluck]\n",
    }
    job = table.propose({f"proposals/ideas/{SLUG}.md": files[f"proposals/ideas/{SLUG}.md"]}).run("preview", "preview")
    assert job.status == 0, job.log
    page = (job.artifacts / "preview" / "ideas" / SLUG / "index.html").read_text("utf-8")
    assert "A pot for all" in page
    # Only a facilitator may change all that: the check is content, and the preview still takes none of it.
    poisoned = table.propose(files, branch="poison", by="mara-sample").run("preview", "preview")
    printed = poisoned.artifacts / "preview"
    assert "A pot for all" in (printed / "ideas" / SLUG / "index.html").read_text("utf-8"), poisoned.log
    assert not [path for path in printed.rglob("*.html") if "POISONED" in path.read_text("utf-8")]


def test_there_is_no_preview_of_what_the_check_is_not_content_with(table: Table) -> None:
    """A link to a file of the machine goes nowhere; the run is no second red cross for the same thing."""
    job = table.propose({}, link=f"proposals/ideas/{SLUG}.md").run("preview", "preview")
    assert job.status == 0, job.log
    assert not list(job.artifacts.iterdir())
    assert "There is no preview yet" in job.summary


# --- Publish ---------------------------------------------------------------------------------------------------------


@pytest.mark.engine
def test_what_is_published_is_the_printed_site(table: Table) -> None:
    """One packed file, which the next job signs and the last one puts online."""
    job = table.push().run("publish", "build")
    assert job.status == 0, job.log
    with tarfile.open(job.artifacts / "github-pages" / "artifact.tar") as packed:
        names = set(packed.getnames())
    assert {"./index.html", "./ideas/soup-night/index.html", "./sitemap.xml"} <= names
    assert not [name for name in names if name.startswith(("./proposals", "./.git", "./potluck.yml"))]


@pytest.mark.engine
def test_a_site_that_is_not_whole_goes_nowhere(table: Table) -> None:
    """REL-013: a theme that leaves the page half printed stops the run before anything is packed."""
    table.base = table.repository.commit(
        {"site/theme/potluck/home.html": '<p><a href="nowhere/">Here</a>'}, by="mara-sample"
    )
    job = table.push().run("publish", "build")
    assert job.status == 1, job.log
    assert "nowhere/" in job.log
    assert job.done[-1] == "Read the proofs"
    assert not list(job.artifacts.iterdir())


# --- Tally -----------------------------------------------------------------------------------------------------------


def test_the_tally_is_shown_on_the_runs_page(table: Table) -> None:
    """As text, whatever is in it, and without touching a file of the community."""
    ballot = '{"proposal":"soup-night","login":"bo","reaction":"+1","at":"2026-05-12T18:04:00Z"}\n'
    manifest = '{"counts":{"ballots":1,"logins":1,"proposals":1},"forge":"none","format":1,"rule":1,'
    manifest += '"taken":"2026-05-30T12:00:00Z"}'
    files = {"content/ledger/manifest.json": manifest, "content/ledger/ballots/soup-night.jsonl": ballot}
    table.base = table.repository.commit(files, by="mara-sample")
    job = table.push().run("tally", "tally")
    assert job.status == 0, job.log
    tally, _, audit = job.summary.partition("### Votes looked over")
    assert "soup-night" in tally
    assert all(line.startswith("    ") for line in tally.splitlines())
    assert audit
    assert "bo" not in audit.split()


# --- Audit -----------------------------------------------------------------------------------------------------------


def test_the_audit_asks_about_every_package_but_potluck_itself(tmp_path: Path) -> None:
    """SEC-066: the community's whole lock, in which the first entry is at an address and on no list."""
    lock = "markdown==3.10 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    wheel = pretend_wheel(tmp_path, lock=lock)
    assert potluck("init", "table", "--from", wheel, within=tmp_path).status == 0
    repository = Repository(tmp_path / "table")
    commit = repository.commit({})
    job = Job(tmp_path / "run", repository, {}, commit, tmp_path / "run" / "artifacts")
    asked = tmp_path / "run" / "bin" / "pip-audit"
    asked.parent.mkdir(parents=True)
    asked.write_text('#!/bin/sh\necho "$1 $2"\ncat "$4"\n', "utf-8")
    asked.chmod(0o755)
    job.run("audit", "audit", within=repository.root)
    assert job.status == 0, job.log
    assert "potluck @" in (repository.root / "requirements.txt").read_text("utf-8")
    options, *lines = [line for line in job.log.splitlines() if not line.startswith("#")]
    assert options == "--require-hashes --disable-pip"
    assert lines == lock.splitlines()


# --- Intake ----------------------------------------------------------------------------------------------------------


def test_an_issue_in_the_form_of_commands_is_an_issue(table: Table) -> None:
    """SEC-063: title and text reach Potluck in GitHub's own file; a token that GitHub does not know opens nothing."""
    event = payload("issues.opened")
    event["issue"] |= {"title": POISON, "body": POISON}
    job = Job(table.root / "intake", table.repository, event, table.base, table.root / "intake" / "artifacts")
    job.run("intake", "intake")
    assert job.done[:1] == ["Fetch the published branch"]
    assert job.status == 2, job.log
    assert "Traceback" not in job.log
    assert "not-a-token" not in job.log
    assert untouched(job)
