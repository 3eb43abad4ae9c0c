"""RF341: a new proposal that says what another says already."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.change import ChangeSet
from potluck.model import Problem, Severity
from potluck.register import check
from potluck.translation import _
from potluck.words import quote, spell


@check("RF341", over="change", severity=Severity.WARNING)
def already_brought(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A new proposal brings what no other brings, or names the one that it stands on.

    Ten voices for one idea move more than ten ideas with a voice each. Whoever finds theirs on the table already is
    most welcome to add a voice, an example or a better way there. It is only a guess, from the words that the two
    share: if yours is something else, leave it as it is.

    Bad::

        # by eve-sample
        # proposals/ideas/soup-for-all.md
        +---
        +title: A soup night for everybody
        +kind: idea
        +stage: suggested
        +authors: [eve-sample]
        +created: 2026-06-12
        +---
        +
        +One pot of soup, one long table.

    Good::

        # by eve-sample
        # proposals/ideas/soup-for-all.md
        +---
        +title: A soup night for everybody
        +kind: idea
        +stage: suggested
        +authors: [eve-sample]
        +created: 2026-06-12
        +extends: [soup-night]
        +---
        +
        +One pot of soup, one long table.
    """
    for change in changes.changes:
        version = change.after
        if version is None:
            continue
        for one in changes.alike.get(change.path, ()):
            message = _(
                "this looks like %(title)s: both speak of %(words)s",
                title=quote(one.title),
                words=spell(one.words, "and"),
            )
            hint = _(
                "if it is the same, add your voice there instead: `%(address)s`; if not, leave yours as it is",
                address=one.address,
            )
            yield change.path, Problem(version.span(version.written("title")), message, hint)
