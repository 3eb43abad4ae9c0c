"""Of all that is wrong with a community, what a change has to do with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from potluck.change import ChangeSet
from potluck.ledger import MANIFEST
from potluck.model import Diagnostic, Reading
from potluck.register import checks

_STEPS = re.compile(r"[/#?]|\.md\b")


def touched(diagnostics: Iterable[Diagnostic], readings: Iterable[Reading], changes: ChangeSet) -> Iterator[Diagnostic]:
    """The problems of files that changed; and those that others have with the names of what changed.

    Old faults elsewhere are not held against whoever brings something new.
    """
    paths = {file.path for file in changes.files}
    if any(file.place == "ledger" for file in changes.files):
        paths.add(MANIFEST)  # which counts the others
    versions = [version for change in changes.changes for version in (change.before, change.after) if version]
    names = {name for version in versions for name in (version.slug, *version.aliases)}
    neighbours = {reading.path for reading in readings if _refers(reading, names)}
    of_all_together = {one.code for one in checks() if one.over == "tree"}
    for one in diagnostics:
        if one.path in paths or (one.path in neighbours and one.code in of_all_together):
            yield one


def _refers(reading: Reading, names: set[str]) -> bool:
    """Whether a proposal names one of *names*, in its front matter or in a link."""
    if any(relation.target in names for relation in (*reading.relations, *reading.aliases)):
        return True
    return any(step in names for link in reading.links for step in _STEPS.split(link.target))
