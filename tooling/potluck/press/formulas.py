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

INLINE, BLOCK = "math-inline", "math-display"  # what a formula in a line is called until it is set, and one by itself
LONGEST = 2000  # letters of one formula
COMMANDS = 300  # of TeX's in one, and braces: each may stand within the one before, and the reader calls itself for it
MOST = 20_000  # letters of all formulas of a text
LEAST = 10  # letters that one counts for: setting a short one takes its time too

# The elements of MathML that show something, and no more: nothing that leads, acts, holds HTML or is there to annotate.
_LINES = "math mrow mi mn mo mtext mspace mfrac msqrt mroot mphantom mpadded mstyle mtable mtr mtd"
_SCRIPTS = "msub msup msubsup munder mover munderover mmultiscripts mprescripts"
ELEMENTS = frozenset((*_LINES.split(), *_SCRIPTS.split()))
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
_FOUND = re.compile(rf'<span class="math ({INLINE}|{BLOCK})">([^<]*)</span>')  # by the parser
_WRITTEN = re.compile(rf'<code class="(?:({INLINE})|{BLOCK})">([^<]*)</code>')
_NAME = re.compile("<([a-z]+)")
_NUMBERED = re.compile(r"(\\(?:begin|end)\{(?:align|alignat|equation|flalign|gather|multline))\}")
_SIDE = re.compile('<mtd style="text-align: (left|right);[^"]*"')


def waiting(rendered: str) -> str:
    """*rendered*, in which the formulas that the parser found are code until they are set: none changes their words."""
    return _FOUND.sub(r'<code class="\1">\2</code>', rendered) if 'class="math ' in rendered else rendered


def with_formulas(cleaned: str) -> str:
    """*cleaned*, which passed the allow-list, with its formulas set. One that cannot be read stays as written."""
    left = MOST

    def turned(found: re.Match[str]) -> str:
        nonlocal left
        source, is_block = html.unescape(found[2]), not found[1]
        left -= max(len(source), LEAST)
        sign = "$$" if is_block else "$"
        written = f"<code>{html.escape(f'{sign}{source}{sign}', quote=False)}</code>"
        return _set(source, is_block=is_block) or f"{written} <small>{note}</small>" if left >= 0 else written

    note = _("(this formula cannot be shown)")
    return _WRITTEN.sub(turned, cleaned) if '<code class="' in cleaned else cleaned


def _set(source: str, *, is_block: bool) -> str:
    plain = source.strip() if is_block else source.strip("`")  # GitHub knows $`x`$ too
    mathml = _mathml(plain, is_block=is_block)
    return f'<span class="formula{" formula-block" if is_block else ""}">{mathml}</span>' if mathml else ""


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
