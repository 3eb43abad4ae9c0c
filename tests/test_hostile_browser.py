"""Every sort of page, made of what strangers write, in a browser: nothing acts, nothing is asked of elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from tests.support.browsing import Visit, browsing, serving
from tests.support.community import CHARTER, Small
from tests.support.hostile import BODIES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hostile-browser")]

# In every place where people write words: out of a tag, an attribute, a script, JSON, a title; and in a script itself.
WORDS = (
    "\"'></title></script><script>document.x=1</script><img src=x onerror=document.x=1><svg onload=document.x=1>{{x}}"
)
DEEP = (
    "".join(">" * depth + " a\n" for depth in range(90)) + "\n" + "".join(" " * depth + "- a\n" for depth in range(90))
)
ACTED = "document.x === 1 || document.querySelector('[onerror], [onload], [onclick], [style*=fixed]') !== null"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A community in which every field and every body tries something; open for bodies of every sort."""
    small = Small(tmp_path_factory.mktemp("hostile-browser") / "table", charter=CHARTER)
    mkdocs = (small.root / "mkdocs.yml").read_text("utf-8")
    small.write({"mkdocs.yml": mkdocs.replace("https://small.example/table/", "https://small.example/")})
    for name, body in BODIES.items():
        small.idea(f"bad-{name}", f"{name} {WORDS}", f"{body}\n\n{WORDS}", summary=WORDS, needs=[WORDS], tags=["soup"])
    small.idea("deep", "Deep", DEEP)
    decision = {"by": "mara-sample", "date": "2026-05-20", "reason": "too-few-hands", "says": WORDS}
    small.idea("declined", WORDS, stage="declined", decision=decision)
    small.idea("promised", WORDS, promised=[{"date": "2026-05-25", "set": "2026-05-13", "why": WORDS}], language="de")
    small.story("told", WORDS, WORDS, verification={"by": "wen-sample", "date": "2026-05-20", "how": WORDS})
    small.write({"proposals/ideas/unreadable.md": f"---\ntitle: {WORDS}\n: [\n---\n", "proposals/ideas/x.md": WORDS})
    small.build()
    return small


@pytest.fixture(scope="module")
def visit(table: Small, browser_program: str) -> Iterator[Visit]:
    """A reader of it."""
    with serving(table.site) as base, browsing(browser_program) as browser:
        visit = Visit(browser, base)
        yield visit
        visit.close()


PLACES = ["", "ideas/", "stories/", "stories/told/", "ideas/declined/", "ideas/unreadable/", "ideas/x/", "people/"]
PLACES += [
    "people/ana-sample/",
    "tags/",
    "tags/soup/",
    "stages/suggested/",
    "board/",
    "roadmap/",
    "promises/",
    "archive/",
    "archive/2026/",
    "time/",
    "rankings/",
    "decisions/",
    "needs-fixing/",
]
PLACES += ["search/", "checks/fm103/", "fields/idea/", *(f"ideas/bad-{name}/" for name in BODIES)]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.strip("/") or "home")
def test_no_page_acts_on_what_strangers_write(visit: Visit, table: Small, place: str):
    """SEC-048, SEC-052: no script ran, no foreign request, no report of the policy, and the frame stands."""
    assert (table.site / place / "index.html").is_file()
    visit.complaints.clear()
    page = visit.go(place)
    assert not page.evaluate(ACTED)
    assert page.evaluate("document.querySelectorAll('body > .md-container > .md-main').length") == 1
    assert page.evaluate("document.querySelectorAll('.md-header').length") == 1
    assert visit.complaints == []


def test_the_search_shows_what_strangers_write_as_words(visit: Visit):
    """SEC-047: the index is a sink as well, and its results are made by a script."""
    visit.complaints.clear()
    page = visit.go("board/")
    page.keyboard.press("/")
    page.keyboard.type("onerror")
    page.wait_for_selector('[data-pl-find="texts"] a')
    assert not page.evaluate(ACTED)
    made = page.locator("[data-pl-found]").locator("img, svg:not([class]), script")
    assert made.count() == 0
    assert visit.complaints == []


def test_what_strangers_write_is_compared_as_words(visit: Visit):
    """SEC-047: the lines are made by a script, of the table and of the API; the address is a stranger's too."""
    visit.complaints.clear()
    page = visit.go(f"compare/?p=ideas/declined&p=ideas/promised&p={quote(WORDS)}&p=javascript:document.x=1")
    page.wait_for_selector(".pl-side bdi:has-text('document.x=1')")
    page.locator("td", has_text="25 May 2026").wait_for()
    assert not page.evaluate(ACTED)
    assert page.locator(".pl-side").locator("img, script, a[href^=javascript]").count() == 0
    assert visit.complaints == []


def test_the_time_machine_shows_what_strangers_write_as_words(visit: Visit):
    """SEC-047: titles come from its file."""
    visit.complaints.clear()
    page = visit.go("time/")
    page.locator('[data-pl-time="boards"]', has_text="document.x=1").wait_for()
    assert not page.evaluate(ACTED)
    assert page.locator(".pl-time").locator("img, script:not([src])").count() == 0
    assert visit.complaints == []


def test_data_of_the_site_opened_as_a_page_is_data(visit: Visit, table: Small):
    """SEC-047: feed and API, visited by themselves."""
    assert json.loads(table.read("api/v1/proposals.json"))
    for place in ("api/v1/proposals.json", "feed.xml", "sitemap.xml"):
        visit.page.goto(visit.base + place)
        assert not visit.page.evaluate("document.x === 1")


def test_the_policy_would_stop_what_slipped_through(visit: Visit):
    """SEC-052: a script, a handler and a picture from elsewhere, put into a page by hand, do nothing."""
    visit.complaints.clear()
    page = visit.go("ideas/declined/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=https://evil.example/x.png>"
        "<b onclick=document.x=1>b</b><form action=https://evil.example><button>go</button></form>');"
        "document.querySelector('b[onclick]').click();"
        "const s = document.createElement('script'); s.textContent = 'document.x=1'; document.body.append(s)"
    )
    page.wait_for_timeout(100)
    assert not page.evaluate("document.x === 1")
    assert sum("Content Security Policy" in told for told in visit.complaints) >= 3


@pytest.mark.parametrize("width", [390, 1440])
def test_no_text_is_wider_than_its_page(visit: Visit, width: int):
    """SEC-048: quotes in quotes and lists in lists are set in six times, and no further."""
    page = visit.go("ideas/deep/")
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
