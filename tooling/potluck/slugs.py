"""Slugs: the one way from anything people write to a piece of an address."""

from __future__ import annotations

import re
from hashlib import blake2b

from slugify import slugify

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def make_slug(text: str, fallback: str, *, unique: str = "", most: int = 60) -> str:
    """*text* transliterated to `[a-z0-9-]`; where nothing is left, *fallback* and a short hash of the text.

    With *unique*, a short hash of it is added in any case, so that two texts never share a slug.
    """
    slug = str(slugify(text[:500], max_length=most, word_boundary=True, regex_pattern=r"[^a-z0-9-]+")).strip("-")
    if not slug:
        return f"{fallback}-{_short_hash(unique or text)}"
    return f"{slug}-{_short_hash(unique)}" if unique else slug


def _short_hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
