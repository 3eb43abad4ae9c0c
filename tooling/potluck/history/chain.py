"""The order in which commits are told: the published branch's own, each merge after the branch that it brought."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Step(msgspec.Struct, frozen=True):
    """A commit to look at, and what to compare it with."""

    commit: str
    parent: str  # its first parent; "" where it has none
    merge: str = ""  # for a commit of a merged branch: the merge that brought it


def follow(graph: Mapping[str, tuple[str, ...]], head: str, base: str) -> dict[str, Step] | None:
    """The steps from *base* ("": from the beginning) to *head* by commit, oldest first.

    *graph* holds each commit's parents, parents before children. None where *base* is not among the first parents of
    *head*: what was told up to there is then not the beginning of this story.
    """
    chain: list[str] = []
    at = head
    while at in graph:
        chain.append(at)
        at = _first(graph[at])
    if at != base:
        return None
    steps: dict[str, Step] = {}
    told = set(chain)
    place = {commit: index for index, commit in enumerate(graph)}
    for commit in reversed(chain):
        branch = _brought(graph, commit, told) if len(graph[commit]) > 1 else set()
        for other in sorted(branch, key=place.__getitem__):
            # Merges within a branch bring what others wrote; those commits are told themselves.
            if len(graph[other]) < 2:
                steps[other] = Step(other, _first(graph[other]), commit)
        told |= branch
        steps[commit] = Step(commit, _first(graph[commit]))
    return steps


def _brought(graph: Mapping[str, tuple[str, ...]], merge: str, told: set[str]) -> set[str]:
    """The commits that *merge* brought: those before it that were not *told* yet."""
    found: set[str] = set()
    pending = list(graph[merge][1:])
    while pending:
        commit = pending.pop()
        if commit in graph and commit not in told and commit not in found:
            found.add(commit)
            pending.extend(graph[commit])
    return found


def _first(parents: tuple[str, ...]) -> str:
    return parents[0] if parents else ""
