"""Reading the proofs: is the printed site whole, so that it may take the place of the one that readers see?

What is asked is little and decisive: are the pages there that every site has, is there a page for every proposal and
for every line of the site map, does each page end where a page ends, and does every link of ours lead somewhere. Links
that a proposal's author wrote are the checks' business: a slip in one text must not keep all the others from readers.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

ALWAYS = ("index.html", "404.html", "sitemap.xml", "feed.xml", "api/v1/proposals.json")
THEIRS = "pl-body"  # the element that holds a proposal's text
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_END = b"</html>"
_SITE_MAP = re.compile(r"sitemap(?:-\d+)?\.xml")


def faults_of(site: Path, site_url: str) -> Iterator[str]:
    """What keeps the printed site in the folder *site* from being published, a sentence each; nothing if it may."""
    absent = [name for name in ALWAYS if not (site / name).is_file()]
    yield from (f"{name} is missing" for name in absent)
    if absent:
        return
    base = urlsplit(site_url).path or "/"
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    listed = json.loads((site / "api/v1/proposals.json").read_bytes())["proposals"]
    for proposal in listed:
        if _target(str(proposal["url"]), "", base, site_url) not in files:
            yield f"the proposal {proposal['slug']} has no page"
    for name in sorted(name for name in files if _SITE_MAP.fullmatch(name)):
        for entry in ElementTree.parse(site / name).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):  # noqa: S314 - we have just written it
            if _target(entry.text or "./", "", base, site_url) not in files:
                yield f"the site map names {entry.text or './'}, which is not there"
    for name in sorted(name for name in files if name.endswith(".html")):
        yield from _faults_of_page(site, name, files, base, site_url)


def _faults_of_page(site: Path, name: str, files: set[str], base: str, site_url: str) -> Iterator[str]:
    raw = (site / name).read_bytes()
    if not raw.rstrip().endswith(_END):
        yield f"{name} ends in the middle"
    page = _Links()
    page.feed(raw.decode("utf-8", "replace"))
    for address in sorted(page.found):
        target = _target(address, name, base, site_url)
        if target is not None and target not in files:
            yield f"{name} links to {address}, which is not there"


def _target(address: str, page: str, base: str, site_url: str) -> str | None:
    """The file of the site to which *address* leads from *page*; None where it leads elsewhere or within the page."""
    parts = urlsplit(address)
    if (parts.scheme or parts.netloc) and not (site_url and address.startswith(site_url)):
        return None
    path = unquote(parts.path)
    if not path:
        return None
    if path.startswith("/"):
        if not path.startswith(base):
            return None
        whole = path.removeprefix(base)
    else:
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) + ("/" if path.endswith("/") else "")
    if whole in ("", ".", "./"):
        return "index.html"
    last = whole.rstrip("/").rpartition("/")[2]
    return f"{whole.rstrip('/')}/index.html" if whole.endswith("/") or last in (".", "..") else whole


class _Links(HTMLParser):
    """The addresses that a page's own parts refer to; what stands within a proposal's text is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._within = 0  # elements open since the proposal's text began; 0 outside of it

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note an address, and where a proposal's text begins."""
        values = dict(attributes)
        if self._within:
            self._within += tag not in _VOID
        elif THEIRS in (values.get("class") or "").split():
            self._within = 1
        elif address := values.get("href") or values.get("src"):
            self.found.add(address)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """An element that closes itself, as in SVG."""
        if not self._within:
            self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        """Note where a proposal's text ends."""
        if self._within and tag not in _VOID:
            self._within -= 1
