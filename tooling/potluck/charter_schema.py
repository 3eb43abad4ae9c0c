"""The charter's own JSON Schema, with every mechanism's settings in it: for editors, and for whoever writes tools."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from potluck.charter import Charter
from potluck.charter.model import Rules
from potluck.mechanisms import mechanisms

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def charter_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `potluck.yml`."""
    models: list[type[Rules]] = [Charter, *(mechanism.settings for mechanism in mechanisms().values())]
    places, whole = models_json_schema([(model, "validation") for model in models], by_alias=True)
    parts: dict[str, Any] = whole["$defs"]
    settings = {word: places[(mechanism.settings, "validation")] for word, mechanism in mechanisms().items()}
    parts["KindRules"]["properties"]["mechanisms"] = {
        "type": "object",
        "description": "What proposals of this kind can do.",
        "properties": {
            word: {"description": mechanism.means, "anyOf": [settings[word], {"type": "null"}]}
            for word, mechanism in mechanisms().items()
        },
        "additionalProperties": False,
    }
    for part in parts.values():
        _close(part)
    charter = parts.pop(places[(Charter, "validation")]["$ref"].rsplit("/", 1)[-1])
    names = {"title": "The charter of a Potluck community", "description": "potluck.yml: a community's rules, as data."}
    return {"$schema": DIALECT, **charter, **names, "$defs": parts}


def _close(part: Any) -> None:
    """Let names that fit no pattern be wrong, as they are when the charter is read; pydantic leaves them open."""
    if isinstance(part, dict):
        if "patternProperties" in part:
            part.setdefault("additionalProperties", False)
        for inner in part.values():
            _close(inner)
    elif isinstance(part, list):
        for inner in part:
            _close(inner)
