"""Work that copies of the process share: all of it is done, and a copy that fails is heard of."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest

from potluck import copies
from potluck.copies import BLOCK, FEW, LostError, beside, share

MANY = range(FEW + BLOCK)  # some blocks
only_where_copied = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, FEW * 3 + 5])
def test_each_item_is_done_once_and_all_are_told(tmp_path: Path, count: int) -> None:
    """Whether one process does them or several, and whatever the last step's length."""
    told: list[int] = []
    done = tmp_path / "done"
    done.mkdir()
    is_copied = count > FEW and sys.platform == "linux"

    def do(items: Iterable[int]) -> None:
        for number, item in enumerate(items):
            with (done / str(item)).open("x") as file:  # a second one would fail
                file.write(str(os.getpid()))
            if number == 0 and is_copied:
                (tmp_path / str(os.getpid())).touch()
                _until(lambda: len(list(tmp_path.iterdir())) > 2)  # each hand has something to do

    share(range(count), do, told.append)
    hands = {path.read_text("utf-8") for path in done.iterdir()}
    assert sorted(int(path.name) for path in done.iterdir()) == list(range(count))
    assert len(hands) == (0 if not count else 2 if is_copied else 1)
    assert told == sorted(told)
    assert (told or [0])[-1] == count


@only_where_copied
def test_whoever_is_quicker_does_more(tmp_path: Path) -> None:
    """A hand that another program holds up keeps nobody waiting."""
    here = os.getpid()
    others = len(MANY) - BLOCK

    def do(items: Iterable[int]) -> None:
        for item in items:
            if os.getpid() == here:
                _until(lambda: len(list(tmp_path.iterdir())) >= others)
            (tmp_path / str(item)).touch()

    share(MANY, do, lambda _: None)
    assert len(list(tmp_path.iterdir())) == len(MANY)


@pytest.mark.parametrize("is_here", [True, pytest.param(False, marks=only_where_copied)])
def test_what_a_hand_raises_is_raised_here(is_here: bool, tmp_path: Path) -> None:
    """With the place where it came from; and nobody goes on behind it."""
    here = os.getpid()

    def do(items: Iterable[int]) -> None:
        for _ in items:
            if (os.getpid() == here) == is_here:
                (tmp_path / "stumbled").touch()
                raise ValueError("this one")
            _until((tmp_path / "stumbled").exists)

    with pytest.raises(ValueError, match="this one") as raised:
        share(MANY, do, lambda _: None)
    trace = "".join(getattr(raised.value, "__notes__", []))
    assert "test_copies.py" in trace or is_here


@only_where_copied
def test_a_copy_that_is_killed_is_a_fault_not_a_shorter_site(tmp_path: Path) -> None:
    """A machine short of memory kills without asking."""
    here = os.getpid()

    def do(items: Iterable[int]) -> None:
        for _ in items:
            if os.getpid() != here:
                (tmp_path / "killed").touch()
                os.kill(os.getpid(), signal.SIGKILL)
            _until((tmp_path / "killed").exists)

    with pytest.raises(LostError, match="ended with -9"):
        share(MANY, do, lambda _: None)


@only_where_copied
def test_a_copy_that_hangs_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """All are ended."""
    monkeypatch.setattr(copies, "PATIENCE", 0.2)
    here = os.getpid()

    def do(items: Iterable[int]) -> None:
        for _ in items:
            if os.getpid() != here:
                (tmp_path / "hanging").touch()
                signal.pause()
            _until((tmp_path / "hanging").exists)

    with pytest.raises(LostError, match="hang"):
        share(MANY, do, lambda _: None)


@pytest.mark.parametrize("is_much", [True, False])
def test_what_is_made_beside_comes_in_order_when_it_is_called_for(is_much: bool, tmp_path: Path) -> None:
    """Begun by another process where it is much, while this one goes on; which then makes what is left."""
    is_copied = is_much and sys.platform == "linux"

    def first() -> tuple[int, str]:
        (tmp_path / "begun").touch()
        if is_copied:
            _until((tmp_path / "over").exists)  # all others are made meanwhile
        return os.getpid(), "x" * 1_000_000

    def last() -> tuple[int, str]:
        (tmp_path / "over").touch()
        return os.getpid(), "last"

    with beside([first, lambda: (os.getpid(), "second"), last], is_much=is_much) as made:
        if is_copied:
            _until((tmp_path / "begun").exists)
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
        _until((tmp_path / "begun").exists)  # else this process would take the one thing that there is to be made
        with pytest.raises(LostError, match="-9"):
            made()


def _until(has_come: Callable[[], bool]) -> None:
    while not has_come():
        time.sleep(0.01)
