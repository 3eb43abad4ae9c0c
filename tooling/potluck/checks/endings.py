"""MV711: what lives on in another proposal has come to its end."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.model import Problem, Reading, Severity
from potluck.register import Tree, check
from potluck.translation import _
from potluck.words import spell

_SUCCESSORS = ("merged-into", "superseded-by")


@check("MV711", over="tree", severity=Severity.WARNING)
def still_open(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A proposal that lives on in another one stands at a stage where its own way has ended.

    Otherwise two ask for the same voices, and half of them are given to the one that nobody works on.

    Bad::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        merged-into: stew-night
        ---

        ## Problem

        Tuesdays are empty.

        ## Solution

        One pot, one long table.

        # proposals/ideas/stew-night.md
        ---
        title: Stew night on Thursdays
        kind: idea
        stage: suggested
        authors: [lee-sample]
        created: 2026-05-12
        ---

        ## Problem

        Thursdays are empty.

        ## Solution

        Another pot.

    Good::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: declined
        authors: [ana-sample]
        created: 2026-05-12
        merged-into: stew-night
        decision:
          by: mara-sample
          date: 2026-06-03
          reason: too-few-hands
          says: It lives on as stew night, voices included.
        ---

        ## Problem

        Tuesdays are empty.

        ## Solution

        One pot, one long table.

        # proposals/ideas/stew-night.md
        ---
        title: Stew night on Thursdays
        kind: idea
        stage: suggested
        authors: [lee-sample]
        created: 2026-05-12
        ---

        ## Problem

        Thursdays are empty.

        ## Solution

        Another pot.
    """
    for reading in tree.readings:
        rules = tree.charter.kinds.get(reading.kind)
        endings = [word for word, stage in rules.stages.items() if stage.closes] if rules else []
        stage = reading.proposal.stage if reading.proposal else ""
        if not rules or not endings or stage in ("", *endings):
            continue
        for relation in reading.relations:
            if relation.field in _SUCCESSORS:
                message = _(
                    "this lives on in `%(target)s`, and is still `%(stage)s`", target=relation.target, stage=stage
                )
                hint = _("a facilitator moves it to %(words)s, or takes the line out", words=spell(endings))
                yield reading, Problem(relation.span, message, hint)
                break
