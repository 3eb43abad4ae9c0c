"""When the house first said something on a thread: asked only where somebody said something new, and nothing is known.

Comments alone are read, the oldest first, until one of the house's is there. What a comment says is not asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from potluck.forge.carrier import shaped
from potluck.forge.graphql import Graph, in_batches
from potluck.forge.threads import Look, PageInfo, ask_threads

_THREADS = 500  # a request …
_COMMENTS = 20  # … and comments of each

_KINDS = ("Issue", "PullRequest", "Discussion")


class _Shape(msgspec.Struct, frozen=True, rename="camel"):
    pass


class _Login(_Shape, frozen=True):
    login: str


class _Comment(_Shape, frozen=True):
    author: _Login | None
    created_at: datetime


class _Comments(_Shape, frozen=True):
    page_info: PageInfo
    nodes: tuple[_Comment, ...]


class _Read(_Shape, frozen=True):
    comments: _Comments


class _Hearing(msgspec.Struct, frozen=True):
    number: int
    cursor: str = ""


def hear(
    graph: Graph, looks: Mapping[int, Look], house: frozenset[str], left: Callable[[int], None]
) -> dict[int, datetime]:
    """When somebody of the *house* (logins in small letters) first commented on each of the threads in *looks*.

    Threads on which none of them did are missing. Who began a thread does not answer it.
    """
    found: dict[int, datetime] = {}

    def ask(batch: Sequence[_Hearing]) -> Sequence[_Hearing]:
        cursors = {one.number: one.cursor for one in batch}
        answer = ask_threads(
            graph,
            list(cursors),
            {number: True for number in cursors if looks[number].is_discussion},
            lambda number: _comments(cursors[number]),
            "",
            points=1 + len(batch) // 100,
        )
        more = []
        for number, value in answer.items():
            if value is None:  # gone since the look: the next run sees it
                continue
            read = shaped(value, _Read).comments
            others = house - {looks[number].starter.lower()}
            said = [one.created_at for one in read.nodes if one.author and one.author.login.lower() in others]
            if said:
                found[number] = min(said)
            elif read.page_info.has_next_page and read.page_info.end_cursor:
                more.append(_Hearing(number, read.page_info.end_cursor))
        return more

    in_batches([_Hearing(number) for number in sorted(looks)], _THREADS, ask, left)
    return found


def _comments(cursor: str) -> str:
    after = f",after:{json.dumps(cursor)}" if cursor else ""
    inside = f"comments(first:{_COMMENTS}{after}){{pageInfo{{hasNextPage endCursor}}nodes{{author{{login}}createdAt}}}}"
    return "...on Reactable{" + "".join(f"...on {kind}{{{inside}}}" for kind in _KINDS) + "}"
