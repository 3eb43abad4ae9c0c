"""Every sort of page as an eye and a thumb meet it: nothing too small to read, nothing too small to hit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.support.browsing import Visit
from tests.test_browser import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SMALLEST = 12  # pixels of type
# WCAG 2.2, 2.5.8: 24 pixels, or so much room around that a circle of 24 touches no other. Links in a sentence may be as
# high as its lines. On a telephone whatever stands for itself is meant to be hit by a thumb: 44.
LOOK = """([smallest, isPhone]) => {
    const found = new Set();
    const name = element => `${element.tagName.toLowerCase()}.${element.className.baseVal ?? element.className}`
        + ` ${element.textContent.trim().replace(/\\s+/g, " ").slice(0, 40)}`;
    const shows = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true,
        contentVisibilityAuto: true }) && element.getClientRects().length > 0;
    const unseen = ".pl-hidden, .md-skip, .md-toggle, .pl-step:not(.pl-step-here), .pl-step-since";
    const isClipped = element => element.closest(unseen);
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const element = words.currentNode.parentElement;
        if (!words.currentNode.textContent.trim()) continue;
        if (element.closest("svg, script, style, template, noscript")) continue;
        if (!shows(element) || isClipped(element)) continue;
        const size = parseFloat(getComputedStyle(element).fontSize);
        if (size < smallest) found.add(`${size}px: ${name(element)}`);
    }
    const blocks = "p, li, dd, dt, td, th, figcaption, summary, caption, h1, h2, h3, h4, span:not(:only-child)";
    const inASentence = element => {
        const block = element.closest(blocks);
        const hasMore = block && block.textContent.trim() !== element.textContent.trim();
        return hasMore && getComputedStyle(element).display === "inline";
    };
    const filled = "select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])";
    const pressed = `a[href], button, summary, label.md-icon, ${filled}`;
    const targets = [...document.querySelectorAll(pressed)].filter(one => shows(one) && !isClipped(one));
    const boxes = targets.map(one => one.getBoundingClientRect());
    const middle = box => [box.x + box.width / 2, box.y + box.height / 2];
    targets.forEach((one, at) => {
        const box = boxes[at];
        if (Math.min(box.width, box.height) >= 24 || inASentence(one)) return;
        const [x, y] = middle(box);
        const away = other =>
            Math.hypot(Math.max(other.x - x, 0, x - other.right), Math.max(other.y - y, 0, y - other.bottom));
        const isApart = other => other !== one && !other.contains(one) && !one.contains(other);
        const isCrowded = targets.some((other, there) => isApart(other) && away(boxes[there]) < 12);
        if (isCrowded) found.add(`${Math.round(box.width)} by ${Math.round(box.height)}, crowded: ${name(one)}`);
    });
    if (isPhone) {
        const thumbs = ".pl-button, .pl-sights a, .pl-pager a, .pl-foot a, .pl-finder-open, .pl-find-box";
        for (const one of document.querySelectorAll(`${thumbs}, .md-header__button`)) {
            const { height } = one.getBoundingClientRect();
            if (shows(one) && height < 44) found.add(`${Math.round(height)} high: ${name(one)}`);
        }
    }
    if (document.documentElement.scrollWidth > innerWidth) found.add("the page scrolls sideways");
    return [...found];
}"""


@pytest.mark.parametrize("width", [390, 1440])
def test_everything_can_be_read_and_hit(browser: Browser, base: str, width: int) -> None:
    """Type of 12 pixels at least, targets as WCAG 2.2 has them and a thumb's width on a telephone; no way sideways."""
    visit = Visit(browser, base, width=width)
    found = {}
    for place in [*PLACES, "desk/", "scorecard/", "threads/", "audit/", "recount/", "docs/design/"]:
        page = visit.go(place)
        if wrong := page.evaluate(LOOK, [SMALLEST, width == 390]):
            found[place] = wrong
    visit.close()
    assert found == {}


@pytest.mark.parametrize("place", ["", "ideas/", "board/", "compare/", "time/", "submit/", "docs/design/"])
def test_wherever_a_key_leads_one_sees_where_one_is(browser: Browser, base: str, place: str) -> None:
    """Each of the first stops shows a ring of two pixels or changes its ground."""
    visit = Visit(browser, base, width=390)
    page = visit.go(place)
    seen = """() => {
        const stop = document.activeElement;
        const style = getComputedStyle(stop);
        const around = getComputedStyle(stop.parentElement);
        const rings = [style, around].some(one => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2);
        return [stop.outerHTML.slice(0, 80), rings || stop === document.body];
    }"""
    stops = []
    for _ in range(16):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(seen))
    visit.close()
    assert [stop for stop, shows in stops if not shows] == []


def test_the_search_stays_in_the_header_while_somebody_reads(browser: Browser, base: str) -> None:
    """On a telephone and on a desk: what lies over the header's free end is there wherever the page is scrolled to."""
    for width in (390, 1440):
        visit = Visit(browser, base, width=width)
        page = visit.go("how-it-works/")
        page.evaluate("scrollTo(0, 600)")
        page.wait_for_function("scrollY >= 600")
        opener, header = (page.locator(one).bounding_box() for one in (".pl-finder-open", ".md-header"))
        assert opener is not None
        assert header is not None
        assert header["y"] <= opener["y"] + 1, width
        assert opener["y"] + opener["height"] <= header["y"] + header["height"] + 1, width
        visit.close()


def test_a_reference_is_read_on_a_telephone_without_pulling_it_aside(browser: Browser, base: str) -> None:
    """Each of its lines stands whole between the page's edges."""
    visit = Visit(browser, base, width=390)
    page = visit.go("fields/idea/")
    box = page.locator(".md-typeset__scrollwrap").first
    box.wait_for()  # the engine's script lays it
    assert page.evaluate("[...document.querySelectorAll('article td')].every((td) => td.offsetWidth > 300)")
    assert box.evaluate("(box) => box.scrollWidth <= box.clientWidth")
    visit.close()
