"""Versions before and after → what became of each proposal: changed, renamed, new or gone. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from potluck.change import Change, Version


def pair(
    before: Iterable[Version],
    after: Iterable[Version],
    beside: Mapping[str, tuple[str, ...]],
    owners: Mapping[str, frozenset[str]],
    still: Mapping[str, Version],
) -> tuple[Change, ...]:
    """A change for every proposal that differs, in the order of the paths.

    *beside* are other files that changed, by the folder that they lie in; *owners* the authors as of the base, by path;
    *still* the proposals of such folders whose own text did not change.
    """
    gone = {one.path: one for one in before}
    pairs: list[tuple[Version | None, Version | None]] = []
    come = []
    for one in after:
        if source := gone.pop(one.path, None):
            pairs.append((source, one))
        else:
            come.append(one)
    sources = _Sources(gone)
    pairs += [(sources.take(one), one) for one in come]
    pairs += [(one, None) for one in gone.values()]
    left = dict(beside)
    changes = []
    for old, new in pairs:
        places = [own_folder(one.path) for one in (old, new) if one]
        files = tuple(path for place in dict.fromkeys(places) for path in left.pop(place, ()))
        changes.append(Change(old, new, owners.get(old.path, frozenset()) if old else frozenset(), files))
    for place, files in left.items():
        if version := still.get(place):
            changes.append(Change(version, version, owners.get(version.path, frozenset()), files))
    return tuple(sorted(changes, key=lambda change: change.path.encode("utf-8", "surrogateescape")))


class _Sources:
    """The proposals that are gone from their places, by every sign by which one can be known again."""

    def __init__(self, gone: dict[str, Version]) -> None:
        self._gone = gone
        self._by: defaultdict[tuple[str, str], list[Version]] = defaultdict(list)
        for one in gone.values():
            for sign in _signs(one):
                self._by[sign].append(one)

    def take(self, new: Version) -> Version | None:
        """The one that a file at a new path continues; None where it begins something.

        Its name is the surest sign, then its aliases, its text, its title; two with an equal claim are none.
        """
        slug, *others = _signs(new)
        for sign in (slug, *(("slug", alias) for alias in new.aliases), *others):
            found = [one for one in self._by.get(sign, ()) if one.path in self._gone]
            if len(found) == 1:
                return self._gone.pop(found[0].path)
        return None


def _signs(version: Version) -> list[tuple[str, str]]:
    signs = [("slug", version.slug), ("text", version.document.body.strip())]
    if version.proposal:
        signs.append(("title", version.proposal.title))
    return [(name, value) for name, value in signs if value]


def own_folder(path: str) -> str:
    """The folder that is the proposal's own; its path itself where it shares one."""
    folder, _, name = path.rpartition("/")
    return folder if name == "index.md" else path
