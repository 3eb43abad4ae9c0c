"""A page that is read from a folder: addresses that a web server completes are written out, and all else stays.

A server answers `soup-night/` with `soup-night/index.html`; a disk shows a list of files. The page is read by the HTML
standard's own tokens, so that what looks like a link in a text, a comment, a script or another attribute is none here
either. Every byte that is no such address, and nothing to load in advance, stays as it was printed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection
from functools import partial
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from potluck.press.specimen import root_of

INDEX = "index.html"

# No group is captured within what gives nothing back (`*+`): Python's `re` loses its place there.
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)"""
_PART = re.compile(rf"(?P<before>[\s/]*+)(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?P<value>{_VALUE})?)?")
_INSIDE = rf"(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+{_VALUE}?+)?+)*+[\s/]*+"
_LEADING = r"(?:a|area|link|meta|img|iframe|source|track|audio|video|embed)(?=[\s/])"
_PASSED = "|".join(
    [
        r"[^<]++",
        r"<!--(?:-?>|.*?--!?>)",
        *(rf"<{name}(?=[\s/>]){_INSIDE}>.*?</{name}(?=[\s/>])" for name in ("script", "style", "textarea", "title")),
        rf"<(?!{_LEADING})(?:/?+[a-z][^\s/>]*+{_INSIDE}>)?+",  # another tag, or a sign that begins none
    ]
)
_TOKEN = re.compile(rf"(?:{_PASSED})*+(?P<tag><(?P<name>{_LEADING})(?P<inside>{_INSIDE})>)?", re.DOTALL | re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
_REST = re.compile(r"[?#].*", re.DOTALL)
_REFRESH = re.compile(r"(\s*[0-9.]+\s*[;,]\s*url\s*=\s*)(.*)", re.DOTALL | re.IGNORECASE)


class Folder:
    """A site as it lies in a folder."""

    def __init__(self, files: Collection[str], left_out: Collection[str], site_url: str) -> None:
        """*files* are there, by their places; *left_out* is on the site alone, which is at *site_url* ("": unknown)."""
        self._files = files
        self._left_out = left_out
        self._site_url = site_url
        self._base = urlsplit(site_url).path or "/"

    def page(self, place: str, html: str) -> str:
        """The page at *place*, as it is read from there."""
        return _TOKEN.sub(partial(self._token, place), html)

    def _token(self, place: str, token: re.Match[str]) -> str:
        tag, inside = token["tag"], token["inside"]
        if not tag:
            return token.group()
        changes: dict[str, Callable[[str], str]] = dict.fromkeys(("href", "src"), partial(self.settled, place))
        if token["name"].lower() in ("meta", "link"):
            said = {part["name"].lower(): _plain(part["value"] or "").lower() for part in _PART.finditer(inside)}
            if said.get("rel") == "preload":  # a disk is quick, and a browser lets it ask for no file in advance
                return token.group()[: -len(tag)]
            if said.get("http-equiv") == "refresh":
                changes = {"content": partial(self._refresh, place)}
        changed = _PART.sub(partial(_part, changes), inside)
        if changed == inside:
            return token.group()
        whole = token.group()
        return whole[: -len(tag)] + tag[: -len(inside) - 1] + changed + ">"

    def settled(self, place: str, address: str) -> str:
        """*address*, in the page at *place*, so that it leads to a file."""
        path = _REST.sub("", address)
        rest, folder = address.removeprefix(path), posixpath.dirname(place)
        if not path or _ELSEWHERE.match(path):
            return address
        if path.startswith("/"):
            if not path.startswith(self._base):
                return address
            path = root_of(folder) + path.removeprefix(self._base)
        target = posixpath.normpath(posixpath.join(folder, unquote(path)))
        if target in self._files:
            return path + rest
        if posixpath.normpath(f"{target}/{INDEX}") in self._files:
            return f"{path}{'' if path.endswith('/') or not path else '/'}{INDEX}{rest}"
        return f"{self._site_url}{target}{rest}" if self._site_url and target in self._left_out else address

    def _refresh(self, place: str, content: str) -> str:
        found = _REFRESH.fullmatch(content)
        return found[1] + self.settled(place, found[2]) if found else content


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
