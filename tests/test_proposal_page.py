"""What a proposal's page says around the text: voices over time, relatives, how to name it elsewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from tests.support.community import CHARTER, Small
from tests.support.ledgers import ballot, ledger
from tests.support.pages import by_class, elements, faults, parse, text_of
from tests.support.repository import Repository

from potluck.model import Ballot
from potluck.views.cite import _tex

DAY = 24 * 60  # minutes


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "table")


def heard(small: Small, *ballots: Ballot) -> None:
    """Lay *ballots* into the ledger and print."""
    ledger(small.root, *(msgspec.json.encode(one).decode() for one in ballots))
    small.build()


def test_voices_are_drawn_and_told_in_words_and_numbers(small: Small) -> None:
    """Whoever sees no line reads the same: who, how many, up to which day."""
    small.idea("soup", "Soup night")
    heard(
        small,
        ballot("+1", "bo"),
        ballot("-1", "cleo", 2 * DAY),
        ballot("heart", "dan", 40 * DAY),
        ballot("confused", "eve", 90 * DAY),
        ballot("+1", "bo", 100 * DAY),
        ballot("+1", "ana-sample", 5 * DAY),  # its author: no voice on it
    )
    page = parse(small.page("ideas/soup"))
    assert faults(small.page("ideas/soup")) == []
    (figure,) = by_class(page, "pl-voices")
    words = " ".join(text_of(next(one for one in elements(figure) if one.tag == "figcaption")).split())
    assert words == "2 for it and 1 against. From 3 June 2026 to 9 September 2026; half of the voices by 11 July 2026."
    assert [one.get("d", "")[:5] for one in elements(figure) if one.get("class") in ("pl-line-1", "pl-line-2")][:2] == [
        "M0 12", "M0 12",
    ]  # fmt: skip
    (said,) = by_class(page, "pl-said")
    assert [text_of(one).strip() for one in elements(said) if one.tag in ("dt", "dd")] == [
        "For it", "dan, bo", "Against it", "cleo", "Not sure", "eve",
    ]  # fmt: skip
    rows = [[text_of(cell) for cell in row] for row in elements(said) if row.tag == "tr"]
    assert rows[1:] == [
        ["30 June 2026", "0", "1"],
        ["31 July 2026", "1", "1"],
        ["31 August 2026", "1", "1"],
        ["9 September 2026", "2", "1"],
    ]


def test_who_would_use_it_is_for_it(tmp_path: Path) -> None:
    """The line counts both; the names stand apart, as the words do."""
    small = Small(
        tmp_path / "table",
        charter=f"{CHARTER}reactions: {{rocket: {{means: would-use, name: Mine}}, +1: {{means: for, name: Yes}}}}\n",
    )
    small.idea("soup", "Soup night")
    heard(small, ballot("rocket", "bo"), ballot("+1", "cleo", 3 * DAY))
    page = parse(small.page("ideas/soup"))
    names = [text_of(one).strip() for one in elements(by_class(page, "pl-said")[0]) if one.tag in ("dt", "dd")]
    assert names == ["For it", "cleo", "Would use it", "bo"]
    assert "2 for it and 0 against" in text_of(by_class(page, "pl-voices")[0])


def test_of_many_the_first_are_named(small: Small) -> None:
    """The ballots have them all."""
    small.idea("soup", "Soup night")
    heard(small, *(ballot("+1", f"guest-{n:03}", n * 60) for n in range(75)))
    (said,) = by_class(parse(small.page("ideas/soup")), "pl-said")
    assert "guest-059" in text_of(said)
    assert "guest-060" not in text_of(said)
    assert "and 15 more, in the ballots" in text_of(said)


def test_without_ballots_nobody_is_named(small: Small) -> None:
    """Where there are none, or a community publishes counts alone, there is nobody to name and no day to draw."""
    small.idea("soup", "Soup night")
    small.build()
    page = small.page("ideas/soup")
    assert "pl-said" not in page
    assert "pl-voices" not in page


def test_another_day_of_a_voice_is_another_drawing(small: Small) -> None:
    """The tally stays the same; the page is printed all the same."""
    small.idea("soup", "Soup night")
    heard(small, ballot("+1", "bo"), ballot("+1", "cleo", 3 * DAY))
    before = small.page("ideas/soup")
    heard(small, ballot("+1", "bo"), ballot("+1", "cleo", 5 * DAY))
    assert small.page("ideas/soup") != before


def test_relatives_stand_before_and_after(small: Small) -> None:
    """What was there first on one side, what came of it on the other, each with the word for it."""
    small.idea("first", "First pot")
    small.idea("old", "Old pot", superseded_by=["soup"])
    small.idea("soup", "Soup night", extends=["first"], supersedes=["old"])
    small.idea("stew", "Stew night", extends=["soup"])
    small.story("why", "Why soup", answers=["soup"])
    small.build()
    page = parse(small.page("ideas/soup"))
    sides = {side: [text_of(one).split() for one in elements(by_class(page, side)[0]) if one.tag == "li"]
             for side in ("pl-kin-before", "pl-kin-after")}  # fmt: skip
    assert sides["pl-kin-before"] == [["Builds", "on", "First", "pot"], ["Takes", "the", "place", "of", "Old", "pot"]]
    assert sides["pl-kin-after"] == [["Built", "upon", "by", "Stew", "night"], ["Answered", "by", "Why", "soup"]]
    drawn = [len([one for one in elements(svg) if one.tag.endswith("path")]) for svg in by_class(page, "pl-ties")]
    assert drawn == [2, 2]
    assert not by_class(parse(small.page("stories/why")), "pl-kin-after")


def test_more_relatives_than_can_be_drawn_are_listed(small: Small) -> None:
    """Nobody is left out."""
    small.idea("soup", "Soup night")
    for number in range(8):
        small.idea(f"pot-{number}", f"Pot {number}", extends=["soup"])
    small.build()
    html = small.page("ideas/soup")
    (side,) = by_class(parse(html), "pl-kin-after")
    assert len([one for one in elements(side) if one.tag == "li"]) == 5
    assert all(f"pot-{number}/" in html for number in range(8))


def test_it_can_be_named_elsewhere_by_the_version_that_was_read(small: Small) -> None:
    """A sentence, an entry for a list of references, a letter: with its whole address, and the commit."""
    small.idea(
        "soup",
        "Soup & 50 % salt",
        summary="Hot soup, with too much salt for some.",
        authors=["ana-sample", "lee-sample"],
    )
    commit = Repository(small.root).commit({}, by="ana-sample")
    small.build()
    page = parse(small.page("ideas/soup"))
    words, bibtex = (text_of(one) for one in elements(by_class(page, "pl-cite")[0]) if one.tag == "pre")
    address = "https://small.example/table/ideas/soup/"
    assert words == (
        f"ana-sample and lee-sample. “Soup & 50 % salt”. Small Table. 12 May 2026. version {commit[:10]}. {address}"
    )
    assert bibtex.splitlines() == [
        "@misc{soup,",
        r"  author = {{ana-sample} and {lee-sample}},",
        r"  title = {{Soup \& 50 \% salt}},",
        "  howpublished = {Small Table},",
        "  year = {2026},",
        "  month = {5},",
        f"  note = {{version {commit[:10]}}},",
        f"  url = {{{address}}},",
        "}",
    ]
    letters = [one.get("href", "") for one in elements(page) if one.get("href", "").startswith("mailto:")]
    assert parse_qs(urlsplit(letters[0]).query) == {
        "subject": ["Soup & 50 % salt (Small Table)"],
        "body": [f"Hot soup, with too much salt for some.\r\n\r\n{address}"],
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("a_b^c~d", r"a\_b\textasciicircum{}c\textasciitilde{}d"),
        ("$1 #2", r"\$1 \#2"),
    ],
)
def test_no_title_is_a_command_to_tex(text: str, expected: str) -> None:
    """A list of references is run by whoever has it."""
    assert _tex(text) == expected


def test_every_change_leads_to_what_it_did(tmp_path: Path) -> None:
    """On the forge, at the file; without one the commit is named."""
    for forge in ("", "forge: {type: github, repository: small/table}\n"):
        small = Small(tmp_path / f"table{len(forge)}", charter=CHARTER + forge)
        small.idea("soup", "Soup night")
        commit = Repository(small.root).commit({}, by="ana-sample")
        small.build()
        (moments,) = by_class(parse(small.page("ideas/soup")), "pl-moments")
        (link,) = by_class(moments, "pl-commit")
        if forge:  # with the digest of the path, as `printf proposals/ideas/soup.md | sha256sum` tells it
            file = "c19f01229b9b6288fa739b5d3a86dddd649cd0f6cb4473e81532eccef10f8649"
            assert link.get("href") == f"https://github.com/small/table/commit/{commit}#diff-{file}"
        else:
            assert (link.tag, text_of(link)) == ("code", commit[:7])
