"""Diagnostics for programs: a JSON document in a published, versioned form (`schema-1.json`, beside this file)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from potluck.model import Diagnostic

VERSION = 1
SCHEMA = Path(__file__).with_name(f"schema-{VERSION}.json")


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """The document. All beyond ASCII is escaped, so that terminals and logs show it as it is (SEC-065, SEC-072)."""
    return json.dumps({"version": VERSION, "diagnostics": [asdict(one) for one in diagnostics]}, indent=2) + "\n"
