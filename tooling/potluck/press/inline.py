"""Python-Markdown's search for inline patterns, without the searches that can find nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markdown import Markdown
from markdown.extensions import Extension
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


class SparingInline(Extension):
    """Puts it in the place of the original; to be added after all others, since it looks at their patterns once."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register it under the original's name and priority."""
        md.treeprocessors.register(SparingInlineProcessor(md), "inline", 20)
