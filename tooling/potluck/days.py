"""Days: as people write them, and as pages do."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from potluck.model import Proposal, Timeline
from potluck.translation import N_, _

MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
QUARTERS = (N_("Jan–Mar"), N_("Apr–Jun"), N_("Jul–Sep"), N_("Oct–Dec"))
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME = rf"(?P<month>{'|'.join([*MONTHS, *_MONTHS, 'sept'])})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<sign>[-/.]) ?(?P<month>\d{1,2})(?P=sign) ?(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?",
        rf"{_DAY}\.? (?:of )?{_NAME},? (?P<year>\d{{4}})",
        rf"{_NAME} {_DAY},? (?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}}) {_NAME} {_DAY}",
    )
]
_EITHER = re.compile(r"(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4})")


def day(on: date) -> str:
    """`12 May 2026` in the language that is spoken, whatever the machine's own."""
    return _("%(day)s %(month)s %(year)s", day=on.day, month=_(MONTHS[on.month - 1]), year=on.year)


def stamp(at: datetime) -> str:
    """`12 May 2026, 18:04 UTC`."""
    return _("%(day)s, %(time)s UTC", day=day(at), time=f"{at:%H:%M}")


def quarter_of(on: date) -> date:
    """The first day of its three months."""
    return date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)


def month(on: date) -> str:
    """`May 2026`, of any day in it."""
    return _("%(month)s %(year)s", month=_(MONTHS[on.month - 1]), year=on.year)


def quarter(on: date) -> str:
    """`Apr–Jun 2026`, of any day in it."""
    return _("%(months)s %(year)s", months=_(QUARTERS[(on.month - 1) // 3]), year=on.year)


def created_on(proposal: Proposal, timeline: Timeline | None) -> date | None:
    """The day that the front matter tells, else the first commit's; None where nothing tells it."""
    if proposal.created:
        return proposal.created
    created = timeline.created if timeline else None
    return created.astimezone(UTC).date() if created else None


def only_day(text: str) -> str:
    """The one day that *text* can mean, as ISO text; "" where it could be two, as `05/06/2026`, or is none.

    The day of a moment is the one that is written, whatever its time zone.
    """
    text = " ".join(text.split())
    if either := _EITHER.fullmatch(text):
        first, __, second, year = either.groups()
        days = {_iso(year, first, second), _iso(year, second, first)} - {""}
        return days.pop() if len(days) == 1 else ""
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _iso(found["year"], found["month"], found["day"])
    return ""


def likely_day(text: str) -> str:
    """The day that *text* means most likely: between dots the day comes first, as wherever dots are used."""
    dotted = _EITHER.fullmatch(" ".join(text.split()))
    return _iso(dotted[4], dotted[3], dotted[1]) if dotted and dotted[2] == "." else only_day(text)


def possible_days(text: str) -> list[str]:
    """The two days that `05/06/2026` can mean, or the last one of the month that *text* goes past; none otherwise."""
    text = " ".join(text.split())
    if either := _EITHER.fullmatch(text):
        first, __, second, year = either.groups()
        return sorted({_iso(year, first, second), _iso(year, second, first)} - {""})
    for form in _FORMS:
        if (found := form.fullmatch(text)) and _iso(found["year"], found["month"], "1"):
            return [day for last in ("31", "30", "29", "28") if (day := _iso(found["year"], found["month"], last))][:1]
    return []


def _iso(year: str, month: str, day: str) -> str:
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return ""
