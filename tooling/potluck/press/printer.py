"""A view and a template make an article; an article and a specimen make a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from potluck.mechanisms import mechanisms
from potluck.model import PotluckError
from potluck.paths import TEMPLATES, THEME
from potluck.press.dress import DRAWING, Fragment
from potluck.press.interpreter import Interpreter
from potluck.press.safe import FAR, FILE
from potluck.press.specimen import Specimen, root_of, with_feed, with_frames, with_head, with_still_policy
from potluck.shapes import Panel
from potluck.tokens import Tokens, read_tokens
from potluck.translation import _
from potluck.views import PageView, SlotView
from potluck.views.comments import ORIGIN
from potluck.views.places import address_of
from potluck.views.sharing import Shared

PIECES = ("icons", "words", "voices", "rows", "find", "ways", "history", "faults")  # by what they show
TOKENS = "assets/potluck/tokens.css"
_FILE_TAG = re.compile(rf'<(a|img)\b([^<>]*?) (?:href|src)="(?:{FILE}([^"#]*)(#[^"]*)?|{FAR}([^"]*))"([^<>]*)>')
_REL = ' rel="nofollow ugc noopener"'
_ALT = re.compile(r'\balt="([^"]*)"')
OURS = 0.1  # the weight of our own words in the search, beside those that people brought
_NO_WORDS = ('class="headerlink"', 'class="formula"', 'class="formula formula-block"')  # nobody looks for these
_ROWS = 2**15  # of one kilobyte each
_KEPT = ("chip", "date", "who", "bar", "for_and_against")  # pieces of one thing each, that many pages say alike
_ALIKE = 2**12  # of each, as often filled in as anew


class Printer:
    """Prints articles and pages. Made once a process."""

    def __init__(self, theme_folder: Path | None, places: Mapping[str, str], files: Iterable[str]) -> None:
        """*places*: the address of every proposal by its file; *files*: the attachments, by their file."""
        folders = [theme_folder / "potluck"] if theme_folder else []
        loader = ChoiceLoader([FileSystemLoader(folder) for folder in (*folders, TEMPLATES)])
        self._jinja = Interpreter(loader)
        self._jinja.globals["tokens"] = cache(lambda: self._tokens(theme_folder))
        self._places = places
        self._files = frozenset(files)
        self._shared: dict[str, dict[str, Any]] = {}

    @staticmethod
    def _tokens(theme_folder: Path | None) -> Tokens:
        """The tokens that this site's pages are drawn with: the community's own file lies over the theme's."""
        own = theme_folder / TOKENS if theme_folder else THEME / TOKENS
        return read_tokens((own if own.is_file() else THEME / TOKENS).read_text("utf-8"))

    def article(self, page: PageView, fragment: Fragment | None) -> str:
        """The inside of the article of *page*."""
        root = root_of(page.place)
        body = Markup(self._settle(fragment.html, root)) if fragment else Markup("")  # noqa: S704 - passed `clean`
        panels: dict[str, list[Markup]] = {"top": [], "side": [], "end": []}
        for panel in getattr(page.view, "panels", ()):
            panels[panel.place].append(self._panel(panel, root))
        name = page.template.removesuffix(".html")
        view = {"listing" if name == "listing" else "page": page.view}
        return self._filled(page.template, root, body=body, is_drawn=DRAWING in body, panels=panels, **view)

    def slot(self, slot: SlotView, root: str) -> str:
        """What stands in a slot of an editorial page."""
        return self._filled(slot.template, root, **{slot.name: slot.view})

    def card(self, shared: Shared) -> str:
        """The page that others show in a frame."""
        return with_still_policy(self._filled("card.html", "", shared=shared))

    def _filled(self, template: str, root: str, **values: Any) -> str:
        try:
            return self._jinja.get_template(template).render(self._at(root), **values)
        except TemplateError as error:  # most likely one of the community's own
            line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
            raise PotluckError(f"the template {template}{line} cannot be printed: {error.message}") from error

    def _at(self, root: str) -> Mapping[str, Any]:
        """What every template is given: the way to the site's *root*, and the pieces that all pages share.

        A proposal's row is filled in once, since it stands in the lists of its kind, stage, tags and people.
        """
        if root not in self._shared:
            values: dict[str, Any] = {"root": root}
            self._shared[root] = values
            values["kept_row"] = lru_cache(_ROWS)(lambda *row: vars(values["pieces"])["row"](*row))
            values["pieces"] = pieces = SimpleNamespace()  # one for all: a piece is made of others, of other files too
            for part in PIECES:
                vars(pieces).update(vars(self._jinja.get_template(f"pieces/{part}.html").make_module(values)))
            for piece in _KEPT:
                vars(pieces)[piece] = lru_cache(_ALIKE)(vars(pieces)[piece])
            values["charts"] = self._jinja.get_template("charts.html").make_module(values)
        return self._shared[root]

    def page(self, page: PageView, fragment: Fragment | None, specimen: Specimen) -> str:
        """The whole page."""
        article = self.article(page, fragment)
        contents = fragment.contents if fragment else ()
        printed = specimen.fill(address_of(page.place), page.title, page.description, article, contents)
        if page.specimen.startswith("proposal"):
            printed = searchable(printed)
        elif page.markdown:
            printed = searchable(printed, OURS)
        if feed := getattr(page.view, "feed", ""):
            printed = with_feed(printed, root_of(page.place) + feed, page.title)
        if head := getattr(page.view, "head", None):
            printed = with_head(printed, head)
        return with_frames(printed, ORIGIN) if getattr(page.view, "comments", "") else printed

    def _panel(self, panel: Panel, root: str) -> Markup:
        template = mechanisms()[panel.mechanism].template
        if TEMPLATES in template.parents:
            found = self._jinja.get_template(template.relative_to(TEMPLATES).as_posix())
        else:
            found = self._jinja.from_string(template.read_text("utf-8"))
        return Markup(found.render(self._at(root), state=panel.state))  # noqa: S704 - escaped by the template

    def _settle(self, html: str, root: str) -> str:
        """Give the relative addresses of a body their place in the site; what leads nowhere becomes plain text."""
        if FILE not in html and FAR not in html:
            return html

        def settle(match: re.Match[str]) -> str:
            tag, before, path, anchor, far, after = match.groups()
            if far is not None:
                alt = _ALT.search(before + after)
                words = alt.group(1) if alt and alt.group(1) else _("A picture elsewhere")
                return f'<a href="{far}"{_REL}>{words}</a>'
            target = self._places.get(path) if tag == "a" else None
            if target is None and path in self._files:
                target = f"files/{path}"
            if target is not None:
                name = "href" if tag == "a" else "src"
                return f'<{tag}{before} {name}="{root}{target}{anchor or ""}"{after.replace(_REL, "")}>'
            if tag == "img":
                alt = _ALT.search(before + after)
                return f'<span class="pl-missing">{alt.group(1) if alt else ""}</span>'
            return f"<a{before}{after}>".replace(_REL, "")

        return _FILE_TAG.sub(settle, html)


def searchable(page: str, weight: float = 1) -> str:
    """*page* with its article marked for the search index, in which its words have *weight*."""
    marks = "data-pagefind-body" + (f' data-pagefind-weight="{weight}"' if weight != 1 else "")
    page = page.replace("<article", f"<article {marks}", 1)
    for sign in _NO_WORDS:
        page = page.replace(sign, f"{sign} data-pagefind-ignore")
    return page
