"""What the check would say of files that are not there yet: they are laid beside those of the last commit, aside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from potluck import pipeline
from potluck.cache import cache_folder
from potluck.diagnostics import Sources
from potluck.examine import examine_all
from potluck.history.aside import laid_out
from potluck.history.repository import HistoryError, Repository
from potluck.load import read_lines, walk
from potluck.model import PotluckError
from potluck.pipeline import Report
from potluck.writing import create_file


class Stage(msgspec.Struct, frozen=True):
    """The community as of its last commit, where files can be tried."""

    folder: Path

    def names(self) -> dict[str, str]:
        """Every name that a proposal has or had, with the file that bears it."""
        charter = pipeline.charter_of(self.folder)
        names = {found.slug: found.path for found in walk(self.folder, charter)[0]}
        readings = examine_all(self.folder, charter, cache_folder(self.folder)).readings
        return {alias.target: reading.path for reading in readings for alias in reading.aliases} | names

    def check(self, files: Mapping[str, bytes], login: str, now: datetime | None) -> tuple[Report, Sources]:
        """What the check says of *files* that *login* would bring, and their lines."""
        for path, content in files.items():
            create_file(self.folder, path, content)
        report, _ = pipeline.compare(self.folder, "HEAD", login, now)
        return report, lambda path: read_lines(self.folder, path, report.charter.limits)


@contextmanager
def stage(root: Path) -> Iterator[Stage]:
    """A stage for the community at *root*, gone afterwards; a PotluckError where git cannot lay it out."""
    try:
        repository = Repository.open(root)
        with laid_out(repository, repository.head) as folder:
            cache = cache_folder(folder)
            try:
                yield Stage(folder)
            finally:
                shutil.rmtree(cache, ignore_errors=True)  # nobody comes back to this folder
    except HistoryError as error:
        raise PotluckError(f"what is brought cannot be looked at: {error.sentence}") from error
