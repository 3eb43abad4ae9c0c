"""Formulas in TeX's letters, as GitHub has them, to MathML: every browser sets it by itself, and reads it aloud.

A formula is set last, behind the allow-list, from the words that passed it: what a stranger writes as `<math>` by hand
never gets through, and what stands here was made from words alone, and passes a list of its own (SEC-051).
"""

from __future__ import annotations

import html
import re

import nh3
from math_core import LatexError, LatexToMathML

from potluck.translation import _

INLINE, BLOCK = "math-inline", "math-display"  # as the parser calls them
LONGEST = 2000  # letters of one formula
COMMANDS = 300  # of TeX's in one, and braces: each may stand within the one before, and the reader calls itself for it
MOST = 20_000  # letters of all formulas of a text

# The elements of MathML that show something, and no more: nothing that leads, acts, holds HTML or is there to annotate.
ELEMENTS = frozenset(
    "math mrow mi mn mo mtext mspace mfrac msqrt mroot mphantom mpadded mstyle "
    "msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd".split()
)
ATTRIBUTES = {
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"form", "largeop", "lspace", "maxsize", "minsize", "movablelimits", "rspace", "stretchy", "symmetric"},
    "mspace": {"width"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "munderover": {"accent", "accentunder"},
    "mfrac": {"linethickness"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"displaystyle", "scriptlevel"},
}
# A word, or a length that moves nothing out of its line.
_VALUE = re.compile(r"[a-z]+|[0-3]|-?[0-2]?(?:\.[0-9]+)?em")

# No macros: whatever a formula defines for itself could be made to grow (GitHub has them; here its source is shown).
_READER = LatexToMathML(fancy_error=False, max_expansions=0)
_CLEANER = nh3.Cleaner(
    tags=set(ELEMENTS),
    attributes=ATTRIBUTES,
    allowed_classes={"mtd": {"pl-left", "pl-right"}},
    attribute_filter=lambda _tag, name, value: value if name == "class" or _VALUE.fullmatch(value) else None,
    link_rel=None,
)
_WRITTEN = re.compile(rf'<span class="math (?:({INLINE})|{BLOCK})">([^<]*)</span>')
_NAME = re.compile("<([a-z]+)")
_NUMBERED = re.compile(r"(\\(?:begin|end)\{(?:align|alignat|equation|flalign|gather|multline))\}")
_SIDE = re.compile('<mtd style="text-align: (left|right);[^"]*"')


def waiting(source: str, *, is_block: bool) -> str:
    """The place of a formula until it is set, as the parser writes it."""
    return f'<span class="math {BLOCK if is_block else INLINE}">{html.escape(source, quote=False)}</span>'


def with_formulas(cleaned: str) -> str:
    """*cleaned*, which passed the allow-list, with its formulas set. One that cannot be read stays as it was written."""
    left = MOST

    def turned(found: re.Match[str]) -> str:
        nonlocal left
        source = html.unescape(found[2])
        left -= len(source)
        return _set(source, is_block=not found[1], is_short=left >= 0)

    return _WRITTEN.sub(turned, cleaned) if 'class="math ' in cleaned else cleaned


def _set(source: str, *, is_block: bool, is_short: bool) -> str:
    plain = source.strip().strip("`") if not is_block else source.strip()  # GitHub knows $`x`$ too
    mathml = _mathml(plain, is_block=is_block) if is_short else ""
    if mathml:
        return f'<span class="formula{" formula-block" if is_block else ""}">{mathml}</span>'
    sign = "$$" if is_block else "$"
    note = _("(this formula cannot be shown)")
    return f"<code>{html.escape(f'{sign}{source}{sign}', quote=False)}</code> <small>{note}</small>"


def _mathml(source: str, *, is_block: bool) -> str:
    """*source* as MathML with nothing in it that is not on the list; "" where it cannot be read, or is too much."""
    if len(source) > LONGEST or source.count("\\") + source.count("{") > COMMANDS:
        return ""
    try:
        unnumbered = _NUMBERED.sub(r"\1*}", source)  # as on GitHub: nobody refers to a number
        made = _READER.convert_with_local_state(unnumbered, displaystyle=is_block)
    except LatexError:
        return ""
    if not ELEMENTS.issuperset(_NAME.findall(made)):  # half a formula would say something else
        return ""
    return str(_CLEANER.clean(_SIDE.sub(r'<mtd class="pl-\1"', made)))
