"""Looking at what was published as a browser does, and naming what should not be there."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib

_TEXT = "p h2 h3 h4 h5 h6 blockquote pre code hr br em strong b i u s del ins mark sub sup small kbd samp var q cite"
_LISTS = "ul ol li dl dt dd details summary figure figcaption div span abbr time bdi bdo ruby rt rp wbr"
_TABLES = "table caption thead tbody tfoot tr th td"
# Written here once more on purpose: a test that reads the code's own list would grow with it.
ALLOWED = {*_TEXT.split(), *_LISTS.split(), *_TABLES.split(), "a", "img", "input"}
_ANYWHERE = {"id", "class", "dir", "lang", "title"}
_OF_ONE = {
    "a": {"href", "rel", "data-pagefind-ignore"},
    "img": {"src", "alt", "loading"},
    "input": {"type", "checked", "disabled", "aria-label"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "details": {"open"},
    "time": {"datetime"},
}
_ADDRESS = re.compile(r"(?i:https?://[^/\\]|mailto:)|#p-")
_LATER = re.compile(r"potluck-(?:file|far):")  # what the page gives its place
_THEIRS = re.compile(r"(?:md|pl)-(?!left$|center$|right$|missing$)")


def parse(html: str) -> Element:
    """A whole page, as a browser reads it."""
    root: Element = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return root


def parse_fragment(html: str) -> Element:
    """A piece of a page, as a browser reads it."""
    root: Element = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return root


def elements(root: Element) -> Iterator[Element]:
    """All elements below *root*, without comments."""
    yield from (element for element in root.iter() if element is not root and isinstance(element.tag, str))


def text_of(element: Element) -> str:
    """What a reader reads."""
    return "".join(element.itertext())


def by_class(root: Element, name: str) -> list[Element]:
    """The elements that carry the class *name*."""
    return [element for element in elements(root) if name in element.get("class", "").split()]


def dangers(root: Element, *, is_settled: bool) -> list[str]:
    """What a stranger's fragment holds that it may not (SEC-040 to SEC-043). Settled ones are part of a page."""
    found = []
    for element in elements(root):
        tag = str(element.tag)
        if tag not in ALLOWED:
            found.append(f"<{tag}>")
        for name, value in element.attrib.items():
            if name not in _ANYWHERE | _OF_ONE.get(tag, set()):
                found.append(f"<{tag} {name}={value!r}>")
            elif name == "id" and not value.startswith("p-"):
                found.append(f"id {value!r}")
            elif name == "class" and any(_THEIRS.match(word) for word in value.split()):
                found.append(f"class {value!r}")
            elif name in ("href", "src") and not _may_lead(tag, value, is_settled):
                found.append(f"<{tag} {name}={value!r}>")
        if tag == "input" and (element.get("type") != "checkbox" or "disabled" not in element.attrib):
            found.append("<input> that takes part")
        if (
            tag == "a"
            and re.match(r"(?i:https?:)", element.get("href", ""))
            and element.get("rel") != "nofollow ugc noopener"
        ):
            found.append(f"<a href={element.get('href')!r}> without rel")
    return found


def _may_lead(tag: str, value: str, is_settled: bool) -> bool:
    """Whether an address leads where it may, as a browser sees it: without tabs, line ends and what comes before."""
    seen = re.sub(r"[\t\n\r]", "", value).lstrip("".join(map(chr, range(33))))
    if not is_settled and _LATER.match(seen):
        return True
    if is_settled and re.match(r"(?:\.\./)+[a-z0-9]", seen):
        return True
    return tag == "a" and bool(_ADDRESS.match(seen))


_MATERIAL = {"__toc"}  # Material's contents name a switch that it prints only for pages in the navigation


def faults(html: str) -> list[str]:
    """What is not valid in a whole page: parse errors, ids given twice, labels and references to nowhere."""
    parser: Any = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    lines = html.split("\n")
    found = [
        f"line {line}: {code} {data}: {lines[line - 1][max(0, column - 60) : column + 20]}"
        for (line, column), code, data in parser.errors
    ]
    ids = Counter(element.get("id") for element in elements(root) if element.get("id") is not None)
    found += [f"the id {name!r} is given {times} times" for name, times in ids.items() if times > 1 or not name]
    for element in elements(root):
        for name in ("for", "aria-labelledby", "aria-controls", "aria-describedby"):
            for target in element.get(name, "").split():
                if target not in ids and target not in _MATERIAL:
                    found.append(f"{name}={target!r} names nothing")
    return found


class Found(HTMLParser):
    """What a crawler sees of a page: where it leads, and the places in it that others may lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember its addresses and its id."""
        given = dict(attrs)
        self.tags.add(tag)
        if tag == "meta" and given.get("http-equiv") == "refresh":
            self.addresses.append((given.get("content") or "").partition("url=")[2])
        self.addresses += [value for name in ("href", "src") if (value := given.get(name)) is not None]
        if given.get("id"):
            self.ids.add(str(given["id"]))


def broken(site: Mapping[str, str | None], site_url: str = "") -> Iterator[str]:
    """Every address in the pages of *site* that leads to no file or no place. Pages are texts, other files None."""
    pages = {place: Found(html) for place, html in site.items() if html is not None}
    base = urlsplit(site_url).path or "/"
    for place, page in pages.items():
        for address in dict.fromkeys(page.addresses):
            parts = urlsplit(
                base + address.removeprefix(site_url) if site_url and address.startswith(site_url) else address
            )
            if parts.scheme or parts.netloc:
                continue
            path = posixpath.normpath(posixpath.join(base, posixpath.dirname(place), unquote(parts.path)))
            target = f"{path}/".removeprefix(base).rstrip("/")
            if not parts.path:
                target = place
            elif parts.path.endswith(("/", ".")):
                target = posixpath.join(target, "index.html")
            if target not in site:
                yield f"{place}: {address!r} leads to no file"
            elif parts.fragment and target in pages and parts.fragment not in pages[target].ids:
                yield f"{place}: {address!r} leads to no place on {target}"
