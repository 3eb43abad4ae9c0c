"""The way of a proposal: which stage it stood at on which day, by git and by its file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.support.community import CHARTER

from potluck.charter import parse_charter
from potluck.desk.ways import ways_of
from potluck.model import Change, Proposal, Timeline

BEGAN = Timeline((Change("0", datetime(2026, 1, 1, tzinfo=UTC), "mara-sample", stage="told"),))


def at(day: int, stage: str = "") -> Change:
    """A commit on a day of May."""
    return Change(f"{day}", datetime(2026, 5, day, 9, tzinfo=UTC), "ana-sample", stage=stage)


def way(*changes: Change, stage: str = "suggested", is_whole: bool = True, **fields: Any) -> list[str]:
    """The way of an idea, `2 suggested`, in a repository that is older than it."""
    charter = parse_charter(CHARTER.encode()).charter
    assert charter
    soup = Proposal("soup", "proposals/ideas/soup.md", "", "idea", "Soup", stage, **fields)
    timelines = {soup.path: Timeline(changes, is_whole=is_whole), "proposals/stories/rain.md": BEGAN}
    return [f"{stop.on.day} {stop.stage}" for stop in ways_of({"soup": soup}, timelines, charter)["soup"]]


def decided(day: int) -> dict[str, Any]:
    return {"more": {"decision": {"date": f"2026-05-{day:02}"}}}


MAY = {"created": date(2026, 5, 1)}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(way(at(2, "suggested"), at(4), at(9, "launched"), stage="launched"),
                     ["2 suggested", "9 launched"], id="git-tells-it"),
        pytest.param(way(at(2, "suggested"), at(9, "launched"), stage="launched", **MAY),
                     ["2 suggested", "9 launched"], id="git-before-the-file"),
        pytest.param(way(at(2), at(9, "launched"), stage="launched"),
                     ["2 suggested", "9 launched"], id="an-unreadable-beginning-is-the-first-stage"),
        pytest.param(way(**MAY), ["1 suggested"], id="without-git-the-file"),
        pytest.param(way(stage="launched", **MAY, **decided(8)), ["1 suggested", "8 launched"], id="and-its-decision"),
        pytest.param(way(stage="launched", **MAY), ["1 suggested", "1 launched"], id="and-no-word-of-when"),
        pytest.param(way(at(9, "launched"), stage="launched", is_whole=False, **MAY, **decided(3)),
                     ["1 suggested", "9 launched"], id="a-clone-that-is-cut"),
        pytest.param(way(at(2, "suggested"), stage="launched"), ["2 suggested", "2 launched"], id="not-committed-yet"),
        pytest.param(way(at(9, "suggested"), at(4, "launched"), stage="launched"),
                     ["9 suggested", "9 launched"], id="clocks-that-go-wrong"),
        pytest.param(way(), [], id="nothing-tells"),
    ],
)  # fmt: skip
def test_the_way_of_a_proposal(found: list[str], expected: list[str]):
    assert found == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(decided(8), ["1 suggested", "8 launched", "30 declined"], id="decided-before-git"),
        pytest.param(decided(25), ["1 suggested", "20 launched", "30 declined"], id="decided-after-git-saw-it"),
        pytest.param({}, ["1 suggested", "20 launched", "30 declined"], id="nobody-wrote-when"),
    ],
)
def test_what_git_began_with_had_a_life_before(more: dict[str, Any], expected: list[str]):
    charter = parse_charter(CHARTER.encode()).charter
    assert charter
    soup = Proposal("soup", "proposals/ideas/soup.md", "", "idea", "Soup", "declined", **MAY, **more)
    line = Timeline((at(20, "launched"), at(30, "declined")))
    found = ways_of({"soup": soup}, {soup.path: line}, charter)["soup"]
    assert [f"{stop.on.day} {stop.stage}" for stop in found] == expected
