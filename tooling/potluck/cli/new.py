"""`potluck new`: on its way."""

from __future__ import annotations

from potluck.cli.common import RootOption
from potluck.model import PotluckError


def command(root: RootOption = None) -> None:
    """On its way.

    Example: potluck new
    """
    raise PotluckError("`potluck new` is still being written")
