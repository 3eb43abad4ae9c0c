"""GitHub's other language, in which many things are asked at once: one question, its points, and what goes wrong.

Errors come with a 200 there: https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, TypeVar

import msgspec

from potluck.forge.carrier import GRAPHQL, Carrier, shaped
from potluck.forge.patience import TroubleError, patiently
from potluck.model import PotluckError

One = TypeVar("One")
Data = dict[str, Any]


class TooHeavyError(PotluckError):
    """The forge gave up on an answer that may be too large; half of it may do."""


class _Limit(msgspec.Struct, frozen=True, rename="camel"):
    cost: int
    remaining: int
    reset_at: datetime


class _Error(msgspec.Struct, frozen=True):
    message: str
    type: str = ""


class _Named(msgspec.Struct, frozen=True, rename="camel"):
    name_with_owner: str


class _Answer(msgspec.Struct, frozen=True):
    data: dict[str, Any] | None = None
    errors: tuple[_Error, ...] = ()


class Graph:
    """One repository, asked in lists. Counts its `requests` and `points`; `at` is the forge's clock, never ours."""

    def __init__(self, carrier: Carrier, repository: str) -> None:
        """*repository* is `owner/name`."""
        self._carrier = carrier
        owner, _, name = repository.partition("/")
        self._names = {"owner": owner, "name": name}
        self.requests = 0
        self.points = 0
        self.at: datetime | None = None
        self.name = repository  # as the forge writes it, and calls it now
        self._limit: _Limit | None = None
        self._known_at = 0.0

    def ask(self, parts: str, fragments: str, *, points: int, is_one: bool) -> Data:
        """What *parts* of the repository hold; null is what it does not have.

        A TooHeavyError where it was too much at once, unless *is_one*: less cannot be asked. *points* is about what it
        costs. A TroubleError after some tries.
        """
        query = (
            "query($owner:String!,$name:String!){rateLimit{cost remaining resetAt}"
            f"repository(owner:$owner,name:$name){{nameWithOwner {parts}}}}}{fragments}"
        )
        return patiently(lambda: self._ask(query, points, is_one=is_one))

    def _ask(self, query: str, points: int, *, is_one: bool) -> Data:
        self._spare(points)
        self.requests += 1
        try:
            headers, answer = self._carrier.send("POST", GRAPHQL, None, {"query": query, "variables": self._names})
            return self._read(headers, shaped(answer, _Answer))
        except TroubleError as trouble:
            if trouble.is_heavy and not is_one:
                raise TooHeavyError(str(trouble)) from None
            raise

    def _read(self, headers: dict[str, Any], answer: _Answer) -> Data:
        if any(error.type == "RATE_LIMITED" for error in answer.errors):
            raise TroubleError("GitHub's hourly limit is used up", self._rest())
        if any(error.type in ("FORBIDDEN", "INSUFFICIENT_SCOPES") for error in answer.errors):
            raise PotluckError("the token in GITHUB_TOKEN may not read the threads of this repository")
        if any(error.type != "NOT_FOUND" for error in answer.errors):
            raise TroubleError("GitHub could not answer the whole question", is_heavy=True)
        if answer.data is None or "repository" not in answer.data:
            raise TroubleError("GitHub's answer is empty")
        self._limit = shaped(answer.data.get("rateLimit"), _Limit)
        self.points += self._limit.cost
        self.at = _date(headers) or self.at
        self._known_at = monotonic()
        repository = answer.data["repository"]
        if repository is None:
            raise PotluckError("GitHub shows no such repository; is it there, and may this token see it?")
        self.name = shaped(repository, _Named).name_with_owner
        return shaped(repository, Data)

    def _spare(self, points: int) -> None:
        """Stop before a question that the hour's points do not pay for (REL-021)."""
        if self._limit and self._limit.remaining < points and (pause := self._rest()) > 0:
            words = (
                f"GitHub's hourly limit has {self._limit.remaining} points left, and the next question costs {points}"
            )
            raise TroubleError(words, pause)

    def _rest(self) -> float:
        """Seconds until the limit is new, by the forge's own clock."""
        if self._limit is None or self.at is None:
            return 60.0
        since = monotonic() - self._known_at
        return max(0.0, (self._limit.reset_at - self.at).total_seconds() + 1 - since)


def in_batches(
    entries: Sequence[One], size: int, answer: Callable[[Sequence[One]], Sequence[One]], done: Callable[[int], None]
) -> None:
    """Give all *entries* to *answer*, *size* at a time and fewer after a TooHeavyError; it gives back what to ask on.

    *done* is told after every answer how many are left.
    """
    waiting = list(entries)
    while waiting:
        batch = waiting[:size]
        try:
            more = answer(batch)
        except TooHeavyError:
            size = max(1, len(batch) // 2)
            continue
        waiting[: len(batch)] = []
        waiting += more
        done(len(waiting))


def _date(headers: dict[str, Any]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers.get("date", "")).astimezone(UTC)
    except ValueError:
        return None
