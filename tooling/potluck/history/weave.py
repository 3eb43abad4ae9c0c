"""Commits, oldest first → a timeline a file. Pure: no git, no disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from potluck.history.chain import Step
from potluck.history.people import People
from potluck.history.repository import Commit, Entry
from potluck.model import Change, Front, Timeline

Fronts = Mapping[tuple[str, str], Front]  # by blob and path


class Part(msgspec.Struct, frozen=True):
    """What one commit had to do with one file: who, and the stage that it left it at."""

    people: tuple[str, ...]  # the author first; "" for each who is unknown
    stage: str


class Draft(msgspec.Struct):
    """A timeline that grows."""

    changes: list[Change]
    stage: str = ""
    title: str = ""
    aliases: tuple[str, ...] = ()
    is_whole: bool = True
    words: str = ""
    promised: tuple[str, ...] = ()

    def read(self, front: Front) -> str:
        """Take over what could be read; the stage, where it is another one now."""
        self.title = front.title or self.title
        if front != Front():
            self.aliases = front.aliases
        if front.is_tombstone:  # what it said before is not to be read, even where it comes back
            self.changes = [replace(change, version="", promised=None) for change in self.changes]
            self.words = ""
        if not front.stage or front.stage == self.stage:
            return ""
        self.stage = front.stage
        return front.stage

    def add(self, commit: Commit, front: Front, parts: list[Part], blob: str) -> None:
        """A change, by those who had *parts* in it: its author is who came first or, of a later move, who moved it."""
        stage = self.read(front)
        lead = _mover(parts, stage) if stage and self.changes else parts[0]
        login = lead.people[0]
        others: dict[str, str] = {}
        for person in (*lead.people[1:], *(person for part in parts for person in part.people)):
            if person and person.lower() != login.lower():
                others.setdefault(person.lower(), person)
        at = datetime.fromtimestamp(commit.at, UTC)
        version = blob if front.words and front.words != self.words else ""
        self.words = front.words or self.words
        promised = front.promised if front != Front() and front.promised != self.promised else None
        self.promised = self.promised if promised is None else promised
        self.changes.append(Change(commit.id, at, login, tuple(others.values()), stage, self.title, version, promised))

    def timeline(self) -> Timeline:
        """What has grown so far."""
        return Timeline(tuple(self.changes), self.stage, self.title, self.aliases, self.is_whole, self.words)


class Weaver:
    """Timelines by path, starting from those known already."""

    def __init__(self, known: Mapping[str, Timeline], people: People, boundary: Collection[str]) -> None:
        self._lines: dict[str, Timeline | Draft] = dict(known)
        self._people = people
        self._boundary = boundary
        self._branch: dict[str, list[Part]] = {}  # by slug, of the branch whose merge comes next
        self._merge = ""
        self._is_cut = False  # whether a shallow clone leaves out the beginning of that branch

    def add(self, step: Step, commit: Commit, fronts: Fronts) -> None:
        """The next commit, with what its texts say."""
        if (step.merge or step.commit) != self._merge:
            self._branch, self._merge, self._is_cut = {}, step.merge, False
        people = tuple(map(self._people.login, (commit.address, *commit.co_addresses)))
        sources = _sources(commit.entries)
        if step.merge:
            if commit.id in self._boundary:
                self._is_cut = True
            else:
                self._add_to_branch(commit, fronts, people, sources)
            return
        moved = set(sources.values())
        for entry in commit.entries:
            path = entry.path or entry.before
            if not entry.path and entry.before in moved:
                continue
            source = sources.get(path, path)
            draft = self._lines[path] = self._lift(source)
            front = fronts.get((entry.blob, entry.path), Front())
            if commit.id in self._boundary:
                draft.read(front)
                draft.is_whole = False
            else:
                parts = self._branch.get(_slug(path)) or self._branch.get(_slug(source))
                draft.add(commit, front, parts or [Part(("",) if self._is_cut else people, front.stage)], entry.blob)

    def timelines(self) -> dict[str, Timeline]:
        """All of them, by the path that the file has or had last."""
        return {path: line.timeline() if isinstance(line, Draft) else line for path, line in self._lines.items()}

    def _lift(self, path: str) -> Draft:
        line = self._lines.pop(path, None)
        if line is None:
            return Draft([])
        if isinstance(line, Draft):
            return line
        promised = next((one.promised for one in reversed(line.changes) if one.promised is not None), ())
        return Draft([*line.changes], line.stage, line.title, line.aliases, line.is_whole, line.words, promised)

    def _add_to_branch(self, commit: Commit, fronts: Fronts, people: tuple[str, ...], sources: dict[str, str]) -> None:
        for path, source in sources.items():
            if _slug(source) != _slug(path) and (parts := self._branch.pop(_slug(source), None)):
                self._branch.setdefault(_slug(path), parts)
        for entry in commit.entries:
            front = fronts.get((entry.blob, entry.path), Front())
            self._branch.setdefault(_slug(entry.path or entry.before), []).append(Part(people, front.stage))


def _sources(entries: Iterable[Entry]) -> dict[str, str]:
    """Where each file that moved came from, by its new path.

    A file that keeps its slug (`soup.md` → `soup/index.md`) is the same proposal, however much of it was rewritten;
    for the others git compares the texts.
    """
    moved = [entry for entry in entries if entry.before != entry.path]
    gone = _by_slug(entry.before for entry in moved if entry.before)
    come = _by_slug(entry.path for entry in moved if entry.path)
    sources = {come[slug][0]: gone[slug][0] for slug in come if len(come[slug]) == len(gone.get(slug, ())) == 1}
    taken = set(sources.values())
    for entry in moved:
        if entry.before and entry.path and entry.path not in sources and entry.before not in taken:
            sources[entry.path] = entry.before
    return sources


def _by_slug(paths: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(_slug(path), []).append(path)
    return found


def _slug(path: str) -> str:
    """The file's own name, or its folder's for an `index.md`."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0]
    return folders[-1] if stem == "index" and folders else stem


def _mover(parts: list[Part], stage: str) -> Part:
    """Who brought the file to *stage*: the first of the last commits that left it there."""
    mover = parts[-1]
    for part in reversed(parts):
        if part.stage == stage:
            mover = part
        elif part.stage:
            break
    return mover
