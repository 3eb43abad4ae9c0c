"""RF309: links to a place on the same page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from markdown.extensions.toc import slugify, unique

from potluck.checks.run import MOST
from potluck.model import Problem, Reading, Severity
from potluck.register import Tree, check
from potluck.words import nearest, quote, spell


@check("RF309", over="tree", severity=Severity.WARNING)
def anchor_not_found(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A link to a place on the same page names one of its headings.

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
    for reading in tree.readings:
        wanted = [link for link in reading.links if link.target.startswith("#") and len(link.target) > 1]
        if not wanted:
            continue
        places = dict.fromkeys(heading_ids(reading.headings))
        places_of_notes = ("fn:", "fnref:")
        anchors = ((link, unquote(link.target[1:])) for link in wanted)
        lost = [(link, place) for link, place in anchors if place not in places]
        for number, (link, place) in enumerate(one for one in lost if not one[1].startswith(places_of_notes)):
            # A hint takes a look at every heading: it is worked out for those that will be told, not for thousands.
            hint = _hint(place, list(islice(places, MOST))) if number < MOST else ""
            yield reading, Problem(link.span, f"there is no heading for {quote(link.target)}", hint)


def _hint(place: str, places: list[str]) -> str:
    if near := nearest(place, places):
        return f"did you mean `#{near}`?"
    return f"the headings are {spell([f'#{one}' for one in places], 'and')}" if places else "there are no headings here"


def heading_ids(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The places that the headings of a body make on its page, as Python-Markdown's `toc` names them."""
    used: set[str] = set()
    last: dict[str, str] = {}  # what a heading of the same words was called: `unique` would begin to count anew
    ids = []
    for heading in headings:
        place = slugify(_bare(heading), "-")
        last[place] = unique(last.get(place, place), used)
        ids.append(last[place])
    return tuple(ids)


def _bare(heading: str) -> str:
    """A heading without marks: only what is read aloud."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"(?<!\w)[_*]+|[_*]+(?!\w)", "", text)
