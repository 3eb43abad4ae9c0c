"""Python-Markdown without the work that comes to nothing: half of a cold build is rendering. The same comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocTreeprocessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

# A pattern finds nothing in a text without its sign. A pattern that is not listed is always searched for.
SIGNS: Mapping[str, str] = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[^",
    "reference": "[",
    "link": "[",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "[",
    "short_image_ref": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
}
_ANY = re.compile(r"[`\\\[<&*_^=~]|  \n")  # the signs above, and those of what is not listed: emphasis and its like


class SparingInlineProcessor(InlineProcessor):
    """Every cell and paragraph is searched for some sixteen patterns, and most hold none: a third of rendering."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        patterns = md.inlinePatterns  # looked at once: the registry sees whether it is sorted at every look
        signs = {patterns[name]: sign for name, sign in SIGNS.items() if name in patterns}
        self._plan = [(pattern, signs.get(pattern, "")) for pattern in patterns]

    # The parent's method under its mangled name: it has no other, and is the one place from which to search less.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString) or not _ANY.search(data):
            return data
        for index in range(patternIndex, len(self._plan)):
            pattern, sign = self._plan[index]
            start, is_found = 0, True
            while is_found and sign in data:
                data, is_found, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                    pattern, data, index, start
                )
        return data


class SparingTocTreeprocessor(TocTreeprocessor):
    """Gives every heading its id and its link; the list of them all is made where a text asks for it."""

    def __init__(self, original: TocTreeprocessor) -> None:
        vars(self).update(vars(original))
        self._marker = original.marker

    def run(self, doc: Element) -> None:
        """See whether a line asks for the list, and do what the original does."""
        self.marker = self._marker if any(self._marker in line for line in vars(self.md)["lines"]) else ""
        super().run(doc)

    def build_toc_div(self, toc_list: list[Any]) -> Element:
        """Nothing where nobody asks."""
        return super().build_toc_div(toc_list) if self.marker else Element("div")


class Sparing(Extension):
    """Puts these in the place of the originals; to be added after all others, since it looks at what is there once."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register each under its original's name and priority."""
        md.treeprocessors.register(SparingInlineProcessor(md), "inline", 20)
        for toc in [one for one in md.treeprocessors if isinstance(one, TocTreeprocessor)]:
            md.treeprocessors.register(SparingTocTreeprocessor(toc), "toc", 5)
        vars(md)["is_block_level"] = cache(md.is_block_level)  # it is asked of every element several times
