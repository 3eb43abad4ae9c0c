"""The command line as people use it, run in this process or, where a process of its own matters, beside it."""

from __future__ import annotations

import io
import subprocess
import sys
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


def beside(*arguments: object, within: Path) -> subprocess.Popen[str]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "potluck.cli", *map(str, arguments)]
    return subprocess.Popen(command, cwd=within, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
