"""`potluck ledger`: the history of the ballots, told and looked over, in both homes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.commands import potluck
from tests.support.community import CHARTER, NOON, Small
from tests.support.ledgers import ballot
from tests.support.repository import Repository

from potluck.keeping import write_snapshot
from potluck.model import Ballot
from potluck.pipeline import charter_of

FIRST = (ballot(by="ana"), ballot(by="lee"), ballot(by="Zoe", on="bread"))
SECOND = (ballot("heart", by="ana", minute=9), ballot(by="pia"), ballot(by="Zoe", on="bread"))


class Kept:
    """A community with a ledger in one of the homes; `keep` adds a snapshot as that home has it."""

    def __init__(self, root: Path, home: str) -> None:
        self.home = home
        self.small = Small(root, charter=f"{CHARTER}ledger: {{home: {home}}}\n")
        self.repository = Repository(root)
        self.repository.commit({}, at=NOON)
        self.newest, self.older = ("ledger", "ledger~1") if home == "branch" else ("HEAD", "HEAD~1")

    def keep(self, *ballots: Ballot, hour: int) -> None:
        """One snapshot more."""
        root = self.small.root
        write_snapshot(root, charter_of(root), ballots, NOON + timedelta(hours=hour))
        if self.home == "folder":
            self.repository.commit({}, "Ballots")

    def spoil(self, path: str, change: Callable[[str], str]) -> None:
        """A commit in which one file of the ledger is not as it should be."""
        if self.home == "branch":
            self.repository.switch("ledger")
        file = ("" if self.home == "branch" else "content/ledger/") + path
        there = self.small.root / file
        self.repository.commit({file: change(there.read_text("utf-8") if there.exists() else "")}, "Spoiled")
        if self.home == "branch":
            self.repository.switch("main")

    def ask(self, *words: str) -> tuple[int, list[str]]:
        """How `potluck ledger` ends, and its lines."""
        ran = potluck("ledger", *words, within=self.small.root)
        return ran.status, [*ran.out.splitlines(), *ran.err.splitlines()]


@pytest.fixture(params=["folder", "branch"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """Two snapshots, an hour apart."""
    community = Kept(tmp_path / "table", request.param)
    community.keep(*FIRST, hour=0)
    community.keep(*SECOND, hour=1)
    return community


def test_log_tells_when_how_much_and_what_changed(kept: Kept) -> None:
    """The newest first."""
    status, lines = kept.ask("log")
    assert status == 0
    assert [line.partition("  ")[2] for line in lines] == [
        "2026-06-01 13:00:00 UTC  3 ballots of 3 people: 1 ballot added, 1 withdrawn, 1 changed, on 1 proposal",
        "2026-06-01 12:00:00 UTC  3 ballots of 3 people: 3 ballots added, on 2 proposals",
    ]


def test_show_counts_one_snapshot_by_proposal_and_reaction(kept: Kept) -> None:
    """The newest, and an older one."""
    status, lines = kept.ask("show", kept.newest)
    assert status == 0
    assert [line.split() for line in lines[:3]] == [
        ["proposal", "people", "+1", "heart"],
        ["bread", "1", "1", "–"],
        ["soup", "2", "1", "1"],
    ]
    assert lines[-1] == "3 ballots of 3 people on 2 proposals, taken 2026-06-01 13:00:00 UTC."
    assert kept.ask("show", kept.older)[1][-1].endswith("taken 2026-06-01 12:00:00 UTC.")


def test_diff_tells_whose_ballot_came_went_and_changed(kept: Kept) -> None:
    """Who takes one reaction back and gives another has changed their mind."""
    assert kept.ask("diff", kept.older, kept.newest) == (
        0,
        [
            "~ soup: ana +1, 2026-06-01 12:00:00 → heart, 2026-06-01 12:09:00",
            "- soup: lee +1, 2026-06-01 12:00:00",
            "+ soup: pia +1, 2026-06-01 12:00:00",
            "1 ballot added, 1 withdrawn, 1 changed, on 1 proposal.",
        ],
    )
    assert kept.ask("diff", kept.newest, kept.newest) == (0, ["No ballot changed."])


def test_verify_is_content_with_what_potluck_writes(kept: Kept) -> None:
    """Every snapshot, in both homes."""
    assert kept.ask("verify") == (0, ["2 snapshots, 3 ballots in the newest: every one is sound."])


def manifest(**changes: object) -> Callable[[str], str]:
    """A change of the manifest."""
    return lambda text: json.dumps(json.loads(text) | changes)


SOUP, MANIFEST = "ballots/soup.jsonl", "manifest.json"
COUNTS = {"ballots": 3, "logins": 3, "proposals": 2}


@pytest.mark.parametrize(
    ("path", "change", "said"),
    [
        pytest.param(SOUP, lambda text: text + "{\n", "line 3: Input data was truncated", id="no-ballot"),
        pytest.param(
            SOUP, lambda text: "".join(reversed(text.splitlines(keepends=True))),
            "line 2: ana, heart stands out of order", id="order",
        ),
        pytest.param(
            SOUP, lambda text: text + text.splitlines()[1] + "\n",
            "line 3: pia says +1 twice", id="twice",
        ),
        pytest.param(
            SOUP, lambda text: text.replace('":"', '": "'),
            "line 1: written otherwise than the format says", id="form",
        ),
        pytest.param(
            "ballots/bread.jsonl", lambda text: text.replace("bread", "soup"),
            "line 1: a ballot on 'soup' belongs into", id="another-s-file",
        ),
        pytest.param(
            MANIFEST, manifest(counts=COUNTS | {"logins": 9}),
            "it counts 9 logins, and the files hold 3", id="count",
        ),
        pytest.param(
            MANIFEST, manifest(taken="2026-06-01T12:30:00Z"),
            "taken 2026-06-01T12:30:00Z, before the snapshot it follows", id="back-in-time",
        ),
        pytest.param(MANIFEST, manifest(format=9), "missing, or not one that this Potluck can read", id="format"),
        pytest.param("notes.txt", lambda _: "hello", "not a file of a ledger", id="something-else"),
    ],
)  # fmt: skip
def test_verify_says_what_is_amiss_and_where(kept: Kept, path: str, change: Callable[[str], str], said: str) -> None:
    """The snapshot, the file, the line; and ends with 1."""
    kept.spoil(path, change)
    status, lines = kept.ask("verify")
    commit = kept.repository.git("rev-parse", "ledger" if kept.home == "branch" else "HEAD")
    assert status == 1
    assert f"{commit[:12]}: {path}: {said}" in "\n".join(lines)
    assert "found." in lines[-1]


def test_verify_finds_an_old_fault_that_was_mended_since(kept: Kept) -> None:
    """The chain is sound where each of its links is."""
    kept.spoil("ballots/soup.jsonl", lambda text: text + "{\n")
    kept.keep(*FIRST, hour=2)
    status, lines = kept.ask("verify")
    assert status == 1
    assert lines[-1] == "4 snapshots, 3 ballots in the newest: 2 problems found."


def test_verify_refuses_a_merge_on_the_branch(tmp_path: Path) -> None:
    """One snapshot follows another."""
    kept = Kept(tmp_path / "table", "branch")
    kept.keep(*FIRST, hour=0)
    kept.repository.switch("ledger")
    kept.repository.git("checkout", "--quiet", "-b", "other")
    kept.repository.commit({}, "Beside")
    kept.repository.switch("ledger")
    kept.repository.merge("other")
    kept.repository.switch("main")
    status, lines = kept.ask("verify")
    assert status == 1
    assert lines[0].endswith(": it has several parents, where one snapshot follows another")


def test_a_shallow_clone_cannot_vouch_for_the_chain(kept: Kept, tmp_path: Path) -> None:
    """It would call sound what it never saw: the end is 2."""
    clone = tmp_path / "shallow"
    kept.repository.git("clone", "--quiet", "--depth=1", f"file://{kept.small.root}", str(clone))
    ran = potluck("ledger", "verify", within=clone)
    assert ran.status == 2
    assert ran.sentence.startswith("potluck: this clone is shallow, so the chain cannot be followed to its start")


def test_a_clone_names_the_branch_that_it_fetched(tmp_path: Path) -> None:
    """`ledger` is `origin/ledger` there."""
    kept = Kept(tmp_path / "table", "branch")
    kept.keep(*FIRST, hour=0)
    kept.repository.git("clone", "--quiet", ".", str(tmp_path / "clone"))
    assert potluck("ledger", "show", "ledger", within=tmp_path / "clone").status == 0
    assert potluck("ledger", "verify", within=tmp_path / "clone").status == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param("show nowhere", "potluck: there is no such commit or branch here; ", id="nowhere"),
        pytest.param("diff --all HEAD", "potluck: no such option: --all; ", id="option"),
        pytest.param("show :/Ballots^", "potluck: there is no such commit or branch here; ", id="odd"),
    ],
)
def test_what_is_no_commit_is_told_in_a_sentence(kept: Kept, words: str, sentence: str) -> None:
    """And ends with 2."""
    status, lines = kept.ask(*words.split())
    assert status == 2
    assert lines[-1].startswith(sentence)


def test_a_commit_without_a_ledger_is_told(kept: Kept) -> None:
    """In both homes; and a community without any says so."""
    root = kept.repository.git("rev-list", "--max-parents=0", "main")
    status, lines = kept.ask("show", root)
    assert (status, lines[0].startswith(f"potluck: there is no ledger at `{root}`; ")) == (2, True)


def test_a_community_without_a_ledger_has_no_snapshots(tmp_path: Path) -> None:
    """Nothing is wrong with that."""
    kept = Kept(tmp_path / "table", "branch")
    assert kept.ask("log") == (0, ["There is no snapshot yet."])
    assert kept.ask("verify") == (0, ["0 snapshots, 0 ballots in the newest: every one is sound."])
