"""The promise ledger: every date, every change to it, days late; on the page, in the API, and against git."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from tests.support.community import Small, proposal
from tests.support.pages import parse, text_of
from tests.support.repository import Repository

from potluck.views import kept

WHY = "The oven comes"


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "table")


def promise(on: str, given: str = "2026-02-01", why: str = WHY) -> dict[str, str]:
    return {"date": on, "set": given, "why": why}


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def lines(small: Small, place: str = "promises") -> list[str]:
    """The words of each date, by the clock of the 1st of June 2026."""
    found = parse(small.page(place)).iterfind(".//ol[@class='pl-list pl-kept']/li/ol/li")
    return [" ".join(text_of(one).split()) for one in found]


def in_git(small: Small, *versions: tuple[datetime, list[dict[str, str]]]) -> None:
    """A community older than its one idea, whose promises were these."""
    repository = Repository(small.root)
    old = {"proposals/stories/rain.md": proposal("Rain", kind="story"), ".gitignore": "site/public/\n"}
    repository.commit(old, "Begin", by="mara-sample", at=at(1, 1))
    for when, promised in versions:
        text = proposal("Soup", created=None, promised=promised or None)
        files = {"proposals/ideas/soup.md": text}
        repository.commit(files, by="1+mara-sample@users.noreply.github.com", at=when)
    small.build()


def test_every_date_is_told_with_what_became_of_it(small: Small):
    first, second = promise("2026-03-01"), promise("2026-03-20", "2026-02-20", "No oven yet")
    decision = {"by": "mara-sample", "date": "2026-04-09", "reason": "cheap-to-try", "says": "We try it."}
    small.idea("soup", created="2026-01-02", promised=[first, second], decision=decision)
    small.idea("rice", created="2026-01-02", promised=[promise("2026-04-10")], decision=decision)
    small.idea("stew", created="2026-01-02", promised=[promise("2026-05-20")])
    small.idea("cake", created="2026-01-02", promised=[promise("2026-07-01")])
    small.build()
    assert lines(small) == [
        "late 20 May 2026, 12 days late so far said on 1 February 2026: The oven comes",  # what is owed stands first
        "to come 1 July 2026 said on 1 February 2026: The oven comes",
        "kept 10 April 2026, there on 9 April 2026 said on 1 February 2026: The oven comes",
        "moved 1 March 2026, 19 days later became 20 March 2026 said on 1 February 2026: The oven comes",
        "late 20 March 2026, there 20 days late, on 9 April 2026 said on 20 February 2026: No oven yet",
    ]


def test_a_date_that_was_taken_out_is_told_with_its_day_person_and_commit(small: Small):
    in_git(small, (at(2, 1), [promise("2026-05-01")]), (at(4, 2), [promise("2026-07-01")]))
    (there, gone) = lines(small)
    assert there.startswith("to come 1 July 2026")
    assert gone.startswith("gone 1 May 2026, taken out without a word on 2 April 2026 by mara-sample,")
    (told,) = ledger(small)["taken_out"]
    assert (told["on"], told["out"], told["by"], len(told["commit"])) == ("2026-05-01", "2026-04-02", "mara-sample", 40)


def test_a_list_that_is_emptied_is_in_the_ledger_all_the_same(small: Small):
    in_git(small, (at(2, 1), [promise("2026-05-01")]), (at(4, 2), []))
    assert [line.split(" on ")[0] for line in lines(small)] == ["gone 1 May 2026, taken out without a word"]


def test_a_date_that_comes_back_was_not_taken_out(small: Small):
    dates = [promise("2026-05-01"), promise("2026-07-01", "2026-04-02")]
    in_git(small, (at(2, 1), dates[:1]), (at(4, 2), dates[1:]), (at(4, 3), dates))
    assert ledger(small)["taken_out"] == []


def test_a_date_that_git_had_only_when_it_was_past_is_said_to_be(small: Small):
    in_git(small, (at(1, 20), []), (at(5, 9), [promise("2026-05-01"), promise("2026-07-01")]))
    assert "git had it only on 9 May 2026, when its day was past" in lines(small)[0] + lines(small)[1]
    assert [one["seen"] for one in ledger(small)["dates"]] == ["2026-05-09", "2026-05-09"]


def test_of_what_git_was_not_there_to_see_it_says_nothing(small: Small):
    in_git(small, (at(4, 20), []), (at(5, 9), [promise("2026-05-01")]))
    assert ledger(small)["dates"][0]["seen"] is None


def test_a_build_that_goes_on_from_a_kept_history_tells_the_same(small: Small):
    """The dates of a timeline are known without looking at its old days again."""
    in_git(small, (at(2, 1), [promise("2026-05-01")]))
    repository = Repository(small.root)
    repository.commit({"proposals/ideas/soup.md": proposal("Soup", created=None)}, by="mara-sample", at=at(4, 2))
    small.build()
    assert [one["on"] for one in ledger(small)["taken_out"]] == ["2026-05-01"]


def ledger(small: Small) -> dict[str, Any]:
    """The file of the API, which keeps to its schema."""
    found: dict[str, Any] = json.loads(small.read("api/v1/promises.json"))
    jsonschema_rs.validator_for(json.loads(small.read("api/v1/schema/promises.json"))).validate(found)
    return found


def test_a_spreadsheet_has_the_same_dates_and_runs_none(small: Small):
    small.idea("soup", created="2026-01-02", promised=[promise("2026-07-01", why="=1+1"), promise("2026-08-01")])
    small.build()
    rows = list(csv.DictReader(io.StringIO(small.read("api/v1/promises.csv").decode("utf-8-sig"))))
    assert [row["on"] for row in rows] == [one["on"] for one in ledger(small)["dates"]] == ["2026-08-01", "2026-07-01"]
    assert rows[1]["why"] == "'=1+1"


def test_a_ledger_of_very_many_goes_on_on_a_page_beside_it(small: Small, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "ROWS", 2)
    for slug in ("soup", "rice", "stew"):
        small.idea(slug, created="2026-01-02", promised=[promise("2026-07-01")])
    small.build()
    assert [len(lines(small, place)) for place in ("promises", "promises/page-2")] == [2, 1]


def test_a_ledger_without_any_promise_is_a_page_too(small: Small):
    small.build()
    assert "No date has been promised yet." in small.page("promises")
