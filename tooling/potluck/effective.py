"""The effective charter: what a community wrote, with everything that Potluck adds to it, and which is which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from potluck.charter import Charter, CharterReading, FieldRules, KindRules
from potluck.fields import fields_of
from potluck.mechanisms import settings_of
from potluck.words import visible

Steps = tuple[str, ...]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Effective(msgspec.Struct, frozen=True):
    """Every setting, by name and in the order of the model, and the paths of those that nobody wrote."""

    values: dict[str, Any]
    defaults: tuple[Steps, ...]


def effective_charter(reading: CharterReading, charter: Charter) -> Effective:
    """What holds in the community. The charter must be free of errors: its mechanisms' settings are read here."""
    values: dict[str, Any] = charter.model_dump(mode="json", by_alias=True)
    for word, kind in charter.kinds.items():
        values["kinds"][word]["fields"] = _fields(reading, word, kind)
        values["kinds"][word]["mechanisms"] = {name: _settings(name, kind) for name in kind.mechanisms}
    return Effective(values, tuple(path for path in _paths(values, ()) if reading.node(*path) is None))


def _settings(mechanism: str, kind: KindRules) -> dict[str, Any]:
    values: dict[str, Any] = settings_of(mechanism, kind).model_dump(mode="json", by_alias=True)
    return values


def _fields(reading: CharterReading, word: str, kind: KindRules) -> dict[str, Any]:
    """Every field that the kind has; those taken away, as nothing, at the end."""
    path = ("kinds", word, "fields")
    fields: dict[str, Any] = {name: _field(reading, (*path, name), rules) for name, rules in fields_of(kind).items()}
    return fields | {name: None for name, rules in kind.fields.items() if rules is None and name not in fields}


def _field(reading: CharterReading, path: Steps, rules: FieldRules) -> dict[str, Any]:
    """What is said of a field: its type, and what was written or is not the usual; a hundred fields stay readable."""
    usual = FieldRules().model_dump(mode="json", by_alias=True)
    values = rules.model_dump(mode="json", by_alias=True)
    values["fields"] = {name: _field(reading, (*path, "fields", name), inner) for name, inner in rules.fields.items()}
    return {
        name: value
        for name, value in values.items()
        if name == "type" or value != usual[name] or reading.node(*path, name) is not None
    }


def _paths(value: dict[str, Any], path: Steps) -> Iterator[Steps]:
    """The path of every name, top down."""
    for name, inner in value.items():
        yield (*path, name)
        if isinstance(inner, dict):
            yield from _paths(inner, (*path, name))


def effective_yaml(effective: Effective) -> str:
    """The charter as YAML that reads back to the same; `# default` stands behind whatever nobody wrote."""
    return "".join(_lines(effective.values, (), frozenset(effective.defaults)))


def effective_json(effective: Effective) -> dict[str, Any]:
    """The same for programs. The paths of the defaults are JSON Pointers (RFC 6901)."""
    pointers = [
        "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in path) for path in effective.defaults
    ]
    return {"version": 1, "charter": effective.values, "defaults": pointers}


def _lines(values: dict[str, Any], path: Steps, defaults: frozenset[Steps]) -> Iterator[str]:
    for name, value in values.items():
        here = (*path, name)
        start = f"{'  ' * len(path)}{_spell(name)}:"
        mark = "  # default" if here in defaults else ""
        if isinstance(value, dict) and value:
            yield f"{start}{mark}\n"
            yield from _lines(value, here, defaults)
        else:
            yield f"{start} {_spell(value)}{mark}\n"


def _spell(value: Any) -> str:
    """One value, or a list of single values, in a line of YAML."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    is_plain = "\n" not in str(value) and visible(str(value)) == str(value)
    style = None if is_plain else '"'
    line: str = yaml.safe_dump(value, default_flow_style=True, default_style=style, allow_unicode=is_plain, width=10**9)
    return line.removesuffix("\n").removesuffix("\n...")
