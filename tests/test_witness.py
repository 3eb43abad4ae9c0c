"""`potluck witness`: what others saw of the ledger, and that a keeper who changes it afterwards is found out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.commands import Ran, potluck
from tests.support.community import CHARTER, NOON, Small
from tests.support.ledgers import ballot
from tests.support.repository import Repository

from potluck.keeping import write_snapshot
from potluck.model import Ballot
from potluck.pipeline import charter_of

NOES = (ballot("-1", by="ana"), ballot("-1", by="lee"))
FIRST = (*NOES, ballot(by="pia"), ballot("heart", by="zoe", on="bread"))
LOOKED = "2026-06-01T18:00:00Z"


class Kept:
    """A community with a ledger in one of the homes, and people who look at it."""

    def __init__(self, root: Path, home: str) -> None:
        self.root, self.home = root, home
        self.small = Small(root, charter=f"{CHARTER}ledger: {{home: {home}}}\n")
        self.small.idea("soup")
        self.small.idea("bread", "Bread night")
        self.repository = Repository(root)
        self.repository.commit({".gitignore": "site/public/\n.potluck/\n"}, at=NOON)
        self.start = self.repository.git("rev-parse", "HEAD")

    def keep(self, *ballots: Ballot, hour: int = 0) -> None:
        """One snapshot more."""
        write_snapshot(self.root, charter_of(self.root), ballots, NOON + timedelta(hours=hour))
        if self.home == "folder":
            self.repository.commit({}, "Ballots")

    def forge_history(self) -> None:
        """Take back every snapshot, as a keeper can who pushes with force."""
        if self.home == "branch":
            self.repository.git("update-ref", "-d", "refs/heads/ledger")
        else:
            self.repository.git("reset", "--quiet", "--hard", self.start)

    def look(self, by: str = "lee") -> Path:
        """What somebody sees now, as a file outside of the repository."""
        ran = potluck("witness", "--as", by, "--now", LOOKED, within=self.root / "content")
        assert (ran.status, ran.err) == (0, "")
        path = self.root.parent / f"{by}.json"
        path.write_text(ran.out, "utf-8")
        return path

    def hear(self, *witnesses: Path) -> Ran:
        """`potluck recount` with these witnesses, where no site was built."""
        return potluck("recount", *[word for one in witnesses for word in ("--witness", one)], within=self.root)


@pytest.fixture(params=["folder", "branch"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """One snapshot, with two noes on the soup."""
    community = Kept(tmp_path / "table", request.param)
    community.keep(*FIRST)
    return community


def test_a_witness_says_the_hash_the_commit_the_time_who_and_how_many_said_what(kept: Kept) -> None:
    """And names no voter (SEC-086)."""
    seen = json.loads(kept.look().read_text("utf-8"))
    newest = kept.repository.git("rev-parse", "ledger" if kept.home == "branch" else "HEAD")
    head = kept.repository.git("rev-parse", "HEAD")
    assert (seen["by"], seen["at"], seen["commit"], seen["snapshot"]) == ("lee", LOOKED, head, newest)
    assert (seen["taken"], seen["community"], seen["erased"]) == ("2026-06-01T12:00:00Z", "Small Table", 0)
    assert {name: said["clicked"] for name, said in seen["proposals"].items()} == {
        "bread": {"heart": 1},
        "soup": {"+1": 1, "-1": 2},
    }
    assert "pia" not in json.dumps(seen)


def test_the_hash_can_be_made_without_potluck(kept: Kept) -> None:
    """With what every system has, over the files as they lie there."""
    seen = json.loads(kept.look().read_text("utf-8"))
    if kept.home == "branch":
        kept.repository.git("checkout", "--quiet", "ledger")
    folder = kept.root if kept.home == "branch" else kept.root / "content/ledger"
    line = "sha256sum manifest.json ballots/*.jsonl | LC_ALL=C sort -k 2 | sha256sum"
    made = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, text=True, check=True).stdout.split()[0]
    assert seen["hash"] == f"sha256:{made}"


def test_an_honest_ledger_is_what_they_saw_however_much_came_since(kept: Kept) -> None:
    """Ends with 0."""
    seen = kept.look()
    kept.keep(*FIRST, ballot(by="new"), hour=5)
    ran = kept.hear(seen)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "There is no site here, so no number was recounted.",
        f"{seen}: lee looked on 2026-06-01 18:00:00 UTC at the ledger taken 2026-06-01 12:00:00 UTC: "
        "it is the same here, to the byte.",
        "1 witness heard: 1 saw what stands here.",
    ]


def test_a_keeper_who_rewrites_the_past_without_the_noes_is_found_out(kept: Kept) -> None:
    """The same time, another ledger: told by proposal, with both numbers. Ends with 1."""
    seen = kept.look()
    kept.forge_history()
    kept.keep(*FIRST[2:])
    ran = kept.hear(seen)
    assert ran.status == 1
    lines = ran.out.splitlines()[1:]
    assert lines[0].endswith("12:00:00 UTC: the one that stands here for that time is another.")
    assert lines[1].startswith("The commit that they saw, ")
    assert lines[1].endswith(", is not in the history here.")
    assert lines[2:] == ["  soup: lee saw 2 × -1, here there are 0", "1 witness heard: 0 saw what stands here."]


def test_a_keeper_who_drops_the_snapshot_altogether_is_found_out(kept: Kept) -> None:
    """And the nearest that is left is held against what was seen."""
    seen = kept.look()
    kept.forge_history()
    kept.keep(NOES[0], *FIRST[2:], hour=2)
    ran = kept.hear(seen)
    assert ran.status == 1
    assert "no ledger of that time stands here; the nearest was taken 2026-06-01 14:00:00 UTC." in ran.out
    assert "  soup: lee saw 2 × -1, here there is 1\n" in ran.out


def test_noes_that_go_in_a_later_snapshot_are_told_too(kept: Kept) -> None:
    """People may take back what they said: it is no disagreement, and worth a look."""
    seen = kept.look()
    kept.keep(*FIRST[2:], hour=5)
    ran = kept.hear(seen)
    assert ran.status == 0
    assert "  since then fewer on soup: -1 was 2, and is 0 now\n" in ran.out


def test_who_swaps_one_voice_for_another_changes_no_number_and_is_found_out(kept: Kept) -> None:
    """By the hash of the file."""
    seen = kept.look()
    kept.forge_history()
    kept.keep(ballot("-1", by="bob"), *FIRST[1:])
    ran = kept.hear(seen)
    assert ran.status == 1
    assert "  soup: as many of each, and not the same ones\n" in ran.out


def test_two_who_were_shown_different_ledgers_of_one_time_contradict_each_other(kept: Kept) -> None:
    """Even where each could be told that theirs is the one."""
    first = kept.look("lee")
    kept.forge_history()
    kept.keep(*FIRST[2:])
    second = kept.look("ana")
    ran = kept.hear(first, second)
    assert ran.status == 1
    words = "lee and ana saw different ledgers that both say they were taken 2026-06-01 12:00:00 UTC.\n"
    assert f"{words}  soup: lee saw 2 × -1, where ana looked there are 0\n" in ran.out
    assert "2 witnesses heard: 1 saw what stands here.\n" in ran.out


def test_a_fork_that_fetched_for_itself_is_held_against_the_nearest(kept: Kept, tmp_path: Path) -> None:
    """Its ballots were taken at another time and lie in other commits."""
    fork = Kept(tmp_path / "fork", kept.home)
    fork.keep(*FIRST, ballot(by="late"), hour=1)
    ran = kept.hear(fork.look())
    assert ran.status == 1
    assert "the nearest was taken 2026-06-01 12:00:00 UTC." in ran.out
    assert "  soup: lee saw 2 × +1, here there is 1\n" in ran.out


def test_somebody_who_asked_to_be_forgotten_is_named_as_a_reason(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a branch every snapshot is written anew for them; in a folder the old commit stands."""
    seen = kept.look()
    monkeypatch.setenv("POTLUCK_ERASURE_KEY", "a key that nobody guesses")
    assert potluck("ledger", "forget", "ana", within=kept.root).status == 0
    if kept.home == "folder":
        kept.repository.commit({}, "Forgotten")
    ran = kept.hear(seen)
    if kept.home == "folder":
        assert ran.status == 0
        assert "since then fewer on soup: -1 was 2, and is 1 now" in ran.out
    else:
        assert ran.status == 1
        words = "1 person has asked to be forgotten since: up to so many may be missing on a proposal for that reason."
        assert f"{words}\n  soup: lee saw 2 × -1, here there is 1\n" in ran.out


def test_a_witness_goes_into_a_file_that_is_not_there_yet(kept: Kept) -> None:
    """SEC-073: the same bytes as are shown, and nothing is overwritten."""
    shown = kept.look().read_text("utf-8")
    words = ("witness", "--as", "lee", "--now", LOOKED, "--out", "mine.json")
    assert potluck(*words, within=kept.root).status == 0
    assert (kept.root / "mine.json").read_text("utf-8") == shown
    again = potluck(*words, within=kept.root)
    assert again.status == 2
    assert again.sentence == "potluck: mine.json cannot be written: File exists; nothing was changed"


def test_a_witness_that_is_kept_is_heard_by_every_recount(kept: Kept) -> None:
    """In `content/witnesses`; nobody's is overwritten."""
    ran = potluck("witness", "--as", "Lee", "--keep", "--now", LOOKED, within=kept.root)
    assert ran.out.splitlines()[0] == (
        "content/witnesses/lee-20260601T120000Z.json: Lee saw the ledger taken 2026-06-01 12:00:00 UTC."
    )
    again = potluck("witness", "--as", "lee", "--keep", "--now", LOOKED, within=kept.root)
    assert again.status == 2
    assert again.sentence.startswith("potluck: content/witnesses/lee-20260601T120000Z.json is there already")
    ran = kept.hear(kept.look("ana"))
    assert "2 witnesses heard: 2 saw what stands here." in ran.out


@pytest.mark.engine
def test_a_recount_of_the_site_hears_the_witnesses_as_well(kept: Kept) -> None:
    """And publishes those that are kept."""
    assert potluck("witness", "--as", "lee", "--keep", "--now", LOOKED, within=kept.root).status == 0
    kept.small.build(None)
    ran = potluck("recount", within=kept.root)
    assert (ran.status, ran.err) == (0, "")
    assert "all as published." in ran.out
    assert "1 witness heard: 1 saw what stands here." in ran.out
    assert json.loads(kept.small.read("witnesses/lee-20260601T120000Z.json"))["by"] == "lee"


Change = Callable[[dict[str, object]], object]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "it is no witness: ", id="nothing"),
        pytest.param(b"[" * 100_000, "it is no witness: ", id="deep"),
        pytest.param(b"\xff\xfe", "it is no witness: ", id="no-text"),
        pytest.param(b'{"by":"lee"}', "it is no witness: ", id="half"),
    ],
)
def test_a_file_that_is_no_witness_is_told(kept: Kept, content: bytes, why: str) -> None:
    """In one line, and the others are heard all the same."""
    (kept.root.parent / "odd.json").write_bytes(content)
    ran = kept.hear(kept.root.parent / "odd.json", kept.look())
    assert (ran.status, ran.err) == (1, "")
    assert f"odd.json: {why}" in ran.out
    assert "2 witnesses heard: 1 saw what stands here." in ran.out


def test_what_a_witness_is_called_cannot_paint_the_terminal(kept: Kept) -> None:
    """SEC-072: whatever its names hold; one of another community or version is told as such."""
    seen = json.loads(kept.look().read_text("utf-8"))
    for number, change in enumerate(
        [{"by": "\x1b[31mlee\u202e"}, {"community": "Elsewhere"}, {"version": 2}, {"hash": "sha256:0"}]
    ):
        (kept.root.parent / f"{number}.json").write_text(json.dumps(seen | change), "utf-8")
    ran = kept.hear(*(kept.root.parent / f"{number}.json" for number in range(4)), kept.root.parent / "none.json")
    assert ran.status == 1
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert "1.json: lee looked at another community, `Elsewhere`.\n" in ran.out
    assert "2.json: it has version 2; this Potluck reads version 1.\n" in ran.out
    assert "none.json: it cannot be read: No such file or directory.\n" in ran.out


def test_where_no_ledger_is_committed_there_is_nothing_to_see(tmp_path: Path) -> None:
    """One sentence; and ends with 2."""
    empty = Kept(tmp_path / "table", "folder")
    ran = potluck("witness", "--as", "lee", within=empty.root)
    assert ran.status == 2
    assert ran.sentence == "potluck: no ledger is committed here yet, so there is nothing to bear witness of"
    (empty.root / "content/ledger").mkdir(exist_ok=True)
    assert potluck("witness", "--as", "not a login", within=empty.root).status == 2
