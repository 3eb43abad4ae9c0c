"""Finding in a real browser: the box on top of a list, facets, orders, keys, the address and the way back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.browsing import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROWS = '[data-pl-find="rows"] .pl-row-title'
STATUS = '[data-pl-find="page"] [data-pl-find="status"]'


def ready(visit: Visit, place: str) -> Page:
    """The page at *place*, once its facets are those of the script."""
    page = visit.go(place)
    page.wait_for_selector("[data-pl-facet] button[aria-pressed]", state="attached")
    return page


def titles(page: Page) -> list[str]:
    lay_all(page)
    return words(page, ROWS)


def lay_all(page: Page) -> None:
    """Rows come as one nears their end: all of them, as for somebody who reads on."""
    page.evaluate(
        "() => { const more = document.querySelector('[data-pl-find=more]'); while (!more.hidden) more.click() }"
    )


def words(page: Page, selector: str) -> list[str]:
    """What each says, rows that are out of sight too, which a browser does not draw. Space between parts is style's."""
    return ["".join(one.split()) for one in page.locator(selector).all_text_contents()]


def test_an_excerpt_is_what_somebody_wrote(visit: Visit) -> None:
    """It reads as text: the line of names and days above it, which is no sentence, is not run together with it."""
    page = visit.go("ideas/soup-night/")
    line = page.locator("header .pl-facts").last.inner_text()
    assert page.locator("header .pl-facts:not([data-pagefind-ignore])").count() == 0
    page = ready(visit, "search/")
    page.locator('[data-pl-find="page"] input[type=search]').first.fill(line.split()[0])
    found = page.locator(".pl-found-item > p:not(.pl-small)")
    found.first.wait_for()  # whose name stands in no title
    assert not [one for one in found.all_inner_texts() if re.search(r"-sample\d|\d{4}[A-Z]", one)]


def test_the_key_leads_to_the_box_and_a_slip_of_the_finger_finds_it_all_the_same(visit: Visit) -> None:
    page = ready(visit, "ideas/")
    page.keyboard.press("/")
    page.keyboard.type("mushrom")
    page.locator(ROWS).filter(has_text="mushrooms").first.wait_for()
    assert page.url == f"{visit.base}ideas/?q=mushrom"
    assert page.locator("[data-pl-printed]").first.is_hidden()
    page.keyboard.press("ArrowDown")
    assert "mushroom" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowUp")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{visit.base}ideas/wild-mushroom-night/"


def test_facets_count_what_they_would_leave_and_the_way_back_undoes_them_one_by_one(visit: Visit) -> None:
    page = ready(visit, "search/")
    everything = len(titles(page))
    assert everything > 30
    chip = page.locator('[data-pl-facet="stage"] button', has_text="Launched")
    count = int(chip.locator(".pl-count").inner_text())
    chip.click()
    expect(page.locator(ROWS)).to_have_count(count)
    assert "stage=launched" in page.url
    assert page.locator(STATUS).inner_text() == f"{count} of {everything} in all"
    assert page.evaluate("document.activeElement.dataset.plValue") == "launched"  # keys go on from where they were
    page.locator('[data-pl-facet="tag"] summary').click()
    tag = page.locator('[data-pl-facet="tag"] button').first
    fewer = int(tag.locator(".pl-count").inner_text())
    assert fewer <= count
    tag.click()
    expect(page.locator(ROWS)).to_have_count(fewer)
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(count)
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(everything)
    page.go_forward()
    expect(page.locator(ROWS)).to_have_count(count)


def test_what_was_chosen_can_be_sent_to_a_friend(visit: Visit) -> None:
    """The address alone gives words, facets and order; and one comes back to them from a proposal."""
    page = ready(visit, "search/?kind=idea&needs=help&sort=support")
    there = titles(page)
    tallies = [int(one) for one in words(page, '[data-pl-find="rows"] .pl-row-tally b')]
    assert len(there) > 3
    assert tallies == sorted(tallies, reverse=True)
    page.locator(ROWS).first.locator("a").click()
    page.wait_for_url("**/ideas/**")
    page.go_back()
    page.wait_for_selector(ROWS)
    assert titles(page) == there
    assert page.locator('[data-pl-find="sort"]').input_value() == "support"


def test_every_order_is_one_and_all_hold_the_same(visit: Visit) -> None:
    page = ready(visit, "search/")
    orders = {}
    for sort in ("changed", "trending", "support", "divided"):
        page.locator('[data-pl-find="sort"]').select_option(sort)
        page.wait_for_url(f"**sort={sort}")
        orders[sort] = titles(page)
    page.locator('[data-pl-find="sort"]').select_option("newest")
    orders["newest"] = titles(page)
    assert len({tuple(sorted(one)) for one in orders.values()}) == 1
    assert (
        orders["changed"] == orders["newest"]
    )  # the sample is committed on one day: equals stand with the newest first
    assert len({tuple(one) for one in orders.values()}) == 4


def test_where_nothing_is_found_one_is_asked_to_bring_it(visit: Visit) -> None:
    page = ready(visit, "ideas/")
    page.keyboard.press("/")
    page.keyboard.type("ђђђђ")
    page.get_by_role("link", name="Bring it").wait_for()
    assert page.locator(STATUS).inner_text() == "Nothing is called “ђђђђ” here."
    page.get_by_role("button", name="Look at all again").click()
    assert page.locator("[data-pl-printed]").first.is_visible()
    assert page.url == f"{visit.base}ideas/"


def test_a_list_of_one_tag_holds_nothing_else_whatever_is_chosen(visit: Visit) -> None:
    page = ready(visit, "tags/soup/")
    printed = words(page, "[data-pl-printed] .pl-row-title")
    page.locator('[data-pl-find="sort"]').select_option("support")
    page.wait_for_selector(ROWS)
    assert sorted(titles(page)) == sorted(printed)


def test_a_row_of_the_script_reads_as_a_row_of_the_page(visit: Visit) -> None:
    """Word by word: title, sentence, chips, names, day, tags, bar."""
    page = ready(visit, "ideas/")
    printed = words(page, "[data-pl-printed] .pl-row")
    labels = "all => all.map(e => e.getAttribute('aria-label'))"
    bars = page.locator("[data-pl-printed] .pl-bar").evaluate_all(labels)
    page.locator('[data-pl-find="sort"]').select_option("changed")
    page.wait_for_selector('[data-pl-find="rows"] .pl-row-summary:has-text(" ")')
    lay_all(page)
    page.wait_for_function(
        "[...document.querySelectorAll('[data-pl-find=rows] .pl-row-summary')].every(e => e.textContent)"
    )
    assert sorted(words(page, '[data-pl-find="rows"] .pl-row')) == sorted(printed)
    assert sorted(page.locator('[data-pl-find="rows"] .pl-bar').evaluate_all(labels)) == sorted(bars)


def test_what_is_in_the_texts_is_loaded_with_the_second_letter_and_no_sooner(visit: Visit) -> None:
    loaded: list[str] = []
    visit.page.on("request", lambda request: loaded.append(request.url))
    page = ready(visit, "search/")
    page.keyboard.press("/")
    page.keyboard.type("c")
    page.wait_for_timeout(300)
    assert [url for url in loaded if "pagefind" in url] == []
    page.keyboard.type("ellar")
    page.locator('[data-pl-find="inside"] a').first.wait_for()
    assert [url for url in loaded if "pagefind" in url]


def test_a_page_that_nobody_searches_loads_nothing_of_it(visit: Visit) -> None:
    loaded: list[str] = []
    visit.page.on("request", lambda request: loaded.append(request.url.removeprefix(visit.base)))
    page = visit.go("ideas/soup-night/")
    page.wait_for_timeout(400)
    assert [place for place in loaded if place.startswith(("search/", "pagefind/", "assets/potluck/find/"))] == [
        "assets/potluck/find/box.js"
    ]


def test_without_a_script_a_list_is_a_list(browser: Browser, base: str) -> None:
    visit = Visit(browser, base, scripts=False)
    page = visit.go("ideas/")
    assert page.locator(".pl-row").count() > 10
    assert not page.locator(".pl-find-bar").is_visible()
    page.get_by_role("link", name="Help wanted").click()
    assert page.locator(".pl-row").count() > 3
    assert visit.complaints == []
    visit.close()
