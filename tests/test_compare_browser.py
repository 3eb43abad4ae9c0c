"""Comparing in a real browser: from a list or a box to two to four proposals side by side, by address."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.browsing import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HEADS = ".pl-side thead th .pl-row-title"
STATUS = '[data-pl-compare="status"]'
TWO = "compare/?p=ideas/soup-night&p=ideas/wash-up-for-supper/"


def line(page: Page, name: str) -> list[str]:
    """What the cells of one line say, once they are there."""
    row = page.locator(".pl-side tbody tr", has=page.locator("th", has_text=name))
    expect(row.locator("td", has_text="…")).to_have_count(0)
    return row.locator("td").all_inner_texts()


def test_an_address_lays_two_side_by_side(visit: Visit) -> None:
    page = visit.go(TWO)
    expect(page.locator(HEADS)).to_have_text(["Soup on Wednesdays, pay what you can", "Wash up for your supper"])
    assert [one.split("\n")[0] for one in line(page, "Where it stands")] == ["Launched Idea", "Beta Idea"]
    assert line(page, "In a sentence")[1].startswith("Ninety minutes at the sink")
    assert line(page, "Decided")[0].startswith("On the menu from today.")
    assert line(page, "Promised")[1].startswith("4 February 2027: Ten Thursdays")
    assert all("for" in one for one in line(page, "Voices"))
    assert visit.axe() == []


def test_by_keyboard_others_are_found_added_and_taken_away_and_the_way_back_undoes_it(visit: Visit) -> None:
    page = visit.go("compare/")
    expect(page.locator(STATUS)).to_have_text("Find two to begin with.")
    box = page.get_by_role("searchbox", name="Find one to compare")
    for words in ("soup wed", "pickle", "noodl", "mushrooms"):
        box.press_sequentially(words if words != "pickle" else "jars that")
        page.locator(".pl-offered button").first.wait_for()
        box.press("Enter")
        expect(page.locator(".pl-offered button")).to_have_count(0)
    expect(page.locator(HEADS)).to_have_count(4)
    assert page.url.endswith("&p=ideas/wild-mushroom-night")
    box.press_sequentially("oven after")
    page.locator(".pl-offered button").first.wait_for()
    box.press("Enter")
    expect(page.locator(STATUS)).to_have_text("Four is as many as fit. Take one away first.")
    page.get_by_role("button", name="Take away Everyone brings the mushrooms they found").press("Enter")
    expect(page.locator(HEADS)).to_have_count(3)
    page.go_back()
    expect(page.locator(HEADS)).to_have_count(4)


def test_rows_of_a_list_are_laid_aside_and_compared(visit: Visit) -> None:
    """Rows that the page brought, and rows that the script lays: the choice goes along to another list."""
    page = visit.go("tags/soup/")
    page.get_by_role("button", name="Compare Soup on Wednesdays").press("Enter")
    expect(page.locator(".pl-basket")).to_contain_text("One laid aside.")
    assert page.get_by_role("link", name="Compare", exact=True).count() == 0
    page = visit.go("search/?q=supper")
    page.get_by_role("button", name="Compare Wash up for your supper").click()
    pressed = page.get_by_role("button", name="Compare Wash up for your supper")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    assert visit.axe() == []
    page.get_by_role("link", name="Compare", exact=True).click()
    expect(page.locator(HEADS)).to_have_count(2)


def test_a_proposals_page_leads_to_a_comparison_that_begins_with_it(visit: Visit) -> None:
    page = visit.go("ideas/soup-night/")
    page.get_by_role("link", name="Compare with others").click()
    expect(page.locator(HEADS)).to_have_text(["Soup on Wednesdays, pay what you can"])
    expect(page.locator(STATUS)).to_have_text("One more, and there is something to compare.")


def test_what_is_not_here_is_said_to_be_missing(visit: Visit) -> None:
    page = visit.go("compare/?p=ideas/soup-night&p=ideas/gone&p=//evil.example/x")
    expect(page.locator(STATUS)).to_contain_text("2 of the address are not here.")
    expect(page.locator(HEADS)).to_have_count(1)


def test_without_a_script_one_is_told_where_to_go(browser: Browser, base: str) -> None:
    visit = Visit(browser, base, scripts=False)
    page = visit.go(TWO)
    assert "side by side needs JavaScript" in page.locator(".pl-compare").inner_text()
    page.get_by_role("link", name="by tag").click()
    assert page.url == f"{base}tags/"
    visit.close()


def test_on_a_phone_two_fit_beside_each_other(browser: Browser, base: str) -> None:
    visit = Visit(browser, base, width=390)
    page = visit.go(TWO)
    expect(page.locator(HEADS)).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator(HEADS).last.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 390
    assert visit.axe() == []
    assert page.get_by_role("rowheader").count() == 9  # it is a table to whoever listens, too
    visit.close()
