"""Votes: people react, and the page shows how many are for it, against it, and not counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from potluck.charter import FieldRules
from potluck.mechanisms.seam import Facts, Mechanism, enter
from potluck.mechanisms.voting import EVER, NEVER, Milestone, VotesRules, milestones_of, periods_of
from potluck.model import REACTIONS, Proposal
from potluck.paths import TEMPLATES
from potluck.shapes import Bar

# GitHub's pictures for its eight words, https://docs.github.com/en/rest/reactions/reactions
PICTURES = {
    "+1": "👍",
    "-1": "👎",
    "laugh": "😄",
    "confused": "😕",
    "heart": "❤️",
    "hooray": "🎉",
    "rocket": "🚀",
    "eyes": "👀",
}


@dataclass(frozen=True, slots=True)
class Votes:
    """What the card of a proposal says about its ballots."""

    bar: Bar
    reactions: tuple[tuple[str, str, int], ...]  # picture, what it means here, people
    excluded: tuple[tuple[str, int], ...]  # reason, people
    milestones: tuple[Milestone, ...]
    voting: str  # when it was open, in words; "" where it always is
    so_far: int  # people for it
    would_use: int  # of those, people who say that they would use it
    numbers: tuple[tuple[str, str, str], ...]  # what rankings go by: its name, how much it is, how it is made
    confidence: float  # Wilson lower bound, 0 to 1
    formula: str
    as_of: datetime | None
    ballots_address: str
    react_words: str  # the command, where there is no forge
    react_address: str  # the thread, where there is one


def no_fields(_settings: VotesRules) -> dict[str, FieldRules]:
    """Ballots are in the ledger; the front matter has no part in them."""
    return {}


def votes_of(proposal: Proposal, facts: Facts) -> Votes:
    """Who said what about *proposal*, in counts of people."""
    tally, charter = facts.tally, facts.charter
    confidence = round(100 * charter.tally.confidence)
    return Votes(
        bar=Bar(tally.support, tally.opposition, tally.meanings.get("unsure", 0), sum(tally.excluded.values())),
        reactions=tuple(
            (PICTURES[reaction], charter.reactions[reaction].name, tally.reactions[reaction])
            for reaction in REACTIONS
            if tally.reactions.get(reaction) and reaction in charter.reactions
        ),
        excluded=tuple(tally.excluded.items()),
        milestones=tuple(milestones_of(facts.settings, facts.timeline, facts.created, facts.supported_at)),
        voting=_voting_in_words(facts),
        so_far=tally.support,
        would_use=tally.meanings.get("would-use", 0),
        numbers=facts.numbers,
        confidence=tally.confidence,
        formula=(
            "Each person counts once, with the last thing they said. "
            f"The lower bound is Wilson's at {confidence} %: the share of support that we can be that sure of, "
            "given how many have spoken."
        ),
        as_of=facts.ledger_at,
        ballots_address=f"ledger/ballots/{proposal.slug}.jsonl" if tally.reactions else "",
        react_words="" if _thread_address(proposal, facts) else f"potluck react {proposal.slug} +1",
        react_address=_thread_address(proposal, facts),
    )


def _voting_in_words(facts: Facts) -> str:
    """`Voting was open from 12 May 2026 to 3 June 2026.`; "" where it always is."""
    if not facts.settings.has_window:
        return ""
    periods = periods_of(facts.settings, facts.timeline)
    if not periods:
        return "Voting has not opened yet."
    words = []
    for start, end in periods:
        opened = "" if start == EVER else f" from {_moment(start)}"
        closed = "" if end == NEVER else f" until {_moment(end)}"
        words.append((opened + closed).strip() or "all the time")
    return f"Voices count that were given {', and '.join(words)}."


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _thread_address(proposal: Proposal, facts: Facts) -> str:
    """Where on the forge people react; "" without one: a click on a thread elsewhere would not be counted."""
    forge = facts.charter.forge
    if forge.type == "none" or not forge.repository or not proposal.thread:
        return ""
    home = f"{forge.url}/{forge.repository}/"
    if proposal.thread.startswith("https://"):
        return proposal.thread if proposal.thread.startswith(home) else ""
    return f"{home}issues/{proposal.thread}"


VOTES = enter(
    Mechanism(
        word="votes",
        means="People react, and the page counts them.",
        settings=VotesRules,
        fields=no_fields,
        state=votes_of,
        template=TEMPLATES / "mechanisms" / "votes.html",
        place="side",
    )
)
