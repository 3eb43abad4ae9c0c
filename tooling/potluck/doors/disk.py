"""Which of the doors stand in a community's folder, and how each stands to the charter."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from potluck.charter import Charter
from potluck.doors import PLACES, State, doors_of, state_of
from potluck.load import open_plainly

_MOST = 1_048_576  # bytes; none that we write is near it


def look(root: Path, charter: Charter) -> dict[str, State]:
    """How each file that the charter asks for stands; and those of ours that it asks for no longer, as stale.

    Empty where a community has none of them: it lives elsewhere than on GitHub, or has forms of its own.
    """
    wanted = doors_of(charter)
    states = {path: state_of(_read(root, path), text) for path, text in wanted.items()}
    for path in _others(root):
        if path not in wanted and (state := state_of(_read(root, path), None)) is not State.OWN:
            states[path] = state
    has_any = any(state not in (State.ABSENT, State.OWN) for state in states.values())
    return dict(sorted(states.items())) if has_any else {}


def _others(root: Path) -> Iterator[str]:
    """The files in the folders where one may be left over."""
    for place in PLACES:
        folder = root / place
        if folder.is_dir() and not any(step.is_symlink() for step in (folder, folder.parent)):
            yield from (f"{place}{entry.name}" for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False))


def _read(root: Path, path: str) -> str | None:
    """The text of a plain file, no step to which is a link; None where there is none."""
    try:
        return open_plainly(root, path, _MOST).decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError:  # a link, a device, a folder: somebody's own
        return ""
