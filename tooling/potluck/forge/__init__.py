"""The outside world of threads: what a forge knows of pull requests, and what we say there."""

from potluck.forge.event import RunEvent, read_event
from potluck.forge.github import GitHub, Pull

__all__ = ["GitHub", "Pull", "RunEvent", "read_event"]
