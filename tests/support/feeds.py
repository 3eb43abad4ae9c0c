"""What is not as its standard has it in a feed: RFC 4287's grammar, and what it says in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import feedparser
from lxml import etree
from tests.support.community import ROOT

ATOM = {"a": "http://www.w3.org/2005/Atom"}
_GRAMMAR = etree.RelaxNG(file=str(ROOT / "tests" / "contracts" / "atom.rng"))
_RULES = {  # those of the grammar's appendix that only Schematron can say
    "an entry without an author, in a feed without one": "/a:feed[not(a:author)]/a:entry[not(a:author)]",
    "an entry that leads nowhere": "//a:entry[not(a:link[@rel='alternate' or not(@rel)]) and not(a:content)]",
}


def faults_of_feed(raw: bytes, address: str) -> Iterator[str]:
    """What is wrong with the feed that is published at *address*, a line each."""
    feed: Any = etree.fromstring(raw)
    if not _GRAMMAR.validate(feed):
        yield from (f"line {fault.line}: {fault.message}" for fault in _GRAMMAR.error_log)
        return
    if (parsed := feedparser.parse(raw)).bozo:
        yield f"a reader complains: {parsed.bozo_exception}"
    for fault, path in _RULES.items():
        yield from (f"line {found.sourceline}: {fault}" for found in feed.xpath(path, namespaces=ATOM))
    ids = [str(one) for one in feed.xpath("//a:id/text()", namespaces=ATOM)]
    yield from (f"no address of its own: {one}" for one in ids if not re.match("urn:uuid:|https?://", one))
    yield from (f"{one} stands {times} times" for one, times in Counter(ids).items() if times > 1)
    if feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) != [address]:
        yield f"it does not say that it is {address}"
    for one in (feed, *feed.findall("a:entry", ATOM)):
        ways = Counter(
            (link.get("type"), link.get("hreflang"))
            for link in one.findall("a:link", ATOM)
            if link.get("rel", "alternate") == "alternate"
        )
        yield from (f"line {one.sourceline}: {way} twice" for way, times in ways.items() if times > 1)
    yield from _untimely(feed)


def _untimely(feed: Any) -> Iterator[str]:
    changed = datetime.fromisoformat(feed.findtext("a:updated", namespaces=ATOM))
    for entry in feed.findall("a:entry", ATOM):
        day = datetime.fromisoformat(entry.findtext("a:updated", namespaces=ATOM))
        if day > changed:
            yield f"line {entry.sourceline}: changed after the feed that it stands in"
        if day < datetime.fromisoformat(entry.findtext("a:published", day.isoformat(), ATOM)):
            yield f"line {entry.sourceline}: changed before it was there"
