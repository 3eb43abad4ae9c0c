"""The copy that was taken home, opened from its folder in a real browser: no server, no net, and everything works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.browsing import Visit
from tests.support.commands import potluck
from tests.support.community import Small
from tests.support.repository import Repository

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROWS = '[data-pl-find="rows"] .pl-row-title'


@pytest.fixture(params=[390, 1440], ids=["telephone", "desk"])
def visit(browser: Browser, packed: Path, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A reader who has opened the folder: nothing is complained of, and nothing is asked of the net."""
    visit = Visit(browser, f"{packed.as_uri()}/", width=request.param)
    visit.context.set_offline(True)
    yield visit
    assert visit.complaints == []
    visit.close()


def place(visit: Visit) -> str:
    """Where the reader is, below the folder."""
    return visit.page.url.removeprefix(visit.base)


def follow(page: Page, selector: str) -> None:
    """Press a link and be where it leads."""
    with page.expect_navigation():
        page.locator(selector).first.evaluate("link => link.click()")


def test_one_walks_from_the_first_page_to_what_became_of_a_proposal_and_back(visit: Visit) -> None:
    page = visit.go("index.html")
    fonts = page.evaluate("document.fonts.ready.then(fonts => [...fonts].map(font => font.status))")
    assert "loaded" in fonts
    assert "error" not in fonts
    follow(page, '.pl-kinds a[href*="ideas"]')
    assert place(visit) == "ideas/index.html"
    follow(page, '.pl-row-title a[href*="soup-night/"]')
    assert place(visit) == "ideas/soup-night/index.html"
    follow(page, ".md-header a.md-logo")
    assert place(visit) == "index.html"


def test_a_drawing_is_drawn_and_a_formula_set(visit: Visit) -> None:
    """From a folder a frame of no origin could not load what draws: it has the page's, and its policy."""
    figure = visit.go("ideas/jar-deposit/index.html").locator("figure.drawing")
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-state", "drawn", timeout=120_000)
    expect(figure.get_by_role("img", name="The way of a jar, from the shelf and back to it")).to_be_visible()
    expect(visit.go("ideas/pickle-shelf/index.html").locator("math[display=block]")).to_be_visible()


def test_versions_and_old_names_lead_on(browser: Browser, tmp_path: Path) -> None:
    """Of a community with a past, packed by the command."""
    small = Small(tmp_path / "table")
    repository = Repository(small.root)
    small.idea("soup-night", "Soup night", aliases=["stew-night"])
    repository.commit({}, by="ana-sample")
    small.idea(
        "soup-night", "Soup night", "## Problem\n\nIt is dark.\n\n## Solution\n\nSoup.\n", aliases=["stew-night"]
    )
    commit = repository.commit({}, by="ana-sample")
    small.build()
    ran = potluck("pack", "--out", "home.zip", within=small.root)
    assert ran.status == 0, ran.err
    with ZipFile(small.root / "home.zip") as file:
        file.extractall(tmp_path)
    assert f"printed from the commit {commit[:12]}" in (tmp_path / "home" / "README.txt").read_text("utf-8")
    visit = Visit(browser, f"{(tmp_path / 'home').as_uri()}/")
    visit.context.set_offline(True)
    page = visit.go("ideas/stew-night/index.html")
    page.wait_for_url("**/ideas/soup-night/index.html")
    follow(page, 'a[href*="versions.html"]')
    assert place(visit).startswith("ideas/soup-night/versions.html#")
    assert page.get_by_text("dark").first.is_visible()
    assert visit.complaints == []
    visit.close()


def test_a_list_is_searched_filtered_and_put_in_order(visit: Visit) -> None:
    page = visit.go("ideas/index.html")
    page.wait_for_selector("[data-pl-facet] button[aria-pressed]", state="attached")
    page.keyboard.press("/")
    page.keyboard.type("mushrom")
    expect(page.locator(ROWS).first).to_contain_text("mushrooms")
    assert place(visit) == "ideas/index.html?q=mushrom"
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert place(visit) == "ideas/wild-mushroom-night/index.html"
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(1)
    page = visit.go("search/index.html?stage=launched")
    expect(page.locator(f"{ROWS} >> nth=1")).to_be_attached()
    newest = page.locator(ROWS).all_text_contents()
    page.locator('[data-pl-find="sort"]').select_option("support")
    page.wait_for_url("**sort=support")
    supported = page.locator(ROWS).all_text_contents()
    assert newest != supported
    assert sorted(newest) == sorted(supported)


def test_titles_and_summaries_are_found_from_every_page_and_it_says_so(visit: Visit) -> None:
    """No index of whole texts loads from a folder; what each says of itself in a sentence does."""
    page = visit.go("board/index.html")
    page.keyboard.press("/")
    box = page.get_by_role("dialog")
    box.get_by_role("searchbox").fill("ninety")
    expect(box.locator('[data-pl-find="texts"] li')).to_contain_text("Ninety minutes at the sink")
    expect(box).to_contain_text("Titles and summaries are looked through here; whole texts, on the site alone.")
    with page.expect_navigation():
        box.get_by_role("link", name="Wash up for your supper").click()
    assert place(visit) == "ideas/wash-up-for-supper/index.html"


def test_two_are_laid_side_by_side_and_their_files_are_read(visit: Visit) -> None:
    page = visit.go("compare/index.html?p=ideas/soup-night&p=ideas/wash-up-for-supper")
    row = page.locator(".pl-side tbody tr", has=page.locator("th", has_text="Decided"))
    expect(row.locator("td").first).to_contain_text("On the menu from today.")
    page = visit.go("tags/soup/index.html")
    for button in page.locator(".pl-lay-aside").all()[:2]:
        button.evaluate("button => button.click()")
    follow(page, ".pl-basket a")
    expect(page.locator(".pl-side thead th .pl-row-title")).to_have_count(2)


def test_the_time_machine_runs(visit: Visit) -> None:
    page = visit.go("time/index.html?at=2026-05-31&since=2026-04-15")
    expect(page.locator('[data-pl-time="status"]')).to_contain_text("31 May 2026: 14 on the table.")
    page.get_by_role("slider", name="The board on").press("ArrowLeft")
    expect(page.locator('[data-pl-time="status"]')).to_contain_text("30 May 2026:")
    assert place(visit) == "time/index.html?at=2026-05-30&since=2026-04-15"
    follow(page, '[data-pl-time="boards"] .pl-row-title a')
    assert place(visit).endswith("/index.html")


def test_votes_are_counted_anew(visit: Visit) -> None:
    page = visit.go("ideas/no-meat-at-lunch/index.html")
    more = page.locator(".pl-votes-more > summary")
    if more.is_visible():  # the card is short on a telephone
        more.press("Enter")
    page.get_by_role("button", name="Recount these votes in your browser").click()
    expect(page.locator("[data-pl-recount-says]")).to_contain_text("numbers are as published.")
    expect(page.locator("[data-pl-recount-says]")).to_contain_text("from 54 ballots in 1 file")


def test_something_can_be_written_down_to_bring_it_later(visit: Visit) -> None:
    """The form, its verdicts, what looks alike, and how it will look; it ends in a file."""
    page = visit.go("submit/index.html")
    page.get_by_label("Title").fill("Grow our own tomatoes")
    expect(page.locator(".pl-submit-near a").first).to_contain_text("Tomatoes on the flat roof")
    assert "/index.html" in (page.locator(".pl-submit-near a").first.get_attribute("href") or "")
    page.get_by_label("Problem").fill("They taste of *nothing*.")
    expect(page.locator(".pl-submit-shown em")).to_have_text("nothing")


def test_the_light_can_be_switched_and_stays_so(visit: Visit) -> None:
    page = visit.go("index.html")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "default"
    page.locator('label[for="__palette_1"]:visible').click()
    page = visit.go("board/index.html")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
