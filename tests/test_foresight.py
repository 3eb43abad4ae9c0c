"""Everything is told at once: a slip that keeps the rest from being read does not hide what is wrong with the rest."""

from __future__ import annotations

from tests.support.examples import cases_charter, cases_readers

from potluck.load import read_document
from potluck.meaning import reading_of

CLUMSY = """---
title: Soup: every Tuesday
kind: Story
stage: almost done
authors: @ana-sample
created: 2026-13-12
---

One pot, one long table.
"""


def told(text: str) -> list[tuple[str, int]]:
    """Code and line of all that is told of *text*, in the order of the lines."""
    charter = cases_charter()
    document = read_document(text.encode(), "proposals/stories/soup-night.md", "soup-night", "stories", charter.limits)
    found = reading_of(document, charter, cases_readers()).diagnostics
    return sorted(((one.code, one.line) for one in found), key=lambda one: one[1])


def test_what_stands_behind_a_slip_of_yaml_is_told_with_it() -> None:
    """REL-006: two colons in a line, a capital, a stage of one's own, a sign that YAML keeps, a month too many."""
    assert told(CLUMSY) == [("FM011", 2), ("FM104", 3), ("FM103", 4), ("FM011", 5), ("FM121", 6)]


def test_nothing_is_foreseen_behind_what_has_no_one_answer() -> None:
    """A bracket that is never closed could end anywhere."""
    assert told(CLUMSY.replace("Soup: every", "[Soup every")) == [("FM011", 3)]


def test_the_lines_stay_those_of_the_file() -> None:
    """What is foreseen on a line that would be mended is told of the whole of it, and offers no edit to apply."""
    charter = cases_charter()
    document = read_document(CLUMSY.encode(), "proposals/stories/a.md", "a", "stories", charter.limits)
    found = reading_of(document, charter, cases_readers()).diagnostics
    (handle,) = [one for one in found if one.code == "FM110"]
    assert (handle.line, handle.column, handle.end_column, handle.edits) == (5, 1, len("authors: @ana-sample") + 1, ())
