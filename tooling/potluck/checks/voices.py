"""PW821 to PW823: the ledger in a change. A ballot is its person's own, and nobody turns the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from potluck.change import BallotEdit, ChangeSet
from potluck.checks.asking import nobody_asks, together
from potluck.model import START, Problem
from potluck.register import check
from potluck.translation import N_, _
from potluck.words import quote


@check("PW821", over="change")
def ballot_of_another(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """In the ledger everybody writes their own ballots, and nobody else's.

    A count is believed because each voice in it is somebody's own. Where reactions come from a forge, they are not
    written by hand at all.

    Bad::

        # by lee-sample
        # content/ledger/ballots/soup-night.jsonl
        +{"proposal":"soup-night","login":"pia-sample","reaction":"+1","at":"2026-06-12T18:04:00Z"}

    Good::

        # by lee-sample
        # content/ledger/ballots/soup-night.jsonl
        +{"proposal":"soup-night","login":"lee-sample","reaction":"+1","at":"2026-06-12T18:04:00Z"}
    """
    has_forge = changes.charter.forge.type != "none"
    asker = changes.asker
    taken_out = {_voice(one) for one in changes.ballots if not one.is_added}
    for one in changes.ballots:
        # Whoever looks after the ledger may take a ballot out, or note what is known of the account; not add one.
        if asker.is_facilitator and one.login and (not one.is_added or _voice(one) in taken_out):
            continue
        if has_forge:
            message = _("reactions come from the forge here, not from a change")
            yield (
                one.path,
                Problem(one.span, message, _("react in the conversation of the proposal, and undo this line")),
            )
        elif not asker.login or one.login != asker.login:
            whose = quote(one.login) if one.login else _("nobody")
            message = together(
                _("a ballot of %(whose)s is added", whose=whose)
                if one.is_added
                else _("a ballot of %(whose)s is taken out or changed", whose=whose),
                _("only %(whose)s does that", whose=whose) if one.login else _("a ballot has a login"),
                "" if asker.login else nobody_asks(),
            )
            yield one.path, Problem(one.span, message, _("undo this line"))


@check("PW822", over="change")
def facts_about_oneself(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """Whoever gives a voice does not say how old their account is, or whether it counts.

    Young accounts, bots and blocked people are left out of the count by these words, so they are a facilitator's.

    Bad::

        # by lee-sample
        # content/ledger/ballots/soup-night.jsonl
        +{"proposal":"soup-night","login":"lee-sample","reaction":"+1","at":"2026-06-12T18:04:00Z","since":"2009-01"}

    Good::

        # by lee-sample
        # content/ledger/ballots/soup-night.jsonl
        +{"proposal":"soup-night","login":"lee-sample","reaction":"+1","at":"2026-06-12T18:04:00Z"}
    """
    if changes.asker.is_facilitator:
        return
    nothing = (False, "", False)
    # The facts go with the person and the file, whatever they react with now: `potluck react` keeps them so.
    known = {(one.path, one.login, one.facts) for one in changes.ballots if not one.is_added}
    added = {(one.path, one.login): one.facts for one in changes.ballots if one.is_added}
    for one in changes.ballots:
        if not one.login or one.login != changes.asker.login:
            continue
        if one.is_added and one.facts != nothing and (one.path, one.login, one.facts) not in known:
            hint = _("leave out `bot`, `since` and `blocked`; `potluck react` writes the line as it is wanted")
            yield one.path, Problem(one.span, _("this ballot says of itself whether it counts"), hint)
        elif not one.is_added and one.facts != nothing and added.get((one.path, one.login), nothing) != one.facts:
            message = _("what is known of this account is taken out")
            yield one.path, Problem(one.span, message, _("leave `bot`, `since` and `blocked` as they were"))


@check("PW823", over="change")
def turned_clock(changes: ChangeSet) -> Iterator[tuple[str, Problem]]:
    """The ledger's times have come, its clock goes forward, and a change leaves its other settings alone.

    Every ranking counts from that clock. Set to next year it would make today's proposals look forgotten.

    Bad::

        # by lee-sample
        # content/ledger/manifest.json
        -  "taken": "2026-06-01T12:00:00Z"
        +  "taken": "2031-06-01T12:00:00Z"

    Good::

        # by lee-sample
        # content/ledger/manifest.json
        -  "taken": "2026-06-01T12:00:00Z"
        +  "taken": "2026-06-12T18:04:00Z"
    """
    latest = changes.today + timedelta(days=1)  # tomorrow has begun for some of us
    for one in changes.ballots:
        if one.is_added and one.at and one.at.date() > latest:
            hint = _("today is %(today)s; `potluck react` writes the time itself", today=changes.today)
            yield one.path, Problem(one.span, _("%(at)s has not come yet", at=f"{one.at:%Y-%m-%d}"), hint)
    manifest = changes.manifest
    if manifest is None:
        return
    before, after = manifest.taken
    if manifest.after is None or after is None:
        yield (
            manifest.path,
            Problem(START, _("the ledger's manifest is gone, or cannot be read"), _("put it back as it was")),
        )
        return
    if after.date() > latest:
        yield (
            manifest.path,
            Problem(START, _("`taken` is %(after)s, which has not come yet", after=f"{after:%Y-%m-%d}"), _(_REACT)),
        )
    if before and after < before:
        yield (
            manifest.path,
            Problem(START, _("`taken` goes back from %(before)s UTC", before=f"{before:%Y-%m-%d %H:%M}"), _(_REACT)),
        )
    if manifest.before is not None and manifest.after != manifest.before and not changes.asker.is_facilitator:
        names = {*manifest.before, *manifest.after}
        changed = sorted(name for name in names if manifest.before.get(name) != manifest.after.get(name))
        message = _("the manifest's %(changed)s is not for a change to write", changed=quote(", ".join(changed)))
        yield manifest.path, Problem(START, message, _("leave it as it was; `counts` and `taken` are all that moves"))


_REACT = N_("`potluck react` writes the time itself; leave `taken` to it")


def _voice(one: BallotEdit) -> tuple[str, str, tuple[str, str, str]]:
    """The ballot itself, without what is known of the account."""
    return one.path, one.login, one.vote
