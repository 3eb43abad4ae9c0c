"""Small things about words: lists as people say them, and the nearest right one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from potluck.translation import _, pgettext, spoken

Joint = Literal["and", "or"]


def spell(words: Iterable[str], joint: Joint = "or") -> str:
    """`a`, `b` or `c`."""
    return listed([f"`{word}`" for word in words], "", joint)


def listed(names: Sequence[str], nobody: str, joint: Joint = "and") -> str:
    """`Ana, Lee and Bo`; *nobody* where there is none."""
    between = pgettext("between names", " or ") if joint == "or" else pgettext("between names", " and ")
    before = pgettext("between names", ", ").join(names[:-1])
    return between.join(filter(None, [before, *names[-1:]])) or nobody


def nearest(word: str, words: Iterable[str]) -> str:
    """The one of *words* that was probably meant; "" where none is near."""
    choices = list(words)
    # 70: one letter too many, too few or swapped passes in a word of four; `soup` for `stew` does not.
    found = process.extractOne(word[:100], choices, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=70)
    return str(found[0]) if found else ""


def meant(word: str, words: Iterable[str]) -> str:
    """The one of *words* that *word* can only be, written otherwise or with a slip; "" where it could be several.

    Stricter than :func:`nearest`, which only asks: what this says is written into files. The first letter has to be
    the same: `unverified` is not `verified` with a slip.
    """
    choices = list(words)
    plain = _plain(word)
    if same := [choice for choice in choices if _plain(choice) == plain]:
        return same[0] if len(same) == 1 else ""
    slips = 2 if len(plain) > 5 else 1
    if not 2 < len(plain) <= 60:
        return ""
    near = [
        choice
        for choice in choices
        if _plain(choice)[:1] == plain[:1] and OSA.distance(_plain(choice), plain, score_cutoff=slips) <= slips
    ]
    return near[0] if len(near) == 1 else ""


def _plain(word: str) -> str:
    """*word* without the differences of capitals, blanks, hyphens, underlines and curly quotes around it."""
    return re.sub(r"[\s_-]+", "-", unquoted(word.strip()).casefold())


_CURLY = re.compile("[“”„«»‘’‚](.*)[“”«»‘’]", re.DOTALL)


def unquoted(text: str) -> str:
    """*text* without the curly quotes around it that a telephone writes for straight ones."""
    found = _CURLY.fullmatch(text)
    return found[1].strip() if found else text


def did_you_mean(word: str, words: Iterable[str], otherwise: str) -> str:
    """A hint: the nearest word, else *otherwise*."""
    near = nearest(word, words)
    return _("did you mean `%(near)s`?", near=near) if near else otherwise


# What cannot be seen and changes how the rest is shown: controls, zero-width blanks, overrides of the writing
# direction, tag characters, halves of characters (SEC-049, SEC-072). Joiners and U+200E/F are part of honest
# writing and stay.
HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
# The flags of England, Scotland and Wales are a black flag and tag characters: those are seen.
_HIDDEN = re.compile(f"\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f|([{HIDDEN}])")


def is_hidden(character: str) -> bool:
    """Whether *character* cannot be seen and does something all the same."""
    return _HIDDEN.fullmatch(character) is not None


def visible(text: str) -> str:
    """*text* with everything that cannot be seen written out: `⟨U+202E⟩`. Blanks and tabs stay."""
    if text.replace("\n", "").isprintable():  # most are, and are not looked at letter by letter
        return text
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩" if found.group(1) else found.group(), text)


def is_text(name: str) -> bool:
    """Whether a file's *name* can be handed on as text: git and Linux keep any bytes for one."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def quote(text: str, most: int = 60) -> str:
    """*text* between backticks, in one line, cut where it is long."""
    line = " ".join(text.split())
    return f"`{visible(line if len(line) <= most else line[: most - 1] + '…')}`"


# What looks like a mail address, wherever it stands.
_ADDRESS = re.compile(r"(?<![^\s@<>()\[\]\"',;:])[^\s@<>()\[\]\"',;:]+@[^\s@<>()\[\]\"',;:]+\.[^\s@<>()\[\]\"',;:]+")


def without_addresses(text: str) -> str:
    """*text* with `…` for every mail address: none from a front matter is ever published (SEC-028)."""
    return _ADDRESS.sub("…", text) if "@" in text else text


CAPITALS = frozenset({"de"})  # languages in which a noun keeps its capital within a sentence


def in_a_sentence(name: str) -> str:
    """A name as it stands within a sentence: `idea` for `Idea`; `EIPs` stays as it is."""
    if spoken() in CAPITALS:
        return name
    return " ".join(word.lower() if word[1:] == word[1:].lower() and len(word) > 1 else word for word in name.split())


def going_on(sentence: str) -> str:
    """*sentence* as it goes on within another: `the day it was brought` for `The day it was brought`."""
    return sentence if spoken() in CAPITALS else sentence[:1].lower() + sentence[1:]


def count(number: int, one: str, many: str = "") -> str:
    """`1 error`, `2 errors`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
