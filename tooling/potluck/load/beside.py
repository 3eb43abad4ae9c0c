"""What lies in the proposals' folder and is no proposal: pictures, and what does not belong there. None is followed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from potluck.load.walk import PICTURES, open_plainly
from potluck.translation import _

KEEPER = ".gitkeep"  # the usual name of an empty file for which git keeps a folder


class Beside(msgspec.Struct, frozen=True):
    """Something in the proposals' folder. `fault` says why a picture cannot be published."""

    path: str  # from the repository's root, with `/`
    sort: Literal["hidden", "repository", "picture", "file"]
    fault: str = ""


def look_beside(root: Path, tops: Iterable[str], files: Iterable[str]) -> tuple[Beside, ...]:
    """All that is no proposal below the folders *tops*, sorted; *files* are the plain files that walking found."""
    tops = tuple(tops)
    found = [Beside(path, sort) for path, sort in _left_out(root, tops)]
    for path in files:
        suffix = os.path.splitext(path)[1].lower()
        if suffix in (".md", ".markdown") or not path.startswith(tuple(f"{top}/" for top in tops)):
            continue
        if suffix in PICTURES:
            found.append(Beside(path, "picture", _fault(root, path, suffix)))
        else:
            found.append(Beside(path, "file"))
    return tuple(sorted(found, key=lambda one: os.fsencode(one.path)))


def _fault(root: Path, path: str, suffix: str) -> str:
    from potluck.load.pictures import LARGEST, picture_fault  # where there are none, nobody waits for what opens them

    try:
        return picture_fault(open_plainly(root, path, LARGEST), suffix)
    except OSError as error:  # gone since we looked, or not what it was
        return _("cannot be opened: %(reason)s", reason=error.strerror or error)


def _left_out(root: Path, tops: Iterable[str]) -> Iterator[tuple[str, Literal["hidden", "repository"]]]:
    """What walking leaves aside: hidden names, and repositories within this one. They are named, not looked into."""
    pending = [top for top in tops if (root / top).is_dir()]
    while pending:
        folder = pending.pop()
        with os.scandir(root / folder) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}"
                if entry.name.startswith("."):
                    if entry.name != KEEPER:
                        yield path, "hidden"
                elif entry.is_dir(follow_symlinks=False):
                    if os.path.lexists(os.path.join(entry.path, ".git")):
                        yield path, "repository"
                    else:
                        pending.append(path)
