"""The mark that a written file carries, by which we know it again, and know whether somebody changed it since."""

from __future__ import annotations

import re
from enum import StrEnum
from hashlib import blake2b

_WORDS = "Written by `potluck forms` from potluck.yml"
_MARK = re.compile(rf"^.*{re.escape(_WORDS)}.*\bmark ([0-9a-f]{{16}})\b.*\n", re.MULTILINE)


class State(StrEnum):
    """How a file stands to what the charter asks for."""

    ABSENT = "absent"
    CURRENT = "current"
    STALE = "stale"  # ours, from another charter or another Potluck
    EDITED = "edited"  # ours, and somebody has written in it
    OWN = "own"  # without our mark: a person's


def marked(path: str, text: str) -> str:
    """*text* with its mark, as the comment that a file of that name can hold."""
    mark = f"{_WORDS}; mark {_digest(text)}. To keep a version of your own, take this line out."
    if path.startswith(".vscode/schemas/"):  # JSON proper, which has no comments; its first line is `{`
        return text.replace("{\n", f'{{\n  "$comment": "{mark}",\n', 1)
    if path.endswith(".md"):  # at the end: the people whom it greets see the greeting first
        return f"{text}\n<!-- {mark} -->\n"
    sign = "//" if path.startswith(".vscode/") else "#"
    return f"{sign} {mark}\n{text}"


def state_of(found: str | None, wanted: str | None) -> State:
    """How the text *found* in a place (None: no file) stands to the one that is *wanted* there (None: none is)."""
    if found is None:
        return State.ABSENT
    found = found.replace("\r\n", "\n")  # git may have changed the line ends on its way to this machine
    if found == wanted:
        return State.CURRENT
    mark = _MARK.search(found)
    if not mark:
        return State.OWN
    rest = found[: mark.start()] + found[mark.end() :]
    return State.STALE if mark[1] == _digest(rest) else State.EDITED


def _digest(text: str) -> str:
    return blake2b(text.strip("\n").encode(), digest_size=8).hexdigest()
