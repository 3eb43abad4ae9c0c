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
    "span": {"data-pagefind-ignore"},
    "input": {"type", "checked", "disabled", "aria-label"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "details": {"open"},
    "time": {"datetime"},
}
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_LINES = "math mrow mi mn mo mtext mspace mfrac msqrt mroot mphantom mpadded mstyle mtable mtr mtd"
_SCRIPTS = "msub msup msubsup munder mover munderover mmultiscripts mprescripts"
_MATHML_ELEMENTS = {*_LINES.split(), *_SCRIPTS.split()}
_MATHML_WORDS = {"class", "display", "mathvariant", "form", "largeop", "movablelimits", "stretchy", "symmetric"}
_MATHML_WORDS |= {"accent", "accentunder", "displaystyle", "scriptlevel"}
_MATHML_LENGTHS = {"lspace", "rspace", "maxsize", "minsize", "width", "linethickness"}
_LENGTH = re.compile(r"0|-?[0-2]?(?:\.\d+)?em")
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
        if tag.startswith(_MATHML):
            found += _odd_in_a_formula(element)
            continue
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


def _odd_in_a_formula(element: Element) -> list[str]:
    """What an element of MathML is, has or holds beyond what shows a formula (SEC-051)."""
    tag = str(element.tag).removeprefix(_MATHML)
    found = [f"<{tag}>"] if tag not in _MATHML_ELEMENTS else []
    found += [f"<{child.tag}> in <{tag}>" for child in element if not str(child.tag).startswith(_MATHML)]
    for name, value in element.attrib.items():
        if not (name in _MATHML_WORDS or (name in _MATHML_LENGTHS and _LENGTH.fullmatch(value))):
            found.append(f"<{tag} {name}={value!r}>")
    return found


def _may_lead(tag: str, value: str, is_settled: bool) -> bool:
    """Whether an address leads where it may, as a browser sees it: without tabs, line ends and what comes before."""
    seen = re.sub(r"[\t\n\r]", "", value).lstrip("".join(map(chr, range(33))))
    if not is_settled and _LATER.match(seen):
        return True
    if is_settled and re.match(r"(?:\.\./)+[a-z0-9]", seen):
        return True
    return tag == "a" and bool(_ADDRESS.match(seen))


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
                if target not in ids:
                    found.append(f"{name}={target!r} names nothing")
    return found


# What a browser fetches by itself, once a page names it.
_FETCHING = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
_IN_STYLE = re.compile(r"""(?:url\(|@import\s+)\s*["']?([^"')\s]+)""")


class Found(HTMLParser):
    """What a crawler sees of a page: where it leads, what it loads, and the places in it that others may lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember its addresses and its id."""
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if tag == "meta" and given.get("http-equiv") == "refresh":
            self.addresses.append(given.get("content", "").partition("url=")[2])
        loads = [given[name] for name in ("src", "poster", "data") if name in given]
        loads += [size.split()[0] for size in given.get("srcset", "").split(",") if size.strip()]
        loads += _IN_STYLE.findall(given.get("style", ""))
        if "href" in given:
            is_fetched = tag in ("image", "use") or not _FETCHING.isdisjoint(given.get("rel", "").lower().split())
            (loads if is_fetched else self.addresses).append(given["href"])
        self.loaded += loads
        self.addresses += loads
        if given.get("id"):
            self.ids.add(given["id"])


def broken(site: Mapping[str, str | None], site_url: str = "") -> Iterator[str]:
    """Every address in the pages of *site* that leads to no file or no place. Pages are texts, other files None."""
    pages = {place: Found(html) for place, html in site.items() if html is not None}
    for place, page in pages.items():
        for address in dict.fromkeys(page.addresses):
            target, anchor = _target(place, address, site_url)
            if target is None:
                continue
            if target not in site:
                yield f"{place}: {address!r} leads to no file"
            elif anchor and target in pages and anchor not in pages[target].ids:
                yield f"{place}: {address!r} leads to no place on {target}"


def broken_in_data(files: Mapping[str, bytes], site_url: str) -> Iterator[str]:
    """Every address of the site in what is no page - feeds, the site map, calendars, the API, tables, pictures - and
    every address in its style sheets, that leads to no file.
    """
    ours = re.compile(rb"%s[^\s\"'<>\\,)]*" % re.escape(site_url.encode()))
    for place, content in files.items():
        text = content.replace(b"\r\n ", b"") if place.endswith(".ics") else content  # lines are folded
        found = [] if place.endswith(".html") else ours.findall(text)
        addresses = [address.decode() for address in found]
        if place.endswith(".css"):
            addresses += _IN_STYLE.findall(re.sub(r"/\*.*?\*/", "", content.decode(), flags=re.DOTALL))
        for address in dict.fromkeys(addresses):
            target, _ = _target(place, address, site_url)
            if target is not None and target not in files:
                yield f"{place}: {address!r} leads to no file"


def _target(place: str, address: str, site_url: str) -> tuple[str | None, str]:
    """The file of the site, and the place in it, to which *address* leads from *place*; None where it leads out."""
    base = urlsplit(site_url).path or "/"
    parts = urlsplit(base + address.removeprefix(site_url) if site_url and address.startswith(site_url) else address)
    if parts.scheme or parts.netloc:
        return None, ""
    if not parts.path:
        return place, parts.fragment
    path = posixpath.normpath(posixpath.join(base, posixpath.dirname(place), unquote(parts.path)))
    target = f"{path}/".removeprefix(base).rstrip("/")
    return (posixpath.join(target, "index.html") if parts.path.endswith(("/", ".")) else target), parts.fragment
