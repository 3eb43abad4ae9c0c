"""pydantic's reasons, in the words of somebody who would like to help."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
from pydantic_core import ErrorDetails

from potluck.charter.model import ADDRESS, CODE, FIELD, FOLDER, HOST, LANGUAGE, LOGIN, STAGE, WORD
from potluck.slugs import make_slug
from potluck.words import did_you_mean, quote, spell

Steps = tuple[str | int, ...]


class Told(msgspec.Struct, frozen=True):
    """One fault in words, and the check that reports it."""

    slug: str
    message: str
    hint: str


# What is expected, and how it is written.
_TYPES = {
    "string": ("a text", "write one text"),
    "int": ("a whole number", "write it in digits, such as `14`"),
    "float": ("a number", "write it in digits, such as `0.95`"),
    "bool": ("a yes or a no", "write `true` or `false`"),
    "date": ("a real day", "write year, month and day, such as `2026-05-12`"),
    "dict": ("a block of `name: value` lines", "write `name: value` lines below it, indented by two blanks"),
    "model": ("a block of `name: value` lines", "write `name: value` lines below it, indented by two blanks"),
    "tuple": ("a list", "write it between brackets, such as `[one, two]`"),
    "list": ("a list", "write it between brackets, such as `[one, two]`"),
}


def _slugged(text: str) -> str:
    return make_slug(text, "word")


def _code(text: str) -> str:
    return text.strip().upper() if re.fullmatch(CODE, text.strip().upper()) else ""


def _host(text: str) -> str:
    """The host of an address; small letters."""
    bare = re.sub(r"^[a-z]+://|^\*?\.", "", text.strip().lower()).partition("/")[0]
    return bare if re.fullmatch(HOST, bare) else ""


# What a pattern asks for, and how to get there from what was written.
_PATTERNS: dict[str, tuple[str, Callable[[str], str]]] = {
    WORD: ("small letters a-z, digits and single hyphens", _slugged),
    STAGE: ("a short text without blanks around it", str.strip),
    LOGIN: ("a login: letters, digits and hyphens, without `@`", lambda text: text.strip().lstrip("@")),
    FOLDER: (
        "one folder's name (letters, digits, `-` and `_`), or `.`",
        lambda text: make_slug(text.strip("/"), "folder"),
    ),
    FIELD: ("a small letter, then small letters, digits, `-` and `_`", _slugged),
    LANGUAGE: ("a language's code, such as `en` or `pt-BR`", lambda _text: ""),
    CODE: ("a check's code, such as `BD203` (`potluck explain` lists them)", _code),
    HOST: ("a host's name, such as `example.org`", _host),
    ADDRESS: ("the beginning of an address, such as `https://example.org/t/`", lambda _text: ""),
}

_SIZES = {
    "greater_than": ("gt", "too small", "write a number above {}"),
    "greater_than_equal": ("ge", "too small", "write {} or more"),
    "less_than": ("lt", "too large", "write a number below {}"),
    "less_than_equal": ("le", "too large", "write {} or less"),
}


def tell(error: ErrorDetails, schema: dict[str, Any], within: Steps, *, is_key: bool) -> Told:
    """What is wrong, in words. *schema* is the model's own, *within* leads to the model from the charter's top."""
    path = tuple(step for step in error["loc"] if step != "[key]")
    name, found, context = name_of((*within, *path)), error["input"], error.get("ctx", {})
    reason = error["type"]
    last = path[-1] if path else ""
    if reason == "extra_forbidden":
        words = known(schema, path[:-1])
        otherwise = f"what can stand here is {spell(words)}" if words else "nothing can be set here; leave the line out"
        place = f"`{name_of((*within, *path[:-1]))}`" if len(path) + len(within) > 1 else "the charter"
        hint = did_you_mean(str(last), words, otherwise)
        return Told("unknown-setting", f"{quote(str(last))} is not a setting of {place}", hint)
    if reason == "missing":
        return Told("missing-setting", f"`{name}` is missing", _how_to_add(str(last), _at(schema, path)))
    if found is None:
        word, how = _TYPES.get(reason.partition("_")[0], ("a value", "write one"))
        return Told("wrong-value", f"`{name}` has no value", f"{how}, or leave the line `{last}:` out")
    if reason == "literal_error":
        part = _at(schema, path[:-1]).get("propertyNames", {}) if is_key else _at(schema, path)
        words = [word for word in _resolve(schema, part).get("enum", []) if word]
        message = f"{quote(str(found))} is not a word for `{name if not is_key else name_of((*within, *path[:-1]))}`"
        return Told("unlisted-word", message, did_you_mean(str(found), words, f"write one of {spell(words)}"))
    if reason == "string_pattern_mismatch":
        return _pattern(str(found), str(context.get("pattern", "")), name, _at(schema, path), is_key=is_key)
    if size := _size(reason, context, name, found):
        return Told("out-of-bounds", *size)
    word, how = _TYPES.get(reason.partition("_")[0], ("what is asked for", str(context.get("error", error["msg"]))))
    what = "a list" if isinstance(found, list) else "a block" if isinstance(found, dict) else quote(str(found))
    return Told("wrong-value", f"{what} is not {word}, and `{name}` is one", how)


def _pattern(found: str, pattern: str, name: str, part: dict[str, Any], *, is_key: bool) -> Told:
    words, mend = _PATTERNS.get(pattern, (str(part.get("description") or "another form").rstrip("."), lambda _text: ""))
    better = mend(found)
    message = f"{quote(found)} cannot be a name here" if is_key else f"{quote(found)} cannot be `{name}`"
    hint = f"write {words}" + (f": `{better}`" if better and better != found else "")
    return Told("malformed-word", message, hint)


def _size(reason: str, context: dict[str, Any], name: str, found: Any) -> tuple[str, str] | None:
    """Message and hint of what is too small, large, short or long."""
    if reason in _SIZES:
        key, word, hint = _SIZES[reason]
        return f"{quote(str(found))} is {word} for `{name}`", hint.format(context[key])
    if reason == "string_too_short":
        return f"`{name}` is empty" if not found else f"`{name}` is too short", "write a few words"
    if reason == "string_too_long":
        most = context["max_length"]
        return f"`{name}` is longer than {most} characters", f"shorten it to {most}"
    if reason == "too_short":
        return f"`{name}` is empty", "write at least one entry"
    if reason == "too_long":
        return f"`{name}` has too many entries", f"keep {context['max_length']}"
    return None


def _how_to_add(word: str, part: dict[str, Any]) -> str:
    means = str(part.get("description", "")).rstrip(".")
    return f"add a line `{word}:`" + (f" ({means[:1].lower()}{means[1:]})" if means else "")


def known(schema: dict[str, Any], path: Steps) -> list[str]:
    """The names that may stand at *path*, by the model's own JSON Schema."""
    part = _at(schema, path)
    return list(part.get("properties", _resolve(schema, part.get("propertyNames", {})).get("enum", [])))


def _at(schema: dict[str, Any], path: Steps) -> dict[str, Any]:
    """The part of *schema* that describes the value at *path*; nothing where it describes none."""
    part = _resolve(schema, schema)
    for step in path:
        if isinstance(step, int):
            inner = part.get("items", {})
        else:
            of_any_name = next(iter(part.get("patternProperties", {}).values()), part.get("additionalProperties", {}))
            inner = part.get("properties", {}).get(step, of_any_name)
        part = _resolve(schema, inner if isinstance(inner, dict) else {})
    return part


def _resolve(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """*part* with its references and its "or nothing" looked through; its own description stays."""
    seen = dict(part)
    while "$ref" in seen or "anyOf" in seen:
        if "$ref" in seen:
            target = schema.get("$defs", {}).get(str(seen.pop("$ref")).rsplit("/", 1)[-1], {})
        else:
            target = next((one for one in seen.pop("anyOf") if one.get("type") != "null"), {})
        seen = {**target, **seen}
    return seen


def name_of(path: Steps) -> str:
    """A setting as people say it: `kinds.idea.stages`, `community.languages 2`."""
    name = ""
    for step in path:
        name += f" {step + 1}" if isinstance(step, int) else f".{step}" if name else step
    return name
