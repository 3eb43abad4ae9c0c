"""The time machine's file and its months: where every proposal stood, from git and files alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.support.community import ROOT, Small, proposal
from tests.support.pages import parse, text_of
from tests.support.repository import Repository

from potluck.views.time import TimeTable

FILE = "time/ways.js"
NO = {"by": "mara-sample", "date": "2026-05-20", "reason": "too-few-hands", "says": "Nobody is left to wash up."}


def may(day: int) -> datetime:
    return datetime(2026, 5, day, 9, tzinfo=UTC)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "table")


def ways(small: Small) -> dict[str, Any]:
    """What the file hands over."""
    text = small.read(FILE).decode()
    start = f'plFind.take("{FILE}",'
    assert text.startswith(start)
    found: dict[str, Any] = json.loads(text.removeprefix(start).removesuffix(")\n"))
    return found


def way(table: dict[str, Any], title: str) -> list[str]:
    """`2 suggested`, `9 launched`: a proposal's way, in days of May."""
    row = table["title"].index(title)
    day, stages = table["came"][row], [stage for _, stage, *_ in table["stages"]]
    found = [(day, stages[table["start"][row]])]
    moves = table["moves"][row]
    for days, stage in zip(moves[::2], moves[1::2], strict=True):
        day += days
        found.append((day, stages[stage]))
    first = date.fromisoformat(table["first"])
    return [f"{date.fromordinal(first.toordinal() + on).day} {stage}" for on, stage in found]


def test_the_file_tells_every_way_from_git(small: Small):
    repository = Repository(small.root)
    repository.commit({".gitignore": "site/public/\n"}, "Begin", by="mara-sample", at=may(1))
    repository.commit({"proposals/ideas/soup.md": proposal("Soup", created=None)}, by="ana-sample", at=may(3))
    launched = proposal("Soup", created=None, stage="launched", decision=NO | {"reason": "cheap-to-try"})
    repository.commit({"proposals/ideas/soup.md": launched}, by="mara-sample", at=may(21))
    small.build()
    table = ways(small)
    assert table["first"] == "2026-05-03"
    assert table["days"] == 29  # up to the clock, the 1st of June
    assert way(table, "Soup") == ["3 suggested", "21 launched"]
    assert table["decided"] == [[0, 17, True]]
    assert table["gone"] == []


def test_what_is_no_more_stood_there_and_left_without_a_word(small: Small):
    repository = Repository(small.root)
    files = {f"proposals/ideas/{slug}.md": proposal(f"{slug} words") for slug in ("rude", "gone", "soup")}
    repository.commit({**files, ".gitignore": "site/public/\n"}, "Begin", by="mara-sample", at=may(3))
    stone = "---\nkind: idea\ntaken-down: {date: 2026-05-09, reason: personal-data}\n---\n"
    out: dict[str, str | None] = {"proposals/ideas/rude.md": stone, "proposals/ideas/gone.md": None}
    repository.commit(out, "Out", by="mara-sample", at=may(11))
    small.build()
    table = ways(small)
    assert table["title"] == ["soup words"]
    assert sorted(one[0] - one[1] for one in table["gone"]) == [6, 8]  # days that each stood there
    assert b"rude" not in small.read(FILE)
    assert b"gone words" not in small.read(FILE)


def test_months_are_in_a_table_for_whoever_runs_no_script(small: Small):
    small.idea("soup", "Soup", created="2026-03-03")
    small.idea("rice", "Rice", created="2026-04-03", stage="declined", decision=NO)
    small.build()
    rows = parse(small.page("time")).iterfind(".//tbody/tr")
    assert [[text_of(cell) for cell in row] for row in rows] == [
        ["June 2026", *"00001"],
        ["May 2026", *"00111"],
        ["April 2026", *"10002"],
        ["March 2026", *"10001"],
    ]


def test_hostile_words_end_no_script(small: Small):
    small.idea("soup", "</script><script>alert(1)</script>")
    small.build()
    assert b"</script" not in small.read(FILE)


def test_a_community_in_which_nothing_happened_is_a_page_too(small: Small):
    small.build()
    assert "Nothing has happened yet." in small.page("time")
    assert ways(small)["title"] == []


def test_the_handbook_tells_every_column():
    """content/docs/looking.md, in the table's own order."""
    told = (ROOT / "content" / "docs" / "looking.md").read_text("utf-8")
    columns = [line.split("`")[1] for line in told.splitlines() if line.startswith("| `")]
    assert columns == list(TimeTable.__struct_fields__)
