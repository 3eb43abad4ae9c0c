"""A GitHub whose threads can be read in lists: every question held to its published schema, answers with every fault.

Questions are checked against `tests/contracts/github-graphql.graphql`; they cost points and may be too large, as with
the real one: https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    parse,
    validate,
)
from graphql.language import ast
from tests.support.github import CONTRACTS, Answer, FakeGitHub

from potluck.history.difference import blob_id
from potluck.model import REACTIONS

CONTENTS = dict(
    zip(
        REACTIONS,
        ["THUMBS_UP", "THUMBS_DOWN", "LAUGH", "CONFUSED", "HEART", "HOORAY", "ROCKET", "EYES"],
        strict=True,
    )
)
MOST_NODES = 500_000
BLOB = 512_000  # bytes of a file that are told
PLACES = {"Issue": "issues", "PullRequest": "pull", "Discussion": "discussions"}
START = datetime(2026, 5, 1, tzinfo=UTC)
HOME = "octo-org/octo-repo"
ACTIONS = "github-actions"


@cache
def schema() -> GraphQLSchema:
    """GitHub's schema, as far as we ask."""
    return build_schema((CONTRACTS / "github-graphql.graphql").read_text("utf-8"))


@dataclass
class Thread:
    """A pull request, an issue or a discussion."""

    number: int
    by: str | None
    kind: str  # PullRequest, Issue or Discussion
    files: list[tuple[str, str]] = field(default_factory=list)
    merged: datetime | None = None
    state: str = "OPEN"
    base: str = "main"
    updated: datetime = START
    reactions: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: int = 0  # that somebody wrote of whom no test asks …
    said: list[dict[str, Any]] = field(default_factory=list)  # … and after them these
    reviews: list[dict[str, Any]] = field(default_factory=list)  # of a pull request
    closed: datetime | None = None
    reason: str | None = None  # with which it was closed, as the forge calls it
    is_answered: bool = False  # of a discussion
    home: str = HOME  # another one once it was transferred, for forges that still tell of it
    head: str = "0" * 40
    events: list[dict[str, Any]] = field(default_factory=list)
    looks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # runs of `check`, by commit
    statuses: dict[str, dict[str, Any]] = field(default_factory=dict)  # set under the name `check`, by commit

    @property
    def labels(self) -> set[str]:
        """Those that it has now."""
        found: set[str] = set()
        for event in self.events:
            name = event.get("label", {}).get("name", "").lower()
            found = found | {name} if event["__typename"] == "LabeledEvent" else found - {name}
        return found


class FakeThreads(FakeGitHub):
    """The same repository, asked in the other language.

    `heaviest` is the number of nodes above which it answers 502; `left` the points of this hour.
    """

    def __init__(self) -> None:
        super().__init__()
        self.threads: dict[int, Thread] = {}
        self.heaviest = MOST_NODES
        self.left = 5_000
        self.reset = timedelta(minutes=40)
        self.nodes = 0  # of reactions, as the forge counts them: what was asked for, whether it was there or not
        self.questions: list[str] = []
        self.before_answer: Callable[[str], None] = lambda question: None
        self.texts: dict[str, dict[str, bytes]] = {}  # by commit and path
        self.unseen: set[int] = set()  # pull requests that lists count and leave out
        self.order: Callable[[list[Thread]], list[Thread]] = lambda pulls: pulls  # what becomes of a list's order
        self.hidden_files = 0  # of each pull request, that its list counts and leaves out
        self.lost: set[str] = set()  # reactions that the next page which should have them counts and leaves out
        self._serial = 0

    # --- What is there ------------------------------------------------------------------------------------------------

    def bring(
        self, number: int, *paths: str, by: str | None = "ana-sample", is_merged: bool = True, **more: Any
    ) -> Thread:
        """A pull request that adds files, the *number*-th minute after the start."""
        at = START + timedelta(minutes=number)
        made = Thread(number, by, "PullRequest", [(path, "ADDED") for path in paths], updated=at, **more)
        if is_merged:
            made.merged, made.state = at, "MERGED"
        self.threads[number] = made
        return made

    def open(self, number: int, *, by: str | None = "ana-sample", kind: str = "Issue") -> Thread:
        """An issue, or a discussion."""
        self.threads[number] = Thread(number, by, kind)
        return self.threads[number]

    def react(self, number: int, login: str | None, reaction: str = "+1", since: str = "2020-03-04") -> str:
        """Somebody's reaction on a thread; its id. Nobody (None) is an account that was deleted."""
        self._serial += 1
        name = f"REA_{self._serial:08}"
        user = {"__typename": "User", "login": login, "createdAt": f"{since}T10:00:00Z"} if login else None
        self.threads[number].reactions[name] = {
            "id": name,
            "content": CONTENTS[reaction],  # type: ignore[index]
            "createdAt": self._time(),
            "user": user,
        }
        return name

    def say(
        self, number: int, login: str | None, at: str = "2026-05-04T10:00:00Z", *, is_review: bool = False
    ) -> dict[str, Any]:
        """Somebody's comment on a thread, or review of a pull request."""
        self._serial += 1
        word: dict[str, Any] = {"author": {"login": login} if login else None, "createdAt": at, "replies": []}
        word |= {"databaseId": self._serial, "fullDatabaseId": str(self._serial)}
        thread = self.threads[number]
        (thread.reviews if is_review else thread.said).append(word)
        return word

    def reply(self, word: dict[str, Any], login: str, at: str = "2026-05-04T10:00:00Z") -> None:
        """Somebody's reply to a comment on a discussion."""
        self._serial += 1
        word["replies"].append({"author": {"login": login}, "createdAt": at, "databaseId": self._serial})

    def close(
        self, number: int, by: str | None = "mara-sample", reason: str | None = None, *, closer: Any = None
    ) -> datetime:
        """A thread closed without being merged, a day after it was last touched; when. `x[bot]` is a machine.

        *closer* is the number of the pull request that did it, or a commit's id.
        """
        thread = self.threads[number]
        thread.closed = thread.updated = thread.updated + timedelta(days=1)
        thread.state, thread.reason = "CLOSED", reason
        if thread.kind != "Discussion":
            event: dict[str, Any] = {"__typename": "ClosedEvent", "actor": _actor(by), "closer": None}
            if isinstance(closer, int):
                place = {"number": closer, "resourcePath": f"/{HOME}/pull/{closer}"}
                event["closer"] = {"__typename": "PullRequest", **place}
            elif closer:
                event["closer"] = {"__typename": "Commit", "oid": closer}
            thread.events.append(event)
        return thread.closed

    def turn(self, number: int, into: int | None) -> None:
        """An issue that becomes a discussion: closed, and left where it was; the discussion may be gone since."""
        self.close(number)
        discussion = {"number": into} if into else None
        self.threads[number].events.append({"__typename": "ConvertedToDiscussionEvent", "discussion": discussion})

    def mark_as_duplicate(self, number: int, of: str) -> None:
        """An issue that says the same as another, whose place is given."""
        event = {"number": int(of.rpartition("/")[2]), "resourcePath": of, "__typename": "Issue"}
        self.threads[number].events.append({"__typename": "MarkedAsDuplicateEvent", "canonical": event})

    # --- What stands at the door --------------------------------------------------------------------------------------

    def knock(self, number: int, path: str, text: str | bytes, *, by: str = "new-sample") -> Thread:
        """An open pull request that adds one file and passed the check, without a label yet."""
        made = self.bring(number, path, by=by, is_merged=False)
        self.push(number, {path: text})
        return made

    def push(
        self, number: int, texts: dict[str, str | bytes], *, conclusion: str | None = "SUCCESS", is_forced: bool = False
    ) -> str:
        """Another commit with these files, and how the check found it (None: it is still looking); the commit."""
        self._serial += 1
        thread = self.threads[number]
        thread.head = f"{self._serial:040x}"
        self.texts[thread.head] = {
            path: text.encode() if isinstance(text, str) else text for path, text in texts.items()
        }
        if is_forced:
            thread.events.append({"__typename": "HeadRefForcePushedEvent", "createdAt": self._time()})
        self.look(number, conclusion)
        return thread.head

    def look(self, number: int, conclusion: str | None = "SUCCESS", app: str = ACTIONS) -> None:
        """The check looks at the newest commit, once more or for the first time."""
        self._serial += 1
        thread = self.threads[number]
        suite = {"createdAt": self._time(), "conclusion": conclusion, "app": {"slug": app}}
        thread.looks.setdefault(thread.head, []).append(suite)

    def label(
        self, number: int, by: str | None = "mara-sample", name: str = "at the door", *, is_on: bool = True
    ) -> None:
        """Somebody puts a label on, or takes it off."""
        self._serial += 1
        event: dict[str, Any] = {"createdAt": self._time(), "label": {"name": name}}
        event |= {"__typename": "LabeledEvent" if is_on else "UnlabeledEvent", "id": f"LE_{self._serial:08}"}
        self.threads[number].events.append(event | {"actor": {"login": by} if by else None})

    def _time(self) -> str:
        return (START + timedelta(days=10, seconds=self._serial)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def take_back(self, number: int, name: str) -> None:
        """A reaction withdrawn."""
        del self.threads[number].reactions[name]

    # --- What is asked ------------------------------------------------------------------------------------------------

    def _graphql(self, sent: Any) -> Answer:
        if "variables" not in sent:
            return super()._graphql(sent)
        document = parse(sent["query"])
        errors = validate(schema(), document)
        assert errors == [], errors[0]
        assert sent["variables"] == {"owner": "octo-org", "name": "octo-repo"}, sent["variables"]
        self.questions.append(sent["query"])
        run = _Run(document)
        nodes, lists, reactions = run.weight()
        points = max(1, round(lists / 100))
        if nodes > MOST_NODES:
            error = {"type": "MAX_NODE_LIMIT_EXCEEDED", "message": f"{nodes} possible nodes"}
            return 200, {}, {"data": None, "errors": [error]}
        if nodes > self.heaviest:
            return 502, {}, {"message": "Bad Gateway"}
        if points > self.left:
            return 200, {}, {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
        self.before_answer(sent["query"])
        self.left -= points
        self.nodes += reactions
        data = run.answer({"rateLimit": lambda _: self._limit(points), "repository": lambda _: self._repository()})
        answer: dict[str, Any] = {"data": data}
        if run.missing:
            answer["errors"] = [{"type": "NOT_FOUND", "path": path, "message": "Could not"} for path in run.missing]
        return 200, {}, answer

    def _limit(self, points: int) -> dict[str, Any]:
        reset = self.now() + self.reset
        return {"cost": points, "remaining": self.left, "resetAt": reset.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def _repository(self) -> dict[str, Any]:
        return {
            "nameWithOwner": HOME,
            "object": self._object,
            "pullRequests": self._pulls,
            "issues": lambda given: self._list("Issue", given),
            "discussions": lambda given: self._list("Discussion", given),
            "pullRequest": lambda given: self._thread(given["number"], "PullRequest"),
            "issueOrPullRequest": lambda given: self._thread(given["number"], "Issue", "PullRequest"),
            "discussion": lambda given: self._thread(given["number"], "Discussion"),
        }

    def _pulls(self, given: dict[str, Any]) -> dict[str, Any]:
        page = self._list("PullRequest", given)
        page["nodes"] = [one for one in page["nodes"] if one["number"] not in self.unseen]
        return page

    def _list(self, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        found = [one for one in self.threads.values() if one.kind == kind and one.home == HOME]
        if "states" in given:
            found = [one for one in found if one.state in given["states"]]
        if "labels" in given:
            found = [one for one in found if {name.lower() for name in given["labels"]} & one.labels]
        if given["orderBy"]["field"] == "UPDATED_AT":
            found.sort(key=lambda one: one.updated)
        else:
            found.sort(key=lambda one: one.number)
        if given["orderBy"]["direction"] == "DESC":
            found.reverse()
        return _page([self._shown(one) for one in (self.order(found) if kind == "PullRequest" else found)], given)

    def _thread(self, number: int, *kinds: str) -> dict[str, Any] | None:
        found = self.threads.get(number)
        return self._shown(found) if found and found.kind in kinds else None

    def _shown(self, one: Thread) -> dict[str, Any]:
        return {
            "__typename": one.kind,
            "number": one.number,
            "author": {"login": one.by} if one.by else None,
            "baseRefName": one.base,
            "mergedAt": one.merged.strftime("%Y-%m-%dT%H:%M:%SZ") if one.merged else None,
            "updatedAt": one.updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "files": lambda given: self._files(one, given),
            "reactions": lambda given: self._reactions(one, given),
            "comments": lambda given: self._comments(one, given),
            "closedAt": (one.closed or one.merged).strftime("%Y-%m-%dT%H:%M:%SZ") if one.closed or one.merged else None,
            "resourcePath": f"/{one.home}/{PLACES[one.kind]}/{one.number}",
            "createdAt": (START + timedelta(minutes=one.number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "closed": one.state != "OPEN",
            "stateReason": one.reason if one.kind == "Discussion" else lambda given: _reason(one, given),
            "isAnswered": one.is_answered,
            "reviews": lambda given: _page(one.reviews, given),
            "headRefOid": one.head,
            "timelineItems": lambda given: _page(_of_types(one.events, given["itemTypes"]), given),
            "commits": lambda given: _page([{"commit": self._commit(one)}], given),
        }

    @staticmethod
    def _comments(one: Thread, given: dict[str, Any]) -> dict[str, Any]:
        other = {"author": {"login": "somebody"}, "createdAt": "2026-05-02T10:00:00Z", "databaseId": 1, "replies": []}
        entries = [other] * one.comments + one.said
        if not given:
            return {"totalCount": len(entries)}
        return _page([one | {"replies": partial(_page, one["replies"])} for one in entries], given)

    def _files(self, one: Thread, given: dict[str, Any]) -> dict[str, Any]:
        page = _page([{"path": path, "changeType": how} for path, how in one.files], given)
        page["nodes"] = page["nodes"][self.hidden_files :]
        return page

    @staticmethod
    def _commit(one: Thread) -> dict[str, Any]:
        status = one.statuses.get(one.head)
        return {
            "oid": one.head,
            "checkSuites": lambda given: _page(one.looks.get(one.head, []), given),
            "status": {"context": lambda given: status} if status else None,
        }

    def _object(self, given: dict[str, Any]) -> dict[str, Any] | None:
        commit, _, path = given.get("expression", "").partition(":")
        blobs = {blob_id(raw, 40): raw for files in self.texts.values() for raw in files.values()}
        found = self.texts.get(commit, {}).get(path) if path else blobs.get(given.get("oid", ""))
        if found is None:
            is_folder = any(name.startswith(f"{path}/") for name in self.texts.get(commit, {}))
            return {"__typename": "Tree"} if path and is_folder else None
        is_binary = b"\0" in found[:8_000]
        text = None if is_binary else found[:BLOB].decode("utf-8", "replace")
        sizes = {"byteSize": len(found), "isBinary": is_binary, "isTruncated": len(found) > BLOB}
        return {"__typename": "Blob", "oid": blob_id(found, 40), "text": text, **sizes}

    def _reactions(self, one: Thread, given: dict[str, Any]) -> dict[str, Any]:
        page = _page(list(one.reactions.values()), given)
        if self.lost and "first" in given:
            page["nodes"] = [node for node in page["nodes"] if node["id"] not in self.lost]
            self.lost.clear()
        return page


def _actor(login: str | None) -> dict[str, Any] | None:
    if not login:
        return None
    is_machine = login.endswith("[bot]")  # as REST writes it; here the name is without
    return {"__typename": "Bot" if is_machine else "User", "login": login.removesuffix("[bot]")}


def _reason(one: Thread, given: dict[str, Any]) -> str | None:
    """Why an issue was closed. A duplicate is told to those alone who say that they know the word."""
    return "NOT_PLANNED" if one.reason == "DUPLICATE" and not given.get("enableDuplicate") else one.reason


def _of_types(events: list[dict[str, Any]], wanted: list[str]) -> list[dict[str, Any]]:
    return [one for one in events if re.sub(r"(?<!^)(?=[A-Z])", "_", one["__typename"]).upper() in wanted]


def _page(entries: list[Any], given: dict[str, Any]) -> dict[str, Any]:
    """A stretch of a list. A cursor is a place in it."""
    assert ("first" in given) != ("last" in given), given
    size = given.get("first", given.get("last"))
    assert 1 <= size <= 100, size
    if "first" in given:
        start = int(given["after"].removeprefix("at:")) if given.get("after") else 0
        end = start + size
    else:
        end = int(given["before"].removeprefix("at:")) if given.get("before") else len(entries)
        start = max(0, end - size)
    nodes = entries[start:end]
    info = {"hasNextPage": "first" in given and end < len(entries), "endCursor": f"at:{end}" if nodes else None}
    info |= {"hasPreviousPage": "last" in given and start > 0, "startCursor": f"at:{start}" if nodes else None}
    return {"totalCount": len(entries), "pageInfo": info, "nodes": nodes}


class _Run:
    """One question, answered from values and functions of arguments, where graphql-core would take minutes."""

    def __init__(self, document: ast.DocumentNode) -> None:
        operations = [one for one in document.definitions if isinstance(one, ast.OperationDefinitionNode)]
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, ast.FragmentDefinitionNode)
        }
        (self._operation,) = operations
        self._flat: dict[tuple[int, str], list[tuple[str, str, dict[str, Any], ast.SelectionSetNode | None]]] = {}
        self.missing: list[list[str]] = []

    def _fields(
        self, chosen: ast.SelectionSetNode, kind: str = ""
    ) -> list[tuple[str, str, dict[str, Any], ast.SelectionSetNode | None]]:
        """What is asked of a value of a *kind*; of every kind where it is empty."""
        if (id(chosen), kind) not in self._flat:
            self._flat[id(chosen), kind] = list(self._flatten(chosen, kind))
        return self._flat[id(chosen), kind]

    def _flatten(
        self, chosen: ast.SelectionSetNode, kind: str
    ) -> Iterator[tuple[str, str, dict[str, Any], ast.SelectionSetNode | None]]:
        for one in chosen.selections:
            if isinstance(one, ast.FieldNode):
                given = {argument.name.value: _value(argument.value) for argument in one.arguments or ()}
                yield one.alias.value if one.alias else one.name.value, one.name.value, given, one.selection_set
            elif isinstance(one, ast.FragmentSpreadNode):
                fragment = self._fragments[one.name.value]
                if _is_a(kind, fragment.type_condition.name.value):
                    yield from self._flatten(fragment.selection_set, kind)
            else:
                assert isinstance(one, ast.InlineFragmentNode)
                assert one.type_condition
                if _is_a(kind, one.type_condition.name.value):
                    yield from self._flatten(one.selection_set, kind)

    def weight(self) -> tuple[int, int, int]:
        """The nodes that are asked for, how many lists hold them, and how many of the nodes are reactions."""
        return self._weight(self._operation.selection_set, 1)

    def _weight(self, chosen: ast.SelectionSetNode, times: int) -> tuple[int, int, int]:
        nodes = lists = reactions = 0
        for _, name, given, inner in self._fields(chosen):
            size = given.get("first", given.get("last"))
            if size is not None:
                lists += times
                nodes += times * size
                reactions += times * size if name == "reactions" else 0
            if inner:
                more, deeper, others = self._weight(inner, times * (size or 1))
                nodes, lists, reactions = nodes + more, lists + deeper, reactions + others
        return nodes, lists, reactions

    def answer(self, top: dict[str, Any]) -> Any:
        """All that was asked for."""
        return self._answer(top, self._operation.selection_set, [])

    def _answer(self, value: Any, chosen: ast.SelectionSetNode, path: list[str]) -> dict[str, Any]:
        found = {}
        for alias, name, given, inner in self._fields(chosen, value.get("__typename", "")):
            here = value.get(name)
            if callable(here):
                here = here(given)
                if here is None and name in ("pullRequest", "issueOrPullRequest", "discussion"):
                    self.missing.append([*path, alias])
            if inner is None or here is None:
                found[alias] = here
            elif isinstance(here, list):
                found[alias] = [self._answer(one, inner, path) for one in here]
            else:
                found[alias] = self._answer(here, inner, [*path, alias])
        return found


@cache
def _is_a(kind: str, other: str) -> bool:
    """Whether a value of a *kind* is asked what is asked of the *other*."""
    if not kind or kind == other:
        return True
    known, asked = schema().type_map[kind], schema().type_map[other]
    return isinstance(asked, GraphQLInterfaceType | GraphQLUnionType) and schema().is_sub_type(asked, known)


def _value(node: ast.ValueNode) -> Any:
    if isinstance(node, ast.ObjectValueNode):
        return {one.name.value: _value(one.value) for one in node.fields}
    if isinstance(node, ast.ListValueNode):
        return [_value(one) for one in node.values]
    if isinstance(node, ast.IntValueNode):
        return int(node.value)
    if isinstance(node, ast.BooleanValueNode):
        return node.value
    if isinstance(node, ast.StringValueNode | ast.EnumValueNode):
        return node.value
    assert isinstance(node, ast.VariableNode)
    return None
