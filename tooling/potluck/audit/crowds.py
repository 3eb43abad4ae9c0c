"""Young accounts that come together: in a burst, or over a long time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

import msgspec

from potluck.audit.chance import as_number, of_many, with_odds
from potluck.audit.finding import Finding, Reason, Side
from potluck.audit.papers import Voice
from potluck.charter import Charter
from potluck.charter.model import AuditRules

SIDES: tuple[Side, ...] = ("for", "against")
_MOST = 20  # bursts told of one side of one proposal; whoever came in a further one is in `young`


class Crowd(msgspec.Struct, frozen=True):
    """So many voices of known age, and how many of them are young."""

    young: int
    all: int

    def without(self, other: Crowd) -> Crowd:
        """The rest."""
        return Crowd(self.young - other.young, self.all - other.all)


def crowd_of(voices: Collection[Voice]) -> Crowd:
    """How many of *voices* are young, of those whose age is known."""
    return Crowd(sum(voice.young is True for voice in voices), sum(voice.young is not None for voice in voices))


def crowds(by_proposal: Mapping[str, Sequence[Voice]], charter: Charter) -> Iterator[Finding]:
    """Bursts of young accounts, and what is too many of them on one side besides."""
    rules = charter.audit
    whole = crowd_of([voice for voices in by_proposal.values() for voice in voices])
    sides = sum(any(voice.side == side for voice in voices) for voices in by_proposal.values() for side in SIDES)
    for voices in by_proposal.values():
        own = crowd_of(voices)
        if own.young < rules.people:
            continue
        others = whole.without(own)
        elsewhere = (others.young + 1) / (others.all + 2)  # Laplace's: never nothing, however few there are
        for side in SIDES:
            aged = [voice for voice in voices if voice.side == side and voice.young is not None]
            for _ in range(_MOST):
                if not (burst := _burst(aged, own, elsewhere, rules, whole.young)):
                    break
                found, aged = burst
                own = own.without(Crowd(found.voices, found.among))
                yield found
            if young := _told("young", aged, crowd_of(aged), elsewhere, sides, rules):
                yield young


def _burst(
    voices: Sequence[Voice], own: Crowd, elsewhere: float, rules: AuditRules, looks: int
) -> tuple[Finding, list[Voice]] | None:
    """The greatest burst among *voices*, which are in order, and the voices outside of it; None where none is odd.

    Every young voice of the community begins a look.
    """
    start, end = _greatest(voices, timedelta(hours=rules.hours))
    within = voices[start:end]
    crowd = crowd_of(within)
    if crowd.young < rules.people:
        return None
    rest = own.without(crowd)
    share = (rest.young + rules.people * elsewhere) / (rest.all + rules.people)
    found = _told("burst", within, crowd, share, looks, rules)
    return (found, [*voices[:start], *voices[end:]]) if found else None


def _greatest(voices: Sequence[Voice], length: timedelta) -> tuple[int, int]:
    """From where to before where the most young voices lie within *length*; of equals the fewest voices, the first."""
    best, most, end, young = (0, 0), (0, 0), 0, 0
    for start, voice in enumerate(voices):
        while end < len(voices) and voices[end].at - voice.at < length:
            young += voices[end].young is True
            end += 1
        if voice.young and (young, start - end) > most:
            best, most = (start, end), (young, start - end)
        young -= voice.young is True
    return best


def _told(
    reason: Reason, voices: Sequence[Voice], crowd: Crowd, share: float, looks: int, rules: AuditRules
) -> Finding | None:
    """A finding, where there are more young accounts than *share* explains, by the charter's leeway."""
    usual = with_odds(share, rules.odds)
    if crowd.young - crowd.all * usual < rules.people:
        return None
    chance = as_number(of_many(crowd.young, crowd.all, usual), looks)
    if chance >= rules.chance:
        return None
    young = [voice for voice in voices if voice.young]
    return Finding(
        reason=reason,
        proposals=(voices[0].proposal,),
        side=voices[0].side,
        people=tuple(sorted(voice.login for voice in young)),
        voices=crowd.young,
        among=crowd.all,
        expected=round(crowd.all * usual, 2),
        chance=chance,
        since=young[0].at,
        until=young[-1].at,
    )
