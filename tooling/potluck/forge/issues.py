"""What GitHub tells of an issue, in an event and when it is asked.

The payload: https://docs.github.com/webhooks/webhook-events-and-payloads#issues
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from potluck.forge.event import Branch, FullName
from potluck.forge.hub import Number
from potluck.model import PotluckError

LARGEST = 4_000_000  # bytes: an edit brings two texts of 65,536 characters, each of them perhaps as `\ud83c\udf72`

Id = Annotated[int, msgspec.Meta(ge=1)]


class Author(msgspec.Struct, frozen=True):
    """Who opened it."""

    login: str
    id: Id
    type: str


class _Label(msgspec.Struct, frozen=True):
    name: str = ""


class Issue(msgspec.Struct, frozen=True):
    """An issue: a number, and words of its author's."""

    number: Number
    title: str
    state: str
    created_at: datetime
    user: Author | None  # null once the account is gone
    labels: tuple[_Label | str, ...] = ()
    body: str | None = None
    pull_request: dict[str, object] | None = None  # GitHub tells of pull requests as issues too

    @property
    def label_names(self) -> tuple[str, ...]:
        """Its labels."""
        return tuple(one if isinstance(one, str) else one.name for one in self.labels)


class _Home(msgspec.Struct, frozen=True):
    full_name: FullName
    default_branch: Branch


class IssueEvent(msgspec.Struct, frozen=True):
    """Something that happened to an issue, and where."""

    action: str
    issue: Issue
    repository: _Home


def read_issue_event(raw: bytes) -> IssueEvent:
    """What *raw* tells; a PotluckError where it is no event of an issue."""
    if len(raw) > LARGEST:
        raise PotluckError(f"the event is larger than {LARGEST // 1000:,} kB; give the file at GITHUB_EVENT_PATH")
    try:
        return msgspec.json.decode(raw, type=IssueEvent)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise PotluckError(
            "this is no event of an issue; give the file at GITHUB_EVENT_PATH of a job that runs on issues"
        ) from None
