"""How often a brigade is found, and how often honest people are accused: counted over many communities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from potluck.audit import Seen, audit, flagged_in
from potluck.charter import Charter
from potluck.model import Ballot, Proposal
from potluck.tally import tally_all, voices_of

from .crowd import CHARTER, honest
from .stories import Story


@dataclass(frozen=True)
class Outcome:
    """What came of one story in so many communities."""

    story: str
    size: int
    communities: int
    found: int  # of which one or more findings hold half of the brigade
    accused: int  # of which some finding is made of honest people for the greater part
    honest_voices: float  # of all honest voices, the share that is in a finding


def look_over(proposals: Mapping[str, Proposal], ballots: Sequence[Ballot], charter: Charter = CHARTER) -> Seen:
    """The *ballots* on *proposals* as an audit sees them."""
    counts = tally_all(proposals.values(), ballots, charter)
    return audit(voices_of(counts, proposals, ballots, charter), proposals, charter)


def outcome(story: Story, size: int, seeds: range, charter: Charter = CHARTER) -> Outcome:
    """Tell *story* in a community for each of *seeds*."""
    found = accused = flagged = said = 0
    for seed in seeds:
        crowd = honest(seed)
        brigade = story(crowd, size)
        seen = look_over(crowd.proposals, crowd.ballots, charter)
        theirs = [set(one.people) & brigade for one in seen.findings]
        found += bool(brigade) and len(set().union(*theirs)) >= len(brigade) / 2
        accused += any(len(own) < len(one.people) / 2 for own, one in zip(theirs, seen.findings, strict=True))
        flagged += sum(login not in brigade for _, login in flagged_in(seen.findings))
        said += sum(one.login not in brigade for one in crowd.ballots)
    return Outcome(story.__name__, size, len(seeds), found, accused, flagged / said)
