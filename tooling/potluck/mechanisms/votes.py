"""Votes: people react, and the page shows how many are for it, against it, and not counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import msgspec

from potluck.charter import FieldRules
from potluck.mechanisms.lines import PICTURES, Lines, lines_of
from potluck.mechanisms.seam import Facts, Mechanism, enter, text_in
from potluck.mechanisms.voices import Voices, voices_in
from potluck.mechanisms.voting import EVER, NEVER, Milestone, VotesRules, milestones_of, periods_of
from potluck.model import REACTIONS, Proposal, Tally
from potluck.paths import TEMPLATES
from potluck.shapes import Bar
from potluck.translation import N_, _, pgettext
from potluck.words import without_addresses

CARRIED = "carried-over"


class Counted(msgspec.Struct, frozen=True):
    """A file of what people said, as a reader finds it."""

    address: str
    name: str  # of the file
    note: str  # whose it is, where it is not the proposal's own


class Votes(msgspec.Struct, frozen=True):
    """What the card of a proposal says about its ballots."""

    bar: Bar
    reactions: tuple[tuple[str, str, int], ...]  # picture, what it means here, people
    milestones: tuple[Milestone, ...]
    voting: str  # when it was open, in words; "" where it always is
    over_time: Voices | None
    so_far: int  # people for it
    would_use: int  # of those, people who say that they would use it
    lines: Lines  # every number, for whoever counts anew
    formulas: tuple[tuple[str, str], ...]  # what is worked out, and how
    as_of: datetime | None
    slug: str
    files: tuple[Counted, ...]  # that were counted
    beside: tuple[tuple[str, str, Bar], ...]  # merged here and not added: title, address, what people said there
    counts_only: bool
    carried: Carried | None  # from elsewhere, counted there
    react_words: str  # the command, where there is no forge
    react_address: str  # the thread, where there is one


class Carried(msgspec.Struct, frozen=True):
    """Votes that were cast elsewhere, before it came here. Nobody knows whose they are, so they are in no number."""

    source: str
    votes: int


def carried_fields(_settings: VotesRules) -> dict[str, FieldRules]:
    """Ballots are in the ledger; the front matter has what was counted elsewhere, for facilitators alone."""
    fields = {
        "from": FieldRules(required=True, most=80, means=N_("Where they were cast.")),
        "votes": FieldRules(type="integer", required=True, means=N_("How many, as counted there.")),
    }
    means = "Votes that were cast elsewhere before it came here. They are shown, and in no number."
    return {CARRIED: FieldRules(type="record", owner="facilitator", means=means, fields=fields)}


def carried_by(proposal: Proposal) -> Carried | None:
    """What *proposal* has from elsewhere; None where that is nothing."""
    written = proposal.more.get(CARRIED)
    votes = written.get("votes") if isinstance(written, Mapping) else None
    source = without_addresses(text_in(written, "from").strip())
    return Carried(source, votes) if source and isinstance(votes, int) and votes > 0 else None


def votes_of(proposal: Proposal, facts: Facts) -> Votes:
    """Who said what about *proposal*, in counts of people."""
    tally, charter = facts.tally, facts.charter
    bar = bar_of(tally)
    milestones = tuple(milestones_of(facts.settings, facts.timeline, facts.created, facts.days))
    return Votes(
        bar=bar,
        reactions=tuple(
            (PICTURES[reaction], _(charter.reactions[reaction].name), tally.reactions[reaction])
            for reaction in REACTIONS
            if tally.reactions.get(reaction) and reaction in charter.reactions
        ),
        milestones=milestones,
        voting=_voting_in_words(facts),
        over_time=voices_in(facts.voices, charter, facts.who),
        so_far=tally.support,
        would_use=tally.meanings.get("would-use", 0),
        lines=lines_of(tally, bar, charter, facts.numbers, milestones),
        formulas=tuple((_(name), formula) for name, __, formula in facts.numbers),
        as_of=facts.ledger_at,
        slug=proposal.slug,
        files=tuple(_files(proposal, facts)),
        beside=tuple((title, address, bar_of(other)) for title, address, other in facts.beside),
        counts_only=charter.has_counts_only,
        carried=carried_by(proposal),
        react_words="" if _thread_address(proposal, facts) else f"potluck react {proposal.slug} +1",
        react_address=_thread_address(proposal, facts),
    )


def bar_of(tally: Tally) -> Bar:
    """What is drawn of *tally*."""
    return Bar(tally.support, tally.opposition, tally.meanings.get("unsure", 0), sum(tally.excluded.values()))


def _files(proposal: Proposal, facts: Facts) -> Iterator[Counted]:
    """What was counted, the proposal's own first."""
    for source in sorted(facts.sources, key=lambda one: (one.name != proposal.slug, one.name)):
        if source.is_counted:
            address = facts.charter.ballots_place(source.name)
            merged = source.cast_on != proposal.slug
            note = (
                _("brought together here")
                if merged
                else ""
                if source.name == proposal.slug
                else _("under its old name")
            )
            yield Counted(address, address.rpartition("/")[2], note)


def _voting_in_words(facts: Facts) -> str:
    """`Voting was open from 12 May 2026 to 3 June 2026.`; "" where it always is."""
    if not facts.settings.has_window:
        return ""
    periods = periods_of(facts.settings, facts.timeline)
    if not periods:
        return _("Voting has not opened yet.")
    words = pgettext("between periods", ", and ").join(_period(start, end) for start, end in periods)
    return _("Voices count that were given %(periods)s.", periods=words)


def _period(start: datetime, end: datetime) -> str:
    if start == EVER:
        return _("all the time") if end == NEVER else _("until %(end)s", end=_moment(end))
    if end == NEVER:
        return _("from %(start)s", start=_moment(start))
    return _("from %(start)s until %(end)s", start=_moment(start), end=_moment(end))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _thread_address(proposal: Proposal, facts: Facts) -> str:
    """Where on the forge people react; "" without one: a click on a thread elsewhere would not be counted."""
    home = facts.charter.forge.home
    if not home or not proposal.thread:
        return ""
    if proposal.thread.startswith("https://"):
        return proposal.thread if proposal.thread.startswith(f"{home}/") else ""
    return f"{home}/issues/{proposal.thread}"


VOTES = enter(
    Mechanism(
        word="votes",
        means="People react, and the page counts them.",
        settings=VotesRules,
        fields=carried_fields,
        state=votes_of,
        template=TEMPLATES / "mechanisms" / "votes.html",
        place="side",
    )
)
