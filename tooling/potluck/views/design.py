"""What the page of the design shows its pieces with: this community's kinds and stages, and one made-up proposal."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from potluck.charts import Column, Steps, columns, steps
from potluck.mechanisms.answer import FirstAnswer
from potluck.mechanisms.decision import Decision
from potluck.mechanisms.verification import Verification
from potluck.shapes import (
    ArrivalRow,
    Bar,
    Chip,
    DecisionRow,
    Fix,
    Link,
    Listing,
    Moment,
    Pager,
    Row,
    SoonRow,
    Step,
    Who,
)
from potluck.views.community import Community
from potluck.views.relations import Kin, kin_of

_DAY = date(2026, 5, 12)
_WHERE = "board/"  # somewhere that every site has


class Design(msgspec.Struct, frozen=True):
    """Something to show in each piece. The words are made up, and the same on every site."""

    kinds: tuple[tuple[Chip, tuple[Chip, ...]], ...]  # with their stages
    people: tuple[Who, ...]
    tags: tuple[Link, ...]
    row: Row
    bar: Bar
    weeks: tuple[int, ...]
    arrival: ArrivalRow
    decisions: tuple[DecisionRow, ...]
    soon: SoonRow
    listing: Listing
    pager: Pager
    track: tuple[Step, ...]
    moments: tuple[Moment, ...]
    fix: Fix
    kin: Kin | None
    lines: Steps | None
    columns: tuple[Column, ...]
    decided: Decision
    answer: FirstAnswer
    tried: tuple[Verification, ...]


def design_page(community: Community) -> Design:
    """The pieces' examples, with the chips of this community's charter."""
    kinds = tuple(
        (community.kind_chip(kind), tuple(community.stage_chip(kind, stage) for stage in rules.stages))
        for kind, rules in community.charter.kinds.items()
    )
    kind, stages = kinds[0]
    people = (Who("ana", "ana"), Who("mara", "Mara", is_firm=True))
    tags = (Link("soup", _WHERE, "A pot for everybody."), Link("evenings", _WHERE))
    bar = Bar(support=32, opposition=6, unsure=2)
    sentence = "One evening a month two regulars stand at the stove, and the house washes up."
    row = Row(
        "let-regulars-cook",
        _WHERE,
        "Let regulars cook one night",
        sentence,
        kind,
        stages[0],
        people,
        _DAY,
        None,
        tags,
        bar,
    )
    way = stages[:4]
    here = len(way) // 2
    track = tuple(
        Step(chip, "past" if n < here else "here" if n == here else "ahead", _DAY if n == here else None)
        for n, chip in enumerate(way)
    )
    days = [_DAY + timedelta(days=n * n) for n in range(9)]
    return Design(
        kinds=kinds,
        people=people,
        tags=tags,
        row=row,
        bar=bar,
        weeks=(1, 0, 2, 5, 3, 8),
        arrival=ArrivalRow(
            "https://forge.example/7",
            7,
            "A shelf for half-used spices",
            "You needed one star anise and own forty.",
            kind,
            people[0],
            _DAY,
            "",
        ),
        decisions=(
            DecisionRow(
                row,
                "yes",
                "It costs little to find out.",
                "Four evenings, then we count what is left.",
                people[1],
                _DAY,
            ),
            DecisionRow(
                replace(row, title="Bring the mushrooms you found"),
                "no",
                "Somebody could get hurt.",
                "",
                people[1],
                _DAY,
            ),
        ),
        soon=SoonRow(_DAY, 4, "Promised", row.title, _WHERE, "The first trial Monday, fourteen guests."),
        listing=Listing(
            "", "", (), 24, tuple((chip, n + 1) for n, chip in enumerate(way)), Pager(1, 1), "", address="-"
        ),
        pager=Pager(2, 5, _WHERE, _WHERE),
        track=track,
        moments=(
            Moment(days[0], "brought it", people[:1]),
            Moment(days[4], f"moved it to {way[here].name}", people[1:], "a1b2c3d", chip=way[here]),
            Moment(days[8], "changed the text", people[:1], "d4e5f6a"),
        ),
        fix=Fix(
            "FM103",
            "`almost done` is not a stage",
            "write one of `suggested`, `launched`",
            4,
            "checks/fm103/",
            "stage: almost done",
        ),
        kin=kin_of(
            (
                ("Builds on", (Link("A pot in the window", _WHERE),)),
                ("Built upon by", (Link("Sunday lunch", _WHERE), Link("Cook for your street", _WHERE))),
            )
        ),
        lines=steps([days, days[2:5]]),
        columns=columns([3, 5, 2, 8, 13, 9, 11, 16]),
        decided=Decision("yes", "It costs little to find out.", "Four evenings, then we count.", people[1], _DAY),
        answer=FirstAnswer("Lovely. Who would wash up?", people[1], _DAY),
        tried=(
            Verification(is_verified=False, words="Nobody has tried this yet. It is told as it was lived."),
            Verification(
                is_verified=True,
                words="One of us tried it.",
                who=people[1],
                on=_DAY,
                how="Twice, on gas.",
                found="It works, with less salt.",
            ),
        ),
    )
