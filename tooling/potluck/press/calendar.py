"""The calendar: deadlines as whole days, for whatever program people keep theirs in (RFC 5545, RFC 7986)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from potluck.desk.deadlines import Deadline
from potluck.press.sinks import plain
from potluck.shapes import SoonRow
from potluck.views.community import Community
from potluck.views.happenings import due, soon_row


def calendar(community: Community) -> bytes:
    """All deadlines. Whoever has subscribed sees a day that was changed move: its id stays, and its number grows."""
    found = Calendar()
    found.add("prodid", "-//Potluck//Deadlines//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    name = plain(community.charter.community.name)
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for one in community.once(due):
        found.add_component(_event(one, soon_row(community, one), community.site_url, community.clock))
    return bytes(found.to_ical())


def _event(one: Deadline, row: SoonRow, site_url: str, clock: datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.id}@potluck")
    event.add("dtstamp", clock.astimezone(UTC))
    event.add("sequence", one.times)
    event.add("dtstart", one.on)
    if one.on < one.on.max:  # the day after the last one; a calendar takes a start without an end for one day too
        event.add("dtend", one.on + timedelta(days=1))
    event.add("summary", plain(f"{row.means}: {row.title}"))
    if row.why:
        event.add("description", plain(row.why))
    if one.told:
        event.add("last-modified", datetime(*one.told.timetuple()[:3], tzinfo=UTC))
    if site_url:
        event.add("url", site_url + row.address)
    event.add("transp", "TRANSPARENT")  # a day to know of: nobody is busy all of it
    return event
