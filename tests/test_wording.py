"""What changed between two texts: paragraph beside paragraph, word by word, and never for longer than is bearable."""

from __future__ import annotations

import random

import pytest
from tests.support.patience import within

from potluck.wording import PARAGRAPHS, ROWS, WORDS, Beside, Difference, difference


def sides(found: Difference) -> list[tuple[str, str]]:
    """Each row as it is read, with `-gone-` and `+come+`."""
    marks = {"same": "{}", "gone": "-{}-", "come": "+{}+"}
    read = [
        tuple(" ".join(marks[mark].format(text) for mark, text in side) for side in (row.before, row.after))
        for row in found.rows
    ]
    return [(before, after) for before, after in read]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("Soup at six.", "Soup at six.", [], id="the-same"),
        pytest.param("Soup\nat  six.", "Soup at six.", [], id="wrapped-anew"),
        pytest.param("Soup at six.", "Soup at seven.", [("Soup at -six.-", "Soup at +seven.+")], id="a-word"),
        pytest.param("Soup.", "Soup.\n\nAnd bread.", [("", "+And bread.+")], id="a-paragraph-more"),
        pytest.param("Soup.\n\nAnd bread.", "Soup.", [("-And bread.-", "")], id="a-paragraph-less"),
        pytest.param("Soup at six.", "Bring a knife", [("-Soup at six.-", "+Bring a knife+")], id="nothing-in-common"),
        pytest.param("", "Soup.", [("", "+Soup.+")], id="from-nothing"),
        pytest.param(
            "One two three.\n\nFour five six.",
            "Quite new here.\n\nOne two nine.\n\nFour five six.",
            [("", "+Quite new here.+"), ("One two -three.-", "One two +nine.+")],
            id="the-likest-stand-together",
        ),
    ],
)
def test_what_changed(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    """Both sides of every paragraph that is not as it was."""
    assert sides(difference(before, after)) == expected


def test_what_stayed_is_told_by_number() -> None:
    """Nobody reads the same paragraph twice."""
    before = "\n\n".join(["Same."] * 4 + ["Old."])
    assert [row.skipped for row in difference(before, before.replace("Old", "New")).rows] == [4]


def test_more_than_a_page_holds_is_told_by_number() -> None:
    """The first of them, and how many there are beside."""
    before = "\n\n".join(f"Line {n}." for n in range(ROWS + 7))
    found = difference(before, before.replace("Line", "Row"))
    assert (len(found.rows), found.more, found.is_too_long) == (ROWS, 7, False)


def test_what_is_too_long_is_not_compared() -> None:
    """Paragraphs beyond a number, and words of one paragraph beyond another."""
    many = "\n\n".join(f"A {n}" for n in range(PARAGRAPHS + 1))
    assert difference(many, many.replace("A", "B")) == Difference((), is_too_long=True)
    assert difference(many, f"{many}\n\nLast.").rows == (Beside((), (("come", "Last."),), PARAGRAPHS + 1),)
    long = " ".join(f"w{n}" for n in range(WORDS + 1))
    assert sides(difference(long, f"{long} more")) == [(f"-{long}-", f"+{long} more+")]


@pytest.mark.parametrize("letters", ["ab", "abc", "abcde"])
def test_nobody_can_write_what_takes_long(letters: str) -> None:
    """Texts made for the worst case of comparing: few words, over and over."""
    chance = random.Random(1)

    def text() -> str:
        return "\n\n".join(" ".join(chance.choices(letters, k=WORDS)) for _ in range(PARAGRAPHS))

    with within(1.5):
        difference(text(), text())
