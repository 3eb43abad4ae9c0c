"""`potluck serve`: the site on this machine, as long as somebody looks at it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.support.commands import potluck
from tests.support.community import CHARTER, Small

from potluck import pipeline


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def read(address: str) -> str:
    """A page, as a browser gets it."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for passing things, with a path short enough for sockets."""
    with TemporaryDirectory(prefix="serve-") as folder:
        yield Path(folder)


@pytest.mark.engine
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_serve_shows_the_site_and_follows_every_change(table: Small, scratch: Path, end: signal.Signals) -> None:
    """Until somebody stops it; then nothing is left behind."""
    address = f"127.0.0.1:{free_port()}"
    environment = os.environ | {"TMPDIR": str(scratch), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "potluck.cli", "serve", "--address", address]
    server = subprocess.Popen(
        command,
        cwd=table.root / "proposals",
        text=True,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        assert server.stdout
        base = f"http://{address}/table/"  # as in the community's own site_url
        assert (
            server.stdout.readline()
            == f"{base} shows your community, and follows every change you save. Ctrl-C stops it.\n"
        )
        assert "It is cold on Tuesdays." in read(f"{base}ideas/soup-night/")
        taken = potluck("serve", "--address", address, within=table.root)
        assert taken.status == 2
        assert taken.sentence.startswith(
            f"potluck: `{address}` cannot be used: Address already in use; try another one"
        )
        table.idea("soup-night", body="Now it is warm.\n")
        deadline = time.monotonic() + 60
        while "Now it is warm." not in read(f"{base}ideas/soup-night/"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        server.send_signal(end)
        server.send_signal(end)  # somebody in a hurry breaks nothing off
        said, _ = server.communicate(timeout=30)
    assert (server.returncode, said) == (0, "Stopped.\n")
    assert list(scratch.iterdir()) == []
    with pytest.raises(OSError, match="refused"):
        read(base)


def test_serve_says_what_to_do_with_another_engine(tmp_path: Path) -> None:
    """Zensical has no server that would print what customers brought."""
    table = Small(tmp_path / "table", charter=f"engine: zensical\n{CHARTER}")
    ran = potluck("serve", within=table.root)
    assert ran.status == 2
    assert "engine is zensical, and `serve` needs mkdocs; print the site with `potluck build`" in ran.sentence


def test_the_clock_of_a_community_without_anything_is_the_day_it_began(tmp_path: Path) -> None:
    """Not the year 2000."""
    table = Small(tmp_path / "table")
    assert pipeline.counts_of(table.root, None)[-1] == datetime.fromisoformat("2020-01-01T00:00:00Z")
