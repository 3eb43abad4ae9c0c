"""A GitHub whose threads can be read in lists: every question held to its published schema, answers with every fault.

Questions are checked against `tests/contracts/github-graphql.graphql`; they cost points and may be too large, as with
the real one: https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from graphql import GraphQLSchema, build_schema, parse, validate
from graphql.language import ast
from tests.support.github import CONTRACTS, Answer, FakeGitHub

from potluck.model import REACTIONS

CONTENTS = dict(
    zip(
        REACTIONS,
        ["THUMBS_UP", "THUMBS_DOWN", "LAUGH", "CONFUSED", "HEART", "HOORAY", "ROCKET", "EYES"],
        strict=True,
    )
)
MOST_NODES = 500_000
START = datetime(2026, 5, 1, tzinfo=UTC)


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
        self.nodes = 0  # as the forge counts them: what was asked for, whether it was there or not
        self.questions: list[str] = []
        self.before_answer: Callable[[str], None] = lambda question: None
        self.lost: set[str] = set()  # reactions that the next page which should have them counts and leaves out
        self.unlisted: set[int] = set()  # pull requests that the list counts and does not show
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
        at = START + timedelta(days=10, seconds=self._serial)
        name = f"REA_{self._serial:08}"
        user = {"__typename": "User", "login": login, "createdAt": f"{since}T10:00:00Z"} if login else None
        self.threads[number].reactions[name] = {
            "id": name,
            "content": CONTENTS[reaction],  # type: ignore[index]
            "createdAt": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "user": user,
        }
        return name

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
        nodes, lists = run.weight()
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
        self.nodes += nodes
        data = run.answer({"rateLimit": lambda _: self._limit(points), "repository": lambda _: self._repository()})
        answer: dict[str, Any] = {"data": data}
        if run.missing:
            answer["errors"] = [{"type": "NOT_FOUND", "path": path, "message": "Could not"} for path in run.missing]
        return 200, {}, answer

    def _limit(self, points: int) -> dict[str, Any]:
        reset = datetime.now(UTC) + self.reset
        return {"cost": points, "remaining": self.left, "resetAt": reset.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def _repository(self) -> dict[str, Any]:
        return {
            "pullRequests": self._pulls,
            "pullRequest": lambda given: self._thread(given["number"], "PullRequest"),
            "issueOrPullRequest": lambda given: self._thread(given["number"], "Issue", "PullRequest"),
            "discussion": lambda given: self._thread(given["number"], "Discussion"),
        }

    def _pulls(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [one for one in self.threads.values() if one.kind == "PullRequest" and one.state in given["states"]]
        if given["orderBy"]["field"] == "UPDATED_AT":
            found.sort(key=lambda one: one.updated)
        else:
            found.sort(key=lambda one: one.number)
        if given["orderBy"]["direction"] == "DESC":
            found.reverse()
        page = _page([self._shown(one) for one in found], given)
        page["nodes"] = [node for node in page["nodes"] if node["number"] not in self.unlisted]
        return page

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
            "files": lambda given: _page([{"path": path, "changeType": how} for path, how in one.files], given),
            "reactions": lambda given: self._reactions(one, given),
        }

    def _reactions(self, one: Thread, given: dict[str, Any]) -> dict[str, Any]:
        page = _page(list(one.reactions.values()), given)
        if self.lost and "first" in given:
            page["nodes"] = [node for node in page["nodes"] if node["id"] not in self.lost]
            self.lost.clear()
        return page


def _page(entries: list[Any], given: dict[str, Any]) -> dict[str, Any]:
    """A stretch of a list. A cursor is a place in it."""
    assert ("first" in given) != ("last" in given), given
    size = given.get("first", given.get("last"))
    assert 1 <= size <= 100, size
    start = int(given["after"].removeprefix("at:")) if given.get("after") else 0
    nodes = entries[start : start + size] if "first" in given else entries[-size:]
    more = "first" in given and start + size < len(entries)
    info = {"hasNextPage": more, "endCursor": f"at:{start + len(nodes)}" if nodes else None}
    return {"totalCount": len(entries), "pageInfo": info, "nodes": nodes}


class _Run:
    """One question, answered from values and functions of arguments, where graphql-core would take minutes."""

    def __init__(self, document: ast.DocumentNode) -> None:
        operations = [one for one in document.definitions if isinstance(one, ast.OperationDefinitionNode)]
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, ast.FragmentDefinitionNode)
        }
        (self._operation,) = operations
        self._flat: dict[int, list[tuple[str, str, dict[str, Any], ast.SelectionSetNode | None]]] = {}
        self.missing: list[list[str]] = []

    def _fields(
        self, chosen: ast.SelectionSetNode
    ) -> list[tuple[str, str, dict[str, Any], ast.SelectionSetNode | None]]:
        if id(chosen) not in self._flat:
            self._flat[id(chosen)] = list(self._flatten(chosen))
        return self._flat[id(chosen)]

    def _flatten(
        self, chosen: ast.SelectionSetNode
    ) -> Iterator[tuple[str, str, dict[str, Any], ast.SelectionSetNode | None]]:
        for one in chosen.selections:
            if isinstance(one, ast.FieldNode):
                given = {argument.name.value: _value(argument.value) for argument in one.arguments or ()}
                yield one.alias.value if one.alias else one.name.value, one.name.value, given, one.selection_set
            elif isinstance(one, ast.FragmentSpreadNode):
                yield from self._flatten(self._fragments[one.name.value].selection_set)
            else:
                assert isinstance(one, ast.InlineFragmentNode)
                yield from self._flatten(one.selection_set)

    def weight(self) -> tuple[int, int]:
        """The nodes that are asked for, and how many lists hold them."""
        return self._weight(self._operation.selection_set, 1)

    def _weight(self, chosen: ast.SelectionSetNode, times: int) -> tuple[int, int]:
        nodes = lists = 0
        for _, _, given, inner in self._fields(chosen):
            size = given.get("first", given.get("last"))
            if size is not None:
                lists += times
                nodes += times * size
            if inner:
                more, deeper = self._weight(inner, times * (size or 1))
                nodes, lists = nodes + more, lists + deeper
        return nodes, lists

    def answer(self, top: dict[str, Any]) -> Any:
        """All that was asked for."""
        return self._answer(top, self._operation.selection_set, [])

    def _answer(self, value: Any, chosen: ast.SelectionSetNode, path: list[str]) -> dict[str, Any]:
        found = {}
        for alias, name, given, inner in self._fields(chosen):
            here = value.get(name)
            if callable(here):
                here = here(given)
                if here is None:
                    self.missing.append([*path, alias])
            if inner is None or here is None:
                found[alias] = here
            elif isinstance(here, list):
                found[alias] = [self._answer(one, inner, path) for one in here]
            else:
                found[alias] = self._answer(here, inner, [*path, alias])
        return found


def _value(node: ast.ValueNode) -> Any:
    if isinstance(node, ast.ObjectValueNode):
        return {one.name.value: _value(one.value) for one in node.fields}
    if isinstance(node, ast.ListValueNode):
        return [_value(one) for one in node.values]
    if isinstance(node, ast.IntValueNode):
        return int(node.value)
    if isinstance(node, ast.StringValueNode | ast.EnumValueNode):
        return node.value
    assert isinstance(node, ast.VariableNode)
    return None
