"""Diagnostics for programs: a JSON document in a published, versioned form (`schema-1.json`, beside this file).

It is written where a stranger's files are read, and read again where a token is at hand. Reading believes nothing of
it but its form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec

from potluck.diagnostics.about import About, Sources, Understood, line_of
from potluck.diagnostics.rules import RulesChange
from potluck.model import Diagnostic, PotluckError

VERSION = 1
SCHEMA = Path(__file__).with_name(f"schema-{VERSION}.json")
LARGEST = 4_000_000  # bytes of a result that is taken: 10,000 proposals and some 2,000 problems
LINE = 400  # characters of a line that is handed on


class Result(msgspec.Struct, frozen=True):
    """What a check found, as its JSON says."""

    diagnostics: tuple[Diagnostic, ...]
    lines: Mapping[tuple[str, int], str]  # the lines that problems stand on, by path and number
    documents: tuple[Understood, ...]
    rules_change: RulesChange | None = None


def render(diagnostics: Sequence[Diagnostic], sources: Sources, about: About) -> str:
    """The document. All beyond ASCII is escaped, so that terminals and logs show it as it is (SEC-065, SEC-072)."""
    line = line_of(sources)
    told = (msgspec.to_builtins(one) | {"text": line(one.path, one.line)[:LINE]} for one in diagnostics)
    documents = map(msgspec.to_builtins, about.documents)
    parts = [f'"version": {VERSION}', f'"diagnostics": {_rows(told)}', f'"documents": {_rows(documents)}']
    if about.rules_change:
        parts.append(f'"rules_change": {json.dumps(msgspec.to_builtins(about.rules_change.cut()))}')
    return no_commands("{" + ", ".join(parts) + "}\n")


def _rows(rows: Iterable[Any]) -> str:
    """A list with a line for each of *rows*: easy on the eye, and far quicker to write than an indented one."""
    return "[" + ",".join("\n" + json.dumps(row) for row in rows) + "\n]"


def no_commands(document: str) -> str:
    r"""JSON text in which no log finds a command: `##[` is written `##\u005b`, which means the same (SEC-065)."""
    return document.replace("##[", "##\\u005b")


def parse(raw: bytes) -> Result:
    """The result that *raw* holds; a PotluckError where it is anything but what `render` writes (SEC-062).

    None of its words is repeated in the error: whoever wrote them may be a stranger.
    """
    if len(raw) > LARGEST:
        raise PotluckError(f"the result is larger than {LARGEST // 1000:,} kB; a check writes less")
    try:
        document = _whole(json.loads(raw))
    except (ValueError, RecursionError):
        raise PotluckError("the result is not JSON; write it with `potluck check --format json`") from None
    if error := next(_validator().iter_errors(document), None):
        numbers = [str(step) for step in error.instance_path if isinstance(step, int)]
        place = f", entry {numbers[0]}" if numbers else ""
        raise PotluckError(f"the result does not keep to its schema (`{error.kind.name}`{place}); was it changed?")
    told = document["diagnostics"]
    return Result(
        msgspec.convert(told, tuple[Diagnostic, ...]),
        {(one["path"], one["line"]): one.get("text", "") for one in told},
        msgspec.convert(document.get("documents", []), tuple[Understood, ...]),
        msgspec.convert(document.get("rules_change"), RulesChange | None),
    )


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_closed(json.loads(SCHEMA.read_text("utf-8"))))


def _closed(schema: Any) -> Any:
    """*schema* without room for further names. It has such room for those who read what later versions write; the one
    who reads here is of the version that wrote.
    """
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(one) for name, one in schema.items()}
    return closed | {"additionalProperties": False} if "properties" in schema else closed


def _whole(value: Any) -> Any:
    """*value* with a sign in place of every half of a character, which no text may hold."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(one) for name, one in value.items()}
    return value
