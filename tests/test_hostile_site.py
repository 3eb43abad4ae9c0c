"""One folder with thirty honest files and everything that strangers try: what the whole site makes of it (REL-001)."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import pytest
from PIL import Image
from tests.support.community import Small, proposal
from tests.support.feeds import faults_of_feed
from tests.support.hostile import BODIES, CANARY, HONEST, LONG, SLOW
from tests.support.judges import nu
from tests.support.pages import broken, by_class, dangers, elements, faults, parse, text_of
from tests.support.repository import Repository

from potluck.pipeline import Built

pytestmark = pytest.mark.xdist_group("hostile-site")

GOOD = 30
TITLE = "</title><script>alert(\"1\")</script> & 'q' {{ x }} ]]>"
LINKS = """
[another](good-01.md) [a place in it](good-01.md#problem) [a story](../stories/rain.md) [a file](../../.git/config)
[none](nowhere.md) [no picture](evil.svg) [a page](page.html) ![the shelf](shelf.png) ![far](https://evil.example/pixel.png)
![lost](lost.png) ![no](evil.svg) ![far, without a lock](http://evil.example/p.gif)
"""


def shelf() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = CANARY
    out = io.BytesIO()
    Image.new("RGB", (8, 4), "red").save(out, "PNG", exif=exif)
    return out.getvalue()


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[Small, Built]:
    """The community, built."""
    small = Small(tmp_path_factory.mktemp("hostile") / "table")
    repository = Repository(small.root)
    for number in range(GOOD):
        small.idea(f"good-{number:02}", f"Good {number}")
    for name, words in HONEST.items():
        small.idea(f"honest-{name}", words, words)
    small.write(
        {"proposals/ideas/crlf.md": b"\xef\xbb\xbf" + proposal("Typed elsewhere").replace("\n", "\r\n").encode()}
    )
    small.story("rain")
    small.idea("links", "Links", LINKS)
    small.idea("title", TITLE, summary=TITLE, needs=[TITLE], created="2026-05-13")
    small.idea("bots", authors=["dep-bot", "dep[bot]"], tags=["a" * 61, "a" * 62], aliases=["b" * 300, "title"])
    small.idea("late", "Broken later", aliases=["early"])
    repository.commit({}, by="Private Name <private@mail.example>")  # not a login: never shown
    for name, body in BODIES.items():
        small.idea(f"bad-{name}", f"Bad {name}", body)
    for name, body in SLOW.items():
        small.idea(f"slow-{name}", f"Slow {name}", body)
    for name, body in LONG.items():
        small.idea(f"long-{name}", f"Long {name}", body)
    small.write(
        {
            "secret.txt": CANARY,
            "proposals/ideas/late.md": "---\ntitle: [never closed\nstage: suggested\n---\n" + CANARY,
            "proposals/ideas/control.md": proposal("Control").replace("stage", "st\u2028age") + CANARY,
            "proposals/ideas/no-front.md": f"Just words, {CANARY}",
            "proposals/ideas/no-kind.md": proposal("A kind of its own", CANARY, kind="dish"),
            "proposals/ideas/no-stage.md": proposal("A stage of its own", CANARY, stage="almost"),
            "proposals/ideas/latin.md": proposal("Caf").encode() + b"caf\xe9 " + CANARY.encode(),
            "proposals/ideas/empty.md": "",
            "proposals/ideas/Odd Name.md": proposal("Odd", CANARY),
            "proposals/ideas/caf\udce9.md": proposal("No text for a name", CANARY),
            "proposals/ideas/caf\udce9/index.md": proposal("Nor for a folder's", CANARY),
            "proposals/ideas/caf\udce9.png": shelf(),
            "proposals/ideas/rtl-\u202egpj.md": proposal("Turned", CANARY),
            "proposals/ideas/.hidden.md": proposal("Hidden", CANARY),
            "proposals/ideas/.gitattributes": CANARY,
            "proposals/ideas/deep/er/deep.md": proposal("Deep", CANARY),
            "proposals/ideas/untitled.md": proposal(None),
            "proposals/ideas/good-01/index.md": proposal("Good 1 as well"),
            "proposals/ideas/evil.svg": f"<svg onload='alert(1)'>{CANARY}</svg>",
            "proposals/ideas/page.html": shelf(),
            "proposals/ideas/not.png": CANARY,
            "proposals/ideas/shelf.png": shelf(),
        }
    )
    for name in ("link.md", "link.png", "folder"):
        (small.root / "proposals/ideas" / name).symlink_to("../../secret.txt" if name != "folder" else "../../")
    os.mkfifo(small.root / "proposals/ideas/pipe.md")
    return small, small.build()


@pytest.fixture(scope="module")
def site(table: tuple[Small, Built]) -> Small:
    return table[0]


@pytest.fixture(scope="module")
def files(site: Small) -> dict[str, bytes]:
    return site.files(but="assets/")


def body_of(site: Small, slug: str) -> str:
    """What a proposal's page shows of its text; "" where it shows none."""
    bodies = by_class(parse(site.page(f"ideas/{slug}")), "pl-body")
    return text_of(bodies[0]) if bodies else ""


def test_every_honest_proposal_is_printed(site: Small):
    """REL-001, REL-030."""
    for number in range(GOOD):
        assert "It is cold on Tuesdays." in body_of(site, f"good-{number:02}") or number == 1
    for name, words in HONEST.items():
        page = parse(site.page(f"ideas/honest-{name}"))
        assert [text_of(element) for element in elements(page) if element.tag == "h1"] == [words]
        assert body_of(site, f"honest-{name}").strip() == words


def test_line_ends_and_marks_of_other_editors_change_nothing(table: tuple[Small, Built]):
    """REL-033, REL-030: a byte-order mark and CRLF give the same page."""
    small, built = table
    assert (
        small.page("ideas/crlf").split("pl-body")[1].split("pl-after")[0]
        == small.page("ideas/good-00").split("pl-body")[1].split("pl-after")[0]
    )
    told = [found.code for found in built.report.diagnostics if found.path.endswith("/crlf.md")]
    assert told == ["FO701"]  # a word to its editor, and nothing on its page


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_harmless_on_its_page(site: Small, name: str):
    """SEC-040 to SEC-048: the frame stands, and within it nothing acts."""
    html = site.page(f"ideas/bad-{name}")
    page = parse(html)
    bodies = by_class(page, "pl-body")
    assert len(bodies) == 1
    assert dangers(bodies[0], is_settled=True) == []
    assert faults(html) == []
    honest = parse(site.page("ideas/good-00"))
    for part in ("md-header", "md-footer", "pl-voice", "pl-card", "md-main"):
        assert len(by_class(page, part)) == len(by_class(honest, part)), part
    scripts = [element.attrib for element in elements(page) if element.tag == "script"]
    drawn = {"defer": "", "src": "../../assets/potluck/drawings/page.js"}  # ours, for a drawing, also one by hand
    assert [script for script in scripts if script != drawn] == [
        element.attrib for element in elements(honest) if element.tag == "script"
    ]


@pytest.mark.parametrize("name", SLOW)
def test_a_text_that_takes_too_long_is_told_and_others_are_built(table: tuple[Small, Built], name: str):
    """REL-003: its page stands, says what to do, and does not hold the text."""
    small, built = table
    assert body_of(small, f"slow-{name}") == ""
    assert "takes too long to print" in small.page(f"ideas/slow-{name}")
    codes = {found.code for found in built.report.diagnostics if found.path.endswith(f"slow-{name}.md")}
    assert "BD290" in codes


@pytest.mark.parametrize("name", LONG)
def test_a_text_that_other_parsers_take_long_for_is_printed(site: Small, name: str):
    """REL-003."""
    assert body_of(site, f"long-{name}") != ""


def test_nothing_from_outside_the_proposals_is_published(site: Small, files: dict[str, bytes]):
    """SEC-045, SEC-003, SEC-004: no link is followed, no file included, nothing hidden shown, in any encoding."""
    forms = (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be"), CANARY[::-1].encode())
    assert [place for place, content in files.items() if any(form in content for form in forms)] == []
    assert b"repositoryformatversion" not in b"".join(files.values())
    assert [place for place in files if place.startswith("files/")] == ["files/proposals/ideas/shelf.png"]


def test_no_address_of_a_commit_is_published(files: dict[str, bytes]):
    """SEC-028, SEC-086: a committer's name and address stand nowhere; who has no login is someone."""
    every = b"".join(content for place, content in files.items() if not place.startswith("pagefind/"))
    assert b"private@mail.example" not in every
    assert b"Private Name" not in every
    assert re.findall(rb"[\w.+-]+@(?!b\.example)[\w-]+\.[\w.]+", every) == []


def test_texts_of_the_front_matter_are_escaped_everywhere(site: Small, files: dict[str, bytes]):
    """SEC-046, SEC-047: in text, attribute, JSON and XML, each by its own rule."""
    from lxml import etree

    for place in ("ideas/title", "ideas", "", "people/ana-sample", "board"):
        html = site.page(place) if place else site.read("index.html").decode()
        assert "<script>alert" not in html
        assert faults(html) == []
    page = parse(site.page("ideas/title"))
    assert [text_of(element) for element in elements(page) if element.tag in ("h1", "title")] == [
        f"{TITLE} - Small Table",
        TITLE,
    ]
    assert [e.get("content") for e in elements(page) if e.get("name") == "description"] == [TITLE]
    api = json.loads(files["api/v1/proposals.json"])
    assert [row["title"] for row in api["proposals"] if row["slug"] == "title"] == [TITLE]
    feed = etree.fromstring(files["feed.xml"])
    assert TITLE in feed.xpath("//a:title/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})


def test_names_that_look_alike_have_a_page_each(files: dict[str, bytes]):
    """REL-001, SEC-009: nobody can stop a build by claiming an address that another page has."""
    titles = [
        text_of(next(element for element in elements(parse(content.decode())) if element.tag == "h1"))
        for place, content in sorted(files.items())
        if re.fullmatch(r"people/dep-[^/]+/index\.html|tags/a+[^/]*/index\.html", place)
    ]
    assert sorted(titles) == sorted(["dep-bot", "dep[bot]", "a" * 61, "a" * 62])
    assert TITLE in text_of(parse(files["ideas/title/index.html"].decode()))


def test_relative_links_lead_to_pages_and_the_rest_becomes_words(site: Small):
    """SEC-042: other proposals by their file, pictures beside it; what is not published is text."""
    body = by_class(parse(site.page("ideas/links")), "pl-body")[0]
    links = {text_of(element): element.get("href") for element in elements(body) if element.tag == "a"}
    assert links["a story"] == "../../stories/rain/"
    assert links["a place in it"] == links["another"] + "#p-problem"
    assert (links["a file"], links["none"], links["no picture"], links["a page"]) == (None,) * 4
    assert links["far"] == "https://evil.example/pixel.png"
    assert links["far, without a lock"] == "http://evil.example/p.gif"
    pictures = [(element.get("src"), element.get("alt")) for element in elements(body) if element.tag == "img"]
    assert pictures == [("../../files/proposals/ideas/shelf.png", "the shelf")]
    assert [text_of(element) for element in by_class(body, "pl-missing")] == ["lost", "no"]


def test_nothing_of_the_site_leads_nowhere(files: dict[str, bytes], site: Small):
    pages = {place: content.decode() if place.endswith(".html") else None for place, content in site.files().items()}
    found = [line for line in broken(pages, "https://small.example/table/") if "'#p-" not in line]
    assert found == []


def test_nu_finds_no_fault_beside_what_people_wrote(site: Small):
    """The W3C's checker, on every page: a stranger's own table may be crooked, and letters stay as they were typed."""
    theirs = re.compile(r"ideas/(?:bad|long|honest)-|.*Unicode Normalization Form C")
    told = nu(site.site)
    assert [line for line in told if not theirs.match(line)] == []
    assert [line for line in told if "required attribute “href”" in line] == []


def test_every_feed_is_one_whatever_people_write(files: dict[str, bytes]):
    """SEC-047: by RFC 4287's grammar."""
    feeds = [place for place in files if place.endswith("feed.xml")]
    assert len(feeds) > 5
    found = [told for place in feeds for told in faults_of_feed(files[place], f"https://small.example/table/{place}")]
    assert found == []


# --- what is faulty ---


@pytest.mark.parametrize("slug", ["late", "control", "no-front", "no-kind", "no-stage", "empty"])
def test_what_cannot_be_understood_keeps_its_address_and_waits(site: Small, slug: str):
    """REL-001: its page stands without the body, and "needs fixing" leads there."""
    assert body_of(site, slug) == ""
    assert "This one is nearly there" in site.page(f"ideas/{slug}")
    assert f'href="../ideas/{slug}/"' in site.page("needs-fixing")


def test_a_name_is_shown_with_what_cannot_be_seen_or_is_no_text(site: Small, files: dict[str, bytes]):
    """SEC-006, SEC-049: git keeps any bytes for a name; on pages and in the API they are letters, and turn nothing."""
    waiting = json.loads(files["api/v1/proposals.json"])["waiting"]
    for name in ("caf⟨U+DCE9⟩.md", "caf⟨U+DCE9⟩/index.md", "rtl-⟨U+202E⟩gpj.md"):
        assert f"proposals/ideas/{name}" in waiting
        assert f"<code>proposals/ideas/{name}</code>" in site.page("needs-fixing")
    assert [place for place, content in files.items() if "\u202e".encode() in content] == []


def test_a_file_broken_later_stands_under_its_last_title_and_its_old_address_leads_to_it(site: Small):
    """REL-001: git knows how it was called, and what it was called before."""
    page = parse(site.page("ideas/late"))
    assert [text_of(element) for element in elements(page) if element.tag == "h1"] == ["Broken later"]
    assert "../late/" in site.page("ideas/early")


@pytest.mark.parametrize("slug", ["untitled", "good-01"])
def test_a_lesser_fault_prints_the_page_with_a_note(site: Small, slug: str):
    """REL-001."""
    assert "It is cold on Tuesdays." in body_of(site, slug)
    assert by_class(parse(site.page(f"ideas/{slug}")), "pl-notice") != []
    assert f'href="../ideas/{slug}/"' in site.page("needs-fixing")


def test_one_slug_twice_is_two_pages(site: Small, files: dict[str, bytes]):
    """REL-031: neither overwrites the other, and both say so."""
    titles = [
        text_of(next(element for element in elements(parse(content.decode())) if element.tag == "h1"))
        for place, content in files.items()
        if re.fullmatch(r"ideas/good-01[^/]*/index\.html", place)
    ]
    assert sorted(titles) == ["Good 1", "Good 1 as well"]


def test_every_file_is_accounted_for(table: tuple[Small, Built]):
    """A document never disappears: whatever it is, it has a page, or a line that says why not."""
    small, built = table
    known = {reading.path for reading in built.report.readings}
    for path in sorted((small.root / "proposals").rglob("*.md")):
        place = path.relative_to(small.root).as_posix()
        assert place in known or Path(place).name.startswith(".") or "/folder/" in place, place
    assert built.waiting == len({f.path for f in built.report.diagnostics if f.severity.value == "error"})


def test_what_is_told_on_a_page_gives_no_address_away(tmp_path: Path):
    """SEC-028: neither in the words of a note nor in the line that it shows; and notes of form stay off the page."""
    small = Small(tmp_path / "table")
    small.idea("soup", authors=["ana@private.example", "lee"])
    text = (small.root / "proposals" / "ideas" / "soup.md").read_text("utf-8")
    small.write({"proposals/ideas/soup.md": text.replace("It is cold", "##Cold \n\nIt is cold").rstrip("\n")})
    report = small.build().report
    assert {"FM115", "FO703", "FO704", "FO705"} <= {found.code for found in report.diagnostics}
    published = {place: raw for place, raw in small.files().items() if b"private.example" in raw}
    assert published == {}
    assert "FM115" in small.page("ideas/soup")
    assert "FO70" not in small.page("ideas/soup")
