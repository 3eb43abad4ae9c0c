"""SARIF 2.1.0, which code scanning and editors read: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from potluck.diagnostics.about import About, Rule, Sources
from potluck.diagnostics.concise import in_one_line
from potluck.diagnostics.json import no_commands
from potluck.model import Diagnostic

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "%SRCROOT%"


def render(diagnostics: Sequence[Diagnostic], sources: Sources, about: About) -> str:
    """One run with the rules that it found broken, and a result for each of *diagnostics*."""
    slugs = {one.code: one.slug for one in diagnostics}
    codes = sorted(slugs)
    seen: Counter[str] = Counter()
    driver: dict[str, Any] = {"name": "Potluck", "rules": [_rule(code, slugs[code], about) for code in codes]}
    if about.version:
        driver["semanticVersion"] = about.version
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",  # as editors and our spans count; SARIF's own is UTF-16
        "originalUriBaseIds": {BASE: {"description": {"text": "The folder of the community, where potluck.yml is."}}},
        "results": [_result(one, codes.index(one.code), seen) for one in diagnostics],
    }
    return no_commands(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)) + "\n"


def _rule(code: str, slug: str, about: About) -> dict[str, Any]:
    found: dict[str, Any] = {"id": code, "name": slug}
    rule: Rule | None = about.rules.get(code)
    if rule is not None:
        found["shortDescription"] = {"text": rule.title}
        found["fullDescription"] = {"text": rule.holds}
        found["help"] = {"text": rule.page, "markdown": rule.page}
        found["defaultConfiguration"] = {"level": rule.level}
    if address := about.explanation(code):
        found["helpUri"] = address
    return found


def _result(one: Diagnostic, rule: int, seen: Counter[str]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _address(one.path), "uriBaseId": BASE}}
    if (one.line, one.column, one.end_line, one.end_column) != (1, 1, 1, 1):  # that is the whole file
        place["region"] = {
            "startLine": one.line,
            "startColumn": one.column,
            "endLine": one.end_line,
            "endColumn": one.end_column,
        }
    return {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": str(one.severity),
        "message": {"text": _words(f"{one.message}\n{one.hint}" if one.hint else one.message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"problem/v1": _fingerprint(one, seen)},
    }


def _address(path: str) -> str:
    """*path* as a relative address: no letter of it can be taken for a scheme, a host or a query."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


def _words(text: str) -> str:
    """*text* with what SARIF takes for placeholders and links in a message written as it wants their letters."""
    lines = "\n".join(in_one_line(line) for line in text.split("\n"))
    lines = re.sub(r"\{(?=\d+\})|(?<=\{\d)\}", lambda found: found.group() * 2, lines)
    return re.sub(r"[][]", r"\\\g<0>", lines) if "](" in lines else lines


def _fingerprint(one: Diagnostic, seen: Counter[str]) -> str:
    """The same for the same problem after lines were added above it; equal ones in a file are told apart by number."""
    what = "\0".join((one.code, one.path, one.message))
    seen[what] += 1
    return blake2b(f"{what}\0{seen[what]}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
