"""Texts as YAML, with quotes only where YAML would read something else."""

from __future__ import annotations

import re

import yaml

# What YAML 1.1 may take for something else than text: truths, nothing, numbers, times.
_UNUSUAL = re.compile(r"yes|no|on|off|true|false|null|~|=|<<|[-+]?\.?[\d.][\w.:+-]*|[-+]?\.(?:inf|nan)", re.IGNORECASE)


def as_yaml(text: str) -> str:
    """*text*, which is one line, as the value of a field: `Soup night`, but `'Yes'` and `'Soup: a night'`."""
    return text if _reads_as(f"- name: {text}\n", [{"name": text}]) else "'" + text.replace("'", "''") + "'"


def as_entry(text: str) -> str:
    """*text*, which is one line, as a value that may stand between brackets as well: `"soup, hot"`."""
    return text if text == as_yaml(text) and _reads_as(f"[{text}, last]\n", [text, "last"]) else double_quoted(text)


def double_quoted(text: str) -> str:
    """*text* between double quotes, where no letter means anything to YAML but those that are escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_changed(text: str) -> bool:
    """Whether YAML 1.1, and so most other programs, would make something else of *text*, which has no quotes.

    `no` becomes false, `1.20` a number, `1:30` a time to base 60; `12` and `2026-05-12` keep their letters.
    """
    if not _UNUSUAL.fullmatch(text):
        return False
    try:
        return str(yaml.safe_load(f"- {text}\n")[0]) != text
    except (yaml.YAMLError, ValueError):  # the second: a day that the calendar does not have
        return True


def _reads_as(written: str, meant: object) -> bool:
    try:
        return bool(yaml.safe_load(written) == meant)
    except (yaml.YAMLError, ValueError):  # the second: `2026-13-45` looks like a date and is none
        return False
