"""RF309: links to a place on the same page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from markdown.extensions.toc import slugify, unique

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
        places = heading_ids(reading.headings)
        for link in wanted:
            place = unquote(link.target[1:])
            if place not in places and not place.startswith(("fn:", "fnref:")):
                hint = (
                    f"the headings are {spell([f'#{one}' for one in places], 'and')}"
                    if places
                    else "there are no headings here"
                )
                near = nearest(place, places)
                hint = f"did you mean `#{near}`?" if near else hint
                yield reading, Problem(link.span, f"there is no heading for {quote(link.target)}", hint)


def heading_ids(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The places that the headings of a body make on its page, as Python-Markdown's `toc` names them."""
    used: set[str] = set()
    return tuple(unique(slugify(_bare(heading), "-"), used) for heading in headings)


def _bare(heading: str) -> str:
    """A heading without marks: only what is read aloud."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"(?<!\w)[_*]+|[_*]+(?!\w)", "", text)
