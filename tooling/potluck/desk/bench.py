"""What a facilitator works on: the community as it lies here, who is at work, and one proposal's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property

import msgspec
from msgspec.structs import replace

from potluck.change import Asker
from potluck.charter import Charter, KindRules
from potluck.desk import front
from potluck.desk.front import Entry
from potluck.edits import apply_edits
from potluck.fields import fields_of
from potluck.load import read_document
from potluck.model import Document, Edit, PotluckError, Proposal, Reading
from potluck.schema import KindReader, make_readers


class Written(msgspec.Struct, frozen=True):
    """A file before and after; None where it is gone afterwards."""

    path: str
    before: bytes
    after: bytes | None


class Plan(msgspec.Struct, frozen=True):
    """What a command of the desk would change, in words for a commit and for whoever ran it."""

    deed: str  # the command, `move`
    slug: str
    files: tuple[Written, ...]
    title: str
    says: str = ""
    told: tuple[str, ...] = ()  # what follows from it, a sentence each


class Bench(msgspec.Struct, frozen=True, dict=True):
    """The community as it lies here, and who is at work on which day."""

    charter: Charter
    readings: tuple[Reading, ...]
    files: frozenset[str]  # all plain files in the proposals' folder
    asker: Asker
    login: str  # the asker's, as they write it
    today: date
    read: Callable[[str], bytes]

    @cached_property
    def readers(self) -> Mapping[str, KindReader]:
        """What reads each kind's front matter."""
        return make_readers(self.charter)

    def open(self, reading: Reading) -> Opened:
        """The file of *reading*, to be worked on; a PotluckError where its meaning is not known."""
        raw = self.read(reading.path)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise PotluckError(f"{reading.path} is not UTF-8; `potluck check` says where to mend it first") from None
        if reading.proposal is None or not reading.kind:
            raise PotluckError(f"{reading.path} needs mending first; `potluck check {reading.path}` says what")
        return Opened(self, reading, reading.proposal, raw, text)

    def refuse_others(self, role: str, deed: str, hint: str = "") -> None:
        """A PotluckError where whoever is at work does not have the *role* that may do the *deed*."""
        if role in self.asker.roles:
            return
        people = sorted(self.charter.roles[role].people, key=str.lower) if role in self.charter.roles else []
        whom = f", such as {people[0]}" if people else ", and the charter names none yet"
        more = f". {hint}" if hint else ""
        raise PotluckError(f"{deed} is for a {role}{whom}; you are {self.login} here{more}")


class Opened(msgspec.Struct, frozen=True):
    """One proposal's file, with its line ends and its byte-order mark, as it is after the edits so far."""

    bench: Bench
    reading: Reading
    proposal: Proposal
    raw: bytes  # as it was
    text: str

    @property
    def rules(self) -> KindRules:
        """What the charter says of its kind."""
        return self.bench.charter.kinds[self.proposal.kind]

    @property
    def document(self) -> Document:
        """The file as it is now."""
        one = self.reading
        return read_document(self.text.encode(), one.path, one.slug, one.folder, self.bench.charter.limits)

    @property
    def is_own(self) -> bool:
        """Whether whoever is at work is one of its authors."""
        return self.bench.asker.login in {person.login.lower() for person in self.proposal.authors if person.login}

    def put(self, name: str, value: Entry) -> Opened:
        """With the *value* in the field *name*."""
        return self._edited(front.put(self.document, self.rules.written(name), value, self._order))

    def put_lines(self, name: str, lines: str) -> Opened:
        """With *lines* as the whole of the field *name*."""
        return self._edited(front.put_lines(self.document, self.rules.written(name), lines, self._order))

    def add(self, name: str, entry: Entry) -> Opened:
        """With one more *entry* in the list *name*."""
        word = self.rules.written(name)
        rules = fields_of(self.rules).get(word)
        if rules is None:
            raise PotluckError(f"the charter gives {self.proposal.kind} no field `{word}`")
        return self._edited(front.add(self.document, word, entry, self._order, separator=rules.separator))

    def take_out(self, *names: str) -> Opened:
        """Without the fields *names*."""
        opened = self
        for name in names:
            opened = opened._edited(front.take_out(opened.document, opened.rules.written(name)))
        return opened

    def plan(self, deed: str, title: str, says: str = "", told: Sequence[str] = ()) -> Plan:
        """The change as it stands."""
        files = (Written(self.reading.path, self.raw, self.text.encode()),)
        return Plan(deed, self.reading.slug, files, title, says, tuple(told))

    @property
    def _order(self) -> tuple[str, ...]:
        return tuple(fields_of(self.rules))

    def _edited(self, edits: Sequence[Edit]) -> Opened:
        return replace(self, text=apply_edits(self.text, [edits]))
