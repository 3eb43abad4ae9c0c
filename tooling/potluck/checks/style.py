"""FO711 to FO714: the front matter's blanks and order, and values that other programs would change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from potluck.charter import FieldRules
from potluck.checks.rewording import drop_entry, reword
from potluck.checks.text import scalars
from potluck.edits import replace_span
from potluck.model import Document, Edit, Field, Problem, Scalar, Sequence, Severity, Span
from potluck.model import Mapping as Record
from potluck.register import Scope, check
from potluck.translation import _
from potluck.words import quote
from potluck.yamltext import double_quoted, is_changed

# Whether a front matter may hold something of the sort at all: quick, and no for most.
_WIDE = (":  ", ":\t", " :", "\t:", '"', "'")
_DOUBTFUL = re.compile(
    r"[:,\[-] +(?:yes|no|on|off|true|false|null|~|=|<<|(?!\d{4}-\d\d-\d\d\b)[-+.]*\d[\w.:+-]*|[-+]?\.(?:inf|nan))"
    r" *(?:[,\]}\n]|$)",
    re.IGNORECASE,
)
# Types whose values stay the letters that were written; dates and numbers are YAML's own.
_LETTERS = frozenset({"text", "handle", "person", "tag", "choice", "language"})


@check("FO711", severity=Severity.WARNING, mend="leaves one blank after the colon, and none around the value")
def odd_blanks(document: Document, _scope: Scope) -> Iterator[Problem]:
    """One blank stands between a field's colon and its value, and none before the colon or inside the quotes.

    Blanks around a value are not part of it. Where every line has the same form, a change to one of them is easy to
    see.

    Bad::

        ---
        title:   Soup night on Tuesdays
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
    front = document.source[: _end_of_front(document)]
    if not any(sign in front for sign in _WIDE):
        return
    for field in document.fields:
        start = field.value.span
        if field.key.end_line == start.line:
            line = document.lines[start.line - 1]
            between = line[field.key.end_column - 1 : start.column - 1]
            if between != ": " and re.fullmatch(r"[ \t]*:[ \t]+", between):
                span = Span(start.line, field.key.end_column, start.line, start.column)
                hint = _("put the colon right behind the name, and one blank behind the colon")
                yield Problem(
                    span,
                    _("the blanks around the colon of `%(name)s` are unusual", name=field.name),
                    hint,
                    replace_span(span, ": "),
                )
        for scalar in scalars(field.value):
            if not scalar.is_plain and scalar.text.strip() and scalar.text != scalar.text.strip():
                edits = _bared(document, scalar)
                if edits:
                    message = _("blanks stand inside the quotes of %(text)s", text=quote(scalar.text))
                    yield Problem(scalar.span, message, _("delete them; they are not part of the value"), edits)


def _bared(document: Document, scalar: Scalar) -> tuple[Edit, ...]:
    """What takes the blanks out from between the quotes and the value; the quotes stay."""
    span = scalar.span
    if span.line != span.end_line:
        return ()
    written = document.lines[span.line - 1][span.column - 1 : span.end_column - 1]
    inside = written[1:-1].strip(" \t")
    if written[0] not in "\"'" or inside.endswith("\\"):
        return ()
    return replace_span(span, f"{written[0]}{inside}{written[-1]}")


@check(
    "FO712",
    severity=Severity.WARNING,
    mend="puts the fields in order, each line as it is, where only fields stand there",
)
def field_order(document: Document, scope: Scope) -> Iterator[Problem]:
    """The fields stand in the order that the community gave them.

    Whoever reads many proposals finds the stage where it was in the last one. The order is that of the template.

    Bad::

        ---
        kind: story
        title: Soup night on Tuesdays
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
    names = tuple(dict.fromkeys(field.name for field in document.fields))
    misplaced = _misplaced(names, tuple(scope.fields))
    field = document.field(misplaced) if misplaced else None
    if field is None:
        return
    before = next(name for name in names if name in scope.fields and _rank(name, scope) > _rank(field.name, scope))
    message = _("`%(name)s` stands after `%(before)s`", name=field.name, before=before)
    yield Problem(field.key, message, _("move it up, above `%(before)s`", before=before), _reordered(document, scope))


@lru_cache(maxsize=1024)
def _misplaced(names: tuple[str, ...], order: tuple[str, ...]) -> str:
    """The first of *names* that would come before one above it; "" where all is in order."""
    ranks = {name: rank for rank, name in enumerate(order)}
    highest = -1
    for name in names:
        if ranks.get(name, highest) < highest:
            return name
        highest = ranks.get(name, highest)
    return ""


def _rank(name: str, scope: Scope) -> int:
    return list(scope.fields).index(name)


def _reordered(document: Document, scope: Scope) -> tuple[Edit, ...]:
    """The lines of each field in the order of the fields, where nothing but known fields stands there.

    A line of its own for a comment, or an empty one, may belong to the field above or below: then a person decides.
    """
    lines = document.lines
    names = [field.name for field in document.fields]
    starts = [field.key.line for field in document.fields]
    first, end = document.front_lines
    if starts != sorted(set(starts)) or starts[0] != first or any(field.key.column != 1 for field in document.fields):
        return ()
    if not set(names) <= scope.fields.keys() or len(set(names)) < len(names):
        return ()
    if any(not line.strip() or line.lstrip().startswith("#") for line in lines[first - 1 : end - 1]):
        return ()
    blocks = [lines[start - 1 : stop - 1] for start, stop in zip(starts, [*starts[1:], end], strict=True)]
    ranked = sorted(zip(document.fields, blocks, strict=True), key=lambda pair: _rank(pair[0].name, scope))
    text = "".join(f"{line}\n" for _, block in ranked for line in block)
    return (Edit(first, 1, end, 1, text),)


@check("FO713", severity=Severity.WARNING, mend="puts quotes around the value")
def value_changed_elsewhere(document: Document, scope: Scope) -> Iterator[Problem]:
    """A text that looks like a number, a time or a yes or no stands in quotes.

    We keep the letters as you wrote them. Most other programs that read the file would not: to them `no` is an answer,
    `1.20` is 1.2, and `7:30` is four hundred and fifty.

    Bad::

        ---
        title: 10.30
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: "10.30"
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    if not _DOUBTFUL.search(document.source, 0, _end_of_front(document)):
        return
    for field, rules in _known(document.fields, scope.fields):
        if rules.type not in _LETTERS:
            continue
        for scalar in scalars(field.value):
            if scalar.is_plain and scalar.text and scalar.span.line == scalar.span.end_line and is_changed(scalar.text):
                hint = _("put quotes around it: `%(value)s`", value=double_quoted(scalar.text))
                edits = replace_span(scalar.span, double_quoted(scalar.text))
                yield Problem(
                    scalar.span,
                    _("other programs read something else than %(text)s", text=quote(scalar.text)),
                    hint,
                    edits,
                )


def _known(fields: tuple[Field, ...], rules: Mapping[str, FieldRules]) -> Iterator[tuple[Field, FieldRules]]:
    """Every field with its rules, those inside records too."""
    for field in fields:
        if (own := rules.get(field.name)) is None:
            continue
        if own.type != "record":
            yield field, own
            continue
        for record in field.value.items if isinstance(field.value, Sequence) else (field.value,):
            if isinstance(record, Record):
                yield from _known(record.fields, own.fields)


@check(
    "FO714", severity=Severity.WARNING, mend="writes the handle as the charter does, and takes a second spelling out"
)
def handle_spelling(document: Document, scope: Scope) -> Iterator[Problem]:
    """A handle is written as the charter writes it, and stands in a list once, whatever its capitals.

    Capitals make no difference in a handle: `Mara-Sample` and `mara-sample` are one person. With one spelling she is
    found under one name.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [Mara-Sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [mara-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    charter = scope.charter
    spellings = _spellings(tuple(charter.people), *(role.people for role in charter.roles.values()))
    for field, rules in _known(document.fields, scope.fields):
        if rules.type != "handle":
            continue
        items = field.value.items if isinstance(field.value, Sequence) else (field.value,)
        seen: set[str] = set()
        for place, item in enumerate(items):
            if not isinstance(item, Scalar):
                continue
            handle = item.text.strip()
            known = spellings.get(handle.lower(), handle)
            if handle.lower() in seen and handle not in {
                other.text for other in items[:place] if isinstance(other, Scalar)
            }:
                message = _(
                    "%(handle)s stands in `%(name)s` twice, with other capitals", handle=quote(handle), name=field.name
                )
                yield Problem(item.span, message, _("keep one of the two"), drop_entry(document, field.value, place))
            elif handle != known:
                edits = reword(document, item.span, handle, known)
                yield Problem(
                    item.span,
                    _("%(handle)s is written `%(known)s` in the charter", handle=quote(handle), known=known),
                    _("write `%(line)s`", line=known),
                    edits,
                )
            seen.add(handle.lower())


@lru_cache(maxsize=8)
def _spellings(*handles: tuple[str, ...]) -> dict[str, str]:
    """Every handle by its small letters; of those that are written in several ways, the first."""
    return {handle.lower(): handle for several in reversed(handles) for handle in reversed(several)}


def _end_of_front(document: Document) -> int:
    return len(document.source) - len(document.body)
