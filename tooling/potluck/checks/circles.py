"""Circles among relations: who comes back to themselves, and on which way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from potluck.model import Relation

_FAR = 200  # steps: a longer circle is not spelled out


def in_circles(edges: Mapping[str, list[tuple[Relation, str]]]) -> set[str]:
    """The nodes from which a way leads back: Kosaraju's two walks, each without recursion."""
    back: dict[str, list[str]] = defaultdict(list)
    finished: list[str] = []
    seen: set[str] = set()
    for start in edges:
        pending = [(start, False)]
        while pending:
            node, is_done = pending.pop()
            if is_done:
                finished.append(node)
            elif node not in seen:
                seen.add(node)
                pending.append((node, True))
                for _relation, target in edges.get(node, ()):
                    back[target].append(node)
                    pending.append((target, False))
    found: set[str] = set()
    grouped: set[str] = set()
    for start in reversed(finished):
        group: list[str] = []
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in grouped:
                grouped.add(node)
                group.append(node)
                waiting += back[node]
        if len(group) > 1:
            found.update(group)
    return found


def way_back(start: str, edges: Mapping[str, list[tuple[Relation, str]]]) -> list[str]:
    """A shortest way from *start* to itself; of a very long one only where it begins."""
    came: dict[str, str] = {}
    waiting = [start]
    for node in waiting:
        for _relation, target in edges.get(node, ()):
            if target == start:
                way = [node, start]
                while way[0] != start:
                    way.insert(0, came[way[0]])
                return way
            if target not in came and len(came) < _FAR:
                came[target] = node
                waiting.append(target)
    return [start, edges[start][0][1], start]
