"""What tests of whole sites share: the sample community, built once, and a browser where there is one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from potluck import pipeline
from tests.support.community import NOON, cache_at, copy_sample

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
INSTALL = "apt-get install chromium"
_REASON = "needs a browser"


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
            (shared / "sample.done").touch()
    return root


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; where there should be one and is none, whoever asks fails."""
    assert CHROMIUM, f"CI=true, and there is no Chromium on this machine: {INSTALL}"
    return CHROMIUM


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs a browser where there is none; not so in continuous integration (see `chromium`)."""
    if CHROMIUM or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=_REASON))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly how many tests were left out for want of a browser."""
    left_out = sum(_REASON in str(report.longrepr) for report in terminalreporter.stats.get("skipped", ()))
    if left_out:
        line = f"{left_out} browser tests were left out: there is no Chromium here. To run them: {INSTALL}"
        terminalreporter.write_line(line, yellow=True)
