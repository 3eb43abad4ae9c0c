"""Votes: people react, and the page shows how many are for it, against it, and not counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from potluck.charter import FieldRules
from potluck.mechanisms.seam import Facts, Mechanism, NoSettings, enter
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
    numbers: tuple[tuple[str, str, str], ...]  # what rankings go by: its name, how much it is, how it is made
    confidence: float  # Wilson lower bound, 0 to 1
    formula: str
    as_of: datetime | None
    ballots_address: str
    react_words: str  # the command, where there is no forge
    react_address: str  # the thread, where there is one


def no_fields(_settings: NoSettings) -> dict[str, FieldRules]:
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
        settings=NoSettings,
        fields=no_fields,
        state=votes_of,
        template=TEMPLATES / "mechanisms" / "votes.html",
        place="side",
    )
)
