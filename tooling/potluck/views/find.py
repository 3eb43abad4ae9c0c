"""What lists are found, chosen from and put in order by: a compact table of all proposals, and their sentences apart.

A column a field, a place in it a proposal, the newest first. Words that many share stand once and are numbered; days
are counted back from the day of the clock. The form is written down in the handbook, under "Finding".
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from hashlib import blake2b
from itertools import pairwise
from typing import Generic, TypeVar

import msgspec

from potluck.shapes import Chip, Row, Who
from potluck.tally import rank
from potluck.views.community import Community
from potluck.views.home import by_trend
from potluck.views.lists import wants_help
from potluck.views.rankings import contenders_of

FIND_VERSION = 1
TABLE = "search/table.js"
PART = 1_000  # sentences in one file: a page asks for those of the rows that it shows

Shared = TypeVar("Shared")
_APART = re.compile(r"[^a-z0-9]+")  # as in find/table.js


class FindKind(msgspec.Struct, array_like=True):
    """A kind: its word, its name, that of many, where its list is, and whether people vote on it."""

    word: str
    name: str
    plural: str
    place: str
    has_votes: bool


class FindStage(msgspec.Struct, array_like=True):
    """A stage of one kind, by the kind's number."""

    kind: int
    word: str
    name: str
    tone: str
    place: str


class FindPerson(msgspec.Struct, array_like=True):
    """Somebody who brought something. `place` is "" without a page, `login` where only a name is known."""

    name: str
    login: str
    place: str
    is_firm: bool


class FindTable(msgspec.Struct, kw_only=True):
    """All proposals, a column a field."""

    version: int
    day: date  # from which days are counted back
    kinds: list[FindKind]
    stages: list[FindStage]
    tags: list[tuple[str, str]]  # name, and where its list is
    people: list[FindPerson]
    title: list[str]
    address: list[str | int]  # below the kind's place; 0 where it is made of the title
    stage: list[int]
    tagged: list[list[int]]
    by: list[list[int]]
    created: list[
        int
    ]  # days before the one in front of it (of the first: before `day`); those at the end without any are not here
    changed: list[int | None]  # days before `day`
    support: list[int]
    against: list[int]
    unsure: list[int]
    trending: list[int]  # proposals, by number, in this order; those that are not here have no place in it
    divided: list[int]
    needs: list[int]  # proposals that ask for help, and whose way has not ended
    faulty: list[int]
    languages: dict[str, list[int]]  # those in another than the site's
    part: int
    sentences: list[str]  # where each part lies


def find_files(community: Community) -> Iterator[tuple[str, bytes]]:
    """The table and its sentences, with their places."""
    rows = [community.row(proposal) for proposal in community.newest_first]
    parts = list(_sentences(rows))
    yield from parts
    yield TABLE, script_of(TABLE, find_table(community, rows, [place for place, _ in parts]))


def _sentences(rows: list[Row]) -> Iterator[tuple[str, bytes]]:
    """Files named after what is in them: one that lies in a browser from before fits no other table."""
    for start in range(0, len(rows), PART):
        said = [row.summary for row in rows[start : start + PART]]
        name = blake2b(msgspec.json.encode(said), digest_size=6).hexdigest()
        place = f"search/sentences-{start // PART}-{name}.js"
        yield place, script_of(place, said)


def script_of(name: str, value: object) -> bytes:
    """A classic script that hands *value* over: a browser loads one from a folder too, and JSON it does not."""
    said = msgspec.json.encode(value).replace(b"<", b"\\u003c")
    return b"plFind.take(" + msgspec.json.encode(name) + b"," + said + b")\n"


class _Numbers(Generic[Shared]):
    """What many share, each with a number, in the order in which it comes."""

    def __init__(self) -> None:
        self.all: list[Shared] = []
        self._number: dict[Hashable, int] = {}

    def of(self, one: Shared, key: Hashable) -> int:
        """The number of *one*, the first that came with this *key*."""
        if key not in self._number:
            self._number[key] = len(self.all)
            self.all.append(one)
        return self._number[key]


def find_table(community: Community, rows: list[Row], sentences: list[str]) -> FindTable:
    """The table of *rows*, which are those of all proposals, the newest first."""
    charter, proposals = community.charter, community.newest_first
    numbers = {row.slug: number for number, row in enumerate(rows)}
    kinds = {kind: number for number, kind in enumerate(charter.kinds)}
    stages, people, tags = _Numbers[FindStage](), _Numbers[FindPerson](), _Numbers[tuple[str, str]]()
    for kind, rules in charter.kinds.items():  # in the charter's order, whichever comes first
        for stage in rules.stages:
            chip = community.stage_chip(kind, stage)
            stages.of(_stage(kinds, community.kind_chip(kind), chip), (kind, stage))
    contenders = contenders_of(charter, community.proposals, community.counts, community.timelines)
    divided = rank(contenders, "divided", charter, community.clock).places
    day = community.clock.date()
    return FindTable(
        version=FIND_VERSION,
        day=day,
        kinds=[_kind(community, kind) for kind in kinds],
        title=[row.title for row in rows],
        address=[address_below(row) for row in rows],
        stage=[stages.of(_stage(kinds, row.kind, row.stage), (row.kind.word, row.stage.word)) for row in rows],
        tagged=[[tags.of((tag.name, tag.address), tag.name) for tag in dict.fromkeys(row.tags)] for row in rows],
        by=[[people.of(_person(who), who.address or who.name) for who in row.authors] for row in rows],
        created=_steps(day, [row.created for row in rows if row.created]),
        changed=[(day - row.changed).days if row.changed else None for row in rows],
        support=[row.bar.support if row.bar else 0 for row in rows],
        against=[row.bar.opposition if row.bar else 0 for row in rows],
        unsure=[row.bar.unsure if row.bar else 0 for row in rows],
        trending=[numbers[proposal.slug] for proposal, _ in community.once(by_trend)],
        divided=[numbers[place.contender.slug] for place in divided if place.value],
        needs=[numbers[proposal.slug] for proposal in proposals if wants_help(community, proposal)],
        faulty=[number for number, row in enumerate(rows) if row.has_problems],
        languages=languages_of(rows),
        part=PART,
        sentences=sentences,
        stages=stages.all,
        tags=tags.all,
        people=people.all,
    )


def _kind(community: Community, kind: str) -> FindKind:
    one, many = community.kind_chip(kind), community.kind_chip(kind, plural=True)
    return FindKind(kind, one.name, many.name, one.address, "votes" in community.charter.kinds[kind].mechanisms)


def _stage(kinds: Mapping[str, int], kind: Chip, stage: Chip) -> FindStage:
    return FindStage(kinds[kind.word], stage.word, stage.name, stage.tone, stage.address)


def _person(who: Who) -> FindPerson:
    return FindPerson(who.name, who.login, who.address, who.is_firm)


def address_below(row: Row) -> str | int:
    """Below the place of its kind; 0 where the script can make it of the title."""
    below = row.address.removeprefix(row.kind.address).rstrip("/")
    made = _APART.sub("-", row.title.lower()).strip("-")
    return 0 if row.title.isascii() and below == made else below


def _steps(day: date, created: list[date]) -> list[int]:
    """How many days each lies before the one in front of it, the first before *day*."""
    return [(later - earlier).days for later, earlier in pairwise([day, *created])]


def languages_of(rows: list[Row]) -> dict[str, list[int]]:
    """The numbers of those in another language than the site's, by language."""
    found: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        if row.language:
            found.setdefault(row.language, []).append(number)
    return dict(sorted(found.items()))
