"""What others show of a proposal: its badge, card, oEmbed, picture and feed, the head of its page; and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree
from markdown_it import MarkdownIt
from PIL import Image
from playwright.sync_api import Browser
from tests.support.browsing import Visit, serving
from tests.support.community import CHARTER, MKDOCS, ROOT, Small
from tests.support.ledgers import ledger
from tests.support.pages import Found, by_class, elements, faults, parse, parse_fragment, text_of
from tests.support.repository import Repository

from potluck.press import colours
from potluck.press.badge import proposal_badge
from potluck.press.preview import preview
from potluck.shapes import Bar
from potluck.views.sharing import Shared

SITE = "https://small.example/table/"
ALL = "sharing: [badge, card, feed, preview]\n"
BESIDE = {"badge.svg", "card.html", "feed.xml", "oembed.json", "preview.png"}
NASTY = "</title></script><script>alert(\"1\")</script> & 'q' {{ x }} ]]> ](javascript:x)"
TOKENS = (ROOT / "tooling/potluck/theme/assets/potluck/tokens.css").read_text("utf-8")

pytestmark = pytest.mark.xdist_group("sharing")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Everything is asked for. One proposal was renamed, reworded and launched; one has an attack for a title."""
    made = Small(tmp_path_factory.mktemp("sharing") / "table", charter=CHARTER + ALL)
    repository = Repository(made.root)
    made.idea("stew-night", "Soup night", tags=["soup"], summary="A pot a week.")
    made.idea("nasty", NASTY, summary=NASTY)
    made.idea("old-pot", "The old pot", stage="declined", merged_into="soup-night")
    made.story("rain", "Der Tag, an dem es regnete", language="de", authors=["Lee"])
    made.write({"proposals/ideas/gossip.md": "---\nkind: idea\ntaken-down: {date: 2026-05-20, reason: spam}\n---\n"})
    made.write({"proposals/ideas/broken.md": "---\ntitle: [never closed\n---\n"})
    repository.commit({".gitignore": "site/\n"}, by=_mail("ana-sample"), at=_day(12))
    (made.root / "proposals/ideas/stew-night.md").unlink()
    soup: dict[str, Any] = {"aliases": ["stew-night"], "tags": ["soup"], "summary": "A pot a week."}
    made.idea("soup-night", "Soup night", **soup)
    repository.commit({}, by=_mail("ana-sample"), at=_day(13))
    made.idea("soup-night", "Soup night", "## Problem\n\nIt is cold.\n\n## Solution\n\nTwo soups.\n", **soup)
    repository.commit({}, by=_mail("lee-sample"), at=_day(14))
    made.idea("soup-night", "Soup night", stage="launched", decision=_yes(), **soup)
    repository.commit({}, by=_mail("mara-sample"), at=_day(15))
    votes = [
        f'{{"proposal":"soup-night","login":"{who}","reaction":"+1","at":"2026-05-30T10:00:00Z"}}' for who in "bcd"
    ]
    ledger(made.root, *votes, slug="soup-night")
    made.build()
    return made


def _mail(login: str) -> str:
    return f"1+{login}@users.noreply.github.com"


def _day(day: int) -> datetime:
    return datetime(2026, 5, day, 9, tzinfo=UTC)


def _yes() -> dict[str, str]:
    return {"by": "mara-sample", "date": "2026-05-15", "reason": "cheap-to-try", "says": "We begin on Tuesday."}


def beside(small: Small, place: str) -> set[str]:
    """The files in the folder of a page, without pages."""
    return {path.name for path in (small.site / place).iterdir()} - {"index.html", "versions.html"}


def shared(title: str = "Soup night", tone: str = "moving", bar: Bar | None = None, **more: str) -> Shared:
    """A proposal as others show it."""
    texts = {"kind": "Idea", "stage": "Building", "community": "Small Table"} | more
    return Shared(
        "ideas/soup",
        title,
        "",
        "en",
        texts["kind"],
        texts["stage"],
        tone,
        bar,
        ("Ana",),
        texts["community"],
        "",
        "en",
        SITE,
    )


# --- What is made ----------------------------------------------------------------------------------------------------


def test_all_that_was_asked_for_lies_beside_what_is_printed_and_nothing_beside_the_rest(small: Small) -> None:
    """Neither what was taken down nor what is nearly there has anything that could be shown elsewhere."""
    for place in ("ideas/soup-night", "ideas/nasty", "stories/rain"):
        assert beside(small, place) == BESIDE, place
    for place in ("ideas/gossip", "ideas/broken"):
        assert beside(small, place) == set(), place


def test_what_was_pasted_under_an_old_name_or_before_a_merger_goes_on_to_show_it(small: Small) -> None:
    """In a README that nobody looks after, a badge keeps its address."""
    assert beside(small, "ideas/stew-night") == {"badge.svg", "card.html", "feed.xml"}
    old = feedparser.parse(small.read("ideas/stew-night/feed.xml"))
    assert [one.id for one in old.entries] == [
        one.id for one in feedparser.parse(small.read("ideas/soup-night/feed.xml")).entries
    ]
    assert old.feed.link == f"{SITE}ideas/soup-night/"
    for name in ("badge.svg", "card.html"):
        assert small.read(f"ideas/stew-night/{name}") == small.read(f"ideas/soup-night/{name}")
    assert "Declined" in small.read("ideas/old-pot/badge.svg").decode()
    assert not (small.site / "ideas/old-pot--as-brought/badge.svg").exists()


def test_nothing_is_made_unless_the_charter_asks_for_it(tmp_path: Path) -> None:
    """What costs ten thousand files or a minute is nobody's surprise; the page offers only what is there."""
    plain = Small(tmp_path / "plain")
    plain.idea("soup")
    plain.build()
    page = parse(plain.page("ideas/soup"))
    assert (beside(plain, "ideas/soup"), by_class(page, "pl-pastes")) == (set(), [])
    assert "og:image" not in plain.page("ideas/soup")
    assert "oembed" not in plain.page("ideas/soup")
    plain.write({"potluck.yml": CHARTER + "sharing: [badge]\n"})
    plain.build()
    assert beside(plain, "ideas/soup") == {"badge.svg"}
    assert len(by_class(parse(plain.page("ideas/soup")), "pl-pastes")) == 1


def test_a_site_without_an_address_offers_nothing_to_paste(tmp_path: Path) -> None:
    """Other pages would not find it: there is no oEmbed, and no picture is named in the head."""
    lost = Small(tmp_path / "lost", charter=CHARTER + ALL, mkdocs=MKDOCS.replace("site_url:", "#"))
    lost.idea("soup")
    lost.build()
    assert beside(lost, "ideas/soup") == BESIDE - {"oembed.json"}
    page = lost.page("ideas/soup")
    assert by_class(parse(page), "pl-pastes") == []
    assert [word for word in ("og:url", "og:image", "oembed", "BreadcrumbList") if word in page] == []


def test_a_voice_makes_anew_what_shows_it_and_no_other_picture(small: Small, tmp_path: Path) -> None:
    """A new snapshot of the ledger is the most usual build of all: it leaves what it does not change as it is."""
    copy = Small.__new__(Small)
    copy.root, copy.cache = tmp_path / "table", tmp_path / "cache"
    copy.site = copy.root / "site" / "public"
    shutil.copytree(small.root, copy.root, ignore=shutil.ignore_patterns("public", ".public-next"))
    copy.build()
    stamps = {path: path.stat().st_mtime_ns for name in BESIDE - {"feed.xml"} for path in copy.site.rglob(name)}
    vote = '{"proposal":"nasty","login":"bo","reaction":"+1","at":"2026-05-30T10:00:00Z"}'
    ledger(
        copy.root, vote, slug="nasty", taken="2026-06-03T00:00:00Z", counts={"ballots": 4, "logins": 4, "proposals": 2}
    )
    copy.build()
    anew = {path.relative_to(copy.site).as_posix() for path in stamps if path.stat().st_mtime_ns != stamps[path]}
    assert anew == {f"ideas/nasty/{name}" for name in ("badge.svg", "card.html", "oembed.json", "preview.png")}


# --- Badges ----------------------------------------------------------------------------------------------------------


def test_a_badge_says_kind_stage_and_voices_to_eyes_and_ears(small: Small) -> None:
    """One picture with a name, no script, no address, nothing that is loaded."""
    badge = etree.fromstring(small.read("ideas/soup-night/badge.svg"))
    assert badge.get("role") == "img"
    assert badge.get("aria-label") == "Idea: Launched · 3 voices"
    assert [text for one in badge if one.tag.endswith("title") for text in one.itertext()] == ["Soup night"]
    assert [one.text for one in badge.iter("{*}text")] == ["Idea", "Launched · 3 voices"]
    assert {etree.QName(one).localname for one in badge.iter()} <= {"svg", "title", "rect", "path", "g", "text"}
    names = {name for one in badge.iter() for name in one.attrib}
    assert [name for name in names if name.startswith("on") or "href" in name or name == "style"] == []


def test_a_title_that_attacks_is_letters_in_a_badge(small: Small) -> None:
    """SEC-047."""
    badge = etree.fromstring(small.read("ideas/nasty/badge.svg"))
    assert badge.findtext("{*}title") == NASTY


def test_the_communitys_badge_counts_proposals_and_answers_of_which_there_are_enough(
    small: Small, tmp_path: Path
) -> None:
    """Of fewer than five nothing is told in one number."""
    assert etree.fromstring(small.read("badge.svg")).get("aria-label") == "Small Table: 4 proposals"
    many = Small(tmp_path / "many")
    for number in range(8):
        many.idea(f"soup-{number}", **({"stage": "launched", "decision": _yes()} if number < 6 else {}))
    many.build()
    assert etree.fromstring(many.read("badge.svg")).get("aria-label") == "Small Table: 8 proposals · 75 % answered"


@pytest.mark.browser
def test_words_stay_within_their_part_of_a_badge(browser: Browser) -> None:
    """In whatever face the reader has: `textLength` sets them, and what nobody has measured is given room."""
    page = browser.new_page()
    for one in (
        shared(),
        shared(kind="WWW", stage="Mmmm@%"),
        shared(kind="提案", stage="準備中"),
        shared(stage="قيد البناء"),
    ):
        page.set_content(proposal_badge(one).decode())
        rooms = page.evaluate(
            """() => [...document.querySelectorAll("text")].map((one) => {
                const box = one.getBBox(); return [box.x, box.x + box.width] })"""
        )
        width = page.evaluate("document.querySelector('rect').width.baseVal.value")
        assert 6 <= rooms[0][0] < rooms[0][1] < rooms[1][0] < rooms[1][1] <= width - 6, one
    page.close()


def test_badges_and_pictures_have_the_themes_colours_and_can_be_read() -> None:
    """The same values as in tokens.css; white on each at least 4.5:1, whatever lies around the badge."""
    for name, (light, _) in tokens().items():
        if name.startswith("stage-"):
            assert colours.TONES[name.removeprefix("stage-")] == light
    named = {"PAPER": "paper", "LINE": "line", "INK": "ink", "SOFT": "ink-soft"}
    assert {name: getattr(colours, name) for name in named} == {name: tokens()[word][0] for name, word in named.items()}
    assert tokens()["line"][1] == colours.STONE
    for ground in (colours.STONE, *colours.TONES.values()):
        assert contrast("#ffffff", ground) >= 4.5


def tokens() -> dict[str, tuple[str, str]]:
    """The colours of tokens.css by name, of the light and of the dark scheme, as browsers show them."""
    found = re.findall(r"--pl-([\w-]+): light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\)", TOKENS)
    return {name: (_srgb(light), _srgb(dark)) for name, light, dark in found}


def _srgb(oklch: str) -> str:
    lightness, chroma, hue = (float(part.rstrip("%")) for part in oklch.split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness / 100 + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness / 100 - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness / 100 - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    parts = (
        12.92 * one if one <= 0.0031308 else 1.055 * one ** (1 / 2.4) - 0.055 for one in (max(0, v) for v in linear)
    )
    return "#" + "".join(f"{round(255 * min(1, part)):02x}" for part in parts)


def contrast(one: str, other: str) -> float:
    """As WCAG has it."""
    lights = []
    for colour in (one, other):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(lights) + 0.05) / (min(lights) + 0.05)


# --- Cards and oEmbed ------------------------------------------------------------------------------------------------


def test_a_card_is_a_small_still_page_that_nobody_finds_by_itself(small: Small) -> None:
    """One link, out of the frame; a policy of its own; at most 6 kB; in no site map and no search."""
    for place in ("ideas/soup-night", "ideas/nasty", "stories/rain"):
        raw = small.read(f"{place}/card.html")
        assert len(raw) <= 6_000
        assert faults(raw.decode()) == []
        card = parse(raw.decode())
        metas = {
            one.get("name") or one.get("http-equiv"): one.get("content", "")
            for one in elements(card)
            if one.tag == "meta"
        }
        assert metas["robots"] == "noindex"
        policy = re.fullmatch(
            r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'",
            metas["Content-Security-Policy"],
        )
        assert policy, metas
        (link,) = (one for one in elements(card) if one.tag == "a")
        assert (link.get("href"), link.get("target"), link.get("rel")) == ("./", "_top", "noopener")
        assert [one for one in elements(card) if one.tag in ("script", "img", "iframe") or one.get("src")] == []
    assert (
        text_of(next(one for one in elements(parse(small.read("ideas/nasty/card.html").decode())) if one.tag == "h1"))
        == NASTY
    )
    assert b"card.html" not in small.read("sitemap.xml")
    assert "Sample data." in small.read("ideas/soup-night/card.html").decode()


def test_a_card_has_the_themes_own_colours(small: Small) -> None:
    """It brings them along, so that it is one request; they are those of tokens.css, and all that it names."""
    card = small.read("ideas/soup-night/card.html").decode()
    pairs = re.findall(r"--pl-([\w-]+): (light-dark\(.*?\)\));", card)
    assert {name for name, _ in pairs} | {"tone"} == set(re.findall(r"var\(--pl-([\w-]+)\)", card)) | {"paper"}
    assert [name for name, value in pairs if f"--pl-{name}: {value};" not in TOKENS] == []


@pytest.mark.browser
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_a_card_stands_in_the_page_of_another_and_leads_out_of_it(
    browser: Browser, small: Small, is_dark: bool
) -> None:
    """As oEmbed's own HTML has it, from 300 to 600 pixels: nothing is cut off, and one click leads to it."""
    html = json.loads(small.read("ideas/soup-night/oembed.json"))["html"]
    with serving(small.site) as base:
        visit = Visit(browser, base, is_dark=is_dark)
        for width in (300, 600):
            frame = html.replace(SITE, base).replace('width="600"', f'width="{width}"')
            page = visit.page
            page.set_content(f"<!doctype html><html lang=en><title>Mine</title><h1>Mine</h1>{frame}")
            card = page.frame_locator("iframe")
            main = card.locator("main")
            assert main.evaluate("one => one.scrollHeight <= one.clientHeight")
            assert card.locator("h1").bounding_box()["width"] < width  # type: ignore[index]
        card.locator("a").click()
        page.wait_for_url(f"{base}ideas/soup-night/")
        visit.go("ideas/soup-night/card.html")
        assert visit.axe() == []
        # How the test itself looks into a frame that may run nothing.
        assert [one for one in visit.complaints if "Blocked script execution" not in one] == []
        visit.close()


def test_oembed_is_what_its_standard_says(small: Small) -> None:
    """https://oembed.com 1.0, 2.3.4.4 (rich): all that is required, each of its type, addresses of ours (SEC-047)."""
    types = {
        "type": str, "version": str, "title": str, "author_name": str, "author_url": str, "provider_name": str,
        "provider_url": str, "cache_age": int, "thumbnail_url": str, "thumbnail_width": int, "thumbnail_height": int,
        "html": str, "width": int, "height": int,
    }  # fmt: skip
    for place in ("ideas/soup-night", "ideas/nasty", "stories/rain"):
        page = parse(small.page(place))
        (found,) = (one.get("href") for one in elements(page) if one.get("type") == "application/json+oembed")
        assert found == f"{SITE}{place}/oembed.json"
        told = json.loads(small.read(f"{place}/oembed.json"))
        assert {"type", "version", "html", "width", "height"} <= told.keys() <= types.keys()
        assert all(isinstance(value, types[name]) for name, value in told.items())
        assert (told["version"], told["type"]) == ("1.0", "rich")
        assert {"thumbnail_url", "thumbnail_width", "thumbnail_height"} <= told.keys()  # all three, or none
        assert (small.site / told["thumbnail_url"].removeprefix(SITE)).is_file()
        (frame,) = elements(parse_fragment(told["html"]))
        assert frame.tag == "iframe"
        assert (small.site / frame.get("src", "").removeprefix(SITE)).is_file()
        assert (frame.get("width"), frame.get("height")) == (str(told["width"]), str(told["height"]))
        assert "allow-scripts" not in frame.get("sandbox", "")
    assert json.loads(small.read("ideas/nasty/oembed.json"))["title"] == NASTY


def test_what_is_pasted_shows_and_leads_and_does_nothing_else(small: Small) -> None:
    """A title full of brackets stays the name of the picture, in Markdown and in HTML."""
    for place, title in (("ideas/soup-night", "Soup night"), ("ideas/nasty", NASTY)):
        (pastes,) = by_class(parse(small.page(place)), "pl-pastes")
        markdown, html, card = (text_of(one) for one in elements(pastes) if one.tag == "pre")
        for shown in (MarkdownIt().render(markdown), html):
            root = parse_fragment(shown)
            (image,) = (one for one in elements(root) if one.tag == "img")
            (link,) = (one for one in elements(root) if one.tag == "a")
            assert (image.get("src"), link.get("href")) == (f"{SITE}{place}/badge.svg", f"{SITE}{place}/")
            assert image.get("alt", "").replace("\u200b", "") == title
            assert {one.tag for one in elements(root)} <= {"a", "img", "p"}
        (frame,) = elements(parse_fragment(card))
        assert (frame.get("src"), frame.get("title")) == (f"{SITE}{place}/card.html", title)


# --- Pictures and the head of a page ---------------------------------------------------------------------------------


def test_a_link_to_a_proposal_is_shown_with_title_and_picture(small: Small) -> None:
    """https://ogp.me: whole addresses, the picture's size as it is, words for who does not see it."""
    page = parse(small.page("ideas/soup-night"))
    told = {one.get("property") or one.get("name"): one.get("content") for one in elements(page) if one.tag == "meta"}
    assert {name: told[f"og:{name}"] for name in ("title", "description", "type", "url", "site_name")} == {
        "title": "Soup night", "description": "A pot a week.", "type": "article", "url": f"{SITE}ideas/soup-night/",
        "site_name": "Small Table",
    }  # fmt: skip
    assert (told["og:image"], told["og:image:width"], told["og:image:height"], told["og:image:alt"]) == (
        f"{SITE}ideas/soup-night/preview.png", "1200", "630", "Soup night: Idea, Launched, 3 voices",
    )  # fmt: skip
    assert told["twitter:card"] == "summary_large_image"
    with Image.open(io.BytesIO(small.read("ideas/soup-night/preview.png"))) as image:
        assert (image.size, image.format, image.mode) == ((1200, 630), "PNG", "P")


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Soup", id="short"),
        pytest.param("Let regulars cook one evening a month " * 8, id="far-too-long"),
        pytest.param("Donaudampfschifffahrtsgesellschaft" * 6, id="one-word"),
        pytest.param("毎月一度、常連さんが料理をする", id="chinese-signs"),
        pytest.param("ليلة الحساء", id="from-right-to-left"),
        pytest.param("🍜 Noodles ❤️ 1️⃣", id="little-pictures"),
        pytest.param("e\u0301" * 40, id="signs-that-combine"),
        pytest.param(NASTY, id="an-attack"),
    ],
)
def test_any_title_makes_a_picture_that_is_light_and_always_the_same(title: str) -> None:
    """At most 30 kB, and the same to the byte: what the machine has installed shows nowhere."""
    made = preview(shared(title, bar=Bar(61, 10)))
    assert len(made) <= 30_000
    assert preview(shared(title, bar=Bar(61, 10))) == made


def test_a_title_that_cannot_be_set_gives_its_place_to_the_communitys_name() -> None:
    """A row of empty boxes says less. Signs that are no letters are left out of a title that can be set."""
    assert preview(shared("ليلة")) == preview(shared("毎月"))
    assert preview(shared("ليلة")) != preview(shared("Soup"))
    assert preview(shared("🍜 Soup ❤️")) == preview(shared("Soup"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(shared("Stew night"), id="title"),
        pytest.param(shared(stage="Beta"), id="stage"),
        pytest.param(shared(tone="done"), id="tone"),
        pytest.param(shared(kind="Story"), id="kind"),
        pytest.param(shared(community="Large Table"), id="community"),
        pytest.param(shared(bar=Bar(2, 1)), id="voices"),
    ],
)
def test_a_picture_shows_all_that_it_is_made_of(other: Shared) -> None:
    """Whoever shares a link sees where it stands today."""
    assert preview(other) != preview(shared())


def test_programs_read_of_a_page_what_people_do(small: Small) -> None:
    """schema.org: who, when, how many, and the way from the first page. No text in there ends the script."""
    graph = linked(small, "ideas/soup-night")
    posting, crumbs = graph["@graph"]
    assert graph["@context"] == "https://schema.org"
    counts = [("LikeAction", 3), ("DislikeAction", 0)]
    assert posting == {
        "@type": "DiscussionForumPosting",
        "headline": "Soup night",
        "text": "A pot a week.",
        "url": f"{SITE}ideas/soup-night/",
        "mainEntityOfPage": f"{SITE}ideas/soup-night/",
        "image": f"{SITE}ideas/soup-night/preview.png",
        "author": [{"@type": "Person", "name": "ana-sample", "url": f"{SITE}people/ana-sample/"}],
        "datePublished": "2026-05-12",
        "dateModified": "2026-05-15",
        "inLanguage": "en",
        "keywords": ["soup"],
        "creativeWorkStatus": "Launched",
        "interactionStatistic": [
            {
                "@type": "InteractionCounter",
                "interactionType": f"https://schema.org/{action}",
                "userInteractionCount": count,
            }
            for action, count in counts
        ],
        "isPartOf": {"@type": "WebSite", "name": "Small Table", "url": SITE},
    }
    assert [(one["position"], one["name"], one["item"]) for one in crumbs["itemListElement"]] == [
        (1, "Small Table", SITE),
        (2, "Ideas", f"{SITE}ideas/"),
        (3, "Soup night", f"{SITE}ideas/soup-night/"),
    ]
    assert linked(small, "ideas/nasty")["@graph"][0]["headline"] == NASTY
    assert linked(small, "stories/rain")["@graph"][0]["inLanguage"] == "de"


def linked(small: Small, place: str) -> dict[str, Any]:
    """The one block of JSON-LD of a page, as a browser finds it."""
    (block,) = (one for one in elements(parse(small.page(place))) if one.get("type") == "application/ld+json")
    assert "<" not in text_of(block)
    found: dict[str, Any] = json.loads(text_of(block))
    return found


@pytest.mark.browser
def test_a_browser_takes_the_block_for_data_and_has_no_complaint(browser: Browser, small: Small) -> None:
    """SEC-052: the page's policy is as it was, and what stands in the block is never run."""
    with serving(small.site) as base:
        visit = Visit(browser, base)
        page = visit.go("ideas/nasty/")
        block = page.locator('script[type="application/ld+json"]')
        assert json.loads(block.text_content() or "")["@graph"][0]["headline"] == NASTY
        assert page.title().startswith("</title></script>")
        assert visit.complaints == []
        visit.close()


# --- The feed of one ------------------------------------------------------------------------------------------------


def test_who_follows_one_proposal_reads_that_it_came_was_reworded_and_moved(small: Small) -> None:
    """Its feed is named on its page; an entry of other words leads to the words, side by side."""
    feed = feedparser.parse(small.read("ideas/soup-night/feed.xml"))
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == [
        "Soup night: yes, Suggested → Launched", "Soup night: the text was changed", "Soup night",
    ]  # fmt: skip
    reworded = feed.entries[1]
    assert (reworded.author, reworded.summary) == ("lee-sample", "14 May 2026, by lee-sample.")
    place, _, anchor = reworded.link.removeprefix(SITE).partition("#")
    assert anchor in Found(small.page(place)).ids
    whole = {entry.id for entry in feedparser.parse(small.read("feed.xml")).entries}
    assert feed.entries[0].id in whole  # who follows both reads it once
    assert reworded.id not in whole
    page = parse(small.page("ideas/soup-night"))
    heads = [
        one.get("href") for one in elements(page) if one.get("type") == "application/atom+xml" and one.tag == "link"
    ]
    assert heads[0] == "../../ideas/soup-night/feed.xml"
    assert len(by_class(page, "pl-follow")) == 1


# --- Spreadsheets ----------------------------------------------------------------------------------------------------


def test_a_spreadsheet_has_what_the_list_has_and_runs_none_of_it(tmp_path: Path) -> None:
    """RFC 4180, with the mark by which Excel knows UTF-8; an apostrophe before what looks like a formula (SEC-047)."""
    sheet = Small(tmp_path / "sheet")
    sheet.idea(
        "soup", '=HYPERLINK("https://evil.example")', summary="+1, “ü”\t-2", tags=["tea", "soup"], authors=["ana", "Bo"]
    )
    sheet.idea("stew", "Stew", stage="declined", decision=_yes() | {"reason": "too-few-hands", "says": "=1+1 ovens."})
    sheet.build()
    for name in ("proposals", "decisions", "promises"):
        raw = sheet.read(f"api/v1/{name}.csv")
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\r\n")
        assert raw.count(b"\n") == raw.count(b"\r\n")
    rows = {row["slug"]: row for row in read(sheet, "proposals")}
    listed = {row["slug"]: row for row in json.loads(sheet.read("api/v1/proposals.json"))["proposals"]}
    assert rows.keys() == listed.keys()
    assert list(rows["soup"]) == list(listed["soup"])
    soup = rows["soup"]
    assert soup["title"] == '\'=HYPERLINK("https://evil.example")'
    assert soup["summary"].startswith("'+1")
    assert (soup["tags"], soup["authors"], soup["created"]) == ("tea, soup", "ana, Bo", "2026-05-12")
    (decision,) = read(sheet, "decisions")
    assert decision == {
        "slug": "stew", "url": f"{SITE}ideas/stew/", "kind": "idea", "stage": "declined", "title": "Stew",
        "answer": "no", "reason": "Nobody could look after it.", "says": "'=1+1 ovens.", "by": "mara-sample",
        "on": "2026-05-15", "brought": "2026-05-12",
    }  # fmt: skip


def read(small: Small, name: str) -> list[dict[str, str]]:
    """The rows of a file of the API."""
    return list(csv.DictReader(io.StringIO(small.read(f"api/v1/{name}.csv").decode("utf-8-sig"), newline="")))
