"""A body to a safe fragment. The one place where a stranger's Markdown becomes HTML."""

from __future__ import annotations

import html
import re
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import pygments
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from potluck.press.safe import ID_PREFIX, clean
from potluck.press.sparing import Sparing
from potluck.words import visible

_FORMATTER = HtmlFormatter(nowrap=True)


def highlighted(source: str, language: str, *_arguments: object, **_options: object) -> str:
    """A block of code, coloured by its *language* where that is known. Options of the fence have no say."""
    lexer = _lexer(language)
    code = pygments.highlight(source, lexer, _FORMATTER) if lexer else html.escape(source)
    return f'<div class="highlight"><pre><code>{code}</code></pre></div>'


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    """Made once a language: looking it up takes longer than colouring with it."""
    try:
        return get_lexer_by_name(language) if language else None
    except ClassNotFound:
        return None


# The extensions that a proposal may use where the editorial pages do, with settings of our own (SEC-044): none
# reads a file, sets an attribute or passes HTML on. attr_list, md_in_html, snippets, b64, blocks, macros are missing.
SAFE_EXTENSIONS: dict[str, dict[str, Any]] = {
    "abbr": {},
    "admonition": {},
    "def_list": {},
    "footnotes": {"BACKLINK_TITLE": "Back to the text, note {}"},
    "sane_lists": {},
    "tables": {},
    "toc": {"permalink": "#", "permalink_title": "Link to this section"},
    "pymdownx.caret": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {"auto_title": False, "anchor_linenums": False},
    "pymdownx.mark": {},
    "pymdownx.superfences": {
        "custom_fences": [
            {"name": "*", "class": "", "format": highlighted, "validator": lambda *_arguments, **_options: True}
        ],
        "disable_indented_code_blocks": False,
    },
    "pymdownx.tasklist": {"custom_checkbox": False},
    "pymdownx.tilde": {},
}

_STAND_IN = "\ue0ff"  # private use: no script has it

AGAIN = 0.1  # seconds of work
DEPTH = 1000  # of elements within elements
GROWTH = 200_000  # elements that a parser may add by itself
SIGNS = 150_000  # `&amp;` and the like: the parser takes time with the square of their number
_ATTRIBUTES = r'(?: [a-z-]+(?:="[^"<>]*")?)*'
_VOID = re.compile(rf"<(?:br|col|hr|img|input|wbr){_ATTRIBUTES} ?/?>")
_WHOLE = re.compile(rf"<([a-z][a-z0-9]*){_ATTRIBUTES}>[^<]*</\1>")
_OPENING = re.compile("<[a-zA-Z]")
# Where one of these is left open, HTML's rules open it anew in every paragraph that follows.
_REOPENED = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contents:
    """One line of a page's table of contents. `level` 2 is the highest."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A rendered body: safe HTML, its headings, and why it could not be rendered (then the HTML is empty)."""

    html: str
    contents: tuple[Contents, ...] = ()
    failure: str = ""


class TooSlow(BaseException):
    """The body took longer to render than the charter allows. No extension's `except Exception` stops it."""


class Renderer:
    """Renders bodies one after the other. Making one costs about a millisecond, using it again nothing."""

    def __init__(self, extensions: Iterable[str]) -> None:
        self._used = [name for name in extensions if name in SAFE_EXTENSIONS]
        self._markdown = self._make()

    def _make(self) -> Markdown:
        configs = {name: SAFE_EXTENSIONS[name] for name in self._used}
        return Markdown(extensions=[*self._used, _OurTouches(), Sparing()], extension_configs=configs)

    def render(self, body: str, path: str, seconds: float) -> Fragment:
        """*body* of the proposal at *path* as a safe fragment; never fails, and is interrupted after *seconds*."""
        try:
            with _deadline(seconds):
                self._markdown.reset()
                # `<![` stops html.parser with an exception; under a stand-in it is text like any other.
                rendered = self._markdown.convert(visible(body).replace("<![", f"{_STAND_IN}!["))
                rendered = rendered.replace(_STAND_IN, "&lt;")
                if _is_too_much(rendered):
                    raise TooSlow
                contents = tuple(_contents(getattr(self._markdown, "toc_tokens", [])))
            # Not within the deadline: the sanitiser swallows what is raised in its filter, and goes on without it.
            return Fragment(clean(rendered, path), contents)
        except TooSlow:
            failure = "slow"
        except Exception as error:  # an extension met text that its authors did not think of: the page must not break
            failure = type(error).__name__
        self._markdown = self._make()  # where it was interrupted it still believes to be: in a list, in a quote
        return Fragment("", failure=failure)


def _is_too_much(html: str) -> bool:
    """Whether a parser would make far more of *html* than stands there: elements very deep, or opened ever anew.

    Cleaning takes time with the depth; and a hundred `<b id=…>` left open stand in each of a thousand paragraphs. What
    is opened and closed in its place is taken out, from within, until little enough is left; nothing is believed of
    the rest, for a closing tag inside a comment or a quoted value closes nothing.
    """
    if html.count("&") > SIGNS:
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


def _contents(tokens: list[dict[str, Any]]) -> Iterator[Contents]:
    for token in tokens:
        text = html.unescape(re.sub(r"<[^>]*>", "", token["name"])).replace(_STAND_IN, "<")
        yield Contents(token["level"], ID_PREFIX + token["id"], text)
        yield from _contents(token["children"])


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


class _OurTouches(Extension):
    """What proposals need beyond the extensions."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        # Before toc (5) gives headings their ids.
        md.treeprocessors.register(_PageTitle(md), "potluck-title", 8)
        md.treeprocessors.register(_Alignment(md), "potluck-alignment", 1)


class _PageTitle(Treeprocessor):
    """The page has its title: headings of level one become level two, and the others follow."""

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if re.fullmatch("h[1-6]", str(element.tag))]
        if any(heading.tag == "h1" for heading in headings):
            for heading in headings:
                heading.tag = f"h{min(6, int(heading.tag[1]) + 1)}"


class _Alignment(Treeprocessor):
    """The alignment of table cells moves from a style, which the allow-list drops, to a class."""

    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            for cell in table.iter():
                style = cell.attrib.pop("style", "") if cell.tag in ("th", "td") else ""
                if match := re.search(r"text-align: (left|center|right)", style):
                    cell.set("class", f"pl-{match.group(1)}")
