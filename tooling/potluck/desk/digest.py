"""What came, moved, was decided, is soon due and waits for somebody, between two moments. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from potluck.charter import Charter
from potluck.desk.deadlines import Deadline
from potluck.desk.happened import Happened, What
from potluck.desk.triage import Waiting
from potluck.mechanisms import text_in
from potluck.model import Ballot, Proposal, Timeline


class About(msgspec.Struct, frozen=True):
    """What a digest is about: all of it, or what has a tag, or what concerns a person; both where both are given."""

    tag: str = ""
    person: str = ""  # a login


class Digest(msgspec.Struct, frozen=True):
    """One digest: from the first moment, to the second, both within."""

    about: About
    since: datetime
    until: datetime
    came: tuple[Happened, ...]
    moved: tuple[Happened, ...]
    decided: tuple[Happened, ...]
    soon: tuple[Deadline, ...]
    waiting: tuple[Waiting, ...]


def digest(
    about: About,
    since: datetime,
    until: datetime,
    happened: Iterable[Happened],
    deadlines: Iterable[Deadline],
    waiting: Iterable[Waiting],
    concerns: frozenset[str],
    charter: Charter,
) -> Digest:
    """What there is to tell of the proposals that it *concerns* (by slug). Deadlines that are past are owed.

    A promised day that is told as one does not wait a second time.
    """
    told = [one for one in happened if one.slug in concerns and since <= one.at <= until]
    last = until.astimezone(UTC).date() + timedelta(days=charter.desk.near_days)

    def of(what: What) -> tuple[Happened, ...]:
        return tuple(one for one in told if one.what == what)

    soon = tuple(
        one for one in deadlines if one.on <= last and (one.slug in concerns if one.slug else about == About())
    )
    dated = {one.slug for one in soon}
    return Digest(
        about,
        since,
        until,
        came=of("came"),
        moved=of("moved"),
        decided=of("decided"),
        soon=soon,
        waiting=tuple(
            one
            for one in waiting
            if _waits_for(one, about, concerns, charter) and not (one.rule == "promised" and one.slug in dated)
        ),
    )


def concerned(
    about: About,
    proposals: Mapping[str, Proposal],
    timelines: Mapping[str, Timeline],
    ballots: Iterable[Ballot],
) -> frozenset[str]:
    """The slugs of what a digest is about.

    A person is concerned by what they brought, changed, helped with, decided or tried, and by what they have a ballot
    on: the *ballots* of a ledger that publishes each.
    """
    slugs = {slug for slug, one in proposals.items() if not about.tag or about.tag.casefold() in _tags(one)}
    if about.person:
        login = about.person.lower()
        names = {alias: one.slug for one in proposals.values() for alias in one.aliases}
        voted = {names.get(one.proposal, one.proposal) for one in ballots if one.login.lower() == login}
        slugs &= voted | {
            slug for slug, one in proposals.items() if login in _logins(one, timelines.get(one.path, Timeline()))
        }
    return frozenset(slugs)


def _tags(proposal: Proposal) -> set[str]:
    return {tag.casefold() for tag in proposal.tags}


def _logins(proposal: Proposal, timeline: Timeline) -> set[str]:
    """The logins, in lower case, that its file and its history name."""
    named = [person.login for person in proposal.authors] + [credit.login for credit in proposal.credits]
    named += [text_in(written, "by") for written in proposal.more.values()]
    return {login.lower() for login in (*named, *timeline.people) if login}


def _waits_for(one: Waiting, about: About, concerns: frozenset[str], charter: Charter) -> bool:
    """All of it; of one person, what waits for them or for a role of theirs, whoever brought it."""
    if not about.person:
        return one.slug in concerns
    role = charter.roles.get(one.whom)
    whom = {login.lower() for login in role.people} if role else {one.whom.lower()}
    return about.person.lower() in whom
