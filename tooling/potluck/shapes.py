"""What pages show: pure data, no HTML. Every address is relative to the site's root (`ideas/soup-night/`)."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec


class Chip(msgspec.Struct, frozen=True):
    """A word that means something: a stage or a kind. `tone` picks colour and shape: open, moving, done, no, rest."""

    word: str
    name: str
    tone: str
    means: str = ""
    address: str = ""


class Who(msgspec.Struct, frozen=True):
    """A person as a page names them. `address` is empty where they have no page; `login` too, for someone."""

    login: str
    name: str
    address: str = ""
    is_firm: bool = False


class Link(msgspec.Struct, frozen=True):
    """A named address: a tag, a related proposal, a page of a list."""

    name: str
    address: str
    note: str = ""


class Bar(msgspec.Struct, frozen=True):
    """Voices on one proposal, for drawing: people, not clicks."""

    support: int = 0
    opposition: int = 0
    unsure: int = 0
    not_counted: int = 0

    @property
    def voices(self) -> int:
        """People who said for or against."""
        return self.support + self.opposition

    @property
    def share(self) -> int:
        """Support in whole per cent of the voices; 0 where there are none."""
        return round(100 * self.support / self.voices) if self.voices else 0


class Row(msgspec.Struct, frozen=True):
    """One proposal in a list, on the board or on a person's page."""

    slug: str
    address: str
    title: str
    summary: str
    kind: Chip
    stage: Chip
    authors: tuple[Who, ...]
    created: date | None
    changed: date | None
    tags: tuple[Link, ...]
    bar: Bar | None  # None where the kind has no votes
    note: str = ""  # why it stands in this list: a decision's sentence, a job that is open
    has_problems: bool = False
    language: str = ""  # where it differs from the site's


class ArrivalRow(msgspec.Struct, frozen=True):
    """A proposal at the door: not merged yet, and talked about on the forge. `address` is the conversation's, whole."""

    address: str
    thread: int
    title: str
    summary: str
    kind: Chip
    by: Who
    opened: date
    language: str  # where it differs from the site's


class Pager(msgspec.Struct, frozen=True):
    """Where a long list goes on."""

    page: int
    pages: int
    newer: str = ""  # address of the page before, empty on the first
    older: str = ""


class Listing(msgspec.Struct, frozen=True):
    """A list of proposals: a kind, a stage, a tag. One template prints them all."""

    title: str
    intro: str
    rows: tuple[Row, ...]
    count: int
    facets: tuple[tuple[Chip, int], ...]  # stages with counts, each linking to its own list
    pager: Pager
    empty: str  # what to say and do where there is nothing
    address: str = ""  # its own, so that its facet can be marked
    at: tuple[str, str] = ("", "")  # what all of it has in common: a facet, and its value
    ways: tuple[Link, ...] = ()  # other lists, for whoever runs no script; with how much is in each, where it says
    door: tuple[ArrivalRow, ...] = ()
    feed: str = ""  # the address of what happens to these


class RankingRow(msgspec.Struct, frozen=True):
    """One place of a ranking, with the number that put it there."""

    row: Row
    value: str


class RankingPage(msgspec.Struct, frozen=True):
    """The first places of one ranking, and how its number is made."""

    by: str
    name: str
    formula: str
    rows: tuple[RankingRow, ...]


class Step(msgspec.Struct, frozen=True):
    """A stop of the stage track on a proposal's page."""

    chip: Chip
    state: str  # "past", "here" or "ahead"
    since: date | None = None


class Moment(msgspec.Struct, frozen=True):
    """A thing that happened to a proposal, newest last."""

    at: date
    words: str  # "brought it", "moved it to Designing", "changed the text"
    who: tuple[Who, ...]  # empty: someone
    commit: str = ""  # short hash
    commit_address: str = ""  # what it changed, on the forge; empty without one
    versions_address: str = ""  # the same in our own words; empty where no word of the text was changed
    chip: Chip | None = None


class Panel(msgspec.Struct, frozen=True):
    """What one mechanism shows on a proposal's page: its template, and the state that the template reads."""

    mechanism: str
    place: str  # "top" (under the title), "side" (the card) or "end" (after the body)
    state: Any


class Fix(msgspec.Struct, frozen=True):
    """One thing that a proposal still needs."""

    code: str
    message: str
    hint: str
    line: int
    help_address: str  # the check's own page
    quote: str = ""  # the line as written


class Nearly(msgspec.Struct, frozen=True):
    """A document whose body is not printed: "this one is nearly there"."""

    slug: str
    address: str
    title: str
    file: str
    kind: Chip | None
    fixes: tuple[Fix, ...]
    edit_address: str
    is_printed: bool  # on the needs-fixing page: whether its page shows the body all the same


class SoonRow(msgspec.Struct, frozen=True):
    """A day that is to come, or that passed with something owed."""

    on: date
    days: int  # until then; less than 0 where it is past
    means: str
    title: str
    address: str
    why: str
    language: str = ""  # of title and reason, where it differs from the site's


class Figure(msgspec.Struct, frozen=True):
    """A number of the home page, in words."""

    value: str
    words: str


class DecisionRow(msgspec.Struct, frozen=True):
    """A yes or a no, and why."""

    row: Row
    answer: str  # "yes" or "no"
    reason: str  # the charter's words
    says: str
    who: Who
    on: date | None


class SubmitPage(msgspec.Struct, frozen=True):
    """Where somebody brings something: what there is to bring, and the ways that need no script."""

    kinds: tuple[tuple[Chip, str, str], ...]  # with the forge's form and its page for a new file; empty without one
    hosts: tuple[Who, ...]  # who takes a file, where there is no forge


class TextPage(msgspec.Struct, frozen=True):
    """A page whose words are in its body."""

    title: str


class Index(msgspec.Struct, frozen=True):
    """All tags."""

    entries: tuple[IndexEntry, ...] = msgspec.field(default=())


class IndexEntry(msgspec.Struct, frozen=True):
    """One of them, with a count and a word of explanation."""

    name: str
    address: str
    count: int
    means: str = ""
