"""The board, and what has left it: counts and ages, what is promised, and an archive that loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support.community import CHARTER, Small
from tests.support.pages import parse, text_of
from tests.support.repository import Repository

from potluck.views import archive

PARKING = CHARTER.replace(
    'declined: {to: [suggested], closes: true, tone: "no"}',
    'declined: {to: [suggested], closes: true, tone: "no"}\n      merged: {closes: true, tone: rest}',
)
NO = {"by": "mara-sample", "date": "2026-05-20", "reason": "too-few-hands", "says": "Nobody is left to wash up."}


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "table", charter=PARKING)


def texts(page: str, way: str) -> list[str]:
    """The words of each piece of a page."""
    return [" ".join(text_of(one).split()) for one in parse(page).iterfind(f".//{way}")]


def columns(small: Small) -> list[str]:
    return texts(small.page("board"), "section[@class='pl-column pl-tone-open']")


def test_a_columns_head_says_how_many_stand_there_and_for_how_long(small: Small):
    """By the clock, the 1st of June: for 4, 12 and 31 days."""
    for slug, day in (("soup", "2026-05-28"), ("rice", "2026-05-20"), ("stew", "2026-05-01")):
        small.idea(slug, slug.capitalize(), created=day)
    small.build()
    assert columns(small)[0].startswith("Suggested 3 half for 12 days or more Soup")
    assert "Stew" in columns(small)[0]
    assert "4 days" in columns(small)[0]
    assert "As of 1 June 2026, 12:00 UTC." in small.page("board")


def test_what_came_today_says_so(small: Small):
    """Of half for no day or more there is nothing to tell."""
    for slug in ("soup", "rice"):
        small.idea(slug, slug.capitalize(), created="2026-06-01")
    small.build()
    assert columns(small)[0] == "Suggested 2 Rice today Soup today"


def test_a_column_of_very_many_shows_the_last_and_leads_to_all_of_them(small: Small):
    for number in range(21):
        small.idea(f"soup-{number:02}", f"Soup {number:02}", created=f"2026-05-{number + 1:02}")
    small.build()
    page = small.page("board")
    assert "Soup 20" in page
    assert "Soup 00" not in page
    assert '<a href="../stages/suggested/?kind=idea">All 21 at “Suggested”</a>' in page


def test_a_card_says_what_is_promised_and_that_a_day_has_passed(small: Small):
    first = {"date": "2026-05-20", "set": "2026-05-02", "why": "The oven comes"}
    small.idea("soup", "Soup", promised=[first, {"date": "2026-06-12", "set": "2026-05-15", "why": "It is late"}])
    small.idea("rice", "Rice", promised=[first], created="2026-05-01")
    small.build()
    (column,) = columns(small)[:1]
    assert "Soup promised for 12 June 2026" in column
    assert "Rice was promised for 20 May 2026" in column


def test_what_has_left_the_table_is_told_by_its_number_and_is_in_the_archive_with_its_reason(small: Small):
    small.idea("soup", "Soup", aliases=["stew-night"])
    small.idea("rice", "Rice", stage="declined", decision=NO, created="2026-05-03")
    small.idea("stew", "Stew", stage="merged", merged_into="soup", created="2025-03-01")
    small.build()
    assert "Rice" not in small.page("board")
    assert texts(small.page("board"), "p[@class='pl-facts pl-ended']")[0].startswith(
        "Off the table: Declined 1 Merged 1"
    )
    front = texts(small.page("archive"), "ol[@class='pl-list pl-ends']/li")
    assert front[0].startswith("20 May 2026 Rice Declined")
    assert front[0].endswith("Nobody is left to wash up.")
    assert "goes on in Soup" in front[1]
    assert len(texts(small.page("archive/2026"), "ol[@class='pl-list pl-ends']/li")) == 1
    assert len(texts(small.page("archive/2025"), "ol[@class='pl-list pl-ends']/li")) == 1
    assert texts(small.page("archive/names"), "ul[@class='pl-list pl-old-names']/li") == ["stew-night is now Soup"]
    assert (small.site / "ideas/stew-night/index.html").is_file()


def test_what_was_taken_down_is_in_the_archive_without_a_word_of_it_and_what_was_removed_as_a_number(small: Small):
    repository = Repository(small.root)
    at = datetime(2026, 4, 1, tzinfo=UTC)
    small.idea("soup", "Soup")
    small.idea("rude", "Rude words")
    small.idea("gone", "Gone words")
    repository.commit({".gitignore": "site/public/\n"}, "Begin", by="mara-sample", at=at)
    (small.root / "proposals/ideas/gone.md").unlink()
    stone = "---\nkind: idea\ntaken-down: {date: 2026-04-20, reason: personal-data}\n---\n"
    repository.commit({"proposals/ideas/rude.md": stone}, "Out", by="mara-sample", at=at.replace(day=20))
    small.build()
    for place in ("archive", "archive/2026"):
        page = small.page(place)
        assert "Taken down" in page
        assert "1 file removed" in page
        assert "Rude words" not in page
        assert "Gone words" not in page


def test_a_year_of_very_many_goes_on_on_a_page_beside_it(small: Small, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "LINES", 2)
    for slug in ("soup", "rice", "stew"):
        small.idea(slug, slug.capitalize(), stage="declined", decision=NO)
    small.build()
    pages = [small.page(place) for place in ("archive/2026", "archive/2026-2")]
    assert [len(texts(page, "ol[@class='pl-list pl-ends']/li")) for page in pages] == [2, 1]
    assert 'href="../../archive/2026-2/"' in pages[0]


def test_an_empty_archive_is_a_page_too(small: Small):
    small.build()
    assert "Nothing has left the table." in small.page("archive")
