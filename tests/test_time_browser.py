"""The time machine in a real browser: two sliders, by hand and by keyboard, and what is said aloud."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.support.browsing import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def status(page: Page) -> Locator:
    return page.locator('[data-pl-time="status"]')


def at(page: Page) -> Locator:
    return page.get_by_role("slider", name="The board on")


def test_an_address_shows_the_board_of_that_day_and_what_happened_since_the_other(visit: Visit) -> None:
    page = visit.go("time/?at=2026-05-31&since=2026-04-15")
    expect(status(page)).to_have_text(
        re.compile(
            r"31 May 2026: 14 on the table. Since 15 April 2026: 4 came, 1 moved on, 2 decided, 1 left the table."
        )
    )
    launched = page.locator(".pl-column", has=page.locator("h3", has_text="Launched"))
    expect(launched.locator(".pl-row-title")).to_have_text(
        [
            "Soup on Wednesdays, pay what you can",
            "A small plate for small eaters",
            "Yesterday's bread at half price until nine",
        ]
    )
    expect(launched.locator(".pl-new")).to_have_count(1)
    assert visit.axe() == []


def test_by_keyboard_a_day_a_step_and_from_change_to_change(visit: Visit) -> None:
    page = visit.go("time/?at=2026-05-06&since=2026-04-15")
    slider = at(page)
    expect(slider).to_have_attribute("aria-valuetext", "6 May 2026")
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "5 May 2026")
    launched = page.locator(".pl-column", has=page.locator("h3", has_text="Launched"))
    expect(launched.locator(".pl-row-title")).to_have_count(2)
    page.get_by_role("button", name="To the next change").press("Enter")
    expect(slider).to_have_attribute("aria-valuetext", "6 May 2026")
    expect(launched.locator(".pl-row-title")).to_have_count(3)
    expect(status(page)).to_contain_text("6 May 2026:")
    assert page.url.endswith("?at=2026-05-06&since=2026-04-15")


def test_the_day_that_is_compared_with_is_never_the_later_one(visit: Visit) -> None:
    page = visit.go("time/?at=2026-05-06&since=2026-04-15")
    page.get_by_role("slider", name="compared with").press("End")
    expect(at(page)).to_have_attribute("aria-valuetext", "17 November 2026")  # the last day
    at(page).press("Home")
    expect(status(page)).to_contain_text("0 came, 0 moved on")


def test_what_happened_month_by_month_needs_no_script(browser: Browser, base: str) -> None:
    visit = Visit(browser, base, scripts=False)
    page = visit.go("time/")
    assert page.get_by_role("row", name="May 2026").is_visible()
    assert not page.get_by_role("slider").first.is_visible()
    visit.close()


def test_on_a_phone_everything_is_in_sight_and_sound(browser: Browser, base: str) -> None:
    visit = Visit(browser, base, width=390, is_dark=True)
    page = visit.go("time/?at=2026-05-31&since=2026-04-15")
    expect(status(page)).to_contain_text("31 May 2026:")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visit.axe() == []
    visit.close()
