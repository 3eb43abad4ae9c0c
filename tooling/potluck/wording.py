"""What differs between two versions of a text: paragraph beside paragraph, and in those that changed word by word.

Whoever writes the text decides how long this takes, so each comparison is bounded: what is larger is told as gone and
come as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

import msgspec

PARAGRAPHS = 400  # on either side, beyond what is the same at both ends; a longer text is not compared
WORDS = 160  # in either paragraph; a longer one is told as a whole
ROWS = 40  # that are shown
NEAR = 8  # paragraphs in a row, each of which is looked for among those that took their place
ALIKE = 0.3  # the share of words that two paragraphs have in common where one is an amended other


class Words(msgspec.Struct, frozen=True):
    """What people read of one version of a proposal."""

    title: str
    summary: str
    body: str


Piece = tuple[Literal["same", "gone", "come"], str]


class Beside(msgspec.Struct, frozen=True):
    """A paragraph as it was and as it became; empty where there was none. `skipped` are those alike before it."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    skipped: int = 0


class Difference(msgspec.Struct, frozen=True):
    """All that changed, as far as it can be shown."""

    rows: tuple[Beside, ...]
    more: int = 0  # paragraphs that changed beyond these
    is_too_long: bool = False  # to be compared at all


def difference(before: str, after: str, publish: Callable[[str], str] = str) -> Difference:
    """What became of *before* in *after*. *publish* gives a paragraph as it may be shown."""
    old, new = _paragraphs(before), _paragraphs(after)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    old, new = ([*map(publish, side[start : len(side) - end])] for side in (old, new))
    if max(len(old), len(new)) > PARAGRAPHS:
        return Difference((), is_too_long=True)
    pairs = list(_pairs(old, new, start))
    rows = tuple(Beside(*_words(one, other), skipped) for one, other, skipped in pairs[:ROWS])
    return Difference(rows, max(0, len(pairs) - ROWS))


def _paragraphs(text: str) -> list[str]:
    """Line ends within a paragraph are none of its words: whoever wraps it anew has changed nothing."""
    return [" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text) if part.strip()]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many are the same from the beginning."""
    return next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )


def _pairs(old: Sequence[str], new: Sequence[str], skipped: int) -> Iterator[tuple[str, str, int]]:
    """Every paragraph that changed with what took its place, and how many before it did not."""
    for tag, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            skipped += to_old - from_old
            continue
        for one, other in _partners(old[from_old:to_old], new[from_new:to_new]):
            yield one, other, skipped
            skipped = 0


def _partners(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Those that took each other's place: in their order, and the likest where there are few; "" for none."""
    if len(old) == len(new) or max(len(old), len(new)) > NEAR:
        yield from zip_longest(old, new, fillvalue="")
        return
    at = 0
    for one in old:
        likeness, place = max(((_share(one, other), -n) for n, other in enumerate(new[at:], at)), default=(0.0, 0))
        if likeness < ALIKE:
            yield one, ""
            continue
        yield from (("", other) for other in new[at:-place])
        yield one, new[-place]
        at = 1 - place
    yield from (("", other) for other in new[at:])


def _share(one: str, other: str) -> float:
    mine, theirs = set(one.split()), set(other.split())
    return len(mine & theirs) / max(len(mine), len(theirs))


def _words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    whole: tuple[tuple[Piece, ...], tuple[Piece, ...]] = (_whole("gone", before), _whole("come", after))
    old, new = before.split(), after.split()
    if not old or not new or max(len(old), len(new)) > WORDS:
        return whole
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < ALIKE:
        return whole
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        gone, come = " ".join(old[from_old:to_old]), " ".join(new[from_new:to_new])
        left += [("same" if tag == "equal" else "gone", gone)] if gone else []
        right += [("same" if tag == "equal" else "come", come)] if come else []
    return tuple(left), tuple(right)


def _whole(mark: Literal["gone", "come"], text: str) -> tuple[Piece, ...]:
    return ((mark, text),) if text else ()
