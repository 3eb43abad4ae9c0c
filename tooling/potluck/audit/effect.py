"""What the voices of all findings do: every number and place with them, and without. Nothing is reordered by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from potluck.charter import Charter
from potluck.model import Ballot, Proposal
from potluck.tally import By, Contender, Windows, places_by, slugs_of, tally_all


@dataclass(frozen=True, slots=True)
class Effect:
    """One proposal as it is, and as it would be had nobody in a finding spoken. A place is None where it has none."""

    slug: str
    support: tuple[int, int]
    opposition: tuple[int, int]
    places: tuple[tuple[By, int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """Every proposal that the voices were counted on, and how many others would stand elsewhere in each ranking."""

    proposals: tuple[Effect, ...] = ()
    others: tuple[tuple[By, int], ...] = ()


def effects_of(
    flagged: Collection[tuple[str, str]],
    proposals: Mapping[str, Proposal],
    ballots: Iterable[Ballot],
    contenders: Collection[Contender],
    charter: Charter,
    windows: Windows,
    clock: datetime,
) -> Effects:
    """What becomes of *contenders* without the *flagged* voices, each the proposal and login that it came from."""
    if not flagged:
        return Effects()
    slug_of = slugs_of(proposals.values())
    kept = [one for one in ballots if (slug_of.get(one.proposal, ""), one.login.lower()) not in flagged]
    counts = tally_all(proposals.values(), kept, charter, windows)
    without = [replace(one, count=counts[one.slug]) for one in contenders]
    before, after = places_by(contenders, charter, clock), places_by(without, charter, clock)
    touched = [(old, new) for old, new in zip(contenders, without, strict=True) if old.count != new.count]
    names = {old.slug for old, _ in touched}
    return Effects(
        proposals=tuple(
            Effect(
                slug=old.slug,
                support=(old.count.tally.support, new.count.tally.support),
                opposition=(old.count.tally.opposition, new.count.tally.opposition),
                places=tuple((by, places.get(old.slug), after[by].get(old.slug)) for by, places in before.items()),
            )
            for old, new in sorted(touched, key=lambda pair: (before["support"][pair[0].slug], pair[0].slug))
        ),
        others=tuple(
            (by, sum(place != after[by].get(slug) for slug, place in places.items() if slug not in names))
            for by, places in before.items()
        ),
    )
