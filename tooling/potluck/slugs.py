"""Slugs: the one way from anything people write to a piece of an address."""

from __future__ import annotations

import re
from hashlib import blake2b

from slugify import slugify

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NO_PLACE = re.compile(r"[^\w\- ]")
NAME_LIMIT = 100  # bytes of a file's or a folder's name, and so of a slug


def make_slug(text: str, fallback: str, *, unique: str = "", most: int = 60) -> str:
    """*text* transliterated to `[a-z0-9-]`; where nothing is left, *fallback* and a short hash of the text.

    With *unique*, a hash of it is added in any case, behind two hyphens, which no name that people choose has: two
    texts never share a slug, and nobody can take another's.
    """
    slug = str(slugify(text[:500], max_length=most, word_boundary=True, regex_pattern=r"[^a-z0-9-]+")).strip("-")
    if unique:
        return f"{slug or fallback}--{_hash(unique, 8)}"
    return slug or f"{fallback}-{_hash(text, 4)}"


def make_segment(text: str, fallback: str) -> str:
    """*text* as a piece of an address: itself where it is a slug, else one of its own (`C++` and `C#` are two)."""
    slug = make_slug(text, fallback)
    return slug if slug == text else make_slug(text, fallback, unique=text)


class PlaceNames:
    """What the headings of one text are called in addresses, as GitHub calls them: `## Who pays?` is `#who-pays`."""

    def __init__(self) -> None:
        """Begin with a text of which no heading is known yet."""
        self._used: dict[str, int] = {}  # with the number that the next of the same name gets

    def of(self, heading: str) -> str:
        """The name of the next *heading*, given without its marks; the second of one name gets `-1`, and so on."""
        name = _NO_PLACE.sub("", heading.strip().lower()).replace(" ", "-") or "section"
        own = name
        while own in self._used:
            own = f"{name}-{self._used[name]}"
            self._used[name] += 1
        self._used[own] = 1
        return own


def title_of_slug(slug: str, kind: str, name: str) -> str:
    """What to call something without a title: `Soup night`; `EIP 7` for `eip-7`, of the kind `eip`, named EIP."""
    rest = slug.removeprefix(f"{kind}-")
    words = rest.replace("-", " ")
    return f"{name} {words}" if kind and rest != slug and rest else words.capitalize()


def _hash(text: str, size: int) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
