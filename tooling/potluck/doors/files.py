"""Answers → the text of a proposal's file. Whatever was answered stands there as text: it ends no line and no field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from potluck.charter import Charter, FieldRules
from potluck.doors.answers import Answer, Answers
from potluck.fields import fields_of
from potluck.translation import N_, _
from potluck.yamltext import as_entry, as_yaml, double_quoted

_PLAIN = re.compile(r"[A-Za-z0-9+-]{1,40}")  # a day, a number, a yes: YAML reads it as what it is
_UNQUOTED = ("date", "integer", "boolean")
MORE = N_("Anything else")


def file_of(kind: str, title: str, login: str, created: date, thread: str, answers: Answers, charter: Charter) -> str:
    """The file in which *login* brings something of *kind*; *thread* ("": none) is where people talk about it."""
    rules = charter.kinds[kind]
    known: dict[str, Answer] = {
        "title": " ".join(title.split()),
        "kind": kind,
        "stage": rules.entry,
        "created": created.isoformat(),
        "thread": thread,
    }
    given = {rules.written(name): value for name, value in known.items()} | dict(answers.fields)
    fields = fields_of(rules)
    authors = rules.written("authors")
    if authors in fields:
        given[authors] = _author(login, fields[authors])
    lines = ["---"]
    for name, field in fields.items():
        if given.get(name):
            lines += _field(name, field, given[name])
    return "\n".join([*lines, "---", *_body(answers, has_more=rules.sections.others)]) + "\n"


def _author(login: str, field: FieldRules) -> Answer:
    written = f"{login} (@{login})" if field.type == "person" else login
    return [written] if field.list else written


def _field(name: str, field: FieldRules, value: Answer) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{name}: {_scalar(value, field)}"
    elif isinstance(value, dict):
        yield f"{name}: {_record(value, field)}"
    elif field.separator and all(isinstance(one, str) for one in value):
        yield f"{name}: {as_yaml((field.separator + ' ').join(map(str, value)))}"
    elif all(isinstance(one, str) for one in value):
        yield f"{name}: [{', '.join(as_entry(str(one)) for one in value)}]"
    else:
        yield f"{name}:"
        yield from (f"  - {_record(one, field)}" for one in value if isinstance(one, dict))


def _scalar(text: str, field: FieldRules) -> str:
    return text if field.type in _UNQUOTED and _PLAIN.fullmatch(text) else as_yaml(text)


def _record(values: Mapping[str, str], field: FieldRules) -> str:
    parts = []
    for name, text in values.items():
        rules = field.fields.get(name, field)
        plain = rules.type in _UNQUOTED and _PLAIN.fullmatch(text)
        parts.append(f"{name}: {text if plain else double_quoted(text)}")
    return "{" + ", ".join(parts) + "}"


def _body(answers: Answers, *, has_more: bool) -> Iterator[str]:
    for name, text in answers.sections.items():
        yield from ("", f"## {name}", "", text)
    if answers.text:
        yield from ("", answers.text)
    if answers.more:
        yield from ("", f"## {_(MORE)}", "") if answers.sections and has_more else ("",)
        yield answers.more
