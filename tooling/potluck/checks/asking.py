"""Words that the checks of a change share: who brought something, and whom to turn to."""

from __future__ import annotations

from collections.abc import Collection

from potluck.change import ChangeSet
from potluck.translation import _, pgettext
from potluck.words import spell


def brought_by(owners: Collection[str]) -> str:
    """The authors, as the subject of a sentence."""
    return spell(sorted(owners), "and") if owners else _("somebody else")


def ask(changes: ChangeSet, role: str = "facilitator") -> str:
    """Whom to turn to; who is asking, where nobody said so."""
    if not changes.asker.login:
        return nobody_asks()
    people = sorted(changes.charter.people_of(role))
    if not people:
        return _("the charter names no %(role)s yet", role=role)
    return _("%(people)s may do it", people=spell(people))


def nobody_asks() -> str:
    """That it is not known who is asking."""
    return _("nobody said who asks for this: `--author LOGIN` does")


def together(*sentences: str) -> str:
    """Those that are there, one after another, in one."""
    return pgettext("between sentences", "; ").join(filter(None, sentences))
