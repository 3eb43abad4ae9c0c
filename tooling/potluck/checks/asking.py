"""Words that the checks of a change share: who brought something, and whom to turn to."""

from __future__ import annotations

from collections.abc import Collection

from potluck.change import ChangeSet
from potluck.words import spell


def brought_by(owners: Collection[str]) -> str:
    """The authors, as the subject of a sentence."""
    return spell(sorted(owners), "and") if owners else "somebody else"


def ask(changes: ChangeSet, role: str = "facilitator") -> str:
    """Whom to turn to; who is asking, where nobody said so."""
    if not changes.asker.login:
        return "nobody said who asks for this: `--author LOGIN` does"
    people = sorted(changes.charter.people_of(role))
    return f"{spell(people)} may do it" if people else f"the charter names no {role} yet"
