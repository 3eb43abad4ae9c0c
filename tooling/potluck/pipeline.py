"""The story, top to bottom: a folder of proposals becomes a site. The only module that knows all the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from potluck.ballots import Seen, look_at_ledger
from potluck.cache import alone, cache_folder, code_stamp
from potluck.change import ChangeSet
from potluck.charter import Charter, read_charter
from potluck.charter.read import NAME as CHARTER
from potluck.checks import check_change, check_doors, check_exemptions, check_files, check_ledger, check_tree, sift
from potluck.checks.charter import check_charter
from potluck.compare import read_change_set, touched
from potluck.counting import count_all as count_all
from potluck.counting import count_examined, days_of, otherwise_examined, tally_of
from potluck.counting import counts_of as counts_of
from potluck.desk.triage import Alike
from potluck.diagnostics.rules import RulesChange
from potluck.doors import State
from potluck.doors.disk import look
from potluck.examine import Examination, examine_all, keep_apart, line_reader, without_links
from potluck.formerly import front_reader, version_reader
from potluck.history import History, read_history
from potluck.keeping import read_ledger
from potluck.ledger import Ledger, clock_of
from potluck.model import Diagnostic, Proposal, Reading, Severity
from potluck.press.settings import EngineSettings, read_settings, site_url_of
from potluck.register import Ballots, Doors, Exemptions, Tree
from potluck.sound import CharterFaultError as CharterFaultError
from potluck.sound import charter_of as charter_of
from potluck.sound import errors_in
from potluck.surroundings import look_around
from potluck.texts import alike_of, pairs_of
from potluck.translation import ENGLISH, _, speaking
from potluck.views import Community
from potluck.whatif import counts_otherwise
from potluck.words import spell

FORM = "FO"  # codes about a file's form: for whoever edits it, and nothing that readers of its page could see

FEW = 300  # proposals whose texts a build compares with each other; beyond, `potluck desk` alone takes the time

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far it is, and of how many; 0 of 0 where that is not known."""


class Report(msgspec.Struct, frozen=True):
    """What a look at the whole community gave."""

    charter: Charter
    readings: tuple[Reading, ...]
    diagnostics: tuple[Diagnostic, ...]
    files: frozenset[str]
    exempted: tuple[Diagnostic, ...] = ()  # what the charter exempts, and nobody is told
    rules_change: RulesChange | None = None  # what other rules of counting, which a change brings, would do

    def __len__(self) -> int:
        return len(self.readings)


class Built(msgspec.Struct, frozen=True):
    """What a build did."""

    report: Report
    proposals: int  # whose body is printed
    waiting: int  # documents that need something first
    ballots: int
    pages: int  # in the site
    written: int  # of its files, those made anew
    clock: datetime
    site: Path
    timings: dict[str, float] = msgspec.field(default_factory=dict)  # seconds, by phase


class Gathered(msgspec.Struct, frozen=True):
    """A community as it will be printed, and what its files gave."""

    community: Community  # as far as it is known before the engine has printed
    examination: Examination
    report: Report
    ballots: int


def language_of(root: Path) -> str:
    """The one that the community at *root* speaks: the first of its charter; English where that cannot be read."""
    charter = read_charter(root).charter
    return charter.community.languages[0] if charter else ENGLISH


def check(root: Path, now: datetime | None, progress: Progress | None = None) -> Report:
    """Everything that is wrong with what people wrote. Nothing is rendered, and no page is made."""
    charter = charter_of(root)
    examination = examine_all(root, charter, cache_folder(root), progress=progress)
    ledger = look_at_ledger(root, charter, cache_folder(root))
    report = _report(root, charter, examination, ledger, (now or datetime.now(UTC)).date())
    told = (*report.diagnostics, *check_doors(_doors(root, charter)))
    return replace(report, diagnostics=tuple(sorted(told, key=lambda one: one.order)))


def compare(
    root: Path, base: str, login: str, now: datetime | None, progress: Progress | None = None
) -> tuple[Report, ChangeSet]:
    """What is wrong with what the files at *root* change, compared with the commit or branch *base*.

    All is looked at under the charter of *base*; *login* ("": nobody known) has the roles that it gives.
    """
    today = (now or datetime.now(UTC)).date()
    changes = read_change_set(root, base, login, today)  # first of all: git tells what a file is before it is opened
    examination = examine_all(root, changes.charter, cache_folder(root), progress=progress)
    proposals = {one.proposal.slug: one.proposal for one in examination.readings if one.proposal}
    changes = replace(changes, alike=alike_of(root, changes, proposals, site_url_of(root)))
    ledger = look_at_ledger(root, changes.charter, cache_folder(root))
    whole = _report(root, changes.charter, examination, ledger, today, is_change=True)
    found = [*touched(whole.diagnostics, whole.readings, changes), *check_change(changes)]
    paths = {file.path for file in changes.files}
    rules_change = None
    if CHARTER in paths:  # what it is to become: whether it holds together, the forms follow it, and how it counts
        written = read_charter(root)
        wrong = check_charter(written)
        found += wrong
        if written.charter:
            found += check_doors(_doors(root, written.charter))
            if not errors_in(wrong) and counts_otherwise(changes.charter, written.charter):
                rules_change = otherwise_examined(root, changes.charter, written.charter, examination, now)
    readings = tuple(reading for reading in whole.readings if reading.path in paths)
    diagnostics = tuple(sorted(found, key=lambda one: one.order))
    return Report(changes.charter, readings, diagnostics, whole.files, rules_change=rules_change), changes


def desk(root: Path, now: datetime | None) -> Community:
    """The community as the desk and the digest see it, without a page: what waits is `views.desk.waiting` of it."""
    charter = charter_of(root)
    examination = examine_all(root, charter, cache_folder(root))
    _, proposals, counts, ledger, clock, history = count_examined(root, charter, examination, now)
    return Community(
        charter=charter,
        readings=keep_apart(examination.readings),
        proposals=proposals,
        counts=counts,
        timelines=history.timelines,
        history_note=history.note,
        problems={},
        clock=clock,
        ledger_at=ledger.taken,
        talk=ledger.talk,
        opened=ledger.opened,
        door=ledger.door,
        files=frozenset(),
        ballots=ledger.ballots,
        site_url=site_url_of(root),
        alike=_alike(root, charter, proposals),
    )


def _alike(root: Path, charter: Charter, proposals: Mapping[str, Proposal]) -> tuple[Alike, ...]:
    """What may be the same as another, for the desk."""
    told = ((slug, other, spell(words, "and")) for slug, other, words in pairs_of(root, charter, proposals))
    return tuple(Alike(slug, other, _("both speak of %(words)s", words=words)) for slug, other, words in told)


def build(root: Path, now: datetime | None, progress: Progress | None = None) -> Built:
    """Print the community at *root* as a static site, where its mkdocs.yml says."""
    charter = charter_of(root)
    site = read_settings(root).site
    with alone(cache_folder(root)), speaking(charter.community.languages[0]):
        return _build(root, charter, site, now, None, is_served=False, progress=progress)


def print_site(root: Path, frames: Path, site: Path, *, is_served: bool) -> Built:
    """Print the community around *frames* that the engine has printed already: for the engine's own commands."""
    charter = charter_of(root)
    with alone(cache_folder(root)), speaking(charter.community.languages[0]):
        return _build(root, charter, site, None, frames, is_served=is_served, progress=None)


def _build(
    root: Path,
    charter: Charter,
    site: Path,
    now: datetime | None,
    frames: Path | None,
    *,
    is_served: bool,
    progress: Progress | None,
) -> Built:
    from potluck.press.engine import (
        editorial_places,
        print_frames,
    )  # a check prints nothing: it is not to wait for them
    from potluck.site import press

    timings: dict[str, float] = {}
    cache = cache_folder(root)
    settings = read_settings(root)
    gathered = gather(root, charter, settings, cache, now, lambda: read_ledger(root, charter), timings, progress)
    with _timed(timings, "engine"):
        frames = frames or print_frames(root, charter, gathered.community.clock, cache)
    community = replace(gathered.community, taken=editorial_places(frames))
    report, examination = gathered.report, gathered.examination
    with _timed(timings, "press"):
        pressed = press(
            root, community, examination, frames, site, cache, settings, timings, progress, is_served=is_served
        )
    waiting = len({found.path for found in report.diagnostics if found.severity is Severity.ERROR})
    printed, clock = len(community.proposals), community.clock
    return Built(report, printed, waiting, gathered.ballots, pressed.pages, pressed.written, clock, site, timings)


def gather(
    root: Path,
    charter: Charter,
    settings: EngineSettings,
    cache: Path,
    now: datetime | None,
    read: Callable[[], Ledger],
    timings: dict[str, float],
    progress: Progress | None = None,
) -> Gathered:
    """Everything that the site will say, before any of it is printed. *read* gives the ballots to count, and *cache* is
    a folder that remembers what was read before.
    """
    with ThreadPoolExecutor(1, "history") as beside:
        history_to_come = beside.submit(_history, root, charter, cache, timings)  # git works while we read and render
        with _timed(timings, "load"):
            examination = examine_all(root, charter, cache, progress, renders=True)
        with _timed(timings, "ledger"):
            ledger = read()
        with _timed(timings, "waiting for history"):
            history = history_to_come.result()
    readings = keep_apart(examination.readings)
    proposals = {one.proposal.slug: one.proposal for one in readings if one.proposal}
    clock = now or clock_of(ledger, history.clock, days_of(proposals, charter))
    with _timed(timings, "checks"):
        report = _report(root, charter, examination, ledger, clock.date())
    with _timed(timings, "tally"):
        counts = tally_of(charter, proposals, ledger, history)
    community = Community(
        charter=charter,
        readings=(slim := without_links(readings)),
        proposals=_with_threads(proposals, ledger),
        counts=counts,
        timelines=history.timelines,
        history_note=history.note,
        problems=_by_path(one for one in report.diagnostics if not one.code.startswith(FORM)),
        clock=clock,
        ledger_at=ledger.taken,
        door=ledger.door,
        talk=ledger.talk,
        opened=ledger.opened,
        files=report.files,
        ballots=ledger.ballots,
        site_url=settings.site_url,
        alike=_alike(root, charter, proposals) if len(proposals) <= FEW else (),
        quote_line=line_reader(root, charter),
        read_versions=version_reader(root, charter),
    )
    return Gathered(community, replace(examination, readings=slim), replace(report, readings=slim), ledger.size)


def _with_threads(proposals: dict[str, Proposal], ledger: Ledger) -> dict[str, Proposal]:
    """The *proposals*, each with its thread: the one that its file names, else the first one that the forge knows."""
    first: dict[str, int] = {}
    for one in sorted(ledger.talk, key=lambda talk: talk.thread):
        first.setdefault(one.proposal, one.thread)
    return {
        slug: replace(one, thread=str(first[slug])) if slug in first and not one.thread else one
        for slug, one in proposals.items()
    }


def _history(root: Path, charter: Charter, cache: Path, timings: dict[str, float]) -> History:
    with _timed(timings, "history"):
        return read_history(root, charter, front_reader(charter), cache, reader=code_stamp())


def _report(
    root: Path,
    charter: Charter,
    examination: Examination,
    ledger: Ledger | Seen,
    today: date,
    *,
    is_change: bool = False,
) -> Report:
    """All problems in order: each document's own, those of all together, of what lies beside them, and the ledger's.

    Of a change it is not told what is odd about the charter's exemptions: they are those of the base.
    """
    readings = examination.readings
    by_slug: dict[str, list[Reading]] = {}
    for reading in readings:
        for slug in dict.fromkeys((reading.slug, *(alias.target for alias in reading.aliases))):
            by_slug.setdefault(slug, []).append(reading)
    tree = Tree(
        charter=charter,
        readings=readings,
        files=examination.files,
        by_slug={slug: tuple(claimants) for slug, claimants in by_slug.items()},
        today=today,
    )
    ballots = Ballots(
        problems=ledger.problems,
        proposals=ledger.names,
        known=frozenset(by_slug),
    )
    found = [
        *check_tree(tree),
        *check_files(look_around(root, tree, is_change=is_change)),
        *check_ledger(ballots),
        *(own for reading in readings for own in reading.diagnostics),
    ]
    sifted = sift(found, charter)
    told = sifted.told
    if charter.exemptions and not is_change:  # few have any: only they read the charter once more, for the places
        paths = frozenset(reading.path for reading in readings)
        told += check_exemptions(Exemptions(read_charter(root), charter.exemptions, sifted.used, paths))
    return Report(charter, readings, tuple(sorted(told, key=lambda one: one.order)), examination.files, sifted.exempted)


def _doors(root: Path, charter: Charter) -> Doors:
    """How the issue forms and their like stand to the charter: of no matter to a page, so only `check` asks."""
    states = look(root, charter)
    asked = (State.ABSENT, State.STALE, State.EDITED)
    return Doors(*(tuple(path for path, state in states.items() if state is one) for one in asked))


def _by_path(diagnostics: Iterable[Diagnostic]) -> Mapping[str, tuple[Diagnostic, ...]]:
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        found.setdefault(diagnostic.path, []).append(diagnostic)
    return {path: tuple(many) for path, many in found.items()}


@contextmanager
def _timed(timings: dict[str, float], phase: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        timings[phase] = time.perf_counter() - start
