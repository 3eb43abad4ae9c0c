"""Drawings that people describe in Mermaid's words, in a browser: drawn where they are seen, and able to do nothing
(SEC-051).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from tests.support.browsing import Visit, serving
from tests.support.community import CHARTER, Small
from tests.support.hostile import DRAWINGS
from tests.support.judges import nu
from tests.support.vendored import assert_as_published

from potluck.paths import THEME

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("drawings-browser")]

ASSETS = THEME / "assets" / "potluck" / "drawings"
KB = 1000
LATE = 120_000  # milliseconds for what draws to be read and to draw, on a busy machine
WORDS = """\
flowchart LR
accTitle: From dough to bread
A[Knead & wait] -->|two hours| B{Risen?}
B -->|yes| C[Bake]
B -->|no| A
"""
WIDE = "flowchart LR\n" + "".join(f"step{n}[Step {n} of the evening] --> step{n + 1}\n" for n in range(12))
SETTINGS = (
    '---\ntitle: "Our pots"\nconfig: {theme: forest}\n---\n%%{init: {"theme": "dark"}}%%\nflowchart TD\nA --> B\n'
)
OTHERS = {
    "sequence": "sequenceDiagram\nAna->>Lee: Is it hot?\nLee-->>Ana: Yes\n",
    "pie": 'pie title Pots\n"red" : 3\n"blue" : 4\n',
    "mindmap": "mindmap\n  root((Kitchen))\n    soup\n    bread\n",
    "gantt": "gantt\ndateFormat YYYY-MM-DD\nsection Bread\nRise :a1, 2026-01-01, 2d\nBake :after a1, 1d\n",
    "state": "stateDiagram-v2\n[*] --> Raw\nRaw --> Done\n",
}
DRAWN = re.compile("drawn")
ANY = re.compile("drawn|failed")


def fence(text: str) -> str:
    return f"Some words before it.\n\n```mermaid\n{text}\n```\n\nAnd some behind."


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A community with drawings of every sort, honest and not, and one page without any."""
    small = Small(tmp_path_factory.mktemp("drawings") / "table", charter=CHARTER)
    mkdocs = (small.root / "mkdocs.yml").read_text("utf-8")
    small.write({"mkdocs.yml": mkdocs.replace("https://small.example/table/", "https://small.example/")})
    small.idea("plain", "Plain", "Nothing is drawn here, and $x^2$ is set by the browser itself.")
    small.idea("bread", "Bread", fence(WORDS))
    small.idea("wide", "Wide", fence(WIDE))
    small.idea("yellow", "Yellow", fence("flowchart TD\nA --> B\nstyle A fill:#fff8b0"))
    small.idea("settings", "Settings", fence(SETTINGS))
    small.idea("far", "Far", "A line.\n\n" * 200 + fence(WORDS))
    small.idea("others", "Others", "\n\n".join(map(fence, OTHERS.values())))
    small.idea("mistaken", "Mistaken", fence("flowchart TD\nA --> --> B") + "\n\n" + fence(WORDS))
    for name, text in DRAWINGS.items():
        small.idea(f"bad-{name}", name, fence(text))
    small.build()
    return small


@pytest.fixture(scope="module")
def base(table: Small) -> Iterator[str]:
    with serving(table.site) as address:
        yield address


def settled(page: Page, state: re.Pattern[str] = DRAWN) -> Locator:
    """The first drawing of *page*, looked at until it is there."""
    figure = page.locator("figure.drawing").first
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-state", state, timeout=LATE)
    return figure


def colours(figure: Locator) -> str:
    """The drawing itself, in which its colours are."""
    return figure.locator("img").get_attribute("src") or ""


def test_what_people_describe_is_drawn_above_its_words(visit: Visit):
    """A picture with a name; below it the words, folded up, letter by letter."""
    figure = settled(visit.go("ideas/bread/"))
    picture = figure.get_by_role("img", name="From dough to bread")
    expect(picture).to_be_visible()
    size = picture.evaluate("img => [img.naturalWidth, img.width, img.naturalHeight, img.height]")
    assert size[0] == size[1] > 100
    assert size[2] == size[3] > 50
    assert figure.locator("details").get_attribute("open") is None
    assert figure.locator("code").text_content() == f"{WORDS}\n"
    assert visit.axe() == []


def test_every_sort_of_drawing_is_drawn(visit: Visit):
    page = visit.go("ideas/others/")
    for figure in page.locator("figure.drawing").all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-state", DRAWN, timeout=LATE)
        expect(figure.get_by_role("img", name="Drawing: its words are below")).to_be_visible()


def test_a_drawing_that_cannot_be_drawn_says_so_and_stops_no_other(visit: Visit):
    page = visit.go("ideas/mistaken/")
    mistaken = settled(page, ANY)
    expect(mistaken).to_have_attribute("data-state", "failed")
    expect(mistaken).to_contain_text("This drawing could not be drawn. Here it is as it was written.")
    expect(mistaken.locator("code")).to_be_visible()
    expect(page.locator("figure.drawing").nth(1)).to_have_attribute("data-state", DRAWN, timeout=LATE)
    assert visit.axe() == []


def test_without_a_script_a_drawing_is_the_words_that_describe_it(browser: Browser, base: str):
    visit = Visit(browser, base, scripts=False)
    page = visit.go("ideas/bread/")
    expect(page.locator("figure.drawing code")).to_be_visible()
    expect(page.locator("figure.drawing")).to_contain_text("Knead & wait")
    assert visit.complaints == []
    visit.close()


def test_it_follows_the_scheme_and_stays_folded_as_its_reader_left_it(visit: Visit):
    page = visit.go("ideas/bread/")
    figure = settled(page)
    light = colours(figure)
    figure.locator("summary").click()
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    expect(figure.locator(".drawing-room")).to_have_attribute("data-scheme", "slate", timeout=LATE)
    assert colours(figure) != light
    expect(figure.locator("code")).to_be_visible()
    expect(figure.locator("img")).to_have_count(1)
    assert visit.axe() == []


def test_a_text_that_chooses_colours_is_drawn_on_the_ground_that_they_were_chosen_for(browser: Browser, base: str):
    """Its own yellow under the dark scheme's letters could not be read."""
    visit = Visit(browser, base, is_dark=True)
    for place, scheme in (("ideas/yellow/", "default"), ("ideas/bread/", "slate")):
        room = settled(visit.go(place)).locator(".drawing-room")
        expect(room).to_have_attribute("data-scheme", scheme)
        expect(room).to_have_css("color-scheme", "light" if scheme == "default" else "dark")
        assert visit.axe() == []
    assert visit.complaints == []
    visit.close()


def test_a_wide_one_scrolls_in_a_box_of_its_own_which_keys_reach(browser: Browser, base: str):
    visit = Visit(browser, base, width=390)
    page = visit.go("ideas/wide/")
    room = settled(page).locator(".drawing-room")
    expect(room).to_have_attribute("aria-label", "Drawing, scrolls sideways")
    assert room.evaluate("room => room.tabIndex === 0 && room.scrollWidth > room.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visit.axe() == []
    assert visit.complaints == []
    visit.close()


def test_a_text_says_what_is_drawn_and_nothing_of_how(visit: Visit):
    """SEC-051: its title is drawn; neither its front matter nor a directive chooses a theme."""
    figure = settled(visit.go("ideas/settings/"))
    written = figure.locator("img").evaluate("img => decodeURIComponent(img.src)")
    assert ">Our pots<" in written
    assert "#cde498" not in written  # forest
    assert "#1f2020" not in written  # dark


# --- nothing acts ---


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_drawing_acts_loads_or_leads_anywhere(browser: Browser, base: str, name: str):
    """SEC-051, SEC-052: it is drawn as a picture or stays as it was written; nobody else is asked for anything."""
    visit = Visit(browser, base)
    left: list[str] = []  # what went out, which is more than what a page tried

    def out(route: Route) -> None:
        left.append(route.request.url)
        route.abort()

    visit.context.route(lambda url: not url.startswith((base, "data:", "about:")), out)
    visit.page.on("dialog", lambda dialog: left.append(f"dialog: {dialog.message}"))
    page = visit.go(f"ideas/bad-{name}/")
    figure = settled(page, ANY)
    assert not page.evaluate("document.x === 1")
    assert figure.locator("svg, a, script, iframe, foreignObject, [onerror], [onclick]").count() == 0
    assert all(
        source.startswith("data:image/svg+xml")
        for source in figure.locator("img").evaluate_all("all => all.map(img => img.src)")
    )
    assert left == []
    held_back = re.compile("Content Security Policy|https://evil.example")  # by the frame's own policy
    assert [told for told in visit.complaints if not held_back.search(told)] == []
    visit.close()


def test_what_ran_in_the_frame_would_reach_nothing(visit: Visit):
    """SEC-051: the frame that draws is of no origin, and its policy lets it load and send nothing."""
    page = visit.go("ideas/bread/")
    settled(page)
    frame = page.frames[1]
    assert frame.evaluate("origin") == "null"
    reached = frame.evaluate(
        """async () => {
          const tried = [];
          try { parent.document.title; tried.push("page"); } catch {}
          try { localStorage; tried.push("storage"); } catch {}
          try { await fetch("/"); tried.push("net"); } catch {}
          return tried;
        }"""
    )
    assert reached == []
    assert all("Content Security Policy" in told or "Fetch API" in told for told in visit.complaints)
    visit.complaints.clear()


def test_the_valid_page_stays_valid(table: Small):
    """Whatever people write as a formula or a drawing."""
    assert nu(table.site) == []


# --- what it weighs ---


def loaded(browser: Browser, base: str, place: str) -> tuple[list[str], Page, Visit]:
    visit = Visit(browser, base)
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url.removeprefix(base)))
    return asked, visit.go(place), visit


def test_a_page_without_a_drawing_loads_nothing_of_it(browser: Browser, base: str):
    """Nor does a formula load anything."""
    asked, page, visit = loaded(browser, base, "ideas/plain/")
    assert page.locator("math").count() == 1
    page.wait_for_load_state("networkidle")
    assert [address for address in asked if "drawings" in address] == []
    visit.close()


def test_a_page_with_one_loads_what_draws_when_it_comes_near(browser: Browser, base: str):
    """One small script, and no more until then; the page has been read by then."""
    asked, page, visit = loaded(browser, base, "ideas/far/")
    page.wait_for_load_state("networkidle")
    assert [address for address in asked if "drawings" in address] == ["assets/potluck/drawings/page.js"]
    settled(page)
    loaded_within = page.frames[1].evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert [address.removeprefix(base) for address in loaded_within] == [
        f"assets/potluck/drawings/{name}" for name in ("vendor/mermaid.js", "drawer.js")
    ]
    visit.close()


def test_what_draws_is_as_light_as_the_handbook_says():
    """Packed, as a host sends it."""

    def packed(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), 6))

    assert packed(ASSETS / "vendor" / "mermaid.js") < 985 * KB
    assert packed(ASSETS / "page.js") + packed(ASSETS / "drawer.js") < 5 * KB
    assert_as_published(ASSETS / "vendor")
