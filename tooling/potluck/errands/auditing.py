"""The votes looked over, for whoever looks after the community: with the logins, as the ledger has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from rich.table import Table

from potluck import pipeline
from potluck.audit import REASONS, Effect, in_words, says_of, sentence_of
from potluck.charter import Charter
from potluck.diagnostics import neutral
from potluck.model import PotluckError
from potluck.views.audit import Audited, audited
from potluck.words import count, spell, visible

VERSION = 1  # of the JSON: raised when a name or its meaning changes


class Odd(msgspec.Struct, kw_only=True):
    """Some voices that do not look like chance, and whose they are."""

    reason: str
    sentence: str
    proposals: list[str]
    side: str | None  # null where they say one thing here and another there
    people: list[str]
    author: str  # for whom alone they spoke; empty for every other reason
    voices: int
    among: int
    expected: float
    chance: float
    since: datetime
    until: datetime


class Place(msgspec.Struct, kw_only=True):
    """A place in one ranking, and without the voices of all findings; null where there is none."""

    by: str
    place: int | None
    without: int | None


class Weight(msgspec.Struct, kw_only=True):
    """One proposal, and as it would be without the voices of all findings."""

    slug: str
    support: int
    support_without: int
    opposition: int
    opposition_without: int
    places: list[Place]


class LookedOver(msgspec.Struct, kw_only=True):
    """All of it, and what it was reckoned by."""

    version: int
    clock: datetime
    ledger: datetime | None  # when the ballots were taken; null without a ledger
    rules: dict[str, str]
    voices: int
    people: int
    aged: int  # voices of accounts whose age is known
    young: int
    findings: list[Odd]
    effects: list[Weight]
    others: dict[str, int]  # further proposals that would stand elsewhere, by ranking
    problems: list[str]  # lines of the ledger that could not be read, so are in no number


def look_over(root: Path, now: datetime | None) -> LookedOver:
    """The votes of the community at *root*."""
    charter, proposals, counts, ledger, clock, history = pipeline.count_all(root, now)
    if charter.has_counts_only:
        raise PotluckError("the ledger holds counts alone: who spoke when is in no file, so nothing can be looked for")
    found = audited(charter, proposals, counts, history.timelines, ledger.ballots, clock)
    return looked_over(found, charter, clock, ledger.taken, ledger.problems)


def looked_over(
    found: Audited, charter: Charter, clock: datetime, taken: datetime | None, problems: tuple[str, ...]
) -> LookedOver:
    """What was *found*, for people and programs."""
    return LookedOver(
        version=VERSION,
        clock=clock,
        ledger=taken,
        rules={reason: says_of(reason, charter) for reason in REASONS},
        voices=found.seen.voices,
        people=found.seen.people,
        aged=found.seen.aged,
        young=found.seen.young,
        findings=[
            Odd(
                reason=one.reason,
                sentence=sentence_of(one, charter),
                proposals=list(one.proposals),
                side=one.side,
                people=list(one.people),
                author=one.author,
                voices=one.voices,
                among=one.among,
                expected=one.expected,
                chance=one.chance,
                since=one.since,
                until=one.until,
            )
            for one in found.seen.findings
        ],
        effects=[_weight(one) for one in found.effects.proposals],
        others=dict(found.effects.others),
        problems=list(problems),
    )


def _weight(one: Effect) -> Weight:
    return Weight(
        slug=one.slug,
        support=one.support[0],
        support_without=one.support[1],
        opposition=one.opposition[0],
        opposition_without=one.opposition[1],
        places=[Place(by=by, place=before, without=after) for by, before, after in one.places],
    )


def as_json(found: LookedOver) -> str:
    """All of it for programs."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def in_numbers(found: LookedOver) -> str:
    """`1,204 voices of 310 people looked over, 2 findings`, and what could not be looked for."""
    start = f"{count(found.voices, 'voice')} of {count(found.people, 'person', 'people')} looked over: "
    said = start + (count(len(found.findings), "finding") if found.findings else "nothing stands out") + "."
    if found.aged < found.voices:
        said += f" The age of the account is known of {found.aged:,} voices; bursts are looked for among these alone."
    return said


def as_lines(found: LookedOver) -> Iterator[str]:
    """Each finding for a terminal, with its people and why it is one."""
    for number, one in enumerate(found.findings, 1):
        where = spell(one.proposals, "and") if len(one.proposals) <= _SHOWN else f"{len(one.proposals):,} proposals"
        yield f"{number}. {one.reason}: {where}"
        whose = f" The author is {one.author}." if one.author else ""
        yield f"   {_capital(one.sentence)}.{whose}"
        since, until = (f"{at:%Y-%m-%d %H:%M}" for at in (one.since, one.until))
        yield f"   By chance: {in_words(one.chance)}. From {since} to {until} UTC."
        yield f"   {', '.join(one.people)}"
        yield ""


_SHOWN = 8  # proposals that a finding names


def as_table(found: LookedOver) -> Table:
    """What becomes of each proposal without the voices of all findings."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("proposal", no_wrap=True)
    for name in ("for", "against", *found.others):
        table.add_column(name, justify="right", no_wrap=True)
    for one in found.effects:
        table.add_row(one.slug, *_pairs(one))
    return table


def _pairs(one: Weight) -> Iterator[str]:
    yield _pair(one.support, one.support_without)
    yield _pair(one.opposition, one.opposition_without)
    yield from (_pair(place.place, place.without) for place in one.places)


def _pair(before: int | None, after: int | None) -> str:
    words = ["–" if number is None else f"{number:,}" for number in (before, after)]
    return words[0] if before == after else " → ".join(words)


def as_markdown(found: LookedOver) -> str:
    """The same for a summary that anybody can read: no person is named, nor what tells who they are."""
    parts = ["### Votes looked over", in_numbers(found)]
    if found.findings:
        parts.append("\n".join(f"{number}. {_entry(one)}" for number, one in enumerate(found.findings, 1)))
        parts.append("All of these voices are counted. Had none of them spoken:")
        head = ["proposal", "for", "against", *found.others]
        rows = [[neutral.code(one.slug), *_pairs(one)] for one in found.effects]
        lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
        parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    parts.append("\n".join(f"- *{reason}*: {words}" for reason, words in found.rules.items()))
    return "\n\n".join(parts) + "\n"


def _entry(one: Odd) -> str:
    slugs = [] if one.author else [neutral.code(slug) for slug in one.proposals]
    where = f" On {', '.join(slugs)}." if slugs else ""
    return f"**{one.reason}**: {one.sentence}. By chance: {in_words(one.chance)}.{where}"


def _capital(sentence: str) -> str:
    return visible(sentence[:1].upper() + sentence[1:])
