"""A change of the desk's as a commit, or as a branch and a pull request: real git, and a GitHub on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.support.bringing import example
from tests.support.commands import Ran, potluck
from tests.support.desk import DESK, NOW, SOUP, STEW, Desk
from tests.support.github import TOKEN, Answer, FakeGitHub
from tests.test_desk_deeds import DEEDS

from potluck.forge import patience

WHY = ("--reason", "too-few-hands", "--says", "With two helpers we would; ask @ana-sample, closes #7.")
FORGE = "forge: {type: github, repository: octo-org/octo-repo}\n"


class Opening(FakeGitHub):
    """A GitHub that opens pull requests, one a branch."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Mapping[str, str]] = []

    def _act(self, verb: str, path: str, query: dict[str, str], sent: Any) -> Answer:
        if (verb, path) != ("POST", f"{self.place}/pulls"):
            return super()._act(verb, path, query, sent)
        self.opened.append(sent)
        number = 40 + len(self.opened)
        self.pull(number, by="octo-org", branch=sent["head"], base=sent["base"])
        self.pulls[number]["html_url"] = f"https://github.com/octo-org/octo-repo/pull/{number}"
        address = {name: self.pulls[number][name] for name in ("number", "html_url")}
        return 201, {}, example("pulls/create") | address | {"requested_teams": []}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The community as a clone of a repository that lies on this machine too; git knows who is at work."""
    made = Desk(tmp_path / "table", charter=FORGE + DESK)
    made.repository.git("init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "far.git"))
    made.repository.git("remote", "add", "origin", str(tmp_path / "far.git"))
    made.repository.git("push", "--quiet", "--set-upstream", "origin", "main")
    made.repository.git("config", "user.email", "mara-sample@users.noreply.github.com")
    made.repository.git("config", "user.name", "Mara")
    return made


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opening]:
    """A GitHub to open pull requests at; the token is in the environment."""
    monkeypatch.setattr(patience, "sleep", lambda _: None)
    with Opening() as fake:
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        monkeypatch.setenv("GITHUB_API_URL", fake.url)
        yield fake


def run(desk: Desk, *words: object) -> Ran:
    """One command, as git says who is at work."""
    return potluck(*words, "--now", NOW, within=desk.root)


def far(desk: Desk, *words: str) -> str:
    """What git says in the repository that others see."""
    return desk.repository.git("-C", str(desk.root.parent / "far.git"), *words)


# --- Commits ---------------------------------------------------------------------------------------------------------


def test_a_commit_holds_the_change_and_nothing_else(desk: Desk) -> None:
    """Whatever else is staged stays staged; the words are the title, and the sentence below it."""
    desk.repository.write("notes.txt", "mine")
    desk.repository.git("add", "notes.txt")
    ran = run(desk, "decline", "soup-night", *WHY, "--commit")
    commit = desk.repository.git("rev-parse", "--short", "HEAD")
    assert ran.out == f"Decline soup-night: too-few-hands: committed as {commit}.\n"
    assert desk.repository.git("show", "--format=%an%n%B", "--name-only", "HEAD") == (
        f"Mara\nDecline soup-night: too-few-hands\n\n{WHY[3]}\n\n\n{SOUP}"
    )
    assert desk.repository.git("status", "--porcelain") == "A  notes.txt"
    assert desk.check("mara-sample", "HEAD~1").status == 0


def test_what_is_not_committed_yet_is_not_swept_along(desk: Desk) -> None:
    """Half a sentence of somebody's in the same file would be published under a no."""
    desk.repository.write(SOUP, desk.text() + "And bread.\n")
    for way in ("--commit", "--pr"):
        ran = run(desk, "decline", "soup-night", *WHY, way)
        assert ran.status == 2
        assert SOUP in ran.sentence
    assert desk.text().endswith("And bread.\n")
    assert "decision" not in desk.text()


def test_a_file_that_git_does_not_know_is_no_commit(desk: Desk) -> None:
    """It is somebody's new proposal, and comes first."""
    desk.small.idea("bread", "Bread from yesterday")
    ran = run(desk, "decline", "bread", *WHY, "--commit")
    assert ran.sentence.startswith("potluck: proposals/ideas/bread.md is not in git yet; commit it first")


def test_without_a_name_git_says_how_to_give_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The change is written and the next step is said."""
    desk.repository.git("config", "--unset", "user.email")
    desk.repository.git("config", "--unset", "user.name")
    desk.repository.git("config", "user.useConfigOnly", "true")
    monkeypatch.setenv("EMAIL", "")
    ran = run(desk, "decline", "soup-night", *WHY, "--commit", "--as", "mara-sample")
    assert "git config user.name" in ran.sentence
    assert ran.sentence.endswith(f"it is written into {SOUP}, and not committed")


def test_a_hook_that_says_no_is_heard(desk: Desk) -> None:
    """The facilitator's own hooks run: it is their commit."""
    hook = desk.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'Not on a Sunday' >&2\nexit 1\n")
    hook.chmod(0o755)
    ran = run(desk, "move", "soup-night", "building", "--commit")
    assert ran.status == 2
    assert "git cannot do that: `Not on a Sunday`; it is written into" in ran.sentence


# --- Pull requests ---------------------------------------------------------------------------------------------------


def test_without_a_token_the_steps_are_said(desk: Desk) -> None:
    """A branch with one commit, made beside the work tree; what to type, and where to click."""
    desk.repository.write("notes.txt", "mine")
    before = desk.repository.git("status", "--porcelain")
    ran = run(desk, "merge", "stew-night", "soup-night", *WHY, "--pr")
    assert ran.out == (
        "Merge stew-night into soup-night: on the branch desk/merge-stew-night; your files are as they were.\n"
        "1. Bring it to the others: git push --set-upstream origin desk/merge-stew-night\n"
        "2. Open https://github.com/octo-org/octo-repo/compare/main...desk/merge-stew-night?expand=1\n"
        "Voices on stew-night count for soup-night from now on, each person once; its address leads there.\n"
    )
    assert desk.repository.git("status", "--porcelain") == before
    assert desk.repository.git("rev-parse", "--abbrev-ref", "HEAD") == "main"
    assert desk.repository.git("diff", "--name-only", "main", "desk/merge-stew-night") == STEW
    desk.repository.git("checkout", "--quiet", "desk/merge-stew-night")
    assert desk.check("mara-sample", "main").status == 0
    assert desk.check("eve-sample", "main").status == 1


def test_with_a_token_it_is_pushed_and_asked_for(desk: Desk, hub: Opening) -> None:
    """One pull request from one branch; what somebody typed mentions nobody and closes nothing (SEC-070)."""
    ran = run(desk, "decline", "soup-night", *WHY, "--pr")
    assert ran.out == (
        "Decline soup-night: too-few-hands: https://github.com/octo-org/octo-repo/pull/41 asks for it.\n"
    )
    (opened,) = hub.opened
    assert (opened["head"], opened["base"]) == ("desk/decline-soup-night", "main")
    assert opened["title"] == "Decline soup-night: too-few-hands"
    assert "@ana-sample" not in opened["body"]
    assert "#7" not in opened["body"]
    assert (
        far(desk, "log", "-1", "--format=%an %s", "desk/decline-soup-night") == "Mara Decline soup-night: too-few-hands"
    )
    assert desk.repository.git("status", "--porcelain") == ""


def test_a_lost_answer_opens_no_second_one(desk: Desk, hub: Opening) -> None:
    """The one that was opened is found (REL-014)."""
    hub.fail(r"POST /repos/octo-org/octo-repo/pulls$", 502, is_done=True)
    ran = run(desk, "decline", "soup-night", *WHY, "--pr")
    assert "pull/41 asks for it" in ran.out
    assert len(hub.opened) == 1


def test_where_the_forge_refuses_the_branch_is_there(desk: Desk, hub: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the token is said (SEC-074), and how it goes on by hand is."""
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_another")
    ran = run(desk, "decline", "soup-night", *WHY, "--pr")
    assert ran.status == 2
    assert ran.sentence == (
        "potluck: GitHub does not know the token in GITHUB_TOKEN (401); the branch desk/decline-soup-night is pushed, "
        "and https://github.com/octo-org/octo-repo/compare/main...desk/decline-soup-night?expand=1 asks for it"
    )


def test_the_same_once_more_is_the_same_pull_request(desk: Desk, hub: Opening) -> None:
    """One branch and one request, also where the first run was refused (403) after it had pushed."""
    hub.fail(r"POST /repos/octo-org/octo-repo/pulls$", 403)
    ran = run(desk, "decline", "soup-night", *WHY, "--pr")
    assert ran.status == 2
    assert "may not do this (403); it has to open pull requests: `pull-requests: write`; the branch" in ran.sentence
    assert "is pushed, and https://github.com/octo-org/octo-repo/compare/" in ran.sentence
    first, second = (run(desk, "decline", "soup-night", *WHY, "--pr").out for _ in range(2))
    assert first == second
    assert len(hub.opened) == 1
    assert far(desk, "for-each-ref", "--format=%(refname:short)", "refs/heads/desk/") == "desk/decline-soup-night"


def test_a_remote_that_refuses_says_why(desk: Desk, hub: Opening) -> None:
    """As a protected branch does, or a rule about names."""
    hook = desk.root.parent / "far.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'Names begin with a ticket' >&2\nexit 1\n")
    hook.chmod(0o755)
    ran = run(desk, "decline", "soup-night", *WHY, "--pr")
    assert ran.status == 2
    assert "[remote rejected] desk/decline-soup-night" in ran.sentence
    assert "pre-receive hook declined" in ran.sentence
    assert hub.opened == []


@pytest.mark.parametrize(("words", "by", "path"), DEEDS)
def test_every_deed_can_be_asked_for(desk: Desk, hub: Opening, words: tuple[str, ...], by: str, path: str) -> None:
    """Over HTTP, from a branch that another repository took: one file, one commit, one request with its title."""
    ran = run(desk, *words, "--as", by, "--pr")
    assert ran.status == 0, ran.sentence
    (asked,) = hub.opened
    assert asked["base"] == "main"
    assert far(desk, "log", "--format=%s", f"main..{asked['head']}") == asked["title"]
    assert far(desk, "diff", "--name-only", "main", asked["head"]) == path
    assert f"Made by `potluck {words[0]}`." in asked["body"]
    assert "pull/41 asks for it." in ran.out


def test_a_push_that_fails_is_told(desk: Desk, hub: Opening) -> None:
    """As where the network is gone."""
    desk.repository.git("remote", "set-url", "origin", str(desk.root / "nowhere.git"))
    ran = run(desk, "decline", "soup-night", *WHY, "--pr")
    assert ran.status == 2
    assert "the branch desk/decline-soup-night is there" in ran.sentence
    assert hub.opened == []


def test_a_second_branch_has_a_name_of_its_own(desk: Desk) -> None:
    """The first is not written over: this says something else."""
    run(desk, "decline", "soup-night", *WHY, "--pr")
    first = desk.repository.git("rev-parse", "desk/decline-soup-night")
    other = (*WHY[:3], "With three we would.")
    assert "on the branch desk/decline-soup-night-2;" in run(desk, "decline", "soup-night", *other, "--pr").out
    assert desk.repository.git("rev-parse", "desk/decline-soup-night") == first


def test_it_leaves_from_what_is_published(desk: Desk) -> None:
    """Commits that only lie here are not asked for with it; a file that is another one there is told."""
    desk.repository.commit({"notes.txt": "mine"})
    run(desk, "decline", "soup-night", *WHY, "--pr")
    assert desk.repository.git("rev-parse", "desk/decline-soup-night~1") == desk.repository.git(
        "rev-parse", "origin/main"
    )
    desk.repository.commit({SOUP: desk.text() + "And bread.\n"})
    ran = run(desk, "move", "soup-night", "building", "--pr")
    assert ran.sentence == (f"potluck: {SOUP} is another one at `origin/main`; `git pull` brings the two together")


def test_a_community_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    """Paths count from the repository's top, and it works all the same."""
    desk = Desk(tmp_path / "table")
    desk.repository.git("config", "user.email", "mara-sample@users.noreply.github.com")
    desk.repository.git("config", "user.name", "Mara")
    (desk.root / "inner").mkdir()
    for name in ("potluck.yml", "mkdocs.yml", "content", "proposals", "site"):
        (desk.root / name).rename(desk.root / "inner" / name)
    desk.repository.commit({})
    words = ("decline", "soup-night", *WHY, "--now", NOW, "--as", "mara-sample")
    assert potluck(*words, "--pr", within=desk.root / "inner" / "proposals").status == 0
    assert desk.repository.git("diff", "--name-only", "main", "desk/decline-soup-night") == f"inner/{SOUP}"
    assert potluck(*words, "--commit", within=desk.root / "inner").status == 0
    assert desk.repository.git("show", "--format=", "--name-only", "HEAD") == f"inner/{SOUP}"
