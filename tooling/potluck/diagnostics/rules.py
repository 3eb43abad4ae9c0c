"""What other rules of counting would do to a community: the shapes of that report, and how a comment tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from potluck.diagnostics import neutral
from potluck.translation import _, apart, ngettext, pgettext

SHOWN = 10  # of each list in a comment: the furthest moves, the first changes
MOST = 50  # of each list that a check hands on
WORDS = 20  # milestones of one decision
ROOM = 20_000  # characters of all that a comment tells of it


class Setting(msgspec.Struct, frozen=True):
    """One setting of the charter that is another; empty where it is not there."""

    name: str
    before: str
    after: str


class Recounted(msgspec.Struct, frozen=True):
    """One proposal whose numbers would be others: for it, against it, not counted."""

    slug: str
    support: tuple[int, int]
    opposition: tuple[int, int]
    excluded: tuple[int, int]


class Move(msgspec.Struct, frozen=True):
    """One proposal that would stand elsewhere; None where it has no place."""

    slug: str
    before: int | None
    after: int | None


class Shift(msgspec.Struct, frozen=True):
    """One ranking: how many proposals would stand elsewhere, and which, the furthest first."""

    by: str
    moved: int
    among: int
    moves: tuple[Move, ...]


class Reached(msgspec.Struct, frozen=True):
    """One milestone of one proposal that would be reached on another day: as `2026-05-12`, empty where it is not."""

    slug: str
    milestone: str
    before: str
    after: str


class Ground(msgspec.Struct, frozen=True):
    """One decision that stood on other ground: the milestones reached by its day, the people by then."""

    slug: str
    on: str
    answer: str
    reason: str
    milestones: tuple[tuple[str, ...], tuple[str, ...]]
    support: tuple[int, int]
    opposition: tuple[int, int]


class RulesChange(msgspec.Struct, frozen=True):
    """All that would differ. The numbers count everything; the lists may be cut."""

    proposals: int  # that people vote on
    decisions: int  # that were taken on them
    settings: tuple[Setting, ...]
    recounted: tuple[Recounted, ...]
    shifts: tuple[Shift, ...]
    milestones: tuple[Reached, ...]
    grounds: tuple[Ground, ...]
    totals: tuple[int, int, int, int]  # settings, proposals recounted, milestones, decisions

    def cut(self, most: int = MOST) -> RulesChange:
        """The same with lists of at most so many."""
        return replace(
            self,
            settings=self.settings[:most],
            recounted=self.recounted[:most],
            shifts=tuple(replace(shift, moves=shift.moves[:most]) for shift in self.shifts),
            milestones=self.milestones[:most],
            grounds=tuple(
                replace(one, milestones=(one.milestones[0][:WORDS], one.milestones[1][:WORDS]))
                for one in self.grounds[:most]
            ),
        )


def tell(change: RulesChange) -> Iterator[str]:
    """The paragraphs of a comment: tables, every word of a charter and every name neutral; cut where long."""
    room = ROOM
    for part in _parts(change):
        room -= len(part)
        if room < 0:
            yield _("The rest does not fit here; `potluck tally --charter FILE` tells all of it.")
            return
        yield part


def _parts(change: RulesChange) -> Iterator[str]:
    _settings, recounted, milestones, grounds = change.totals
    yield _("**What the other rules would change**, counted over the same files and ballots:")
    yield _table(
        (_("setting"), _("now"), pgettext("with other rules", "then")),
        [(neutral.code(one.name, 60), _value(one.before), _value(one.after)) for one in change.settings[:SHOWN]],
        change.totals[0],
    )
    moved = [shift for shift in change.shifts if shift.moved]
    if not (moved or recounted or milestones or grounds):
        yield _("No number, no place, no milestone and no decision would be another.")
        return
    yield _(
        "With other numbers: %(recounted)s of %(proposals)s proposals. Milestones reached on another day or not at "
        "all: %(milestones)s. On other ground: %(grounds)s of %(decisions)s decisions.",
        recounted=apart(recounted),
        proposals=apart(change.proposals),
        milestones=apart(milestones),
        grounds=apart(grounds),
        decisions=apart(change.decisions),
    )
    if moved:
        yield _table(
            (_("ranking"), _("stand elsewhere"), _("the furthest moves")),
            [
                (shift.by, f"{shift.moved:,} / {shift.among:,}", ", ".join(_move(one) for one in shift.moves[:3]))
                for shift in moved
            ],
            len(moved),
        )
    if recounted:
        yield _table(
            (_("proposal"), _("for"), _("against"), _("not counted")),
            [
                (neutral.code(one.slug, 60), pair(*one.support), pair(*one.opposition), pair(*one.excluded))
                for one in change.recounted[:SHOWN]
            ],
            recounted,
        )
    if milestones:
        yield _table(
            (_("milestone"), _("proposal"), _("reached now"), pgettext("with other rules", "then")),
            [
                (neutral.code(one.milestone, 60), neutral.code(one.slug, 60), one.before or "–", one.after or "–")
                for one in change.milestones[:SHOWN]
            ],
            milestones,
        )
    if grounds:
        yield _table(
            (_("decision"), _("day"), _("had reached"), _("for"), _("against")),
            [
                (
                    f"{neutral.code(one.slug, 60)}: {pgettext('answer', one.answer)}, {neutral.code(one.reason, 60)}",
                    one.on,
                    " → ".join(", ".join(neutral.code(word, 60) for word in words) or "–" for words in one.milestones),
                    pair(*one.support),
                    pair(*one.opposition),
                )
                for one in change.grounds[:SHOWN]
            ],
            grounds,
        )


def pair(before: int | None, after: int | None) -> str:
    """`14 → 77`; one number where it stays."""
    words = ["–" if number is None else f"{number:,}" for number in (before, after)]
    return words[0] if before == after else " → ".join(words)


def _value(text: str) -> str:
    return neutral.code(text, 60) if text else "–"


def _move(one: Move) -> str:
    return f"{neutral.code(one.slug, 60)} {pair(one.before, one.after)}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], whole: int) -> str:
    lines = [head, ["---"] * len(head), *rows]
    left = whole - len(rows)
    more = "\n\n" + ngettext("… and %(num)s more", "… and %(num)s more", left) if left > 0 else ""
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + more
