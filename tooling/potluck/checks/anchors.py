"""RF309: links to a place on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

from markdown.extensions.toc import slugify, unique

from potluck.model import Problem, Reading, Severity
from potluck.register import Tree, check
from potluck.words import nearest, quote, spell


@check("RF309", over="tree", severity=Severity.WARNING)
def anchor_not_found(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A link to a place on a page, this one or another proposal's, names one of its headings.

    The place is the heading in small letters, with hyphens for blanks: `## Practical impact` is `#practical-impact`.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        Everything is [below](#how-it-goes).

        ## How it went

        Well.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        Everything is [below](#how-it-went).

        ## How it went

        Well.
    """
    by_path = {reading.path: reading for reading in tree.readings}
    places_of = lru_cache(maxsize=256)(lambda path: heading_ids(by_path[path].headings))
    for reading in tree.readings:
        for link in reading.links:
            file, mark, place = link.target.partition("#")
            place = unquote(place)
            if not mark or not place or place.startswith(("fn:", "fnref:")) or ":" in file:
                continue
            page = _page(link.path, by_path, tree) if file else reading
            places = places_of(page.path) if page else ()
            if page is None or place in places:
                continue
            listed = f"the headings are {spell([f'#{one}' for one in places], 'and')}"
            nothing = f"there are no headings {'there' if file else 'here'}"
            near = nearest(place, places)
            hint = f"did you mean `{file}#{near}`?" if near else listed if places else nothing
            yield reading, Problem(link.span, f"there is no heading for {quote(link.target)}", hint)


def _page(path: str, by_path: Mapping[str, Reading], tree: Tree) -> Reading | None:
    """The proposal that a link to *path* leads to; None where it leads elsewhere, or to none (RF306 tells that)."""
    stem = path.rpartition("/")[2].removesuffix(".md")
    by_name = tree.by_slug.get(stem, ()) if path.endswith(".md") else ()
    return by_path.get(path) or by_path.get(f"{path}/index.md") or (by_name[0] if len(by_name) == 1 else None)


def heading_ids(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The places that the headings of a body make on its page, as Python-Markdown's `toc` names them."""
    used: set[str] = set()
    return tuple(unique(slugify(_bare(heading), "-"), used) for heading in headings)


def _bare(heading: str) -> str:
    """A heading without marks: only what is read aloud."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"(?<!\w)[_*]+|[_*]+(?!\w)", "", text)
