"""Every number that the forge ever gave out, and what became of it: asked for by number, so that none is left out.

A list shows what is there; what was deleted or moved away is seen by asking for it alone. Once all are known, those are
asked for that changed since, and all of them anew where the forge counts otherwise than we do. No title and no word of
anybody's is asked for: what is taken down over there would live on here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from potluck.forge.carrier import shaped
from potluck.forge.graphql import Graph, in_batches
from potluck.forge.notebook import Notebook, Number
from potluck.forge.threads import LOOK, PageInfo, ask_threads, is_at_home
from potluck.opened import Closer, Opened, Reason, ThreadSort

_NEWEST = 100  # of each sort, that changed last: where all of them are new to us, everything is asked for
_OVERLAP = timedelta(hours=1)  # what changed while the last run was reading is seen again

_LISTS: dict[ThreadSort, str] = {"issue": "issues", "pull request": "pullRequests", "discussion": "discussions"}
_SORTS: dict[str, ThreadSort] = {"Issue": "issue", "PullRequest": "pull request", "Discussion": "discussion"}
_REASONS: dict[str, Reason] = {
    "COMPLETED": "done",
    "NOT_PLANNED": "not planned",
    "DUPLICATE": "duplicate",
    "RESOLVED": "resolved",
    "OUTDATED": "outdated",
}
_PLACE = "number resourcePath"
_CLOSED = (
    f"...on ClosedEvent{{actor{{sort:__typename login}}closer{{...on PullRequest{{{_PLACE}}}...on Commit{{oid}}}}}}"
)
_FATE = f"""fragment fate on Comment{{sort:__typename createdAt author{{login}}
...on Issue{{resourcePath closed closedAt reason:stateReason(enableDuplicate:true)
timelineItems(last:3,itemTypes:[CLOSED_EVENT,CONVERTED_TO_DISCUSSION_EVENT,MARKED_AS_DUPLICATE_EVENT]){{nodes{{sort:__typename
{_CLOSED}...on ConvertedToDiscussionEvent{{discussion{{number}}}}
...on MarkedAsDuplicateEvent{{canonical{{...on Issue{{{_PLACE}}}...on PullRequest{{{_PLACE}}}}}}}}}}}}}
...on PullRequest{{resourcePath closed closedAt mergedAt
timelineItems(last:1,itemTypes:[CLOSED_EVENT]){{nodes{{sort:__typename {_CLOSED}}}}}}}
...on Discussion{{resourcePath closed closedAt isAnswered end:stateReason}}}}"""


class _Shape(msgspec.Struct, frozen=True, rename="camel"):
    pass


class _Changed(_Shape, frozen=True):
    number: int
    updated_at: datetime


class _Newest(_Shape, frozen=True):
    total_count: int
    page_info: PageInfo
    nodes: tuple[_Changed, ...]


class _Actor(_Shape, frozen=True):
    login: str
    sort: str = ""


class _Other(_Shape, frozen=True):
    """Another number, perhaps of another repository; or a commit."""

    number: int = 0
    resource_path: str = ""
    oid: str = ""


_NONE = _Other()


class _Event(_Shape, frozen=True):
    """It was closed by an actor and perhaps something else, turned into a discussion, or marked as a duplicate."""

    sort: str
    actor: _Actor | None = None
    closer: _Other | None = None
    discussion: _Other | None = None
    canonical: _Other | None = None


class _Events(_Shape, frozen=True):
    nodes: tuple[_Event, ...]


class _Fate(_Shape, frozen=True):
    sort: str
    created_at: datetime
    author: _Actor | None
    resource_path: str
    closed: bool
    closed_at: datetime | None
    merged_at: datetime | None = None
    reason: str | None = None
    end: str | None = None
    is_answered: bool | None = None
    timeline_items: _Events = _Events(())


def account_for(graph: Graph, notebook: Notebook, highest: int, left: Callable[[int], None]) -> None:
    """Write into the *notebook* what became of every number up to the last one; *highest* is one that there was.

    *left* hears how many are still to be asked for. A run that was broken off goes on where it was.
    """
    newest, seen = _newest(graph)
    began = graph.at
    known = notebook.numbers()
    every = range(1, max([highest, seen, *known]) + 1)
    asked = (set(every) - known.keys()) | _changed(newest, notebook.fact("accounted"), every)
    _ask(graph, notebook, asked, left)
    if any(page.total_count != there for page, there in _compared(newest, notebook)):
        _ask(graph, notebook, set(every) - asked, left, is_unchanged=True)
    notebook.write(facts=[("accounted", began.isoformat() if began else "")])


def _newest(graph: Graph) -> tuple[dict[ThreadSort, _Newest], int]:
    """How many there are of each sort and which changed last; and the highest number that is seen."""
    inside = "{totalCount pageInfo{hasNextPage endCursor}nodes{number updatedAt}}"
    parts = "".join(
        f"{name}(first:{_NEWEST},orderBy:{{field:UPDATED_AT,direction:DESC}}){inside}"
        f"{name}Last:{name}(first:1,orderBy:{{field:CREATED_AT,direction:DESC}}){inside}"
        for name in _LISTS.values()
    )
    answer = graph.ask(parts, "", points=1, is_one=True)
    pages = {sort: shaped(answer.get(name), _Newest) for sort, name in _LISTS.items()}
    last = [one.number for name in _LISTS.values() for one in shaped(answer.get(f"{name}Last"), _Newest).nodes]
    return pages, max([0, *last, *(one.number for page in pages.values() for one in page.nodes)])


def _changed(newest: Mapping[ThreadSort, _Newest], accounted: str, every: Collection[int]) -> set[int]:
    """The numbers that changed since all were *accounted* for; *every* one where there may be more than are shown."""
    if not accounted:
        return set()
    since = datetime.fromisoformat(accounted) - _OVERLAP
    for page in newest.values():
        if page.page_info.has_next_page and all(one.updated_at >= since for one in page.nodes):
            return set(every)
    return {one.number for page in newest.values() for one in page.nodes if one.updated_at >= since}


def _compared(newest: Mapping[ThreadSort, _Newest], notebook: Notebook) -> Iterable[tuple[_Newest, int]]:
    sorts = [one.sort for one in notebook.numbers().values() if one.became != "gone"]
    return ((page, sorts.count(sort)) for sort, page in newest.items())


def _ask(
    graph: Graph,
    notebook: Notebook,
    numbers: Collection[int],
    left: Callable[[int], None],
    *,
    is_unchanged: bool = False,
) -> None:
    """Write down what became of the *numbers*; where nothing changed on them, what was said there is known still."""

    def ask(batch: Sequence[int]) -> Sequence[int]:
        known = notebook.numbers()
        points = 1 + len(batch) // 50
        answer = ask_threads(graph, batch, {}, lambda number: "...fate", _FATE, points=points)
        missing = {number: True for number in batch if answer[number] is None}
        if missing:
            answer |= ask_threads(graph, list(missing), missing, lambda number: "...fate", _FATE, points=points)
        found = []
        for number, value in answer.items():
            fate = shaped(value, _Fate) if value is not None else None
            if fate and is_at_home(fate.resource_path, graph.name, number):
                one, was = _number(number, fate, graph.name), known.get(number)
                same = is_unchanged and was is not None and (was.became, was.at) == (one.became, one.at)
                found.append(was if same and was else one)
            else:
                found.append(_gone(number, known.get(number)))
        notebook.write(numbers=found)
        return ()

    in_batches(sorted(numbers), LOOK, ask, left)


def _gone(number: int, before: Number | None) -> Number:
    """One that is not there, with what was known of it."""
    return Number(number, before.sort if before else "", before.opened if before else "", "gone")


def _number(number: int, fate: _Fate, home: str) -> Number:
    """What became of a number that is there; *home* is the repository as the forge calls it."""
    opened, author = fate.created_at.isoformat(), fate.author.login if fate.author else ""
    sort = _SORTS.get(fate.sort, "")
    answered: Reason = "answered" if fate.is_answered else ""
    if fate.merged_at:
        return Number(number, sort, opened, "merged", fate.merged_at.isoformat(), author)
    if not fate.closed:
        return Number(number, sort, opened, "open", opened, author, reason=answered)
    at = (fate.closed_at or fate.created_at).isoformat()
    closed, canonical = _Event(""), _NONE
    for event in fate.timeline_items.nodes:
        if event.sort == "ConvertedToDiscussionEvent":
            return Number(number, sort, opened, "turned", at, author, into=(event.discussion or _NONE).number)
        if event.sort == "ClosedEvent":
            closed = event
        canonical = event.canonical or canonical
    closer = closed.closer or _NONE
    reason = _REASONS.get(fate.reason or fate.end or "", answered)
    other = closer if closer.number else canonical if reason == "duplicate" else _NONE
    is_here = is_at_home(other.resource_path, home, other.number)
    is_told = is_here or not closer.number  # what another repository's pull request closed, nobody here did
    actor = closed.actor if closed.actor and is_told else None
    return Number(
        number,
        sort,
        opened,
        "closed",
        at,
        author,
        closer=actor.login if actor else "",
        is_by_machine=bool(actor and actor.sort == "Bot"),
        reason=reason,
        into=other.number if is_here else 0,
        said=f"commit/{closer.oid}" if closer.oid else "",
    )


def what_became(
    numbers: Iterable[Number], brought: Mapping[int, Sequence[str]], house: frozenset[str], at: datetime
) -> Iterator[Opened]:
    """Each of the *numbers* without anybody's name; *brought* has the slugs of each, *house* logins in small letters.

    What is not there is told with *at*, as nobody knows since when.
    """
    for one in numbers:
        yield Opened(
            thread=one.number,
            became=one.became,
            at=datetime.fromisoformat(one.at) if one.at else at,
            brought=tuple(brought.get(one.number, ())),
            sort=one.sort,
            opened=datetime.fromisoformat(one.opened) if one.opened else None,
            by=_by(one, house) if one.became == "closed" else "",
            reason=one.reason,
            into=one.into,
            said=one.said,
        )


def _by(one: Number, house: frozenset[str]) -> Closer:
    if one.is_by_author:
        return "author"
    if one.is_by_machine:
        return "machine"
    if one.closer.lower() in house:
        return "house"
    return "other" if one.closer else ""
