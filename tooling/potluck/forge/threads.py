"""Reactions on threads: first a look at which threads changed, then the people, only where something did.

A look is the number of a thread's reactions and the newest one's id. That is enough: whatever is added makes a newer
newest, and what is only taken away makes fewer. So one look costs one reaction a thread, whatever its kinds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from potluck.forge.carrier import shaped
from potluck.forge.graphql import Data, Graph, in_batches
from potluck.forge.notebook import Notebook, Thread, Voice
from potluck.forge.patience import TroubleError
from potluck.model import Reaction

LOOK = 2_000  # threads a request
PEOPLE = 100  # threads a request, and reactions of each
_AGAIN = 3  # readings of a thread that changes meanwhile
GHOST = "ghost"  # whom GitHub shows in place of everybody who has deleted their account

_ORDER = "orderBy:{field:CREATED_AT,direction:ASC}"
_LOOK = (
    "fragment look on Reactable{...on Comment{author{login}}"
    "...on Issue{resourcePath comments{totalCount}}...on PullRequest{resourcePath comments{totalCount}}"
    "...on Discussion{resourcePath comments{totalCount}}"
    f"reactions(last:1,{_ORDER}){{totalCount nodes{{id}}}}}}"
)
PAGE = (
    "fragment page on ReactionConnection{totalCount pageInfo{hasNextPage endCursor}"
    "nodes{id content createdAt user{login createdAt}}}"
)
FIRST_PAGE = f"reactions(first:{PEOPLE},{_ORDER}){{...page}}"

_REACTIONS: dict[str, Reaction] = {
    "THUMBS_UP": "+1",
    "THUMBS_DOWN": "-1",
    "LAUGH": "laugh",
    "CONFUSED": "confused",
    "HEART": "heart",
    "HOORAY": "hooray",
    "ROCKET": "rocket",
    "EYES": "eyes",
}


class _Shape(msgspec.Struct, frozen=True, rename="camel"):
    pass


class _Login(_Shape, frozen=True):
    login: str


class _Id(_Shape, frozen=True):
    id: str


class _Newest(_Shape, frozen=True):
    total_count: int
    nodes: tuple[_Id, ...]


class _Amount(_Shape, frozen=True):
    total_count: int


class _Looked(_Shape, frozen=True):
    author: _Login | None
    resource_path: str
    comments: _Amount
    reactions: _Newest


class _Person(_Shape, frozen=True):
    login: str
    created_at: str


class _Reaction(_Shape, frozen=True):
    id: str
    content: str
    created_at: str
    user: _Person | None


class PageInfo(_Shape, frozen=True):
    """Where a list goes on."""

    has_next_page: bool
    end_cursor: str | None


class Page(_Shape, frozen=True):
    """Some of a thread's reactions, the oldest first."""

    total_count: int
    page_info: PageInfo
    nodes: tuple[_Reaction, ...]


class _Read(_Shape, frozen=True):
    reactions: Page


class Look(msgspec.Struct, frozen=True):
    """What a thread has now. `starter` is who began it; empty where the account is gone."""

    starter: str
    total: int
    newest: str
    comments: int
    is_discussion: bool


class Reading(msgspec.Struct):
    """A thread that is being read, page by page."""

    number: int
    starter: str
    is_discussion: bool
    cursor: str = ""
    total: int = 0
    tries: int = 1
    voices: dict[str, Voice] = msgspec.field(default_factory=dict)

    def take(self, page: Page) -> bool:
        """Add a *page*; whether this was the last. A page that does not fit those before begins the thread anew."""
        fits = not self.cursor or page.total_count == self.total
        self.total = page.total_count
        repeated = any(one.id in self.voices for one in page.nodes)
        self.voices |= {one.id: _voice(one) for one in page.nodes}
        is_last = not page.page_info.has_next_page
        self.cursor = "" if is_last else page.page_info.end_cursor or ""
        if not fits or repeated or (is_last and len(self.voices) != self.total) or (not is_last and not self.cursor):
            if self.tries == _AGAIN:
                raise TroubleError(f"thread {self.number} changes while it is read")
            self.tries, self.cursor, self.voices = self.tries + 1, "", {}
            return False
        return is_last

    @property
    def thread(self) -> Thread:
        """All of it, once the last page is there."""
        return Thread(
            self.number, self.starter, self.total, next(reversed(self.voices), ""), tuple(self.voices.values())
        )


def _voice(one: _Reaction) -> Voice:
    login = one.user.login if one.user else GHOST
    reaction = _REACTIONS.get(one.content)
    if reaction is None:
        raise TroubleError(f"GitHub has a reaction that this Potluck does not know ({one.content[:40]})")
    since = one.user.created_at[:7] if one.user else ""
    return Voice(login, reaction, one.created_at, since, login.endswith("[bot]"))


def look_at(graph: Graph, numbers: Iterable[int], left: Callable[[int], None]) -> dict[int, Look]:
    """What each of the threads *numbers* has now; those that are gone, or were moved away, are missing.

    A number is a pull request's, an issue's or a discussion's. Of the last, GitHub tells in another field, so what the
    first does not have is asked for there.
    """
    found: dict[int, Look] = {}

    def ask(batch: Sequence[int]) -> Sequence[int]:
        answer = ask_threads(graph, batch, {}, lambda number: "...look", _LOOK, points=1 + len(batch) // 100)
        missing = {number: True for number in batch if answer[number] is None}
        if missing:
            more = ask_threads(
                graph, list(missing), missing, lambda number: "...look", _LOOK, points=1 + len(missing) // 100
            )
            answer |= more
        for number, value in answer.items():
            if value is not None:
                one = shaped(value, _Looked)
                if not is_at_home(one.resource_path, graph.name, number):
                    continue
                newest = one.reactions.nodes[-1].id if one.reactions.nodes else ""
                if bool(newest) != bool(one.reactions.total_count):
                    raise TroubleError(f"GitHub's answer about thread {number} contradicts itself")
                starter = one.author.login if one.author else ""
                found[number] = Look(
                    starter, one.reactions.total_count, newest, one.comments.total_count, number in missing
                )
        return ()

    in_batches(sorted(set(numbers)), LOOK, ask, left)
    return found


def is_at_home(place: str, repository: str, number: int) -> bool:
    """Whether a thread still lies where it was: of one that was moved, a forge may tell what it is elsewhere."""
    parts = place.strip("/").lower().split("/")
    return "/".join(parts[:2]) == repository.lower() and parts[-1] == str(number)


def read_people(graph: Graph, notebook: Notebook, looks: Mapping[int, Look], left: Callable[[int], None]) -> None:
    """Read all reactions of the threads in *looks* into the *notebook*, each thread whole or not at all."""

    def ask(batch: Sequence[Reading]) -> Sequence[Reading]:
        by_number = {one.number: one for one in batch}
        discussions = {one.number: True for one in batch if one.is_discussion}
        answer = ask_threads(
            graph,
            list(by_number),
            discussions,
            lambda number: _page(by_number[number].cursor),
            PAGE,
            points=1 + len(batch) // 100,
        )
        ended: list[Reading] = []
        more: list[Reading] = []
        for number, value in answer.items():
            if value is None:  # gone since the look: the next run sees it
                raise TroubleError(f"thread {number} went away while it was read")
            reading = by_number[number]
            (ended if reading.take(shaped(value, _Read).reactions) else more).append(reading)
        notebook.write(threads=[one.thread for one in ended])
        return more

    readings = [Reading(number, look.starter, look.is_discussion) for number, look in looks.items()]
    in_batches(readings, PEOPLE, ask, left)


def _page(cursor: str) -> str:
    if not cursor:
        return f"...on Reactable{{{FIRST_PAGE}}}"
    return f"...on Reactable{{reactions(first:{PEOPLE},after:{json.dumps(cursor)},{_ORDER}){{...page}}}}"


def ask_threads(
    graph: Graph,
    numbers: Sequence[int],
    discussions: Mapping[int, bool],
    inside: Callable[[int], str],
    fragment: str,
    *,
    points: int,
) -> dict[int, Any]:
    """What each of the threads *numbers* answers; None for one that is not there."""
    parts = "".join(
        f"t{number}:{field}(number:{number}){{{inside(number)}}}"
        for number in numbers
        for field in ("discussion" if number in discussions else "issueOrPullRequest",)
    )
    answer: Data = graph.ask(parts, fragment, points=points, is_one=len(numbers) == 1)
    if missing := next((number for number in numbers if f"t{number}" not in answer), None):
        raise TroubleError(f"GitHub's answer leaves out thread {missing}")
    return {number: answer[f"t{number}"] for number in numbers}
