"""FM121 to FM125: dates, and the order in which things can have happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import msgspec

from potluck.charter import FieldRules
from potluck.checks.rewording import reword
from potluck.checks.violations import told_as
from potluck.days import likely_day, only_day, possible_days
from potluck.fields import fields_of
from potluck.model import Document, Field, Problem, Reading, Scalar, Sequence, Span
from potluck.model import Mapping as Record
from potluck.register import Scope, Tree, check
from potluck.translation import _
from potluck.words import quote, spell, unquoted


class Dated(msgspec.Struct, frozen=True):
    """A field that holds a day."""

    name: str  # `promised.date` for the field `date` of the record `promised`
    day: date
    span: Span
    rules: FieldRules


def dates_after(document: Document, fields: Mapping[str, FieldRules]) -> Iterator[tuple[Dated, Dated]]:
    """Every date that the charter puts after another one, and that other one, where both are written."""
    yield from _dates_after(document.fields, fields, "")
    for field in document.fields:
        rules = fields.get(field.name)
        if rules and rules.fields and not isinstance(field.value, Scalar):
            for record in field.value.items if isinstance(field.value, Sequence) else (field.value,):
                if isinstance(record, Record):
                    yield from _dates_after(record.fields, rules.fields, f"{field.name}.")


def _dates_after(
    written: tuple[Field, ...], fields: Mapping[str, FieldRules], within: str
) -> Iterator[tuple[Dated, Dated]]:
    ordered = {rules.after for field in written if (rules := fields.get(field.name)) and rules.after}
    if not ordered:
        return
    days = {
        field.name: Dated(f"{within}{field.name}", day, field.value.span, fields[field.name])
        for field in written
        if field.name in fields and isinstance(field.value, Scalar) and (day := _day(field.value.text))
    }
    for late in days.values():
        if late.rules.after in days:
            yield late, days[late.rules.after]


@check("FM121", needs="violations", mend="writes year, month and day, where it can only be one day")
def impossible_date(document: Document, scope: Scope) -> Iterator[Problem]:
    """A date is a day of the calendar, written as year, month and day.

    The fifth of June and the sixth of May look the same in too many countries. Year, month, day is read alike
    everywhere, and sorts by itself.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-02-30
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-02-28
        ---

        One pot, one long table.
    """
    for violation in told_as("impossible-date", document, scope):
        found = violation.found.strip()
        bare = unquoted(found)
        possible = possible_days(bare)
        if meant := likely_day(bare):
            hint = _("write `%(meant)s`: year, month, day", meant=meant)
        elif len(possible) > 1:
            hint = _("write %(words)s, whichever you mean: year, month, day", words=spell(possible))
        elif possible:
            hint = _("the last day of that month is `%(day)s`; write the one that you mean", day=possible[0])
        else:
            hint = _("write year, month and day, such as `2026-05-12`")
        edits = reword(document, violation.span, found, only_day(bare), is_bare=True)
        yield Problem(violation.span, _("%(found)s is not a day of the calendar", found=quote(found)), hint, edits)


@check("FM122")
def dates_out_of_order(document: Document, scope: Scope) -> Iterator[Problem]:
    """What comes later has the later date: first it is brought, then it is tried, decided or promised.

    One of the two dates is a slip. The page shows them on a line, and a decision before the beginning would make every
    reader doubt the rest.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        promised:
          - {date: 2026-06-01, set: 2026-04-01, why: The big pot arrives}
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        promised:
          - {date: 2026-06-01, set: 2026-05-20, why: The big pot arrives}
        ---

        One pot, one long table.
    """
    for late, early in dates_after(document, scope.fields):
        if late.day < early.day:
            message = _(
                "`%(name)s` is %(day)s, and lies before `%(other)s`", name=late.name, day=late.day, other=early.name
            )
            yield Problem(
                late.span, message, _("look at both dates: `%(name)s` is %(day)s", name=early.name, day=early.day)
            )
    created = scope.written("created")
    start = _day(document.text(created))
    for field in document.fields:
        rules = scope.fields.get(field.name)
        # What only the community's own people write is about a proposal that is there already.
        if rules is None or not rules.owner or isinstance(field.value, Scalar):
            continue
        for record in field.value.items if isinstance(field.value, Sequence) else (field.value,):
            if isinstance(record, Record):
                yield from _order(record, field.name, start, created)


def _order(record: Record, name: str, start: date | None, created: str) -> Iterator[Problem]:
    """Dates of one record that lie before the proposal's first day."""
    days = {
        inner.name: (day, inner.value.span)
        for inner in record.fields
        if isinstance(inner.value, Scalar) and (day := _day(inner.value.text))
    }
    for inner, (day, span) in days.items():
        if start and day < start:
            hint = _("look at both dates: `%(created)s` is %(start)s", created=created, start=start)
            yield Problem(
                span,
                _("`%(name)s.%(inner)s` lies before the day on which the proposal was brought", name=name, inner=inner),
                hint,
            )


@check("FM123", over="tree")
def date_ahead(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """What has happened has a date that has come; what is promised lies no further ahead than the charter's limit.

    A new proposal dated next year would stand on top of every list until then. We allow a day, since it is tomorrow
    already for some of us.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2062-05-12
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
    latest = tree.today + timedelta(days=1)
    furthest = tree.today + timedelta(days=tree.charter.limits.ahead)
    fields = {kind: fields_of(rules) for kind, rules in tree.charter.kinds.items()}
    edge = latest.isoformat()
    for reading in tree.readings:
        for written in reading.dates:
            if written.target <= edge:  # ISO dates compare as text
                continue
            day = date.fromisoformat(written.target)
            if not _may_lie_ahead(written.field, fields.get(reading.kind, {})):
                yield (
                    reading,
                    Problem(
                        written.span,
                        _("%(day)s has not come yet", day=day),
                        _("today is %(today)s; write the day it happened", today=tree.today),
                    ),
                )
            elif day > furthest:
                hint = _("promise something before %(furthest)s", furthest=furthest)
                yield (
                    reading,
                    Problem(written.span, _("%(day)s is further ahead than anybody can promise", day=day), hint),
                )


@check("FM124", over="tree")
def date_too_early(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """Nothing is older than the community itself.

    A year typed wrongly puts a proposal at the far end of every list, where nobody looks.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 1926-05-12
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
    since = tree.charter.community.since
    edge = since.isoformat()
    for reading in tree.readings:
        for written in reading.dates:
            if written.target < edge:
                hint = _("the community began on %(since)s; look at the year", since=since)
                yield (
                    reading,
                    Problem(written.span, _("%(target)s lies before the community began", target=written.target), hint),
                )


def _may_lie_ahead(label: str, fields: dict[str, FieldRules]) -> bool:
    """Whether the field that *label* names (`promised.date`) may hold a day to come."""
    rules: FieldRules | None = None
    inside = fields
    for name in label.split("."):
        rules = inside.get(name)
        inside = rules.fields if rules else {}
    return bool(rules and rules.ahead)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if len(text.strip()) == len("2026-05-12") else None
    except ValueError:
        return None
