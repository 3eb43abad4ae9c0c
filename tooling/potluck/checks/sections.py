"""BD221 to BD224: what stands around and within the sections of a body, and how its words are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from potluck.checks.body import is_empty, plain
from potluck.model import Document, Problem, Severity, Span
from potluck.register import Scope, check
from potluck.translation import _
from potluck.words import quote

# What is not prose within a line: code, addresses, the targets of links.
# Each part begins where nothing like it can have begun before, so that no line takes longer than it is long.
_NOT_PROSE = re.compile(r"(?<!`)`++[^`]++`++|\]\([^()]*\)|<?https?://\S+")


@check("BD221", severity=Severity.WARNING)
def missing_subsection(document: Document, scope: Scope) -> Iterator[Problem]:
    """A section has the headings with three `#` that the charter puts into it.

    Some answers are looked for in one place: whoever may not eat celery goes straight to that heading.

    Bad::

        ---
        title: Soup on the square
        kind: event
        stage: planned
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        ---

        ## Menu

        Soup.

    Good::

        ---
        title: Soup on the square
        kind: event
        stage: planned
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        ---

        ## Menu

        Soup.

        ### Allergens

        Celery.
    """
    wanted = {plain(name): inner for name, inner in scope.rules.sections.within.items()} if scope.rules else {}
    if not wanted:
        return
    headings = document.outline.headings
    for place, heading in enumerate(headings):
        inner = wanted.get(plain(heading.text), ()) if heading.level == 2 else ()
        there = set()
        for below in headings[place + 1 :] if inner else ():
            if below.level <= 2:
                break
            there.add(plain(below.text))
        for name in inner:
            if plain(name) not in there:
                message = _("%(text)s has no part %(name)s", text=quote(heading.text), name=quote(name))
                yield Problem(
                    heading.span, message, _("add a line `### %(name)s` below it, and write under that", name=name)
                )


@check("BD222", severity=Severity.WARNING)
def leftover_comment(document: Document, scope: Scope) -> Iterator[Problem]:
    """Once a proposal is on its way, its text holds no notes that only its writers see.

    What stands between `<!--` and `-->` is on no page. Early on such notes help to write; later somebody decides on
    words that half the table has never read.

    Bad::

        ---
        title: Soup on the square
        kind: event
        stage: fixed
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        place: The square behind the station
        ---

        ## Menu

        <!-- ask Lee about the celery -->

        ### Allergens

        Celery.

    Good::

        ---
        title: Soup on the square
        kind: event
        stage: planned
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        ---

        One pot, one long table.

        <!-- ask Lee about the celery -->
    """
    stage = document.text(scope.written("stage"))
    if scope.rules is None or stage == scope.rules.entry:
        return
    for span in document.outline.comments:
        end = span.end_column if span.line == span.end_line else span.column + len("<!--")
        hint = _("take it out, or write it into the text where all can read it")
        yield Problem(Span(span.line, span.column, span.line, end), _("this note is shown to nobody"), hint)


@check("BD223", severity=Severity.WARNING)
def text_before_sections(document: Document, scope: Scope) -> Iterator[Problem]:
    """Where the charter lists all the sections of a kind, the text begins with one of them.

    Words above the first heading belong to no part, and whoever jumps from part to part never meets them.

    Bad::

        # proposals/menus/soups.md
        ---
        title: Soups of the week
        kind: menu
        stage: drafted
        authors: [ana-sample]
        created: 2026-05-12
        ---

        Hello everybody!

        ## Dishes

        Leek, lentil, and yesterday's.

    Good::

        # proposals/menus/soups.md
        ---
        title: Soups of the week
        kind: menu
        stage: drafted
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Dishes

        Hello everybody! Leek, lentil, and yesterday's.
    """
    headings = document.outline.headings
    if scope.rules is None or scope.rules.sections.others or not headings or is_empty(document):
        return
    before = document.body.split("\n")[: headings[0].span.line - document.body_line]
    for number, line in enumerate(before, document.body_line):
        if line.strip() and not line.lstrip().startswith("<!--"):
            span = Span(number, 1, number, len(line) + 1)
            yield Problem(
                span,
                _("this text stands above the first heading"),
                _("move it below `## %(text)s`", text=headings[0].text),
            )
            return


@check("BD224", severity=Severity.WARNING)
def house_spelling(document: Document, scope: Scope) -> Iterator[Problem]:
    """Words for which the charter has a spelling are written so.

    When one thing is written in three ways, a search finds a third of it. This list is the community's own, and short;
    nobody's grammar is anybody's business here.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        Bring a stock pot.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        Bring a stockpot. The shop's own name for it is `stock pot`.
    """
    spelling = scope.charter.spelling
    if not spelling:
        return
    ours = {word: right for right, wrong in spelling.items() for word in wrong}
    pattern = _any_of(tuple(ours))
    folded = {word.casefold(): right for word, right in ours.items()}
    for number, line in _prose(document):
        for found in pattern.finditer(line):
            right = ours.get(found.group()) or folded.get(found.group().casefold(), "")
            if right and found.group() != right:
                span = Span(number, found.start() + 1, number, found.end() + 1)
                yield Problem(
                    span,
                    _("%(found)s is written otherwise here", found=quote(found.group())),
                    _("write `%(line)s`", line=right),
                )


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _prose(document: Document) -> Iterator[tuple[int, str]]:
    """The lines of the body with their numbers; code, comments and addresses are blank, columns stay."""
    silent = {n for span in (*document.outline.fences, *document.outline.comments) for n in _lines(span)}
    for number, line in enumerate(document.body.split("\n"), document.body_line):
        if number not in silent:
            yield number, _NOT_PROSE.sub(lambda found: " " * len(found.group()), line)


def _lines(span: Span) -> range:
    return range(span.line, span.end_line + 1)
