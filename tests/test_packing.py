"""The whole site as one file to take home: what is in it, what of a page is another there, and what never gets in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import pytest
from tests.support.commands import potluck
from tests.support.pages import broken, elements, parse

from potluck.press.packing import pack
from potluck.press.relink import Folder

URL = "https://small.example/table/"
FILES = frozenset(
    [
        "index.html",
        "board/index.html",
        "ideas/index.html",
        "ideas/soup/index.html",
        "ideas/söup/index.html",
        "files/pot.png",
        "feed.xml",
        "ledger/soup.jsonl",
    ]
)
FOLDER = Folder(FILES, frozenset(["table.zip", "404.html"]), URL)

# --- Addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "there"),
    [
        pytest.param("../../board/", "../../board/index.html", id="a-page"),
        pytest.param("../soup/#p-why", "../soup/index.html#p-why", id="a-place-on-a-page"),
        pytest.param("../../board/?q=a/b&x=#c", "../../board/index.html?q=a/b&x=#c", id="a-question"),
        pytest.param("../../board", "../../board/index.html", id="a-page-without-its-slash"),
        pytest.param("./", "./index.html", id="here"),
        pytest.param("..", "../index.html", id="the-folder-above"),
        pytest.param("../..", "../../index.html", id="the-first-page"),
        pytest.param("../s%C3%B6up/", "../s%C3%B6up/index.html", id="another-script"),
        pytest.param("/table/board/", "../../board/index.html", id="from-the-top-of-the-server"),
        pytest.param("/table/", "../../index.html", id="the-top"),
        pytest.param("/table/feed.xml", "../../feed.xml", id="a-file-from-the-top"),
        pytest.param("../../table.zip", f"{URL}table.zip", id="what-is-on-the-site-alone"),
    ],
)
def test_an_address_that_a_server_completes_is_written_out(written: str, there: str) -> None:
    assert FOLDER.settled("ideas/soup/index.html", written) == there
    assert FOLDER.settled("ideas/soup/index.html", there) == there


@pytest.mark.parametrize(
    "address",
    [
        *("", "#p-why", "?q=soup", "../../files/pot.png", "../../feed.xml#x", "../../nowhere/", "../../ledger/"),
        *("mailto:ana@example.org", "data:image/png;base64,AAAA", "https://example.org/board/", f"{URL}board/"),
        *("//example.org/board/", "\\\\example.org\\board", "javascript:board/", "/elsewhere/", "../../../../etc/"),
    ],
)
def test_every_other_address_stays(address: str) -> None:
    """Those that lead elsewhere, to a file, to this page, or to nothing that is there."""
    assert FOLDER.settled("ideas/soup/index.html", address) == address


def test_the_first_page_is_found_from_the_first_page() -> None:
    assert FOLDER.settled("index.html", ".") == "./index.html"
    assert FOLDER.settled("index.html", "/table/") == "index.html"


# --- Pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "there"),
    [
        pytest.param('<a href="board/">', '<a href="board/index.html">', id="quoted"),
        pytest.param("<A HREF='board/' title=x>", '<A HREF="board/index.html" title=x>', id="in-another-hand"),
        pytest.param("<a href=board/>", '<a href="board/index.html">', id="without-quotes"),
        pytest.param('<a href="board/?a&amp;b">', '<a href="board/index.html?a&amp;b">', id="escaped"),
        pytest.param('<a href="board/?&quot;>">', '<a href="board/index.html?&quot;&gt;">', id="with-a-quote-in-it"),
        pytest.param('<img alt=">" src="/table/files/pot.png">', '<img alt=">" src="files/pot.png">', id="a-picture"),
        pytest.param(
            '<meta http-equiv="refresh" content="0; url=board/">',
            '<meta http-equiv="refresh" content="0; url=board/index.html">',
            id="a-page-that-leads-on",
        ),
        pytest.param('x<link rel="preload" href="a.woff2" as="font" crossorigin>y', "xy", id="loaded-in-advance"),
        pytest.param(
            '<p title="<b" x><a href="board/">', '<p title="<b" x><a href="board/index.html">', id="after-a-sign"
        ),
    ],
)
def test_a_page_is_read_by_its_tags(written: str, there: str) -> None:
    assert FOLDER.page("index.html", written) == there


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p title='<a href=\"board/\">'>", id="in-another-attribute"),
        pytest.param("<a title=' href=\"board/\"' href=#x>", id="in-a-title-before-the-address"),
        pytest.param('<!-- <a href="board/"> --><!--> <!---><p>', id="in-a-comment"),
        pytest.param('<script>"<a href=\\"board/\\">"</script>', id="in-a-script"),
        pytest.param('<title><a href="board/"></title><textarea><a href="board/"></textarea>', id="in-a-text"),
        pytest.param('&lt;a href="board/"&gt; a < b href="board/" >', id="in-words"),
        pytest.param('<p data-href="board/" hrefs="board/" content="board/">', id="in-a-name-like-it"),
        pytest.param('<meta name="description" content="board/">', id="in-a-description"),
        pytest.param("<meta http-equiv=Content-Security-Policy content=\"img-src 'self'\">", id="in-the-policy"),
        pytest.param('<a href="board/', id="in-a-tag-that-never-ends"),
        pytest.param('<a href><a href=><a href="">', id="with-nothing"),
    ],
)
def test_what_looks_like_an_address_and_is_none_stays_to_the_byte(html: str) -> None:
    assert FOLDER.page("index.html", html) == html


def addresses(root: Element) -> Iterator[str]:
    yield from (value for one in elements(root) for name in ("href", "src") if (value := one.get(name)))


def without(root: Element) -> list[tuple[str, dict[str, str], str | None, str | None]]:
    """A page as a browser reads it, without what may be another in a folder."""
    kept = [one for one in elements(root) if one.get("rel") != "preload"]
    known = ("href", "src", "content")
    return [
        (str(one.tag), {k: v for k, v in one.attrib.items() if k not in known}, one.text, (one.tail or "").strip())
        for one in kept
    ]


@pytest.mark.engine
def test_a_browser_reads_the_same_page_but_for_where_it_leads(sample: Path, packed: Path) -> None:
    """By another parser, html5lib's: pages of each sort, those with strange words in them too."""
    site = sample / "site" / "public"
    places = ["", "ideas/soup-night/", "ideas/khubz-al-saj/", "ideas/", "time/", "recount/", "docs/press/", "submit/"]
    for place in places:
        before = parse((site / place / "index.html").read_text("utf-8"))
        after = parse((packed / place / "index.html").read_text("utf-8"))
        assert without(before) == without(after), place
        assert list(addresses(before)) != list(addresses(after))


# --- The file --------------------------------------------------------------------------------------------------------


def read(folder: Path) -> dict[str, str | None]:
    """Every file in *folder* by its place: a page with its text."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") if path.suffix == ".html" else None
        for path in paths
    }


@pytest.mark.engine
def test_every_link_leads_to_a_file(sample: Path, packed: Path) -> None:
    """No folder, and no more links that lead nowhere than on the site itself."""
    site, copy = read(sample / "site" / "public"), read(packed)
    assert len(copy) > 500
    assert set(broken(copy)) - set(broken(site)) == set()
    for place in ("index.html", "ideas/index.html", "ideas/soup-night/index.html", "docs/press/index.html"):
        paths = [one.partition("#")[0].partition("?")[0] for one in addresses(parse(copy[place] or ""))]
        assert [path for path in paths if path.endswith(("/", ".")) and "://" not in path] == []


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site of a few files."""
    site = tmp_path / "site" / "public"
    listed = {"name": "Our Table", "notice": "", "clock": "2026-11-20T20:00:01Z"}
    files = {
        "index.html": '<a href="ideas/soup/">Soup</a>',
        "404.html": "Nothing",
        "ideas/soup/index.html": '<a href="../..">Home</a>',
        "pagefind/pagefind.js": "",
        "api/v1/proposals.json": json.dumps(listed),
        "api/v1/schema/proposals.json": "{}",
        "ledger/ballots/soup.jsonl": '{"reaction":"+1"}\n</script>\u2028\n',
    }
    for place, text in files.items():
        (site / place).parent.mkdir(parents=True, exist_ok=True)
        (site / place).write_text(text, "utf-8")
    return site


def test_it_holds_every_page_and_every_number_and_says_what_it_is(small: Path, tmp_path: Path) -> None:
    """Below one folder; what scripts read lies there once more; what only a server can use does not."""
    out = tmp_path / "our-table.zip"
    assert pack(small, URL, "c" * 40, out).files == 8
    with ZipFile(out) as file:
        assert file.testzip() is None
        assert sorted(name.removeprefix("our-table/") for name in file.namelist()) == [
            "README.txt",
            "api/v1/proposals.json",
            "api/v1/schema/proposals.json",
            "as-scripts/api/v1/proposals.json.js",
            "as-scripts/ledger/ballots/soup.jsonl.js",
            "ideas/soup/index.html",
            "index.html",
            "ledger/ballots/soup.jsonl",
        ]
        words = file.read("our-table/README.txt").decode()
        assert "Our Table, to take home" in words
        assert "as it stood on 20 November 2026, 20:00 UTC, printed from the commit cccccccccccc" in words
        assert "potluck recount --at cccccccccccc --site THIS-FOLDER" in words
        assert f"It was taken from {URL}" in words
        script = file.read("our-table/as-scripts/ledger/ballots/soup.jsonl.js").decode()
        given = script.removeprefix('plFind.take("as-scripts/ledger/ballots/soup.jsonl.js",').removesuffix(")\n")
        assert json.loads(given) == '{"reaction":"+1"}\n</script>\u2028\n'
        assert "<" not in script
        assert {entry.date_time for entry in file.infolist()} == {(2026, 11, 20, 20, 0, 0)}
        assert {entry.external_attr >> 16 for entry in file.infolist()} == {0o100644}


def test_the_same_site_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    """Whenever its files were written, in whatever order, and whatever lay where it is put."""
    first, again = tmp_path / "one" / "a.zip", small / "a.zip"
    first.parent.mkdir()
    pack(small, URL, "", first)
    shutil.copytree(small, tmp_path / "copy")
    shutil.rmtree(small)
    small.mkdir()
    for path in sorted((tmp_path / "copy").rglob("*"), reverse=True):
        if path.is_file():
            there = small / path.relative_to(tmp_path / "copy")
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
            os.utime(there, (1, 1))
    for _ in range(2):
        pack(small, URL, "", again)
        assert again.read_bytes() == first.read_bytes()


def test_no_name_leads_out_of_the_folder_and_no_link_is_followed(small: Path, tmp_path: Path) -> None:
    """On no system: Windows takes a backslash for a step. What stays behind is told."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.json").write_text("key", "utf-8")
    (small / "linked").symlink_to(secret)
    (small / "api" / "v1" / "key.json").symlink_to(secret / "key.json")
    odd = ["..\\..\\evil.html", "c:evil.html", "a\nb.html", "what?.png"]
    for name in odd:
        (small / name).write_text("x", "utf-8")
    (small / os.fsdecode(b"\xff.png")).write_text("x", "utf-8")
    out = tmp_path / "a.zip"
    assert sorted(pack(small, URL, "", out).odd) == sorted([*odd, os.fsdecode(b"\xff.png")])
    with ZipFile(out) as file:
        assert "key" not in "".join(file.namelist())
        for name in file.namelist():
            assert name.startswith("a/")
            assert not {"", ".", ".."} & set(name.split("/"))
            assert "\\" not in name


def test_a_site_that_is_not_there_is_told_and_the_old_file_stays(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    out.write_text("before", "utf-8")
    (small / "api" / "v1" / "proposals.json").unlink()
    with pytest.raises(Exception, match="`potluck build` makes one"):
        pack(small, URL, "", out)
    assert out.read_text("utf-8") == "before"


@pytest.mark.engine
def test_what_was_taken_home_can_be_recounted(sample: Path, packed: Path) -> None:
    """Its folder is a copy of the site, to the byte where numbers and ballots are."""
    ran = potluck("recount", "--site", str(packed), within=sample)
    assert (ran.status, "all as published" in ran.out) == (0, True), ran.out
