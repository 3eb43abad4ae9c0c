"""The roadmap: what is promised for which quarter, and what became of what was promised before."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.community import CHARTER, Small
from tests.support.pages import parse, text_of

MAKING = CHARTER.replace(
    "suggested: {to: [launched, declined]}",
    "suggested: {to: [launched, declined]}\n      building: {to: [launched], tone: moving}",
)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "table", charter=MAKING)


def parts(small: Small, element: str) -> list[str]:
    """The words of each piece of the roadmap, by the clock of the 1st of June 2026."""
    small.build()
    found = parse(small.page("roadmap")).iterfind(f".//{element}")
    return [" ".join(text_of(one).split()) for one in found]


def promise(on: str, given: str = "2026-02-01", why: str = "The oven comes") -> dict[str, str]:
    return {"date": on, "set": given, "why": why}


def decided(on: str, reason: str = "cheap-to-try") -> dict[str, str]:
    return {"by": "mara-sample", "date": on, "reason": reason, "says": "We try it."}


def test_what_is_promised_stands_in_its_quarter(small: Small):
    for slug, day in (("soup", "2026-06-12"), ("rice", "2026-09-30"), ("stew", "2026-10-01"), ("cake", "2027-03-01")):
        small.idea(slug, slug.capitalize(), created="2026-01-20", promised=[promise(day)])
    now, following, then, later = parts(small, "section[@class]/header/..")[:4]
    assert now.startswith("This quarter 1 Apr–Jun 2026 12 June 2026 in 11 days Soup The oven comes")
    assert following.startswith("Next 1 Jul–Sep 2026 30 September 2026")
    assert then.startswith("Then 1 Oct–Dec 2026 1 October 2026")
    assert later.startswith("Later 1 from Jan–Mar 2027 1 March 2027")


def test_a_day_that_has_passed_with_nothing_come_of_it_comes_first(small: Small):
    small.idea("soup", created="2026-01-20", promised=[promise("2026-04-01"), promise("2026-05-22", "2026-03-20")])
    small.idea("rice", created="2026-01-20", promised=[promise("2026-05-22")], decision=decided("2026-05-20"))
    small.idea("late", created="2026-01-20", promised=[promise("2026-05-02")], decision=decided("2026-05-20"))
    first = parts(small, "section[@class='pl-column pl-tone-no']")[0]
    assert first.startswith("Past its day 1 and we owe you a word 22 May 2026 10 days late Soup night")
    assert first.endswith("moved once")


def test_what_is_in_the_making_without_a_day_is_said_to_be(small: Small):
    small.idea("soup", "Soup", stage="building")
    small.idea("rice", "Rice", stage="building", created="2026-01-20", promised=[promise("2026-07-01")])
    small.idea("stew", "Stew")
    assert parts(small, "ul[@class='pl-list pl-dayless']/li") == ["Soup Building"]


@pytest.mark.parametrize(
    ("promised", "decision", "told"),
    [
        pytest.param([promise("2026-04-01")], "2026-03-30",
                     "kept Soup night The oven comes: promised for 1 April 2026, there on 30 March 2026", id="kept"),
        pytest.param([promise("2026-04-01")], "2026-04-11",
                     "late Soup night The oven comes: promised for 1 April 2026, there 10 days later. We try it.",
                     id="late"),
        pytest.param([promise("2026-04-01"), promise("2026-07-01", "2026-03-20", "No oven")], "2026-01-30",
                     "moved Soup night from 1 April 2026 to 1 July 2026, said in time: No oven", id="moved-in-time"),
        pytest.param([promise("2026-04-01"), promise("2026-07-01", "2026-04-20", "No oven")], "2026-01-30",
                     "late Soup night The oven comes: promised for 1 April 2026, 61 days late so far. No oven",
                     id="moved-too-late"),
    ],
)  # fmt: skip
def test_what_became_of_a_day_is_told_in_its_quarter(small: Small, promised: list, decision: str, told: str):
    small.idea("soup", created="2026-01-20", promised=promised, decision=decided(decision))
    behind = parts(small, "section[@class='pl-behind']")
    assert next(one for one in behind if one.startswith("Apr–Jun 2026")).endswith(told)


def test_what_was_done_stands_in_the_quarter_in_which_it_was(small: Small):
    small.idea("soup", "Soup", stage="launched", created="2026-01-20", decision=decided("2026-02-20"))
    small.idea("rice", "Rice", stage="declined", created="2026-01-20", decision=decided("2026-02-21", "too-few-hands"))
    (behind,) = parts(small, "section[@class='pl-behind']")
    assert behind.startswith("Jan–Mar 2026 1 done done Soup 20 February 2026, brought by")
    assert "Rice" not in behind


def test_a_roadmap_without_any_promise_is_a_page_too(small: Small):
    assert parts(small, "p[@class='pl-small']").count("Nothing is promised for then.") == 3
