"""A body to a safe fragment. The one place where a stranger's Markdown becomes HTML."""

from __future__ import annotations

import html
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pygments
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from pyromark import Markdown, Options

from potluck.press.dress import Fragment, drawing, dress
from potluck.press.formulas import BLOCK, waiting, with_formulas
from potluck.press.safe import clean
from potluck.words import visible

_FORMATTER = HtmlFormatter(nowrap=True)


def highlighted(language: str | None, source: str) -> str:
    """A block of code, coloured by its *language* where that is known. Two that GitHub shows are no code."""
    name = (language or "").lower()
    if name == "math":
        return f'<p><code class="{BLOCK}">{html.escape(source)}</code></p>\n'
    lexer = _lexer(language)
    code = pygments.highlight(source, lexer, _FORMATTER) if lexer else html.escape(source)
    block = f'<div class="highlight"><pre><code>{code}</code></pre></div>\n'
    return drawing(block) if name == "mermaid" else block


@lru_cache(maxsize=64)
def _lexer(language: str | None) -> Lexer | None:
    """Made once a language: looking it up takes longer than colouring with it."""
    try:
        return get_lexer_by_name(language) if language else None
    except ClassNotFound:
        return None


# GitHub's dialect and no more: a text looks here as it looks where it was written. Nothing in it reads a file, sets an
# attribute or runs a template (SEC-044), and the parser's time grows with a text's length alone, whatever is in it.
DIALECT = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_GFM  # notes and warnings: `> [!NOTE]`
    | Options.ENABLE_MATH  # `$x$`, `$$x$$`
)
_MARKDOWN = Markdown(options=DIALECT, highlight=highlighted)
_LOOKS = 4  # for prices: two that stood apart may be a formula's ends once another between them is none

AGAIN = 0.1  # seconds of work
DEPTH = 1000  # of elements within elements
LARGEST = 12_000_000  # letters of a page: a quarter of a million headings would make more
GROWTH = 200_000  # elements that a parser may add by itself
SIGNS = 150_000  # `&amp;`, and all from U+0080 to U+00BF: the sanitiser takes time with the square of their number
_ATTRIBUTES = r'(?: [a-z-]+(?:="[^"<>]*")?)*'
_VOID = re.compile(rf"<(?:br|col|hr|img|input|wbr){_ATTRIBUTES} ?/?>")
_WHOLE = re.compile(rf"<([a-z][a-z0-9]*){_ATTRIBUTES}>[^<]*</\1>")
_OPENING = re.compile("<[a-zA-Z]")
# Where one of these is left open, HTML's rules open it anew in every paragraph that follows.
_REOPENED = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE)


class TooSlow(BaseException):
    """The body took longer to render than the charter allows. No lexer's `except Exception` stops it."""


def render(body: str, path: str, seconds: float) -> Fragment:
    """*body* of the proposal at *path* as a safe fragment; never fails, and is interrupted after *seconds*."""
    try:
        with _deadline(seconds):
            rendered = waiting(_MARKDOWN.html(with_prices(visible(body))))
            if _is_too_much(rendered):
                raise TooSlow
            dressed, contents = dress(rendered)
            if len(dressed) > LARGEST:
                raise TooSlow
        # Not within the deadline: the sanitiser swallows what is raised in its filter, and goes on without it.
        return Fragment(with_formulas(clean(dressed, path)), contents)
    except TooSlow:
        return Fragment("", failure="slow")
    except Exception as error:  # a lexer met text that its authors did not think of: the page must not break
        return Fragment("", failure=type(error).__name__)


def with_prices(body: str) -> str:
    """*body*, in which a `$` with a letter or a digit before it begins no formula, and one before such ends none.

    So it is on GitHub: "US$5 and C$6" is money, which the parser alone would take for a formula.
    """
    for _look in range(_LOOKS if body.count("$") > 1 else 0):
        written = body.encode()
        prices = [
            place["start"]
            for event, place in _MARKDOWN.events_with_range(body)
            if "InlineMath" in event and _is_within_a_word(written, place["start"], place["end"])
        ]
        if not prices:
            break
        ends = [*prices, len(written)]
        pieces = [written[: ends[0]], *(written[at:end] for at, end in zip(prices, ends[1:], strict=True))]
        body = b"\\".join(pieces).decode()
    return body


def _is_within_a_word(written: bytes, start: int, end: int) -> bool:
    """Whether a letter or a digit touches what stands from *start* to *end*. Four bytes hold a letter."""
    before = written[max(0, start - 4) : start].decode(errors="ignore")
    after = written[end : end + 4].decode(errors="ignore")
    return before[-1:].isalnum() or after[:1].isalnum()


def _is_too_much(html: str) -> bool:
    """Whether a parser would make far more of *html* than stands there: elements very deep, or opened ever anew.

    Cleaning takes time with the depth; and a hundred `<b id=…>` left open stand in each of a thousand paragraphs. What
    is opened and closed in its place is taken out, from within, until little enough is left; nothing is believed of
    the rest, for a closing tag inside a comment or a quoted value closes nothing.
    """
    if html.count("&") + html.encode().count(b"\xc2") > SIGNS:  # it looks for no-break blanks by their first byte
        return True
    tags = html.count("<")
    while _exceeds(html, tags):
        html, before = _WHOLE.sub("", _VOID.sub("", html)), len(html)
        if len(html) == before:
            return True
    return False


def _exceeds(html: str, tags: int) -> bool:
    return (html.count("<") > DEPTH and len(_OPENING.findall(html)) > DEPTH) or (
        tags > 100 and len(_REOPENED.findall(html)) * tags > GROWTH
    )


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Interrupt what runs inside after *seconds* of work. Only a main thread can be; others are stopped from outside.

    The time is the processor's: a busy machine does not make a text too slow, so that the verdict is the text's own.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_number: int, _frame: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, ring)
    # It rings again: the first may fall where Python lets no exception out, such as a generator being given up, or
    # whatever else the garbage collector calls.
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
