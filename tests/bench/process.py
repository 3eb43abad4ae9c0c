"""Run a command and see how long it took and how much memory it and its children held."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CRASH = "Traceback (most recent call last)"
INTERVAL = 0.05  # seconds between two looks at the memory
STEP = 1.02  # how much more has to be resident for another closer look
MEGABYTE = 1_000_000
TAIL = 20_000  # characters of a command's output that are kept
SEARCH = "pagefind"  # how the name of the search index's program begins
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # of `ru_maxrss`: bytes on macOS, kibibytes elsewhere


class CouldNotRunError(Exception):
    """A command is missing, or ended in a way that makes its time worthless."""


@dataclass(frozen=True)
class Run:
    """One run of one command."""

    seconds: float
    cpu: float  # seconds of processor that it and its children used: far from `seconds` where the machine was busy
    tree: float  # most megabytes that all its processes held together, shared pages counted once (PSS)
    process: float  # most megabytes that one of them held
    apart: float  # most megabytes that all but the search index's program held together
    output: str = ""  # its last lines


def run(command: Sequence[str | Path], cwd: Path, environment: Mapping[str, str], ok: Sequence[int] = (0,)) -> Run:
    """Run *command* in a session of its own; an exit code other than *ok* is an error that quotes its last line."""
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        try:
            child = subprocess.Popen(
                [str(part) for part in command],
                cwd=cwd,
                env=os.environ | dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL if command[0] == "git" else output,
                stderr=output,
                start_new_session=True,
            )
        except OSError as error:
            raise CouldNotRunError(f"{command[0]}: {error.strerror}") from error
        watch = Watch(child.pid)
        _, status, usage = os.wait4(child.pid, 0)  # its `ru_maxrss` is the largest of the child and its own children
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
        output.seek(0)
        tail = output.read().decode(errors="replace").strip()[-TAIL:]
        if child.returncode not in ok or CRASH in tail:  # Python ends with 1 too when it crashes
            last = tail.splitlines()[-1] if tail else "and said nothing"
            raise CouldNotRunError(f"`{' '.join(map(str, command))}` ended with {child.returncode}: {last}")
        largest = usage.ru_maxrss * RSS_UNIT
        tree, apart = watch.peak or largest, watch.peak_apart or largest
        return Run(
            seconds,
            max(usage.ru_utime + usage.ru_stime, watch.cpu),
            tree / MEGABYTE,
            largest / MEGABYTE,
            apart / MEGABYTE,
            tail,
        )


class Watch(threading.Thread):
    """Look at the memory of a session of processes until told to stop (on Linux; elsewhere it sees nothing)."""

    def __init__(self, session: int) -> None:
        """Begin watching."""
        super().__init__(daemon=True)
        self.session = str(session)
        self.peak = 0
        self.peak_apart = 0
        self.worth = [0, 0]  # resident bytes, whole and apart from the search index's program, from which a closer look
        self.ticks: dict[str, int] = {}  # of processor, as last seen, by process: some are never waited for
        self.ended = threading.Event()
        self.start()

    def run(self) -> None:
        """Keep the largest sums seen. Telling shared pages takes time: it is done where more is resident."""
        while not self.ended.wait(INTERVAL):
            resident = self.resident()
            sums = [_sum(resident), _sum({key: size for key, size in resident.items() if key[0] != SEARCH})]
            if all(now <= seen for now, seen in zip(sums, self.worth, strict=True)):
                continue
            self.worth = [max(int(now * STEP), seen) for now, seen in zip(sums, self.worth, strict=True)]
            held = {key: proportional(key[1], size) for key, size in resident.items()}
            self.peak = max(self.peak, _sum(held))
            self.peak_apart = max(self.peak_apart, _sum({key: size for key, size in held.items() if key[0] != SEARCH}))

    def resident(self) -> dict[tuple[str, str], int]:
        """Give the bytes that are resident now for each process of the session, by program and number."""
        sizes: dict[tuple[str, str], int] = {}
        for entry in os.scandir("/proc") if sys.platform == "linux" else ():
            if not entry.name.isdecimal():
                continue
            try:
                opening, _, rest = Path(entry.path, "stat").read_text("utf-8", "replace").rpartition(") ")
            except OSError:  # it ended meanwhile
                continue
            facts = rest.split()  # state, parent, group, session, …; the 22nd is its RSS in pages
            if facts[3] == self.session:
                self.ticks[entry.name] = int(facts[11]) + int(facts[12])
                name = opening.partition("(")[2][: len(SEARCH)]
                sizes[name, entry.name] = int(facts[21]) * os.sysconf("SC_PAGE_SIZE")
        return sizes

    @property
    def cpu(self) -> float:
        """Give the seconds of processor of all processes seen."""
        return sum(self.ticks.values()) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End watching."""
        self.ended.set()
        self.join()


def proportional(process: str, resident: int) -> int:
    """The bytes that *process* holds, of a shared page its part alone; *resident* where the kernel tells less."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration, ValueError):
        return resident


def _sum(sizes: Mapping[tuple[str, str], int]) -> int:
    return sum(sizes.values())
