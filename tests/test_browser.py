"""The site in a browser: for every reader, on every screen, and without a script (SEC-051, SEC-052)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from playwright.sync_api import Browser
from tests.support.browsing import Visit, serving
from tests.support.community import CHARTER, Small
from tests.support.ledgers import ballot, ledger
from tests.support.repository import Repository

from potluck.model import Reaction

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# One of each type.
PLACES = [
    "",
    "ideas/",
    "ideas/soup-night/",
    "ideas/khubz-al-saj/",
    "ideas/wild-mushroom-night/",
    "stories/the-cake-without-an-oven/",
    "people/",
    "people/mara-sample/",
    "tags/",
    "tags/soup/",
    "stages/declined/",
    "stages/archived/",
    "board/",
    "roadmap/",
    "compare/",
    "time/",
    "promises/",
    "archive/",
    "archive/2026/",
    "archive/names/",
    "decisions/",
    "changelog/",
    "rankings/",
    "needs-fixing/",
    "search/",
    "search/?q=soop&tag=soup",
    "search/?stage=beta&q=zzzz",
    "years/2026/",
    "needs/help/",
    "nowhere/",  # 404
    "how-it-works/",
    "submit/",
    "checks/",
    "checks/fm103/",
    "fields/idea/",
    "docs/",
]
# More files of fonts have come than faces that something is set in.
UNUSED_FONT = """document.fonts.ready.then(faces =>
  performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".woff2")).length
  > [...faces].filter(({ status }) => status === "loaded").length)"""
EVERYTHING = """
## Everything that a proposal may hold

Words, `code`, ==marks==, ^^more^^, ~~less~~, a note[^1] and [a link](https://example.org/).

- [ ] to do
- [x] done

!!! warning "Hot"
    Mind the pot.

??? tip
    Salt.

| a | b | a wide one, with many more words than a telephone has room for | and-one-without-any-place-to-break-it |
|:--|--:|:-:|---|
| 1 | 2 | 3 | 4 |

```python title="soup.py" linenums="1"
print("soup" * 100, "a line that is a good deal longer than any telephone is wide, as lines of code are")
```

    <script> shown as written

term
:   what it means

> A quote.

1. one
2. two

![A picture elsewhere](https://example.org/x.png) ![](missing.png)

averylongwordwithoutanyplacetobreakitaverylongwordwithoutanyplacetobreakitaverylongwordwithoutanyplace

[^1]: The note.
"""


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A community in which much is to be mended, served."""
    small = Small(tmp_path_factory.mktemp("rough") / "table")
    mkdocs = (small.root / "mkdocs.yml").read_text("utf-8")
    small.write({"mkdocs.yml": mkdocs.replace("https://small.example/table/", "https://small.example/")})
    repository = Repository(small.root)
    small.idea("everything", "Everything", "Much less.")
    repository.commit({}, by="ana-sample")
    small.idea("everything", "Everything", EVERYTHING, tags=["soup"], needs=["hands"])
    small.idea("more", "Even more", extends=["everything"], supersedes=["broken"])
    small.idea("broken", "Broken", extends=["nobody"], summary="x " * 400)
    small.write({"proposals/ideas/unreadable.md": "---\ntitle: [never closed\n---\n"})
    repository.commit({}, by="ben")
    reactions: list[Reaction] = ["+1", "heart", "-1", "confused"]
    said = [ballot(reactions[n % 4], f"guest-{n}", 1500 * n, "everything") for n in range(20)]
    ledger(small.root, *(msgspec.json.encode(one).decode() for one in said), slug="everything")
    small.build()
    with serving(small.site) as base:
        yield base


@pytest.fixture(scope="module")
def readers(browser: Browser) -> Iterator[dict[str, Visit]]:
    """One who reads by day and one by night."""
    readers = {"light": Visit(browser, ""), "dark": Visit(browser, "", is_dark=True)}
    yield readers
    for reader in readers.values():
        reader.close()


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visit]:
    """A reader at a desk."""
    visit = Visit(browser, base)
    yield visit
    visit.close()


def looked_at(readers: dict[str, Visit], base: str, place: str) -> dict[str, list[str]]:
    """What is wrong with a page: as axe-core, the browser and a telephone see it, by day and by night."""
    found: dict[str, list[str]] = {}
    for light, reader in readers.items():
        reader.base = base
        reader.complaints.clear()
        reader.page.set_viewport_size({"width": 1440, "height": 900})
        page = reader.go(place)
        assert page.evaluate("document.body.dataset.mdColorScheme") == {"light": "default", "dark": "slate"}[light]
        # What does not hang on colours is the same by night: it is looked at by day alone.
        rules = {} if light == "light" else {"runOnly": ["color-contrast", "link-in-text-block"]}
        found[f"{light}, desk"] = reader.axe(**rules)
        if page.evaluate(UNUSED_FONT):
            found[f"{light}, desk"].append("a font is sent that nothing is set in")
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")  # drawn so
        found[f"{light}, telephone"] = reader.axe(**rules)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[f"{light}, telephone"].append("the page scrolls sideways")
        status = "the server responded with a status of 404"
        found[f"{light}, browser"] = [told for told in reader.complaints if place != "nowhere/" or status not in told]
    return {where: told for where, told in found.items() if told}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.strip("/") or "home")
def test_a_page_is_open_to_everybody(readers: dict[str, Visit], base: str, place: str):
    """SEC-052: axe-core finds nothing; no foreign request, no report of the policy, no error; no scrolling sideways."""
    assert looked_at(readers, base, place) == {}


@pytest.mark.parametrize(
    "place",
    [
        "ideas/everything/",
        "ideas/everything/versions.html",
        "ideas/more/",
        "ideas/broken/",
        "ideas/unreadable/",
        "needs-fixing/",
        "ideas/",
    ],
)
def test_what_people_write_is_as_open(readers: dict[str, Visit], rough: str, place: str):
    """The same for everything that a body may hold, and for pages that wait for something."""
    assert looked_at(readers, rough, place) == {}


@pytest.fixture(scope="module")
def other_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A community that Zensical prints, served."""
    pytest.importorskip("zensical", reason="Zensical is not installed: pip install zensical")
    small = Small(tmp_path_factory.mktemp("other") / "table", charter=f"engine: zensical\n{CHARTER}")
    mkdocs = (small.root / "mkdocs.yml").read_text("utf-8")
    small.write({"mkdocs.yml": mkdocs.replace("https://small.example/table/", "https://small.example/")})
    small.idea("everything", "Everything", EVERYTHING)
    small.build()
    with serving(small.site) as base:
        yield base


@pytest.mark.parametrize("place", ["", "ideas/", "ideas/everything/", "how-it-works/"])
def test_what_another_engine_prints_is_as_open(readers: dict[str, Visit], other_engine: str, place: str):
    """With Zensical's own frame and script."""
    assert looked_at(readers, other_engine, place) == {}


def test_search_opens_with_a_key_finds_as_one_types_and_leads_there(visit: Visit):
    page = visit.go("board/")
    page.keyboard.press("/")
    words = page.get_by_role("searchbox")
    assert words.is_visible()
    page.keyboard.type("mushrooms")
    page.wait_for_selector('[data-pl-find="results"] a')
    first = page.locator('[data-pl-find="results"] a').first
    assert "mushrooms" in first.inner_text().lower()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{visit.base}ideas/wild-mushroom-night/"
    assert visit.complaints == []


def test_search_finds_every_language_and_says_when_there_is_nothing(visit: Visit):
    """One forced language: stories in German and Arabic are found from English pages."""
    page = visit.go("")
    page.keyboard.press("/")
    for word, place in {
        "Samstagvormittag": "kinderkueche-am-samstag",
        "tortilla": "la-tortilla-de-las-tres",
        "الصاج": "khubz-al-saj",
    }.items():
        page.get_by_role("searchbox").fill(word)
        page.wait_for_selector(f'[data-pl-found] a[href*="{place}"]')
    page.get_by_role("searchbox").fill("counting trend")
    page.wait_for_selector('[data-pl-found] a[href*="docs/counting"]')
    assert [title for title in page.locator(".pl-found-title").all_inner_texts() if "#" in title] == []
    page.get_by_role("searchbox").fill("ђђђђ")
    page.get_by_text("Nothing with “ђђђђ” so far").wait_for()
    page.keyboard.press("Escape")
    assert not page.get_by_role("searchbox").is_visible()
    assert visit.complaints == []


def test_what_people_brought_is_found_before_our_own_pages(visit: Visit):
    """The checks and the handbook speak of bread too, in their examples."""
    page = visit.go("")
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("bread")
    page.locator("[data-pl-found] .pl-found-title").nth(4).wait_for()
    places = page.locator(".pl-found-title").evaluate_all("all => all.map((one) => new URL(one.href).pathname)")
    ours = [place.startswith(("/checks/", "/docs/")) for place in places]
    assert not ours[0]
    assert ours == sorted(ours)


def test_nothing_of_the_search_is_loaded_before_it_is_used(visit: Visit):
    loaded: list[str] = []
    visit.page.on("request", lambda request: loaded.append(request.url))
    page = visit.go("")
    page.wait_for_timeout(300)
    assert [url for url in loaded if "pagefind" in url] == []


def test_the_search_page_searches(visit: Visit):
    page = visit.go("search/?q=mushrooms")
    page.get_by_role("searchbox").first.fill("mushrooms")
    page.wait_for_selector('a[href*="wild-mushroom-night"]')
    assert visit.complaints == []


@pytest.mark.parametrize("place", ["", "ideas/", "ideas/soup-night/", "board/", "how-it-works/", "nowhere/"])
def test_the_first_key_offers_to_skip_to_the_content(visit: Visit, place: str):
    """By keyboard: the first stop can be seen, and leads past the header."""
    page = visit.go(place)
    page.keyboard.press("Tab")
    focused = page.evaluate(
        "() => { const e = document.activeElement, b = e.getBoundingClientRect(), s = getComputedStyle(e);"
        " const shows = b.width * b.height > 0 && b.top >= 0 && +s.opacity > 0 && s.visibility === 'visible';"
        " return [e.textContent.trim(), shows] }"
    )
    assert focused == ["Skip to content", True]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('article').contains(document.activeElement)")


def test_where_one_is_can_be_seen_at_every_stop(visit: Visit):
    """By keyboard: each of the first stops of the page shows a ring, or changes its ground."""
    page = visit.go("ideas/soup-night/")
    looks = (
        "e => { const s = getComputedStyle(e);"
        " return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.textDecorationLine].join() }"
    )
    seen: list[tuple[str, bool]] = []
    for _ in range(25):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle("document.activeElement").as_element()
        assert focused is not None
        with_ring = focused.evaluate(looks)
        page.evaluate("document.activeElement.blur()")
        page.wait_for_timeout(20)
        seen.append((focused.evaluate("e => e.outerHTML.slice(0, 90)"), focused.evaluate(looks) != with_ring))
        focused.focus()
    assert [stop for stop, shows in seen if not shows] == []


def test_the_site_reads_without_a_script(browser: Browser, base: str):
    """design.md, section 9: words, tally, lists and ways on are all in the page."""
    visit = Visit(browser, base, scripts=False)
    page = visit.go("ideas/soup-night/")
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator(".pl-body").inner_text().count(" ") > 100
    assert page.locator(".pl-card").is_visible()
    for place in ("", "ideas/", "board/", "decisions/"):
        page = visit.go(place)
        assert page.locator("article a:visible").count() > 5, place
    page = visit.go("")
    page.locator(".pl-finder-open").click()
    assert page.url.startswith(f"{base}search/")
    assert visit.complaints == []
    visit.close()


def test_the_light_can_be_switched_and_stays_so(visit: Visit):
    page = visit.go("")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "default"
    page.locator('label[for="__palette_1"]:visible').click()
    page = visit.go("board/")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    assert visit.complaints == []
