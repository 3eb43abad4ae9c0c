"""RF303 to RF305, and RF311: what proposals say of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from potluck.checks.circles import in_circles, way_back
from potluck.fields import fields_of
from potluck.model import Problem, Reading, Relation, Severity
from potluck.register import Tree, check
from potluck.translation import _
from potluck.words import did_you_mean, quote

_ONE_WAY = ("extends", "supersedes", "merged-into")  # nobody can come before themselves
_PAIRS = {"supersedes": "superseded-by", "superseded-by": "supersedes"}


@check("RF303", over="tree")
def unknown_reference(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A proposal that another one names is there.

    The page shows what builds on what. A name that nobody bears would be a step into nothing.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        extends: [first-pot]
        ---

        One pot, one long table.

    Good::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        extends: [first-pot]
        ---

        One pot, one long table.

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
        for relation in reading.relations:
            if relation.target not in tree.by_slug:
                hint = did_you_mean(
                    relation.target, tree.by_slug, _("write the name of another proposal's file, without `.md`")
                )
                message = _(
                    "there is no proposal %(target)s for `%(name)s`",
                    target=quote(relation.target),
                    name=_written(reading, relation.field, tree),
                )
                yield reading, Problem(relation.span, message, hint)


@check("RF304", over="tree")
def names_itself(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A proposal names others, not itself.

    Nothing builds on itself. Here the name of another proposal was meant.

    Bad::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        extends: [soup-night]
        ---

        One pot, one long table.

    Good::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    for reading in tree.readings:
        for relation in reading.relations:
            if _target(relation, tree) is reading:
                message = _("`%(name)s` names this proposal itself", name=_written(reading, relation.field, tree))
                yield reading, Problem(relation.span, message, _("name another one, or leave the line out"))


@check("RF305", over="tree")
def circle(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """What builds on another, or takes its place, comes after it: the chain has a beginning.

    When soup builds on stew and stew builds on soup, nobody can tell which came first, or where to begin reading.

    Bad::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        extends: [stew-night]
        ---

        One pot, one long table.

        # proposals/stories/stew-night.md
        ---
        title: Stew night on Thursdays
        kind: story
        stage: told
        authors: [lee-sample]
        created: 2026-05-12
        extends: [soup-night]
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
        extends: [stew-night]
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
    """
    for name in _ONE_WAY:
        edges: dict[str, list[tuple[Relation, str]]] = defaultdict(list)
        by_path = {}
        for reading in tree.readings:
            by_path[reading.path] = reading
            for relation in reading.relations:
                target = _target(relation, tree) if relation.field == name else None
                if target is not None and target is not reading:
                    edges[reading.path].append((relation, target.path))
        for path in sorted(in_circles(edges)):
            way = way_back(path, edges)
            relation = next(relation for relation, target in edges[path] if target == way[1])
            steps = " → ".join(f"`{by_path[step].slug}`" for step in (way if len(way) < 8 else [*way[:6], way[-1]]))
            message = _(
                "`%(name)s` leads around in a circle: %(steps)s",
                name=_written(by_path[path], name, tree),
                steps=steps,
            )
            yield by_path[path], Problem(relation.span, message, _("leave this out in the one that was there first"))


@check("RF311", over="tree", severity=Severity.WARNING)
def one_sided(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """When one proposal takes the place of another, both say so.

    Whoever finds the old one by a link or a search reads there that it is over, and where it goes on.

    Bad::

        # proposals/stories/stew-night.md
        ---
        title: Stew night on Thursdays
        kind: story
        stage: told
        authors: [lee-sample]
        created: 2026-05-12
        supersedes: [soup-night]
        ---

        Another pot.

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        # proposals/stories/stew-night.md
        ---
        title: Stew night on Thursdays
        kind: story
        stage: told
        authors: [lee-sample]
        created: 2026-05-12
        supersedes: [soup-night]
        ---

        Another pot.

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        superseded-by: [stew-night]
        ---

        One pot, one long table.
    """
    fields = {kind: fields_of(rules) for kind, rules in tree.charter.kinds.items()}
    for reading in tree.readings:
        for relation in reading.relations:
            back = _PAIRS.get(relation.field)
            other = _target(relation, tree) if back else None
            if back is None or other is None or other is reading:
                continue
            word = _written(other, back, tree)
            if word not in fields.get(other.kind, {}):
                continue  # that kind has no field in which to say it
            if not any(said.field == back and _target(said, tree) is reading for said in other.relations):
                message = _("`%(slug)s` does not say the same of this one", slug=other.slug)
                yield (
                    reading,
                    Problem(
                        relation.span,
                        message,
                        _("add `%(line)s` to %(path)s", line=f"{word}: [{reading.slug}]", path=other.path),
                    ),
                )


def _written(reading: Reading, name: str, tree: Tree) -> str:
    """The word that the front matter of *reading* uses for *name*."""
    rules = tree.charter.kinds.get(reading.kind)
    return rules.written(name) if rules else name


def _target(relation: Relation, tree: Tree) -> Reading | None:
    """The one proposal that *relation* names; None where it is none, or several claim the name."""
    found = tree.by_slug.get(relation.target, ())
    return found[0] if len(found) == 1 else None
