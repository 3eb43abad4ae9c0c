"""`potluck fetch` in tests: a GitHub that answers as it should until told otherwise, and a table that talks there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.support.commands import Ran, potluck
from tests.support.community import CHARTER, Small, files_in
from tests.support.github import TOKEN
from tests.support.threads import FakeThreads

from potluck.forge import patience
from potluck.ledger import read_folder

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
def talking(table: Small) -> Small:
    """The small table, talking on GitHub."""
    table.write({"potluck.yml": CHARTER + FORGE})
    return table


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that we waited, which nobody has to sit through."""
    seconds: list[float] = []
    monkeypatch.setattr(patience, "sleep", seconds.append)
    return seconds


Fetch = Callable[..., Ran]


@pytest.fixture
def fetch(talking: Small, hub: FakeThreads, monkeypatch: pytest.MonkeyPatch, waited: list[float]) -> Fetch:
    """`potluck fetch`, with a token, from the GitHub of the test."""
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", hub.url)

    def run(*words: str) -> Ran:
        ran = potluck("fetch", *words, within=talking.root)
        assert hub.wrong == []
        return ran

    return run


def ballots(table: Small) -> list[tuple[str, str, str]]:
    """What the ledger holds, as proposal, login and reaction."""
    ledger = read_folder(table.root)
    assert ledger.problems == ()
    return [(one.proposal, one.login, one.reaction) for one in ledger.ballots]


def ledger_files(table: Small) -> dict[str, bytes]:
    """The ledger, byte for byte."""
    return files_in(table.root / "content" / "ledger")
