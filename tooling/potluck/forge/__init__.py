"""The outside world of threads: who reacted there, what a forge knows of pull requests, and what we say there."""

from potluck.forge.event import RunEvent, read_event
from potluck.forge.github import GitHub, Pull
from potluck.forge.reading import Community, Seen, read_threads

__all__ = ["Community", "GitHub", "Pull", "RunEvent", "Seen", "read_event", "read_threads"]
