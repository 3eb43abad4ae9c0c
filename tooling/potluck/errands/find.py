"""A proposal or a word that somebody named on the command line, or the nearest one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from potluck.charter import Charter
from potluck.model import PotluckError, Proposal, Reading
from potluck.words import did_you_mean, quote, spell


def find_reading(slug: str, readings: Iterable[Reading]) -> Reading:
    """What is called *slug*, or was once; a PotluckError with the nearest name where nothing is."""
    readings = list(readings)
    by_name = {alias.target: reading for reading in readings for alias in reading.aliases}
    by_name |= {reading.slug: reading for reading in reversed(readings)}  # of two the first has the name
    return by_name[_known(slug, by_name)]


def find_proposal(slug: str, proposals: Iterable[Proposal]) -> Proposal:
    """The proposal that is called *slug*, or was once; a PotluckError with the nearest name where none is."""
    by_name = _by_name(proposals)
    return by_name[_known(slug, by_name)]


def named(slug: str, proposals: Iterable[Proposal]) -> Proposal | None:
    """The proposal that is called *slug*, or was once; None where none is."""
    return _by_name(proposals).get(slug)


def _by_name(proposals: Iterable[Proposal]) -> Mapping[str, Proposal]:
    proposals = list(proposals)
    by_name = {alias: proposal for proposal in proposals for alias in proposal.aliases}
    return by_name | {proposal.slug: proposal for proposal in proposals}


def _known(slug: str, names: Iterable[str]) -> str:
    if slug in (names := list(names)):
        return slug
    raise PotluckError(f"there is no proposal {quote(slug)}; {did_you_mean(slug, names, '`potluck tally` lists them')}")


def find_kind(word: str, charter: Charter) -> str:
    """The kind that *word* names, by its word or its name; a PotluckError with the nearest one where none is."""
    kinds = {
        name.casefold(): kind for kind, rules in charter.kinds.items() for name in (rules.plural, rules.name, kind)
    }
    if word.casefold() in kinds:
        return kinds[word.casefold()]
    hint = did_you_mean(word, charter.kinds, f"there is {spell(charter.kinds, 'and')}")
    raise PotluckError(f"{quote(word)} is not a kind of proposal here; {hint}")
