"""Badges: one line of SVG to put into a README. No script, no font and no address in it, and its own two grounds."""

from __future__ import annotations

import unicodedata
from html import escape

from potluck.press.colours import STONE, TONES
from potluck.press.sinks import plain
from potluck.translation import _, ngettext
from potluck.views.sharing import Shared, Summed

_HEIGHT = 20
_EDGE = 7  # beside the words
_MOST = 40  # characters of a name; what is longer ends in an ellipsis
# How wide Verdana has each sign at 11 px. Where a reader has another face, `textLength` sets it to the same width.
_WIDTHS = {
    3.0: "'il’",
    3.9: " fj,.·\u202f",
    4.5: "!tIr",
    5.0: '()-/:;J[\\]|"“”',
    5.7: "csz",
    6.1: "?LF",
    6.5: "kvxyea",
    6.7: "PoYT",
    6.9: "bdgpqEhnu{}$*0123456789_`–",
    7.5: "ASVBXZKRC",
    8.1: "U&NH",
    8.6: "DGOQ",
    9.1: "#+<=>^w~M…→",
    10.8: "mW@",
    11.9: "%—",
}
_WIDTH_OF = {sign: width for width, signs in _WIDTHS.items() for sign in signs}


def proposal_badge(shared: Shared) -> bytes:
    """`Idea | Building · 42 voices`."""
    return _badge(shared.kind, " · ".join(filter(None, (shared.stage, shared.voices))), shared.tone, shared.title)


def community_badge(summed: Summed) -> bytes:
    """`Open Kitchen | 38 proposals · 84 % answered`."""
    words = ngettext("%(num)s proposal", "%(num)s proposals", summed.proposals)
    if summed.answered is not None:
        words += " · " + _("%(share)s %% answered", share=summed.answered)
    return _badge(summed.name, words, "open", summed.name)


def _badge(name: str, words: str, tone: str, title: str) -> bytes:
    """*name* on stone, *words* on the colour of *tone*. Who hears it hears both; *title* is told on hover."""
    left, right = (_Part(_short(text)) for text in (name, words))
    width = left.width + right.width
    said = escape(plain(f"{left.text}: {right.text}"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}" role="img" aria-label="{said}">'
        f"<title>{escape(plain(title))}</title>"
        f'<rect width="{width}" height="{_HEIGHT}" rx="4" fill="{TONES[tone]}"/>'
        f'<path d="M{left.width} 0v{_HEIGHT}H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z" fill="{STONE}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">'
        f"{left.at(_EDGE)}{right.at(left.width + _EDGE)}</g></svg>\n"
    ).encode()


class _Part:
    """Words, and how much room they take."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.length = round(sum(map(_width, text)), 1)
        self.width = round(self.length) + 2 * _EDGE
        self.is_known = all(sign in _WIDTH_OF for sign in unicodedata.normalize("NFD", text) if not _is_mark(sign))

    def at(self, x: int) -> str:
        """The element, beginning at *x*. Letters whose widths nobody here knows, or that join, are not pulled apart."""
        place = (
            f'x="{x}" y="14" textLength="{self.length}"'
            if self.is_known
            else f'x="{x + self.length / 2:.1f}" y="14" text-anchor="middle"'
        )
        return f"<text {place}>{escape(plain(self.text))}</text>"


def _width(sign: str) -> float:
    """How wide *sign* is; one of another script is as wide as most."""
    base = unicodedata.normalize("NFD", sign)[0]
    if _is_mark(base):
        return 0
    wide = unicodedata.east_asian_width(sign) in "WF"
    return _WIDTH_OF.get(base, 11 if wide else 7.5)


def _is_mark(sign: str) -> bool:
    return unicodedata.combining(sign) > 0


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1].rstrip()}…"
