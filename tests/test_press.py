"""The press's parts, one by one: specimens, policy, feed, site map, pictures, and the tree that is swapped in whole."""

from __future__ import annotations

import io
import json
import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image
from tests.support.pages import elements, parse, parse_fragment, text_of

from potluck.model import PotluckError
from potluck.press.attachments import picture
from potluck.press.dress import Contents
from potluck.press.sinks import MOST_MAPPED, atom, redirect, site_maps
from potluck.press.specimen import DESCRIPTION, HEADING, TITLE, Specimen, rebase, with_policy
from potluck.press.tree import Tree
from potluck.views.feeds import Feed, FeedEntry

NASTY = "<script>alert(\"1\")</script> & 'q' ]]> \\u003c {{ x }} </title>"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

FRAME = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE} - Table</title>
<meta name="description" content="{DESCRIPTION}"><link rel="canonical" href="https://x.example/ideas/plmarkslug/"></head>
<body><a href="#{TITLE}">Skip</a><nav><ul><li><a href="#{HEADING}"><span>{HEADING}</span></a></li></ul></nav>
<main><article><h1 id="{TITLE}">{TITLE}<a href="#{TITLE}">#</a></h1>
<p>A specimen.</p>
<h2 id="{HEADING}">{HEADING}</h2></article></main><script>boot({{"base": ".."}})</script></body></html>
"""


def frame(**replaced: str) -> str:
    """The frame with each named piece of it replaced."""
    text = FRAME
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return text


# --- specimens ---


def test_a_specimen_carries_each_text_by_the_rule_of_its_place():
    """SEC-046: the title in text and in an attribute, the description in an attribute, the address in an address."""
    specimen = Specimen.cut(FRAME, "ideas/plmarkslug")
    page = parse(specimen.fill("ideas/a-b/", NASTY, NASTY, "<p>body</p>", [Contents(2, 'p-"x', NASTY)]))
    found = {str(element.tag): element for element in elements(page)}
    assert text_of(found["title"]) == f"{NASTY} - Table"
    assert found["meta"].get("content") == NASTY
    assert found["link"].get("href") == "https://x.example/ideas/a-b/"
    assert text_of(found["span"]) == NASTY
    assert [element.get("href") for element in elements(page) if element.tag == "a"] == ["#pl-start", '#p-"x']
    assert text_of(found["article"]).strip() == "body"


def test_words_that_look_like_markers_stay_words():
    """A title cannot reach into another place of the page by being called as its marker."""
    specimen = Specimen.cut(FRAME, "ideas/plmarkslug")
    page = specimen.fill("ideas/x", f"{DESCRIPTION} {HEADING}", f"{TITLE} \0body\0", f"<p>{TITLE} {DESCRIPTION}</p>")
    assert f"<title>{DESCRIPTION} {HEADING} - Table</title>" in page
    assert f"<p>{TITLE} {DESCRIPTION}</p>" in page


@pytest.mark.parametrize(
    ("page", "names"),
    [
        pytest.param(FRAME.replace(TITLE, "x"), ["`<title>`", "htmltitle"], id="no-title"),
        pytest.param(frame(**{DESCRIPTION: ""}), ["the description", "site_meta"], id="no-description"),
        pytest.param(FRAME.replace(HEADING, "x"), ["the page's text", "`content`"], id="no-text"),
        pytest.param(FRAME.replace("<h1", "<h3").replace("</h1", "</h3"), ["level one", "`content`"], id="no-heading"),
        pytest.param(frame(boot=f"boot('{TITLE}');x"), ["into a script"], id="title-in-a-script"),
    ],
)
def test_a_frame_without_a_marker_says_what_to_mend(page: str, names: list[str]):
    """A template of the community that leaves a place out is named, with its block, before anything is printed."""
    with pytest.raises(PotluckError) as caught:
        Specimen.cut(page, "ideas/plmarkslug")
    assert "the specimen ideas/plmarkslug" in str(caught.value)
    assert [name for name in names if name not in str(caught.value)] == []


def test_a_page_lets_only_its_own_scripts_run():
    """SEC-052: each inline script by its hash, and nothing else."""
    page = with_policy(FRAME.replace("</body>", '<script src="x.js"></script><script type="module">a</script></body>'))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy.group(1).split(";"))
    assert len(re.findall("'sha256-[^']{44}'", rules["script-src"])) == 2
    assert "unsafe-inline" not in rules["script-src"]
    assert (rules["object-src"], rules["base-uri"], rules["form-action"]) == ("'none'",) * 3
    assert rules["default-src"] == "'self'"
    assert page.index("Content-Security-Policy") < page.index("<title>")


def test_a_page_without_a_charset_is_refused():
    with pytest.raises(PotluckError, match="meta charset"):
        with_policy("<html><head></head></html>")


def test_the_page_for_any_address_names_everything_from_the_top():
    page = rebase(
        '<a href="../a/">x</a><img src="./b.png"><a href=".">h</a><a href="#c">c</a><a href="https://x">y</a>', "/t/"
    )
    links = [element.get("href") or element.get("src") for element in elements(parse_fragment(page))]
    assert links == ["/t/a/", "/t/b.png", "/t/", "#c", "https://x"]


# --- what machines read ---


def test_more_addresses_than_one_site_map_may_hold_are_in_several():
    """50,000 by the protocol; `sitemap.xml`, where everybody looks, is then the list of them."""
    from lxml import etree

    names = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    addresses = {f"ideas/{number}/": None for number in range(MOST_MAPPED + 1)}
    maps = {
        place: etree.fromstring(raw, etree.XMLParser(huge_tree=True))
        for place, raw in site_maps("https://x.example/", addresses)
    }
    locations = {place: [one.text for one in xml.iter(f"{names}loc")] for place, xml in maps.items()}
    assert locations.pop("sitemap.xml") == ["https://x.example/sitemap-1.xml", "https://x.example/sitemap-2.xml"]
    assert maps["sitemap.xml"].tag == f"{names}sitemapindex"
    assert [len(found) for found in locations.values()] == [MOST_MAPPED, 1]
    assert {one for found in locations.values() for one in found} == {f"https://x.example/{one}" for one in addresses}


def test_the_site_map_and_old_addresses_are_escaped():
    """SEC-047."""
    from lxml import etree

    [(place, raw)] = site_maps("https://x.example/?a&b/", {"a b/<c>/": date(2026, 1, 2), "": None})
    assert place == "sitemap.xml"
    xml = etree.fromstring(raw)
    names = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert [url.findtext(f"{names}loc") for url in xml] == [
        "https://x.example/?a&b/",
        "https://x.example/?a&b/a%20b/%3Cc%3E/",
    ]
    assert [url.findtext(f"{names}lastmod") for url in xml] == [None, "2026-01-02"]
    page = parse(redirect('../x"><script>/', NASTY, "en").decode())
    assert [element.tag for element in elements(page) if element.tag == "script"] == []
    assert NASTY in text_of(page)


def test_the_feed_is_atom_whatever_people_write():
    """SEC-047: well-formed, in order, with what XML cannot hold replaced."""
    from lxml import etree

    entries = tuple(
        FeedEntry(f"urn:x:{n}", f"{n}/", f"{n} {NASTY}\x0b\ufffe", "", ("Ana & Söhne", "<b>"), NOON, ("a&b\x00",))
        for n in range(3)
    )
    written = Feed("feed.xml", "T & <b>", NASTY, "", entries, NOON)
    feed = etree.fromstring(atom(written, "https://x.example/", "en"))
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.xpath("string(a:updated)", namespaces=names) == "2026-06-01T12:00:00+00:00"
    assert feed.xpath("a:entry/a:title/text()", namespaces=names) == [f"{n} {NASTY}\ufffd\ufffd" for n in range(3)]
    assert feed.xpath("a:entry[1]/a:author/a:name/text()", namespaces=names) == ["Ana & Söhne", "<b>"]
    for part in ("id", "title", "updated", "author", "summary", "link"):
        assert len(feed.xpath(f"a:entry/a:{part}", namespaces=names)) >= 3


# --- pictures ---


def encoded(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 4), "red").save(out, kind, **options)
    return out.getvalue()


def with_place_and_maker() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Canary camera"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return encoded("JPEG", exif=exif, comment=b"canary comment")


def test_a_photograph_loses_where_it_was_taken_and_stands_upright():
    """SEC-008."""
    raw = with_place_and_maker()
    assert b"anary" in raw
    published = picture(raw)
    assert published is not None
    assert b"anary" not in published
    with Image.open(io.BytesIO(published)) as image:
        assert dict(image.getexif()) == {}
        assert image.size == (4, 8)


def test_words_within_a_drawing_are_left_behind():
    """SEC-008: text chunks, colour profiles and whatever follows the picture's end."""
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "canary")
    raw = encoded("PNG", pnginfo=info, icc_profile=b"canary profile") + b"canary tail<script>"
    published = picture(raw)
    assert published is not None
    assert b"anary" not in published


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_four_kinds_of_pictures_are_published(kind: str):
    published = picture(encoded(kind))
    assert published is not None
    with Image.open(io.BytesIO(published)) as image:
        assert (image.format, image.size) == (kind, (8, 4))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", id="svg"),
        pytest.param(b"GIF89a<script>alert(1)</script>", id="a-page-that-says-it-is-a-picture"),
        pytest.param(b"%PDF-1.4", id="pdf"),
        pytest.param(encoded("BMP"), id="another-kind"),
        pytest.param(encoded("PNG")[:40], id="half-a-picture"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0\x08\2\0\0\0", id="a-bomb"),
        pytest.param(encoded("PNG") + bytes(8_000_001), id="too-large"),
    ],
)
def test_what_is_no_picture_of_ours_is_not_published(raw: bytes):
    """SEC-008."""
    assert picture(raw) is None


# --- the tree ---


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """Where a site goes, and its cache."""
    (tmp_path / "cache").mkdir()
    return tmp_path / "site" / "public", tmp_path / "cache"


def lay(places: tuple[Path, Path], **files: str) -> set[str]:
    """One build that wants *files*; which of them were written."""
    tree = Tree(*places)
    for name, text in files.items():
        tree.put(f"{name}/index.html", text, text.encode())
    tree.tidy()
    tree.finish()
    return tree.written


def read(site: Path) -> dict[str, str]:
    return {path.parent.name: path.read_text() for path in sorted(site.rglob("*")) if path.is_file()}


def test_only_what_changed_is_written(places: tuple[Path, Path]):
    assert lay(places, a="1", b="1") == {"a/index.html", "b/index.html"}
    assert lay(places, a="1", b="1") == set()
    assert lay(places, a="1", b="2", c="1") == {"b/index.html", "c/index.html"}
    assert lay(places, a="1", b="2", c="1") == set()
    assert read(places[0]) == {"a": "1", "b": "2", "c": "1"}


def test_what_nobody_wants_any_more_goes_with_its_folder(places: tuple[Path, Path]):
    lay(places, a="1", b="1")
    for _ in range(3):
        lay(places, a="1")
        assert sorted(path.name for path in places[0].iterdir()) == ["a"]


def test_what_was_changed_by_hand_is_as_printed_after_the_next_build(places: tuple[Path, Path]):
    """A site is output alone: edits, losses and additions do not last, however many builds it has seen."""
    site = places[0]
    for builds in range(1, 4):
        for _ in range(builds):
            lay(places, a="1", b="1", c="1")
        (site / "a" / "index.html").write_text("mine")
        (site / "b" / "index.html").unlink()
        (site / "added").mkdir()
        (site / "added" / "index.html").write_text("mine")
        for _ in range(3):
            lay(places, a="1", b="1", c="1")
            assert read(site) == {"a": "1", "b": "1", "c": "1"}


def test_a_build_that_stops_half_way_leaves_the_old_site(places: tuple[Path, Path]):
    """REL-012: nothing that is begun shows, and the next build is whole."""
    lay(places, a="1", b="1")
    for _ in range(2):
        tree = Tree(*places)
        tree.put("a/index.html", "2", b"2")
        assert read(places[0]) == {"a": "1", "b": "1"}
    lay(places, a="3")
    assert read(places[0]) == {"a": "3"}
    assert lay(places, a="3") == set()


def test_without_its_memory_a_tree_is_made_anew(places: tuple[Path, Path]):
    """A cache that is lost or from elsewhere costs time, never a page."""
    lay(places, a="1")
    for path in places[1].iterdir():
        path.write_bytes(b"nonsense" + os.urandom(50))
    assert lay(places, a="2") == {"a/index.html"}
    assert read(places[0]) == {"a": "2"}


def test_two_pages_do_not_share_an_address(places: tuple[Path, Path]):
    tree = Tree(*places)
    tree.put("a/index.html", "1", b"1")
    with pytest.raises(PotluckError, match="two pages want the address a/index"):
        tree.put("a/index.html", "2", b"2")


def test_json_in_a_page_cannot_end_a_script():
    """SEC-047: the API's texts hold no `<`, and are the same texts once read."""
    from potluck.views.outputs import _json

    assert b"<" not in _json({"title": NASTY})
    assert json.loads(_json({"title": NASTY})) == {"title": NASTY}
