"""The marks that a fresh template carries: `<What bothers you?>`. Whoever fills it in writes over them."""

from __future__ import annotations

import re

# A line of its own, or a whole value: a capital, or a letter of a script without them, then words, then `?`, `.` or `…`
# as the language writes them. No HTML tag looks so.
_PROMPT = re.compile(r"<(?:[^\W\d_a-z]|¿)[^<>=\"]*[?.…؟]>")


def prompt(words: str) -> str:
    """A line for a template that asks for *words*: `<What bothers you?>`."""
    mark = f"<{words}>"
    if not is_prompt(mark):
        raise ValueError(f"a prompt starts with a capital and ends with `?`, `.` or `…`: {words}")
    return mark


def is_prompt(text: str) -> bool:
    """Whether *text* is such a mark that nobody has written over."""
    return _PROMPT.fullmatch(text.strip()) is not None
