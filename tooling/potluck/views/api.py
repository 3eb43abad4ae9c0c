"""The forms of the versioned API's files: what their published schemas are made from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from potluck.views.rules import ApiBallots


class ApiPerson(msgspec.Struct, kw_only=True):
    """Somebody, by login where there is one."""

    login: str
    name: str


class ApiChange(msgspec.Struct, kw_only=True):
    """One commit. `login` is empty where nothing vouches for the person."""

    commit: str
    at: datetime
    login: str
    stage: str


class ApiTally(msgspec.Struct, kw_only=True):
    """People, not clicks."""

    support: int
    opposition: int
    meanings: dict[str, int]
    reactions: dict[str, int]
    excluded: dict[str, int]
    confidence: float
    scores: dict[int, int]  # people by the points that they give


class ApiMilestone(msgspec.Struct, kw_only=True):
    """What comes of so many people who are for it, and the day on which there were as many; null before."""

    supporters: int
    means: str
    until: date | None  # the last day on which it can be reached
    reached: date | None


class ApiPromise(msgspec.Struct, kw_only=True):
    """A date that was promised, on which day, and why."""

    on: date
    set: date
    why: str


class ApiSummary(msgspec.Struct, kw_only=True):
    """A proposal in the list of all."""

    slug: str
    url: str
    kind: str
    stage: str
    title: str
    summary: str
    authors: list[ApiPerson]
    tags: list[str]
    language: str
    created: date | None
    changed: date | None
    support: int
    opposition: int
    confidence: float
    trending: float | None  # null where counts alone are published, which do not say when
    divided: float
    score: float | None  # null where nobody gave points
    spread: float | None
    comments: int | None  # on its threads; null where none of them is known
    problems: int


class ApiProposal(msgspec.Struct, kw_only=True):
    """A proposal, whole; its text is the file."""

    version: int
    slug: str
    url: str
    file: str
    digest: str
    kind: str
    stage: str
    title: str
    summary: str
    authors: list[ApiPerson]
    tags: list[str]
    language: str
    created: date | None
    changed: date | None
    thread: str
    aliases: list[str]
    extends: list[str]
    supersedes: list[str]
    superseded_by: list[str]
    answers: list[str]
    merged_into: str
    handed_to: str
    needs: list[str]
    promised: list[ApiPromise]
    more: dict[str, Any]
    tally: ApiTally
    ballots: list[ApiBallots]  # what the tally is counted from
    voting: list[tuple[datetime | None, datetime | None]]  # when it was open: from, to before; null without a limit
    milestones: list[ApiMilestone]
    changes: list[ApiChange]
    problems: list[str]


class ApiTakenDown(msgspec.Struct, kw_only=True):
    """A proposal that was taken down: its name, when, and why."""

    slug: str
    on: date | None
    reason: str


class ApiArrival(msgspec.Struct, kw_only=True):
    """A proposal at the door: of an open pull request, as its file was at one commit, checked and let in."""

    thread: int
    url: str
    kind: str
    title: str
    summary: str
    language: str
    by: str
    opened: date


class ApiCommunity(msgspec.Struct, kw_only=True):
    """All proposals, and the clock that they are counted by."""

    version: int
    name: str
    notice: str
    clock: datetime
    ledger_taken: datetime | None
    proposals: list[ApiSummary]
    door: list[ApiArrival]
    waiting: list[str]  # files whose text is not shown until something is mended
    taken_down: list[ApiTakenDown]
