"""Specimens: one page of each sort, printed by the engine with marker tokens; the press prints the others from it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from hashlib import sha256
from html import escape

import msgspec

from potluck.model import PotluckError
from potluck.press.dress import Contents
from potluck.views.head import Head

TITLE = "plmarktitle"
DESCRIPTION = "plmarkdescription"
HEADING = "plmarkheading"
SLUG = "plmarkslug"

_ARTICLE = re.compile(rf"<h1[^>]*>\s*{TITLE}.*?{HEADING}.*?</h2>", re.DOTALL)
_CONTENTS_ENTRY = re.compile(rf"<li\b[^>]*>(?:(?!<li\b).)*?{HEADING}(?:(?!<li\b).)*?</li>", re.DOTALL)
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_LAST_RULE = "form-action 'none'"
_CHARSET = re.compile(r"<meta\s+charset=[^>]*>", re.IGNORECASE)
_RELATIVE = re.compile(r'(\b(?:href|src|action)=")(?![a-z][a-z0-9+.-]*:|/|#|")([^"]*)"', re.IGNORECASE)


def specimen_markdown() -> str:
    """The page that the engine prints: every place that the press fills holds a marker."""
    return (
        f"---\ntitle: {TITLE}\ndescription: {DESCRIPTION}\nhide: [navigation, toc]\nsearch: {{exclude: true}}\n---\n\n"
        f"# {TITLE}\n\nA specimen.\n\n## {HEADING}\n"
    )


class Specimen(msgspec.Struct, frozen=True):
    """A printed specimen, cut at its markers. `place` is its own address without the last slash."""

    place: str
    pieces: tuple[str, ...]  # text and markers in turn, beginning with text
    contents_entry: str  # of the table of contents; "" where the theme shows none

    @classmethod
    def cut(cls, page: str, place: str) -> Specimen:
        """Find the markers in *page*; a PotluckError names what is missing and where it should stand."""
        for marker, part in ((TITLE, "`<title>`"), (DESCRIPTION, "the description"), (HEADING, "the page's text")):
            if marker not in page:
                raise PotluckError(
                    f"the engine printed the specimen {place} without {part}: a template in site/theme leaves it out "
                    "(look at its blocks `htmltitle`, `site_meta` and `content`)"
                )
        entry = ""
        page, articles = _ARTICLE.subn("\0body\0", page, count=1)
        if not articles:
            raise PotluckError(
                f"the engine printed the specimen {place} without its heading of level one: the block `content` of a "
                "template in site/theme changes `page.content`"
            )
        if found := _CONTENTS_ENTRY.search(page):
            entry = found.group()
            page = _CONTENTS_ENTRY.sub("\0contents\0", page, count=1)
            page = _CONTENTS_ENTRY.sub("", page)
        for script in _INLINE_SCRIPT.findall(page):
            if any(marker in script for marker in (TITLE, DESCRIPTION, place)):
                raise PotluckError(
                    f"the specimen {place} carries its title or address into a script; people's words do not go there"
                )
        page = page.replace(f'href="#{TITLE}"', 'href="#pl-start"')  # where "skip to content" leads
        page = (
            page.replace(f"{place}/", "\0address\0").replace(TITLE, "\0title\0").replace(DESCRIPTION, "\0description\0")
        )
        return cls(place, tuple(page.split("\0")), entry)

    def fill(self, address: str, title: str, description: str, body: str, contents: Iterable[Contents] = ()) -> str:
        """The page at *address*, counted from the site's root. *title* and *description* are plain text."""
        entries = [
            self.contents_entry.replace(f'"#{HEADING}"', f'"#{escape(line.id)}"').replace(HEADING, escape(line.text))
            for line in contents
            if line.level == 2 and self.contents_entry
        ]
        values = {
            "address": escape(address),
            "title": escape(title),
            "description": escape(description),
            "body": body,
            "contents": "".join(entries),
        }
        return "".join(
            values[piece] if number % 2 else piece  # markers stand at the odd places
            for number, piece in enumerate(self.pieces)
        )


def root_of(place: str) -> str:
    """The way from the page at *place*, a folder or a file, to the site's root."""
    return "../" * (place.count("/") + (not place.endswith(".html"))) if place else ""


def with_feed(page: str, address: str, title: str) -> str:
    """*page* with a feed of its own, which feed readers find in its head before the community's."""
    # With the space it is to Material's script no page in another language, whose site map it would ask for.
    link = f'<link rel="alternate " type="application/atom+xml" title="{escape(title)}" href="{escape(address)}">'
    return page.replace("<head>", f"<head>{link}", 1)


def with_head(page: str, head: Head) -> str:
    """*page* with what programs read of it: no text in there can end a script, or stand in an attribute as more."""
    names = (("name" if name.startswith("twitter:") else "property", name, value) for name, value in head.properties)
    tags = [f'<meta {sort}="{name}" content="{escape(value)}">' for sort, name, value in names]
    if head.oembed:  # with the space, as in `with_feed`
        tags.append(f'<link rel="alternate " type="application/json+oembed" href="{escape(head.oembed)}">')
    linked = msgspec.json.encode(head.linked).decode().replace("<", "\\u003c")
    tags.append(f'<script type="application/ld+json">{linked}</script>')
    return page.replace("</head>", f"{''.join(tags)}</head>", 1)


def with_frames(page: str, origin: str) -> str:
    """*page*, whose policy lets no frame of others stand in it, with room for those of *origin*."""
    return page.replace(_LAST_RULE, f"{_LAST_RULE}; frame-src {origin}", 1)


def with_still_policy(page: str) -> str:
    """*page* with a policy by which it shows its own style, and loads, sends and runs nothing."""
    hashes = " ".join(f"'sha256-{_hash(style)}'" for style in _STYLE.findall(page))
    return _with_meta(page, f"default-src 'none'; style-src {hashes}; base-uri 'none'; {_LAST_RULE}")


def with_policy(page: str) -> str:
    """*page* with a Content-Security-Policy that lets only its own inline scripts run, by hash (SEC-052)."""
    hashes = dict.fromkeys(map(_hash, _INLINE_SCRIPT.findall(page)))
    # 'wasm-unsafe-eval' lets the search program run; it allows no script.
    scripts = " ".join(["'self'", "'wasm-unsafe-eval'", *(f"'sha256-{value}'" for value in hashes)])
    policy = (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"connect-src 'self'; object-src 'none'; base-uri 'none'; {_LAST_RULE}"
    )
    return _with_meta(page, policy)


def _hash(text: str) -> str:
    return base64.b64encode(sha256(text.encode()).digest()).decode()


def _with_meta(page: str, policy: str) -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    found = _CHARSET.search(page)
    if not found:
        raise PotluckError("the engine printed a page without `<meta charset>`: a template in site/theme leaves it out")
    return f"{page[: found.end()]}{meta}{page[found.end() :]}"


def rebase(page: str, prefix: str) -> str:
    """*page* with every relative address made absolute below *prefix* (`/`): for the page that answers any address."""

    def absolute(match: re.Match[str]) -> str:
        path = re.sub(r"^(?:\.\.?/)+|^\.\.?$", "", match.group(2))
        return f'{match.group(1)}{prefix}{path}"'

    page = _RELATIVE.sub(absolute, page)
    return page.replace('"base": ".."', f'"base": "{prefix}"').replace(
        'new URL("..",location)', f'new URL("{prefix}",location)'
    )
