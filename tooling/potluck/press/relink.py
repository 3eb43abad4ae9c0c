"""A page that is read from a folder: addresses that a web server completes are written out, and all else stays.

A server answers `soup-night/` with `soup-night/index.html`; a disk shows a list of files. The page is read by the HTML
standard's own tokens, so that what looks like a link in a text, a comment, a script or another attribute is none here
either. Every byte that is no such address, no policy and nothing to load in advance stays as it was printed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from potluck.press.specimen import root_of

INDEX = "index.html"

_PART = re.compile(
    r"""(?P<before>[\s/]*+)(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?P<value>"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
)
_INSIDE = rf"(?:{re.sub('[?]P<[a-z]+>', '?:', _PART.pattern)})*+[\s/]*+"
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?--!?>)"  # a comment
    rf"|<(script|style|textarea|title)(?=[\s/>]){_INSIDE}>.*?</\1(?=[\s/>])"  # what holds text alone
    rf"|</?+(?P<tag>[a-z][^\s/>]*+)(?P<inside>{_INSIDE})>",
    re.DOTALL | re.IGNORECASE,
)
_LEADS = re.compile(r"\b(?:href|src|content)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
_REST = re.compile(r"[?#].*", re.DOTALL)
_REFRESH = re.compile(r"(\s*[0-9.]+\s*[;,]\s*url\s*=\s*)(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Folder:
    """A site as it lies in a folder."""

    files: Collection[str]  # what is there, by its place
    left_out: Collection[str]  # what is on the site alone
    site_url: str  # where the site is; "" where nobody knows

    def page(self, place: str, html: str) -> str:
        """The page at *place*, as it is read from there."""
        return _TOKEN.sub(partial(self._token, place), html)

    def _token(self, place: str, token: re.Match[str]) -> str:
        inside = token["inside"]
        if not inside or not _LEADS.search(inside):
            return token.group()
        changes: dict[str, Callable[[str], str]] = dict.fromkeys(("href", "src"), partial(self.settled, place))
        if token["tag"].lower() in ("meta", "link"):
            said = {part["name"].lower(): _plain(part["value"] or "").lower() for part in _PART.finditer(inside)}
            if said.get("rel") == "preload":  # a disk is quick, and a browser lets it ask for no file in advance
                return ""
            if said.get("http-equiv") == "refresh":
                changes = {"content": partial(self._refresh, place)}
            elif said.get("http-equiv") == "content-security-policy":
                changes = {"content": _policy}
        start = token.start("inside") - token.start()
        end = start + len(inside)
        whole = token.group()
        return whole[:start] + _PART.sub(partial(_part, changes), inside) + whole[end:]

    def settled(self, place: str, address: str) -> str:
        """*address*, in the page at *place*, so that it leads to a file."""
        path = _REST.sub("", address)
        rest = address.removeprefix(path)
        if not path or _ELSEWHERE.match(path):
            return address
        base = urlsplit(self.site_url).path or "/"
        if path.startswith("/"):
            if not path.startswith(base):
                return address
            path = root_of(posixpath.dirname(place)) + path.removeprefix(base)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(path)))
        if target in self.files:
            return path + rest
        if posixpath.normpath(f"{target}/{INDEX}") in self.files:
            return f"{path}{'' if path.endswith('/') or not path else '/'}{INDEX}{rest}"
        return f"{self.site_url}{target}{rest}" if self.site_url and target in self.left_out else address

    def _refresh(self, place: str, content: str) -> str:
        found = _REFRESH.fullmatch(content)
        return found[1] + self.settled(place, found[2]) if found else content


def _policy(content: str) -> str:
    """Over file:// a page has no origin of its own: `'self'` means nothing to some browsers. A server's page loads no
    `file:` whatever it may.
    """
    return content.replace("'self'", "'self' file:")


def _part(changes: dict[str, Callable[[str], str]], part: re.Match[str]) -> str:
    change, value = changes.get(part["name"].lower()), part["value"]
    if change is None or value is None:
        return part.group()
    before = _plain(value)
    after = change(before)
    if after == before:
        return part.group()
    written = escape(after, quote=False).replace('"', "&quot;")
    return f'{part["before"]}{part["name"]}="{written}"'


def _plain(value: str) -> str:
    """The value of an attribute, however it is written."""
    return unescape(value[1:-1] if value.startswith(('"', "'")) else value)
