"""No text of ours is told on the forge, in a form or in a letter that a catalogue cannot reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.support.brackets import bare, speaking_in_brackets, unquoted
from tests.support.examples import cases, files_of, look_at, write

from potluck.model import Diagnostic

# What YAML's own library says of a text, and who is called what in a case.
QUOTED = ("could not find expected", "while ", "expected ", "found ", "did not find")


def left_of(diagnostics: Iterator[Diagnostic]) -> dict[str, list[str]]:
    """By code, the words of its sentences that stand in no brackets; what is quoted is the file's own."""
    found: dict[str, list[str]] = {}
    for one in diagnostics:
        left = bare(unquoted(f"{one.message}\x1f{one.hint}"))
        found.setdefault(one.code, []).extend(word for word in left if "/" not in word)
    return {code: words for code, words in found.items() if words}


def test_whatever_a_check_says_can_be_translated(tmp_path: Path) -> None:
    """In every case on disk."""
    said: list[Diagnostic] = []
    with speaking_in_brackets():
        for case in cases():
            write(tmp_path / case.name, files_of(case))
            said += look_at(tmp_path / case.name)[1]
    assert len({one.code for one in said}) > 80
    assert left_of(iter(said)) == {}
