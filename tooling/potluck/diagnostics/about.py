"""What a report says beside the problems: whose they are, what was understood, and where the checks are explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import msgspec

from potluck.diagnostics.rules import RulesChange

Sources = Callable[[str], list[str] | None]  # a path's lines; None where they cannot be shown
LineOf = Callable[[str, int], str]  # one line of a path; empty where it cannot be shown


def line_of(sources: Sources) -> LineOf:
    """A reader of single lines that asks for each of the last few files once."""
    lines_of = lru_cache(maxsize=4)(sources)

    def line(path: str, number: int) -> str:
        lines = lines_of(path)
        return lines[number - 1] if lines and number <= len(lines) else ""

    return line


class Understood(msgspec.Struct, frozen=True):
    """What was understood of one file, whatever is wrong with it. Empty is what could not be told."""

    path: str
    kind: str  # the charter's word: `idea`
    title: str
    sections: tuple[str, ...]  # of the sections that the charter knows, those that are there
    top: str = ""  # its first lines, mended, where several of them have one right answer
    top_lines: int = 0  # how many lines of the file these take the place of


class Rule(msgspec.Struct, frozen=True):
    """A check, told to people who may never have seen one."""

    title: str  # the fault: `Unknown stage`
    holds: str  # what holds when all is well
    page: str  # the whole explanation, in Markdown
    level: str  # `error` or `warning`, where the charter says nothing else


class About(msgspec.Struct, frozen=True):
    """The community that a report is about. The forms use what they need; all of it may be missing."""

    version: str = ""
    community: str = ""
    site_url: str = ""  # ends with a slash
    hosts: tuple[str, ...] = ()  # who answers, by the names that people read
    kinds: Mapping[str, str] = msgspec.field(default_factory=dict)  # a kind's word, and how it is called in a sentence
    rules: Mapping[str, Rule] = msgspec.field(default_factory=dict)  # by code
    documents: tuple[Understood, ...] = ()
    rules_change: RulesChange | None = None  # what other rules of counting, which a change brings, would do

    def explanation(self, code: str) -> str:
        """The address of the page that explains *code*; empty without a site."""
        return f"{self.site_url}checks/{code.lower()}/" if self.site_url and code in self.rules else ""
