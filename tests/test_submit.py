"""The submit page, as somebody meets it who has an idea and no git: in a real browser, by keyboard, on a telephone."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page
from tests.support.browsing import Visit, serving
from tests.support.commands import potluck
from tests.support.community import ROOT, Small, copy_sample
from tests.support.pages import parse, text_of
from tests.support.vendored import assert_as_published

from potluck.charter import parse_charter
from potluck.checks.charter import check_charter
from potluck.doors.submission import submission_of
from potluck.load import read_document
from potluck.meaning import reading_of
from potluck.model import Severity
from potluck.schema import make_readers
from potluck.similar import Index, Text
from potluck.views.submit import LONGEST

ASSETS = ROOT / "tooling" / "potluck" / "theme" / "assets" / "potluck" / "submit"
CHARTER = """
community: {name: Wide Table, languages: [en, de], since: 2020-01-01}
forge: {type: github, repository: wide/table, branch: main}
roles:
  facilitator: {people: [mara-sample]}
tags: {soup: A pot., bread: A loaf., knives: Sharp., spice: Hot., tools: Pots.}
kinds:
  idea:
    name: Idea
    folder: ideas
    fields:
      tags: {type: tag, list: true, most: 3}
      bowls: {type: integer, required: true, means: How many it feeds.}
      place: {required: true, least: 3, most: 20}
      seen-at: {type: address}
      with: {type: handle, list: true, most: 2}
    sections: {required: [Problem, Solution], optional: [Costs]}
    stages:
      suggested: {}
    mechanisms: {votes: }
  story:
    name: Story
    folder: stories
    stages:
      told: {}
"""
FILLED = {
    "title": "Soup at the station",
    "summary": "One pot where the night trains stop.",
    "bowls": "40",
    "place": "Platform 3",
    "authors": "ana-sample",
    "Problem": "It is cold there.",
    "Solution": "Soup.",
}


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A community on GitHub whose ideas have fields and sections of every sort."""
    small = Small(tmp_path_factory.mktemp("wide") / "table", charter=CHARTER)
    small.idea("soup-in-the-yard", "Soup in the yard", bowls=3, place="Yard", aliases=["old-soup"])
    small.build()
    return small


@pytest.fixture(scope="module")
def at_wide(wide: Small) -> Iterator[str]:
    with serving(wide.site) as base:
        yield base


@pytest.fixture
def visit(browser: Browser, at_wide: str) -> Iterator[Visit]:
    visit = Visit(browser, at_wide)
    yield visit
    visit.close()


def opened(visit: Visit, kind: str = "idea") -> Page:
    """The form, laid."""
    page = visit.go(f"submit/#{kind}")
    page.wait_for_selector("#pl-field-title")
    more(page)
    return page


def more(page: Page) -> None:
    """Open what may be left out, where it is shut."""
    page.locator(".pl-submit-more:not([open]) > summary").click()


def box(page: Page, name: str) -> str:
    """Where a field or a section is typed."""
    label = name if name[0].isupper() else name.replace("-", " ").capitalize()
    return f"#{page.locator('label', has_text=re.compile(f'^{re.escape(label)}')).first.get_attribute('for')}"


def fill(page: Page, values: dict[str, str]) -> None:
    """Type into the boxes; what is named in `tags` is ticked."""
    for name, value in values.items():
        if name == "tags":
            for tag in value.split():
                page.check(f"input[value={tag}]")
        else:
            page.fill(box(page, name), value)


def ready(page: Page) -> None:
    page.click("text=See whether it is ready")
    page.wait_for_selector(".pl-submit-end > *")


def said(page: Page) -> set[str]:
    """What the page says is wrong."""
    return {text for text in page.locator(".pl-submit-fault").all_inner_texts() if text}


def checked(text: str, charter_text: str = CHARTER) -> set[str]:
    """What `potluck check` says of the same file."""
    charter = parse_charter(charter_text.encode()).charter
    assert charter is not None
    document = read_document(text.encode(), "proposals/ideas/x.md", "x", "ideas", charter.limits)
    found = reading_of(document, charter, make_readers(charter)).diagnostics
    told = [one for one in found if one.severity is Severity.ERROR or one.code == "BD207"]
    return {f"{one.message}; {one.hint}".replace("`", "") for one in told}


def written(page: Page, kind: str = "idea") -> str:
    """The file that the page would write of what is filled in, faults and all."""
    result: str = page.evaluate(
        """async (kind) => {
            const form = await (await fetch("form.json")).json();
            const key = Object.keys(localStorage).find((key) => key.endsWith(`:${kind}`));
            const draft = JSON.parse(localStorage.getItem(key));
            const asked = form.kinds.find((one) => one.kind === kind);
            return plSubmit.fileOf(asked, draft.values, draft.sections, "2026-05-12");
        }""",
        kind,
    )
    return result


# --- The same verdicts, in the same words ----------------------------------------------------------------------------

TABLE = [
    pytest.param({}, id="all-is-well"),
    pytest.param({"title": ""}, id="no-title"),
    pytest.param({"title": "x"}, id="a-title-of-one-letter"),
    pytest.param({"title": "abc"}, id="too-short-a-title"),
    pytest.param({"title": "ü" * 101}, id="too-long-a-title"),
    pytest.param({"title": "🍲🍲🍲"}, id="three-signs-of-two-units"),
    pytest.param({"title": "\u3164\u3164\u3164\u3164"}, id="a-title-that-shows-nothing"),
    pytest.param(
        {"title": 'No: "really", it\'s #1 \\ {soup} [x] - & *y*'}, id="every-sign-that-means-something-to-yaml"
    ),
    pytest.param({"title": "yes"}, id="a-word-that-yaml-takes-for-a-truth"),
    pytest.param({"title": "2026-05-12"}, id="a-day-for-a-title"),
    pytest.param({"title": "Soup \u202eelbat"}, id="a-turn-of-the-writing-direction-in-the-title"),
    pytest.param({"title": "مرق للجميع"}, id="another-writing-direction"),
    pytest.param({"summary": "Too short"}, id="too-short-a-summary"),
    pytest.param({"summary": "long " * 50}, id="too-long-a-summary"),
    pytest.param({"summary": ""}, id="no-summary-is-no-fault"),
    pytest.param({"bowls": ""}, id="a-number-that-is-missing"),
    pytest.param({"bowls": "many"}, id="a-number-in-words"),
    pytest.param({"place": "ab"}, id="a-field-of-the-community-too-short"),
    pytest.param({"place": "a very long platform indeed"}, id="a-field-of-the-community-too-long"),
    pytest.param({"seen-at": "soup"}, id="no-address"),
    pytest.param({"seen-at": "https://example.org/soup"}, id="an-address"),
    pytest.param({"authors": ""}, id="nobody"),
    pytest.param({"authors": "ana sample"}, id="no-handle"),
    pytest.param({"authors": "ana@example.org"}, id="a-mail-address-for-a-handle"),
    pytest.param({"authors": "@ana-sample, lee-sample"}, id="handles-as-people-write-them"),
    pytest.param({"with": "a-sample, b-sample, c-sample"}, id="more-people-than-fit"),
    pytest.param({"tags": "soup bread"}, id="tags"),
    pytest.param({"tags": "soup bread knives spice"}, id="more-tags-than-fit"),
    pytest.param({"Solution": ""}, id="a-section-that-is-missing"),
    pytest.param({"Problem": "", "Solution": ""}, id="no-text-at-all"),
    pytest.param({"Problem": "A \u200b blank."}, id="a-blank-that-nobody-sees"),
    pytest.param({"Problem": "A \u2066turn."}, id="a-turn-in-the-text"),
    pytest.param({"Costs": "Nine euros."}, id="a-section-that-may-be-there"),
    pytest.param(
        {"Problem": "---\ntitle: Not mine\n---\n\n# Loud\n\n<script>alert(1)</script>"}, id="a-file-in-the-text"
    ),
]


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("changed", TABLE)
def test_the_page_says_what_the_check_says(visit: Visit, changed: dict[str, str]) -> None:
    """The same verdicts in the same words, one a box; what the page lets through, the check accepts."""
    page = opened(visit)
    fill(page, FILLED | changed)
    ready(page)
    assert said(page) == checked(written(page))
    assert bool(said(page)) == ("nearly there" in page.inner_text(".pl-submit-end"))
    assert visit.complaints == []


def test_every_sentence_is_one_that_a_check_says() -> None:
    """No sentence is missing for a box, and none is of another family than the fields'."""
    charter = parse_charter(CHARTER.encode()).charter
    assert charter is not None
    form = submission_of(charter, "idea")
    told = {one["name"]: {word: said["code"] for word, said in one["sentences"].items()} for one in form["fields"]}
    assert told["title"] == {
        "empty": "FM105",
        "invisible": "FM111",
        "shortest": "FM112",
        "short": "FM112",
        "long": "FM112",
    }
    assert told["bowls"] == {"empty": "FM105", "form": "FM110"}
    assert told["tags"] == {"many": "FM113"}
    assert told["with"] == {"form": "FM115", "mail": "FM115", "many": "FM113"}
    assert {one["missing"]["code"] if one["missing"] else "" for one in form["sections"]} == {"BD201", ""}
    assert (form["empty"]["code"], form["hidden"]["sentence"]["code"]) == ("BD206", "BD207")


# --- From "I have an idea" to a valid file ---------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("width", "is_dark"), [(390, True), (1440, False)], ids=["telephone", "desk"])
def test_somebody_with_an_idea_comes_to_a_valid_file_by_keyboard(
    browser: Browser, base: str, tmp_path: Path, width: int, is_dark: bool
) -> None:
    """Without git, a mouse or an account: in far less than two minutes, and `potluck check` accepts the file."""
    visit = Visit(browser, base, width=width, is_dark=is_dark)
    started = time.monotonic()
    page = visit.go("")
    page.get_by_role("link", name="Bring an idea").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#pl-field-title")
    page.locator("input[name=pl-kind]:checked").focus()
    typed = {
        "Title": "Grow our own tomatoes up there",
        "Summary": "",
        "Problem": "Tomatoes are dear, and *far* away.",
        "Solution": "Forty bags of earth\non the roof.",
        "Authors": "nia-sample",
    }
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "document.activeElement.labels?.[0]?.firstChild?.textContent ?? document.activeElement.textContent"
        )
        if name in typed:
            page.keyboard.type(typed[name])
        if name == "See whether it is ready":
            break
    assert page.locator(".pl-submit-near a").inner_text() == "Tomatoes on the flat roof"
    page.keyboard.press("Enter")
    page.wait_for_selector(".pl-submit-end h2")
    assert page.evaluate("document.activeElement.className").startswith("pl-submit-end")
    page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    seconds = time.monotonic() - started
    community = copy_sample(tmp_path / "table")
    file = community.root / "proposals" / "ideas" / download.value.suggested_filename
    download.value.save_as(file)
    assert visit.axe() == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert visit.complaints == []
    visit.close()
    assert seconds < 120
    ran = potluck("check", file, "--now", datetime.now(UTC).isoformat(), within=community.root)
    assert (ran.status, file.name) == (0, "grow-our-own-tomatoes-up-there.md"), ran.out


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_thumb_and_two_minutes_are_enough(browser: Browser, at_wide: str, tmp_path: Path) -> None:
    """On a telephone: ten taps and forty words a minute, to a file in GitHub's address that `potluck check` takes.

    What may be left out stays shut; a box that was forgotten is marked and has the focus.
    """
    words = {
        "Title": "Lend out folding chairs for birthdays",
        "Problem": "Every birthday in our house ends with people on the stairs. I own four chairs, as everybody does.",
        "Solution": "Keep twenty by the back door. You write your name on a list and bring them back on Monday.",
        "Bowls": "20",
        "Place": "Back door",
        "Authors": "vera-lind",
    }
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(at_wide)
    page.get_by_role("link", name="Bring an idea").first.tap()
    taps = 1
    page.wait_for_selector("#pl-field-title")
    for label, typed in words.items():
        page.locator(box(page, label)).tap()
        page.keyboard.type(typed if label != "Authors" else "")
        taps += 1
    onward = page.get_by_role("button", name="See whether it is ready")
    onward.tap()
    asked = page.locator(":focus")
    assert asked.evaluate("one => one.labels[0].firstChild.data") == "Authors"
    assert page.locator(box(page, "Authors")).evaluate("one => one.autocapitalize") == "none"
    assert not page.locator(".pl-submit-more").evaluate("more => more.open")
    page.keyboard.type(words["Authors"])
    page.wait_for_selector(".pl-submit-end > *", state="detached")
    onward.tap()
    last = page.get_by_role("link", name="Bring it on GitHub")
    assert "somebody answers there" in page.inner_text(".pl-submit-end")
    query = parse_qs(urlsplit(last.get_attribute("href") or "").query)
    context.close()
    taps += 3
    assert sum(map(len, words.values())) / (40 * 5 / 60) + 2 * taps < 120  # seconds: five letters a word, two a tap
    community = Small(tmp_path / "table", charter=CHARTER)
    community.write({f"proposals/ideas/{query['filename'][0]}": query["value"][0]})
    ran = potluck("check", within=community.root)
    assert ran.status == 0, ran.out


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_without_a_forge_it_is_said_who_takes_the_file(browser: Browser, base: str) -> None:
    """By the names that people know."""
    visit = Visit(browser, base)
    page = opened(visit, "story")
    fill(page, {"title": "The soup that sang", "authors": "nia-sample", "Your story": "It sang."})
    ready(page)
    assert "Send it, or bring it, to Mara and Tomás." in page.inner_text(".pl-submit-end").replace(" ", " ")
    visit.close()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_it_ends_at_githubs_page_for_a_new_file_with_all_in_place(visit: Visit) -> None:
    """The address carries the name and the whole text; a name that is taken, an old one too, gets a number."""
    page = opened(visit)
    fill(page, FILLED | {"title": "Old soup", "Problem": "Hügel & <b>Täler</b> #1 100%"})
    ready(page)
    address = urlsplit(page.get_by_role("link", name="Bring it on GitHub").get_attribute("href") or "")
    query = parse_qs(address.query)
    assert (
        f"{address.scheme}://{address.netloc}{address.path}" == "https://github.com/wide/table/new/main/proposals/ideas"
    )
    assert query["filename"] == ["old-soup-2.md"]
    text = query["value"][0]
    assert "Hügel & <b>Täler</b> #1 100%" in text
    assert text == page.locator(".pl-submit-end pre").text_content()
    assert checked(text) == set()
    page.click("text=Another way")
    form = page.get_by_role("link", name="Use GitHub’s own form instead").get_attribute("href")
    assert form == "https://github.com/wide/table/issues/new?template=idea.yml"


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("is_too_long", [False, True])
def test_what_is_too_long_for_an_address_takes_three_steps(visit: Visit, is_too_long: bool) -> None:
    """Up to 8,000 characters of address all goes by it; from there on the text is copied and pasted."""
    page = opened(visit)
    fill(page, FILLED | {"Problem": "x"})
    ready(page)
    short = len(page.get_by_role("link", name="Bring it on GitHub").get_attribute("href") or "")
    fill(page, {"Problem": "x" * (LONGEST - short + 1 + is_too_long)})
    page.wait_for_selector(".pl-submit-end > *", state="detached")
    ready(page)
    end = page.inner_text(".pl-submit-end")
    if is_too_long:
        assert "three steps" in end
        assert page.locator(".pl-submit-end > ol > li").count() == 3
        empty = page.get_by_role("link", name="Open the new file on GitHub").get_attribute("href")
        assert empty == "https://github.com/wide/table/new/main/proposals/ideas?filename=soup-at-the-station.md"
    else:
        assert len(page.get_by_role("link", name="Bring it on GitHub").get_attribute("href") or "") == LONGEST


# --- While it is written ---------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_draft_is_kept_in_the_browser_until_it_is_thrown_away(visit: Visit) -> None:
    """Each kind has its own; nothing leaves the machine."""
    page = opened(visit)
    fill(page, {"title": "Half an idea", "tags": "soup", "Problem": "Cold."})
    page.get_by_text("is kept in this browser").wait_for()
    opened(visit, "story")
    page.locator("label", has_text="Your story").wait_for()
    assert page.input_value("#pl-field-title") == ""
    page.reload()
    page.wait_for_selector("#pl-field-title")
    page.check("input[value=idea]")
    page.locator("label", has_text="Problem").wait_for()
    assert page.input_value("#pl-field-title") == "Half an idea"
    assert page.is_checked("input[value=soup]")
    assert page.input_value(box(page, "Problem")) == "Cold."
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("text=Start over")
    page.wait_for_load_state()
    page.wait_for_selector("#pl-field-title")
    assert page.input_value("#pl-field-title") == ""
    assert visit.complaints == []


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_hostile_text_stays_text(visit: Visit) -> None:
    """SEC-040, SEC-052: nothing runs, nothing is fetched, nothing leads anywhere but to plain addresses."""
    page = opened(visit)
    evil = (
        "<img src=x onerror=alert(1)><script>alert(1)</script><iframe src=//evil.example></iframe>\n\n"
        "[a](javascript:alert(1)) [b](https://example.org) ![p](https://evil.example/x.png) [c](data:text/html,x)\n\n"
        "<form action=//evil.example><style>*{display:none}</style>\n\n`<b>` &lt;b&gt;\n\n"
    )
    fill(page, {"title": "<img src=x onerror=alert(1)>", "summary": evil.replace("\n", " ")[:150], "Problem": evil})
    page.wait_for_selector(".pl-submit-shown a")
    shown = page.locator(".pl-submit-shown")
    assert shown.locator("img, script, iframe, form, style, object, svg, input").count() == 0
    assert shown.locator("a[href]").evaluate_all("links => links.map((link) => link.getAttribute('href'))") == [
        "https://example.org"
    ]
    names = shown.evaluate("shown => [...shown.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())")
    assert set(names) <= {"class", "dir", "href", "rel"}
    assert "<script>alert(1)</script>" in shown.inner_text()
    assert visit.complaints == []


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_what_its_page_makes_more_of_stands_in_the_preview_as_it_was_typed(visit: Visit) -> None:
    """A drawing and a block of math with a word of what they will be; a formula in a line as code; money as money."""
    page = visit.go("submit/")
    written = "US$5, or $a_b * c_d$.\n\n```mermaid\npie\n```\n\n```math\nx\n```\n\nFor $5 and *C*$6, a$b$."
    fill(page, {"title": "A pot for all", "Problem": written})
    preview = page.locator(".pl-submit-preview")
    preview.get_by_text("On its page this is a drawing.").wait_for()
    assert preview.locator("pre code").all_inner_texts() == ["pie\n", "x\n"]
    assert preview.locator("p > code").all_inner_texts() == ["$a_b * c_d$"]
    assert "On its page this is a formula." in preview.inner_text()
    assert "For $5 and C$6, a$b$." in preview.inner_text()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_browser_finds_what_python_finds(browser: Browser, base: str, sample: Path) -> None:
    """One formula in two languages: the same proposals, shares and words for every title."""
    data = json.loads((sample / "site" / "public" / "submit" / "proposals.json").read_bytes())
    texts = [Text(address, title, summary) for title, summary, address, *_ in data["proposals"]]
    titles = [
        "Grow our own tomatoes",
        "Kochen mit Kindern",
        "الخبز على الرصيف",
        "Straße",
        "CAFÉ, knives; noodles",
        "",
        "手拉面课",
    ]
    titles += [text.title for text in texts]
    visit = Visit(browser, base)
    opened(visit)
    found = visit.page.evaluate(
        """([texts, titles]) => {
            const index = new plSubmit.Index(texts.map(([address, title, summary]) => ({ address, title, summary })));
            const told = ({ text, share, words }) => [text.address, share, words];
            return titles.map((title) => index.near({ title }, 5).map(told));
        }""",
        [[[one.name, one.title, one.summary] for one in texts], titles],
    )
    index = Index(texts)
    for title, here in zip(titles, found, strict=True):
        there = [
            [one.name, pytest.approx(one.share, abs=1e-3), list(one.words)] for one in index.near(Text("", title), 5)
        ]
        assert here == there, title
    visit.close()


# --- Without a script, and what it weighs ----------------------------------------------------------------------------


def test_without_a_script_the_page_says_the_ways(wide: Small, sample: Path) -> None:
    """On a forge: its form and its page for a new file; without one: what to write, and whom to give it to."""
    page = parse(wide.page("submit"))
    words = text_of(page)
    assert "goes without" in words
    html = wide.page("submit")
    assert "https://github.com/wide/table/issues/new?template=story.yml" in html
    assert "https://github.com/wide/table/new/main/proposals/stories" in html
    assert "send it, or tell it, to" in text_of(parse((sample / "site/public/submit/index.html").read_text("utf-8")))


def test_only_that_page_loads_it_and_it_is_light(wide: Small) -> None:
    """Its own scripts and style pack into 13.8 kB; what prints the text, 30 kB more, comes once there is a text."""
    for place, content in wide.files().items():
        if place.endswith(".html") and place != "submit/index.html":
            assert b"potluck/submit/" not in content, place

    def packed(*paths: Path) -> int:
        return sum(len(gzip.compress(path.read_bytes())) for path in paths)

    assert packed(*ASSETS.glob("*.js"), *ASSETS.glob("*.css")) < 13_800
    assert packed(*(ASSETS / "vendor").glob("*.js")) < 30_000


def test_what_others_wrote_is_as_they_published_it() -> None:
    """The handbook names version, licence and hash of every file; the bytes are those."""
    assert_as_published(ASSETS / "vendor")


def test_no_community_can_have_a_folder_where_the_page_is() -> None:
    """`submit` is a place that every site has."""
    reading = parse_charter(CHARTER.replace("folder: ideas", "folder: submit").encode())
    assert [one.code for one in check_charter(reading)] == ["CH553"]
