"""What a fuzzer drives, and what holds for every input: no exception, no long wait, nothing unsafe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from tests.support.examples import cases_charter, cases_readers
from tests.support.pages import dangers, parse_fragment
from tests.support.patience import within

from potluck.charter.model import LimitRules
from potluck.checks import check_tree
from potluck.diagnostics import FORMATS, render
from potluck.load import read_document
from potluck.meaning import reading_of
from potluck.press.render import render as render_body
from potluck.register import Tree
from potluck.words import HIDDEN

LARGEST = 1_000_000  # bytes of an input
PATIENCE = 2.0  # seconds of the processor's time that one input may take
PATH = "proposals/stories/a.md"
# As wide as a charter can set them, so that the parsers see all of the input, and not its first quarter.
LIMITS = LimitRules(file=1_048_576, front_matter=65_536, line=1_048_576)
FAILURES = {"", "slow", "RecursionError"}  # of printing: these are told under a code of their own


def read(raw: bytes, limits: LimitRules = LIMITS) -> None:
    """The loader: bytes become a document, are checked, and what is said of them can be shown on any terminal."""
    charter = cases_charter().model_copy(update={"limits": limits})
    document = read_document(raw[: limits.file + 1], PATH, "a", "stories", limits)
    reading = reading_of(document, charter, cases_readers())
    tree = Tree(charter, (reading,), frozenset({PATH}), {"a": (reading,)}, date(2026, 6, 30))
    told = (*reading.diagnostics, *check_tree(tree))
    assert len(told) <= 51  # fifty of its own, and one that speaks for those that it has among others
    for form in FORMATS:
        said = render(told, form, lambda _path: document.lines)
        if form == "markdown":  # a pause of our own keeps names from being called
            said = said.replace("\u200b", "")
        assert not set(said) & _unseen(), f"{form} shows {sorted(set(said) & _unseen())}"


def press(raw: bytes) -> None:
    """The press: text becomes HTML that a browser reads as harmless."""
    fragment = render_body(raw[:LARGEST].decode("utf-8", "replace"), PATH, 1.0)
    assert fragment.failure in FAILURES, fragment.failure
    assert dangers(parse_fragment(fragment.html), is_settled=False) == []


TARGETS: dict[str, Callable[[bytes], None]] = {"read": read, "press": press}


def timed(target: Callable[[bytes], None], raw: bytes) -> None:
    """Drive *target*; an AssertionError where it takes longer than anybody would wait."""
    with within(PATIENCE, f"{len(raw)} bytes"):
        target(raw)


@cache
def _unseen() -> frozenset[str]:
    """Controls and turns of the writing direction; without those that honest flags are made of."""
    import re

    of_flags = set(map(chr, range(0xE0020, 0xE0080)))
    return frozenset(re.findall(f"[{HIDDEN}]", "".join(map(chr, range(0x110000))))) - of_flags - {"\n"}
