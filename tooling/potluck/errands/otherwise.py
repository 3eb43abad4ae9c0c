"""What other rules of counting would do, for a terminal and for programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec
from msgspec.structs import replace
from rich.table import Table

from potluck.diagnostics.rules import Move, RulesChange, pair
from potluck.words import count, visible

VERSION = 1  # of the JSON: raised when a name or its meaning changes


def only(change: RulesChange, slugs: Collection[str]) -> RulesChange:
    """What *change* does to these proposals; the places are among all."""
    recounted = tuple(one for one in change.recounted if one.slug in slugs)
    milestones = tuple(one for one in change.milestones if one.slug in slugs)
    grounds = tuple(one for one in change.grounds if one.slug in slugs)
    shifts = tuple(
        replace(shift, moved=len(moves), moves=moves)
        for shift in change.shifts
        for moves in [tuple(move for move in shift.moves if move.slug in slugs)]
    )
    totals = (change.totals[0], len(recounted), len(milestones), len(grounds))
    return replace(change, recounted=recounted, milestones=milestones, grounds=grounds, shifts=shifts, totals=totals)


def as_json(change: RulesChange) -> str:
    """All of it for programs."""
    return msgspec.json.format(
        msgspec.json.encode({"version": VERSION} | msgspec.to_builtins(change)), indent=2
    ).decode()


def summary(change: RulesChange) -> str:
    """What would differ, in one sentence."""
    if not change.settings:
        return "These are the same rules of counting."
    _, recounted, milestones, grounds = change.totals
    moved = ", ".join(f"{shift.moved:,} by {shift.by}" for shift in change.shifts if shift.moved)
    return (
        f"{count(recounted, 'proposal')} of {change.proposals:,} with other numbers; places that would be others: "
        f"{moved or 'none'}; {count(milestones, 'milestone')} reached on another day or not at all; "
        f"{count(grounds, 'decision')} of {change.decisions:,} on other ground."
    )


def tables(change: RulesChange) -> Iterator[tuple[str, Table]]:
    """Every list with its heading, as far as there is anything in it."""
    if change.settings:
        rows = [(one.name, one.before or "–", one.after or "–") for one in change.settings]
        yield "The rules", _table(("setting", "now", "then"), rows)
    if change.recounted:
        rows_ = [(one.slug, pair(*one.support), pair(*one.opposition), pair(*one.excluded)) for one in change.recounted]
        yield "Numbers", _table(("proposal", "for", "against", "not counted"), rows_)
    if any(shift.moved for shift in change.shifts):
        yield "Places", _places(change)
    if change.milestones:
        reached = [(one.milestone, one.slug, one.before or "–", one.after or "–") for one in change.milestones]
        yield "Milestones", _table(("milestone", "of", "reached now", "then"), reached)
    if change.grounds:
        decisions = [
            (
                one.slug,
                one.on,
                one.answer,
                one.reason,
                " → ".join(", ".join(words) or "–" for words in one.milestones),
                pair(*one.support),
                pair(*one.opposition),
            )
            for one in change.grounds
        ]
        head = ("decision", "on", "answer", "reason", "had reached", "for", "against")
        yield "Decisions, by what had been said by their day", _table(head, decisions)


def _places(change: RulesChange) -> Table:
    """A line a proposal that moves anywhere, the furthest first; a column a ranking that changes."""
    shifts = [shift for shift in change.shifts if shift.moved]
    found: dict[str, dict[str, Move]] = {}
    for shift in shifts:
        for move in shift.moves:
            found.setdefault(move.slug, {})[shift.by] = move
    rows = [
        (slug, *(pair(moves[shift.by].before, moves[shift.by].after) if shift.by in moves else "" for shift in shifts))
        for slug, moves in found.items()
    ]
    return _table(("proposal", *(shift.by for shift in shifts)), rows)


def _table(head: tuple[str, ...], rows: Collection[tuple[str, ...]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in head:
        table.add_column(name, justify="right" if name in ("for", "against", "not counted") else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(visible, row))
    return table
