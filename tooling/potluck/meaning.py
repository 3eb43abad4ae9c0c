"""`Document` to `Reading`: what one file means, for all that come after and never open it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from potluck.charter import Charter, FieldRules
from potluck.checks import check_document
from potluck.fields import common_fields
from potluck.load import Found, open_plainly, read_document, read_front
from potluck.model import (
    START,
    Credit,
    Document,
    Fault,
    Front,
    Person,
    Problem,
    Promise,
    Proposal,
    Reading,
    Relation,
    Scalar,
    Sequence,
    Value,
)
from potluck.register import Scope
from potluck.schema import KindReader, locate, scope_of
from potluck.words import visible

RELATIONS = ("extends", "supersedes", "superseded-by", "answers", "merged-into")


def read_found(
    found: Found, root: Path, charter: Charter, readers: Mapping[str, KindReader]
) -> tuple[Reading, Document]:
    """Read one file and everything that can be known of it alone. Never fails: what went wrong is in the reading."""
    if found.fault:
        document = Document(found.path, found.slug, found.folder, "", faults=(found.fault,))
    else:
        try:
            raw = open_plainly(root, found.path, charter.limits.file)
            document = read_document(raw, found.path, found.slug, found.folder, charter.limits)
        except OSError as error:
            problem = Problem(START, f"this file cannot be opened: {error.strerror or error}", "put a plain file here")
            document = Document(found.path, found.slug, found.folder, "", faults=(Fault("not-a-plain-file", problem),))
    return reading_of(document, charter, readers), document


def reading_of(document: Document, charter: Charter, readers: Mapping[str, KindReader]) -> Reading:
    """What *document* means, with the problems that it has alone."""
    scope, values = scope_of(document, charter, readers)
    diagnostics, is_hidden = check_document(document, scope)
    means = _Meaning(document, scope, values)
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
        links=document.outline.links,
        dates=tuple(means.dates()),
        headings=tuple(heading.text for heading in document.outline.headings),
        diagnostics=diagnostics,
        is_hidden=is_hidden,
    )


class _Meaning:
    """One document's values, by the common names of the fields. What is written wrongly is absent here."""

    def __init__(self, document: Document, scope: Scope, values: dict[str, Value]) -> None:
        self.document = document
        self.scope = scope
        self.values = values if document.source.isascii() else _visible(values)
        self.faulty = {violation.path[0] for violation in scope.violations if violation.path}

    def get(self, name: str) -> Any:
        return self.values.get(self.scope.written(name))

    def text(self, name: str) -> str:
        value = self.get(name)
        return value if isinstance(value, str) and self.scope.written(name) not in self.faulty else ""

    def title(self) -> str:
        """As written, cut to what a page can carry: a title that is too long is still the best name there is."""
        value = self.get("title")
        return " ".join(value.split())[:300] if isinstance(value, str) else ""

    def many(self, name: str) -> tuple[str, ...]:
        """The entries that the schema accepts."""
        value = self.get(name)
        written = self.scope.written(name)
        wrong = {
            violation.path[1]
            for violation in self.scope.violations
            if violation.path[:1] == (written,) and violation.path[1:]
        }
        if isinstance(value, str):
            return (value,) if written not in self.faulty else ()
        if not isinstance(value, list):
            return ()
        return tuple(item for place, item in enumerate(value) if isinstance(item, str) and place not in wrong)

    def day(self, name: str) -> date | None:
        return _day(self.get(name))

    def records(self, name: str) -> Iterator[dict[str, str]]:
        value = self.get(name)
        for item in value if isinstance(value, list) else ():
            if isinstance(item, dict) and all(isinstance(inner, str) for inner in item.values()):
                yield {key: str(inner) for key, inner in item.items()}

    def proposal(self) -> Proposal:
        common = {self.scope.written(name) for name in common_fields()}
        return Proposal(
            slug=self.document.slug,
            path=self.document.path,
            digest=self.document.digest,
            kind=self.scope.kind,
            title=self.title() or self.document.slug.replace("-", " ").capitalize(),
            stage=self.text("stage") or (self.scope.rules.entry if self.scope.rules else ""),
            authors=tuple(_person(text) for text in self.many("authors")),
            created=self.day("created"),
            summary=self.text("summary"),
            tags=self.many("tags"),
            thread=self.text("thread"),
            aliases=self.many("aliases"),
            extends=self.many("extends"),
            supersedes=self.many("supersedes"),
            superseded_by=self.many("superseded-by"),
            answers=self.many("answers"),
            merged_into=self.text("merged-into"),
            language=self.text("language"),
            needs=self.many("needs"),
            credits=tuple(
                Credit(item["login"], item["role"])
                for item in self.records("credits")
                if {"login", "role"} <= item.keys()
            ),
            promised=tuple(
                Promise(day, set_on, item.get("why", ""))
                for item in self.records("promised")
                if (day := _day(item.get("date"))) and (set_on := _day(item.get("set")))
            ),
            more={
                name: value
                for name, value in self.values.items()
                if name in self.scope.fields and name not in common and name not in self.faulty
            },
        )

    def relations(self, name: str) -> Iterator[Relation]:
        """Each slug named under *name* that is one, and where it stands."""
        written = self.scope.written(name)
        value = self.get(name)
        wrong = {violation.path for violation in self.scope.violations}
        for place, target in enumerate(value) if isinstance(value, list) else [(None, value)]:
            path = (written,) if place is None else (written, place)
            if isinstance(target, str) and path not in wrong:
                yield Relation(name, target, locate(self.document, path)[0])

    def dates(self) -> Iterator[Relation]:
        """Every real date, as `field` or `field.inner`, and where it stands."""
        for name, rules in self.scope.fields.items():
            for path, text, inner in _date_paths(name, self.values.get(name), rules):
                if _day(text):
                    yield Relation(inner, text, locate(self.document, path)[0])


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
    if rules.type == "date" and isinstance(value, str):
        yield here, value, label
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
    """`Name (@handle)` and `Name <address>`, without the address; anything else is a handle."""
    if match := re.fullmatch(r"(.*?) ?\(@([^()]+)\)(?: <[^>]*>)?", text):
        return Person(match.group(2), match.group(1))
    if match := re.fullmatch(r"(.*?) ?<[^>]*>", text):
        return Person("", match.group(1))
    return Person(text) if re.fullmatch(r"[A-Za-z0-9\[\]-]+", text) else Person("", text)


def front_reader(charter: Charter) -> Callable[[bytes, str], Front]:
    """What the history asks of a file as it once was, read by the same parser as everything else."""
    by_folder = {rules.folder: rules for rules in charter.kinds.values()}
    depth = 0 if charter.proposals == "." else charter.proposals.count("/") + 1

    def read(raw: bytes, path: str) -> Front:
        parts = path.split("/")[depth:]
        folder = parts[0] if len(parts) > 1 else ""
        rules = by_folder.get(folder) or by_folder.get(".")
        fields = read_front(raw[: charter.limits.file], charter.limits)
        texts = {field.name: field.value for field in reversed(fields)}

        def text(name: str) -> str:
            value = texts.get(rules.written(name) if rules else name)
            return " ".join(value.text.split())[:300] if isinstance(value, Scalar) else ""

        aliases = texts.get(rules.written("aliases") if rules else "aliases")
        items = aliases.items if isinstance(aliases, Sequence) else ()
        return Front(text("stage"), visible(text("title")), tuple(i.text for i in items if isinstance(i, Scalar)))

    return read
