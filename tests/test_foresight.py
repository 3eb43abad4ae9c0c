"""Everything is told at once: a slip that keeps the rest from being read does not hide what is wrong with the rest."""

from __future__ import annotations

import pytest
from tests.support.examples import cases_charter, cases_readers

from potluck.edits import apply_edits, mended_lines
from potluck.load import read_document
from potluck.meaning import reading_of
from potluck.model import Diagnostic

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
    return sorted(((one.code, one.line) for one in diagnostics_of(text)), key=lambda one: one[1])


def test_what_stands_behind_a_slip_of_yaml_is_told_with_it() -> None:
    """REL-006: two colons in a line, a capital, a stage of one's own, a sign that YAML keeps, a month too many."""
    assert told(CLUMSY) == [("FM011", 2), ("FM104", 3), ("FM103", 4), ("FM011", 5), ("FM121", 6)]


def diagnostics_of(text: str) -> tuple[Diagnostic, ...]:
    """All that is told of *text*, a story."""
    charter = cases_charter()
    document = read_document(text.encode(), "proposals/stories/soup-night.md", "soup-night", "stories", charter.limits)
    return reading_of(document, charter, cases_readers()).diagnostics


def test_what_a_field_with_a_slip_in_its_name_holds_is_told_with_the_slip() -> None:
    """REL-006: nobody who writes `summary` for `summry` is told a moment later that it says too little."""
    text = CLUMSY.replace("Soup: every", "Soup every").replace("Story", "story").replace("@ana-sample", "[ana-sample]")
    slip = text.replace("created: 2026-13-12", "created: 2026-05-12\nsummry: Soup")
    assert told(slip) == [("FM103", 4), ("FM102", 7), ("FM112", 7)]


def test_a_file_that_a_mend_makes_too_large_is_told_as_it_stands() -> None:
    """SEC-026: two quotes more, and it could not be read any longer; nobody looks further than that."""
    room = cases_charter().limits.file - len(CLUMSY.encode())
    text = CLUMSY + "\n".join(["x" * 99] * (room // 100)) + "\n" + "x" * (room % 100)
    assert told(text)[:2] == [("FM011", 2), ("FO704", text.count("\n") + 1)]


def test_nothing_is_foreseen_behind_what_has_no_one_answer() -> None:
    """A bracket that is never closed could end anywhere."""
    assert told(CLUMSY.replace("Soup: every", "[Soup every")) == [("FM011", 3)]


def test_a_line_is_told_once_as_it_is_to_be_in_the_end() -> None:
    """A bare `@` wants quotes, and a handle wants brackets and no `@`: the mend is what `--fix` leaves, and the words
    say the same.
    """
    (sign,) = [one for one in diagnostics_of(CLUMSY) if one.line == 5]
    lines = CLUMSY.split("\n")
    assert apply_edits(CLUMSY, [sign.edits]).split("\n")[4] == "authors: [ana-sample]"
    assert sign.hint == "write `authors: [ana-sample]`"
    (first, _last, written) = mended_lines(sign, lines) or (0, 0, [])
    assert (first, written) == (5, ["authors: [ana-sample]"])


def test_what_is_left_on_a_mended_line_is_told_of_all_of_it() -> None:
    """Its places are those of the text to come, so no edit is offered that would not fit."""
    (stage,) = [one for one in diagnostics_of(CLUMSY.replace("almost done", "almost: done")) if one.code == "FM103"]
    assert (stage.line, stage.column, stage.end_column, stage.edits) == (4, 1, len("stage: almost: done") + 1, ())


FAULTY = """title: Soup night
kind: story
stage: almost done
authors: [ana-sample]
created: 2026-13-12
"""
REST = [("FM103", 3), ("FM121", 5)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(f"---\n{FAULTY}\nOne pot.\n", [("FM008", 6)], id="an-empty-line-closes"),
        pytest.param(f"---\n{FAULTY}## How\n\nOne pot.\n", [("FM008", 6)], id="a-heading-closes"),
        pytest.param(f"---\n{FAULTY}\n# How\n\nOne pot.\n", [("FM008", 6)], id="a-title-closes"),
        pytest.param(f"---\n{FAULTY}—\n\nOne pot.\n", [("FM008", 7)], id="a-telephone-closes"),
        pytest.param(f"—\n{FAULTY}—\n\nOne pot.\n", [("FM007", 1), ("FM008", 7)], id="a-telephone-opens-too"),
        pytest.param(f"\n---\n{FAULTY}---\n\nOne pot.\n", [("FM007", 1)], id="an-empty-line-first"),
        pytest.param(f"{FAULTY}---\n\nOne pot.\n", [("FM007", 1)], id="nothing-opens"),
        pytest.param(f"{FAULTY}\nOne pot.\n", [("FM007", 1), ("FM008", 5)], id="neither-of-the-two"),
    ],
)
def test_fields_are_read_without_their_lines_of_hyphens(text: str, lines: list[tuple[str, int]]) -> None:
    """REL-006: where it is plain which lines the fields are, what is wrong with them is told with the missing line."""
    shift = text.split("\n").index("title: Soup night")
    assert told(text) == sorted([*lines, *((code, line + shift) for code, line in REST)], key=lambda one: one[1])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param(f"---\n{FAULTY}", ["FM008"], id="fields-to-the-end"),
        pytest.param(f"---\n{FAULTY}One pot.\n", ["FM008"], id="text-right-below"),
        pytest.param(f"---\n{FAULTY}\n- one pot\n", ["FM008"], id="a-list-could-go-on"),
        pytest.param(f"---\n{FAULTY}\nNote: one pot\n", ["FM008"], id="a-line-like-a-field"),
        pytest.param("Ana: Hello!\nLee: Hello.\n\nSo they met.\n", ["FM007"], id="a-talk"),
    ],
)
def test_nobody_guesses_where_fields_end(text: str, codes: list[str]) -> None:
    """Where it could be several lines, one fault is told, and nothing is offered to write."""
    found = diagnostics_of(text)
    assert [one.code for one in found] == codes
    assert not any(one.edits for one in found)


def test_a_field_under_a_name_with_a_slip_is_not_missing() -> None:
    """One fault, and not two."""
    assert told(CLUMSY.replace("title: Soup:", "Titel: Soup")) == [
        ("FM102", 2),
        ("FM104", 3),
        ("FM103", 4),
        ("FM011", 5),
        ("FM121", 6),
    ]
