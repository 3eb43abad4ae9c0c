"""The numbers of a tally line by line, each with a key by which whoever counts anew finds the one that is printed.

The theme's `recount/lines.js` makes the same keys and writes the numbers in the same way, to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from potluck.charter import Charter
from potluck.mechanisms.voting import Milestone
from potluck.model import REACTIONS, Tally
from potluck.shapes import Bar
from potluck.translation import _, ngettext
from potluck.words import in_a_sentence

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


class Line(msgspec.Struct, frozen=True):
    """One number, as it is printed."""

    key: str
    words: str
    printed: str


Lines = tuple[tuple[str, tuple[Line, ...]], ...]
"""Lines under their headings; none is empty."""


def lines_of(
    tally: Tally,
    bar: Bar,
    charter: Charter,
    numbers: Iterable[tuple[str, str, str]],
    milestones: Iterable[Milestone] = (),
) -> Lines:
    """Every number of *tally*; *numbers* are those that rankings go by."""
    groups = {
        _("People, each once"): _people(tally),
        _("People not counted"): (Line(f"not counted: {why}", _(why), str(n)) for why, n in tally.excluded.items()),
        _("Worked out from these"): _worked_out(tally, bar, numbers),
        _("Milestones"): _milestones(milestones),
        _("Clicked, counted or not"): _clicked(tally, charter),
    }
    found = ((heading, tuple(lines)) for heading, lines in groups.items())
    return tuple((heading, lines) for heading, lines in found if lines)


def _people(tally: Tally) -> Iterator[Line]:
    said = tally.meanings
    yield Line("for", _("for it"), str(tally.support))
    if said.get("would-use"):
        yield Line("would-use", _("of these, would use it"), str(said["would-use"]))
    yield Line("against", _("against it"), str(tally.opposition))
    if said.get("unsure"):
        yield Line("unsure", _("not sure"), str(said["unsure"]))
    if said.get("watching"):
        yield Line("watching", _("only following along"), str(said["watching"]))


def _worked_out(tally: Tally, bar: Bar, numbers: Iterable[tuple[str, str, str]]) -> Iterator[Line]:
    if bar.voices:
        yield Line("share", _("for it, of those for or against"), f"{bar.share} %")
    yield from (Line(name.lower(), in_a_sentence(_(name)), value) for name, value, __ in numbers)


def _milestones(milestones: Iterable[Milestone]) -> Iterator[Line]:
    for place, one in enumerate(milestones, 1):
        words = (
            ngettext("%(num)s for it by %(day)s", "%(num)s for it by %(day)s", one.supporters, day=one.until)
            if one.until
            else ngettext("%(num)s for it", "%(num)s for it", one.supporters)
        )
        yield Line(f"milestone {place}", words, str(one.reached or _("not reached")))


def _clicked(tally: Tally, charter: Charter) -> Iterator[Line]:
    for reaction in REACTIONS:
        if tally.reactions.get(reaction) and reaction in charter.reactions:
            words = f"{PICTURES[reaction]} {_(charter.reactions[reaction].name)}"
            yield Line(f"clicked {reaction}", words, str(tally.reactions[reaction]))
