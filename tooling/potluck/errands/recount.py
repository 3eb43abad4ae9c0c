"""Every number and day that a built site publishes, made anew from the files alone, and set beside what it says."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from potluck import pipeline
from potluck.charter.read import NAME as CHARTER
from potluck.history.aside import laid_out
from potluck.history.repository import HistoryError, Repository
from potluck.keeping import published_files, read_taken
from potluck.load import open_plainly
from potluck.model import PotluckError
from potluck.press.settings import read_settings
from potluck.translation import speaking
from potluck.views.outputs import api_files, api_proposals
from potluck.words import quote

LIST = "api/v1/proposals.json"
AUDIT = "api/v1/audit.json"
SCORECARD = "api/v1/scorecard.json"
RULES = "api/v1/rules.json"
FOLDER = "api/v1/proposals"
LEDGER = "ledger"
_LARGEST = 1 << 28  # bytes of one published file

Value = int | float | str  # a number, or a day or time as it is written
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z)?")


class Differing(msgspec.Struct, frozen=True):
    """A number or a day that is not as published; None on the side where there is none."""

    place: str  # of the file in the site
    name: str  # `tally.support`
    published: Value | None
    counted: Value | None


class Recount(msgspec.Struct, frozen=True):
    """What counting anew gave."""

    values: int
    proposals: int
    clock: datetime  # of the site
    published_taken: datetime | None  # when the site's ballots were taken, and when those were that are counted here
    taken: datetime | None
    differing: tuple[Differing, ...]
    unread: tuple[str, ...]  # published files that hold no JSON
    unlike: tuple[str, ...]  # published files of the ledger that are not those which were counted
    counts_only: bool  # so that single votes could not be checked

    @property
    def is_as_published(self) -> bool:
        """Whether every number and day is the same, and made from the ballots that are published, of the same time."""
        return not self.differing and not self.unread and not self.unlike and self.taken == self.published_taken


class _Head(msgspec.Struct):
    """What the published list says of its own making."""

    clock: datetime
    ledger_taken: datetime | None


def recount_of(root: Path, site: Path | None, at: str | None) -> Recount:
    """Count the files at *root*, or those of its commit *at*, and compare with the *site* (None: where they say).

    A PotluckError where there is no such commit, or no site.
    """
    site = site or read_settings(root).site
    if at is None:
        return recount(root, site, root)
    try:
        repository = Repository.open(root)
        with laid_out(repository, repository.commit(at)) as there:
            if not (there / CHARTER).is_file():
                raise PotluckError(f"there is no {CHARTER} at {quote(at)}, so there was no community to count yet")
            return recount(there, site, root)
    except HistoryError as error:
        raise PotluckError(f"cannot count at {quote(at)}: {error.sentence[:1].lower()}{error.sentence[1:]}") from error


def has_site(root: Path) -> bool:
    """Whether a site is built where the community's settings say."""
    return _read(read_settings(root).site, LIST) is not None


def recount(root: Path, site: Path, repository: Path) -> Recount:
    """Count the community at *root* by the clock of the *site*, remembering nothing, and compare.

    A ledger that is on a branch is read in the *repository*, any other among the files at *root*.

    A PotluckError where there is no site, or its list does not say by which clock it was counted.
    """
    head = _head(site)
    charter = pipeline.charter_of(root)
    language = charter.community.languages[0]  # the names of figures are published in it
    with TemporaryDirectory(prefix="potluck-") as nothing, speaking(language):  # instead of a cache: the files alone
        home = root if charter.ledger.home == "folder" else repository
        settings, ballots = read_settings(root), partial(read_taken, home, charter, head.ledger_taken)
        community = pipeline.gather(root, charter, settings, Path(nothing), head.clock, ballots, {}).community
        files = {place: make() for place, make in api_files(community) if place in (LIST, AUDIT, SCORECARD, RULES)}
        files |= {place: make() for place, _, make in api_proposals(community)}
    counted = {place: dict(_values(msgspec.json.decode(content))) for place, content in files.items()}
    published: dict[str, dict[str, Value]] = {}
    unread = []
    for place in sorted(_published(site) | counted.keys()):
        try:
            raw = _read(site, place)
            published[place] = dict(_values(msgspec.json.decode(raw))) if raw is not None else {}
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            unread.append(place)
    return Recount(
        values=sum(map(len, counted.values())),
        proposals=len(community.proposals),
        clock=head.clock,
        published_taken=head.ledger_taken,
        taken=community.ledger_at,
        differing=tuple(_differing(published, counted)),
        unread=tuple(unread),
        unlike=tuple(_unlike(site, published_files(home, charter, community.ledger_at, lambda path, key: False))),
        counts_only=charter.has_counts_only,
    )


def _head(site: Path) -> _Head:
    raw = _read(site, LIST)
    if raw is None:
        raise PotluckError(f"there is no {LIST} in {site}; `potluck build` makes one, or say `--site DIR`")
    try:
        head = msgspec.json.decode(raw, type=_Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PotluckError(f"{LIST} does not say by which clock it was counted: {error}") from error
    if head.clock.tzinfo is None or (head.ledger_taken and head.ledger_taken.tzinfo is None):
        raise PotluckError(f"{LIST} has a clock without a time zone, so nothing can be counted by it")
    return head


def _published(site: Path) -> set[str]:
    """The places of the published files of single proposals."""
    folder = site / FOLDER
    names = os.listdir(folder) if folder.is_dir() else ()
    return {f"{FOLDER}/{name}" for name in names if name.endswith(".json")}


def _unlike(site: Path, counted: Iterable[tuple[str, Callable[[], bytes]]]) -> Iterator[str]:
    """The files of the published ledger that are not those that were *counted*; none where the copy has no ledger."""
    folder = site / LEDGER
    if not folder.is_dir():
        return
    more = {f"{LEDGER}/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*") if not path.is_dir()}
    for path, content in counted:
        place = f"{LEDGER}/{path}"
        more.discard(place)
        if _read(site, place) != content():
            yield place
    yield from sorted(more)


def _read(site: Path, place: str) -> bytes | None:
    try:
        return open_plainly(site, place, _LARGEST)
    except OSError:
        return None


def _values(value: Any, name: str = "") -> Iterator[tuple[str, Value]]:
    """Every number and day of a published file with its name; what stands in a list by its slug, where it has one."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if name or key != "version":  # of the form, and nobody's count
                yield from _values(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        seen: set[str] = set()
        for position, inner in enumerate(value):
            slug = inner.get("slug") if isinstance(inner, dict) else None
            own = slug if isinstance(slug, str) and slug not in seen else str(position)  # the same one twice is two
            seen.add(own)
            yield from _values(inner, f"{name}.{own}")
    elif isinstance(value, str):
        if _TIME.fullmatch(value):
            yield name, value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, value


def _differing(published: dict[str, dict[str, Value]], counted: dict[str, dict[str, Value]]) -> Iterator[Differing]:
    for place, said in published.items():
        found = counted.get(place, {})
        for name in dict.fromkeys([*found, *said]):
            if said.get(name) != found.get(name):
                yield Differing(place, name, said.get(name), found.get(name))
