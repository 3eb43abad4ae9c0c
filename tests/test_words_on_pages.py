"""No text of ours is on a page that a catalogue cannot reach: one that sets every text between brackets shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest
from tests.support.community import NOON, copy_sample
from tests.support.pages import parse

from potluck import pipeline, translation

PAGES = (
    "",
    "ideas/",
    "ideas/soup-night/",
    "ideas/guest-chef-mondays--as-brought/",
    "stories/",
    "stories/the-stew-i-salted-twice/",
    "board/",
    "roadmap/",
    "changelog/",
    "compare/",
    "time/",
    "promises/",
    "archive/",
    "archive/2026/",
    "archive/names/",
    "desk/",
    "scorecard/",
    "threads/",
    "rankings/",
    "audit/",
    "recount/",
    "decisions/",
    "tags/",
    "tags/soup/",
    "stages/suggested/",
    "years/2026/",
    "needs/help/",
    "people/",
    "people/ana-sample/",
    "needs-fixing/",
    "search/",
    "submit/",
)
SAID = ("aria-label", "title", "placeholder")
OTHERS = {"code", "pre", "script", "style"}  # commands and files
OWN = {"pl-fix", "pl-body", "pl-notice-line", "headerlink"}  # what checks say, what people and the charter say


class Bracketed(NullTranslations):
    """Every text between brackets, in every number."""

    def gettext(self, message: str) -> str:
        """As gettext's own."""
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """As gettext's own."""
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:
        """As gettext's own."""
        return f"⟦{message}⟧"


def said(node: Any) -> Iterator[str]:
    """What a page says in an element, and what it says of its pieces."""
    if not isinstance(node.tag, str) or node.tag.split("}")[-1] in OTHERS:
        return
    if not OWN.isdisjoint((node.get("class") or "").split()):
        return
    yield from (f"\x1f{node.get(name)}\x1f" for name in SAID if node.get(name))
    yield node.text or ""
    for child in node:
        yield "\x1f"
        yield from said(child)
        yield "\x1f" + (child.tail or "")


def unreached(page: str, known: str) -> list[str]:
    """The words of an article that stand in no brackets, and that the community did not write."""
    article = next(one for one in parse(page).iter() if isinstance(one.tag, str) and one.tag.endswith("article"))
    text = "".join(said(article))
    while text != (shorter := re.sub("⟦[^⟦⟧]*⟧", "\x1f", text)):
        text = shorter
    pieces = (" ".join(piece.split()).strip(" .,:;·()–“”→") for piece in re.split("\x1f|, ", text))
    return [piece for piece in pieces if re.search("[A-Za-z]{2}", piece) and piece.casefold() not in known]


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The sample community's site in the language of brackets, and all that the community itself wrote."""
    root = tmp_path_factory.mktemp("bracketed") / "sample"
    copy_sample(root)
    pages = [path for path in (root / "content").rglob("*.md") if "docs" not in path.parts]
    files = [root / "potluck.yml", *pages, *root.glob("proposals/**/*.md")]
    ballots = [*root.glob("content/ledger/ballots/*.jsonl")]
    texts = (path.read_text("utf-8") for path in (*files, *ballots))
    known = " ".join(" ".join(text.split()) for text in (*texts, *(path.name for path in ballots))).casefold()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root.parent / "cache"))
        patch.setattr(translation, "_catalogue_of", lambda _language: Bracketed())
        pipeline.build(root, NOON)
    return root / "site" / "public", known


@pytest.mark.engine
@pytest.mark.parametrize("place", PAGES, ids=[place or "home" for place in PAGES])
def test_every_text_of_ours_can_be_translated(bracketed: tuple[Path, str], place: str) -> None:
    """What stands in no brackets on a page is the community's own."""
    site, known = bracketed
    assert unreached((site / place / "index.html").read_text("utf-8"), known) == []
