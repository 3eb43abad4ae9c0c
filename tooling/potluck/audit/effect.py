"""What the voices of all findings do: every number and place with them, and without. Nothing is reordered by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from potluck.charter import Charter
from potluck.model import Ballot, Proposal
from potluck.tally import By, Contender, Count, Windows, places_by, slugs_of, tally_all


class Effect(msgspec.Struct, frozen=True):
    """One proposal as it is, and as it would be had nobody in a finding spoken. A place is None where it has none."""

    slug: str
    support: tuple[int, int]
    opposition: tuple[int, int]
    places: tuple[tuple[By, int | None, int | None], ...]


class Effects(msgspec.Struct, frozen=True):
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
    counts = _counts_without(flagged, proposals, ballots, slug_of, charter, windows)
    without = [replace(one, count=counts.get(one.slug, one.count)) for one in contenders]
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


def _counts_without(
    flagged: Collection[tuple[str, str]],
    proposals: Mapping[str, Proposal],
    ballots: Iterable[Ballot],
    slug_of: Mapping[str, str],
    charter: Charter,
    windows: Windows,
) -> dict[str, Count]:
    """What is counted without *flagged*, where that may be another number: there, and on whatever was merged."""
    merged = {
        slug for one in proposals.values() if one.merged_into for slug in (one.slug, slug_of.get(one.merged_into))
    }
    touched = {slug for slug, _ in flagged} | merged
    names = {name: slug for name, slug in slug_of.items() if slug in touched}
    kept = [one for one in ballots if one.proposal in names and (names[one.proposal], one.login.lower()) not in flagged]
    return tally_all([one for slug, one in proposals.items() if slug in touched], kept, charter, windows)
