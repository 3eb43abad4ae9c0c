"""PW801 to PW807: what only some may change. Roles are those of the base, never those that the change writes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from potluck.change import ChangeSet
from potluck.checks.asking import ask, together
from potluck.model import START, Problem, Severity
from potluck.register import check
from potluck.translation import N_, _, ngettext
from potluck.words import quote, spell

_MOST = 50  # files told of one by one
_PLAIN = "100644"
# What git's mode says that a file is, and what to do about it.
_MODES = {
    "100755": (N_("this file is marked as a program"), N_("take the mark away: `chmod a-x` on this file")),
    "120000": (N_("this is a symbolic link"), N_("put the text itself here, in a plain file")),
    "160000": (N_("this is a repository within this one"), N_("put the files themselves here, without its `.git`")),
}
_OTHER = (N_("this is not a plain file"), N_("put a plain file here"))


@check("PW801", over="change")
def not_a_proposal(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """Whoever brings a proposal changes nothing but proposals.

    The other files are the house itself: its program, its workflows, its look. A facilitator changes those, in a
    change that is about nothing else.

    Bad::

        # by ana-sample
        # .github/workflows/check.yml
        +on: pull_request

    Good::

        # by mara-sample
        # .github/workflows/check.yml
        +on: pull_request
    """
    outside = [file.path for file in changes.files if file.place == "outside"]
    if changes.asker.is_facilitator or not outside:
        return
    hint = together(_("take it out of this change"), ask(changes))
    for path in islice(outside, _MOST):
        yield path, Problem(START, _("this is not a proposal, and only a facilitator changes it"), hint)
    if len(outside) > _MOST:
        message = ngettext(
            "%(num)s more file of this change is no proposal either",
            "%(num)s more files of this change are no proposals either",
            len(outside) - _MOST,
        )
        yield outside[_MOST], Problem(START, message, hint)


@check("PW802", over="change")
def charter_changed(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """The charter is changed by facilitators.

    It says who may do what. If anybody could write themselves into it, it would say nothing.

    Bad::

        # by ana-sample
        # potluck.yml
        -  facilitator: {people: [mara-sample]}
        +  facilitator: {people: [ana-sample]}

    Good::

        # by ana-sample
        # proposals/ideas/soup-night.md
        -One pot, one long table.
        +One pot, and two long tables.
    """
    for file in changes.files:
        if file.place == "charter" and not changes.asker.is_facilitator:
            hint = together(
                _("take it out of this change, and say in the conversation what you would change"), ask(changes)
            )
            yield file.path, Problem(START, _("only a facilitator changes the charter"), hint)


@check("PW803", over="change", severity=Severity.WARNING)
def charter_of_the_base(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A change is looked at under the charter that is in force, not under the one that it brings.

    Otherwise a change could allow itself what it does. So a new charter comes alone, and what it makes possible comes
    after it.

    Bad::

        # by mara-sample
        # potluck.yml
        -  facilitator: {people: [mara-sample]}
        +  facilitator: {people: [mara-sample, ana-sample]}

    Good::

        # by mara-sample
        # proposals/ideas/soup-night.md
        -stage: suggested
        +stage: building
    """
    for file in changes.files:
        if file.place == "charter" and changes.asker.is_facilitator:
            hint = _("`potluck check` without `--base` tells what the new charter says of the proposals")
            message = _(
                "the charter changes; all the rest is looked at under the one of %(base)s", base=quote(changes.base)
            )
            yield file.path, Problem(START, message, hint)


@check("PW804", over="change")
def odd_mode(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """What a proposal brings are plain files: no links, no programs, no repositories.

    A link could show a file that is nobody's business, a program could be started by somebody's mistake. Git says what
    a file is before anybody opens it.

    Bad::

        # by ana-sample
        # proposals/ideas/soup-night.md +x

    Good::

        # by ana-sample
        # proposals/ideas/soup-night.md
        -One pot, one long table.
        +One pot, and two long tables.
    """
    top = "" if changes.charter.proposals == "." else f"{changes.charter.proposals}/"
    for file in changes.files:
        is_ours = file.place != "outside" or bool(top and file.path.startswith(top))
        if is_ours and file.mode not in ("", _PLAIN):
            message, hint = _MODES.get(file.mode, _OTHER)
            yield file.path, Problem(START, _(message), _(hint))


@check("PW805", over="change")
def stage_of_a_facilitator(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A facilitator moves a proposal on; its authors may move it where the charter lets authors.

    The stage is the community's word on a proposal: people trust that "launched" was said by those who can launch.

    Bad::

        # by ana-sample
        # proposals/ideas/soup-night.md
        -stage: suggested
        +stage: building

    Good::

        # by ana-sample
        # proposals/ideas/soup-night.md
        -stage: suggested
        +stage: withdrawn
    """
    for change in changes.changes:
        before, after = change.before, change.after
        if not before or not after or not change.is_move or changes.asker.is_facilitator or before.kind != after.kind:
            continue
        stages = after.rules.stages if after.rules else {}
        own_ways = [word for word, stage in stages.items() if stage.authors]
        if changes.is_own(change) and after.stage in own_ways:
            continue
        word = after.written("stage")
        if before.stage:
            message = _(
                "a facilitator moves a proposal from %(before)s to %(after)s",
                before=quote(before.stage),
                after=quote(after.stage),
            )
            hint = together(_("write `%(line)s` again", line=f"{word}: {before.stage}"), ask(changes))
        elif after.rules and after.stage == after.rules.entry:  # the line was missing, and now it is not
            continue
        else:
            message = _("a facilitator says that a proposal is %(stage)s", stage=quote(after.stage))
            hint = together(_("leave the line `%(word)s: …` as it was", word=word), ask(changes))
        if changes.is_own(change) and own_ways:
            lines = spell(f"{word}: {way}" for way in own_ways)
            hint = _("%(hint)s. You may write %(words)s yourself", hint=hint, words=lines)
        yield change.path, Problem(after.span(word), message, hint)


@check("PW806", over="change")
def odd_beginning(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A new proposal starts at the first stage of its kind.

    Everything that is brought is heard before it is decided. A facilitator may enter something that has a past.

    Bad::

        # by pia-sample
        # proposals/stories/rain.md
        +---
        +title: The day it rained
        +kind: story
        +stage: featured
        +authors: [pia-sample]
        +created: 2026-06-12
        +---
        +
        +It rained.

    Good::

        # by pia-sample
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
    """
    for change in changes.changes:
        after = change.after
        if change.before or not after or not after.rules or not change.is_readable or changes.asker.is_facilitator:
            continue
        if after.stage in after.rules.stages and after.stage != after.rules.entry:
            word = after.written("stage")
            message = _("a new %(kind)s does not start as `%(stage)s`", kind=after.kind, stage=after.stage)
            yield (
                change.path,
                Problem(after.span(word), message, _("write `%(line)s`", line=f"{word}: {after.rules.entry}")),
            )


@check("PW807", over="change")
def field_of_a_role(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A field that belongs to a role is written by somebody who has that role.

    A decision, a promise, a word that something was tried: each is worth as much as the person behind it.

    Bad::

        # by ana-sample
        # proposals/stories/how-it-began.md
        -created: 2026-05-12
        +created: 2026-05-12
        +verification: {by: wen-sample, date: 2026-06-01, how: cooked it, found: it works}

    Good::

        # by wen-sample
        # proposals/stories/how-it-began.md
        -created: 2026-05-12
        +created: 2026-05-12
        +verification: {by: wen-sample, date: 2026-06-01, how: cooked it, found: it works}
    """
    for change in changes.changes:
        if not change.after or not change.is_readable:
            continue
        now = {name: (role, value) for name, role, value in change.after.owned()}
        was = {name: (role, value) for name, role, value in change.before.owned()} if change.before else {}
        for name in dict.fromkeys((*now, *was)):
            role, value = now.get(name, ("", None))
            former, before = was.get(name, ("", None))
            role = role or former
            if role in changes.asker.roles or not (value or before) or value == before:
                continue
            message = _("`%(name)s` is written by a %(role)s", name=name, role=role)
            hint = _("leave it as it was") if before else _("take it out")
            yield change.path, Problem(change.after.span(name), message, together(hint, ask(changes, role)))
