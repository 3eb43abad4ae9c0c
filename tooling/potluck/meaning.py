"""`Document` to `Reading`: what one file means, for all that come after and never open it again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from potluck.change import Version
from potluck.charter import Charter, FieldRules
from potluck.checks import check_document
from potluck.checks.run import MOST, at_most
from potluck.fields import TAKEN_DOWN, common_fields
from potluck.foresight import BEFORE_OTHERS, all_at_once
from potluck.load import Found, open_plainly, read_document
from potluck.model import (
    START,
    Credit,
    Diagnostic,
    Document,
    Fault,
    Person,
    Problem,
    Promise,
    Proposal,
    Reading,
    Relation,
    TakenDown,
    Value,
)
from potluck.register import Scope
from potluck.schema import KindReader, locate_entry, scope_of
from potluck.slugs import title_of_slug
from potluck.targets import placed
from potluck.translation import _
from potluck.words import visible

RELATIONS = ("extends", "supersedes", "superseded-by", "answers", "merged-into")
_COMMON = frozenset(common_fields())


def read_found(
    found: Found, root: Path, charter: Charter, readers: Mapping[str, KindReader]
) -> tuple[Reading, Document]:
    """Read one file and everything that can be known of it alone. Never fails: what went wrong is in the reading."""
    if found.fault and found.fault.slug == "not-a-plain-file":  # never opened, whatever it may be
        document = Document(found.path, found.slug, found.folder, "", faults=(found.fault,))
    else:
        try:
            raw = open_plainly(root, found.path, charter.limits.file)
            document = read_document(raw, found.path, found.slug, found.folder, charter.limits)
            if found.fault:  # its name: what is in it can be told all the same, so that nothing is told later
                document = replace(document, faults=(found.fault, *document.faults))
        except OSError as error:
            problem = Problem(
                START,
                _("this file cannot be opened: %(reason)s", reason=error.strerror or error),
                _("put a plain file here"),
            )
            document = Document(found.path, found.slug, found.folder, "", faults=(Fault("not-a-plain-file", problem),))
    return reading_of(document, charter, readers), document


def reading_of(document: Document, charter: Charter, readers: Mapping[str, KindReader]) -> Reading:
    """What *document* means, with the problems that it has alone."""
    scope, values = scope_of(document, charter, readers)
    diagnostics, is_hidden = check_document(document, scope)
    if not scope.is_taken_down and any(one.edits and one.slug in BEFORE_OTHERS for one in diagnostics):
        diagnostics = at_most(list(all_at_once(document, diagnostics, charter, readers)), MOST)
    means = _Meaning(document, scope, values)
    if scope.is_taken_down:
        return _tombstone(document, means, diagnostics)
    return Reading(
        path=document.path,
        slug=document.slug,
        folder=document.folder,
        digest=document.digest,
        kind=scope.kind,
        title=means.title(),
        proposal=means.proposal() if scope.kind and not is_hidden else None,
        aliases=tuple(means.relations("aliases")),
        relations=tuple(relation for name in RELATIONS for relation in means.relations(name)),
        links=tuple(placed(link, document.path, charter.proposals) for link in document.outline.links),
        dates=tuple(means.dates()),
        headings=tuple(heading.text for heading in document.outline.headings),
        diagnostics=diagnostics,
        is_hidden=is_hidden,
        mentions=document.outline.mentions,
    )


def _tombstone(document: Document, means: _Meaning, diagnostics: tuple[Diagnostic, ...]) -> Reading:
    """What is left of what was taken down: its names, and why. No word of its own, should any stand there."""
    record = means.written.get(TAKEN_DOWN)
    written = record if isinstance(record, dict) else {}
    reason = written.get("reason")
    return Reading(
        path=document.path,
        slug=document.slug,
        folder=document.folder,
        digest=document.digest,
        kind=means.scope.kind,
        title="",
        proposal=None,
        aliases=tuple(means.relations("aliases")),
        relations=(),
        links=(),
        dates=tuple(means.dates()),
        headings=(),
        diagnostics=diagnostics,
        is_hidden=True,
        taken_down=TakenDown(reason if isinstance(reason, str) else "", _day(written.get("date"))),
    )


def version_of(document: Document, charter: Charter, readers: Mapping[str, KindReader]) -> Version:
    """What *document* says, for comparing it with what it said at another time."""
    scope, values = scope_of(document, charter, readers)
    means = _Meaning(document, scope, values)
    proposal = means.proposal() if scope.kind else None
    return Version(document, scope.kind, scope.rules, scope.fields, means.written, proposal)


class _Meaning:
    """One document's values, by the common names of the fields. What is written wrongly is absent here."""

    def __init__(self, document: Document, scope: Scope, values: dict[str, Value]) -> None:
        self.document = document
        self.scope = scope
        self.written = values if document.source.isascii() else _visible(values)
        # A list that is too long, or says something twice, still says what it says.
        self.wrong = {one.path for one in scope.violations if one.rule not in ("minItems", "maxItems", "uniqueItems")}
        self.values = _sound(self.written, self.wrong, ()) if self.wrong else self.written

    def get(self, name: str) -> Any:
        return self.values.get(self.scope.written(name))

    def text(self, name: str) -> str:
        value = self.get(name)
        return value if isinstance(value, str) else ""

    def title(self) -> str:
        """As written, cut to what a page can carry: a title that is too long is still the best name there is."""
        value = self.written.get(self.scope.written("title"))
        return " ".join(value.split())[:300] if isinstance(value, str) else ""

    def many(self, name: str) -> tuple[str, ...]:
        """The entries, each once."""
        value = self.get(name)
        if isinstance(value, str):
            return (value,)
        return tuple(dict.fromkeys(item for item in value if isinstance(item, str))) if isinstance(value, list) else ()

    def records(self, name: str) -> Iterator[dict[str, str]]:
        value = self.get(name)
        for item in value if isinstance(value, list) else ():
            if isinstance(item, dict) and all(isinstance(inner, str) for inner in item.values()):
                yield {key: str(inner) for key, inner in item.items()}

    def proposal(self) -> Proposal:
        rules = self.scope.rules
        names = {word: name for name, word in rules.names.items()} if rules else {}
        own_authors = self.scope.fields.get(self.scope.written("authors"))
        is_handle = own_authors is not None and own_authors.type == "handle"
        return Proposal(
            slug=self.document.slug,
            path=self.document.path,
            digest=self.document.digest,
            kind=self.scope.kind,
            title=self.title() or title_of_slug(self.document.slug, self.scope.kind, rules.name if rules else ""),
            stage=self.text("stage") or (rules.entry if rules else ""),
            authors=tuple(Person(text) if is_handle else _person(text) for text in self.many("authors")),
            created=_day(self.get("created")),
            summary=self.text("summary"),
            tags=self.many("tags"),
            thread=self.text("thread"),
            aliases=self.many("aliases"),
            extends=self.many("extends"),
            supersedes=self.many("supersedes"),
            superseded_by=self.many("superseded-by"),
            answers=self.many("answers"),
            merged_into=self.text("merged-into"),
            handed_to=self.text("handed-to"),
            language=self.text("language"),
            needs=self.many("needs"),
            credits=tuple(
                Credit(item["login"], item.get("role", "")) for item in self.records("credits") if item.get("login")
            ),
            promised=tuple(
                Promise(day, set_on, item.get("why", ""))
                for item in self.records("promised")
                if (day := _day(item.get("date"))) and (set_on := _day(item.get("set")))
            ),
            more={
                name: value
                for word, value in self.values.items()
                if word in self.scope.fields and (name := names.get(word, word)) not in _COMMON
            },
        )

    def relations(self, name: str) -> Iterator[Relation]:
        """Each slug named under *name*, and where."""
        word = self.scope.written(name)
        value = self.written.get(word)
        rules = self.scope.fields.get(word)
        entries = enumerate(value) if isinstance(value, list) else [("", value)]
        seen = set()
        for place, target in entries:
            path = (word,) if place == "" else (word, place)
            if isinstance(target, str) and target not in seen and self.wrong.isdisjoint({(word,), path}):
                seen.add(target)
                yield Relation(name, target, locate_entry(self.document, path, rules)[0])

    def dates(self) -> Iterator[Relation]:
        """Every real date, as `field` or `field.inner`, and where it stands."""
        for name, rules in self.scope.fields.items():
            for path, text, inner in _date_paths(name, self.written.get(name), rules):
                if _day(text):
                    yield Relation(inner, text, locate_entry(self.document, path, rules)[0])


def _sound(value: Any, wrong: Set[tuple[str | int, ...]], path: tuple[str | int, ...]) -> Any:
    """*value* without the parts at the *wrong* paths."""
    if isinstance(value, dict):
        inner = ((name, (*path, name), item) for name, item in value.items())
        return {name: _sound(item, wrong, here) for name, here, item in inner if here not in wrong}
    if isinstance(value, list):
        entries = (((*path, place), item) for place, item in enumerate(value))
        return [_sound(item, wrong, here) for here, item in entries if here not in wrong]
    return value


def _visible(value: Any) -> Any:
    """*value* with every character that could deceive written out."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return [_visible(item) for item in value]
    return {name: _visible(item) for name, item in value.items()} if isinstance(value, dict) else value


def _date_paths(
    name: str, value: Value | None, rules: FieldRules, path: tuple[str | int, ...] = (), label: str = ""
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """The dates below one value: path, text, and the field's name for people."""
    here = (*path, name)
    label = f"{label}.{name}" if label else name
    if rules.type == "date":
        several = [((*here, place), item) for place, item in enumerate(value)] if isinstance(value, list) else []
        yield from ((place, item, label) for place, item in several or [(here, value)] if isinstance(item, str))
    elif rules.type == "record":
        entries: list[tuple[tuple[str | int, ...], Value]] = []
        if isinstance(value, list):
            entries = [((*here, place), item) for place, item in enumerate(value)]
        elif value is not None:
            entries = [(here, value)]
        for place, item in entries:
            if isinstance(item, dict):
                for inner, inner_rules in rules.fields.items():
                    yield from _date_paths(inner, item.get(inner), inner_rules, place, label)


def _day(text: Any) -> date | None:
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _person(text: str) -> Person:
    """`Name (@handle)`, `Name <address>` or `Name`; an address is not kept, and `et al.` stands for others."""
    if match := re.fullmatch(r"(.*?) ?\(@([^()]+)\)(?: <[^>]*>)?", text):
        return Person(match.group(2), match.group(1))
    name = re.sub(r" ?<[^>]*>$", "", text)
    return Person("", "others" if name.casefold().rstrip(".") == "et al" else name)
