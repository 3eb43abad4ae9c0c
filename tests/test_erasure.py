"""`potluck ledger forget`: what somebody said is taken out of every snapshot, and does not come back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.commands import Ran, potluck
from tests.support.community import CHARTER, NOON, Small
from tests.support.ledgers import ballot
from tests.support.repository import Repository

from potluck.keeping import read_ledger, write_snapshot
from potluck.model import Ballot, PotluckError
from potluck.pipeline import charter_of

KEY = "a key that nobody guesses"
FIRST = (ballot(by="ana"), ballot(by="Lee"), ballot(by="lee", on="bread"))
SECOND = (*FIRST, ballot("heart", by="LEE", minute=3), ballot(by="zoe", on="bread"))


@pytest.fixture(params=["folder", "branch"])
def table(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """Two snapshots in one of the homes, and a key."""
    small = Small(tmp_path / "table", charter=f"{CHARTER}ledger: {{home: {request.param}}}\n")
    Repository(small.root).commit({".gitignore": ".potluck/\n"}, at=NOON)
    monkeypatch.setenv("POTLUCK_ERASURE_KEY", KEY)
    for hour, ballots in enumerate((FIRST, SECOND)):
        write(small, *ballots, hour=hour)
    return small


def write(table: Small, *ballots: Ballot, hour: int) -> bool:
    """A snapshot more."""
    return write_snapshot(table.root, charter_of(table.root), ballots, NOON + timedelta(hours=hour))


def forget(table: Small, login: str = "lee") -> Ran:
    """The command."""
    return potluck("ledger", "forget", login, within=table.root)


def logins(table: Small) -> list[str]:
    """Who speaks in the ledger."""
    found = read_ledger(table.root, charter_of(table.root))
    assert found.problems == ()
    return [one.login for one in found.ballots]


def is_on_branch(table: Small) -> bool:
    """In which home this one is."""
    return charter_of(table.root).ledger.home == "branch"


def test_everything_that_they_said_is_taken_out(table: Small) -> None:
    """Whatever the capitals; the others' ballots and times stay, and the counts fit."""
    ran = forget(table)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("3 ballots of lee taken out; later snapshots leave them out.\n")
    assert logins(table) == ["zoe", "ana"]
    assert read_ledger(table.root, charter_of(table.root)).taken == NOON + timedelta(hours=1)


def test_no_snapshot_of_the_branch_holds_them_any_more(table: Small) -> None:
    """Neither any message; the chain is as long as before and one more, and sound."""
    if not is_on_branch(table):
        pytest.skip("the folder's earlier commits are the repository's own")
    forget(table)
    git = Repository(table.root).git
    commits = git("rev-list", "ledger").split()
    assert len(commits) == 3
    for commit in commits:
        assert "lee" not in git("grep", "-h", "-i", "", commit).lower()
        assert "lee" not in git("log", "-1", "--format=%B", commit).lower()
    assert potluck("ledger", "verify", within=table.root).status == 0
    times = git("log", "--format=%ct", "ledger").split()
    assert times == [str(int((NOON + timedelta(hours=hour)).timestamp())) for hour in (1, 1, 0)]
    git("fsck", "--strict")


def test_they_do_not_come_back_with_the_next_snapshot(table: Small) -> None:
    """The forge still has their reactions; the ledger says how many people it leaves out."""
    forget(table)
    assert write(table, *SECOND, ballot(by="pia"), hour=2)
    assert logins(table) == ["zoe", "ana", "pia"]
    assert not write(table, *SECOND, ballot(by="pia"), hour=3)
    place = "ledger:manifest.json" if is_on_branch(table) else ""
    path = table.root / "content/ledger/manifest.json"
    text = Repository(table.root).git("show", place) if place else path.read_text("utf-8")
    assert '"erased": 1' in text


def test_neither_the_login_nor_the_key_is_written_down(table: Small) -> None:
    """What is remembered is a hash that nobody can make without the key."""
    forget(table)
    git = Repository(table.root).git
    path = table.root / "content/ledger/erased.txt"
    text = git("show", "ledger:erased.txt") if is_on_branch(table) else path.read_text("utf-8")
    assert len(text.split()) == 3
    assert "lee" not in text
    assert KEY not in text


@pytest.mark.parametrize("key", ["", "too short, says", "another key, as long as that one"])
def test_without_the_right_key_nothing_is_written(table: Small, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would come back without a word."""
    forget(table)
    before = logins(table)
    monkeypatch.setenv("POTLUCK_ERASURE_KEY", key)
    with pytest.raises(PotluckError, match="POTLUCK_ERASURE_KEY is") as raised:
        write(table, *SECOND, hour=2)
    assert not key or key not in str(raised.value)  # SEC-074
    assert logins(table) == before
    ran = forget(table, "zoe")
    assert ran.status == 2
    assert ran.sentence.startswith("potluck: POTLUCK_ERASURE_KEY is ")
    assert logins(table) == before


def test_a_ledger_that_forgot_nobody_needs_no_key(table: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most have none."""
    monkeypatch.delenv("POTLUCK_ERASURE_KEY")
    assert write(table, *FIRST, hour=2)
    assert forget(table).status == 2


def test_to_forget_twice_changes_nothing_more(table: Small) -> None:
    """And somebody else can be forgotten after that."""
    forget(table)
    git = Repository(table.root).git
    before = (git("for-each-ref"), logins(table))
    assert forget(table, "LEE").out.startswith("0 ballots of LEE taken out")
    assert (git("for-each-ref"), logins(table)) == before
    forget(table, "zoe")
    assert write(table, *SECOND, hour=2) is False
    assert logins(table) == ["ana"]


def test_a_vote_of_somebody_else_keeps_the_memory(table: Small) -> None:
    """`potluck react` writes the manifest too."""
    if is_on_branch(table):
        pytest.skip("nobody reacts into a branch")
    forget(table)
    table.idea("soup")
    potluck("react", "soup", "+1", "--as", "pia", within=table.root)
    assert '"erased": 1' in (table.root / "content/ledger/manifest.json").read_text("utf-8")


@pytest.mark.parametrize("login", ["a b", "../lee", "", "-x"])
def test_what_is_no_login_is_told(table: Small, login: str) -> None:
    """And nothing is remembered."""
    before = logins(table)
    assert forget(table, login).status == 2
    assert logins(table) == before
