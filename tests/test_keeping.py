"""The ledger on a branch of its own: the same files as in the folder, as commits that nobody checks out."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.support.commands import potluck
from tests.support.community import CHARTER, NOON, Small
from tests.support.ledgers import ballot
from tests.support.repository import Repository

from potluck.keeping import read_ledger, read_taken, write_snapshot
from potluck.ledger import read_folder
from potluck.model import PotluckError
from potluck.pipeline import charter_of

ON_BRANCH = f"{CHARTER}ledger: {{home: branch}}\n"
LATER = NOON + timedelta(hours=1)
BRANCH = "refs/heads/ledger"


@pytest.fixture
def table(tmp_path: Path) -> Small:
    """A community in git that keeps its ballots on a branch."""
    small = Small(tmp_path / "table", charter=ON_BRANCH)
    small.idea("soup")
    Repository(small.root).commit({".gitignore": "site/public/\n.potluck/\n"}, at=NOON)
    return small


def git(table: Small, *words: str) -> str:
    """What git says there."""
    return Repository(table.root).git(*words)


def write(table: Small, *ballots: object, taken: datetime = NOON) -> bool:
    """A snapshot of these ballots."""
    return write_snapshot(table.root, charter_of(table.root), ballots, taken)  # type: ignore[arg-type]


def test_both_homes_hold_the_same_bytes(table: Small, tmp_path: Path) -> None:
    """And read the same, to the digest."""
    ballots = [ballot(by="Zoe"), ballot("heart", by="ana"), ballot(by="ana"), ballot(by="lee", on="bread")]
    other = Small(tmp_path / "folder")
    assert write(table, *ballots)
    assert write(other, *reversed(ballots))
    for path in ("manifest.json", "ballots/soup.jsonl", "ballots/bread.jsonl"):
        assert git(table, "show", f"ledger:{path}") + "\n" == (other.root / "content/ledger" / path).read_text("utf-8")
    here, there = read_ledger(table.root, charter_of(table.root)), read_folder(other.root)
    assert (here.ballots, here.taken, here.digest, here.problems) == (there.ballots, NOON, there.digest, ())
    assert [one.login for one in here.ballots] == ["lee", "ana", "ana", "Zoe"]


def test_a_snapshot_touches_neither_work_tree_nor_index(table: Small) -> None:
    """What is staged, changed and new stays so, and HEAD where it is."""
    table.idea("bread")
    table.idea("soup", title="Stew night")
    git(table, "add", "proposals/ideas/bread.md")
    before = (git(table, "status", "--porcelain"), git(table, "rev-parse", "HEAD"), git(table, "diff", "--cached"))
    assert write(table, ballot())
    after = (git(table, "status", "--porcelain"), git(table, "rev-parse", "HEAD"), git(table, "diff", "--cached"))
    assert after == before
    assert not (table.root / "content/ledger").exists()
    git(table, "fsck", "--strict", "--no-dangling")


def test_one_commit_a_run_says_what_changed_and_names_nobody(table: Small) -> None:
    """Its time is when the ballots were taken; its parent is the snapshot before."""
    write(table, ballot(by="ana"), ballot(by="lee"))
    write(table, ballot("heart", by="ana"), ballot(by="zoe"), ballot(by="lee", on="bread"), taken=LATER)
    said = git(table, "log", "--format=%s|%b|%ct|%an", "ledger").splitlines()
    assert said == [
        "2 ballots added, 1 withdrawn, 1 changed, on 2 proposals|ballots: 3, logins: 3, proposals: 2",
        f"|{int(LATER.timestamp())}|github-actions[bot]",
        "2 ballots added, on 1 proposal|ballots: 2, logins: 2, proposals: 1",
        f"|{int(NOON.timestamp())}|github-actions[bot]",
    ]


def test_no_commit_when_nothing_changed(table: Small) -> None:
    """However much later it is."""
    assert write(table, ballot())
    before = git(table, "rev-parse", "ledger")
    assert not write(table, ballot(), taken=LATER)
    assert git(table, "rev-parse", "ledger") == before


def test_an_older_snapshot_never_takes_the_place_of_a_newer_one(table: Small, tmp_path: Path) -> None:
    """A slow run that ends after a quick one; in both homes."""
    for small in (table, Small(tmp_path / "folder")):
        assert write(small, ballot(), ballot(by="lee"), taken=LATER)
        assert not write(small, ballot())
        assert len(read_ledger(small.root, charter_of(small.root)).ballots) == 2


def test_a_folder_s_snapshot_takes_away_what_is_gone(tmp_path: Path) -> None:
    """A withdrawn ballot, and the file of a proposal that nobody reacts to any more; `sample` stays."""
    small = Small(tmp_path / "folder")
    write(small, ballot(), ballot(by="lee", on="bread"))
    path = small.root / "content/ledger/manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"sample": True}), "utf-8")
    assert write(small, ballot(), taken=LATER)
    assert read_folder(small.root).problems == ()
    assert [one.proposal for one in read_folder(small.root).ballots] == ["soup"]
    assert json.loads(path.read_text("utf-8"))["sample"] is True
    assert not write(small, ballot(), taken=LATER + timedelta(hours=1))


def test_one_person_has_one_line_a_reaction(table: Small) -> None:
    """Through several threads, and whatever the capitals: the last one stays."""
    write(table, ballot(by="Ana", minute=3), ballot(by="ana", minute=1))
    found = read_ledger(table.root, charter_of(table.root))
    assert found.ballots == (ballot(by="Ana", minute=3),)


@pytest.mark.parametrize("slug", ["../soup", "soup/night", "Soup", "", "soup\n"])
def test_a_name_that_is_none_becomes_no_file(table: Small, slug: str) -> None:
    """SEC-009: nothing is written."""
    with pytest.raises(PotluckError, match="is not the name of a proposal"):
        write(table, ballot(on=slug))
    assert git(table, "for-each-ref", BRANCH) == ""


def test_a_ballot_that_could_not_be_read_again_is_not_written(table: Small) -> None:
    """Neither is any other of its snapshot."""
    with pytest.raises(PotluckError, match="'a b' is not a login"):
        write(table, ballot(), ballot(by="a b"))
    assert git(table, "for-each-ref", BRANCH) == ""


def test_a_branch_that_is_checked_out_is_left_alone(table: Small, tmp_path: Path) -> None:
    """Whoever works on it would see everything as changed."""
    write(table, ballot())
    git(table, "worktree", "add", "--quiet", str(tmp_path / "beside"), "ledger")
    with pytest.raises(PotluckError, match="the branch ledger is checked out here"):
        write(table, ballot(), ballot(by="lee"), taken=LATER)


def test_a_branch_of_that_name_that_is_no_ledger_is_left_alone(table: Small) -> None:
    """Somebody's work may be on it."""
    git(table, "branch", "ledger")
    before = git(table, "rev-parse", "ledger")
    with pytest.raises(PotluckError, match="the branch ledger holds other things than ballots"):
        write(table, ballot())
    assert potluck("tally", within=table.root).status == 2
    assert git(table, "rev-parse", "ledger") == before


def test_a_clone_reads_the_branch_that_it_fetched_and_writes_on_top(table: Small, tmp_path: Path) -> None:
    """Without a local branch of that name."""
    write(table, ballot())
    git(table, "clone", "--quiet", ".", str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    charter = charter_of(clone.root)
    assert len(read_ledger(clone.root, charter).ballots) == 1
    assert write_snapshot(clone.root, charter, [ballot(), ballot(by="lee")], LATER)
    assert clone.git("rev-parse", "ledger^") == clone.git("rev-parse", "origin/ledger")


def test_what_somebody_else_pushed_since_is_gone_on_with(table: Small, tmp_path: Path) -> None:
    """A branch of one's own that is behind the one that was fetched is not the newest, and is not built upon."""
    write(table, ballot())
    git(table, "clone", "--quiet", ".", str(tmp_path / "clone"))
    clone, charter = Repository(tmp_path / "clone"), charter_of(table.root)
    assert write_snapshot(clone.root, charter, [ballot(), ballot(by="lee")], LATER)
    clone.git("push", "--quiet", "origin", "ledger")
    write(table, ballot(), ballot(by="lee"), ballot(by="zoe"), taken=LATER + timedelta(hours=1))
    clone.git("fetch", "--quiet")
    assert len(read_ledger(clone.root, charter).ballots) == 3
    assert write_snapshot(clone.root, charter, [ballot()], LATER + timedelta(hours=2))
    assert clone.git("rev-parse", "ledger^") == clone.git("rev-parse", "origin/ledger")
    assert len(read_ledger(clone.root, charter).ballots) == 1


def test_without_git_the_branch_cannot_be_reached_in_one_sentence(tmp_path: Path) -> None:
    """And with an empty one there are no ballots yet."""
    small = Small(tmp_path / "table", charter=ON_BRANCH)
    small.idea("soup")
    ran = potluck("tally", within=small.root)
    assert ran.status == 2
    assert ran.sentence == (
        "potluck: the ledger is on a branch, and cannot be reached: this folder is not in a git repository"
    )
    Repository(small.root).commit({}, at=NOON)
    assert potluck("tally", within=small.root).status == 0


def test_what_was_taken_at_a_time_can_be_read_later(table: Small) -> None:
    """A site that was built an hour ago is recounted by its own snapshot."""
    write(table, ballot())
    write(table, ballot(), ballot(by="lee"), taken=LATER)
    charter = charter_of(table.root)
    assert len(read_taken(table.root, charter, NOON).ballots) == 1
    assert len(read_taken(table.root, charter, LATER).ballots) == 2
    assert read_taken(table.root, charter, NOON - timedelta(days=1)).taken == LATER


@pytest.mark.engine
def test_a_site_is_built_and_recounted_from_the_branch(table: Small) -> None:
    """The ballots are published with it; a snapshot that comes later changes nothing that it says."""
    write(table, ballot(by="lee"))
    built = table.build()
    assert built.ballots == 1
    assert table.read("ledger/ballots/soup.jsonl").decode() == git(table, "show", "ledger:ballots/soup.jsonl") + "\n"
    write(table, ballot(by="lee"), ballot(by="zoe"), taken=LATER)
    for words in ((), ("--at", "main")):
        ran = potluck("recount", *words, within=table.root)
        assert (ran.status, ran.err) == (0, ""), ran.out


def test_react_does_not_write_beside_the_branch(table: Small) -> None:
    """Nobody would count it."""
    ran = potluck("react", "soup", "+1", "--as", "lee", within=table.root)
    assert ran.status == 2
    assert "ballots are kept on a branch here" in ran.sentence
    assert not (table.root / "content/ledger").exists()


AT_ONCE = """
import os, sys
from datetime import timedelta
from pathlib import Path
from tests.support.community import NOON
from tests.support.ledgers import ballot
from potluck.keeping import write_snapshot
from potluck.pipeline import charter_of

root = Path(sys.argv[1])
charter = charter_of(root)
for number in range(8):
    if not os.fork():
        ballots = [ballot(by=f"member-{other}") for other in range(number + 1)]
        write_snapshot(root, charter, ballots, NOON + timedelta(minutes=number))
        os._exit(0)
print({os.wait()[1] for _ in range(8)})
"""


def test_eight_runs_at_once_leave_one_straight_chain(table: Small) -> None:
    """REL-014: each commit is whole, none is lost, and the last one taken is the newest."""
    ran = subprocess.run([sys.executable, "-c", AT_ONCE, str(table.root)], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("{0}\n", "")
    found = read_ledger(table.root, charter_of(table.root))
    assert (len(found.ballots), found.taken, found.problems) == (8, NOON + timedelta(minutes=7), ())
    times = git(table, "log", "--format=%ct", "ledger").split()
    assert times == sorted(set(times), reverse=True)
    git(table, "fsck", "--strict")


KILLED = """
import os, random, signal, sys, time
from datetime import timedelta
from pathlib import Path
from tests.support.community import NOON
from tests.support.ledgers import ballot
from potluck.keeping import read_ledger, write_snapshot
from potluck.pipeline import charter_of

root, chance = Path(sys.argv[1]), random.Random(1)
charter = charter_of(root)
started = time.perf_counter()
write_snapshot(root, charter, [ballot()], NOON)
one = time.perf_counter() - started  # a slow machine gets as many writes as a quick one
most = 0
for moment in range(1, 31):
    child = os.fork()
    if not child:
        for number in range(1, 1_000):
            ballots = [ballot(by=f"member-{other}") for other in range(100 * moment + number)]
            write_snapshot(root, charter, ballots, NOON + timedelta(minutes=1_000 * moment + number))
        os._exit(0)
    time.sleep(chance.uniform(0, 4 * one))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found = read_ledger(root, charter)
    assert found.problems == (), found.problems
    assert len(found.ballots) >= most
    most = len(found.ballots)
time.sleep(0.3)  # what a killed run had started ends by itself
assert write_snapshot(root, charter, [ballot()], NOON + timedelta(days=365))
print(most > 100)
"""


def test_a_run_killed_at_any_moment_leaves_a_whole_snapshot(table: Small) -> None:
    """REL-010: thirty times; no count is ever lower than before, and the next run can write."""
    ran = subprocess.run([sys.executable, "-c", KILLED, str(table.root)], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("True\n", "")
    git(table, "fsck", "--strict")
