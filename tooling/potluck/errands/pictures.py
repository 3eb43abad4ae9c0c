"""The pictures in a text that somebody sent by a form: taken along, without what they say of their maker."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

import msgspec

from potluck.load.pictures import BOMBS, FORMS, LARGEST, UNREADABLE, open_picture, picture_fault
from potluck.model import Span
from potluck.press.attachments import picture
from potluck.translation import _

MOST = 10  # pictures of one text
# As people write it, and as GitHub does when they paste. Bounded: a text of brackets alone is still read in no time.
_PICTURE = re.compile(
    r"!\[(?P<alt>[^\]\n]{0,300})\]\((?P<address>https://[^\s()<>]{1,500})(?:[ ]\"[^\"\n]{0,300}\")?\)"
    r"|<img\b(?P<html>[^<>]{0,2000})>"
)
_SUFFIXES = {form: suffix for suffix, form in FORMS.items() if suffix != ".jpeg"}

Fetch = Callable[[str], bytes | str]
"""Gives the bytes behind an address, or in words why there are none."""


class Settled(msgspec.Struct, frozen=True):
    """A text that shows the pictures beside it, those pictures by name, and what could not be taken along."""

    text: str
    pictures: Mapping[str, bytes]
    left: tuple[str, ...]


def settle(text: str, fences: tuple[Span, ...], is_upload: Callable[[str], bool], fetch: Fetch) -> Settled:
    """*text* with every uploaded picture beside it instead of elsewhere; within *fences*, code stays as it is."""
    pictures: dict[str, bytes] = {}
    names: dict[str, str] = {}  # by address: a picture that is shown twice is kept once
    left: list[str] = []

    def settled(found: re.Match[str]) -> str:
        words, address = _parts(found)
        if not is_upload(address):
            return found.group()
        if address not in names:
            names[address] = _take(address, len(names) + 1, fetch, pictures, left)
        return f"![{words}]({names[address]})" if names[address] else f"[{words}]({address})"

    lines = text.split("\n")
    in_code = {number for span in fences for number in range(span.line, span.end_line + 1)}
    for number, line in enumerate(lines, 1):
        if number not in in_code:
            lines[number - 1] = _PICTURE.sub(settled, line)
    return Settled("\n".join(lines), pictures, tuple(left))


def _parts(found: re.Match[str]) -> tuple[str, str]:
    """What a picture shows, in words, and its address."""
    if found["html"] is None:
        words, address = found["alt"], found["address"]
    else:
        values = dict(re.findall(r'\b(alt|src)="([^"]*)"', found["html"]))
        words, address = html.unescape(values.get("alt", "")), html.unescape(values.get("src", ""))
    return " ".join(re.sub(r"[\[\]\\`<>]", " ", words).split()) or _("Picture"), address


def _take(address: str, number: int, fetch: Fetch, pictures: dict[str, bytes], left: list[str]) -> str:
    """The name that the picture has beside the text; "" where it cannot be taken along, and *left* says why."""
    found = fetch(address) if number <= MOST else _("is one more than %(most)s pictures", most=MOST)
    suffix = _suffix(found) if isinstance(found, bytes) else ""
    clean = _clean(found, suffix) if isinstance(found, bytes) else found
    if isinstance(clean, str):
        left.append(_("picture %(number)s %(fault)s", number=number, fault=clean))
        return ""
    name = f"picture-{number}{suffix}"
    pictures[name] = clean
    return name


def _clean(raw: bytes, suffix: str) -> bytes | str:
    """*raw* encoded anew; or why it is not taken."""
    if why := picture_fault(raw, suffix):
        return why
    clean = picture(raw)
    return clean if clean is not None and len(clean) <= LARGEST else _("cannot be made small enough to be shown")


def _suffix(raw: bytes) -> str:
    """How the name of such a picture ends; where it is none, any will do: `picture_fault` has the words."""
    try:
        with open_picture(raw) as image:
            return _SUFFIXES.get(image.format or "", ".png")
    except (*UNREADABLE, *BOMBS):
        return ".png"
