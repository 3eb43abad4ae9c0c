"""The command line as people use it, run in this process or, where a process of its own matters, beside it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from potluck.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command ended with, and what it said."""

    status: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line of complaint; a failure where there are more, or none."""
        (line,) = self.err.splitlines()
        return line


def potluck(*arguments: object, within: Path) -> Ran:
    """Call the command line in the folder *within*."""
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    with (
        chdir(within),
        redirect_stdout(out),
        redirect_stderr(err),
        patch("sys.argv", ["potluck", *map(str, arguments)]),
    ):
        try:
            main()
        except SystemExit as end:
            status = end.code
    return Ran(status if isinstance(status, int) else 0, out.getvalue(), err.getvalue())


# In a process without threads, which may fork: twenty times Python's own start would be most of a test.
_AT_ONCE = """
import json, os, sys
from potluck.cli import main

commands = json.loads(sys.argv[1])
sys.argv = ["potluck", "check"]  # once before, so that everything is imported
try:
    main()
except SystemExit:
    pass
waiting = {}
for number, words in enumerate(commands):
    if not (child := os.fork()):
        sys.argv = ["potluck", *words]
        main()
    waiting[child] = number
ended = sorted((waiting[child], os.waitstatus_to_exitcode(status)) for child, status in (os.wait() for _ in waiting))
os.write(1, json.dumps([status for _, status in ended]).encode())
"""


def at_once(commands: Sequence[Sequence[str]], within: Path) -> list[int]:
    """Call the command line so many times at the same time; what each ended with."""
    script = [sys.executable, "-c", _AT_ONCE, json.dumps(commands)]
    ran = subprocess.run(script, cwd=within, capture_output=True, text=True, check=True)
    statuses: list[int] = json.loads(ran.stdout.rpartition("\n")[2])
    return statuses


def pretend_wheel(folder: Path, name: str = "potluck-9.9-py3-none-any.whl", lock: str | None = "") -> Path:
    """Something in *folder* that looks like a wheel of Potluck, with a *lock* of what it needs."""
    with zipfile.ZipFile(folder / name, "w") as file:
        if lock is not None:
            file.writestr("potluck/starter/requirements.lock", lock)
    return folder / name
