"""Work that copies of the process share: all of it is done, and a copy that fails is heard of."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from potluck import copies
from potluck.copies import BLOCK, FEW, LostError, beside, share

MANY = range(FEW + 10)
only_where_copied = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, FEW * 3 + 5])
def test_each_item_is_done_once_and_all_are_told(tmp_path: Path, count: int) -> None:
    """Whether one process does them or several, and whatever the last step's length."""
    told: list[int] = []

    def do(items: Iterable[int]) -> None:
        for item in items:
            with (tmp_path / str(item)).open("x") as file:  # a second one would fail
                file.write(str(os.getpid()))

    share(range(count), do, told.append)
    hands = {path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert sorted(int(path.name) for path in tmp_path.iterdir()) == list(range(count))
    assert len(hands) == (0 if not count else 2 if count > FEW and sys.platform == "linux" else 1)
    assert told == sorted(told)
    assert (told or [0])[-1] == count


@pytest.mark.parametrize("number", [0, BLOCK])
def test_what_a_hand_raises_is_raised_here(number: int) -> None:
    """With the place where it came from; and nobody goes on behind it."""

    def do(items: Iterable[int]) -> None:
        for item in items:
            if item == number:
                raise ValueError("this one")

    with pytest.raises(ValueError, match="this one") as raised:
        share(MANY, do, lambda _: None)
    trace = "".join(getattr(raised.value, "__notes__", []))
    assert "test_copies.py" in trace or number == 0 or sys.platform != "linux"


@only_where_copied
def test_a_copy_that_is_killed_is_a_fault_not_a_shorter_site() -> None:
    """A machine short of memory kills without asking."""
    here = os.getpid()

    def do(items: Iterable[int]) -> None:
        for _ in items:
            if os.getpid() != here:
                os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(LostError, match="ended with -9"):
        share(MANY, do, lambda _: None)


@only_where_copied
def test_a_copy_that_hangs_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """All are ended."""
    monkeypatch.setattr(copies, "PATIENCE", 0.2)
    here = os.getpid()

    def do(items: Iterable[int]) -> None:
        for _ in items:
            if os.getpid() != here:
                signal.pause()

    with pytest.raises(LostError, match="hang"):
        share(MANY, do, lambda _: None)


@pytest.mark.parametrize("is_much", [True, False])
def test_what_is_made_beside_comes_in_order_when_it_is_called_for(is_much: bool, tmp_path: Path) -> None:
    """Begun by another process where it is much, while this one goes on; which then makes what is left."""
    is_copied = is_much and sys.platform == "linux"

    def first() -> tuple[int, str]:
        (tmp_path / "begun").touch()
        if is_copied:
            _until(tmp_path / "over")  # all others are made meanwhile
        return os.getpid(), "x" * 1_000_000

    def last() -> tuple[int, str]:
        (tmp_path / "over").touch()
        return os.getpid(), "last"

    with beside([first, lambda: (os.getpid(), "second"), last], is_much=is_much) as made:
        if is_copied:
            _until(tmp_path / "begun")
        whole = made()
    assert [text[:6] for _, text in whole] == ["xxxxxx", "second", "last"]
    assert [maker == os.getpid() for maker, _ in whole] == [not is_copied, True, True]


@only_where_copied
def test_nothing_is_made_twice_beside(tmp_path: Path) -> None:
    """Two thousand of them, which is as many as there may be: each by one of the two."""

    def make(number: int) -> int:
        (tmp_path / str(number)).open("x").close()  # fails where it is there
        return number

    with beside([partial(make, number) for number in range(2_000)], is_much=True) as made:
        assert made() == list(range(2_000))


@pytest.mark.parametrize("is_much", [True, False])
def test_what_is_raised_beside_is_raised_by_the_call(is_much: bool) -> None:
    """And nobody who does not call waits for it."""

    def stumble() -> int:
        raise ValueError("beside")

    with beside([stumble], is_much=is_much) as made, pytest.raises(ValueError, match="beside"):
        made()
    with beside([lambda: time.sleep(60)], is_much=is_much):
        pass


@only_where_copied
def test_who_works_beside_and_is_killed_is_heard_of(tmp_path: Path) -> None:
    """A machine short of memory kills without asking."""

    def die() -> None:
        (tmp_path / "begun").touch()
        os.kill(os.getpid(), signal.SIGKILL)

    with beside([die], is_much=True) as made:
        _until(tmp_path / "begun")  # else this process would take the one thing that there is to be made
        with pytest.raises(LostError, match="-9"):
            made()


def _until(path: Path) -> None:
    while not path.exists():
        time.sleep(0.01)
