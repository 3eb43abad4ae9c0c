"""The catalogue of rules is whole, names each check once, and no code ever changes its meaning."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from potluck.register import checks

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "content" / "docs" / "catalogue.md"
PUBLISHED = Path(__file__).with_name("codes.txt")  # every code there ever was, with its name
CODE = re.compile(r"\b[A-Z]{2}\d{3}\b")
RULES = 95


def rows() -> list[list[str]]:
    """The rows of all tables of the page, as cells."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_rule_has_its_row_and_says_what_became_of_it() -> None:
    """Held by a check, or left out with a reason, or otherwise impossible: none is passed over in silence."""
    rules = [row for row in rows() if row[0].isdigit()]
    assert [int(row[0]) for row in rules] == [*range(1, RULES + 1)]
    for number, holds, here, seen in rules:
        assert holds, number
        assert seen, number
        assert CODE.search(here) or re.match(r"by construction|left |as \d+|a test ", here), number


def test_rules_that_point_to_another_point_to_one_that_is_held() -> None:
    """`as 18` leads to a code, or to a reason, in one step."""
    here = {row[0]: row[2] for row in rows() if row[0].isdigit()}
    for number, text in here.items():
        if (other := re.match(r"as (\d+)", text)) and number != other[1]:
            assert not here[other[1]].startswith("as "), number


def test_every_check_stands_in_the_catalogue_once() -> None:
    """No code is made up, none is missing, and none is counted for two rules."""
    named = [code for row in rows() for code in CODE.findall(row[2] if row[0].isdigit() else row[0])]
    assert [code for code, times in Counter(named).items() if times > 1] == []
    assert set(named) == {one.code for one in checks()}


def test_a_code_means_the_same_for_good() -> None:
    """A new check brings a line of its own; a line is never taken out, but may say `retired`, and is then not used."""
    lines = [line.split() for line in PUBLISHED.read_text("utf-8").splitlines()]
    assert [code for code, times in Counter(line[0] for line in lines).items() if times > 1] == []
    living = {code: name for code, name, *retired in lines if not retired}
    assert living == {one.code: one.slug for one in checks()}
    assert lines == sorted(lines)
