"""RF301 and RF302: the names that proposals have and had."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.model import START, Problem, Reading
from potluck.register import Tree, check
from potluck.translation import _
from potluck.words import spell


@check("RF301", over="tree")
def slug_taken(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """Every file has a name of its own, in whichever folder it lies.

    The name is how other proposals, votes and links find this one. With two of the same name, a vote for the one would
    count for the other.

    Bad::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Problem

        Tuesdays are empty.

        ## Solution

        One pot, one long table.

        # proposals/stories/soup-night.md
        ---
        title: How soup night began
        kind: story
        stage: told
        authors: [lee-sample]
        created: 2026-05-12
        ---

        With a pot.

    Good::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Problem

        Tuesdays are empty.

        ## Solution

        One pot, one long table.

        # proposals/stories/how-soup-night-began.md
        ---
        title: How soup night began
        kind: story
        stage: told
        authors: [lee-sample]
        created: 2026-05-12
        ---

        With a pot.
    """
    for slug, readings in tree.by_slug.items():
        owners = [reading for reading in readings if reading.slug == slug] if len(readings) > 1 else []
        for reading in owners if len(owners) > 1 else ():
            others = spell([other.path for other in owners if other is not reading], "and")
            yield (
                reading,
                Problem(
                    START,
                    _("the name `%(slug)s` is taken by %(others)s", slug=slug, others=others),
                    _("give this file another name"),
                ),
            )


@check("RF302", over="tree")
def alias_taken(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """An old name belongs to one proposal alone.

    Old addresses lead to the new one. An old name that somebody else bears too would lead to two places.

    Bad::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        aliases: [stew-night]
        ---

        One pot, one long table.

        # proposals/stories/stew-night.md
        ---
        title: Stew night on Thursdays
        kind: story
        stage: told
        authors: [lee-sample]
        created: 2026-05-12
        ---

        Another pot.

    Good::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        aliases: [soup-tuesdays]
        ---

        One pot, one long table.
    """
    for reading in tree.readings:
        for alias in reading.aliases:
            others = [other.path for other in tree.by_slug.get(alias.target, ()) if other.path != reading.path]
            if alias.target == reading.slug:
                yield (
                    reading,
                    Problem(
                        alias.span, _("`%(target)s` is this file's own name", target=alias.target), _("leave it out")
                    ),
                )
            elif others:
                message = _(
                    "the name `%(target)s` is taken by %(words)s", target=alias.target, words=spell(others, "and")
                )
                yield reading, Problem(alias.span, message, _("leave it out, or ask which of the two had it first"))
