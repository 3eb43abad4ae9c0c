"""What editors need: a schema a kind and one of the charter, and settings for those who use VS Code.

VS Code offers completion in YAML files only, not in the front matter of a Markdown file. So there is more than the
schemas: a snippet a kind, which writes the front matter with its choices to pick from, and a task that runs the check
and marks its lines. Neither needs an extension.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from potluck.charter import Charter, FieldRules, KindRules
from potluck.charter_schema import charter_schema
from potluck.fields import fields_of
from potluck.questions import ANYTHING, question_of
from potluck.schema import kind_schema
from potluck.translation import _
from potluck.yamltext import as_entry

SCHEMAS = ".vscode/schemas"


def editor_files(charter: Charter) -> dict[str, str]:
    """The files by their paths."""
    schemas = {f"{SCHEMAS}/{kind}.schema.json": kind_schema(charter, kind) for kind in charter.kinds}
    files: dict[str, Any] = {
        **schemas,
        f"{SCHEMAS}/potluck.yml.schema.json": charter_schema(),
        ".vscode/settings.json": _settings(charter),
        ".vscode/tasks.json": _TASKS,
        ".vscode/potluck.code-snippets": {rules.name: _snippet(kind, rules) for kind, rules in charter.kinds.items()},
    }
    return {path: json.dumps(value, indent=2, ensure_ascii=False) + "\n" for path, value in files.items()}


def _settings(charter: Charter) -> dict[str, Any]:
    """Which schema is for which file, for yaml-language-server: VS Code's extension for YAML, Neovim, Helix …"""
    top = "" if charter.proposals == "." else f"{charter.proposals}/"
    places = {
        f"./{SCHEMAS}/{kind}.schema.json": f"{top}**/*.md" if rules.folder == "." else f"{top}{rules.folder}/**/*.md"
        for kind, rules in charter.kinds.items()
    }
    return {"yaml.schemas": {f"./{SCHEMAS}/potluck.yml.schema.json": "potluck.yml", **places}}


# The concise form of `potluck check`: `path:line:column: CODE message; hint`.
_TASKS = {
    "version": "2.0.0",
    "tasks": [
        {
            "label": "potluck check",
            "detail": "What is wrong with the proposals, marked in their lines",
            "type": "process",
            "command": "${workspaceFolder}/.venv/bin/potluck",
            "windows": {"command": "${workspaceFolder}\\.venv\\Scripts\\potluck.exe"},
            "args": ["check", "--format", "concise"],
            "group": {"kind": "test", "isDefault": True},
            "presentation": {"reveal": "silent"},
            "problemMatcher": {
                "owner": "potluck",
                "fileLocation": ["relative", "${workspaceFolder}"],
                "pattern": {
                    "regexp": "^(.+?):(\\d+):(\\d+): ([A-Z]{2}\\d{3}) (.+)$",
                    "file": 1,
                    "line": 2,
                    "column": 3,
                    "code": 4,
                    "message": 5,
                },
            },
        }
    ],
}


def _snippet(kind: str, rules: KindRules) -> dict[str, Any]:
    """The whole file as a template: each place to fill in comes up in turn, with its choices."""
    stops = count(1)
    lines = ["---", *_front_matter(kind, rules, stops), "---"]
    for section in rules.sections.required:
        lines += ["", f"## {_plain(section)}", "", _stop(next(stops), question_of(section))]
    if not rules.sections.required:
        lines += ["", _stop(next(stops), _(ANYTHING))]
    return {"scope": "markdown", "prefix": kind, "description": rules.means or rules.name, "body": [*lines, "$0"]}


def _front_matter(kind: str, rules: KindRules, stops: Iterator[int]) -> Iterator[str]:
    known = {rules.written("kind"): kind, rules.written("stage"): rules.entry}
    today = "${CURRENT_YEAR}-${CURRENT_MONTH}-${CURRENT_DATE}"
    for name, field in fields_of(rules).items():
        if not field.required:
            continue
        if name == rules.written("created"):
            written = today
        elif name in known:
            written = _plain(known[name])
        else:
            written = _value(field, next(stops))
        yield f"{name}: [{written}]" if field.list else f"{name}: {written}"


def _value(field: FieldRules, stop: int) -> str:
    if field.choices:
        choices = ",".join(re.sub(r"([,|\\])", r"\\\1", as_entry(choice)) for choice in field.choices)
        return f"${{{stop}|{choices}|}}"
    if field.type in ("handle", "person"):
        return _stop(stop, "your-login")
    return _stop(stop, field.sample.strip("[]") or _(field.means) or "…")


def _stop(number: int, words: str) -> str:
    return f"${{{number}:{_plain(words)}}}"


def _plain(words: str) -> str:
    """*words* without meaning to the snippet's own notation."""
    return re.sub(r"([$}\\])", r"\\\1", words)
