"""One line a diagnostic: `path:line:column: FM103 what (what to do)`. Editors and `grep` understand it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.text import Text

from potluck.model import Diagnostic, Severity
from potluck.words import visible

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
_USUAL_PATH = re.compile(r"(?![-:#])[\w./@+,=-]+")


def lines(diagnostics: Iterable[Diagnostic]) -> Iterator[Text]:
    """A line for each of *diagnostics*."""
    for one in diagnostics:
        line = Text(f"{quote_path(one.path)}:{one.line}:{one.column}: ")
        line.append(one.code, COLOURS[one.severity])
        line.append(f" {in_one_line(one.message)}")
        if one.hint:
            line.append(f" ({in_one_line(one.hint)})", "dim")
        yield line.append("\n")


def quote_path(path: str) -> str:
    """*path* as it is where it is usual; else in quotes, with everything odd written out."""
    if _USUAL_PATH.fullmatch(path):
        return path
    inside = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{visible(inside)}"'


def in_one_line(text: str) -> str:
    """*text* without line ends, and with everything hidden written out."""
    return visible(text.replace("\n", " ").replace("\r", " "))
