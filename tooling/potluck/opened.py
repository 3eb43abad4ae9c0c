"""A number that the forge gave out to whatever was opened there, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

ThreadSort = Literal["", "issue", "pull request", "discussion"]
Became = Literal["open", "merged", "closed", "turned", "gone"]  # turned: into a discussion
Closer = Literal["", "author", "house", "machine", "other"]
Reason = Literal["", "done", "not planned", "duplicate", "resolved", "outdated", "answered"]


class Opened(msgspec.Struct, frozen=True):
    """A number that the forge gave out, and what became of it. Neither a title nor anybody's name."""

    thread: int
    became: Became
    at: datetime  # of that: when it was opened, merged or closed, or not there for the first time, UTC
    brought: tuple[str, ...] = ()  # proposals whose files it added
    sort: ThreadSort = ""  # "" where it was gone before anybody looked
    opened: datetime | None = None  # UTC
    by: Closer = ""  # who closed it; "" where the forge does not tell
    reason: Reason = ""
    into: int = 0  # the number that ended it, or in which it lives on
    said: str = ""  # where it was said why: an anchor of the thread, or `commit/` and its id

    @property
    def is_closed_for_another(self) -> bool:
        """Whether somebody else than whoever opened it closed it; of a discussion that is not told."""
        return self.became == "closed" and self.by in ("house", "machine", "other")

    @property
    def is_silent(self) -> bool:
        """Whether it was closed for whoever opened it, and neither a word nor another number says why."""
        return self.is_closed_for_another and not self.said and not self.into
