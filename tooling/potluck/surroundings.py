"""What lies around the proposals, and what git says of it: gathered once, for the checks of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from potluck.charter import Charter
from potluck.checks import shown_files
from potluck.history import modes_of
from potluck.load import look_beside
from potluck.register import Surroundings, Tree


def look_around(root: Path, tree: Tree, *, is_change: bool) -> Surroundings:
    """Everything in the proposals' folder below *root* that is not a proposal of *tree*.

    What git has it for is left out for a change, in which that is compared with the base anyhow.
    """
    tops = tuple(_tops(tree.charter))
    modes: Mapping[str, str] = {} if is_change else modes_of(root, tops)
    return Surroundings(
        beside=look_beside(root, tops, tree.files),
        documents=frozenset(reading.path for reading in tree.readings),
        shown=shown_files(tree),
        modes=modes,
    )


def _tops(charter: Charter) -> Iterator[str]:
    """The folders in which people put things: the proposals' own, or the kinds' where those lie among other files."""
    if charter.proposals != ".":
        yield charter.proposals
    else:
        yield from sorted({rules.folder for rules in charter.kinds.values()} - {"."})
