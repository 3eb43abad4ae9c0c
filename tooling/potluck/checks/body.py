"""BD201 to BD204: the sections of a body, and whether there is one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from msgspec.structs import replace

from potluck.edits import change_line
from potluck.model import Document, Edit, Heading, Problem, Severity, Span
from potluck.register import Scope, check
from potluck.translation import _
from potluck.words import meant, nearest, quote, spell


@check("BD201", mend="writes the section's name as the charter does, under two `#`, where only one can be meant")
def missing_section(document: Document, scope: Scope) -> Iterator[Problem]:
    """A body has the sections that its kind asks for, each under a heading with two `#`.

    Readers compare proposals. When each one says first what bothers people and then what could be done, one can follow
    forty of them on a Sunday morning.

    Bad::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Problem

        Tuesdays are empty.

        ## Soluton

        One pot, one long table.

    Good::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Problem

        Tuesdays are empty.

        ## Solution

        One pot, one long table.
    """
    missing = _missing(document, scope)
    if not missing or is_empty(document):
        return
    known = {*sections_due(document, scope), *(scope.rules.sections.optional if scope.rules else ())}
    strangers = {
        heading.text: heading
        for heading in (*_tight_headings(document), *document.outline.headings)
        if heading.text not in known or heading.level != 2
    }
    tight = tight_sections(document, scope)
    for section in missing:
        if section in tight:
            problem = tight[section]
            yield replace(
                problem,
                message=_("there is no section `%(section)s`: a blank is missing before its name", section=section),
            )
            continue
        near = strangers.get(nearest(section, strangers))
        if near and plain(near.text) == plain(section):
            line = near.span.line
            hint = _("give the heading on line %(line)s two `#`: `## %(section)s`", line=line, section=section)
        elif near and meant(near.text, missing) == section:
            hint = _("write `## %(section)s` on line %(line)s", section=section, line=near.span.line)
        elif near:
            hint = _("did you mean it with %(text)s on line %(line)s?", text=quote(near.text), line=near.span.line)
        else:
            hint = _("add a line `## %(section)s` and write below it", section=section)
        edits = _as_section(document, near, section, missing) if near else ()
        message = _("there is no section `%(section)s`", section=section)
        yield Problem(near.span if near else _start(document), message, hint, edits)


def _missing(document: Document, scope: Scope) -> list[str]:
    present = {plain(heading.text) for heading in document.outline.headings if heading.level == 2}
    return [section for section in sections_due(document, scope) if plain(section) not in present]


def tight_sections(document: Document, scope: Scope) -> dict[str, Problem]:
    """The missing sections that are there as `##Problem`, or as `#Problem`, and what is wrong with each."""
    missing = _missing(document, scope)
    found = document.problems_of("tight-heading") if missing else ()
    tight = {plain(heading.text): one for heading, one in zip(_tight_headings(document), found, strict=False)}
    tight = _single_marks(document, missing) | tight if missing else {}
    return {section: tight[plain(section)] for section in missing if plain(section) in tight}


def _single_marks(document: Document, missing: list[str]) -> dict[str, Problem]:
    """Sections under `#Problem`: a mark before a word may be a tag, but not before a section's own name."""
    outline = document.outline
    silent = {n for span in (*outline.fences, *outline.comments) for n in range(span.line, span.end_line + 1)}
    names = {plain(section): section for section in missing}
    found = {}
    for number, line in enumerate(document.body.split("\n"), document.body_line):
        name = plain(line[1:]) if line[:1] == "#" and line[1:2].isalpha() and number not in silent else ""
        if name in names and name not in found:
            wanted = f"## {names[name]}"
            edits = change_line(line, wanted, number)
            hint = _("write %(words)s", words=quote(wanted))
            found[name] = Problem(Span(number, 1, number, len(line) + 1), "", hint, edits)
    return found


def _tight_headings(document: Document) -> list[Heading]:
    """What would be headings, were there a blank before their text."""
    found = list(document.problems_of("tight-heading"))
    lines = document.lines if found else []
    written = [(lines[one.span.line - 1], one.span) for one in found]
    return [Heading(len(line) - len(line.lstrip("#")), line.lstrip("#").strip(), span) for line, span in written]


def _as_section(document: Document, heading: Heading, section: str, missing: list[str]) -> tuple[Edit, ...]:
    """What makes *heading* that of *section*; no edits where it could be meant for something else, or is underlined."""
    line = document.lines[heading.span.line - 1]
    marks = "#" * heading.level
    if not line.startswith(f"{marks} ") or line.count(heading.text) != 1 or meant(heading.text, missing) != section:
        return ()
    return change_line(line, line.replace(heading.text, section).replace(marks, "##", 1), heading.span.line)


@check("BD202")
def unknown_section(document: Document, scope: Scope) -> Iterator[Problem]:
    """Where the charter lists all the sections of a kind, a body has no others.

    Most communities welcome further sections. This one asks for a fixed form, so that proposals can be laid side by
    side.

    Bad::

        # proposals/menus/soups.md
        ---
        title: Soups of the week
        kind: menu
        stage: drafted
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Dishes

        Leek, lentil, and yesterday's.

        ## My holidays

        They were long.

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

        Leek, lentil, and yesterday's.
    """
    if scope.rules is None or scope.rules.sections.others:
        return
    sections = scope.rules.sections
    known = tuple(dict.fromkeys((*sections.required, *sections.optional, *chain(*sections.stages.values()))))
    welcome = {plain(section) for section in known}
    for heading in document.outline.headings:
        if heading.level == 2 and plain(heading.text) not in welcome:
            near = nearest(heading.text, known)
            hint = (
                _("did you mean `%(near)s`?", near=near)
                if near
                else _("the sections are %(words)s; use `###` inside one of them", words=spell(known, "and"))
            )
            found = quote(heading.text)
            message = _("%(name)s is not a section of the kind `%(kind)s`", name=found, kind=scope.kind)
            yield Problem(heading.span, message, hint)


@check("BD203", severity=Severity.WARNING)
def section_order(document: Document, scope: Scope) -> Iterator[Problem]:
    """The sections stand in the charter's order.

    Whoever reads many proposals knows where to look. An answer before its question makes them go back and forth.

    Bad::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Solution

        One pot, one long table.

        ## Problem

        Tuesdays are empty.

    Good::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Problem

        Tuesdays are empty.

        ## Solution

        One pot, one long table.
    """
    if scope.rules is None or len(document.outline.headings) < 2:
        return
    order = {
        plain(section): place
        for place, section in enumerate((*scope.rules.sections.required, *scope.rules.sections.optional))
    }
    last: tuple[int, Heading] | None = None
    for heading in document.outline.headings:
        place = order.get(plain(heading.text)) if heading.level == 2 else None
        if place is None:
            continue
        if last and place < last[0]:
            message = _("%(name)s stands after %(other)s", name=quote(heading.text), other=quote(last[1].text))
            yield Problem(heading.span, message, _("move it up, above line %(line)s", line=last[1].span.line))
        else:
            last = (place, heading)


@check("BD204", severity=Severity.WARNING)
def several_titles(document: Document, _scope: Scope) -> Iterator[Problem]:
    """A body has one heading with a single `#` at most.

    The page has its title already, from the field `title`. With several, people who listen to the page instead of
    seeing it hear several beginnings.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        # How it began

        With a pot.

        # How it went on

        With a second pot.

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

        ## How it went on

        With a second pot.
    """
    titles = [heading for heading in document.outline.headings if heading.level == 1]
    for heading in titles[1:]:
        hint = _("write `## %(text)s`; the first stands on line %(line)s", text=heading.text, line=titles[0].span.line)
        yield Problem(heading.span, _("%(text)s is another heading of the first level", text=quote(heading.text)), hint)


def sections_due(document: Document, scope: Scope) -> tuple[str, ...]:
    """The sections that are asked for in this document, at its stage."""
    if scope.rules is None:
        return ()
    sections = scope.rules.sections
    if not sections.stages:
        return sections.required
    return tuple(dict.fromkeys((*sections.required, *sections.stages.get(document.text(scope.written("stage")), ()))))


def is_empty(document: Document) -> bool:
    """Whether there is nothing but headings and blank lines."""
    if document.outline.words > 40 or not document.body:  # headings alone are shorter
        return not document.body
    marks = {
        line for heading in document.outline.headings for line in range(heading.span.line, heading.span.end_line + 1)
    }
    lines = enumerate(document.body.split("\n"), document.body_line)
    return all(not line.strip() or number in marks or not line.strip("=- \t") for number, line in lines)


def _start(document: Document) -> Span:
    """The first line of the body that says something, else the line that closes the front matter."""
    blank = len(document.body) - len(document.body.lstrip())
    line = document.body_line + document.body.count("\n", 0, blank)
    text = document.body[blank:].partition("\n")[0]
    return (
        Span(line, 1, line, 1 + len(text))
        if text
        else Span(max(1, document.body_line - 1), 1, max(1, document.body_line - 1), 4)
    )


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """How headings are compared: without capitals, double blanks and a colon at the end."""
    return " ".join(heading.casefold().rstrip(":").split())
