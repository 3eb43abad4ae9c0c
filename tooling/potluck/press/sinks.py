"""The feed, the site map and the redirects: data in, bytes out, each escaped by its own format's rules (SEC-047)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import escape
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape as xml_escape

from feedgen.feed import FeedGenerator

from potluck.views.outputs import FeedEntry

# XML 1.0 has no way to write these.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def atom(
    title: str, subtitle: str, site_url: str, entries: Iterable[FeedEntry], clock: datetime, language: str
) -> bytes:
    """An Atom feed (RFC 4287) of *entries*. Without an address of its own a site's ids are made from its name: a reader
    asks that each be one of its kind, for good.
    """

    def lasting(address: str) -> str:
        return address if site_url else f"urn:uuid:{uuid5(NAMESPACE_URL, f'{title} {address}')}"

    feed = FeedGenerator()
    feed.id(lasting(site_url))
    feed.title(_plain(title))
    if subtitle:
        feed.subtitle(_plain(subtitle))
    feed.link(href=site_url or "./", rel="alternate")
    feed.link(href=f"{site_url}feed.xml", rel="self")
    feed.language(language)
    feed.updated(clock)
    feed.generator("Potluck")
    for item in entries:
        entry = feed.add_entry(order="append")
        entry.id(lasting(item.address))
        entry.title(_plain(item.title))
        entry.link(href=item.address, rel="alternate")
        entry.summary(_plain(item.summary or item.title))
        entry.published(item.published)
        entry.updated(item.updated)
        for author in item.authors or ("someone",):
            entry.author(name=_plain(author))
        for tag in item.tags:
            entry.category(term=tag)
    return bytes(feed.atom_str(pretty=True))


def sitemap(site_url: str, pages: Mapping[str, date | None]) -> bytes:
    """A site map (sitemaps.org, 0.9) of *pages*: addresses, with the day of the last change where it is known."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for address, changed in sorted(pages.items()):
        last = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{xml_escape(site_url + quote(address))}</loc>{last}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def redirect(address: str, title: str) -> bytes:
    """A page at an old address that leads to *address*, relative to it."""
    where = escape(address)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="refresh" content="0; url={where}"><link rel="canonical" href="{where}">'
        '<meta name="robots" content="noindex"></head>'
        f'<body><p>This has moved: <a href="{where}">{escape(title)}</a>.</p>'
        "</body></html>\n"
    ).encode()


def _plain(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
