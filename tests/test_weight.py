"""What a first visit costs a reader: bytes as they come over the wire, packed, and words that jump."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.support.browsing import Visit, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KB = 1000
MOST = 120 * KB  # of all that a page of a proposal loads
ENGINE = 60 * KB  # of these, the engine's: its style sheets, which stand in the page's one, and its script
SETTLED = 0.001  # of the screen, times how far: a mark of ten pixels that comes to stand on its word's line
FACE = 20 * KB  # the display face
# Words that jump while a page is loaded, as Core Web Vitals count them; looked at from the first moment on.
SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifted += shift.value;
  }).observe({ type: "layout-shift", buffered: true });
"""


def first_visit(browser: Browser, base: str, place: str, **reader: int) -> tuple[dict[str, float], float]:
    """What the page at *place* loads: the bytes of each address, headers included; and how far its words jumped."""
    visit = Visit(browser, base, **reader)
    wire = visit.context.new_cdp_session(visit.page)
    wire.send("Network.enable")
    addresses: dict[str, str] = {}
    weights: dict[str, float] = {}
    wire.on("Network.requestWillBeSent", lambda told: addresses.update({told["requestId"]: told["request"]["url"]}))
    wire.on(
        "Network.loadingFinished",
        lambda told: weights.update({addresses[told["requestId"]].removeprefix(base): told["encodedDataLength"]}),
    )
    visit.page.add_init_script(SHIFTS)
    visit.page.goto(base + place, wait_until="networkidle")
    shifted = visit.page.evaluate("document.fonts.ready.then(() => window.shifted)")
    assert visit.complaints == []  # nothing is asked of anybody else, either
    visit.close()
    return weights, shifted


def packed(*files: Path) -> int:
    """How many bytes *files* take, each packed as a host does it."""
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in files)


@pytest.mark.parametrize("place", ["ideas/soup-night/", "ideas/kinderkueche-am-samstag/", "ideas/khubz-al-saj/"])
def test_a_proposals_page_is_light(browser: Browser, base: str, sample: Path, place: str) -> None:
    """120 kB at a first visit, the engine and the display face within their own bounds; and nothing jumps."""
    weights, shifted = first_visit(browser, base, place, width=390)
    assert sum(weights.values()) <= MOST, weights
    assert sum(weight for address, weight in weights.items() if address.endswith(".woff2")) <= FACE, weights
    engine = sample / "site" / "public" / "assets"
    assert packed(*engine.glob("stylesheets/*.css"), *engine.glob("javascripts/*.js")) <= ENGINE
    assert shifted == 0


@pytest.fixture(scope="module")
def far_away(sample: Path) -> Iterator[str]:
    """Where the sample community is served over a thin wire."""
    with serving(sample / "site" / "public", slowly=True) as base:
        yield base


@pytest.mark.parametrize(
    "place", ["", "ideas/", "board/", "roadmap/", "rankings/", "submit/", "search/", "time/", "compare/"]
)
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_jumps_while_a_page_comes_bit_by_bit(browser: Browser, far_away: str, place: str, width: int) -> None:
    """What is there keeps its place while the rest comes, and what a script lays has had its room before."""
    _, shifted = first_visit(browser, far_away, place, width=width)
    assert shifted < SETTLED


def test_a_page_names_one_style_sheet_and_waits_for_no_script(browser: Browser, base: str) -> None:
    """Whatever draws a page's first words has come with the page and one more file."""
    visit = Visit(browser, base)
    page = visit.go("ideas/soup-night/")
    assert page.locator("head link[rel=stylesheet]").count() == 1
    waits = "script[src]:not([defer]):not([async]):not([type=module])"
    assert page.locator(waits).count() == 0
    visit.close()
