"""RF309: links to a place on a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

from potluck.checks.run import MOST
from potluck.model import Problem, Reading, Severity
from potluck.register import Tree, check
from potluck.slugs import PlaceNames
from potluck.translation import _
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
    told = Counter[str]()
    places_of = lru_cache(maxsize=256)(lambda path: _places(by_path[path].headings))
    for reading in tree.readings:
        for link in reading.links:
            file, mark, place = link.target.partition("#")
            place = unquote(place)
            if not mark or not place or place.startswith(("fn:", "fnref:")) or ":" in file:
                continue
            page = _page(link.path, by_path, tree) if file else reading
            places = places_of(page.path) if page else {}
            if page is None or place in places:
                continue
            told[reading.path] += 1
            # A hint takes a look at every heading: it is worked out for those that will be told, not for thousands.
            hint = _hint(file, place, tuple(islice(places, MOST))) if told[reading.path] <= MOST else ""
            yield reading, Problem(link.span, _("there is no heading for %(target)s", target=quote(link.target)), hint)


def _hint(file: str, place: str, places: tuple[str, ...]) -> str:
    if near := nearest(place, places):
        return _("did you mean `%(file)s#%(near)s`?", file=file, near=near)
    if places:
        return _("the headings are %(words)s", words=spell([f"#{one}" for one in places], "and"))
    return _("there are no headings there") if file else _("there are no headings here")


def _page(path: str, by_path: Mapping[str, Reading], tree: Tree) -> Reading | None:
    """The proposal that a link to *path* leads to; None where it leads elsewhere, or to none (RF306 tells that)."""
    stem = path.rpartition("/")[2].removesuffix(".md")
    by_name = tree.by_slug.get(stem, ()) if path.endswith(".md") else ()
    return by_path.get(path) or by_path.get(f"{path}/index.md") or (by_name[0] if len(by_name) == 1 else None)


def _places(headings: tuple[str, ...]) -> dict[str, None]:
    """The places that the headings of a text make on its page."""
    names = PlaceNames()
    return dict.fromkeys(names.of(_bare(heading)) for heading in headings)


def _bare(heading: str) -> str:
    """A heading without marks: only what is read aloud."""
    text = re.sub(r"!?\[([^\[\]]*)\]\([^\[)]*\)", r"\1", heading)
    return re.sub(r"(?<!\w)[_*]+|[_*]+(?!\w)", "", text)
