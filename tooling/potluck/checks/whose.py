"""PW808 to PW812: what is somebody's. A proposal is its authors' as of the base; facilitators look after it."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.change import ChangeSet, Version
from potluck.checks.asking import ask, brought_by, together
from potluck.model import START, Problem, Severity
from potluck.register import check
from potluck.translation import _
from potluck.words import quote, spell

_MOST = 5  # people who are named


@check("PW808", over="change")
def removed_by_a_guest(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A proposal is not deleted. Its authors may withdraw it, and a facilitator may take it away.

    Others reacted to it, link to it and build on it. Withdrawn it keeps its page, and says so.

    Bad::

        # by lee-sample
        # proposals/ideas/soup-night.md is removed

    Good::

        # by ana-sample
        # proposals/ideas/soup-night.md
        -stage: suggested
        +stage: withdrawn
    """
    still = {file.path for file in changes.files if file.mode}  # something else stands in its place: told by its mode
    for change in changes.changes:
        before = change.before
        if change.after or not before or before.path in still or changes.asker.is_facilitator:
            continue
        ways = [word for word, stage in before.rules.stages.items() if stage.authors] if before.rules else []
        message, hint = _("this proposal is deleted"), _("put the file back as it was")
        if not changes.is_own(change):
            people = brought_by(change.owners)
            message = _("this proposal is deleted, and %(people)s brought it", people=people)
        elif ways:
            word = before.written("stage")
            lines = spell(f"{word}: {way}" for way in ways)
            hint = _("put the file back as it was, and write %(words)s in it to withdraw it", words=lines)
        yield before.path, Problem(START, message, together(hint, ask(changes)))


@check("PW809", over="change")
def renamed_by_a_guest(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A proposal is moved to another name or place by its authors, or by a facilitator.

    Its name is its address. Whoever renames somebody else's moves their house.

    Bad::

        # by lee-sample
        # proposals/ideas/soup-night.md -> proposals/ideas/cold-soup.md
        -created: 2026-05-12
        +created: 2026-05-12
        +aliases: [soup-night]

    Good::

        # by ana-sample
        # proposals/ideas/soup-night.md -> proposals/ideas/cold-soup.md
        -created: 2026-05-12
        +created: 2026-05-12
        +aliases: [soup-night]
    """
    for change in changes.changes:
        before, after = change.before, change.after
        if before and after and before.path != after.path and not changes.may_write(change):
            message = _(
                "this was %(path)s, and %(people)s brought it",
                path=quote(before.path),
                people=brought_by(change.owners),
            )
            yield change.path, Problem(START, message, together(_("move it back"), ask(changes)))


@check("PW810", over="change", severity=Severity.WARNING)
def words_of_another(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """What somebody wrote is changed by them, or with their yes.

    A better word is welcome. It is still said in another person's name, so they, or a facilitator, say yes to it.

    Bad::

        # by lee-sample
        # proposals/ideas/soup-night.md
        -One pot, one long table.
        +One pot, and two long tables.

    Good::

        # by ana-sample
        # proposals/ideas/soup-night.md
        -One pot, one long table.
        +One pot, and two long tables.
    """
    for change in changes.changes:
        before, after = change.before, change.after
        if not before or not after or changes.may_write(change):
            continue
        if before.words != after.words or change.beside or (before.proposal and not change.is_readable):
            message = _("this suggests a change to what %(people)s brought", people=brought_by(change.owners))
            hint = _("nothing to mend here: they or a facilitator say yes to it")
            yield change.path, Problem(START, message, hint)
    known = {path for change in changes.changes for path in change.beside}
    for file in changes.files:
        if file.place == "beside" and file.was and file.path not in known and not changes.asker.is_facilitator:
            hint = _("nothing to mend here: a facilitator says yes to it")
            yield file.path, Problem(START, _("this file was there before, and nobody can tell whose it is"), hint)


@check("PW811", over="change")
def taken_over(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """Who the authors are, what kind of proposal it is and which names it had is not for others to say.

    With the authors goes the right to change the text, with a name go its voices, and with the kind the stages.

    Bad::

        # by lee-sample
        # proposals/ideas/soup-night.md
        -authors: [ana-sample]
        +authors: [lee-sample]

    Good::

        # by ana-sample
        # proposals/ideas/soup-night.md
        -authors: [ana-sample]
        +authors: [ana-sample, lee-sample]
    """
    for change in changes.changes:
        before, after = change.before, change.after
        if not after or not change.is_readable or changes.asker.is_facilitator:
            continue
        former = {before.slug, *before.aliases} if before else set()
        borrowed = [name for name in after.aliases if name not in former]
        if borrowed:
            word = after.written("aliases")
            message = _("this proposal was never called %(words)s", words=spell(borrowed))
            yield (
                change.path,
                Problem(after.span(word), message, together(_("take it out of `%(word)s`", word=word), ask(changes))),
            )
        if not before:
            continue
        if before.authors != after.authors and not changes.is_own(change):
            message = _("this takes over what %(people)s brought", people=brought_by(change.owners))
            hint = together(_("leave the line as it was"), ask(changes))
            yield change.path, Problem(after.span(after.written("authors")), message, hint)
        if before.kind != after.kind and not (changes.is_own(change) and _is_fresh(before) and _is_fresh(after)):
            message = _(
                "a facilitator makes %(after)s of what was %(before)s",
                after=quote(after.kind),
                before=quote(before.kind),
            )
            place = after.span(after.written("kind"))
            yield change.path, Problem(place, message, together(_("leave the kind as it was"), ask(changes)))


@check("PW812", over="change", severity=Severity.WARNING)
def author_is_another(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A new proposal names the person who brings it among its authors.

    Sometimes one brings a thing for somebody who cannot. That is fine, and readers see whose words they are: a
    facilitator asks the person named.

    Bad::

        # by lee-sample
        # proposals/stories/rain.md
        +---
        +title: The day it rained
        +kind: story
        +stage: told
        +authors: [pia-sample]
        +created: 2026-06-12
        +---
        +
        +It rained.

    Good::

        # by lee-sample
        # proposals/stories/rain.md
        +---
        +title: The day it rained
        +kind: story
        +stage: told
        +authors: [lee-sample, pia-sample]
        +created: 2026-06-12
        +---
        +
        +It rained.
    """
    for change in changes.changes:
        after = change.after
        if change.before or not after or not change.is_readable or not changes.asker.login:
            continue
        if changes.asker.login not in after.authors:
            word = after.written("authors")
            message = _(
                "%(login)s brings this, and `%(word)s` names %(named)s",
                login=quote(changes.asker.login),
                word=word,
                named=_named(after),
            )
            hint = _(
                "add %(login)s to `%(word)s` if you wrote it; if not, a facilitator asks the author",
                login=quote(changes.asker.login),
                word=word,
            )
            yield change.path, Problem(after.span(word), message, hint)


def _is_fresh(version: Version) -> bool:
    """Whether it stands where proposals of its kind begin."""
    return version.rules is not None and version.stage == version.rules.entry


def _named(version: Version) -> str:
    people = sorted(version.authors)
    if len(people) > _MOST:
        return _("%(people)s, and %(num)s more", people=spell(people[:_MOST], "and"), num=len(people) - _MOST)
    return spell(people, "and") if people else _("nobody by their login")
