"""A site in another language, as a browser shows it: its words, its direction, and as open as in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.support.browsing import Visit, serving
from tests.support.community import CHARTER, Small

from potluck.translation import gettext, speaking

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["ar", "de"])
def spoken(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """A small community that speaks another language, visited with a telephone."""
    language = str(request.param)
    small = Small(tmp_path_factory.mktemp(language) / "table", charter=CHARTER.replace("[en]", f"[{language}, en]"))
    small.idea("soup-night", "Soup night", language="en")
    small.story("rain", "The day it rained", language="en")
    small.build()
    assert Path(small.site / "assets/potluck/words" / f"{language}.js").is_file()
    with serving(small.site) as base:
        visit = Visit(browser, base)
        visit.page.set_viewport_size({"width": 390, "height": 844})
        yield visit
        visit.close()


def language_of(visit: Visit) -> str:
    """What the open page says that it is in."""
    return str(visit.page.evaluate("document.documentElement.lang"))


@pytest.mark.parametrize("place", ["", "ideas/", "ideas/soup-night/", "board/", "submit/"])
def test_a_page_is_as_open_in_another_language(spoken: Visit, place: str) -> None:
    """axe-core finds nothing, the browser complains of nothing, and nothing scrolls sideways, either way round."""
    page = spoken.go(place)
    assert spoken.axe() == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert spoken.complaints == []
    assert page.evaluate("document.body.dir") == {"ar": "rtl", "de": "ltr"}[language_of(spoken)]


def test_scripts_say_it_in_the_page_s_language(spoken: Visit) -> None:
    """Their words come from the same catalogue as the page's."""
    page = spoken.go("ideas/")
    page.locator('[data-pl-find="page"] input[type=search]').first.fill("xylophone")
    with speaking(language_of(spoken)):
        expected = gettext("Nothing is called “%(text)s” here.", text="xylophone")
    status = page.locator('[data-pl-find="page"] [data-pl-find="status"]')
    status.get_by_text(expected, exact=True).wait_for()


def test_what_people_wrote_keeps_its_own_way(spoken: Visit) -> None:
    """A proposal in English is marked with it, and read from the left, also where the page is read from the right."""
    page = spoken.go("ideas/soup-night/")
    for part in ("h1", ".pl-body"):
        marked = page.locator(f"article {part}").first
        assert (marked.get_attribute("lang"), marked.get_attribute("dir")) == ("en", "ltr")
