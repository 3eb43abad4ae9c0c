"""What a stranger's HTML may be: the allow-list that every fragment passes, after all rendering (SEC-040 ff)."""

from __future__ import annotations

import posixpath
import re
import threading
from urllib.parse import unquote, urlsplit

import nh3
from pygments.token import STANDARD_TYPES

from potluck.markup import ELEMENTS, WHOLE
from potluck.press.dress import ALERTS, ID_PREFIX
from potluck.press.formulas import BLOCK, INLINE
from potluck.translation import _

FILE = "potluck-file:"  # a relative address, as a path from the repository's root, until the page is put together
FAR = "potluck-far:"  # a picture that lies elsewhere: shown as a link

_GENERIC = {"id", "dir", "lang", "title"}
ATTRIBUTES = {
    "*": _GENERIC,
    "a": {"href"},
    "img": {"src", "alt"},
    "input": {"checked"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "details": {"open"},
    "time": {"datetime"},
}
CLASSES = {
    "div": {"highlight", "footnote", "admonition", *(kind for kind, _ in ALERTS.values())},
    "p": {"admonition-title"},
    "li": {"task-list-item"},
    "a": {"footnote-ref", "footnote-backref", "headerlink"},
    "figure": {"drawing"},
    "code": {INLINE, BLOCK},
    "span": {name for name in STANDARD_TYPES.values() if name},
    "th": {"pl-left", "pl-center", "pl-right"},
    "td": {"pl-left", "pl-center", "pl-right"},
}
_REL = "nofollow ugc noopener"
_BOX = re.compile(r"<input\b[^<>]*>")
_PICTURE = re.compile("<img([^<>]*)>")  # nh3 escapes the `<` and `>` of a value
_NO_LINK = re.compile(rf'(<a(?![^<>]* href=)[^<>]*) rel="{_REL}"')
_WORDS = re.compile(r'\balt="([^"]*)"')


class _Body(threading.local):
    """The body that a thread is cleaning: the folder that its addresses are in, and the ids given by now."""

    folder = ""
    ids: set[str]


_body = _Body()


def clean(html: str, path: str) -> str:
    """*html*, rendered from the proposal at *path*, with nothing in it that could act, deceive or reach outside."""
    _body.folder, _body.ids = posixpath.dirname(path), set()
    cleaned = _CLEANER.clean(html)
    cleaned = _NO_LINK.sub(r"\1", _PICTURE.sub(_complete, cleaned))  # what leads nowhere relates to nothing
    return _BOX.sub(_labelled, cleaned)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """The value that may stay; None where the attribute goes."""
    if name == "id":
        own = ID_PREFIX + re.sub(r"[^\w:.-]", "", value)[:100]
        if own in _body.ids:  # the first has it
            return None
        _body.ids.add(own)
        return own
    if name == "href":
        return _address(value, _body.folder)
    if name == "src":
        far = re.match(r"\s*(https?://\S+)$", value, re.IGNORECASE)
        return FAR + far.group(1) if far else _file_address(value, _body.folder)
    if name == "dir":
        return value if value in ("ltr", "rtl", "auto") else None
    return value


# Made once: to lay out its lists takes a quarter of the time that a body of some paragraphs takes.
_CLEANER = nh3.Cleaner(
    tags=set(ELEMENTS),
    attributes=ATTRIBUTES,
    allowed_classes=CLASSES,
    attribute_filter=_attribute,
    set_tag_attribute_values={"img": {"loading": "lazy"}},
    url_schemes={"http", "https", "mailto", FILE[:-1], FAR[:-1]},
    link_rel=_REL,
    clean_content_tags=set(WHOLE),
    strip_comments=True,
)


def _labelled(box: re.Match[str]) -> str:
    """A tick that everybody can tell from an empty box, and nobody can change."""
    state, words = (" checked", _("done")) if "checked" in box.group() else ("", _("to do"))
    return f'<input type="checkbox" disabled{state} aria-label="{words}">'


def _complete(picture: re.Match[str]) -> str:
    """A picture that may stay, with words for those who do not see it; one without an address is its words alone."""
    words = _WORDS.search(picture.group(1))
    if ' src="' not in picture.group(1):
        return words.group(1) if words else ""
    return picture.group() if words else f'<img alt=""{picture.group(1)}>'


def _address(value: str, folder: str) -> str | None:
    """A link's target: whole addresses of three schemes, places on this page, files of the proposals; else none."""
    value = value.strip()
    if value.startswith("#"):
        return f"#{ID_PREFIX}{value[1:]}"
    if re.match(r"(?:https?://[^/\s]|mailto:)", value, re.IGNORECASE):
        return value
    return _file_address(value, folder)


def _file_address(value: str, folder: str) -> str | None:
    """A relative target as a path from the repository's root; None where it is not one, or leaves the repository."""
    value = value.strip()
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or "\\" in value or value.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
    if path.startswith("..") or "\x00" in path or re.search(r"[\s\"'<>]", path):
        return None
    return f"{FILE}{path}" + (f"#{ID_PREFIX}{parts.fragment}" if parts.fragment else "")
