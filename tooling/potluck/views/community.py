"""Everything that is known of a community at one moment, and the small pieces that all pages share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import blake2b, sha256
from typing import Any, TypeVar, cast
from urllib.parse import quote

import msgspec

from potluck.charter import Charter, KindRules
from potluck.charter.model import PersonRules
from potluck.days import created_on
from potluck.desk.triage import Alike
from potluck.mechanisms import settings_of
from potluck.mechanisms.votes import bar_of
from potluck.model import Arrival, Ballot, Diagnostic, Person, Proposal, Reading, Severity, Talk, Tally, Timeline
from potluck.opened import Opened
from potluck.shapes import Bar, Chip, Fix, Link, Row, Who
from potluck.tally import Count, days_reached, trend_of
from potluck.views.places import AS_BROUGHT, make_slug_beside, onward_of, person_place, stage_place, tag_place
from potluck.wording import Words
from potluck.words import without_addresses

EMPTY_COUNT = Count(Tally())
NO_TIMELINE = Timeline()
Made = TypeVar("Made")


class Community(msgspec.Struct, frozen=True, dict=True):
    """The community as the pages show it: every value comes from the files, the history and the clock."""

    charter: Charter
    readings: tuple[Reading, ...]
    proposals: Mapping[str, Proposal]  # by slug, of those whose body is printed
    counts: Mapping[str, Count]  # by slug
    timelines: Mapping[str, Timeline]  # by path
    history_note: str
    problems: Mapping[str, tuple[Diagnostic, ...]]  # by path
    clock: datetime
    ledger_at: datetime | None
    files: frozenset[str]
    site_url: str = ""
    ballots: tuple[Ballot, ...] = ()
    door: tuple[Arrival, ...] = ()  # as the ledger has them
    talk: tuple[Talk, ...] = ()
    opened: tuple[Opened, ...] = ()
    taken: frozenset[str] = frozenset()  # addresses, without the last slash, of the community's own pages
    alike: tuple[Alike, ...] = ()  # what may be the same as another
    quote_line: Callable[[str, int], str] = lambda path, line: ""
    read_versions: Callable[[str, Sequence[str]], list[Words | None]] = lambda path, ids: [None for _ in ids]

    @cached_property
    def newest_first(self) -> tuple[Proposal, ...]:
        """Every proposal, the newest first; of one day by slug."""
        return tuple(
            sorted(self.proposals.values(), key=lambda proposal: (-self.created_ordinal(proposal), proposal.slug))
        )

    def created(self, proposal: Proposal) -> date | None:
        """The day that the front matter tells, else the first commit's."""
        return created_on(proposal, self.timeline(proposal))

    def created_ordinal(self, proposal: Proposal) -> int:
        """The same as a number that sorts; 0 where nothing tells it."""
        created = self.created(proposal)
        return created.toordinal() if created else 0

    def timeline(self, proposal: Proposal) -> Timeline:
        """What git knows of it."""
        return self.timelines.get(proposal.path, NO_TIMELINE)

    def made_of(self, proposal: Proposal) -> bytes:
        """What everything that we print of *proposal* alone depends on, in short: while it stays, nothing is made anew.

        What all proposals depend on (the charter, the ledger's time, this Potluck) is the same for each, and not here.
        """
        if proposal.slug not in self._makings:  # its page and its file in the API ask
            made_of = msgspec.msgpack.encode(self._made_of(proposal))
            self._makings[proposal.slug] = blake2b(made_of, digest_size=16).digest()
        return self._makings[proposal.slug]

    @cached_property
    def _makings(self) -> dict[str, bytes]:
        return {}

    def _made_of(self, proposal: Proposal) -> tuple[Any, ...]:
        changes, count = self.timeline(proposal).changes, self.count(proposal)
        return (
            proposal.digest,
            proposal.path,
            proposal.slug,
            proposal.thread,
            (count.tally, count.sources, count.voices, count.comments),
            list(self.beside(proposal)),
            self.days_reached(proposal),
            len(changes),
            changes[-1].commit if changes else "",
            self.problems.get(proposal.path, ()),
            [login for login in self._named_in(proposal) if login in self.people_with_page],
        )

    def days_reached(self, proposal: Proposal) -> dict[int, date]:
        """Since when so many are for it as its milestones ask: the tally can stay the same while these change."""
        if "votes" not in self.rules(proposal).mechanisms:
            return {}
        return days_reached(self.count(proposal), self.settings(proposal.kind, "votes").asked)

    def _named_in(self, proposal: Proposal) -> Iterator[str]:
        """The logins, in lower case, that its page names."""
        yield from (author.login.lower() for author in proposal.authors)
        yield from (credit.login.lower() for credit in proposal.credits)
        yield from (
            str(value["by"]).lower() for value in proposal.more.values() if isinstance(value, dict) and "by" in value
        )
        for change in self.timeline(proposal).changes:
            yield from (login.lower() for login in (change.login, *change.co_authors))

    def settings(self, kind: str, mechanism: str) -> Any:
        """What the charter sets for a mechanism of a kind; validated once."""
        key = (kind, mechanism)
        if key not in self._settings:
            self._settings[key] = settings_of(mechanism, self.charter.kinds[kind])
        return self._settings[key]

    @cached_property
    def _settings(self) -> dict[tuple[str, str], Any]:
        return {}

    def count(self, proposal: Proposal) -> Count:
        """Its ballots as counts of people."""
        return self.counts.get(proposal.slug, EMPTY_COUNT)

    def beside(self, proposal: Proposal) -> Iterator[tuple[str, str, Tally]]:
        """What was merged here and cannot be added: title, address, and what people said there."""
        for source in self.count(proposal).sources:
            if (
                not source.is_counted
                and source.cast_on != proposal.slug
                and (other := self.proposals.get(source.cast_on))
            ):
                yield other.title, self.address(other), self.count(other).tally

    def trend(self, proposal: Proposal) -> float | None:
        """What its voices weigh at the clock; None where counts do not say when they were given."""
        if proposal.slug not in self._trends:  # the first page and the API ask
            self._trends[proposal.slug] = trend_of(self.count(proposal).supported_at, self.charter, self.clock)
        return self._trends[proposal.slug]

    @cached_property
    def _trends(self) -> dict[str, float | None]:
        return {}

    def rules(self, proposal: Proposal) -> KindRules:
        """What the charter says of its kind."""
        return self.charter.kinds[proposal.kind]

    # --- addresses, relative to the site's root ---

    @cached_property
    def _kind_of_folder(self) -> dict[str, str]:
        return {("" if rules.folder == "." else rules.folder): kind for kind, rules in self.charter.kinds.items()}

    def address(self, reading: Reading | Proposal) -> str:
        """Where its page is, whether its body is printed or not. What lives on in another gives its own address up."""
        if reading.path not in self._addresses:  # every link to it asks
            home = self.home(reading)
            own = f"{home.rstrip('/')}{AS_BROUGHT}/"
            self._addresses[reading.path] = own if self._lives_on(reading) else home
        return self._addresses[reading.path]

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {}

    def home(self, reading: Reading | Proposal) -> str:
        """The address that it was given, and keeps for good: there it is, or the one in which it lives on."""
        folder = reading.folder if isinstance(reading, Reading) else ""
        kind = reading.kind or self._kind_of_folder.get(folder) or next(iter(self.charter.kinds))
        place = f"{self.charter.kind_place(kind)}/{reading.slug}"
        # The community's own page keeps its address; nobody's file name can take it, or stop the site.
        return f"{make_slug_beside(place, reading.path) if place in self.taken else place}/"

    def _lives_on(self, reading: Reading | Proposal) -> bool:
        proposal = self.proposals.get(reading.slug)
        return proposal is not None and proposal.path == reading.path and reading.slug in self.onward

    @cached_property
    def onward(self) -> Mapping[str, Proposal]:
        """What lives on in another, by slug, and the last of those that it leads to; none of a circle."""
        return onward_of(self.proposals)

    @cached_property
    def place_of_file(self) -> Mapping[str, str]:
        """The address of every proposal by its file's path."""
        return {reading.path: self.address(reading) for reading in self.readings}

    def place_of(self, path: str) -> str:
        """The address to which a link to *path* leads: a proposal by its file, its folder or its name; "" for none."""
        by_file = self.place_of_file
        name = path.rsplit("/", 1)[-1]
        reading = self._by_name.get(name[:-3]) if name.endswith(".md") else None
        return by_file.get(path) or by_file.get(f"{path}/index.md") or (self.address(reading) if reading else "")

    @cached_property
    def _by_name(self) -> Mapping[str, Reading]:
        names: dict[str, Reading] = {}
        for reading in self.readings:
            for name in (reading.slug, *(alias.target for alias in reading.aliases)):
                names.setdefault(name, reading)
        return names

    def edit_address(self, path: str) -> str:
        """Where the forge lets somebody change a file; "" without a forge."""
        forge = self.charter.forge
        return f"{forge.home}/edit/{forge.branch}/{quote(os.fsencode(path))}" if forge.home else ""

    def change_address(self, commit: str, path: str) -> str:
        """Where the forge shows what a commit did to a file; "" without a forge."""
        home = self.charter.forge.home  # GitHub names each file's place on the page by the digest of its path
        return f"{home}/commit/{commit}#diff-{sha256(os.fsencode(path)).hexdigest()}" if home else ""

    # --- pieces ---

    def kind_chip(self, kind: str, *, plural: bool = False) -> Chip:
        """A kind, linking to its list."""
        rules = self.charter.kinds[kind]
        name = (rules.plural or rules.name) if plural else rules.name
        return Chip(kind, name, "", rules.means, f"{self.charter.kind_place(kind)}/")

    def stage_chip(self, kind: str, stage: str) -> Chip:
        """A stage, linking to the list of what stands there."""
        if chip := self._chips.get((kind, stage)):
            return chip
        rules = self.charter.kinds[kind].stages.get(stage)
        name = (rules.name if rules else "") or stage[:1].upper() + stage[1:].replace("-", " ")
        address = stage_place(stage) + "/"
        chip = Chip(stage, name, rules.tone if rules else "open", rules.means if rules else "", address)
        return self._chips.setdefault((kind, stage), chip)

    @cached_property
    def _chips(self) -> dict[tuple[str, str], Chip]:
        return {}

    @cached_property
    def people_with_page(self) -> frozenset[str]:
        """Logins, in lower case, for whom the site has a page: who brought or helped, and who holds a role."""
        logins = {author.login for proposal in self.proposals.values() for author in proposal.authors}
        logins |= {credit.login for proposal in self.proposals.values() for credit in proposal.credits}
        logins |= {login for rules in self.charter.roles.values() for login in rules.people}
        return frozenset(login.lower() for login in logins if login)

    def who(self, login: str, name: str = "") -> Who:
        """A person as pages name them; someone, where the login is empty and no name is given."""
        rules = self._people.get(login.lower())
        has_page = login.lower() in self.people_with_page
        shown = (rules.name if rules else "") or name or login
        return Who(login, shown, person_place(login) + "/" if has_page else "", bool(rules and rules.firm))

    @cached_property
    def _people(self) -> Mapping[str, PersonRules]:
        return {login.lower(): rules for login, rules in self.charter.people.items()}

    def authors(self, proposal: Proposal) -> tuple[Who, ...]:
        """Who brought it."""
        return tuple(self.person(author) for author in proposal.authors)

    def person(self, person: Person) -> Who:
        """Somebody whom a front matter names."""
        return self.who(person.login, person.name)

    def bar(self, proposal: Proposal) -> Bar | None:
        """Its voices; None where its kind has no votes."""
        if "votes" not in self.rules(proposal).mechanisms:
            return None
        return bar_of(self.count(proposal).tally)

    def tags(self, proposal: Proposal) -> tuple[Link, ...]:
        """Its tags, each linking to its list."""
        return tuple(Link(tag, tag_place(tag) + "/", self.charter.tags.get(tag, "")) for tag in proposal.tags)

    def changed(self, proposal: Proposal) -> date | None:
        """The day of its last commit."""
        changes = self.timeline(proposal).changes
        return changes[-1].at.astimezone(UTC).date() if changes else None

    def once(self, make: Callable[[Community], Made]) -> Made:
        """What *make* gives for this community: several pages are made from it, and it is made once."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("Made", self._made[make])

    @cached_property
    def _made(self) -> dict[Callable[[Community], Any], Any]:
        return {}

    @cached_property
    def _rows(self) -> dict[str, Row]:
        return {}

    def row(self, proposal: Proposal) -> Row:
        """It as one line of a list; made once, since every proposal stands in several lists."""
        row = self._rows.get(proposal.slug)
        if row is None:
            row = self._rows[proposal.slug] = self._make_row(proposal)
        return row

    def _make_row(self, proposal: Proposal) -> Row:
        return Row(
            slug=proposal.slug,
            address=self.address(proposal),
            title=proposal.title,
            summary=proposal.summary,
            kind=self.kind_chip(proposal.kind),
            stage=self.stage_chip(proposal.kind, proposal.stage),
            authors=self.authors(proposal),
            created=self.created(proposal),
            changed=self.changed(proposal),
            tags=self.tags(proposal),
            bar=self.bar(proposal),
            has_problems=any(one.severity is Severity.ERROR for one in self.problems.get(proposal.path, ())),
            language=proposal.language if proposal.language != self.charter.community.languages[0] else "",
        )

    def fixes(self, path: str, *, quotes: bool = True) -> tuple[Fix, ...]:
        """What a document still needs. Of one whose text is not published, no line is quoted either.

        People's mail addresses stand in the lines and words that are quoted, and are on no page (SEC-028).
        """
        return tuple(
            Fix(
                code=diagnostic.code,
                message=without_addresses(diagnostic.message),
                hint=without_addresses(diagnostic.hint),
                line=diagnostic.line,
                help_address=f"checks/{diagnostic.code.lower()}/",
                quote=without_addresses(self.quote_line(path, diagnostic.line)) if quotes else "",
            )
            for diagnostic in self.problems.get(path, ())
        )


def distinct(items: Iterable[str]) -> tuple[str, ...]:
    """*items* without repetition, in their order."""
    return tuple(dict.fromkeys(items))
