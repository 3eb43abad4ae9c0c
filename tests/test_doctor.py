"""`potluck doctor`: every setting that somebody has to have right, and what to do about each that is not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import Ran, potluck, pretend_wheel
from tests.support.community import ROOT
from tests.support.github import TOKEN
from tests.support.repository import Repository
from tests.support.settings import FakeSettings

from potluck.errands.doctor_forge import NAMES
from potluck.errands.start import SWITCHES
from potluck.forge import patience

HOME = "octo-org/octo-repo"


@pytest.fixture
def hub() -> Iterator[FakeSettings]:
    """A GitHub on which everything is set up."""
    with FakeSettings() as fake:
        yield fake


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A new community, committed, with everything that its README asks for."""
    assert potluck("init", "table", "--from", pretend_wheel(tmp_path), within=tmp_path).status == 0
    root = tmp_path / "table"
    charter = root / "potluck.yml"
    charter.write_text(charter.read_text("utf-8").replace("people: []", "people: [mara-sample]"), "utf-8")
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("# site_url:", "site_url:"), "utf-8")
    if "\nsite_url:" not in settings.read_text("utf-8"):
        settings.write_text(settings.read_text("utf-8") + "\nsite_url: https://table.example/\n", "utf-8")
    assert potluck("forms", "--root", root, within=tmp_path).status == 0
    Repository(root).commit({})
    return root


@pytest.fixture
def seen(fresh: Path, hub: FakeSettings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, dict[str, Any]]]:
    """The findings by name, asked with a token."""
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", hub.url)
    monkeypatch.setattr(patience, "sleep", lambda _seconds: None)

    def run(status: int = 0) -> dict[str, dict[str, Any]]:
        ran = potluck("doctor", "--repository", HOME, "--format", "json", "--root", fresh, within=fresh)
        assert ran.status == status, ran
        found = json.loads(ran.out)
        assert found["version"] == 1
        return {one["name"]: one for one in found["findings"]}

    return run


def due(findings: dict[str, dict[str, Any]]) -> list[str]:
    """The names of what is to be done."""
    return [name for name, one in findings.items() if one["state"] == "to do"]


def test_where_all_is_set_up_there_is_nothing_to_do(
    seen: Callable[..., dict[str, dict[str, Any]]], hub: FakeSettings
) -> None:
    """Files and settings; only what can be proved nowhere but there is named with its command (SEC-069)."""
    found = seen()
    assert {name for name, one in found.items() if one["state"] != "ok"} == {"signature of the site"}
    assert "gh attestation verify" in found["signature of the site"]["do"]
    assert {*NAMES} < found.keys()
    assert {line.split()[0] for line in hub.asked} == {"GET"}


@pytest.mark.parametrize(
    ("place", "change", "name", "do"),
    [
        pytest.param("", {"has_issues": False}, "repository", "/settings", id="no-issues"),
        pytest.param("", {"archived": True}, "repository", "/settings", id="archived"),
        pytest.param("", {"default_branch": "trunk"}, "repository", "branch:", id="another-branch"),
        pytest.param("/actions/permissions", {"enabled": False}, "Actions", "/settings/actions", id="actions-off"),
        pytest.param(
            "/actions/permissions/workflow",
            {"can_approve_pull_request_reviews": False},
            "workflows' token",
            SWITCHES[0],
            id="no-pull-requests",
        ),
        pytest.param(
            "/actions/permissions/workflow",
            {"default_workflow_permissions": "write"},
            "workflows' token",
            SWITCHES[0],
            id="may-write",
        ),
        pytest.param("/branches/main/protection", None, "branch protection", SWITCHES[1], id="unprotected"),
        pytest.param(
            "/branches/main/protection",
            {"allow_force_pushes": {"enabled": True}},
            "branch protection",
            SWITCHES[1],
            id="can-be-rewritten",
        ),
        pytest.param(
            "/codeowners/errors",
            {"errors": [{"line": 2, "column": 3, "kind": "Unknown owner", "message": "x", "path": "CODEOWNERS"}]},
            "CODEOWNERS",
            "/blob/main/.github/CODEOWNERS",
            id="unknown-owner",
        ),
        pytest.param("/codeowners/errors", None, "CODEOWNERS", "potluck forms", id="no-owners"),
        pytest.param("/pages", None, "Pages", SWITCHES[2], id="pages-off"),
        pytest.param("/pages", {"build_type": "legacy"}, "Pages", "-X PUT", id="pages-from-a-branch"),
        pytest.param("/environments/github-pages", None, "Pages' environment", SWITCHES[3], id="no-environment"),
        pytest.param(
            "/environments/github-pages",
            {"deployment_branch_policy": None},
            "Pages' environment",
            SWITCHES[3],
            id="every-branch",
        ),
    ],
)
def test_each_setting_that_is_amiss_comes_with_what_to_do(
    seen: Callable[..., dict[str, dict[str, Any]]],
    hub: FakeSettings,
    place: str,
    change: dict[str, Any] | None,
    name: str,
    do: str,
) -> None:
    """SEC-068: the very command, or the page; and nothing else is said to be amiss."""
    if change is None:
        del hub.answers[place]
    else:
        hub.answers[place] |= change
    found = seen(1)
    assert due(found) == [name]
    assert do in found[name]["do"]


def test_labels_that_are_missing_are_named(seen: Callable[..., dict[str, dict[str, Any]]], hub: FakeSettings) -> None:
    """One command for all of them."""
    hub.answers["/labels"].pop(0)
    found = seen(1)
    assert found["labels"]["do"] == "gh label create idea"


def test_a_secret_is_asked_for_by_name_where_a_workflow_wants_one(
    seen: Callable[..., dict[str, dict[str, Any]]], hub: FakeSettings, fresh: Path
) -> None:
    """And never by what is in it."""
    own = fresh / ".github/workflows/own.yml"
    own.write_text("env: {KEY: '${{ secrets.OUR_KEY }}', T: '${{ secrets.GITHUB_TOKEN }}'}\n", "utf-8")
    found = seen(1)
    assert (due(found), found["secrets"]["do"]) == (["secrets"], "gh secret set OUR_KEY")
    secret = {"name": "OUR_KEY", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
    hub.answers["/actions/secrets"] = {"total_count": 1, "secrets": [secret]}
    assert seen()["secrets"]["state"] == "ok"


def test_what_a_token_may_not_see_is_not_called_amiss(
    seen: Callable[..., dict[str, dict[str, Any]]], hub: FakeSettings
) -> None:
    """A workflow's own token sees little; nothing is guessed."""
    hub.is_owner = False
    found = seen()
    assert due(found) == []
    hidden = [name for name, one in found.items() if one["state"] == "cannot be seen"]
    assert {"Actions", "branch protection", "Pages"} < set(hidden)
    assert "gh auth token" in found["branch protection"]["do"]
    del hub.answers["/pages"]  # to such a token a 404 does not say that there are none
    hub.for_owners.clear()
    assert seen()["Pages"]["state"] == "cannot be seen"


def test_the_ledgers_branch_is_looked_for_where_the_charter_has_one(
    seen: Callable[..., dict[str, dict[str, Any]]], hub: FakeSettings, fresh: Path
) -> None:
    """Until the first snapshot there is none."""
    assert "ledger's branch" not in seen()
    charter = fresh / "potluck.yml"
    charter.write_text(charter.read_text("utf-8") + "ledger: {home: branch}\n", "utf-8")
    assert seen()["ledger's branch"]["state"] == "ok"
    hub.refs.remove("refs/heads/ledger")
    assert seen(1)["ledger's branch"]["do"] == "potluck fetch && git push origin ledger"


def test_without_a_token_the_files_are_looked_at(fresh: Path, hub: FakeSettings) -> None:
    """And each setting is said to be unseen, with the line that shows it."""
    ran = potluck("doctor", "--repository", HOME, "--root", fresh, within=fresh)
    assert ran.status == 0
    assert "GITHUB_TOKEN=$(gh auth token) potluck doctor" in ran.out
    assert "0 to do" in ran.out
    assert hub.asked == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("rm .github/workflows/intake.yml", "workflows"),
        ("echo 'x: y' >> .github/workflows/check.yml", "workflows"),
        ("rm .github/CODEOWNERS", "issue forms"),
        ("rm requirements.txt", "Potluck's version"),
        ("sed -i '/^site_url/d' mkdocs.yml", "site's address"),
        ("sed -i 's/people: .mara-sample./people: []/' potluck.yml", "facilitators"),
        ("rm -r .git", "git"),
        ("echo hm > proposals/ideas/hm.md", "proposals"),
        ("echo hm >> potluck.yml", "charter"),
    ],
)
def test_each_file_that_is_amiss_comes_with_what_to_do(fresh: Path, change: str, name: str) -> None:
    """Without any forge."""
    subprocess.run(change, shell=True, cwd=fresh, check=True)
    ran = potluck("doctor", "--format", "json", "--root", fresh, within=fresh)
    assert ran.status == 1, ran
    found = {one["name"]: one for one in json.loads(ran.out)["findings"]}
    assert name in due(found)
    assert found[name]["do"]


def test_the_repository_is_found_where_git_comes_from(fresh: Path) -> None:
    """`origin` tells, in each of its spellings; an address that is no forge's tells nothing."""
    repository = Repository(fresh)
    repository.git("remote", "add", "origin", "git@github.com:open-kitchen/table.git")
    for address in ("git@github.com:a/b.git", "https://github.com/a/b", "ssh://git@github.com/a/b.git"):
        repository.git("remote", "set-url", "origin", address)
        assert "there is no token to ask with" in potluck("doctor", "--root", fresh, within=fresh).out, address
    repository.git("remote", "set-url", "origin", "../elsewhere")
    assert "not known which repository" in potluck("doctor", "--root", fresh, within=fresh).out


def test_a_repository_that_the_token_does_not_see_is_told(
    fresh: Path, hub: FakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one sentence; the token is in none."""
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", hub.url)
    del hub.answers[""]
    ran: Ran = potluck("doctor", "--repository", HOME, "--root", fresh, within=fresh)
    assert ran.status == 2
    assert ran.sentence == f"potluck: GitHub shows this token no repository {HOME} (404)"


def test_this_repository_passes_its_own_examination() -> None:
    """The sample community has nothing to do."""
    ran = potluck("doctor", "--root", ROOT, within=ROOT)
    assert ran.status == 0, ran.out
