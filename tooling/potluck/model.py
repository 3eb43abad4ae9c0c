"""The words that every room uses. This module imports nothing of ours.

Two shapes: a `Document` is what was written (always builds); a `Proposal` is what it means (typed, frozen, printable).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec


class PotluckError(Exception):
    """We cannot go on, and the message says why in one sentence. Problems in proposals are values, not exceptions."""


class Span(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of a file. Lines and columns count from 1, as editors do; the end column is one past the last."""

    # A row without names where it is kept: there are many, and every check reads them all again.
    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


class Severity(StrEnum):
    """How much a problem weighs. An error keeps a pull request from passing; neither hides a proposal."""

    ERROR = "error"
    WARNING = "warning"


class Edit(msgspec.Struct, frozen=True):
    """A stretch of a file, and the text that belongs there instead: one step of a mend.

    Places are those of a `Span`. What a reader never sees has one too: a byte-order mark is column 0 of line 1, the
    carriage return of a CRLF the column after a line's last one. Line ends in `text` are written as the file does.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Problem(msgspec.Struct, frozen=True):
    """What a check yields: where, what, and the words that would pass; with the edits, where one answer is right."""

    span: Span
    message: str
    hint: str = ""
    edits: tuple[Edit, ...] = ()


class Fault(msgspec.Struct, frozen=True):
    """A problem that reading itself came upon; the check named after `slug` reports it."""

    slug: str
    problem: Problem


class Diagnostic(msgspec.Struct, frozen=True):
    """A problem with its address: what we report, in the field names of the published JSON."""

    code: str
    slug: str
    severity: Severity
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    hint: str
    edits: tuple[Edit, ...] = ()  # that mend it: all of them together, or none

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sorting key: file by file, in the order of the file."""
        return (self.path, self.line, self.column, self.code, self.message)


# --- What was written ------------------------------------------------------------------------------------------------


class Scalar(msgspec.Struct, frozen=True):
    """One value, as the letters that were written (`no`, `1:30` and `007` stay so)."""

    text: str
    span: Span
    is_plain: bool = True  # written without quotes


class Sequence(msgspec.Struct, frozen=True):
    """A list, in the order of the file."""

    items: tuple[Node, ...]
    span: Span


class Mapping(msgspec.Struct, frozen=True):
    """Names and values, in the order of the file; a name written twice is here twice."""

    fields: tuple[Field, ...]
    span: Span

    def get(self, name: str) -> Node | None:
        """The value first written under *name*."""
        return next((field.value for field in self.fields if field.name == name), None)


Node = Scalar | Sequence | Mapping


class Field(msgspec.Struct, frozen=True):
    """One `name: value` of a front matter, and where each stands."""

    name: str
    key: Span
    value: Node


class Heading(msgspec.Struct, frozen=True):
    """A heading of the body; `level` 1 is `#`."""

    level: int
    text: str
    span: Span


class Link(msgspec.Struct, frozen=True, array_like=True):
    """A link or picture of the body, with its target as written.

    `path` is where it leads within the repository, starting with `..` where that is outside of the proposals' folder;
    "" for what is no file's address.
    """

    target: str
    span: Span
    is_image: bool
    path: str = ""


class Outline(msgspec.Struct, frozen=True):
    """What a linear look at the body finds outside code: enough for the checks, which never render."""

    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    words: int = 0
    fences: tuple[Span, ...] = ()  # blocks of code, their fences included
    comments: tuple[Span, ...] = ()  # blocks of lines that no reader sees: `<!-- … -->`
    mentions: tuple[Link, ...] = ()  # what stands in backticks and could be a proposal's name
    elements: tuple[tuple[str, str, Span], ...] = ()  # HTML that opens outside code: its name, and what follows


class Document(msgspec.Struct, frozen=True):
    """What one person wrote in one file. Always builds: what could not be read is in `faults`."""

    path: str  # from the repository's root, with `/`
    slug: str
    folder: str  # the folder below the proposals' one that holds it: "" or "ideas"
    digest: str  # of the file's bytes
    fields: tuple[Field, ...] = ()
    body: str = ""
    body_line: int = 1
    front_lines: tuple[int, int] = (1, 1)  # the first line of the front matter, and the one after its last
    outline: Outline = Outline()
    faults: tuple[Fault, ...] = ()
    form: tuple[Fault, ...] = ()  # what is odd about its bytes and lines, and means nothing to a reader
    source: str = ""  # the whole text, line ends as LF, for showing where a problem stands
    _split = staticmethod(lru_cache(maxsize=4)(str.split))

    @property
    def lines(self) -> list[str]:
        """The text, line by line. It is asked for once a problem, of which a text may have very many."""
        return self._split(self.source, "\n")

    def field(self, name: str) -> Field | None:
        """The field first written under *name*."""
        return next((field for field in self.fields if field.name == name), None)

    def text(self, name: str) -> str:
        """The single value under *name* without blanks around it; empty where there is none."""
        found = self.field(name)
        return found.value.text.strip() if found and isinstance(found.value, Scalar) else ""

    @property
    def front(self) -> Span:
        """The opening line: where problems of the whole front matter point."""
        return Span(1, 1, 1, 1 + len(self.lines[0]))

    def problems_of(self, slug: str) -> Iterator[Problem]:
        """The faults that reading found under *slug*, for the check of that name to report."""
        return (fault.problem for fault in (*self.faults, *self.form) if fault.slug == slug)


# --- What it means ---------------------------------------------------------------------------------------------------


class Person(msgspec.Struct, frozen=True):
    """Somebody, as a front matter names them. `login` is empty where only a name is given; addresses are not kept."""

    login: str
    name: str = ""


class Credit(msgspec.Struct, frozen=True):
    """Somebody's part in a proposal."""

    login: str
    role: str


class Promise(msgspec.Struct, frozen=True):
    """A date given, when it was given, and why."""

    on: date
    set: date
    why: str


class Proposal(msgspec.Struct, frozen=True):
    """What a document means. Code after the checks never asks whether something is there: absent is empty or None."""

    slug: str
    path: str
    digest: str
    kind: str
    title: str
    stage: str
    authors: tuple[Person, ...] = ()
    created: date | None = None
    summary: str = ""
    tags: tuple[str, ...] = ()
    thread: str = ""
    aliases: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    merged_into: str = ""
    handed_to: str = ""
    language: str = ""
    needs: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    promised: tuple[Promise, ...] = ()
    # What the mechanisms' and the charter's own fields hold, by field name: text, or lists and mappings of text.
    more: dict[str, Value] = msgspec.field(default_factory=dict)


Value = str | int | bool | list[Any] | dict[str, Any]  # inner ones are values too; msgspec reads no shape within itself


class Relation(msgspec.Struct, frozen=True, array_like=True):
    """A field of one document that names another, and where."""

    field: str
    target: str
    span: Span


class Reading(msgspec.Struct, frozen=True):
    """What reading one file gave: all that the rest of the pipeline needs to know without opening it again."""

    path: str
    slug: str
    folder: str
    digest: str
    kind: str  # "" where nothing tells it
    title: str  # as written, where it can be used
    proposal: Proposal | None
    aliases: tuple[Relation, ...]
    relations: tuple[Relation, ...]
    links: tuple[Link, ...]
    dates: tuple[Relation, ...]  # every date of the front matter that is a real one, as ISO text
    headings: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]  # of the checks that look at this document alone
    is_hidden: bool = False  # its meaning is unknown or its page unsafe: the body is not printed
    mentions: tuple[Link, ...] = ()  # what stands in the text in backticks and could be a proposal's name
    taken_down: TakenDown | None = None  # a tombstone: nothing of what it said is known here


class TakenDown(msgspec.Struct, frozen=True):
    """That a proposal was taken down: why, by the charter's word, and on which day. None where that is not legible."""

    reason: str
    on: date | None


# --- What others think of it -----------------------------------------------------------------------------------------

Reaction = Literal["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"]
REACTIONS: tuple[Reaction, ...] = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


class Ballot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's reaction on one proposal, with the facts that its exclusion needs; read as the ledger has it."""

    proposal: str
    login: str
    reaction: Reaction
    at: Annotated[datetime, msgspec.Meta(tz=True)]  # UTC
    bot: bool = False
    since: str = ""  # the month in which the account was made, `2024-03`
    blocked: bool = False


class Counts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """People by what they said on one proposal, without their names; read as the ledger has it."""

    counted: dict[str, int]  # by the one reaction of theirs that counts
    excluded: dict[str, int]  # not counted, by reason
    proposal: str
    reactions: dict[str, int]  # by each that they clicked, counted or not
    reached: dict[int, date] = {}  # the days since when so many were for it as a milestone asks for


Period = tuple[datetime, datetime]  # from the first moment, to before the second


class Source(msgspec.Struct, frozen=True):
    """Ballots of one name that count for a proposal: its own, those of an old name, or of one that was merged here."""

    name: str  # under which the ledger has them
    cast_on: str  # the slug of the proposal that has the name today
    periods: tuple[Period, ...] | None = None  # when voting was open on that one; None: always
    is_counted: bool = True  # counts of people on several proposals cannot be added up: some may be the same


class Talk(msgspec.Struct, frozen=True):
    """How much is said on one thread of a proposal: comments below its first post, which is not one of them."""

    proposal: str
    thread: int
    comments: int
    answered: datetime | None = None  # when the house first said something there, where that was read


class Arrival(msgspec.Struct, frozen=True):
    """A proposal at the door: what its checked front matter says, in an open pull request at one commit."""

    thread: int  # the pull request's number
    path: str
    commit: str
    kind: str
    title: str
    summary: str
    language: str
    by: str  # who opened it; empty where the account is gone
    opened: datetime  # UTC
    welcomed: str  # the facilitator who labelled it …
    label: str  # … and the forge's id of that act


class Tally(msgspec.Struct, frozen=True):
    """Counts of people, not of clicks, on one proposal."""

    meanings: dict[str, int] = msgspec.field(default_factory=dict)  # people by what they mean: for, against, watching …
    reactions: dict[str, int] = msgspec.field(default_factory=dict)  # people by reaction, counted or not
    excluded: dict[str, int] = msgspec.field(default_factory=dict)  # people not counted, by reason
    support: int = 0
    opposition: int = 0
    confidence: float = 0.0  # Wilson lower bound of support's share
    scores: dict[int, int] = msgspec.field(default_factory=dict)  # people by the points that they give, 0 to 5


# --- What happened ---------------------------------------------------------------------------------------------------


class Change(msgspec.Struct, frozen=True):
    """One commit that touched a proposal. `login` is empty where nothing vouches for the person."""

    commit: str
    at: datetime
    login: str
    co_authors: tuple[str, ...] = ()
    stage: str = ""  # the stage this commit moved it to; empty where it stayed
    title: str = ""  # the last title that could be read at this commit
    version: str = ""  # git's id of the file at this commit; empty where no word of it was changed
    promised: tuple[str, ...] | None = None  # the dates promised from here on, as ISO text; None where they stayed


class Front(msgspec.Struct, frozen=True):
    """What the history asks of one version of a front matter: empty where it cannot be read."""

    stage: str = ""
    title: str = ""
    aliases: tuple[str, ...] = ()
    words: str = ""  # a digest of title, summary and body; empty too where it is a tombstone
    is_tombstone: bool = False
    promised: tuple[str, ...] = ()  # dates, as ISO text


class Timeline(msgspec.Struct, frozen=True):
    """What git knows of one proposal, oldest first. `stage`, `title` and `aliases` are the last that could be read."""

    changes: tuple[Change, ...] = ()
    stage: str = ""
    title: str = ""
    aliases: tuple[str, ...] = ()
    is_whole: bool = True  # not so in a shallow clone, where the file is older than all that is known of it
    words: str = ""  # the digest of the last version that could be read

    @property
    def created(self) -> datetime | None:
        """When it came to be, UTC; None where that is not known."""
        return self.changes[0].at if self.changes and self.is_whole else None

    @property
    def changed(self) -> datetime | None:
        """When it was last changed, UTC; None where that is not known."""
        return self.changes[-1].at if self.changes else None

    @property
    def moves(self) -> tuple[Change, ...]:
        """The changes that moved it to another stage, the first one included."""
        return tuple(change for change in self.changes if change.stage)

    @property
    def versions(self) -> tuple[Change, ...]:
        """The changes that gave it other words, the first one included; none from before it was taken down."""
        return tuple(change for change in self.changes if change.version)

    @property
    def since(self) -> datetime | None:
        """Since when it has been at its stage, UTC; None where that is not known."""
        return next((change.at for change in reversed(self.changes) if change.stage), None)

    @property
    def people(self) -> tuple[str, ...]:
        """The logins of all who wrote it, each once, in the order in which they came."""
        seen: dict[str, str] = {}
        logins = (login for change in self.changes for login in (change.login, *change.co_authors))
        for login in filter(None, logins):
            seen.setdefault(login.lower(), login)
        return tuple(seen.values())
