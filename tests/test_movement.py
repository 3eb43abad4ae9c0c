"""What moves at the table, on the first page: from stage to stage and month by month, with a table behind each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import msgspec
import pytest
from tests.support.community import Small, proposal
from tests.support.ledgers import ballot, ledger
from tests.support.pages import by_class, elements, faults, parse, text_of
from tests.support.repository import Repository

DAY = 24 * 60  # minutes
DECISION = {"by": "mara-sample", "date": "2026-01-06", "reason": "cheap-to-try", "says": "Let us try it."}


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "table")


def home(small: Small) -> Element:
    """The first page, which is valid."""
    html = small.read("index.html").decode()
    assert faults(html) == []
    return parse(html)


def table(page: Element, within: str) -> list[list[str]]:
    """The rows of the one table there, its head included."""
    (place,) = by_class(page, within)
    rows = [row for row in elements(place) if row.tag == "tr"]
    return [[" ".join(text_of(cell).split()) for cell in row] for row in rows]


def test_moves_are_drawn_and_told(small: Small) -> None:
    """An arc for each way between the stages on it, wider for more; every move is in the table, back ones too."""
    repository = Repository(small.root)
    said = [("a", "launched"), ("b", "launched"), ("c", "declined"), ("c", "suggested")]
    repository.commit({f"proposals/ideas/{slug}.md": proposal(created=None) for slug in "abcd"})
    repository.commit({})
    for slug, stage in said:
        more = {"decision": DECISION} if stage != "suggested" else {}
        repository.commit({f"proposals/ideas/{slug}.md": proposal(created=None, stage=stage, **more)})
    small.build()
    page = home(small)
    (drawn,) = by_class(page, "pl-arcs")
    assert len(list(drawn)) == 1
    (behind,) = [one for one in by_class(page, "pl-behind") if "Every move" in text_of(one)]
    rows = [[text_of(cell) for cell in row] for row in elements(behind) if row.tag == "tr"]
    assert rows == [
        ["from", "to", "how many"],
        ["Suggested", "Launched", "2"],
        ["Declined", "Suggested", "1"],
        ["Suggested", "Declined", "1"],
    ]
    plates = [text_of(one).split() for one in elements(by_class(page, "pl-flow")[0]) if one.tag == "li"]
    assert plates == [["2", "Suggested", "2"], ["2", "Launched", "2"]]


def test_months_count_people_once_and_voices_where_they_were_said(small: Small) -> None:
    """Who speaks twice in a month is one; what was merged is counted where it was said, and authors are not."""
    small.idea("soup", "Soup night", created="2026-05-20")
    small.idea("stew", "Stew night", created="2025-03-01")
    said = [
        ballot("+1", "bo", 0, "soup"),
        ballot("-1", "bo", 0, "stew"),
        ballot("+1", "cleo", 40 * DAY, "soup"),
        ballot("+1", "ana-sample", 0, "soup"),
    ]
    for slug in ("soup", "stew"):
        lines = (msgspec.json.encode(one).decode() for one in said if one.proposal == slug)
        ledger(small.root, *lines, slug=slug, counts={"ballots": 4, "logins": 3, "proposals": 2})
    small.build(datetime(2026, 7, 20, tzinfo=UTC))
    page = home(small)
    rows = table(page, "pl-months")
    assert rows[:4] == [
        ["month", "brought", "voices", "people"],
        ["July 2026", "0", "1", "1"],
        ["June 2026", "0", "2", "1"],
        ["May 2026", "1", "0", "0"],
    ]
    assert len(rows) == 13
    words = " ".join(text_of(by_class(page, "pl-months")[0]).split())
    assert "In the last 12 months: 1 brought, 3 voices. The busiest was June 2026." in words
    assert [len(list(svg)) for svg in by_class(page, "pl-columns")] == [12, 12, 12]


def test_without_voices_only_what_was_brought_is_drawn(small: Small) -> None:
    """Where counts alone are published there are no days of voices."""
    small.idea("soup", "Soup night")
    small.build()
    page = home(small)
    assert table(page, "pl-months")[0] == ["month", "brought"]
    assert len(by_class(page, "pl-columns")) == 1


def test_an_empty_table_draws_nothing(small: Small) -> None:
    """A new community has no line at nought."""
    small.build()
    page = home(small)
    assert by_class(page, "pl-months") == by_class(page, "pl-flow") == by_class(page, "pl-columns") == []
