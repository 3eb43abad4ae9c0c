"""Mending on disk: what has one right answer in the files that somebody names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from potluck.load import open_plainly
from potluck.mending import Mended, mend
from potluck.model import PotluckError
from potluck.pipeline import Report
from potluck.schema import make_readers
from potluck.writing import locked, rewrite_file


def mend_files(root: Path, report: Report, wanted: Callable[[str], bool], *, writes: bool) -> tuple[Mended, ...]:
    """Everything in the *wanted* files that has one right answer, mended; on disk as well where it *writes*.

    A PotluckError where a file was changed meanwhile, or cannot be written: those mended before stay mended.
    """
    readers = make_readers(report.charter)
    # A file with more problems than are told may have some that can be mended among the others.
    promising = {one.path for one in report.diagnostics if (one.edits or one.code == "FM099") and wanted(one.path)}
    done = []
    with locked(root, "mend") if writes and promising else nullcontext():
        for reading in report.readings:
            if reading.path not in promising:
                continue
            try:
                raw = open_plainly(root, reading.path, report.charter.limits.file)
                mended = mend(raw, reading, report.charter, readers)
                if writes and mended.codes:
                    rewrite_file(root, reading.path, raw, mended.after)
            except OSError as error:
                words = f"{reading.path} cannot be mended: {error.strerror or error}; it is as it was"
                raise PotluckError(words) from error
            if mended.codes:
                done.append(mended)
    return tuple(done)
