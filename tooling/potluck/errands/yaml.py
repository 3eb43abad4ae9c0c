"""Texts as YAML, with quotes only where YAML would read something else."""

from __future__ import annotations

import yaml


def as_yaml(text: str) -> str:
    """*text*, which is one line, as the value of a field: `Soup night`, but `'Yes'` and `'Soup: a night'`."""
    return text if _reads_as(text, text) else "'" + text.replace("'", "''") + "'"


def _reads_as(written: str, text: str) -> bool:
    try:
        return bool(yaml.safe_load(f"- name: {written}\n") == [{"name": text}])
    except (yaml.YAMLError, ValueError):  # the second: `2026-13-45` looks like a date and is none
        return False
