"""The full form: what, where in the file, the line itself with the place marked, and what to do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from rich.cells import cell_len
from rich.text import Text

from potluck.diagnostics.concise import COLOURS, in_one_line, quote_path
from potluck.edits import mended_lines
from potluck.model import Diagnostic
from potluck.words import visible

WIDTH = 100  # columns of a shown line
BEFORE = 40  # of them, at most, before the marked place
_FRAME = "bold blue"


def blocks(diagnostics: Iterable[Diagnostic], sources: Callable[[str], list[str] | None]) -> Iterator[Text]:
    """A block of lines for each of *diagnostics*, an empty line between them."""
    path, lines = "", None
    for number, one in enumerate(diagnostics):
        if one.path != path or not number:
            path, lines = one.path, sources(one.path)
        yield Text("\n" if number else "") + block(one, lines)


def block(diagnostic: Diagnostic, lines: list[str] | None) -> Text:
    """One diagnostic, with its line of the file where there is one to show."""
    colour = COLOURS[diagnostic.severity]
    is_whole = (diagnostic.line, diagnostic.column, diagnostic.end_line, diagnostic.end_column) == (1, 1, 1, 1)
    shown = lines is not None and not is_whole and diagnostic.line <= len(lines)  # of a whole file no line is shown
    margin = " " * len(str(diagnostic.line)) if shown else " "
    text = Text()
    text.append(f"{diagnostic.severity}[{diagnostic.code}]", colour)
    text.append(f": {in_one_line(diagnostic.message)}\n", "bold")
    text.append(f"{margin}--> ", _FRAME)
    text.append(f"{quote_path(diagnostic.path)}:{diagnostic.line}:{diagnostic.column}\n")
    if lines is not None and shown:
        line, before, marked = _excerpt(lines[diagnostic.line - 1], diagnostic)
        text.append(f"{margin} |\n", _FRAME)
        text.append(f"{diagnostic.line} |", _FRAME).append(f" {line}".rstrip() + "\n")
        text.append(f"{margin} |", _FRAME).append(" " * (before + 1)).append("^" * marked + "\n", colour)
    if diagnostic.hint:
        text.append(f"{margin} = ", _FRAME).append("help", "bold").append(f": {in_one_line(diagnostic.hint)}\n")
    if diagnostic.edits:
        text.append(f"{margin} = ", _FRAME).append("mend", "bold").append(f": {_mend(diagnostic, lines or [])}\n")
    return text


def _mend(diagnostic: Diagnostic, lines: list[str]) -> str:
    """What `--fix` would do: the line that it writes, where it is one, and one that can be told from the old."""
    mended = mended_lines(diagnostic, lines)
    if mended and mended[0] == mended[1] and len(mended[2]) == 1:
        before, after = lines[mended[0] - 1], mended[2][0]
        if before.rstrip() != after.rstrip() and len(after) <= WIDTH:
            return f"`potluck check --fix` writes `{_shown(after.strip())}`"
    return "`potluck check --fix` does it"


def _excerpt(line: str, diagnostic: Diagnostic) -> tuple[str, int, int]:
    """The line as shown, the columns before the marked place, and the columns that are marked.

    Columns are those of a terminal: a character of Chinese takes two, a joined mark none.
    """
    start = min(diagnostic.column - 1, len(line))
    end = diagnostic.end_column - 1 if diagnostic.end_line == diagnostic.line else len(line)
    end = max(start, min(end, len(line)))
    before, marked, after = (_shown(part) for part in (line[:start], line[start:end], line[end:]))
    if cell_len(before + marked + after) > WIDTH and cell_len(before) > BEFORE:
        before = "…" + _fitting(before[::-1], BEFORE - 1)[::-1]
    room = WIDTH - cell_len(before)
    if cell_len(marked) > room:
        marked, after = _fitting(marked, room - 1) + "…", ""
    elif cell_len(marked + after) > room:
        after = _fitting(after, room - cell_len(marked) - 1) + "…"
    return before + marked + after, cell_len(before), max(1, cell_len(marked))


def _shown(text: str) -> str:
    """*text* cut to what a screen could ever show, tabs as blanks, everything hidden written out."""
    if len(text) > 4 * WIDTH:
        text = text[: 2 * WIDTH] + text[-2 * WIDTH :]
    return visible(text.replace("\t", "    "))


def _fitting(text: str, columns: int) -> str:
    """As much of the beginning of *text* as fits into *columns*."""
    # Halving: fifty long lines measured letter by letter took two seconds.
    return text[: bisect_right(range(len(text) + 1), columns, key=lambda end: cell_len(text[:end])) - 1]
