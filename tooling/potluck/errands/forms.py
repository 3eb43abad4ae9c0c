"""Writing the doors: what is ours is kept up with the charter, what is a person's is left alone."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import msgspec

from potluck.charter import Charter
from potluck.doors import State, doors_of
from potluck.doors.disk import look
from potluck.writing import create_file, locked, refuse_links, replace_file, told


class Written(msgspec.Struct, frozen=True):
    """What became of the files, each by its path."""

    new: list[str] = msgspec.field(default_factory=list)
    renewed: list[str] = msgspec.field(default_factory=list)
    removed: list[str] = msgspec.field(default_factory=list)
    left: list[str] = msgspec.field(default_factory=list)  # without our mark: a person's own
    edited: list[str] = msgspec.field(default_factory=list)  # with our mark, and changed by hand
    current: list[str] = msgspec.field(default_factory=list)


def write_doors(root: Path, charter: Charter) -> Written:
    """Bring the files up to the charter; nothing that a person wrote is lost."""
    done = Written()
    wanted = doors_of(charter)
    with locked(root, "forms"):
        states = look(root, charter) or dict.fromkeys(wanted, State.ABSENT)
        for path, state in states.items():
            with told(path):
                _bring_up(root, path, state, wanted.get(path), done)
    return done


def _bring_up(root: Path, path: str, state: State, text: str | None, done: Written) -> None:
    if state is State.OWN:
        done.left.append(path)
        return
    if state is State.EDITED:
        done.edited.append(path)
        return
    if state is State.CURRENT:
        done.current.append(path)
        return
    refuse_links(root, *(parent.as_posix() for parent in PurePosixPath(path).parents), path)
    if text is None:
        (root / path).unlink()
        done.removed.append(path)
    elif state is State.ABSENT:
        try:
            create_file(root, path, text.encode())
        except FileExistsError:  # a file of somebody's own, or one that came a moment ago
            done.left.append(path)
        else:
            done.new.append(path)
    else:
        replace_file(root / path, text.encode())
        done.renewed.append(path)
