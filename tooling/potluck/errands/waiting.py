"""The desk for people and programs: what waits for whom as a table, as JSON and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

import msgspec
from rich.table import Table

from potluck.charter import Charter
from potluck.charter_schema import DIALECT
from potluck.desk.triage import ENDS, MEANS, RULES, Rule, Waiting
from potluck.diagnostics import neutral
from potluck.model import Proposal
from potluck.views.desk import age
from potluck.words import count, visible

VERSION = 1  # of the JSON: raised when a name or its meaning changes


class Row(msgspec.Struct, kw_only=True):
    """One thing that waits. `days` is how long, less than 0 where its day is to come; `late` is days past `due`."""

    rule: Rule
    slug: str
    kind: str
    stage: str
    title: str
    file: str
    whom: str
    since: date | None
    days: int | None
    due: date | None
    late: int
    why: str


class Desk(msgspec.Struct, kw_only=True):
    """All of it in order, with what each rule means."""

    version: int
    clock: datetime
    rules: dict[Rule, str]
    waiting: list[Row]


def desk_of(waiting: Iterable[Waiting], proposals: Mapping[str, Proposal], clock: datetime) -> Desk:
    """The list with what people call each proposal."""
    return Desk(
        version=VERSION, clock=clock, rules=dict(MEANS), waiting=[row_of(one, proposals[one.slug]) for one in waiting]
    )


def row_of(one: Waiting, proposal: Proposal) -> Row:
    """It with what people call the proposal."""
    return Row(
        rule=one.rule,
        slug=one.slug,
        kind=proposal.kind,
        stage=proposal.stage,
        title=proposal.title,
        file=proposal.path,
        whom=one.whom,
        since=one.since,
        days=one.days,
        due=one.due,
        late=one.late,
        why=one.why,
    )


def schema() -> dict[str, object]:
    """The JSON Schema of what `--format json` prints."""
    return {"$schema": DIALECT, **msgspec.json.schema(Desk)}


def as_json(desk: Desk) -> str:
    """For programs."""
    return msgspec.json.format(msgspec.json.encode(desk), indent=2).decode()


def as_table(desk: Desk) -> Table:
    """For a terminal."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    # The reason stands below the name: beside it, 80 columns would leave seven letters for a sentence.
    for name in ("rule", "since", "for", "proposal, and why"):
        table.add_column(name, no_wrap=not name.endswith("why"), overflow="fold")
    for row in desk.waiting:
        words = (row.rule, age(row.days, row.late), row.whom, f"{row.slug}\n{row.why}")
        table.add_row(*map(visible, words), style="bold" if row.late else "")
    return table


def ends_of(desk: Desk) -> Table:
    """What takes each of the rules on the list off it: the command, or what to write."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for rule in RULES:
        if any(row.rule == rule for row in desk.waiting):
            table.add_row(rule, "→", ENDS[rule])
    return table


def as_markdown(desk: Desk, site_url: str, addresses: Mapping[str, str]) -> str:
    """For a message or an issue. What people wrote stays words: it mentions nobody and begins nothing."""
    return "\n".join(_lines(desk, site_url, addresses)) + "\n"


def _lines(desk: Desk, site_url: str, addresses: Mapping[str, str]) -> Iterator[str]:
    yield f"**{summary(desk)}**"
    for rule in RULES:
        rows = [row for row in desk.waiting if row.rule == rule]
        if rows:
            yield from ("", f"### {rule.capitalize()}", "", MEANS[rule], "")
        for row in rows:
            title = neutral.prose(row.title, 120)
            if site_url:
                title = f"[{title}]({site_url}{addresses[row.slug]})"
            yield f"- {title}, {age(row.days, row.late)}: {neutral.message(row.why)}"
    yield from ("", f"By the clock of {desk.clock:%Y-%m-%d %H:%M} UTC.")


def summary(desk: Desk) -> str:
    """`9 things wait, 2 of them late.`"""
    if not desk.waiting:
        return "Nothing waits for anybody. Sit down and eat."
    late = sum(1 for row in desk.waiting if row.late)
    things = count(len(desk.waiting), "thing")
    waits = f"{things} {'waits' if len(desk.waiting) == 1 else 'wait'}"
    return f"{waits}, {late} of them late." if late else f"{waits}, and none is late."


def rules_in_short(charter: Charter) -> str:
    """The numbers of the charter that the list goes by."""
    within = charter.promises.answer_days
    promise = f"an answer within {count(within, 'day')}" if within else "no time for an answer"
    return (
        f"The charter promises {promise}; a date is near {count(charter.desk.near_days, 'day')} ahead; "
        f"{count(charter.desk.quiet_days, 'day')} of silence are stale."
    )
