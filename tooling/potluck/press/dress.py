"""What Markdown's own HTML lacks for a page: places to link to, notes that lead back, boxes, addresses that open.

Each pass reads the text once, from its start to its end. None has to be safe: what a stranger has written by hand may
look like what is dressed here, and everything passes the allow-list afterwards.
"""

from __future__ import annotations

import html
import re

import msgspec

from potluck.slugs import PlaceNames
from potluck.translation import N_, _

ID_PREFIX = "p-"  # of every id that comes from a proposal: the theme uses none like it (SEC-043)
_ALIGNED = {
    f'<t{cell} style="text-align: {way}">': f'<t{cell} class="pl-{way}">'
    for cell in "hd"
    for way in ("left", "center", "right")
}
_HEADING = re.compile("<(/?)h([1-6])>")
_TAG = re.compile("<[^>]*>")
_QUOTE = re.compile('<blockquote(?: class="markdown-alert-([a-z]+)")?>|</blockquote>')
ALERTS = {  # GitHub's five, as the theme's boxes, each with its word: colour never speaks alone
    "note": ("note", N_("Note")),
    "tip": ("tip", N_("Tip")),
    "important": ("info", N_("Important")),
    "warning": ("warning", N_("Warning")),
    "caution": ("danger", N_("Caution")),
}
_REFERENCE = re.compile('<sup class="footnote-reference"><a href="#[^"]*">([0-9]+)</a></sup>')
_NOTE = re.compile('<div class="footnote-definition" id="[^"]*"><sup class="footnote-definition-label">([0-9]+)</sup>')
_PIECE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>|<!--|-->|\b(?:https?://|www\.)[^\s<>\"]+")
_APART = frozenset({"a", "code", "pre"})  # within these an address is left alone
_MARKS = "?!.,:*_~'"  # at its end they belong to the sentence, not to the address
_SIGN = re.compile(r"&(?:quot|lt|gt|#x?[0-9a-f]+);\Z")


DRAWING = '<figure class="drawing">'


class Contents(msgspec.Struct, frozen=True):
    """One line of a page's table of contents. `level` 2 is the highest."""

    level: int
    id: str
    text: str


class Fragment(msgspec.Struct, frozen=True):
    """A rendered body: safe HTML, its headings, and why it could not be rendered (then the HTML is empty)."""

    html: str
    contents: tuple[Contents, ...] = ()
    failure: str = ""


def drawing(block: str) -> str:
    """The *block* of code that describes a drawing: read as it is without a script, and behind the drawing with one."""
    summary = _("The drawing, as it was written")
    return f"{DRAWING}<details open><summary>{summary}</summary>{block}</details></figure>\n"


def dress(rendered: str) -> tuple[str, tuple[Contents, ...]]:
    """What Markdown made, dressed; and its headings."""
    dressed, contents = _with_places(rendered)
    if "<table" in dressed:
        for written, wanted in _ALIGNED.items():  # a style, which the allow-list drops, becomes a class
            dressed = dressed.replace(written, wanted)
    if '<input disabled=""' in dressed:
        dressed = re.sub(r'<li>(\n?(?:<p>)?<input disabled="")', r'<li class="task-list-item">\1', dressed)
    if 'class="markdown-alert-' in dressed:
        dressed = _with_alerts(dressed)
    if 'class="footnote-' in dressed:
        dressed = _with_notes(dressed)
    if "://" in dressed or "www." in dressed:
        dressed = _with_links(dressed)
    return dressed, contents


def _with_places(rendered: str) -> tuple[str, tuple[Contents, ...]]:
    """Every heading with its id and a link to itself. The page has its title: below `<h1>` all go down a level."""
    down = 1 if "<h1>" in rendered else 0
    names = PlaceNames()
    contents: list[Contents] = []
    pieces: list[str] = []
    at = 0
    opening: re.Match[str] | None = None
    for tag in _HEADING.finditer(rendered):
        if not tag[1]:
            opening = tag
        elif opening and opening[2] == tag[2]:
            inner = rendered[opening.end() : tag.start()]
            text = html.unescape(_TAG.sub("", inner)).strip()
            name = names.of(text)
            level = min(6, int(tag[2]) + down)
            title = _("Link to this section")
            link = f'<a class="headerlink" href="#{name}" title="{title}">#</a>'
            pieces += (rendered[at : opening.start()], f'<h{level} id="{name}">{inner}{link}</h{level}>')
            contents.append(Contents(level, ID_PREFIX + name, text))
            at, opening = tag.end(), None
    return "".join((*pieces, rendered[at:])), tuple(contents)


def _with_alerts(rendered: str) -> str:
    opened: list[bool] = []  # of the quotes around: whether each is an alert

    def turned(tag: re.Match[str]) -> str:
        if tag[0] == "</blockquote>":
            return "</div>" if opened and opened.pop() else tag[0]
        kind = ALERTS.get(tag[1] or "")
        opened.append(kind is not None)
        return f'<div class="admonition {kind[0]}">\n<p class="admonition-title">{_(kind[1])}</p>' if kind else tag[0]

    return _QUOTE.sub(turned, rendered)


def _with_notes(rendered: str) -> str:
    """Notes under the text, each leading to where it is first referred to; one that nobody refers to leads nowhere."""
    referred: set[str] = set()

    def reference(found: re.Match[str]) -> str:
        number = found[1]
        place = "" if number in referred else f' id="fnref:{number}"'
        referred.add(number)
        return f'<sup{place}><a class="footnote-ref" href="#fn:{number}">{number}</a></sup>'

    def note(found: re.Match[str]) -> str:
        number = found[1]
        title = _("Back to the text, note %(number)s", number=number)
        back = f'<a class="footnote-backref" href="#fnref:{number}" title="{title}">{number}</a>'
        return f'<div class="footnote" id="fn:{number}">{back if number in referred else number}'

    return _NOTE.sub(note, _REFERENCE.sub(reference, rendered))


def _with_links(rendered: str) -> str:
    """Addresses that stand in the text by themselves, as links: GitHub makes them too, by the same rules."""
    within: list[str] = []  # the elements around, or the comment, in which addresses are left alone

    def linked(found: re.Match[str]) -> str:
        piece, name = found[0], (found[2] or "").lower()
        if piece == "<!--":
            within.append(piece)
        elif piece == "-->":
            within.clear()
        elif name in _APART:
            if not found[1]:
                within.append(name)
            elif name in within:
                within.remove(name)
        elif not name and not within:
            return _link(piece)
        return piece

    return _PIECE.sub(linked, rendered)


def _link(written: str) -> str:
    """What is *written*, with the address in it as a link: signs that end a sentence are none of it."""
    address, before = written, ""
    surplus = address.count(")") - address.count("(")
    while address != before:
        before = address
        address = address.rstrip(_MARKS)
        if address.endswith(";") and (sign := _SIGN.search(address, len(address) - 10)):
            address = address[: sign.start()]
        if address.endswith(")") and surplus > 0:
            address, surplus = address[:-1], surplus - 1
    target = address if "://" in address else f"http://{address}"
    return f'<a href="{target}">{address}</a>{written[len(address) :]}' if "." in address else written
