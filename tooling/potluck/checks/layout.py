"""FO701 to FO705: the bytes and lines of a file, where they mean nothing to a reader. Loading came upon these."""

from __future__ import annotations

from collections.abc import Iterable

from potluck.checks.body import tight_sections
from potluck.model import Document, Problem, Severity
from potluck.register import Scope, check


@check("FO701", severity=Severity.WARNING, needs="form", mend="deletes it")
def byte_order_mark(document: Document, _scope: Scope) -> Iterable[Problem]:
    """A file starts with its first letter.

    Some editors put an invisible sign before it, the byte-order mark. We read over it; other programs take it for a
    part of the text.

    Bad::

        ⟨U+FEFF⟩---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

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
    return document.problems_of("byte-order-mark")


@check("FO702", severity=Severity.WARNING, needs="form", mend="ends all lines as most of them end")
def mixed_line_ends(document: Document, _scope: Scope) -> Iterable[Problem]:
    """All lines of a file end in the same way.

    Windows ends a line with two characters, other systems with one. Both are welcome. A file that has both looks as if
    every line had changed as soon as the next editor saves it.

    Bad::

        ---
        title: Soup night on Tuesdays⟨U+000D⟩
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

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
    return document.problems_of("mixed-line-ends")


@check("FO703", severity=Severity.WARNING, needs="form", mend="deletes them")
def trailing_blanks(document: Document, _scope: Scope) -> Iterable[Problem]:
    """No line ends with blanks that mean nothing.

    Nobody sees them, and they show up as changes when the next person's editor cleans up. Two blanks that break a line
    mean something and are left, as is everything in code.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.⟨U+0020⟩

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
    return document.problems_of("trailing-blanks")


@check("FO704", severity=Severity.WARNING, needs="form", mend="leaves one line end behind the last line")
def odd_ending(document: Document, _scope: Scope) -> Iterable[Problem]:
    """A file ends with the end of its last line.

    Where the last line is not ended, whatever is added to the file later sticks to it. Empty lines behind it only make
    readers look for something that is not there.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.⟨U+000A⟩⟨U+000A⟩

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
    return document.problems_of("odd-ending")


@check("FO705", severity=Severity.WARNING, needs="form", mend="puts the blank in")
def tight_heading(document: Document, scope: Scope) -> Iterable[Problem]:
    """A blank stands between the marks of a heading and its words.

    Without it some programs show a heading, and others the marks themselves. We would miss the section that is named
    there. A single mark before a word is left alone: `#soup` may be meant as a tag.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ##How it began

        With a pot.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## How it began

        With a pot.
    """
    told = [one.span for one in tight_sections(document, scope).values()]  # as missing
    return (one for one in document.problems_of("tight-heading") if one.span not in told)
