"""FM141 to FM146: what a charter asks of one field because of another, of its words, or of whom it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from potluck.checks.dates import dates_after
from potluck.checks.names import how_to_write
from potluck.checks.violations import name_of, told_as
from potluck.model import Document, Problem, Scalar, Sequence, Severity, Span
from potluck.register import Scope, check
from potluck.translation import _, ngettext
from potluck.words import listed, quote, spell


@check("FM141", needs="violations", guards=True)
def field_due(document: Document, scope: Scope) -> Iterator[Problem]:
    """A field that is asked for at this stage, or beside what another field says, is there.

    Early on an idea needs little. Later people rely on it: once there is a date, they want to know the place.

    Bad::

        ---
        title: Soup on the square
        kind: event
        stage: fixed
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        ---

        ## Menu

        ### Allergens

        Celery.

    Good::

        ---
        title: Soup on the square
        kind: event
        stage: fixed
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        place: The square behind the station
        ---

        ## Menu

        ### Allergens

        Celery.
    """
    for violation in told_as("field-due", document, scope):
        if violation.rules:
            *outer, name = violation.path
            span, message = violation.span, _("`%(name)s` is missing; it is needed", name=name)
            for other in {**violation.rules.only_when, **violation.rules.required_when} if not outer else ():
                if found := document.field(other):
                    span = found.value.span
                    message = _(
                        "`%(name)s` is missing; it is needed where `%(other)s` is %(value)s",
                        name=name,
                        other=other,
                        value=quote(document.text(other)),
                    )
            if outer:
                place = name_of(tuple(outer))
                message = _("`%(name)s` is missing in `%(place)s`; it is needed", name=name, place=place)
            yield Problem(
                span,
                message,
                how_to_write(str(name), violation.rules, scope),
            )


@check("FM142", needs="violations", guards=True)
def field_out_of_place(document: Document, scope: Scope) -> Iterator[Problem]:
    """A field stands only where it can mean something.

    What came of an evening can be told when it is over. Before that the line would be a guess that looks like a fact.

    Bad::

        ---
        title: Soup on the square
        kind: event
        stage: planned
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        guests: 40
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup on the square
        kind: event
        stage: planned
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    for violation in told_as("field-out-of-place", document, scope):
        conditions = violation.rules.only_when if violation.rules else {}
        parts = [_("`%(name)s` is %(words)s", name=name, words=spell(values)) for name, values in conditions.items()]
        where = listed(parts, "")
        message = _("`%(name)s` has its place only where %(where)s", name=name_of(violation.path), where=where)
        yield Problem(violation.span, message, _("take this line out until then"))


@check("FM143")
def unwelcome_word(document: Document, scope: Scope) -> Iterator[Problem]:
    """A text does without the words and signs that the charter keeps out of it.

    In a list of events every title could begin with "Event:". Without it people see sooner what each one is about.

    Bad::

        ---
        title: "Event: soup on the square"
        kind: event
        stage: planned
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup on the square
        kind: event
        stage: planned
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    for name, rules in scope.fields.items():
        if rules.without and (text := document.text(name)) and (found := _any_of(rules.without).search(text)):
            field = document.field(name)
            rest = _any_of(rules.without).sub("", text)
            rest = " ".join(rest.split()).strip(" :–-")
            hint = (
                _("write it without: %(words)s", words=quote(rest[:1].upper() + rest[1:], 100))
                if rest
                else _("use other words")
            )
            message = _(
                "`%(name)s` holds %(found)s, which this community leaves out of it",
                name=name,
                found=quote(found.group()),
            )
            yield Problem(field.value.span if field else document.front, message, hint)


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of *words*, in capitals or not; a whole word only, where it is one."""
    ends = [(r"\b" if word[0].isalnum() else "", r"\b" if word[-1].isalnum() else "") for word in words]
    parts = (f"{start}{re.escape(word)}{end}" for word, (start, end) in zip(words, ends, strict=True))
    return re.compile("|".join(parts), re.IGNORECASE)


@check("FM144")
def short_notice(document: Document, scope: Scope) -> Iterator[Problem]:
    """Between two dates lie the days that the charter asks for.

    People need time to read, and to say what they think. A last day that is tomorrow asks nobody.

    Bad::

        ---
        title: Soup on the square
        kind: event
        stage: planned
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        comments-until: 2026-05-14
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup on the square
        kind: event
        stage: planned
        authors: ["Ana (@ana-sample)"]
        created: 2026-05-12
        comments-until: 2026-05-26
        ---

        One pot, one long table.
    """
    for late, early in dates_after(document, scope.fields):
        apart = late.rules.apart or 0
        lie = (late.day - early.day).days
        if 0 <= lie < apart:
            message = ngettext(
                "`%(name)s` is %(num)s day after `%(other)s`, and %(apart)s are asked for",
                "`%(name)s` is %(num)s days after `%(other)s`, and %(apart)s are asked for",
                lie,
                name=late.name,
                other=early.name,
                apart=apart,
            )
            first = early.day.fromordinal(min(early.day.toordinal() + apart, early.day.max.toordinal()))
            yield Problem(late.span, message, _("write `%(first)s` or a later day", first=first))


@check("FM145", severity=Severity.WARNING)
def nobody_to_reach(document: Document, scope: Scope) -> Iterator[Problem]:
    """Where authors are written as names, one of them at least has a handle.

    A handle is how the others call you when there is a question, and how you may change your own text later.

    Bad::

        ---
        title: Soup on the square
        kind: event
        stage: planned
        authors: [Ana]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup on the square
        kind: event
        stage: planned
        authors: ["Ana (@ana-sample)", Lee]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    name = scope.written("authors")
    rules = scope.fields.get(name)
    field = document.field(name) if rules and rules.type == "person" else None
    if field is None:
        return
    items = field.value.items if isinstance(field.value, Sequence) else (field.value,)
    texts = [item.text for item in items if isinstance(item, Scalar)]
    if any(texts) and not any("(@" in text for text in texts):
        first = texts[0].partition(",")[0].partition("<")[0].strip()
        hint = _('write the handle behind a name: `"%(first)s (@handle)"`', first=first)
        yield Problem(_first_line(field.value.span), _("nobody in `%(name)s` has a handle", name=name), hint)


@check("FM146", severity=Severity.WARNING, guards=True)
def foreign_thread(document: Document, scope: Scope) -> Iterator[Problem]:
    """A thread's address leads to where this community talks.

    The page sends people there to react. In a thread of somebody else's they would talk to strangers, and the votes of
    another place would stand beside this proposal.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        thread: https://github.com/someone/else/issues/7
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        thread: https://github.com/table/cases/issues/7
        ---

        One pot, one long table.
    """
    name = scope.written("thread")
    address = document.text(name)
    if not address.startswith("https://"):
        return
    forge, starts = scope.charter.forge, scope.charter.links.threads
    home = f"{forge.url}/{forge.repository}/"
    is_ours = forge.type == "github" and re.fullmatch(
        rf"{re.escape(home)}(?:issues|pull|discussions)/[1-9][0-9]*(?:#.*)?", address
    )
    field = document.field(name)
    if field and (starts or forge.type == "github") and not is_ours and not address.startswith(starts):
        forms = [f"{start}…" for start in starts] + ([f"{home}issues/7"] if forge.type == "github" else [])
        hint = _("write the thread's number, or an address such as %(words)s", words=spell(forms))
        yield Problem(field.value.span, _("%(address)s is not one of our threads", address=quote(address)), hint)


def _first_line(span: Span) -> Span:
    return span if span.line == span.end_line else Span(span.line, span.column, span.line, span.column + 1)
