"""The ledger's checks: each speaks of its own fault, and of nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.community import Small

from potluck import pipeline
from potluck.register import Check, checks

OURS = [one for one in checks() if one.over == "ledger"]
BALLOT = '{{"proposal":"{proposal}","login":"ana-sample","reaction":"+1","at":"2026-05-12T18:04:00Z"}}\n'
MANIFEST = (
    '{{"counts":{{"ballots":{count},"logins":1,"proposals":1}},"forge":"none","format":1,"rule":1,'
    '"taken":"2026-05-30T12:00:00Z"}}'
)


def codes(root: Path, line: str, *, count: int = 1, aliases: tuple[str, ...] = ()) -> list[tuple[str, str, int]]:
    """Code, path and line of everything that is told of a ledger with one *line*, on the proposal `soup-night`."""
    small = Small(root)
    small.idea("soup-night", aliases=list(aliases) or None)
    small.write(
        {
            "content/ledger/manifest.json": MANIFEST.format(count=count),
            f"content/ledger/ballots/{re.findall('[a-z-]+', line)[1]}.jsonl": line,  # the proposal's own file
        }
    )
    return [(one.code, one.path, one.line) for one in pipeline.check(root, None).diagnostics]


@pytest.mark.parametrize("check", OURS, ids=lambda one: one.code)
def test_the_bad_example_is_told_and_the_good_one_is_not(check: Check, tmp_path: Path):
    (bad,), (good,) = check.examples("Bad"), check.examples("Good")
    assert check.code in [code for code, _, _ in codes(tmp_path / "bad", bad)]
    assert codes(tmp_path / "good", good) == []


def test_a_line_that_cannot_be_read_is_told_where_it_stands(tmp_path: Path):
    told = codes(tmp_path / "root", BALLOT.format(proposal="soup-night") + "no ballot\n", count=2)
    assert told == [("LG601", "content/ledger/ballots/soup-night.jsonl", 2)]


def test_a_manifest_that_counts_otherwise_is_told(tmp_path: Path):
    told = codes(tmp_path / "root", BALLOT.format(proposal="soup-night"), count=7)
    assert told == [("LG601", "content/ledger/manifest.json", 1)]


def test_ballots_under_an_old_name_count_and_are_no_problem(tmp_path: Path):
    assert codes(tmp_path / "root", BALLOT.format(proposal="soup"), aliases=("soup",)) == []
