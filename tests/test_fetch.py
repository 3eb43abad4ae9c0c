"""Reactions on GitHub become ballots: whose thread it is, who reacted, what changed, and what goes wrong meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support.commands import Ran, potluck
from tests.support.community import CHARTER, Small
from tests.support.github import TOKEN
from tests.support.threads import FakeThreads

from potluck.forge import patience
from potluck.ledger import read_ledger

FORGE = "\nforge: {type: github, repository: octo-org/octo-repo}\n"
SOUP = "proposals/ideas/soup-night.md"
RAIN = "proposals/stories/rain.md"


@pytest.fixture
def hub() -> Iterator[FakeThreads]:
    """A GitHub on which pull request 1 brought the soup, and nothing else happened."""
    with FakeThreads() as fake:
        fake.bring(1, SOUP)
        yield fake


@pytest.fixture
def table(tmp_path: Path) -> Small:
    """The small table, talking on GitHub."""
    small = Small(tmp_path / "table", charter=CHARTER + FORGE)
    small.idea("soup-night", "Soup night", aliases=["stew-night"])
    small.story("rain", "The day it rained")
    return small


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that we waited, which nobody has to sit through."""
    seconds: list[float] = []
    monkeypatch.setattr(patience, "sleep", seconds.append)
    return seconds


Fetch = Callable[..., Ran]


@pytest.fixture
def fetch(table: Small, hub: FakeThreads, monkeypatch: pytest.MonkeyPatch, waited: list[float]) -> Fetch:
    """`potluck fetch`, with a token, from the GitHub of the test."""
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", hub.url)

    def run(*words: str) -> Ran:
        ran = potluck("fetch", *words, within=table.root)
        assert hub.wrong == []
        return ran

    return run


def ballots(table: Small) -> list[tuple[str, str, str]]:
    """What the ledger holds, as proposal, login and reaction."""
    ledger = read_ledger(table.root)
    assert ledger.problems == ()
    return [(one.proposal, one.login, one.reaction) for one in ledger.ballots]


# --- Reactions become ballots ----------------------------------------------------------------------------------------


def test_reactions_on_the_pull_request_that_brought_an_idea_are_its_ballots(
    fetch: Fetch, hub: FakeThreads, table: Small
) -> None:
    """With the time, and the month in which the account was made."""
    hub.react(1, "bo-sample", "+1")
    hub.react(1, "cy-sample", "heart", since="2026-05-09")
    ran = fetch()
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("2 ballots on 1 proposals, as GitHub had them at 2")
    assert ballots(table) == [("soup-night", "bo-sample", "+1"), ("soup-night", "cy-sample", "heart")]
    assert [one.since for one in read_ledger(table.root).ballots] == ["2020-03", "2026-05"]
    assert str(read_ledger(table.root).ballots[0].at) == "2026-05-11 00:00:01+00:00"


def test_a_second_run_asks_for_nobody_where_nothing_changed(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """Two questions: which pull requests changed, and what the threads have now."""
    hub.react(1, "bo-sample")
    fetch()
    before = ballots(table)
    hub.questions.clear()
    assert "1 threads looked at, 0 of them read: 2 requests" in fetch().out
    assert len(hub.questions) == 2
    assert not any("user" in question for question in hub.questions)
    assert ballots(table) == before
