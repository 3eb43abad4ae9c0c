"""Comments that others keep and show: off unless the charter asks for them, and nothing is fetched before a click."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Route
from tests.support.browsing import Visit, serving
from tests.support.community import CHARTER, Small

from potluck.charter import parse_charter
from potluck.checks.charter import check_charter
from potluck.views.comments import ORIGIN

FORGE = "forge: {type: github, repository: small/table}\n"
COMMENTS = 'comments: {repository-id: R_kg1, category: "Ideas & more", category-id: DIC_kw1}\n'
FRAME = "<!doctype html><p>Comments</p><script>parent.postMessage({giscus: {resizeHeight: 777}}, '*')</script>"


@pytest.fixture(scope="module")
def chatty(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A community that shows comments."""
    small = Small(tmp_path_factory.mktemp("chatty") / "table", charter=CHARTER + FORGE + COMMENTS)
    small.idea("soup-night", thread="12")
    small.write({"proposals/ideas/broken.md": "---\ntitle: [never closed\n---\n"})
    small.build()
    return small


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_nothing_is_fetched_before_somebody_asks_for_it(browser: Browser, chatty: Small) -> None:
    """SEC-052: no request to others on load; one frame of one origin after the click, within the page's policy."""
    with serving(chatty.site) as base:
        visit = Visit(browser, base)
        asked: list[str] = []

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(content_type="text/html", body=FRAME)

        visit.context.route(f"{ORIGIN}/**", answer)
        page = visit.go("ideas/soup-night/?giscus=SESSION")  # as somebody comes back who signed in
        page.wait_for_timeout(300)
        assert page.url == f"{base}ideas/soup-night/"
        assert (asked, visit.complaints, visit.axe()) == ([], [], [])
        assert "loads a frame from https://giscus.app" in page.inner_text("#pl-comments").replace("\n", " ")
        page.get_by_role("button", name="Load the comments from giscus.app").focus()
        page.keyboard.press("Enter")
        page.frame_locator(".pl-comments-frame").get_by_text("Comments").wait_for()
        page.wait_for_selector('.pl-comments-frame[style="height: 777px;"]')
        assert [one for one in visit.complaints if "foreign: https://giscus.app/en/widget?" not in one] == []
        query = parse_qs(urlsplit(asked[0]).query)
        assert (query["repo"], query["category"], query["term"]) == (
            ["small/table"],
            ["Ideas & more"],
            ["ideas/soup-night"],
        )
        assert query["session"] == ["SESSION"]
        assert query["origin"] == [f"{base}ideas/soup-night/#pl-comments"]
        assert len(asked) == 1
        visit.close()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_another_frame_is_not_let_in(browser: Browser, chatty: Small) -> None:
    """SEC-052: the policy names one origin; and where no comments are, not even that one."""
    with serving(chatty.site) as base:
        visit = Visit(browser, base)
        for place, origin in (("ideas/soup-night/", "https://evil.example"), ("board/", ORIGIN)):
            page = visit.go(place)
            page.evaluate(
                "src => document.body.append(Object.assign(document.createElement('iframe'), { src }))", origin
            )
            page.wait_for_timeout(300)
            assert any("Content Security Policy" in told for told in visit.complaints), place
            visit.complaints.clear()
        visit.close()


def test_the_one_origin_stands_on_pages_with_comments_alone(chatty: Small) -> None:
    """Not on lists, nor on the page of what cannot be printed."""
    allowed = [place for place, content in chatty.files().items() if b"frame-src" in content]
    assert allowed == ["ideas/soup-night/index.html"]
    assert f"form-action 'none'; frame-src {ORIGIN}\"" in chatty.page("ideas/soup-night")


def test_it_is_off_unless_the_charter_asks(table: Small) -> None:
    """No word of it in any page."""
    table.build()
    assert [place for place, content in table.files().items() if place.endswith(".html") and b"giscus" in content] == []


def test_comments_need_a_forge() -> None:
    """Told where the charter is read, not on a page that stays empty."""
    assert [one.code for one in check_charter(parse_charter((CHARTER + COMMENTS).encode()))] == ["CH552"]
    assert list(check_charter(parse_charter((CHARTER + FORGE + COMMENTS).encode()))) == []


def test_a_proposal_leads_to_its_file_and_to_its_thread(chatty: Small) -> None:
    """Suggest an edit opens the forge's editor on that file; React goes to the thread."""
    page = chatty.page("ideas/soup-night")
    assert (
        '<a class="pl-button pl-quiet" href="https://github.com/small/table/edit/main/proposals/ideas/soup-night.md">'
        in page
    )
    assert '<a class="pl-button" href="https://github.com/small/table/issues/12">React</a>' in page
