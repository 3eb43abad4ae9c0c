"""The press: frames, views and rendered bodies become the site."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from hashlib import blake2b
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
from potluck.press.attachments import picture
from potluck.press.badge import community_badge
from potluck.press.calendar import calendar
from potluck.press.editorial import NOT_FOUND, Editorial
from potluck.press.elsewhere import files_beside
from potluck.press.printer import Printer
from potluck.press.search import add_search
from potluck.press.settings import EngineSettings
from potluck.press.sheets import Desk, Sheet
from potluck.press.sinks import atom, redirect, site_maps
from potluck.press.tree import Tree
from potluck.register import checks
from potluck.views import Community, Draft, PageView, site_pages, text_page
from potluck.views.feeds import Feed, feeds
from potluck.views.find import find_files
from potluck.views.outputs import api_files, api_proposals
from potluck.views.places import address_of, is_address
from potluck.views.sharing import BADGE, summed_of
from potluck.views.submit import submit_files
from potluck.views.time import time_files
from potluck.words import is_text


class Pressed(msgspec.Struct, frozen=True):
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
    with beside(list(job.overviews()), is_much=len(community.proposals) > FEW) as overviews:
        sheets = job.sheets()
        job.lay(chain.from_iterable(overviews()))
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
        self.cache = cache
        self.settings = settings
        has_policy = not is_served
        self.tree = Tree(site, cache)
        self.editorial = Editorial(community, frames, settings.site_url, has_policy=has_policy)
        self.addresses: dict[str, date | None] = {}  # of pages for the site map, with the day of the last change
        self.specimens = dict(self.editorial.specimens())
        self.look = f"{code_stamp()} {_folder_stamp(settings.theme_folder)}"
        self.stamp = _key(
            msgspec.msgpack.encode(
                (
                    self.look,
                    community.charter.model_dump_json(by_alias=True),
                    community.ledger_at,
                    community.history_note,
                    settings.site_url,
                    has_policy,
                )
            )
        )
        self.pictures = set(self._pictures())
        targets = {path for paths in examination.targets.values() for path in paths}
        self.places = {path: place for path in targets if (place := community.place_of(path))}
        self.printer = Printer(settings.theme_folder, self.places, self.pictures)

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

    def overviews(self) -> Iterator[Callable[[], list[tuple[str, bytes]]]]:
        """What makes all that looks at every proposal, with its place: the engine's pages with their slots filled, the
        lists of the API, what scripts and calendars read. A copy may make any of them.
        """
        community = self.community
        yield from self.editorial.pages(self.printer)
        for place, make in api_files(community):
            yield partial(_one, place, make)
        for files in (find_files, time_files, submit_files):
            yield partial(_several, files, community)
        yield partial(_one, "calendar.ics", partial(calendar, community))
        yield partial(_one, BADGE, lambda: community_badge(summed_of(community)))

    def lay(self, overviews: Iterable[tuple[str, bytes]]) -> None:
        """Put the *overviews* into the site, and the engine's other files as they are."""
        for place, content in dict.fromkeys(chain(self.editorial.others(), overviews)):  # two bring one style sheet
            if place.endswith(".html") and place != NOT_FOUND:
                self.addresses[place.removesuffix("index.html")] = None
            self.tree.put(place, _key(content), content)

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
        for place, content in chain(site_maps(self.settings.site_url, self.addresses), self._redirects()):
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


def _one(place: str, make: Callable[[], bytes]) -> list[tuple[str, bytes]]:
    return [(place, make())]


def _several(make: Callable[[Community], Iterable[tuple[str, bytes]]], community: Community) -> list[tuple[str, bytes]]:
    return list(make(community))


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
