"""The digest for people and programs: since when, about what, and as JSON, Markdown and plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from potluck.charter_schema import DIALECT
from potluck.desk.deadlines import Deadline, Sort
from potluck.desk.digest import About, Digest
from potluck.desk.happened import Happened, What
from potluck.diagnostics import neutral
from potluck.errands.waiting import Row, row_of
from potluck.history.repository import HistoryError, Repository, seconds
from potluck.model import PotluckError
from potluck.press.sinks import atom
from potluck.translation import _, ngettext
from potluck.views import Community
from potluck.views.digest import DigestPage, Line, Section
from potluck.views.feeds import Feed, feed_entry
from potluck.views.happenings import soon_row
from potluck.words import did_you_mean, quote, visible

VERSION = 1  # of the JSON: raised when a name or its meaning changes
_SPAN = re.compile(r"(\d{1,4})([dw])")


class Event(msgspec.Struct, kw_only=True):
    """One thing that happened. `was` and `to` are stages, empty where it stayed; `id` is the feed's."""

    what: What
    id: str
    slug: str
    kind: str
    title: str
    url: str
    at: datetime
    by: list[str]
    was: str
    to: str
    commit: str
    answer: str
    reason: str
    says: str


class Due(msgspec.Struct, kw_only=True):
    """One day that is near, or past with something owed. `slug` is empty where it is the same for all of a kind."""

    sort: Sort
    on: date
    days: int
    slug: str
    kind: str
    title: str
    url: str
    why: str
    changed: int


class DigestFile(msgspec.Struct, kw_only=True):
    """What came, moved, was decided, is soon due and waits, from `since` to `clock`."""

    version: int
    community: str
    clock: datetime
    since: datetime
    tag: str
    person: str
    happened: list[Event]
    soon: list[Due]
    waiting: list[Row]


def since_of(root: Path, text: str, clock: datetime) -> datetime:
    """The moment that *text* means: a day, a time, a span before *clock*, or what follows a commit."""
    if span := _SPAN.fullmatch(text):
        return clock - timedelta(days=int(span[1]) * (7 if span[2] == "w" else 1))
    try:
        moment = datetime.fromisoformat(text)
        found = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        found = _after_commit(root, text)
    if found > clock:
        raise PotluckError(f"{quote(text)} is after the clock, {clock:%Y-%m-%d %H:%M} UTC; give an earlier day")
    return found


def _after_commit(root: Path, text: str) -> datetime:
    try:
        repository = Repository.open(root)
        answer = repository.ask("log", "-1", "--no-show-signature", "--format=%ct", repository.commit(text), "--")
    except HistoryError:
        hint = "write a day as 2026-05-12, a span as 7d or 2w, or the name of a commit, branch or tag"
        raise PotluckError(f"{quote(text)} tells no time; {hint}") from None
    return datetime.fromtimestamp(seconds(answer.strip()) + 1, UTC)  # what that commit brought was told before


def about_of(community: Community, tag: str, person: str) -> About:
    """What a digest is about; a PotluckError where nothing has that tag, or nobody that login."""
    tags = sorted({one for proposal in community.proposals.values() for one in proposal.tags})
    if tag and tag.casefold() not in {one.casefold() for one in tags}:
        raise PotluckError(
            f"nothing has the tag {quote(tag)}; {did_you_mean(tag, tags, 'the page of tags has them all')}"
        )
    logins = {one.lower() for timeline in community.timelines.values() for one in timeline.people}
    logins |= {one.login.lower() for one in community.ballots} | community.people_with_page
    if person and person.lower() not in logins:
        hint = did_you_mean(person, sorted(community.people_with_page), "the page of people has them all")
        raise PotluckError(f"nobody here is called {quote(person)}; {hint}")
    return About(tag, person)


def schema() -> dict[str, object]:
    """The JSON Schema of what `--format json` prints."""
    return {"$schema": DIALECT, **msgspec.json.schema(DigestFile)}


def as_json(community: Community, found: Digest) -> str:
    """For programs: all of it."""
    happened = sorted((*found.came, *found.moved, *found.decided), key=lambda one: (-one.at.timestamp(), one.id))
    told = DigestFile(
        version=VERSION,
        community=community.charter.community.name,
        clock=found.until,
        since=found.since,
        tag=found.about.tag,
        person=found.about.person,
        happened=[_event(community, one) for one in happened],
        soon=[_due(community, one) for one in found.soon],
        waiting=[row_of(one, community.proposals[one.slug]) for one in found.waiting],
    )
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode()


def _event(community: Community, one: Happened) -> Event:
    proposal = community.proposals[one.slug]
    return Event(
        what=one.what,
        id=one.id,
        slug=one.slug,
        kind=proposal.kind,
        title=proposal.title,
        url=community.site_url + community.address(proposal),
        at=one.at,
        by=list(one.by),
        was=one.was,
        to=one.stage,
        commit=one.commit,
        answer=one.answer,
        reason=one.reason,
        says=one.says,
    )


def _due(community: Community, one: Deadline) -> Due:
    row = soon_row(community, one)
    return Due(
        sort=one.sort,
        on=one.on,
        days=row.days,
        slug=one.slug,
        kind=one.kind,
        title=row.title,
        url=community.site_url + row.address,
        why=row.why,
        changed=one.times,
    )


def as_atom(community: Community, found: Digest, title: str) -> bytes:
    """For a feed reader: what happened, not what is to come."""
    happened = sorted((*found.came, *found.moved, *found.decided), key=lambda one: (-one.at.timestamp(), one.slug))
    entries = tuple(feed_entry(community, one) for one in happened)
    feed = Feed("digest.xml", title, "", "", entries, entries[0].at if entries else found.since)
    return atom(feed, community.site_url, community.charter.community.languages[0])


def as_markdown(page: DigestPage) -> str:
    """For a message or an issue. What people wrote stays words: it mentions nobody and begins nothing."""
    return "\n".join(_markdown(page)) + "\n"


def _markdown(page: DigestPage) -> Iterator[str]:
    yield f"**{neutral.prose(page.title)}**"
    yield from ("", page.summary)
    for section in page.sections:
        yield from ("", f"### {section.name}", "")
        yield from map(_item, section.lines)
        if section.more:
            yield f"- {_more(section)}"
    yield from ("", *_foot(page, neutral.prose))


def _item(line: Line) -> str:
    title = neutral.prose(line.title, 120)
    named = f"[{title}]({line.address})" if line.address else title
    says = f": {neutral.prose(line.says)}" if line.says else ""
    return f"- {named}. {neutral.prose(line.head)}{says}"


def as_text(page: DigestPage) -> str:
    """For a terminal, and for mail programs that show no HTML."""
    return "\n".join(_text(page)) + "\n"


def _text(page: DigestPage) -> Iterator[str]:
    yield _in_one_line(page.title)
    yield from ("", page.summary)
    for section in page.sections:
        yield from ("", section.name.upper())
        for line in section.lines:
            says = f": {line.says}" if line.says else ""
            yield from ("", f"* {_in_one_line(line.title)}", f"  {_in_one_line(line.head + says)}")
            yield from [f"  {line.address}"] if line.address else []
        yield from ["", _more(section)] if section.more else []
    yield from ("", *_foot(page, _in_one_line))


def _more(section: Section) -> str:
    return ngettext("… and %(num)s more", "… and %(num)s more", section.more)


def _foot(page: DigestPage, plain: Callable[[str], str]) -> Iterator[str]:
    yield from (plain(words) for words in (page.note, page.notice) if words)
    yield _("By the clock of %(time)s.", time=f"{page.as_of:%Y-%m-%d %H:%M} UTC")


def _in_one_line(text: str) -> str:
    return visible(" ".join(text.split()))
