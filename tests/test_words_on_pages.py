"""No text of ours is on a page that a catalogue cannot reach: one that sets every text between brackets shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from tests.support.brackets import bare, speaking_in_brackets, unquoted
from tests.support.community import NOON, copy_sample
from tests.support.pages import parse

from potluck import pipeline

# Editorial pages of the sample's own, and what is English by the page on languages: how the checks are explained.
ELSEWHERE = {"docs", "checks", "assets", "pagefind"}
SAID = ("aria-label", "title", "placeholder", "alt")
OTHERS = {"code", "pre", "script", "style"}  # commands and files
OWN = {"pl-body", "pl-notice-line", "headerlink", "pl-diff"}  # what people and the charter say
IN_FORM = ("message", "hint", "label", "means", "question", "heading")
ATOM = "{http://www.w3.org/2005/Atom}"


def said(node: Any) -> Iterator[str]:
    """What a page says in an element, and what it says of its pieces."""
    if not isinstance(node.tag, str) or node.tag.split("}")[-1] in OTHERS:
        return
    if not OWN.isdisjoint((node.get("class") or "").split()):
        return
    yield from (f"\x1f{node.get(name)}\x1f" for name in SAID if node.get(name))
    yield node.text or ""
    for child in node:
        yield "\x1f"
        yield from said(child)
        yield "\x1f" + (child.tail or "")


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The sample community's site in the language of brackets, and all that the community itself wrote."""
    root = tmp_path_factory.mktemp("bracketed") / "sample"
    copy_sample(root)
    pages = [path for path in (root / "content").rglob("*.md") if "docs" not in path.parts]
    files = [root / "potluck.yml", root / "mkdocs.yml", *pages, *root.glob("proposals/**/*.md")]
    ballots = [*root.glob("content/ledger/ballots/*.jsonl")]
    texts = (path.read_text("utf-8") for path in (*files, *ballots))
    known = " ".join(" ".join(text.split()) for text in (*texts, *(path.name for path in ballots))).casefold()
    with pytest.MonkeyPatch.context() as patch, speaking_in_brackets():
        patch.setenv("XDG_CACHE_HOME", str(root.parent / "cache"))
        pipeline.build(root, NOON)
    return root / "site" / "public", known


def places(site: Path, pattern: str) -> Iterator[str]:
    """The site's files by that name, those elsewhere left out."""
    for path in sorted(site.rglob(pattern)):
        place = path.relative_to(site)
        if place.parts[0] not in ELSEWHERE:
            yield place.as_posix()


def test_every_page_can_be_translated(bracketed: tuple[Path, str]) -> None:
    """All of them, in their articles and in their titles: what stands in no brackets is the community's own."""
    site, known = bracketed
    found: dict[str, list[str]] = {}
    for place in places(site, "*.html"):
        nodes = [one for one in parse((site / place).read_text("utf-8")).iter() if isinstance(one.tag, str)]
        articles = [one for one in nodes if one.tag.endswith("article")] or nodes[:1]  # a card has none
        if left := bare(unquoted("".join(said(articles[0]))), known):
            found[place] = left
    assert found == {}


def test_every_feed_can_be_translated(bracketed: tuple[Path, str]) -> None:
    """Its title, and those of its entries, with what they say."""
    site, known = bracketed
    found = {}
    for place in places(site, "feed.xml"):
        told = [one.text or "" for one in ElementTree.parse(site / place).iter() if one.tag in TOLD]
        if left := bare("\x1f".join(told), known):
            found[place] = left
    assert found == {}


TOLD = {f"{ATOM}{name}" for name in ("title", "subtitle", "summary")}


def test_every_badge_can_be_translated(bracketed: tuple[Path, str]) -> None:
    """What is drawn, and what is heard."""
    site, known = bracketed
    found = {}
    for place in places(site, "badge.svg"):
        drawn = re.findall(r"<text[^>]*>([^<]*)", (site / place).read_text("utf-8"))
        if left := bare("\x1f".join(drawn), known):
            found[place] = left
    assert found == {}


def test_the_calendar_can_be_translated(bracketed: tuple[Path, str]) -> None:
    """A day that is due says what for."""
    site, known = bracketed
    events = Calendar.from_ical((site / "calendar.ics").read_bytes()).walk("VEVENT")
    assert events
    words = [str(event.get(name, "")) for event in events for name in ("summary", "description")]
    assert bare("\x1f".join(words), known) == []


def strings(value: Any, name: str = "") -> Iterator[str]:
    """What a form says: every text under a name that a person is shown."""
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from strings(one, inner)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one, name)
    elif isinstance(value, str) and name in IN_FORM:
        yield value


def test_the_form_can_be_translated(bracketed: tuple[Path, str]) -> None:
    """Its boxes, its questions, and every sentence that it may say of what is typed."""
    site, known = bracketed
    form = json.loads((site / "submit/form.json").read_bytes())
    told = [*strings(form), form["kinds"][0]["hidden"]["name"], *form["kinds"][0]["hidden"]["names"].values()]
    assert sum("⟦" in one for one in told) > 40
    assert bare(unquoted("\x1f".join(told)), known) == []
