"""Sparing work gives the same: held to Python-Markdown's own rendering."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from potluck.press.render import SAFE_EXTENSIONS
from potluck.press.sparing import SIGNS, Sparing

ROOT = Path(__file__).parents[1]
PIECES = ["`", "``", "\\", "[", "]", "(", ")", "![", "[^1]", "[a]: b\n", "*", "**", "_", "__", "^", "^^", "==", "~~"]
PIECES += [
    "<https://a.example>",
    "<b>",
    "<a@b.example>",
    "<",
    ">",
    "&amp;",
    "&",
    "  \n",
    "\n\n",
    "a",
    " ",
    "| b |\n",
    "- ",
    "\n\n# ",
    "\n\n## ",
    "\n\n[TOC]\n\n",
]


def _markdown(*extra: Sparing) -> Markdown:
    return Markdown(extensions=[*SAFE_EXTENSIONS, *extra], extension_configs=SAFE_EXTENSIONS)


SPARING, ORIGINAL = _markdown(Sparing()), _markdown()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_mixture_of_signs_is_rendered_as_by_the_original(text: str):
    assert SPARING.reset().convert(text) == ORIGINAL.reset().convert(text)
    assert getattr(SPARING, "toc_tokens", None) == getattr(ORIGINAL, "toc_tokens", None)


def test_the_table_of_contents_stands_where_a_text_asks_for_it():
    text = "# Bread\n\n[TOC]\n\n## Crust\n\nIt has a crust.\n"
    assert 'href="#crust"' in (html := SPARING.reset().convert(text)).partition("<h2")[0]
    assert html == ORIGINAL.reset().convert(text)


def test_whole_texts_are_rendered_as_by_the_original():
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "content").rglob("*.md"))]
    for text in texts:
        assert SPARING.reset().convert(text) == ORIGINAL.reset().convert(text)


def test_every_pattern_without_a_listed_sign_is_known_to_begin_with_one_of_emphasis():
    names = {item.name for item in ORIGINAL.inlinePatterns._priority}
    assert names - SIGNS.keys() == {"em_strong", "delimiter"}
