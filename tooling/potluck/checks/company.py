"""RF331 and RF332: how a proposal speaks of others, and what it stands on."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from potluck.model import Problem, Reading, Severity
from potluck.register import Tree, check
from potluck.translation import _
from potluck.words import quote

# How far a stage of each tone is. What rests (merged, moved elsewhere) may have come far by another way.
_STEPS = {"no": -1, "open": 0, "moving": 1, "done": 2}


@check("RF331", over="tree", severity=Severity.WARNING)
def unlinked_mention(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A text that names another proposal links to it, the first time at least.

    `soup-night` tells a newcomer nothing. A link with the title does, and it is one click to the rest.

    Bad::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It began with `first-pot`.

        # proposals/stories/first-pot.md
        ---
        title: The first pot of them all
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It was small.

    Good::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It began with [the first pot of them all](first-pot.md).

        # proposals/stories/first-pot.md
        ---
        title: The first pot of them all
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It was small.
    """
    for reading in tree.readings:
        told = {reading.slug, *(alias.target for alias in reading.aliases)}
        for mention in reading.mentions:
            named = tree.by_slug.get(mention.target, ()) if mention.target not in told else ()
            if len(named) != 1:
                continue
            told.add(mention.target)
            name = re.compile(rf"(?:^|/){re.escape(mention.target)}(?:\.md|/|#|$)")
            if not any(name.search(link.target) for link in reading.links):
                path = posixpath.relpath(named[0].path, posixpath.dirname(reading.path))
                title = re.sub(r"[\[\]]", "", named[0].title) or mention.target
                hint = _("write `[%(title)s](%(path)s)` instead", title=title, path=path)
                yield (
                    reading,
                    Problem(
                        mention.span, _("%(target)s is a proposal, and no link", target=quote(mention.target)), hint
                    ),
                )


@check("RF332", over="tree", severity=Severity.WARNING)
def ahead_of_its_base(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A proposal that is being made stands on others that have come as far.

    Something that builds on an idea which was declined, or is still talked about, may have to begin again.

    Bad::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: building
        authors: [ana-sample]
        created: 2026-05-12
        extends: [big-pot]
        ---

        ## Problem

        Tuesdays are empty.

        ## Solution

        Soup, from the big pot.

        # proposals/ideas/big-pot.md
        ---
        title: A big pot for everybody
        kind: idea
        stage: suggested
        authors: [lee-sample]
        created: 2026-05-12
        ---

        ## Problem

        All pots are small.

        ## Solution

        A big one.

    Good::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: building
        authors: [ana-sample]
        created: 2026-05-12
        extends: [big-pot]
        ---

        ## Problem

        Tuesdays are empty.

        ## Solution

        Soup, from the big pot.

        # proposals/ideas/big-pot.md
        ---
        title: A big pot for everybody
        kind: idea
        stage: building
        authors: [lee-sample]
        created: 2026-05-12
        ---

        ## Problem

        All pots are small.

        ## Solution

        A big one.
    """
    for reading in tree.readings:
        step = _STEPS.get(_tone(reading, tree), 0)
        for relation in reading.relations if step > 0 else ():
            named = tree.by_slug.get(relation.target, ()) if relation.field == "extends" else ()
            base = named[0].proposal if len(named) == 1 else None
            if base is None or named[0] is reading or base.kind != reading.kind:
                continue
            if _STEPS.get(_tone(named[0], tree), step) < step:
                message = _(
                    "this builds on %(target)s, which is %(stage)s",
                    target=quote(relation.target),
                    stage=quote(base.stage),
                )
                hint = _("see whether it can go on without; then take the name out, and say in the text what was used")
                yield reading, Problem(relation.span, message, hint)


def _tone(reading: Reading, tree: Tree) -> str:
    """The tone of the stage at which a proposal stands; "" where that is not known."""
    rules = tree.charter.kinds.get(reading.kind)
    stage = rules.stages.get(reading.proposal.stage) if rules and reading.proposal else None
    return stage.tone if stage else ""
