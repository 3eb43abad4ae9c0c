"""No text keeps us busy: every pattern of the package, and every room that reads (REL-002)."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.fuzz.targets import LIMITS, read, timed
from tests.support.examples import cases_charter, cases_readers
from tests.support.patience import within

from potluck.charter.model import LimitRules
from potluck.checks import check_tree
from potluck.load import read_document
from potluck.meaning import reading_of
from potluck.model import Reading
from potluck.register import Tree

SOURCES = Path(__file__).parents[1] / "tooling" / "potluck"
PATHS = [path for path in sorted(SOURCES.rglob("*.py")) if path.name != "__main__.py"]
MODULES = {path.relative_to(SOURCES).as_posix(): ast.parse(path.read_text("utf-8")) for path in PATHS}
USES = {"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
# What only meets words of ours: of an engine's pages, of what is installed here, of what Potluck itself has said.
TRUSTED = {"press/specimen.py", "press/engine.py", "press/frames.py", "press/settings.py", "errands/pin.py", "site.py"}
TRUSTED |= {"errands/serving.py", "register.py", "checks/pages.py", "checks/examples.py"}
LONG = 6_000  # letters: what takes time with their square takes some tenths of a second
PATIENCE = 0.2  # seconds of the processor's time, where others take a thousandth


def patterns() -> Iterator[tuple[str, str | bytes, int, bool]]:
    """Every pattern that the package writes down: where, its text and flags, and whether it is tried at one place."""
    uses: dict[str, set[str]] = {}
    for tree in MODULES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in USES and isinstance(node.value, ast.Name):
                uses.setdefault(node.value.id, set()).add(node.attr)
    for name, tree in sorted(MODULES.items()):
        names = vars(import_module(f"potluck.{name[:-3].replace('/', '.')}")) if name not in TRUSTED else {}
        owners = {
            id(node.value): ast.unparse(node.targets[0]) for node in ast.walk(tree) if isinstance(node, ast.Assign)
        }
        for node in ast.walk(tree) if names else ():
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args):
                continue
            method = ast.unparse(node.func)[3:]
            if method not in USES | {"compile"}:
                continue
            try:
                written = eval(ast.unparse(node.args[0]), dict(names))
            except NameError:
                continue  # made from what it is given: `outline.py` closes as many backticks as were opened
            words = [ast.unparse(word) for word in (*node.args[1:], *(word.value for word in node.keywords))]
            flags = sum(getattr(re, word[3:]) for word in words if re.fullmatch(r"re\.[A-Z]+", word))
            how = uses.get(owners.get(id(node), ""), {"search"}) if method == "compile" else {method}
            yield f"{name}:{node.lineno}", written, flags, how <= {"match", "fullmatch"}


def attacks(pattern: str) -> Iterator[str]:
    """What the pattern's own letters make, over and over, with an end that fits nowhere."""
    signs = sorted({*re.sub(r"\\[a-zA-Z]", "", pattern)} - {*string.ascii_letters, *string.digits, "\\", "\0"})[:10]
    for unit in [*signs, "a", "1", " ", "\n", "a ", *(a + b for a in signs for b in [*signs, "a"] if a != b)]:
        yield unit * (LONG // len(unit)) + "\x00"
        yield "".join(signs[:2]) + unit * (LONG // len(unit)) + "\x00"


FOUND = list(dict.fromkeys(patterns()))


def test_all_patterns_are_found():
    """If somebody writes them in another way, this test wants to know of it."""
    assert len(FOUND) > 30
    places = {place.split(":")[0] for place, *_ in FOUND}
    assert {"load/outline.py", "words.py", "press/safe.py", "checks/text.py", "meaning.py"} <= places


@pytest.mark.parametrize(("pattern", "flags", "is_anchored"), [pytest.param(*rest, id=place) for place, *rest in FOUND])
def test_no_pattern_explodes(pattern: str | bytes, flags: int, is_anchored: bool):
    """REL-002: each takes time with the length of a text, not with its square."""
    compiled = re.compile(pattern, flags)
    for text in attacks(pattern if isinstance(pattern, str) else pattern.decode()):
        tried: Any = text if isinstance(pattern, str) else text.encode()
        with within(PATIENCE, text[:20]):
            if is_anchored:
                compiled.match(tried)
                compiled.fullmatch(tried)
            else:
                sum(1 for _ in compiled.finditer(tried))


# --- whole rooms ---

FRONT = "---\ntitle: Soup night\nkind: story\nstage: told\nauthors: [ana-sample]\ncreated: 2026-05-12\n---\n\n"
UNITS = {
    "hidden-blanks": "\u200b\n",
    "hidden-turns": "a\u202e",
    "tags-of-no-flag": "\U0001f3f4\U000e0067",
    "headings": "#\n",
    "tight-headings": "##Problem\n",
    "elements": "<a b=`c`>",
    "half-merged": "```\n<<<<<<< \n```\n",
    "same-headings": "# a\n[x](#y)\n",
    "same-links": "[a](#b)\n[c](d.md)\n",
    "lines-below": "a\n=\n",
    "links": "[a](b ",
    "pictures": "![](",
    "definitions": "[a]: b\n",
    "backticks": "` ``",
    "fences": "```\n",
    "questions": "<What?>\n",
    "comments": "<!--",
    "merge-marks": "<<<<<<<\n",
    "addresses": "a@b.",
    "brackets": "(",
    "quotes": ">",
    "blanks": " \n",
}


@pytest.mark.parametrize("unit", [pytest.param(unit, id=name) for name, unit in UNITS.items()])
def test_no_text_keeps_the_checks_busy(unit: str):
    """REL-002: as much as a file may hold, read, checked, and told of in every form."""
    limits = LimitRules()
    raw = (FRONT + unit * (limits.file // len(unit.encode()))).encode()
    timed(lambda raw: read(raw, limits), raw[: limits.file])


# What took longest of some two hundred and forty texts of a megabyte, under the widest limits that a charter can set.
WIDEST = {
    "headings": FRONT + "# a\n" * 249_000,
    "underlined-headings": FRONT + "a\n=\n" * 249_000,
    "open-links": FRONT + "[a](b " * 166_000,
    "nested-links": FRONT + "[" * 200_000 + "x" + "](a)" * 199_000,
    "names": FRONT.replace("---\n\n", "") + "".join(f"k{number}: v\n" for number in range(6_000)) + "---\n",
    "one-name": FRONT.replace("---\n\n", "") + "title: a\n" * 7_000 + "---\n",
    "one-name-above-a-long-text": FRONT.replace("---\n\n", "kind:  story\n" * 4_500)
    + "---\n"
    + "kind: story\n" * 70_000,
    "authors": FRONT.replace("ana-sample", ", ".join(f"p{number}" for number in range(8_000))),
    "one-author": FRONT.replace("ana-sample", ", ".join(["ana"] * 12_000)),
    "tags": FRONT.replace("[ana-sample]", "[a]\ntags: [" + ", ".join(f"t{n}" for n in range(8_000)) + "]"),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in WIDEST.items()])
def test_no_megabyte_keeps_the_checks_busy(text: str):
    """REL-002: with time for a busy machine; half of it is the rule."""
    raw = text.encode()
    with within(4):
        read(raw)


def test_no_charter_asks_for_more_than_that():
    """REL-002, SEC-021: what no check was tried with is refused in the charter itself."""
    for limit in ("file", "front_matter", "line"):
        with pytest.raises(ValueError, match="less than or equal"):
            LimitRules(**{limit: 1_048_577})
    assert LimitRules().file < LIMITS.file
    assert LimitRules(file=1_048_576, front_matter=65_536, line=1_048_576) == LIMITS


def test_a_file_that_is_too_large_is_not_looked_into():
    """REL-002: a megabyte ends before it is read as text."""
    with within(0.1):
        read(b"# a\n[x](#y)\n" * 100_000, LimitRules())


def test_many_broken_links_are_told_in_a_large_community():
    """REL-004: to guess what was meant is worth it fifty times, not ten thousand times over ten thousand names."""
    files = frozenset(f"proposals/stories/story-number-{number}.md" for number in range(10_000))
    body = "".join(f"[a](story-nubmer-{number}x.md) ![b](p{number}.png)\n" for number in range(4_000))
    document = read_document((FRONT + body).encode(), "proposals/stories/a.md", "a", "stories", LimitRules())
    reading = reading_of(document, cases_charter(), cases_readers())
    names: dict[str, tuple[Reading, ...]] = {f"story-number-{number}": () for number in range(10_000)}
    with within(5):
        told = check_tree(Tree(cases_charter(), (reading,), files, names, date(2026, 6, 30)))
    assert len(told) == 50
    assert "did you mean" in told[0].hint
