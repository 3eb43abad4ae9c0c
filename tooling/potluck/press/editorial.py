"""The pages of the engine: specimens that the press prints others from, and editorial pages with their slots filled."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path

from potluck.model import PotluckError
from potluck.press.first_visit import FirstVisit
from potluck.press.frames import specimen_places
from potluck.press.printer import OURS, Printer, searchable
from potluck.press.specimen import Specimen, rebase, root_of, with_policy
from potluck.press.standard import as_standard
from potluck.translation import _
from potluck.views import Community, slot_view

# What an engine prints for its own search and site map: ours take their place. Templates of the theme are no pages.
_ENGINE_OWN = re.compile(r"^(?:search/|search\.json$|sitemap\.xml|404\.html$|templates/|objects\.inv$|\.potluck-key$)")
_SLOT = re.compile(r'<div data-potluck="([a-z-]+)"(?: data-kind="([a-z0-9-]*)")?\s*>\s*</div>')
_HEADING = re.compile(r"<h1\b.*?</h1>", re.DOTALL)
# Material fills it only where a page's own Markdown has headings.
_SKIP = re.compile(r'(<div data-md-component="skip">)\s*(</div>)')
NOT_FOUND = "404.html"  # where hosts look for it
_CANONICAL = re.compile(r'<link rel="canonical"[^>]*>')


class Editorial:
    """What the engine has printed into the folder *frames* for *community*."""

    def __init__(self, community: Community, frames: Path, site_url: str, *, has_policy: bool) -> None:
        """*site_url* is where the site will lie; a page *has* a *policy* of its own, except while it is served."""
        self._community = community
        self._frames = frames
        self._base = re.sub(r"^[a-z]+://[^/]*", "", site_url) or "/"  # for the page that answers any address
        self._has_policy = has_policy
        self._first_visit = FirstVisit(frames)
        self._specimen_places = specimen_places(community.charter)

    def specimens(self) -> Iterator[tuple[str, Specimen]]:
        """One of each sort, by the sort's name; a PotluckError where the engine has not printed one."""
        for sort, place in self._specimen_places.items():
            path = self._frames / place / "index.html"
            if not path.is_file():
                raise PotluckError(
                    f"the engine did not print the specimen {place}; is the plugin `potluck` in mkdocs.yml?"
                )
            page = self._frame(path)
            yield sort, Specimen.cut(with_policy(page) if self._has_policy else page, place)

    def pages(self, printer: Printer) -> Iterator[Callable[[], list[tuple[str, bytes]]]]:
        """What makes each editorial page, whole, and the style sheets that it names, by their places."""
        for place, path in self._files(of_pages=True):
            yield partial(self._page, place, path, printer)

    def _page(self, place: str, path: Path, printer: Printer) -> list[tuple[str, bytes]]:
        page = self._filled(self._frame(path), place, printer)
        if place == "404/index.html":
            place = NOT_FOUND
            page = rebase(_CANONICAL.sub("", page), self._base)
        return [(place, (with_policy(page) if self._has_policy else page).encode()), *self._first_visit.new_files()]

    def others(self) -> Iterator[tuple[str, bytes]]:
        """The engine's other files, as they are, and the style sheets that specimens name."""
        yield from self._first_visit.new_files()
        for place, path in self._files(of_pages=False):
            yield place, path.read_bytes()

    def _frame(self, path: Path) -> str:
        """A page as the engine has printed it, valid, with the words that the charter wants on every one."""
        place = path.relative_to(self._frames).as_posix()
        page = self._first_visit.eased(as_standard(path.read_text("utf-8")), place)
        notice = self._community.charter.community.notice
        line = f'<p class="pl-notice-line">{escape(notice)}</p></article>'
        return page.replace("</article>", line, 1) if notice else page

    def _files(self, *, of_pages: bool) -> Iterator[tuple[str, Path]]:
        specimens = {f"{place}/index.html" for place in self._specimen_places.values()}
        for path in sorted(self._frames.rglob("*"), key=os.fspath):
            place = path.relative_to(self._frames).as_posix()
            is_ours = place in specimens or (_ENGINE_OWN.match(place) and place != "search/index.html")
            if place.endswith(".html") == of_pages and path.is_file() and not is_ours:
                yield place, path

    def _filled(self, page: str, place: str, printer: Printer) -> str:
        has_slots = False
        root = root_of(posixpath.dirname(place))

        def fill(match: re.Match[str]) -> str:
            nonlocal has_slots
            has_slots = True
            slot = slot_view(self._community, match.group(1), match.group(2) or "", place)
            return ("\0" if slot.has_title else "") + printer.slot(slot, root)

        filled = _SLOT.sub(fill, page)
        if "\0" in filled:  # a slot with a heading of its own: the engine's goes
            before, after = filled.split("\0", 1)
            filled = _HEADING.sub("", before, count=1) + after
        words = _("Skip to content")
        skip = f'<a href="#pl-start" class="md-skip">{words}</a>'
        filled = _SKIP.sub(rf"\1{skip}\2", filled, count=1)
        if '"#pl-start"' in filled and 'id="pl-start"' not in filled:
            filled = filled.replace("<article", '<article id="pl-start"', 1)
        return filled if has_slots else searchable(filled, OURS)
