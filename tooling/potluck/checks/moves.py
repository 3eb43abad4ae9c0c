"""MV701 to MV708: how a proposal moves, from stage to stage and from name to name, whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.change import Change, ChangeSet, Version
from potluck.charter import StageRules
from potluck.mechanisms import decision, settings_of
from potluck.model import START, Problem, Severity
from potluck.register import check
from potluck.translation import _, ngettext
from potluck.words import quote, spell


@check("MV701", over="change")
def jumped_stage(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A proposal goes from its stage to one that the charter names as the next.

    People who follow it know the way that it takes: first on the table, then built, then launched. A jump would leave
    out the step at which they wanted to speak.

    Bad::

        # by mara-sample
        # proposals/ideas/soup-night.md
        -stage: suggested
        +stage: launched
        +decision: {by: mara-sample, date: 2026-06-30, reason: cheap-to-try, says: We begin on Tuesday.}

    Good::

        # by mara-sample
        # proposals/ideas/soup-night.md
        -stage: suggested
        +stage: building
    """
    for change, before, after in _moves(changes):
        ways = before.rules.stages[before.stage].to if before.rules else ()
        if after.stage not in ways:
            hint = (
                _("from there it can go to %(words)s", words=spell(ways)) if ways else _("nothing leads on from there")
            )
            message = _(
                "the charter has no move from `%(before)s` to `%(after)s`", before=before.stage, after=after.stage
            )
            yield change.path, Problem(after.span(after.written("stage")), message, hint)


@check("MV702", over="change")
def decision_of_before(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A move that ends a proposal's way comes with a decision of its own.

    The decision that stands there was about another move. Whoever reads it would take the old reason for the new one.

    Bad::

        # by mara-sample
        # proposals/ideas/second-oven.md
        -stage: launched
        +stage: declined

    Good::

        # by mara-sample
        # proposals/ideas/second-oven.md
        -stage: launched
        +stage: declined
        -decision: {by: mara-sample, date: 2026-05-30, reason: cheap-to-try, says: It stands in the yard already.}
        +decision: {by: mara-sample, date: 2026-06-30, reason: too-few-hands, says: Nobody could fire it every day.}
    """
    for change, before, after in _moves(changes):
        word = after.written("decision")
        written = after.values.get(word)
        if not _ends(after) or written is None:  # that there is none, the file's own check says
            continue
        if written == before.values.get(word):
            hint = _("write the new one in its place: %(decision)s", decision=_decision(changes, after))
            message = _("this `%(word)s` was there before the move to `%(stage)s`", word=word, stage=after.stage)
            yield change.path, Problem(after.span(word), message, hint)
        elif (old := _date(before, word)) and (new := _date(after, word)) and new < old:
            message = _("this `%(word)s` is dated %(new)s, and the one before it %(old)s", word=word, new=new, old=old)
            yield change.path, Problem(after.span(word), message, _("write the day of the new one"))


@check("MV703", over="change", severity=Severity.WARNING)
def text_with_the_end(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """The change that ends a proposal's way leaves its text as people knew it.

    They reacted to certain words. Whoever decides over them, and rewrites them in the same breath, makes it hard to
    see what was decided.

    Bad::

        # by mara-sample
        # proposals/ideas/soup-night.md
        -stage: suggested
        +stage: declined
        +decision: {by: mara-sample, date: 2026-06-30, reason: too-few-hands, says: Nobody to stir on Tuesdays.}
        # proposals/ideas/soup-night.md
        -One pot, one long table.
        +Two pots.

    Good::

        # by mara-sample
        # proposals/ideas/soup-night.md
        -stage: suggested
        +stage: declined
         created: 2026-05-12
        +decision: {by: mara-sample, date: 2026-06-30, reason: too-few-hands, says: Nobody to stir on Tuesdays.}
    """
    for change, before, after in _moves(changes):
        if _ends(after) and before.document.body.strip() != after.document.body.strip():
            message = _("the text changes together with the move to `%(stage)s`", stage=after.stage)
            place = after.span(after.written("stage"))
            yield change.path, Problem(place, message, _("bring the new text as a change of its own, before or after"))


@check("MV704", over="change", severity=Severity.WARNING)
def closed_and_changed(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """What has come to its end stays as it was decided.

    The decision speaks of these words. A facilitator looks whether it still fits the new ones.

    Bad::

        # by lee-sample
        # proposals/ideas/second-oven.md
        -A second one, of clay.
        +A second one, of brick.

    Good::

        # by lee-sample
        # proposals/ideas/stew-night/index.md
        -A bigger pot.
        +Two bigger pots.
    """
    for change in changes.changes:
        before, after = change.before, change.after
        if not before or not after or changes.asker.is_facilitator or change.is_move or before.words == after.words:
            continue
        if (stage := _stage(before)) and stage.closes:
            message = _("this proposal is `%(stage)s`, and its words change", stage=before.stage)
            yield change.path, Problem(START, message, _("a facilitator looks at it; leave a note why"))


@check("MV705", over="change", severity=Severity.WARNING)
def several_at_once(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """One change brings one proposal.

    Each gets a conversation of its own. Two in one share it: a yes for the one waits for the other.

    Bad::

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
        # proposals/stories/snow.md
        +---
        +title: The day it snowed
        +kind: story
        +stage: told
        +authors: [pia-sample]
        +created: 2026-06-12
        +---
        +
        +It snowed.

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
    new = [change for change in changes.changes if change.before is None]
    others = [one for one in new[1:] if one.after]
    if others and others[0].after and not changes.asker.is_facilitator:
        message = ngettext(
            "this change brings %(num)s new proposal; %(first)s is the first",
            "this change brings %(num)s new proposals; %(first)s is the first",
            len(new),
            first=quote(new[0].path, 200),
        )
        hint = _("leave one here, and bring each of the others in a change of its own")
        yield others[0].path, Problem(START, message, hint)


@check("MV706", over="change")
def renamed_without_alias(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A proposal with a new name keeps the old one among its `aliases`.

    The old address stands in letters and on other sites, and the voices were given under the old name. Both find their
    way as long as it is kept.

    Bad::

        # by ana-sample
        # proposals/ideas/soup-night.md -> proposals/ideas/soup-on-tuesdays.md

    Good::

        # by ana-sample
        # proposals/ideas/soup-night.md -> proposals/ideas/soup-on-tuesdays.md
        -created: 2026-05-12
        +created: 2026-05-12
        +aliases: [soup-night]
    """
    for change in changes.changes:
        before, after = change.before, change.after
        if before and after and change.is_renamed and change.is_readable and before.slug not in after.aliases:
            names = ", ".join((*after.aliases, before.slug))
            message = _("this was `%(slug)s`, and the old name leads nowhere now", slug=before.slug)
            place = after.span(after.written("aliases"))
            hint = _("add the line `%(line)s`", line=f"{after.written('aliases')}: [{names}]")
            yield change.path, Problem(place, message, hint)


@check("MV707", over="change")
def lost_alias(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A name that a proposal had once stays among its `aliases`.

    Addresses and voices under that name would be lost with it. A facilitator may take out one that was a slip.

    Bad::

        # by lee-sample
        # proposals/ideas/stew-night/index.md
        -aliases: [goulash-night]

    Good::

        # by lee-sample
        # proposals/ideas/stew-night/index.md
         created: 2026-05-12
        +summary: A bigger pot for Thursdays.
    """
    for change in changes.changes:
        before, after = change.before, change.after
        if not before or not after or not change.is_readable or changes.asker.is_facilitator:
            continue
        lost = [name for name in before.aliases if name not in (*after.aliases, after.slug)]
        if lost:
            word = after.written("aliases")
            names = ", ".join(dict.fromkeys((*before.aliases, *after.aliases)))
            message = _("the old name %(words)s is gone", words=spell(lost, "and"))
            hint = _("write `%(line)s`", line=f"{word}: [{names}]")
            yield change.path, Problem(after.span(word), message, hint)


@check("MV708", over="change")
def taken_meanwhile(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """A new proposal has a name that nobody took while it was being written.

    Two people can call theirs the same on the same day, in two folders or two forms, and git sees nothing amiss. The
    second to arrive takes another name; nothing else changes.

    Bad::

        # meanwhile
        # proposals/ideas/last-train.md
        +---
        +title: A lift for whoever missed the last train
        +kind: idea
        +stage: suggested
        +authors: [lee-sample]
        +created: 2026-06-12
        +---
        +
        +Four seats are free.
        # by pia-sample
        # proposals/stories/last-train.md
        +---
        +title: The last train home
        +kind: story
        +stage: told
        +authors: [pia-sample]
        +created: 2026-06-12
        +---
        +
        +I missed it.

    Good::

        # by pia-sample
        # proposals/stories/the-train-i-missed.md
        +---
        +title: The last train home
        +kind: story
        +stage: told
        +authors: [pia-sample]
        +created: 2026-06-12
        +---
        +
        +I missed it.
    """
    for change in changes.changes:
        after = change.after
        old = (change.before.slug, *change.before.aliases) if change.before else ()
        for name in dict.fromkeys((after.slug, *after.aliases) if after else ()):
            if after and name not in old and name in changes.meanwhile:
                message = _(
                    "the name `%(name)s` came to %(base)s meanwhile, with %(meanwhile)s",
                    name=name,
                    base=quote(changes.base),
                    meanwhile=changes.meanwhile[name],
                )
                place = START if name == after.slug else after.span(after.written("aliases"))
                yield change.path, Problem(place, message, _("give this file another name; its text can stay as it is"))


def _moves(changes: ChangeSet) -> Iterator[tuple[Change, Version, Version]]:
    """The proposals that go from one stage of the charter to another, within one kind."""
    for change in changes.changes:
        before, after = change.before, change.after
        if before and after and change.is_move and before.kind == after.kind and _stage(before) and _stage(after):
            yield change, before, after


def _stage(version: Version) -> StageRules | None:
    """What the charter says of the stage; None of one that it does not know."""
    return version.rules.stages.get(version.stage) if version.rules else None


def _ends(version: Version) -> bool:
    """Whether somebody decides that this stage ends the way: not so where the authors themselves do."""
    stage = _stage(version)
    has_decisions = version.rules is not None and "decision" in version.rules.mechanisms
    return has_decisions and stage is not None and decision.is_due(stage)


def _date(version: Version, word: str) -> str:
    """The day of the decision, as written."""
    value = version.values.get(word)
    return str(value.get("date", "")) if isinstance(value, dict) else ""


def _decision(changes: ChangeSet, version: Version) -> str:
    """The line to write, as far as it can be known."""
    by = changes.asker.login if changes.asker.is_facilitator else "LOGIN"
    settings = settings_of("decision", version.rules) if version.rules else None
    return decision.decision_line(version.written("decision"), settings, by, str(changes.today)) if settings else ""
