"""What a reading of the forge has to know of the community."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from potluck.charter.model import ForgeRules
from potluck.model import Proposal, Talk

Place = Literal["proposal", "beside", "elsewhere"]


class Community(msgspec.Struct, frozen=True):
    """Its rules, its proposals, and what a path in it stands for."""

    forge: ForgeRules
    proposals: tuple[Proposal, ...]  # on which people vote
    facilitators: frozenset[str]  # in small letters
    slug_at: Callable[[str], str]  # the slug that a path stands for; empty where it lies elsewhere
    place_of: Callable[[str], Place]  # what a path holds: a proposal, something that lies beside one, or neither
    most: int  # bytes of a proposal
    house: frozenset[str] = frozenset()  # in small letters: whose word on a thread is an answer
    heard: Mapping[int, Talk] = msgspec.field(
        default_factory=dict
    )  # at the last snapshot: what was said on each thread
    highest: int = 0  # number that the last snapshot knows of
    labels: Mapping[str, str] = msgspec.field(
        default_factory=dict
    )  # at the last snapshot: the commit that each label was for
