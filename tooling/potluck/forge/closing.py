"""What was said when a thread was closed: the last word there of the house, or of whoever closed it, by a day later.

Where it was said is kept, and not what: the words are on the forge, and go from there when somebody takes them back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from potluck.forge.carrier import shaped
from potluck.forge.graphql import Graph, in_batches
from potluck.forge.notebook import Notebook, Number
from potluck.forge.threads import ask_threads

_THREADS = 100  # a request …
_COMMENTS = 100  # … and comments of each, from the last one on
_DISCUSSIONS = 50  # a request, with fewer comments, since each has replies …
_REPLIES = 20  # … of which so many are asked for
_AFTERWARDS = timedelta(days=1)

_WORD = "databaseId createdAt author{login}"
_REVIEW = "databaseId:fullDatabaseId createdAt author{login}"


class _Shape(msgspec.Struct, frozen=True, rename="camel"):
    pass


class _Login(_Shape, frozen=True):
    login: str


class _Word(_Shape, frozen=True):
    database_id: int | str | None
    created_at: datetime
    author: _Login | None
    replies: _Words | None = None


class _Before(_Shape, frozen=True):
    has_previous_page: bool
    start_cursor: str | None


class _Words(_Shape, frozen=True):
    nodes: tuple[_Word, ...]
    page_info: _Before | None = None


class _Read(_Shape, frozen=True):
    comments: _Words
    reviews: _Words | None = None


class _Hearing(msgspec.Struct, frozen=True):
    about: Number
    cursor: str = ""


def hear_closings(graph: Graph, notebook: Notebook, house: frozenset[str], left: Callable[[int], None]) -> None:
    """Write into the *notebook* where something was said, for each thread that somebody else than its author closed.

    *house* are logins in small letters. Who closed a discussion is not told, so all that the author did not close may
    be one of these.
    """

    def ask(batch: Sequence[_Hearing]) -> Sequence[_Hearing]:
        by_number = {one.about.number: one for one in batch}
        discussions = {number: True for number, one in by_number.items() if one.about.sort == "discussion"}
        answer = ask_threads(
            graph,
            list(by_number),
            discussions,
            lambda number: _inside(by_number[number]),
            "",
            points=1 + len(batch) // (4 if discussions else 50),
        )
        heard, more = [], []
        for number, value in answer.items():
            hearing = by_number[number]
            read = shaped(value, _Read) if value is not None else _Read(_Words(()))  # gone: the next run sees it
            said = _last(read, hearing.about, house)
            before = read.comments.page_info
            if not said and before and before.has_previous_page and before.start_cursor:
                more.append(_Hearing(hearing.about, before.start_cursor))
            else:
                heard.append(msgspec.structs.replace(hearing.about, said=said, is_heard=True))
        notebook.write(numbers=heard)
        return more

    waiting = [_Hearing(one) for one in notebook.numbers().values() if _is_to_hear(one)]
    for size, is_discussion in ((_THREADS, False), (_DISCUSSIONS, True)):
        some = [one for one in waiting if (one.about.sort == "discussion") == is_discussion]
        in_batches(some, size, ask, left)


def _is_to_hear(one: Number) -> bool:
    return one.became == "closed" and not (one.is_heard or one.said or one.into) and not one.is_by_author


def _last(read: _Read, about: Number, house: frozenset[str]) -> str:
    """The anchor of the last word that counts; empty where there is none among these."""
    speakers = (house | {about.closer.lower()}) - {about.author.lower(), ""}
    until = datetime.fromisoformat(about.at) + _AFTERWARDS
    sort = "discussioncomment" if about.sort == "discussion" else "issuecomment"
    words = [(one, sort) for one in _with_replies(read.comments)]
    words += [(one, "pullrequestreview") for one in (read.reviews.nodes if read.reviews else ())]
    counting = [
        (one.created_at, f"{anchor}-{one.database_id}")
        for one, anchor in words
        if one.author and one.author.login.lower() in speakers and one.created_at <= until and one.database_id
    ]
    return max(counting)[1] if counting else ""


def _with_replies(words: _Words) -> Iterator[_Word]:
    for one in words.nodes:
        yield one
        yield from one.replies.nodes if one.replies else ()


def _inside(hearing: _Hearing) -> str:
    before = f",before:{json.dumps(hearing.cursor)}" if hearing.cursor else ""
    size = _REPLIES if hearing.about.sort == "discussion" else _COMMENTS
    some = f"comments(last:{size}{before}){{pageInfo{{hasPreviousPage startCursor}}nodes{{{_WORD}"
    if hearing.about.sort == "discussion":
        return f"{some} replies(last:{_REPLIES}){{nodes{{{_WORD}}}}}}}}}"
    reviews = f"reviews(last:{_COMMENTS}){{nodes{{{_REVIEW}}}}}"
    return f"...on Issue{{{some}}}}}}}...on PullRequest{{{some}}}}}{reviews}}}"
