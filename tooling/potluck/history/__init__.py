"""git → who, when, which stage since: one pass over the log, whatever the number of files.

What counts is what reached the published branch, and when. So the timelines follow HEAD's first parents. A merged
branch reads as if it had been squashed: one change, at the time of the merge, by those who wrote the commits of the
branch. The ways to merge that a forge offers (merge commit, squash, rebase) then tell the same story, branches that
move a proposal at the same time cannot make its stage jump back and forth, and a day can be added to a cached history
without looking at the old days again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from potluck.charter import Charter
from potluck.history.cache import Cache, Saved
from potluck.history.chain import Step, follow
from potluck.history.people import People
from potluck.history.repository import AT_ONCE, Blobs, Commit, HistoryError, Repository
from potluck.history.weave import Weaver
from potluck.model import Front, Timeline

__all__ = ["Front", "History", "ReadFront", "modes_of", "read_history"]

ReadFront = Callable[[bytes, str], Front]
"""The project's one reader of front matter: a file's bytes and path → what the history asks of it. Never raises."""

SHALLOW = "This is a shallow clone: what came before its oldest commits is not known (try `git fetch --unshallow`)."
PARTIAL = "This clone leaves out some older texts, so some titles and changes of stage are not known."


class History(msgspec.Struct, frozen=True):
    """What git knows of a community's proposals, as of the commit `head`."""

    timelines: Mapping[str, Timeline]  # by the file's path from the community's root; where it is gone, by its last one
    head: str = ""  # "" without commits
    clock: datetime | None = None  # when HEAD was committed, UTC
    note: str = ""  # what is missing, in one sentence; "" where nothing is


def read_history(
    root: Path, charter: Charter, read_front: ReadFront, cache: Path | None, *, reader: str = ""
) -> History:
    """The timelines of all Markdown files that the proposals' folder below *root* holds, or held, in commits.

    *cache* is a folder to keep them in (None: keep nothing), *reader* the version of *read_front*: another one makes
    what was kept useless. Where git is missing or cannot tell, `note` says so; nothing is raised.
    """
    try:
        repository = Repository.open(root)
    except HistoryError as error:
        return History({}, note=error.sentence)
    clock = datetime.fromtimestamp(repository.clock, UTC)
    try:
        with repository.blobs(charter.limits.file) as blobs:
            found = _read(repository, charter, read_front, blobs, Cache.of(cache, repository, charter, reader, blobs))
            note = SHALLOW if repository.boundary else PARTIAL if blobs.missing else ""
    except HistoryError as error:
        return History({}, repository.head, clock, error.sentence)
    folder = "" if charter.proposals == "." else f"{charter.proposals}/"
    return History({path: found[path] for path in found if path.startswith(folder)}, repository.head, clock, note)


def modes_of(root: Path, folders: Collection[str]) -> dict[str, str]:
    """What git has each file below *folders* for, `100644` for a plain one; nothing where git cannot tell (SEC-003)."""
    if not folders:
        return {}
    try:
        return Repository.open(root).modes(folders)
    except HistoryError:
        return {}


def _read(
    repository: Repository, charter: Charter, read_front: ReadFront, blobs: Blobs, cache: Cache
) -> dict[str, Timeline]:
    """The timelines of all Markdown files as of HEAD, from the cache as far as it goes."""
    # Those outside the proposals' folder too: a community may have moved its files there.
    saved = cache.load() or Saved("", {})
    if saved.head == repository.head:
        return saved.timelines
    steps = _steps(repository, saved.head)
    if steps is None:  # rewritten: HEAD does not follow from what was kept
        saved = Saved("", {})
        steps = _steps(repository, "") or {}
    weaver = Weaver(saved.timelines, People(charter), repository.boundary)
    with closing(repository.commits(steps.values())) as commits:
        for commit, fronts in _with_fronts(commits, blobs, read_front):
            weaver.add(steps[commit.id], commit, fronts)
    timelines = weaver.timelines()
    if not blobs.missing:
        cache.save(Saved(repository.head, timelines))
    return timelines


def _steps(repository: Repository, since: str) -> dict[str, Step] | None:
    """The commits to look at after *since*; None where they do not follow from it."""
    try:
        return follow(repository.graph(since), repository.head, since)
    except HistoryError:
        if since:  # a commit that is not here any more
            return None
        raise


def _with_fronts(
    commits: Iterable[Commit], blobs: Blobs, read_front: ReadFront
) -> Iterator[tuple[Commit, dict[tuple[str, str], Front]]]:
    """Each commit with what its texts say, those of several commits asked for together."""
    for group in _groups(commits):
        wanted = dict.fromkeys((entry.blob, entry.path) for commit in group for entry in commit.entries if entry.path)
        texts = zip(wanted, blobs.texts(blob for blob, _ in wanted), strict=True)
        fronts = {key: Front() if text is None else read_front(text, key[1]) for key, text in texts}
        for commit in group:
            yield commit, fronts


def _groups(commits: Iterable[Commit]) -> Iterator[list[Commit]]:
    group: list[Commit] = []
    size = 0
    for commit in commits:
        group.append(commit)
        size += len(commit.entries)
        if size >= AT_ONCE:
            yield group
            group, size = [], 0
    yield group
