"""The digest as a letter: one page of HTML that needs nothing from anywhere, and a message of it and its plain text."""

from __future__ import annotations

from email.message import EmailMessage
from functools import cache
from hashlib import blake2b

from jinja2 import FileSystemLoader, Template

from potluck.errands.digest import as_text
from potluck.paths import TEMPLATES
from potluck.press.colours import DARK, LIGHT
from potluck.press.interpreter import Interpreter
from potluck.translation import direction_of, spoken
from potluck.views.digest import DigestPage
from potluck.words import visible


@cache
def _template(_language: str) -> Template:
    jinja = Interpreter(FileSystemLoader(TEMPLATES))
    jinja.filters["seen"] = lambda text: visible(" ".join(text.split()))
    return jinja.get_template("mail/digest.html")


def as_html(page: DigestPage) -> str:
    """To be mailed, or put on a page: styles stand in it, and no picture, script or font is asked for."""
    return _template(spoken()).render(page=page, direction=direction_of(page.language), light=LIGHT, dark=DARK) + "\n"


def as_message(page: DigestPage) -> bytes:
    """Both forms in one message (RFC 2046): only the lines `From:` and `To:` are missing."""
    message = EmailMessage()
    message["Subject"] = visible(" ".join(page.title.split()))
    message["Date"] = page.as_of
    text, html = as_text(page), as_html(page)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    # The same bytes every time; and nobody can write a line that ends a part, since the line depends on all of them.
    message.set_boundary(f"potluck-{blake2b(f'{text}{html}'.encode(), digest_size=16).hexdigest()}")
    return message.as_bytes()
