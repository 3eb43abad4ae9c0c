"""A language in which every text of ours stands between brackets: what has none, no catalogue can reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations

import pytest

from potluck import translation

PLACE = r"[A-Za-z]{2}"
PSEUDO = "qps"  # a code that no language has: what is kept by language is not kept as English


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


@contextmanager
def speaking_in_brackets() -> Iterator[None]:
    """Speak it for a while, whatever language is asked for."""
    before = translation.spoken()
    with translation.speaking(before), pytest.MonkeyPatch.context() as patch:  # the patch is undone first
        patch.setattr(translation, "nearest_to", lambda _language: PSEUDO)
        patch.setattr(translation, "_catalogue_of", lambda _language: Bracketed())
        translation.speak(PSEUDO)
        yield


def bare(text: str, known: str = "") -> list[str]:
    """The words of *text* that stand in no brackets, nor among those that are *known*: what people wrote themselves.

    `\x1f` parts what is not one text.
    """
    while text != (shorter := re.sub("⟦[^⟦⟧]*⟧", "\x1f", text)):
        text = shorter
    parts = re.split(r"\x1f|\n|[,:.?!] | [·–-] ", text)
    pieces = (" ".join(part.split()).strip(" .,:;·()–“”„→?!…*-👉") for part in parts)
    return [piece for piece in pieces if re.search(PLACE, piece) and piece.casefold() not in known]


def unquoted(sentence: str) -> str:
    """*sentence* without what it quotes: names of files and fields, lines to write, and what somebody wrote."""
    return re.sub("`[^`]*`", "\x1f", sentence)
