"""Charters for tests: a small one, this repository's own, and those of other communities."""

from __future__ import annotations

from pathlib import Path

from potluck.charter import CharterReading, parse_charter
from potluck.checks.charter import check_charter
from potluck.effective import Effective, effective_charter

ROOT = Path(__file__).parents[2]
SAMPLE = (ROOT / "potluck.yml").read_text(encoding="utf-8")
ADOPTED = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "adopt").glob("*.yml"))}

SMALL = """\
community:
  name: Open Kitchen
  languages: [en, de]
roles:
  facilitator:
    people: [mara-sample]
  verifier:
    people: [wen-sample]
tags:
  soup: A pot for everybody.
kinds:
  idea:
    name: Idea
    folder: ideas
    names: {stage: status}
    fields:
      cost: {type: integer, means: What it costs.}
    stages:
      suggested: {to: [launched]}
      launched: {closes: true, tone: done}
    mechanisms:
      votes:
  story:
    name: Story
    folder: stories
    stages:
      told: {}
    mechanisms:
      verification: {role: verifier}
tally:
  half-life: 14
"""


def read(text: str) -> CharterReading:
    """The charter that *text* is."""
    return parse_charter(text.encode())


def told(text: str) -> list[str]:
    """What is wrong with *text*, a line each."""
    return [f"{d.line}:{d.column} {d.code} {d.message} ({d.hint})" for d in check_charter(read(text))]


def effective(text: str) -> Effective:
    """What holds by the charter *text*."""
    reading = read(text)
    assert reading.charter is not None, reading.faults
    return effective_charter(reading, reading.charter)
