"""Feeds and the calendar on the site: where they lie, who finds them, and what stays from build to build."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from icalendar import Calendar
from lxml import etree
from tests.support.community import CHARTER, Small
from tests.support.feeds import ATOM, faults_of_feed
from tests.support.pages import by_class, elements, parse, text_of
from tests.support.repository import Repository

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
SITE = "https://small.example/table/"
OLD, NEW = "proposals/ideas/soup-night.md", "proposals/ideas/stock-night.md"
NASTY = "A “b” & <c>; d, e\\n f"
PARKS = CHARTER.replace(
    "      suggested: {to: [launched, declined]}\n",
    "      suggested: {to: [launched, declined, parked]}\n      parked: {to: [suggested], tone: rest, desk: park}\n",
)


class Table:
    """A small community in git: a soup night that is launched with a reason, and a stew night that is promised."""

    def __init__(self, root: Path) -> None:
        self.small = Small(root, charter=PARKS)
        self.repository = Repository(root)
        self.small.write({".gitignore": "site/public/\n"})
        self.small.idea("soup-night", tags=["soup", "Tea & <b>"])
        self.small.idea("stew-night", NASTY, authors=["lee-sample"], promised=[self.day("2026-07-02", "2026-06-01")])
        self.commit("ana", 1)
        self.small.idea("soup-night", stage="launched", tags=["soup", "Tea & <b>"], decision=self.yes())
        self.commit("mara-sample", 10)

    @staticmethod
    def day(on: str, told: str) -> dict[str, str]:
        """A promised date."""
        return {"date": on, "set": told, "why": f"Because {NASTY}"}

    @staticmethod
    def yes() -> dict[str, str]:
        """A decision."""
        return {"by": "mara-sample", "date": "2026-06-10", "reason": "cheap-to-try", "says": "We begin on Tuesday."}

    def commit(self, by: str, day: int) -> None:
        """All that lies there, on a day of June."""
        by = f"1+{by}@users.noreply.github.com"
        self.repository.commit({}, by=by, at=datetime(2026, 6, day, 9, tzinfo=UTC))

    def build(self) -> int:
        """Files made anew."""
        return self.small.build(NOW).written

    def feed(self, place: str = "") -> Any:
        """A feed, by the reader that most programs read with; it has no complaint."""
        found = feedparser.parse(self.small.read(f"{place}feed.xml"))
        assert not found.bozo, found
        return found

    def dates(self) -> dict[str, Any]:
        """The calendar's events, by their address."""
        calendar = Calendar.from_ical(self.small.read("calendar.ics"))
        return {str(event["url"]): event for event in calendar.walk("VEVENT")}


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Built once."""
    made = Table(tmp_path / "table")
    made.build()
    return made


def tagged(page: Any, name: str) -> list[Any]:
    """The elements of that name."""
    return [element for element in elements(page) if element.tag == name]


def titles(feed: Any) -> list[str]:
    """What its entries are called."""
    return [entry.title for entry in feed.entries]


# --- Feeds -----------------------------------------------------------------------------------------------------------


def test_every_change_of_stage_is_an_entry_with_its_reason(table: Table) -> None:
    """Who, when, from where to where, and why; the newest first."""
    first = table.feed().entries[0]
    assert first.title == "Soup night: yes, Suggested → Launched"
    assert first.summary == (
        "Yes, Suggested → Launched, 10 June 2026, by mara-sample: It costs little to find out. We begin on Tuesday."
    )
    assert (first.author, first.link, first.updated) == (
        "mara-sample", f"{SITE}ideas/soup-night/", "2026-06-10T09:00:00+00:00",
    )  # fmt: skip
    assert table.feed().feed.updated == first.updated


@pytest.mark.parametrize(
    ("place", "found"),
    [
        pytest.param("tags/soup/", ["Soup night: yes, Suggested → Launched", "Soup night"], id="a-tag"),
        pytest.param("people/mara-sample/", ["Soup night: yes, Suggested → Launched"], id="who-decided"),
        pytest.param("people/ana-sample/", ["Soup night: yes, Suggested → Launched", "Soup night"], id="who-brought"),
        pytest.param("stages/launched/", ["Soup night: yes, Suggested → Launched"], id="a-stage"),
        pytest.param("stages/declined/", [], id="a-stage-that-nothing-came-to"),
    ],
)
def test_a_tag_a_person_and_a_stage_have_a_feed_on_their_page(table: Table, place: str, found: list[str]) -> None:
    """Feed readers find it in the page's head, before the community's; people find a link."""
    feed = table.feed(place)
    assert titles(feed) == found
    assert {link.rel: link.href for link in feed.feed.links} == {
        "alternate": f"{SITE}{place}",
        "self": f"{SITE}{place}feed.xml",
    }
    page = parse(table.small.page(place))
    heads = [link.get("href") for link in tagged(page, "link") if link.get("type") == "application/atom+xml"]
    assert heads == [f"../../{place}feed.xml", "../../feed.xml"]
    (link,) = by_class(page, "pl-follow")
    assert text_of(link).strip() == "Follow this in a feed reader"


def test_one_thing_has_one_id_in_all_feeds(table: Table) -> None:
    """So that who follows two of them reads it once."""
    all_of_them = {entry.id for entry in table.feed().entries}
    assert len(all_of_them) == 3
    assert {entry.id for entry in table.feed("tags/soup/").entries} < all_of_them


def test_a_new_name_and_a_new_title_leave_the_ids_as_they_are(table: Table) -> None:
    """Feed readers show nothing twice."""
    before = {entry.id for entry in table.feed().entries}
    (table.small.root / OLD).unlink()
    table.small.idea(
        "stock-night", "Stock night", stage="launched", tags=["soup", "Tea & <b>"],
        aliases=["soup-night"], decision=table.yes(),
    )  # fmt: skip
    table.commit("ana", 20)
    table.build()
    after = table.feed()
    assert {entry.id for entry in after.entries} == before
    assert titles(after)[0] == "Stock night: yes, Suggested → Launched"


def test_feeds_are_made_anew_where_something_happened(table: Table) -> None:
    """And nowhere else: whoever fetches one that is as it was is told so."""

    def known() -> dict[str, tuple[int, int]]:
        return {
            path.relative_to(table.small.site).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino)
            for path in table.small.site.rglob("feed.xml")
        }

    before = known()
    assert table.build() == 0
    table.small.idea("stew-night", NASTY, authors=["lee-sample"], stage="declined", decision=table.yes())
    table.commit("mara-sample", 20)
    table.build()
    changed = {place for place, stamp in known().items() if before[place] != stamp}
    assert changed == {
        "feed.xml", "stages/declined/feed.xml", "people/lee-sample/feed.xml", "people/mara-sample/feed.xml",
    }  # fmt: skip


def test_a_reason_that_is_written_anew_is_read_anew(table: Table) -> None:
    """In every feed that has it: nothing else of the entry has changed."""
    decision = table.yes() | {"says": "We begin on Wednesday."}
    table.small.idea("soup-night", stage="launched", tags=["soup", "Tea & <b>"], decision=decision)
    table.commit("mara-sample", 20)
    table.build()
    for place in ("", "tags/soup/", "people/ana-sample/", "people/mara-sample/", "stages/launched/"):
        assert table.feed(place).entries[0].summary.endswith("We begin on Wednesday."), place


def test_every_feed_is_atom_as_its_standard_has_it(table: Table) -> None:
    """RFC 4287: its grammar; an author for every entry, whole addresses, no id twice in one feed."""
    places = sorted(table.small.site.rglob("feed.xml"))
    assert len(places) > 8
    for path in places:
        place = path.relative_to(table.small.site).as_posix()
        assert list(faults_of_feed(path.read_bytes(), SITE + place)) == [], place
        for link in etree.fromstring(path.read_bytes()).iter(f"{{{ATOM['a']}}}link"):
            assert str(link.get("href")).startswith(SITE)


def test_what_is_taken_down_or_merged_is_in_no_feed_of_its_old_words(table: Table) -> None:
    """From the next build on."""
    table.small.write({"proposals/ideas/stew-night.md": "---\ntaken-down: {date: 2026-06-20, reason: spam}\n---\n"})
    table.commit("mara-sample", 20)
    table.build()
    for path in (*table.small.site.rglob("feed.xml"), table.small.site / "calendar.ics"):
        assert "lee-sample" not in path.read_text("utf-8"), path
        assert "A “b”" not in path.read_text("utf-8"), path


# --- The calendar ----------------------------------------------------------------------------------------------------


def test_a_promised_day_is_a_whole_day_of_the_calendar(table: Table) -> None:
    """SEC-047: what people wrote stays one line of text. With its page; nobody is busy for it."""
    (event,) = table.dates().values()
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 7, 2), date(2026, 7, 3))
    assert str(event["summary"]) == f"Promised: {NASTY}"
    assert str(event["description"]).startswith("Because A “b” & <c>; d, e\\n ")
    assert (event["transp"], event["sequence"], event["url"]) == ("TRANSPARENT", 0, f"{SITE}ideas/stew-night/")
    assert event["dtstamp"].dt == NOW


def test_a_day_that_is_changed_moves_in_the_calendars_of_who_subscribed(table: Table) -> None:
    """RFC 5545: the same UID, a higher SEQUENCE; also under another name, and once it is parked."""
    (before,) = table.dates().values()
    (table.small.root / "proposals/ideas/stew-night.md").unlink()
    days = [table.day("2026-07-02", "2026-06-01"), table.day("2026-09-01", "2026-06-25")]
    table.small.idea("goulash", NASTY, stage="parked", authors=["lee-sample"], aliases=["stew-night"], promised=days)
    table.commit("mara-sample", 25)
    table.build()
    (after,) = table.dates().values()
    assert (after["uid"], after["sequence"]) == (before["uid"], 1)
    assert after["dtstart"].dt == date(2026, 9, 1)
    assert str(after["summary"]).startswith("We look again: ")
    assert after["last-modified"].dt == datetime(2026, 6, 25, tzinfo=UTC)


def test_no_line_of_a_calendar_is_longer_than_its_standard_has_it(table: Table) -> None:
    """75 bytes and CRLF, whatever a title holds."""
    raw = table.small.read("calendar.ics")
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in raw.split(b"\r\n"))


def test_the_calendar_without_deadlines_is_one_too(tmp_path: Path) -> None:
    """Whoever subscribes on the first day gets what comes."""
    small = Small(tmp_path / "table")
    small.build()
    calendar = Calendar.from_ical(small.read("calendar.ics"))
    assert calendar.walk("VEVENT") == []
    assert (calendar["name"], calendar["method"]) == ("Small Table", "PUBLISH")


def test_the_first_page_says_how_to_follow_and_what_is_due(table: Table) -> None:
    """Beside the days, the feed and the calendar; the desk and what is promised lead there too."""
    page = parse(table.small.page(""))
    (part,) = by_class(page, "pl-following")
    words = " ".join(text_of(part).split())
    assert words.startswith("Follow along What is due next. Promised2 July 2026in 2 days A “b”")
    assert {link.get("href") for link in tagged(part, "a")} == {"ideas/stew-night/", "feed.xml", "calendar.ics"}
    for place in ("desk", "ideas/stew-night"):
        assert 'calendar.ics"' in table.small.page(place)


def test_a_site_without_an_address_has_feeds_that_lead_to_its_pages(tmp_path: Path) -> None:
    """By ways from the feed's own place."""
    small = Small(tmp_path / "table")
    small.write({"mkdocs.yml": (small.root / "mkdocs.yml").read_text("utf-8").replace("site_url:", "#")})
    small.idea("soup-night", tags=["soup"])
    small.build()
    feed = etree.fromstring(small.read("tags/soup/feed.xml"))
    assert feed.xpath("string(a:entry/a:link/@href)", namespaces=ATOM) == "../../ideas/soup-night/"
