"""Votes under attack: what does not look like chance, with the evidence, and what it does. Pure; decides nothing."""

from collections.abc import Mapping, Sequence

from potluck.audit.crowds import crowds
from potluck.audit.effect import Effect, Effects, effects_of
from potluck.audit.finding import REASONS, Finding, Reason, Seen, flagged_in, in_words, says_of, sentence_of
from potluck.audit.ladders import ladders
from potluck.audit.loyal import one_author
from potluck.audit.papers import lay_out
from potluck.charter import Charter
from potluck.model import Ballot, Proposal

__all__ = [
    "REASONS",
    "Effect",
    "Effects",
    "Finding",
    "Reason",
    "Seen",
    "audit",
    "effects_of",
    "flagged_in",
    "in_words",
    "says_of",
    "sentence_of",
]


def audit(voices: Mapping[str, Sequence[Ballot]], proposals: Mapping[str, Proposal], charter: Charter) -> Seen:
    """What is odd about *voices*, the ballots that count by the slug of the proposal that they were cast on."""
    papers = lay_out(voices, charter)
    authors = {
        slug: [one.login.lower() for one in proposal.authors if one.login] for slug, proposal in proposals.items()
    }
    found = [
        *crowds(papers.by_proposal, charter),
        *one_author(papers, authors, charter),
        *ladders(papers, charter),
    ]
    young = [voice.young for said in papers.by_proposal.values() for voice in said]
    return Seen(
        voices=len(young),
        people=len(papers.by_login),
        aged=sum(one is not None for one in young),
        young=sum(one is True for one in young),
        findings=tuple(sorted(found, key=lambda one: (one.chance, one.reason, one.proposals, one.people))),
    )
