"""No text of ours is told on the forge, in a form or in a letter that a catalogue cannot reach."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support import changes, examples
from tests.support.brackets import bare, speaking_in_brackets, unquoted
from tests.support.community import ROOT

from potluck.charter import read_charter
from potluck.diagnostics import About, Understood, render
from potluck.doors import doors_of
from potluck.model import Diagnostic

SHOWN = ("value", "label", "description", "name", "about")  # of an issue form; other names are for the forge
IN_SNIPPET = re.compile(r"\$\{\d+:([^}]*)\}")


def left_of(diagnostics: Iterable[Diagnostic]) -> dict[str, list[str]]:
    """By code, the words of its sentences that stand in no brackets. What is quoted, and names of files, are theirs.

    What is told of the ledger is for whoever looks after it, and English.
    """
    found: dict[str, list[str]] = {}
    for one in diagnostics:
        if one.code.startswith("LG"):
            continue
        left = [word for word in bare(unquoted(f"{one.message}\x1f{one.hint}")) if not re.search(r"/|YAML", word)]
        found.setdefault(one.code, []).extend(left)
    return {code: words for code, words in found.items() if words}


def test_whatever_a_check_says_of_a_file_can_be_translated(tmp_path: Path) -> None:
    """In every case on disk: its message and its hint."""
    said: list[Diagnostic] = []
    with speaking_in_brackets():
        for case in examples.cases():
            examples.write(tmp_path / case.name, examples.files_of(case))
            said += examples.look_at(tmp_path / case.name)[1]
    assert len({one.code for one in said}) > 80
    assert left_of(said) == {}


@pytest.mark.parametrize("case", changes.cases(), ids=lambda case: case.name)
def test_whatever_a_check_says_of_a_change_can_be_translated(case: Path, tmp_path: Path) -> None:
    """As in the cases of changes."""
    with speaking_in_brackets():
        report = changes.said_of((case / "change.txt").read_text("utf-8"), tmp_path / "table")
    assert left_of(report.diagnostics) == {}


def texts(value: Any, name: str = "") -> Iterator[str]:
    """What a form shows."""
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from texts(one, inner)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one, name)
    elif isinstance(value, str) and name in SHOWN:
        yield value


def test_the_forms_on_the_forge_can_be_translated() -> None:
    """The issue forms, and the text that a pull request starts with; what the charter says is its own."""
    charter = read_charter(ROOT).charter
    assert charter
    known = " ".join((ROOT / "potluck.yml").read_text("utf-8").split()).casefold()
    with speaking_in_brackets():
        files = doors_of(charter)
    for path, text in files.items():
        if path.startswith(".github/ISSUE_TEMPLATE/"):
            assert bare("\x1f".join(texts(yaml.safe_load(text))), known) == [], path
    template = files[".github/pull_request_template.md"].split("<!-- Written by")[0]
    assert bare(re.sub("<!--|-->|[()]", "\x1f", template), known) == []
    snippets = json.loads(files[".vscode/potluck.code-snippets"].split("\n", 1)[1])
    asked = [words for one in snippets.values() for line in one["body"] for words in IN_SNIPPET.findall(line)]
    assert "⟦" in "".join(asked)


def test_the_comment_on_a_pull_request_can_be_translated(tmp_path: Path) -> None:
    """With everything that it may have to say."""
    examples.write(tmp_path, examples.read_example(EXAMPLE, examples.folders()))
    documents = tuple(
        Understood("a.md", "story", "", ("Menu", "Place")[:number], "title: Soup\nkind: story", 3)
        for number in range(3)
    )
    about = About(kinds={"story": "story"}, documents=documents)
    with speaking_in_brackets():
        said = examples.look_at(tmp_path)[1]
        text = render(said, "markdown", lambda path: (tmp_path / path).read_text("utf-8").split("\n"), about)
    spoken = re.sub(r"```.*?```|<[^>]*>|`[^`]*`", "\x1f", text, flags=re.DOTALL)
    assert bare(re.sub("[()]", "\x1f", spoken), "story menu place") == []


EXAMPLE = """---
title: Hm
kind: story
stage: almost
authors: ana
created: 12.5.2026
tags: [a, a]
colour: red
---

There is a hidden\u202e turn.
"""
