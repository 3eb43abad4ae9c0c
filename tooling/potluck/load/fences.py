"""The two `---` lines, as telephones and hasty hands write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from potluck.model import Edit

# Three hyphens become one long dash, or two, where a keyboard means well; some people type four.
_DASHES = re.compile(r"(?!-[ \t]*$)[-\u2010-\u2015\u2212]{1,5}[ \t]*")
_FIELD = re.compile(r"[A-Za-z][\w-]*:(?:[ \t]|$)")
_LIKE_FIELDS = re.compile(r"[A-Za-z][\w-]*:|[ \t#]|- |$")  # one, or what goes on with the one above
FENCE = "---"


def opening_edits(lines: Sequence[str]) -> tuple[Edit, ...]:
    """What makes the first line `---`, where it is clear that it was meant."""
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if start and start < len(lines) and lines[start].rstrip() == FENCE:
        return (Edit(1, 1, start + 1, 1, ""),)
    is_dashed = len(lines) > 2 and _DASHES.fullmatch(lines[0]) and _FIELD.match(lines[1])
    if is_dashed and any(_is_fence(line) for line in lines[2:]):
        return (Edit(1, 1, 1, len(lines[0]) + 1, FENCE),)
    return ()


def closing_edits(lines: Sequence[str]) -> tuple[Edit, ...]:
    """What makes the first line of dashes `---`, where all above it looks like fields."""
    for number, line in enumerate(lines[1:], 2):
        if _DASHES.fullmatch(line):
            return (Edit(number, 1, number, len(line) + 1, FENCE),) if number > 2 else ()
        if not _LIKE_FIELDS.match(line):
            return ()
    return ()


def _is_fence(line: str) -> bool:
    return line.rstrip() == FENCE or _DASHES.fullmatch(line) is not None
