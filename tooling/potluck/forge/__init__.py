"""The outside world of threads: who reacted there, what a forge knows of pull requests, and what we say there."""

from potluck.forge.community import Community, Place
from potluck.forge.door import not_shown
from potluck.forge.event import RunEvent, read_event
from potluck.forge.github import GitHub, Pull
from potluck.forge.reading import Seen, read_threads
from potluck.forge.welcome import Knock

__all__ = [
    "Community",
    "GitHub",
    "Knock",
    "Place",
    "Pull",
    "RunEvent",
    "Seen",
    "not_shown",
    "read_event",
    "read_threads",
]
