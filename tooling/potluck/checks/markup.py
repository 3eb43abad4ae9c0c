"""BD225: HTML that no page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from potluck.markup import ELEMENTS, WHOLE
from potluck.model import Document, Problem, Severity
from potluck.register import Scope, check
from potluck.translation import _

_ACTING = re.compile(r"[\s/\"'](on[a-z]+|style)\s*=", re.IGNORECASE)


@check("BD225", severity=Severity.WARNING)
def html_left_out(document: Document, _scope: Scope) -> Iterator[Problem]:
    """A text holds no HTML but what the page can show.

    What stands in pointed brackets is read as HTML. A line break, a small letter or a box to open are shown. What would
    run, load or cover something is taken off the page, and so is every word in brackets that HTML does not know: a text
    with `List<String>` loses half of it.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, <marquee>one long table</marquee>.

        <script>alert("Soup!")</script>

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot,<br>one long table. We wrote `<marquee>` and nobody moved.
    """
    told: set[str] = set()
    for written, rest, span in document.outline.elements:
        name = written.lower()
        if name not in ELEMENTS and name not in told:
            told.add(name)
            message = (
                _("`<%(name)s>` is left out of the page, with all that stands in it", name=written)
                if name in WHOLE
                else _("`<%(name)s>` is left out of the page, and the words around it stay", name=written)
            )
            yield Problem(span, message, _("take it out; if it is to be read, put it between backticks"))
        for found in _ACTING.finditer(rest) if name in ELEMENTS else ():
            if (attribute := found.group(1)) not in told:
                told.add(attribute)
                message = _(
                    "`%(attribute)s` does nothing here: it is taken off `<%(name)s>`",
                    attribute=attribute,
                    name=written,
                )
                yield Problem(span, message, _("take it out; if it is to be read, put it between backticks"))
