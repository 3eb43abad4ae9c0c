"""The sample community's site as it is published: every file of it looked at (SEC-045 ff, REL-013)."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import jsonschema_rs
import pytest
from icalendar import Calendar
from lxml import etree
from tests.support.community import ROOT, Small, files_in, proposal
from tests.support.feeds import ATOM, faults_of_feed
from tests.support.pages import Found, broken, broken_in_data, by_class, elements, faults, parse, text_of

from potluck.checks.charter_kinds import OWN_PLACES

URL = "https://open-kitchen.example/"
SITE_MAP = etree.XMLSchema(file=str(ROOT / "tests" / "contracts" / "sitemap.xsd"))

pytestmark = pytest.mark.xdist_group("sample-site")


@pytest.fixture(scope="module")
def files(sample: Path) -> dict[str, bytes]:
    return files_in(sample / "site" / "public")


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, str]:
    """Every page's text by its place, without old addresses, which hold one line each, and cards (test_sharing.py)."""
    texts = {place: content.decode() for place, content in files.items() if place.endswith(".html")}
    others = {place for place, text in texts.items() if 'http-equiv="refresh"' in text or place.endswith("/card.html")}
    return {place: text for place, text in texts.items() if place not in others}


@pytest.fixture(scope="module")
def parsed(pages: dict[str, str]) -> dict[str, Element]:
    return {place: parse(text) for place, text in pages.items()}


@pytest.fixture(scope="module")
def community(files: dict[str, bytes]) -> dict[str, object]:
    """The API's list of all."""
    loaded: dict[str, object] = json.loads(files["api/v1/proposals.json"])
    return loaded


def tagged(root: Element, tag: str) -> list[Element]:
    return [element for element in elements(root) if element.tag == tag]


def test_every_page_is_valid_html(pages: dict[str, str]):
    """No parse error, no id given twice, no label of nothing."""
    found = {place: told for place, text in pages.items() if (told := faults(text))}
    assert found == {}


def test_every_address_of_the_site_leads_somewhere(files: dict[str, bytes]):
    """REL-013: pages, files and places within pages."""
    site = {place: content.decode() if place.endswith(".html") else None for place, content in files.items()}
    assert list(broken(site, URL)) == []


def test_every_address_in_feeds_maps_tables_and_styles_leads_somewhere(files: dict[str, bytes]):
    """Also to redirects, pictures and the files of the API."""
    assert list(broken_in_data(files, URL)) == []


def test_every_page_says_what_it_is(parsed: dict[str, Element]):
    """One title, one description, one language, one heading of level one, one main part, its own address."""
    for place, page in parsed.items():
        assert text_of(tagged(page, "title")[0]).strip(), place
        described = [element.get("content") for element in tagged(page, "meta") if element.get("name") == "description"]
        assert len(described) == 1, place
        assert described[0], place
        assert page.get("lang") == "en", place
        assert (len(tagged(page, "h1")), len(tagged(page, "main"))) == (1, 1), place
        canonical = [element.get("href") for element in tagged(page, "link") if element.get("rel") == "canonical"]
        assert canonical == ([] if place == "404.html" else [URL + place.removesuffix("index.html")]), place


def test_every_page_carries_a_policy_and_loads_nothing_from_elsewhere(
    pages: dict[str, str], parsed: dict[str, Element]
):
    """SEC-052."""
    for place, page in parsed.items():
        policies = [
            e.get("content", "") for e in tagged(page, "meta") if e.get("http-equiv") == "Content-Security-Policy"
        ]
        assert len(policies) == 1, place
        scripts = re.search("script-src ([^;]*)", policies[0])
        assert scripts is not None
        assert "'unsafe-inline'" not in scripts.group(1), place
        assert {"object-src 'none'", "base-uri 'none'", "form-action 'none'"} <= {
            r.strip() for r in policies[0].split(";")
        }
        assert [address for address in Found(pages[place]).loaded if urlsplit(address).netloc] == [], place


def test_every_proposal_says_whose_words_it_holds_and_in_which_language(parsed: dict[str, Element], community: dict):
    """SEC-054, REL-030."""
    for row in community["proposals"]:
        page = parsed[row["url"].removeprefix(URL) + "index.html"]
        assert "These are the words of" in text_of(by_class(page, "pl-voice")[0])
        body = by_class(page, "pl-body")[0]
        assert body.get("lang") == (row["language"] or "en")
        assert body.get("dir") == ("rtl" if row["language"] == "ar" else "ltr")
    assert {row["language"] for row in community["proposals"]} >= {"ar", "de", "es"}


def test_no_marker_of_a_specimen_and_nothing_of_the_engines_own_is_left(files: dict[str, bytes]):
    written = {place: content for place, content in files.items() if not place.startswith(("docs/", "pagefind/"))}
    for place, content in written.items():
        assert b"plmark" not in content, place
        assert "plmark" not in place
        assert b"potluck-file:" not in content, place
        if place.endswith(".html"):
            assert b"data-potluck=" not in content, place
    engines_own = ("search/search_index.json", "sitemap.xml.gz", "search.json", "objects.inv", ".potluck-key")
    assert [place for place in files if place in engines_own or place.endswith((".md", ".py", ".yml"))] == []


# --- machines ---


def test_the_site_map_lists_every_page_once(files: dict[str, bytes], pages: dict[str, str]):
    xml = etree.fromstring(files["sitemap.xml"])
    listed = Counter(element.text for element in xml.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"))
    assert set(listed.values()) == {1}
    assert set(listed) == {URL + place.removesuffix("index.html") for place in pages if place != "404.html"}
    assert "2026-" in files["sitemap.xml"].decode()
    SITE_MAP.assertValid(xml)


def test_the_feed_is_atom_and_leads_to_the_pages(files: dict[str, bytes], community: dict):
    """SEC-047: what RFC 4287 asks for, and only what is there."""
    feed = etree.fromstring(files["feed.xml"])
    assert feed.xpath("count(a:id) + count(a:title) + count(a:updated)", namespaces=ATOM) == 3
    entries = feed.xpath("a:entry", namespaces=ATOM)
    assert len(entries) == 50  # of each proposal that it came, of some a decision
    known = {row["url"].replace("--as-brought/", "/") for row in community["proposals"]}  # as they were given
    assert set(feed.xpath("a:entry/a:link/@href", namespaces=ATOM)) <= known
    assert len({entry.findtext("a:id", namespaces=ATOM) for entry in entries}) == 50
    days = [entry.findtext("a:published", namespaces=ATOM) for entry in entries]
    assert days == sorted(days, reverse=True)
    for entry in entries:
        for part in ("id", "title", "updated", "author/a:name"):
            assert entry.findtext(f"a:{part}", namespaces=ATOM), part


def test_every_feed_and_the_calendar_are_as_their_standards_have_them(files: dict[str, bytes]):
    """RFC 4287, RFC 5545: of the community, and of every stage, tag and person."""
    feeds = [place for place in files if place.endswith("feed.xml")]
    assert len(feeds) > 50
    found = {place: told for place in feeds if (told := list(faults_of_feed(files[place], URL + place)))}
    assert found == {}
    calendar = Calendar.from_ical(files["calendar.ics"])
    assert len(calendar.walk("VEVENT")) > 3
    assert [event.errors for event in calendar.walk() if event.errors] == []


def test_the_api_keeps_to_its_published_schemas(files: dict[str, bytes], community: dict):
    """Each of its files has one."""
    lists = [place for place in files if re.fullmatch(r"api/v1/[a-z-]+\.json", place)]
    assert len(lists) > 4
    for name, places in {
        **{Path(place).stem: [place] for place in lists},
        "proposal": [place for place in files if place.startswith("api/v1/proposals/")],
    }.items():
        schema = json.loads(files[f"api/v1/schema/{name}.json"])
        jsonschema_rs.meta.validate(schema)
        validator = jsonschema_rs.validator_for(schema)
        for place in places:
            validator.validate(json.loads(files[place]))
    assert {row["slug"] for row in community["proposals"]} == {
        Path(place).stem for place in files if place.startswith("api/v1/proposals/")
    }


def test_the_search_index_holds_every_proposal_and_story(files: dict[str, bytes], community: dict):
    entry = json.loads(files["pagefind/pagefind-entry.json"])
    assert list(entry["languages"]) == ["en"]  # one index: a reader finds German stories from an English page
    assert entry["languages"]["en"]["page_count"] >= len(community["proposals"])


def test_no_kind_may_lie_where_every_site_has_pages(files: dict[str, bytes]):
    """What the charter is asked about its kinds' folders is all that a site has, and the community's own apart."""
    assert {place.split("/")[0] for place in files if "/" in place} - {"ideas", "stories", "docs"} <= OWN_PLACES


def test_the_ballots_are_published_as_they_are_kept(files: dict[str, bytes], sample: Path):
    kept = files_in(sample / "content" / "ledger")
    assert {place.removeprefix("ledger/"): files[place] for place in files if place.startswith("ledger/")} == kept


# --- sample data ---


def test_every_page_says_that_it_is_sample_data(pages: dict[str, str], parsed: dict[str, Element], community: dict):
    assert [place for place in pages if "sample data" not in text_of(parsed[place]).lower()] == []
    assert "sample data" in str(community["notice"])


def test_every_handle_is_a_sample_and_leads_to_no_forge(files: dict[str, bytes], pages: dict[str, str]):
    logins = {
        json.loads(line)["login"] for place in files if place.endswith(".jsonl") for line in files[place].splitlines()
    }
    for place in files:
        if place.startswith("api/v1/proposals/"):
            one = json.loads(files[place])
            logins |= {person["login"] for person in one["authors"]} | {change["login"] for change in one["changes"]}
    logins |= {place.split("/")[1] for place in pages if re.fullmatch(r"people/[^/]+/index.html", place)}
    assert len(logins) > 20
    assert [login for login in logins if login and not login.endswith("-sample")] == []
    hosts = {urlsplit(address).netloc for text in pages.values() for address in Found(text).addresses}
    assert hosts & {"github.com", "www.github.com", "gitlab.com", "codeberg.org", "bitbucket.org"} == set()


def test_no_address_of_anybody_stands_in_the_site(files: dict[str, bytes]):
    """SEC-028, SEC-086."""
    address = re.compile(rb"[\w.+-]+@(?!example\.)[\w-]+\.[a-z]{2,}")
    ours = {
        place: content for place, content in files.items() if not place.startswith(("assets/", "pagefind/", "files/"))
    }
    assert {place: found for place, content in ours.items() if (found := address.findall(content))} == {}


def test_a_feed_without_an_address_of_its_own_has_ids_that_last(tmp_path: Path):
    """RFC 4287 asks for an absolute address as an id, the same for good and no other's."""
    small = Small(tmp_path / "table")
    small.write({"mkdocs.yml": (small.root / "mkdocs.yml").read_text("utf-8").replace("site_url:", "#")})
    for slug in ("soup", "stew"):
        small.idea(slug, f"All about {slug}")
    ids = []
    for _ in range(2):
        small.build()
        feed = etree.fromstring(small.read("feed.xml"))
        ids.append([element.text for element in feed.iter("{http://www.w3.org/2005/Atom}id")])
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3
    assert all(str(one).startswith("urn:uuid:") for one in ids[0])


# --- many ---


def test_long_lists_go_on_and_the_feed_ends_at_fifty(tmp_path: Path):
    small = Small(tmp_path / "table")
    for number in range(120):
        day = f"2026-{1 + number // 28:02}-{1 + number % 28:02}"
        small.write({f"proposals/ideas/idea-{number:03}.md": proposal(f"Idea {number:03}", created=day)})
    small.build()
    feed = etree.fromstring(small.read("feed.xml"))
    titles = feed.xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert titles == [f"Idea {number:03}" for number in range(119, 69, -1)]
    site = {place: content.decode() if place.endswith(".html") else None for place, content in small.files().items()}
    assert list(broken(site, "https://small.example/table/")) == []
    seen: list[str] = []
    place = "ideas/index.html"
    for _ in range(2):
        page = parse(str(site[place]))
        seen += [text_of(element) for element in by_class(page, "pl-row-title")]
        older = [element.get("href") for element in tagged(page, "a") if element.get("rel") == "next"]
        place = f"{str(older[0]).lstrip('./')}index.html" if older else ""
    assert place == ""
    assert seen == [f"Idea {number:03}" for number in range(119, -1, -1)]
