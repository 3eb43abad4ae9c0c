"""The feed, the site map and the redirects: data in, bytes out, each escaped by its own format's rules (SEC-047)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import escape
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape as xml_escape

from feedgen.feed import FeedGenerator

from potluck.press.specimen import root_of
from potluck.translation import _, direction_of
from potluck.views.feeds import Feed

MOST_MAPPED = 50_000  # addresses that one site map may hold, by the protocol
# XML 1.0 has no way to write these.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def atom(feed: Feed, site_url: str, language: str) -> bytes:
    """*feed* as Atom (RFC 4287). A reader asks that every id be one of its kind, for good: without an address
    of its own a site's are made from its name.
    """
    root = site_url or root_of(posixpath.dirname(feed.place))
    found = FeedGenerator()
    found.id(f"{site_url}{feed.page}" if site_url else f"urn:uuid:{uuid5(NAMESPACE_URL, f'{feed.title} {feed.page}')}")
    found.title(plain(feed.title))
    if feed.subtitle:
        found.subtitle(plain(feed.subtitle))
    found.link(href=f"{root}{feed.page}" or "./", rel="alternate")
    found.link(href=f"{root}{feed.place}", rel="self")
    found.language(language)
    found.updated(feed.updated)
    found.generator("Potluck")
    for item in feed.entries:
        entry = found.add_entry(order="append")
        entry.id(item.id)
        entry.title(plain(item.title))
        entry.link(href=f"{root}{item.address}", rel="alternate")
        entry.summary(plain(item.summary or item.title))
        entry.published(item.at)
        entry.updated(item.at)
        for author in item.authors or (_("someone"),):
            entry.author(name=plain(author))
        for tag in item.tags:
            entry.category(term=plain(tag))
    return bytes(found.atom_str(pretty=True))


def site_maps(site_url: str, pages: Mapping[str, date | None]) -> Iterator[tuple[str, bytes]]:
    """The site map (sitemaps.org, 0.9) of *pages*, by its place: their addresses, with the day of the last change where
    it is known. More than one such file may hold are in several, and `sitemap.xml` is the list of these.
    """
    entries = sorted(pages.items())
    if len(entries) <= MOST_MAPPED:
        yield "sitemap.xml", _site_map("urlset", "url", site_url, entries)
        return
    places = [f"sitemap-{number}.xml" for number, _ in enumerate(entries[::MOST_MAPPED], 1)]
    yield "sitemap.xml", _site_map("sitemapindex", "sitemap", site_url, [(place, None) for place in places])
    for number, place in enumerate(places):
        part = entries[number * MOST_MAPPED :][:MOST_MAPPED]
        yield place, _site_map("urlset", "url", site_url, part)


def _site_map(whole: str, one: str, site_url: str, entries: Iterable[tuple[str, date | None]]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{whole} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for address, changed in entries:
        last = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        lines.append(f"<{one}><loc>{xml_escape(site_url + quote(address))}</loc>{last}</{one}>")
    return "\n".join([*lines, f"</{whole}>", ""]).encode()


def redirect(address: str, title: str, language: str) -> bytes:
    """A page at an old address that leads to *address*, relative to it."""
    where = escape(address)
    link = f'<a href="{where}" dir="auto">{escape(title)}</a>'
    moved = _("This has moved: %(link)s.", link=link)
    return (
        f'<!doctype html><html lang="{language}" dir="{direction_of(language)}">'
        f'<head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="refresh" content="0; url={where}"><link rel="canonical" href="{where}">'
        '<meta name="robots" content="noindex"></head>'
        f"<body><p>{moved}</p>"
        "</body></html>\n"
    ).encode()


def plain(text: str) -> str:
    """*text* without what XML, or a line of a calendar, cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
