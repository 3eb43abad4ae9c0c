"""The press: frames, views and rendered bodies become the site."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import blake2b
from html import escape
from itertools import chain
from pathlib import Path

import msgspec

from potluck.cache import code_stamp
from potluck.checks.pages import check_page, title
from potluck.copies import FEW, beside, share
from potluck.examine import Examination
from potluck.keeping import published_files
from potluck.load import open_plainly
from potluck.load.pictures import LARGEST
from potluck.load.walk import PICTURES
from potluck.model import PotluckError
from potluck.press.attachments import picture
from potluck.press.badge import community_badge
from potluck.press.calendar import calendar
from potluck.press.elsewhere import files_beside
from potluck.press.first_visit import FirstVisit
from potluck.press.frames import specimen_places
from potluck.press.printer import OURS, Printer, searchable
from potluck.press.search import add_search
from potluck.press.settings import EngineSettings
from potluck.press.sheets import Desk, Sheet
from potluck.press.sinks import atom, redirect, sitemap
from potluck.press.specimen import Specimen, rebase, root_of, with_policy
from potluck.press.standard import as_standard
from potluck.press.tree import Tree
from potluck.register import checks
from potluck.views import Community, Draft, PageView, site_pages, slot_view, text_page
from potluck.views.feeds import Feed, feeds
from potluck.views.find import find_files
from potluck.views.outputs import api_files, api_proposals
from potluck.views.places import address_of, is_address
from potluck.views.sharing import BADGE, summed_of
from potluck.views.submit import submit_files
from potluck.views.time import time_files
from potluck.words import is_text

# What an engine prints for its own search and site map: ours take their place. Templates of the theme are no pages.
_ENGINE_OWN = re.compile(r"^(?:search/|search\.json$|sitemap\.xml|404\.html$|templates/|objects\.inv$|\.potluck-key$)")
_SLOT = re.compile(r'<div data-potluck="([a-z-]+)"(?: data-kind="([a-z0-9-]*)")?\s*>\s*</div>')
_HEADING = re.compile(r"<h1\b.*?</h1>", re.DOTALL)
# Material fills it only where a page's own Markdown has headings.
_SKIP = re.compile(r'(<div data-md-component="skip">)\s*(</div>)')
_NOT_FOUND = "404/index.html"
_CANONICAL = re.compile(r'<link rel="canonical"[^>]*>')


@dataclass(frozen=True, slots=True)
class Pressed:
    """How many pages the site has, and how many files were made anew."""

    pages: int
    written: int


def press(
    root: Path,
    community: Community,
    examination: Examination,
    frames: Path,
    site: Path,
    cache: Path,
    settings: EngineSettings,
    timings: dict[str, float],
    progress: Callable[[str, int, int], None] | None,
    *,
    is_served: bool,
) -> Pressed:
    """Print *community* into *site*, whole or not at all."""
    job = _Job(root, community, examination, frames, site, cache, settings, is_served)
    with beside(job.overviews, is_much=len(community.proposals) > FEW) as overviews:
        sheets = job.sheets()
        job.lay(overviews())
    job.maps()
    job.print(sheets, progress)
    add_search(job.tree, cache, community.charter.community.languages[0], timings)
    return Pressed(len(job.addresses), job.tree.finish())


class _Job:
    """One printing of the site."""

    def __init__(
        self,
        root: Path,
        community: Community,
        examination: Examination,
        frames: Path,
        site: Path,
        cache: Path,
        settings: EngineSettings,
        is_served: bool,
    ) -> None:
        self.root = root
        self.community = community
        self.examination = examination
        self.frames = frames
        self.cache = cache
        self.settings = settings
        self.has_policy = not is_served
        self.tree = Tree(site, cache)
        self.first_visit = FirstVisit(frames)
        self.addresses: dict[str, date | None] = {}  # of pages for the site map, with the day of the last change
        self.specimens = dict(self._specimens())
        self.look = f"{code_stamp()} {_folder_stamp(settings.theme_folder)}"
        self.stamp = _key(
            msgspec.msgpack.encode(
                (
                    self.look,
                    community.charter.model_dump_json(by_alias=True),
                    community.ledger_at,
                    community.history_note,
                    settings.site_url,
                    self.has_policy,
                )
            )
        )
        self.pictures = set(self._pictures())
        targets = {path for paths in examination.targets.values() for path in paths}
        self.places = {path: place for path in targets if (place := community.place_of(path))}
        self.printer = Printer(settings.theme_folder, self.places, self.pictures)

    def _specimens(self) -> Iterator[tuple[str, Specimen]]:
        for sort, place in specimen_places(self.community.charter).items():
            path = self.frames / place / "index.html"
            if not path.is_file():
                raise PotluckError(
                    f"the engine did not print the specimen {place}; is the plugin `potluck` in mkdocs.yml?"
                )
            page = self._frame(path)
            yield sort, Specimen.cut(with_policy(page) if self.has_policy else page, place)

    def _frame(self, path: Path) -> str:
        """A page as the engine has printed it, valid, with the words that the charter wants on every one."""
        place = path.relative_to(self.frames).as_posix()
        page = self.first_visit.eased(as_standard(path.read_text("utf-8")), place)
        notice = self.community.charter.community.notice
        line = f'<p class="pl-notice-line">{escape(notice)}</p></article>'
        return page.replace("</article>", line, 1) if notice else page

    def _pictures(self) -> Iterator[str]:
        """Print the attachments that are pictures, and tell which they are: pages link to no others."""
        for path in sorted(self.community.files):
            if not path.lower().endswith(PICTURES):  # a picture called `x.html` would be read as a page
                continue
            if not is_text(path):  # nor could a name of other bytes be an address
                continue
            try:
                raw = open_plainly(self.root, path, LARGEST)
            except OSError:  # gone since we looked, or not what it was
                continue
            place = f"files/{path}"
            if not self.tree.has(place, self.stamp + _key(raw)):
                image = picture(raw)
                if image is None:
                    self.tree.forget(place)
                    continue
                self.tree.write(place, image)
            yield path

    def overviews(self) -> list[tuple[str, bytes]]:
        """What looks at all proposals at once, by its place: the engine's pages with their slots filled, the lists
        of the API, and what scripts and calendars read. A copy may make them.
        """
        community = self.community
        pages = [(place, self._finished(path, place)) for place, path in self._engine_files(of_pages=True)]
        data = (api_files(community), find_files(community), time_files(community), submit_files(community))
        badge = (BADGE, community_badge(summed_of(community)))
        overall = [("calendar.ics", calendar(community)), badge]
        return [*pages, *self.first_visit.files(), *chain(*data), *overall]

    def lay(self, overviews: Iterable[tuple[str, bytes]]) -> None:
        """Put the *overviews* into the site, and the engine's other files as they are."""
        for place, path in self._engine_files(of_pages=False):
            content = path.read_bytes()
            self.tree.put(place, _key(content), content)
        for place, content in overviews:
            if place == _NOT_FOUND:
                place = "404.html"
            elif place.endswith(".html"):
                self.addresses[place.removesuffix("index.html")] = None
            self.tree.put(place, _key(content), content)

    def _engine_files(self, *, of_pages: bool) -> Iterator[tuple[str, Path]]:
        specimens = {f"{place}/index.html" for place in specimen_places(self.community.charter).values()}
        for path in sorted(self.frames.rglob("*"), key=os.fspath):
            place = path.relative_to(self.frames).as_posix()
            is_ours = place in specimens or (_ENGINE_OWN.match(place) and place != "search/index.html")
            if place.endswith(".html") == of_pages and path.is_file() and not is_ours:
                yield place, path

    def _finished(self, path: Path, place: str) -> bytes:
        page = self._editorial_page(self._frame(path), place)
        if place == _NOT_FOUND:
            page = rebase(_CANONICAL.sub("", page), self._base())
        return (with_policy(page) if self.has_policy else page).encode()

    def _editorial_page(self, page: str, place: str) -> str:
        has_slots = False
        root = root_of(posixpath.dirname(place))

        def fill(match: re.Match[str]) -> str:
            nonlocal has_slots, page
            has_slots = True
            slot = slot_view(self.community, match.group(1), match.group(2) or "", place)
            return ("\0" if slot.has_title else "") + self.printer.slot(slot, root)

        filled = _SLOT.sub(fill, page)
        if "\0" in filled:  # a slot with a heading of its own: the engine's goes
            before, after = filled.split("\0", 1)
            filled = _HEADING.sub("", before, count=1) + after
        filled = _SKIP.sub(r'\1<a href="#pl-start" class="md-skip">Skip to content</a>\2', filled, count=1)
        if '"#pl-start"' in filled and 'id="pl-start"' not in filled:
            filled = filled.replace("<article", '<article id="pl-start"', 1)
        return filled if has_slots else searchable(filled, OURS)

    def _base(self) -> str:
        """The path at which the site lies, for the page that answers any address."""
        path = re.sub(r"^[a-z]+://[^/]*", "", self.settings.site_url)
        return path or "/"

    def sheets(self) -> list[Sheet]:
        """Everything that there is much of, as far as it is new: pages, the API's files, feeds, the ballots."""
        return list(chain(self._pages(), self._api(), self._feeds(), self._beside(), self._ballots()))

    def print(self, sheets: Sequence[Sheet], progress: Callable[[str, int, int], None] | None) -> None:
        """Make the *sheets*, by many hands."""
        desk = Desk(
            self.printer,
            self.specimens,
            self.tree.folder,
            self.cache / "fragments.sqlite",
        )
        share(sheets, desk.print, lambda done: progress("Printing", done, len(sheets)) if progress else None)

    def _pages(self) -> Iterator[Sheet]:
        """The pages that are printed from a specimen, as far as they are new."""
        cut = {sort: _key(msgspec.msgpack.encode(specimen)) for sort, specimen in self.specimens.items()}
        changed = {p.slug: self.community.changed(p) or self.community.created(p) for p in self.community.newest_first}
        for draft in chain(site_pages(self.community), map(Draft.of, _check_pages())):
            proposal = self.community.proposals.get(draft.slug) if draft.slug else None
            fragment = self.examination.fragments.get(proposal.path, "") if proposal else ""
            targets = self.examination.targets.get(proposal.path, ()) if proposal else ()
            settled = [self.places.get(path) or path in self.pictures for path in targets]
            made_of = (self.stamp, cut[draft.specimen], fragment, settled, draft.made_of)
            address = address_of(draft.place)
            place = f"{address}index.html" if address.endswith("/") else address
            self.addresses[address] = changed.get(draft.slug)
            if not self.tree.has(place, _key(msgspec.msgpack.encode(made_of))):
                yield Sheet(place, draft.make, fragment)

    def _api(self) -> Iterator[Sheet]:
        for place, made_of, make in api_proposals(self.community):
            if not self.tree.has(place, _key(msgspec.msgpack.encode((self.stamp, made_of)))):
                yield Sheet(place, make)

    def _feeds(self) -> Iterator[Sheet]:
        language = self.community.charter.community.languages[0]
        for place, made_of, make in feeds(self.community):
            if not self.tree.has(place, _key(msgspec.msgpack.encode((self.stamp, made_of)))):
                yield Sheet(place, partial(_atom, make, self.settings.site_url, language))

    def _beside(self) -> Iterator[Sheet]:
        """For the pages of others. What a voice or a day changes elsewhere leaves these as they are."""
        for place, made_of, make in files_beside(self.community, self.printer):
            if not self.tree.has(place, _key(msgspec.msgpack.encode((self.look, made_of)))):
                yield Sheet(place, make)

    def _ballots(self) -> Iterator[Sheet]:
        def has(path: str, key: str) -> bool:
            return self.tree.has(f"ledger/{path}", key)

        for path, read in published_files(self.root, self.community.charter, self.community.ledger_at, has):
            yield Sheet(f"ledger/{path}", read)

    def maps(self) -> None:
        """The ways to all that is there by now: the site map, and a page at every old address."""
        site_map = sitemap(self.settings.site_url, self.addresses)
        self.tree.put("sitemap.xml", _key(site_map), site_map)
        for place, content in self._redirects():
            self.tree.put(place, _key(content), content)

    def _redirects(self) -> Iterator[tuple[str, bytes]]:
        """A page at every address that a document had before, and of what lives on in another; git tells them where the
        front matter cannot be read.
        """
        community = self.community
        for reading in community.readings:
            aliases = [alias.target for alias in reading.aliases]
            if not aliases and reading.is_hidden and reading.path in community.timelines:
                aliases = list(community.timelines[reading.path].aliases)
            home = community.home(reading)
            target, title = home, reading.title or reading.slug
            if home != community.address(reading):
                other = community.onward[reading.slug]
                target, title = community.address(other), other.title
                aliases.append(reading.slug)
            for alias in aliases:
                place = f"{posixpath.dirname(home.rstrip('/'))}/{alias}"
                if is_address(alias) and f"{place}/index.html" not in self.tree.wanted:
                    yield (
                        f"{place}/index.html",
                        redirect(
                            posixpath.relpath(target, place) + "/", title, community.charter.community.languages[0]
                        ),
                    )


def _atom(make: Callable[[], Feed], site_url: str, language: str) -> bytes:
    return atom(make(), site_url, language)


def _check_pages() -> Iterator[PageView]:
    """The page of every check: a diagnostic links to it."""
    for one in checks():
        markdown = check_page(one).partition("\n")[2]  # the page brings its own title
        yield text_page(f"checks/{one.code.lower()}", f"{one.code}: {title(one)}", one.holds, markdown)


def _key(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _folder_stamp(folder: Path | None) -> str:
    """What a community's own templates are, as a short text."""
    if folder is None or not folder.is_dir():
        return ""
    infos = sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*.html"))
    return _key(repr(infos).encode()) if infos else ""
