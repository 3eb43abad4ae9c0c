"""What all tests share: a cache of their own, the sample community built once, and browsers where there is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from filelock import FileLock
from playwright.sync_api import Browser
from tests.support.browsing import Visit, browsing, serving
from tests.support.commands import potluck
from tests.support.community import NOON, Small, cache_at, copy_sample
from tests.support.fetching import fetch, hub, talking, waited

from potluck import pipeline

__all__ = ["fetch", "hub", "talking", "waited"]  # fixtures for all

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
INSTALL = "apt-get install chromium"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test leaves anything in the cache of whoever runs it, nor finds anything there."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache-home"))


@pytest.fixture(autouse=True)
def _no_git_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Git knows of nobody but who a test says is there."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


@pytest.fixture(autouse=True)
def _no_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tests themselves run in a workflow, nothing of it is seen: not its log, not its token."""
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def table(tmp_path: Path) -> Small:
    """A small community with one idea, which had another name before, and one story."""
    small = Small(tmp_path / "table")
    small.idea("soup-night", "Soup night", aliases=["stew-night"])
    small.story("rain", "The day it rained")
    return small


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample community, built once for all processes that test: a repository with its site. Look, do not touch."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    root = shared / "sample"
    with FileLock(shared / "sample.lock"):
        if not (shared / "sample.done").exists():
            shutil.rmtree(root, ignore_errors=True)
            copy_sample(root)
            with cache_at(shared / "sample-cache"):
                pipeline.build(root, NOON)
            assert potluck("pack", within=root).status == 0
            (shared / "sample.done").touch()
    return root


@pytest.fixture(scope="session")
def packed(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample community as somebody took it home and unpacked it: a folder."""
    home = tmp_path_factory.mktemp("home")
    with ZipFile(sample / "site" / "public" / "open-kitchen.zip") as file:
        file.extractall(home)
    return home / "open-kitchen"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser its tests are left out; where CI=true that is a failure (see `browser_program`)."""
    if CHROMIUM or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=f"needs a browser: {INSTALL}"))


@pytest.fixture(scope="session")
def browser_program() -> str:
    """The path of a Chromium."""
    assert CHROMIUM, f"CI=true, and there is no Chromium on this machine: {INSTALL}"
    return CHROMIUM


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly how many tests were left out for want of a browser."""
    skipped = [
        report for report in terminalreporter.stats.get("skipped", ()) if "needs a browser" in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} browser tests were left out: there is no Chromium on this machine. To run them: {INSTALL}",
            yellow=True,
        )


@pytest.fixture(scope="module")
def browser(browser_program: str) -> Iterator[Browser]:
    """A Chromium that is running."""
    with browsing(browser_program) as browser:
        yield browser


@pytest.fixture(scope="module")
def base(sample: Path) -> Iterator[str]:
    """Where the sample community is served."""
    with serving(sample / "site" / "public") as base:
        yield base


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visit]:
    """A reader of the sample at a desk, of whom nothing is complained."""
    visit = Visit(browser, base)
    yield visit
    assert visit.complaints == []
    visit.close()
