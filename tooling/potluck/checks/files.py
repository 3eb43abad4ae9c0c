"""FM001 to FM006: whether a file can be opened and read as text. Loading came upon these."""

from __future__ import annotations

from collections.abc import Iterable

from potluck.model import Document, Problem
from potluck.register import Scope, check


@check("FM001", hides=True, needs="faults")
def not_a_plain_file(document: Document, _scope: Scope) -> Iterable[Problem]:
    """A proposal is a plain file with its text in it.

    A link is a sign that points to another place on some computer, and nobody knows what stands there on the next one.
    We never follow it, so that nothing gets published that was not meant to be.

    Bad::

        # proposals/stories/soup-night.md -> ../../private-notes.md

    Good::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return document.problems_of("not-a-plain-file")


@check("FM002", hides=True, needs="faults")
def odd_name(document: Document, _scope: Scope) -> Iterable[Problem]:
    """A file is named with small letters, digits and hyphens, and ends in `.md`.

    The file's name becomes the address of the page. Blanks, capitals and letters with accents break on the way: one
    computer writes them differently from the next, and a link that works for you fails for somebody else. The title,
    inside the file, can be written as you like.

    Bad::

        # proposals/stories/Soup Night!.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return document.problems_of("odd-name")


@check("FM003", hides=True, needs="faults")
def odd_place(document: Document, _scope: Scope) -> Iterable[Problem]:
    """A proposal lies in its kind's folder, as one file or as a folder with an `index.md` and its pictures.

    We look for proposals in these places only. A file that lies deeper has no address of its own.

    Bad::

        # proposals/stories/tuesdays/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        # proposals/stories/soup-night/index.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return document.problems_of("odd-place")


@check("FM004", hides=True, needs="faults")
def too_large(document: Document, _scope: Scope) -> Iterable[Problem]:
    """A file is no larger than the community's limit.

    The limit leaves room for a long evening's reading. A larger file is mostly a picture or a spreadsheet that was
    saved in the wrong place.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ⟨60000 times soup ⟩

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return document.problems_of("too-large")


@check("FM005", hides=True, needs="faults")
def not_utf8(document: Document, _scope: Scope) -> Iterable[Problem]:
    """A file is saved as UTF-8, the way nearly every program writes text today.

    Letters are kept as numbers, and older programs number them in another way. Read with the wrong table, `é` turns
    into something nobody wrote, and we would rather ask than guess.

    Bad::

        ---
        title: Caf⟨byte E9⟩ for the early shift
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: Café for the early shift
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return document.problems_of("not-utf8")


@check("FM006", hides=True, needs="faults")
def long_line(document: Document, _scope: Scope) -> Iterable[Problem]:
    """No line is longer than the community's limit.

    The limit is longer than ten pages of a book. A line beyond it is hardly writing, and printing it can take a
    computer so long that everybody else's page has to wait.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ⟨5000 times soup ⟩

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ⟨500 times soup ⟩of the day.
    """
    return document.problems_of("long-line")
