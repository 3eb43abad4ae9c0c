"""A change to the community, as the checks see it: who asks, what differs, and what each proposal said before.

Everything is read under the charter as it stands where the change wants to go, never under the change's own copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Literal

import msgspec

from potluck.charter import Charter, FieldRules, KindRules
from potluck.model import START, Document, Proposal, Span, Value

Place = Literal["proposal", "beside", "ledger", "charter", "outside"]


class Asker(msgspec.Struct, frozen=True):
    """Who asks for the change. Without a login nobody is known, and nobody has a role."""

    login: str = ""  # in lower case
    roles: frozenset[str] = frozenset()

    @property
    def is_facilitator(self) -> bool:
        """Whether they look after the community."""
        return "facilitator" in self.roles


class Version(msgspec.Struct, frozen=True):
    """What a proposal said at one time. `proposal` is None where that could not be read."""

    document: Document
    kind: str  # "" where nothing tells it
    rules: KindRules | None
    fields: Mapping[str, FieldRules]
    values: Mapping[str, Value]
    proposal: Proposal | None

    @property
    def path(self) -> str:
        """Where it lay, or lies."""
        return self.document.path

    @property
    def slug(self) -> str:
        """Its name."""
        return self.document.slug

    @property
    def stage(self) -> str:
        """The word that stands there for its stage, whether the charter knows it or not."""
        return self.document.text(self.written("stage"))

    @property
    def aliases(self) -> tuple[str, ...]:
        """The names that it had before."""
        return self.proposal.aliases if self.proposal else ()

    @property
    def authors(self) -> frozenset[str]:
        """The logins of its authors, in lower case."""
        people = self.proposal.authors if self.proposal else ()
        return frozenset(person.login.lower() for person in people if person.login)

    @property
    def words(self) -> tuple[str, Mapping[str, Value]]:
        """What its authors write: the text, and the fields that belong to no role."""
        not_theirs = {self.written("stage"), *(name for name, rules in self.fields.items() if rules.owner)}
        return self.document.body, {name: value for name, value in self.values.items() if name not in not_theirs}

    def owned(self) -> Iterator[tuple[str, str, Value | None]]:
        """Every field that one role alone may write, as `name` or `name.inner`: the role, and what is written."""
        for name, rules in self.fields.items():
            if rules.owner:
                yield name, rules.owner, self.values.get(name)
                continue
            for inner, inner_rules in rules.fields.items():
                if inner_rules.owner:
                    value = self.values.get(name)
                    records = value if isinstance(value, list) else [value]
                    yield (
                        f"{name}.{inner}",
                        inner_rules.owner,
                        [one.get(inner) if isinstance(one, dict) else None for one in records],
                    )

    def span(self, word: str) -> Span:
        """Where the value of the field *word* stands; the first line where it is not written."""
        field = self.document.field(word.partition(".")[0])
        return field.value.span if field else self.document.front

    def written(self, name: str) -> str:
        """The word that this front matter uses for the common field *name*."""
        return self.rules.written(name) if self.rules else name


class Change(msgspec.Struct, frozen=True):
    """One proposal that is not what it was. `before` is None for a new one, `after` for one that is gone."""

    before: Version | None
    after: Version | None
    owners: frozenset[str] = frozenset()  # its authors as of the base, in lower case
    beside: tuple[str, ...] = ()  # its pictures and other files that changed

    @property
    def path(self) -> str:
        """Where to speak about it: its place now, else its last one."""
        version = self.after or self.before
        return version.path if version else self.beside[0]

    @property
    def is_move(self) -> bool:
        """Whether it goes from one stage to another."""
        return bool(self.before and self.after and self.is_readable and self.before.stage != self.after.stage)

    @property
    def is_renamed(self) -> bool:
        """Whether it has another name now."""
        return bool(self.before and self.after and self.before.slug != self.after.slug)

    @property
    def is_readable(self) -> bool:
        """Whether there is something to read now: what cannot be read is an error already, of its own file."""
        return bool(self.after and self.after.proposal and self.after.document.fields)


class FileEdit(msgspec.Struct, frozen=True):
    """A file that differs; its mode is git's, `100644`, and "" where it is gone."""

    path: str
    mode: str
    was: str
    place: Place


class BallotEdit(msgspec.Struct, frozen=True):
    """A line of the ledger that was added or taken out; `login` is "" where it is no ballot."""

    path: str
    line: int
    login: str
    is_added: bool
    at: datetime | None = None
    facts: tuple[bool, str, bool] = (False, "", False)  # what is known of the account: bot, since, blocked
    vote: tuple[str, str, str] = ("", "", "")  # proposal, reaction and time as written

    @property
    def span(self) -> Span:
        """The line."""
        return Span(self.line, 1, self.line, 1) if self.is_added else START


class ManifestEdit(msgspec.Struct, frozen=True):
    """The ledger's manifest before and now: what it says beside its counts. None where it cannot be read."""

    path: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    taken: tuple[datetime | None, datetime | None]


class Alike(msgspec.Struct, frozen=True):
    """A proposal that a new one looks like: where it can be read, and the words that the two share."""

    title: str
    address: str
    words: tuple[str, ...]


class ChangeSet(msgspec.Struct, frozen=True, eq=False):  # told apart by identity, like a tree
    """All that a change does."""

    charter: Charter  # of the base
    base: str  # as people call it
    asker: Asker
    changes: tuple[Change, ...]
    files: tuple[FileEdit, ...]
    ballots: tuple[BallotEdit, ...]
    manifest: ManifestEdit | None
    meanwhile: Mapping[str, str]  # names that came to the base since the two parted, with their files
    today: date
    alike: Mapping[str, tuple[Alike, ...]] = msgspec.field(default_factory=dict)  # by the path of the new one

    def may_write(self, change: Change) -> bool:
        """Whether the proposal is the asker's own, or theirs to look after."""
        return self.asker.is_facilitator or self.is_own(change)

    def is_own(self, change: Change) -> bool:
        """Whether the asker is one of its authors as of the base; of a new one, whoever brings it is."""
        return change.before is None or self.asker.login in change.owners
