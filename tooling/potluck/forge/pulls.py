"""Which pull request brought which file: all of them once, the oldest first; later only those that changed since.

The first time a pull request's reactions come with it, which saves asking for them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from potluck.forge.carrier import shaped
from potluck.forge.graphql import Graph, TooHeavyError
from potluck.forge.notebook import File, Notebook, Pull
from potluck.forge.patience import TroubleError
from potluck.forge.threads import FIRST_PAGE, PAGE, Page, PageInfo, Reading

_SIZE = 100  # pull requests a request
_FILES = 100  # of a pull request, a page
_MOST_FILES = 3_000  # GitHub tells no more
_OVERLAP = timedelta(hours=1)  # what changed while the last run was reading is seen again

_PULL = f"""fragment pull on PullRequest{{number baseRefName mergedAt createdAt closedAt updatedAt author{{login}}
files(first:{_FILES}){{totalCount pageInfo{{hasNextPage endCursor}}nodes{{path changeType}}}}}}"""
_STATES = "states:[OPEN,MERGED,CLOSED]"


class _Shape(msgspec.Struct, frozen=True, rename="camel"):
    pass


class Login(_Shape, frozen=True):
    """An account."""

    login: str


class _File(_Shape, frozen=True):
    path: str
    change_type: str


class Files(_Shape, frozen=True):
    """Some of the files that a pull request changes."""

    total_count: int
    page_info: PageInfo
    nodes: tuple[_File, ...]


class _Pull(_Shape, frozen=True):
    number: int
    base_ref_name: str
    merged_at: str | None
    created_at: datetime
    closed_at: datetime | None
    updated_at: datetime
    author: Login | None
    files: Files | None
    reactions: Page | None = None


class _Pulls(_Shape, frozen=True):
    total_count: int
    page_info: PageInfo
    nodes: tuple[_Pull, ...]


def discover(
    graph: Graph, notebook: Notebook, wanted: Callable[[str], bool], told: Callable[[int], None]
) -> list[Pull]:
    """All pull requests, whatever became of them, that touch a *wanted* file, by number.

    *told* hears how many were looked at. A first run that was broken off goes on where it was.
    """
    walk = _Walk(graph, notebook, wanted, told)
    if not notebook.fact("listed"):
        walk.through_all()
    else:
        walk.through_changes(datetime.fromisoformat(notebook.fact("listed")) - _OVERLAP)
    return notebook.pulls()


class _Walk:
    """One way through the list of pull requests."""

    def __init__(
        self, graph: Graph, notebook: Notebook, wanted: Callable[[str], bool], told: Callable[[int], None]
    ) -> None:
        self._graph, self._notebook, self._wanted, self._told = graph, notebook, wanted, told
        self._size = _SIZE
        self._seen = 0

    def through_all(self) -> None:
        """From the oldest to the newest, with the reactions on each."""
        cursor, began = self._notebook.fact("cursor"), self._notebook.fact("began")
        seen, newest = int(self._notebook.fact("seen") or 0), self._notebook.fact("newest")
        order = "orderBy:{field:CREATED_AT,direction:ASC}"
        while True:
            page = self._page(cursor, order, FIRST_PAGE)
            if not began and self._graph.at:
                began = self._graph.at.isoformat()
            seen += len(page.nodes)
            cursor = next_cursor(page.page_info)
            times = [newest, *(pull.created_at.isoformat() for pull in page.nodes)]
            if (not cursor and seen < page.total_count) or times != sorted(times):
                self._notebook.write(facts=[("cursor", ""), ("began", ""), ("seen", ""), ("newest", "")])
                raise TroubleError(
                    "GitHub's list of pull requests is not whole, or out of order; the next run asks anew"
                )
            newest = times[-1]
            facts = [("cursor", cursor), ("began", began), ("seen", str(seen)), ("newest", newest)]
            self._keep(page, facts if cursor else [("listed", began), ("cursor", "")])
            if not cursor:
                return

    def through_changes(self, since: datetime) -> None:
        """From what changed last back to *since*. What changes meanwhile is newer, and seen by the next run."""
        cursor = began = ""
        while True:
            page = self._page(cursor, "orderBy:{field:UPDATED_AT,direction:DESC}", "")
            began = began or (self._graph.at.isoformat() if self._graph.at else "")
            cursor = next_cursor(page.page_info)
            is_done = not cursor or any(pull.updated_at < since for pull in page.nodes)
            self._keep(page, [("listed", began)] if is_done else [])
            if is_done:
                return

    def _page(self, cursor: str, order: str, reactions: str) -> _Pulls:
        while True:
            after = f"after:{json.dumps(cursor)}," if cursor else ""
            parts = (
                f"pullRequests(first:{self._size},{after}{_STATES},{order})"
                f"{{totalCount pageInfo{{hasNextPage endCursor}}nodes{{...pull {reactions}}}}}"
            )
            try:
                answer = self._graph.ask(
                    parts, _PULL + (PAGE if reactions else ""), points=1 + self._size // 50, is_one=self._size == 1
                )
            except TooHeavyError:
                self._size = max(1, self._size // 2)
                continue
            return shaped(answer.get("pullRequests"), _Pulls)

    def _keep(self, page: _Pulls, facts: list[tuple[str, str]]) -> None:
        pulls, threads = [], []
        for one in page.nodes:
            files = tuple(file for file in self._files(one) if self._wanted(file.path))
            if not files:
                continue
            author = one.author.login if one.author else ""
            closed = one.closed_at.isoformat() if one.closed_at else ""
            times = (one.merged_at or "", files, one.created_at.isoformat(), closed)
            pulls.append(Pull(one.number, author, one.base_ref_name, *times))
            if one.reactions and not one.reactions.page_info.has_next_page:
                reading = Reading(one.number, author, is_discussion=False)
                if reading.take(one.reactions):
                    threads.append(reading.thread)
        self._notebook.write(pulls=pulls, threads=threads, facts=facts)
        self._seen += len(page.nodes)
        self._told(self._seen)

    def _files(self, pull: _Pull) -> list[File]:
        """All files of *pull*, however many pages."""
        files, page = [], pull.files
        while page:
            files += [File(file.path, file.change_type == "ADDED") for file in page.nodes]
            if not page.page_info.has_next_page or len(files) >= _MOST_FILES:
                if len({file.path for file in files}) < min(page.total_count, _MOST_FILES):
                    raise TroubleError(f"GitHub counts more files of pull request {pull.number} than it shows")
                break
            after = json.dumps(page.page_info.end_cursor)
            parts = (
                f"pullRequest(number:{pull.number}){{files(first:{_FILES},after:{after})"
                "{totalCount pageInfo{hasNextPage endCursor}nodes{path changeType}}}"
            )
            answer = self._graph.ask(parts, "", points=1, is_one=True)
            page = shaped((answer.get("pullRequest") or {}).get("files"), Files)
        return files


def next_cursor(info: PageInfo) -> str:
    """The cursor behind a page of pull requests; empty where the list ends."""
    if info.has_next_page and not info.end_cursor:
        raise TroubleError("GitHub's list of pull requests does not say where it goes on")
    return info.end_cursor or "" if info.has_next_page else ""
