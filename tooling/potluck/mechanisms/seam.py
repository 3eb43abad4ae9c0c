"""What a mechanism is: one file holds its fields, its checks and its state; one template shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from potluck.charter import Charter, FieldRules, KindRules
from potluck.charter.model import Rules
from potluck.model import Ballot, PotluckError, Proposal, Source, Tally, Timeline
from potluck.register import retire
from potluck.shapes import Who


class NoSettings(Rules):
    """For a mechanism of which the charter can only say that a kind has it."""


NO_TIMELINE = Timeline()


class Facts(msgspec.Struct, frozen=True):
    """What a state is made from, beside the proposal. All of it is data: a state is a pure function."""

    charter: Charter
    rules: KindRules
    settings: Any  # an instance of the mechanism's own settings
    tally: Tally
    who: Callable[[str], Who]  # a login, as a page names the person
    ledger_at: datetime | None  # when the ballots were taken; None without a ledger
    days: Mapping[int, date] = msgspec.field(default_factory=dict)  # since when as many are for it as milestones ask
    sources: tuple[Source, ...] = ()  # the ballots that were counted
    timeline: Timeline = NO_TIMELINE
    voices: tuple[Ballot, ...] = ()  # those that count, in the order of time
    created: date | None = None
    beside: tuple[tuple[str, str, Tally], ...] = ()  # merged here and not added: title, address, what people said there
    numbers: tuple[tuple[str, str, str], ...] = ()  # what rankings go by: its name, how much it is, how it is made


class Mechanism(msgspec.Struct, frozen=True):
    """Something that a kind can do.

    `state` gives what the template shows, or None where there is nothing to show. `place` is where on a proposal's
    page: "top" under the title, "side" in the card, "end" after the body. `happened` tells in words what a field of its
    own with `by` and `date` means for the timeline ("decided"); empty where none does.
    """

    word: str
    means: str
    settings: type[Rules]
    fields: Callable[[Any], dict[str, FieldRules]]
    state: Callable[[Proposal, Facts], Any]
    template: Path
    place: Literal["top", "side", "end"]
    happened: str = ""


_mechanisms: dict[str, Mechanism] = {}


def enter(mechanism: Mechanism) -> Mechanism:
    """Put *mechanism* where a charter can name it."""
    if mechanism.word in _mechanisms:
        raise ValueError(f"there is a mechanism `{mechanism.word}` already")
    _mechanisms[mechanism.word] = mechanism
    return mechanism


def leave(word: str) -> None:
    """Take a mechanism and its checks out again: for tests that bring their own."""
    del _mechanisms[word]
    retire(word)


def text_in(written: Any, name: str) -> str:
    """What a record of a front matter says under *name*; "" where it says nothing."""
    value = written.get(name, "") if isinstance(written, Mapping) else ""
    return value if isinstance(value, str) else ""


def day_in(written: Any, name: str) -> date | None:
    """The day that a record of a front matter has under *name*."""
    try:
        return date.fromisoformat(text_in(written, name))
    except ValueError:
        return None


def mechanisms() -> Mapping[str, Mechanism]:
    """Every mechanism that a charter can name, by its word."""
    return _mechanisms


def settings_of(word: str, rules: KindRules) -> Any:
    """What the charter sets for the mechanism *word* of a kind."""
    if word not in _mechanisms:
        raise PotluckError(f"the charter names a mechanism `{word}`, and there is none")
    return _mechanisms[word].settings.model_validate(rules.mechanisms.get(word) or {})
