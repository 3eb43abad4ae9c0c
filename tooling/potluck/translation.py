"""The words of the interface, in the language that is spoken: gettext's catalogues, one a language.

A text is looked up by its English words; what no catalogue has stays English. One language is spoken at a time: the
charter's first while a site or a digest is made, and English otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TypeVar

Text = TypeVar("Text", bound=str)

ENGLISH = "en"
LOCALE = Path(__file__).parent / "locale"
DOMAIN = "potluck"
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})

_spoken = ENGLISH
_catalogue = NullTranslations()


def nearest_to(language: str) -> str:
    """The language of ours that is nearest to *language*: `de` for `de-AT`; "" where there is none."""
    parts = language.lower().split("-")
    known = languages()
    return next((name for end in range(len(parts), 0, -1) if (name := "-".join(parts[:end])) in known), "")


def languages() -> frozenset[str]:
    """Those that the interface speaks."""
    return frozenset({ENGLISH, *(path.parts[-3] for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))})


def spoken() -> str:
    """The language that is spoken now."""
    return _spoken


def speak(language: str) -> None:
    """Speak *language* from now on, or the one of ours that is nearest to it; English where none is."""
    global _spoken, _catalogue
    _spoken = nearest_to(language) or ENGLISH
    _catalogue = _catalogue_of(_spoken)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak *language* for a while, as :func:`speak` does."""
    before = _spoken
    speak(language)
    try:
        yield
    finally:
        speak(before)


@cache
def _catalogue_of(language: str) -> NullTranslations:
    if language == ENGLISH:
        return NullTranslations()
    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        return GNUTranslations(file)


def direction_of(language: str) -> str:
    """The way that a language is written: "ltr" or "rtl"."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def gettext(message: str, /, **values: object) -> str:
    """*message* in the language that is spoken, with its `%(name)s` filled in."""
    found = _catalogue.gettext(message) if message else ""  # under "" a catalogue has words about itself
    return found % values if values else found


_ = gettext


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The form for *number*, which stands in it as `%(num)s`."""
    return _catalogue.ngettext(one, many, number) % ({"num": apart(number)} | values)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """As :func:`gettext`, of an English word with several meanings."""
    found = _catalogue.pgettext(context, message)
    return found % values if values else found


def N_(message: Text) -> Text:  # noqa: N802 - gettext's own name
    """*message* as it is: marked for the catalogues, and looked up when it is shown."""
    return message


def apart(number: int) -> str:
    """`6 070` on a page, with a narrow space that no line breaks at."""
    return f"{number:,}".replace(",", "\u202f")
