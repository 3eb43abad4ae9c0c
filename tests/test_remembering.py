"""What a check remembers of the last one: little is read and written again, and nothing that changed is overlooked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support.community import NOON, Small

from potluck import pipeline
from potluck.cache import cache_folder
from potluck.model import PotluckError

MANY = 40
BALLOT = {"proposal": "soup-night", "login": "bo", "reaction": "+1", "at": "2026-05-12T18:04:00Z"}


def said(small: Small) -> list[str]:
    """The codes of all that a check tells."""
    return [one.code for one in pipeline.check(small.root, NOON).diagnostics]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A community with enough in it that writing all of it down again would be felt."""
    small = Small(tmp_path / "table")
    for number in range(MANY):
        small.idea(f"soup-{'abcdefghij'[number % 10]}{'klmn'[number // 10]}", f"The soup of evening {number}")
    small.idea("soup-night")
    return small


def with_ballot(small: Small, **other: str) -> None:
    """A ledger of one ballot, in which some things may be written otherwise."""
    manifest = {"counts": {"ballots": 1, "logins": 1, "proposals": 1}, "forge": "none", "format": 1, "rule": 1}
    small.write(
        {
            "content/ledger/manifest.json": json.dumps(manifest | {"taken": "2026-05-30T12:00:00Z"}),
            "content/ledger/ballots/soup-night.jsonl": json.dumps(BALLOT | other) + "\n",
        }
    )


def test_one_file_that_changed_is_written_down_beside_the_others(small: Small):
    """The whole is left as it is, and what is remembered is what is there."""
    assert said(small) == []
    whole = cache_folder(small.root) / "checked-en.msgpack"
    before = whole.stat()
    small.idea("soup-night", stage="almost")
    assert said(small) == ["FM103"]
    assert whole.stat().st_mtime_ns == before.st_mtime_ns
    assert said(small) == ["FM103"]
    small.idea("soup-night")
    assert said(small) == []


def test_nothing_is_read_twice(small: Small, monkeypatch: pytest.MonkeyPatch):
    """Neither a file of the whole, nor the one that changed since."""
    said(small)
    small.idea("soup-night", "Soup on Wednesdays")
    said(small)
    monkeypatch.setattr("potluck.examine.work", lambda *_: pytest.fail("read again"))
    said(small)


def test_when_many_changed_all_is_written_down_anew(small: Small):
    """What lies beside is then gone, and files that went are forgotten."""
    said(small)
    small.idea("soup-night", "Soup on Wednesdays")
    said(small)
    beside = cache_folder(small.root) / "checked-en-since.msgpack"
    assert beside.exists()
    for path in sorted((small.root / "proposals" / "ideas").glob("soup-?k.md")):
        path.unlink()
    assert said(small) == []
    assert not beside.exists()


def test_a_ledger_that_stays_is_not_read_again(small: Small, monkeypatch: pytest.MonkeyPatch):
    """Ten thousand files of ballots take as long as all the rest."""
    with_ballot(small)
    assert said(small) == []
    monkeypatch.setattr("potluck.ballots.read_ledger", lambda *_: pytest.fail("read again"))
    assert said(small) == []


def test_a_line_of_the_ledger_that_changed_is_seen(small: Small):
    """Whatever was remembered of it; and what was wrong is still wrong at the second look."""
    with_ballot(small)
    assert said(small) == []
    with_ballot(small, reaction="thumbs")
    assert said(small) == ["LG601"]
    assert said(small) == ["LG601"]
    with_ballot(small)
    assert said(small) == []


def test_a_ledger_in_another_form_than_the_charters_ends_the_check_each_time(small: Small):
    """Nobody's name is published because a first look was remembered."""
    with_ballot(small)
    charter = small.root / "potluck.yml"
    said(small)
    rules = "forge: {type: github, repository: example/table}\nledger: {ballots: counts-only, home: folder}\n"
    charter.write_text(charter.read_text("utf-8") + rules, "utf-8")
    for _ in range(2):
        with pytest.raises(PotluckError, match="counts alone"):
            said(small)
