"""Letters: `.eml` files, as every mail program saves them (RFC 5322). Nobody's address comes along, nor their name."""

from __future__ import annotations

import email
import email.policy
import html
import re
from datetime import UTC
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from potluck.importing.seam import Export, Files, Gathering, Piece, text_of, words_of
from potluck.words import quote

_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_ANSWERED = re.compile(r"^(?:re|aw|fwd?|wg)\s*:\s*", re.IGNORECASE)


def read(files: Files) -> Export:
    """Every letter is a piece: its subject, its text without quotations and signature, and its day."""
    found = Gathering("a letter")
    for name, raw in files.items():
        try:
            _take(found, name, raw)
        except (LookupError, ValueError, TypeError, AttributeError):  # what the parser makes of broken ones
            found.left.append(f"{quote(name)}: it cannot be read as a letter")
    return found.export


def _take(found: Gathering, name: str, raw: bytes) -> None:
    letter: Any = email.message_from_bytes(raw, policy=email.policy.default)
    subject = words_of(str(letter.get("subject", "")))
    while _ANSWERED.match(subject):
        subject = _ANSWERED.sub("", subject)
    if not isinstance(letter, EmailMessage) or not subject:
        found.left.append(f"{quote(name)}: it has no subject")
        return
    body = letter.get_body(("plain", "html"))
    content = body.get_content() if body else ""
    if body and body.get_content_subtype() == "html":
        content = html.unescape(re.sub(r"<[^<>]{1,2000}>", " ", re.sub(r"(?i)<br\s*/?>|</p>", "\n", content)))
    if any(True for _ in letter.iter_attachments()):
        found.left.append(f"{quote(name)}: what is attached to it")
    found.pieces.append(Piece(title=subject, text=text_of(_own_words(content)), created=_day(letter)))


def _own_words(text: str) -> str:
    """A letter without its signature and without what it answers."""
    lines = _SIGNATURE.split(text.replace("\r\n", "\n"), 1)[0].split("\n")
    return "\n".join(line for line in lines if not line.startswith(">"))


def _day(letter: EmailMessage) -> Any:
    try:
        moment = parsedate_to_datetime(str(letter.get("date", "")))
    except (ValueError, TypeError):
        return None
    return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
