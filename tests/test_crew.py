"""The crew: work for many hands, of which one may hang or fall without the others noticing (REL-002, REL-003)."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from tests.support.community import Small

from potluck.cache import cache_folder
from potluck.crew import FEW, work
from potluck.examine import examine_all
from potluck.pipeline import charter_of
from potluck.tasks import reading as tasks

pytestmark = pytest.mark.xdist_group("crew")

_desk: list[int] = []


def start(factor: int) -> None:
    """Prepare a process."""
    _desk[:] = [factor]


def multiply(batch: Sequence[int]) -> list[int]:
    """What each is, times the factor. 7 hangs, 11 brings its process down."""
    for number in batch:
        if number == 7:
            time.sleep(60)
        if number == 11:
            os._exit(3)
    return [number * _desk[0] for number in batch]


def lost(number: int) -> int:
    """What to make of an item that was lost."""
    return -number * _desk[0]


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 200])
def test_every_item_has_its_result_in_order(count: int):
    numbers = range(100, 100 + count)
    assert list(work(numbers, multiply, start, (3,), lost, 5)) == [3 * number for number in numbers]


def test_an_item_that_hangs_or_falls_is_lost_alone(monkeypatch: pytest.MonkeyPatch):
    """REL-002: it is ended from outside, what it was is told, and all others have their results."""
    _desk.clear()  # nothing was done in this process before
    monkeypatch.setattr("potluck.crew.BATCH", 8)
    monkeypatch.setattr("potluck.crew.PATIENCE", 0.5)
    done = list(work(range(40), multiply, start, (3,), lost, 0.3))
    assert done == [-3 * number if number in (7, 11) else 3 * number for number in range(40)]


def test_what_is_lost_while_it_is_read_is_told_as_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """REL-002, REL-003: the last resort makes a reading of the file, which waits on its page with a problem."""
    small = Small(tmp_path / "table")
    small.idea("soup-night")
    charter = charter_of(small.root)
    found = examine_all(small.root, charter, cache_folder(small.root)).readings
    tasks.start_examining(small.root, charter.model_dump_json(by_alias=True, exclude_unset=True), "en", None)
    from potluck.load import walk

    lost_one = msgspec.msgpack.decode(tasks.lost((walk(small.root, charter)[0][0], "")), type=tasks.Examined)
    assert lost_one.reading.path == found[0].path
    assert lost_one.reading.proposal is None
    assert [problem.message for problem in lost_one.reading.diagnostics] == ["this file takes too long to read"]
