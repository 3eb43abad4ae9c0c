"""Reactions on GitHub become ballots: whose thread it is, who reacted, what changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.commands import potluck
from tests.support.community import Small
from tests.support.fetching import RAIN, SOUP, Fetch, ballots
from tests.support.threads import FakeThreads

from potluck.forge import pulls
from potluck.ledger import read_folder

# --- Reactions become ballots ----------------------------------------------------------------------------------------


def test_reactions_on_the_pull_request_that_brought_an_idea_are_its_ballots(
    fetch: Fetch, hub: FakeThreads, table: Small
) -> None:
    """With the time, and the month in which the account was made."""
    hub.react(1, "bo-sample", "+1")
    hub.react(1, "cy-sample", "heart", since="2026-05-09")
    ran = fetch()
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("2 ballots on 1 proposal, 0 comments, 0 at the door, as GitHub had them at 2")
    assert ballots(table) == [("soup-night", "bo-sample", "+1"), ("soup-night", "cy-sample", "heart")]
    assert [one.since for one in read_folder(table.root).ballots] == ["2020-03", "2026-05"]
    assert str(read_folder(table.root).ballots[0].at) == "2026-05-11 00:00:01+00:00"


def test_a_second_run_asks_for_nobody_where_nothing_changed(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """Four questions: which pull requests changed, what the threads have now, who stands at the door, and which of all
    numbers changed."""
    hub.react(1, "bo-sample")
    fetch()
    before = ballots(table)
    hub.questions.clear()
    assert "1 thread looked at, 0 read: 4 requests" in fetch().out
    assert len(hub.questions) == 4
    assert not any("user" in question for question in hub.questions)
    assert ballots(table) == before


def test_the_first_run_says_how_many_threads_it_read(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """Also those whose reactions came with the pull requests."""
    table.story("rain", thread="5")
    hub.open(5)
    for number in (1, 5):
        hub.react(number, "bo-sample")
    assert "2 threads looked at, 2 read: " in fetch().out


def test_only_the_thread_that_changed_is_read_again(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """A withdrawal and a new voter leave the count alone, and are seen all the same."""
    hub.bring(2, RAIN)
    first = hub.react(1, "bo-sample")
    hub.react(2, "bo-sample")
    fetch()
    hub.take_back(1, first)
    hub.react(1, "cy-sample")
    assert "2 threads looked at, 1 read" in fetch().out
    assert ballots(table) == [("rain", "bo-sample", "+1"), ("soup-night", "cy-sample", "+1")]


def test_a_reaction_withdrawn_and_given_again_has_its_new_time(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """And is there once."""
    hub.take_back(1, hub.react(1, "bo-sample"))
    hub.react(1, "bo-sample")
    fetch()
    (ballot,) = read_folder(table.root).ballots
    assert ballot.at.second == 2


def test_more_reactions_than_a_page_holds_are_all_read(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """REL-020: to the last page."""
    for number in range(250):
        hub.react(1, f"person-{number}")
    assert fetch().status == 0
    assert len(ballots(table)) == 250


def test_deleted_accounts_are_ghosts(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """SEC-081: written down, once a reaction, and counted for nothing."""
    hub.react(1, None)
    hub.react(1, None)
    hub.react(1, "bo-sample")
    fetch()
    assert ballots(table) == [("soup-night", "bo-sample", "+1"), ("soup-night", "ghost", "+1")]
    (soup,) = json.loads(potluck("tally", "soup-night", "--format", "json", within=table.root).out)["proposals"]
    assert soup["excluded"] == {"an account that was deleted": 1}


def test_a_firm_s_managed_account_has_a_voice(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """Its login has an underscore, and may be longer than others."""
    hub.react(1, "a-person-with-quite-a-long-name-in-it_ourfirm")
    fetch()
    assert [login for _, login, _ in ballots(table)] == ["a-person-with-quite-a-long-name-in-it_ourfirm"]


def test_a_run_says_what_a_machine_did(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """SEC-081: recorded, flagged."""
    hub.react(1, "helper[bot]")
    fetch()
    assert [one.bot for one in read_folder(table.root).ballots] == [True]


# --- Whose thread it is ----------------------------------------------------------------------------------------------


def test_an_issue_of_the_same_person_counts_beside_the_pull_request(
    fetch: Fetch, hub: FakeThreads, table: Small
) -> None:
    """The union of people: who reacted on both is one ballot, the later one."""
    table.idea("soup-night", thread="5")
    hub.open(5)
    hub.react(1, "bo-sample")
    hub.react(5, "bo-sample")
    hub.react(5, "cy-sample")
    assert fetch().err == ""
    assert ballots(table) == [("soup-night", "bo-sample", "+1"), ("soup-night", "cy-sample", "+1")]
    assert read_folder(table.root).ballots[0].at.second == 2


@pytest.mark.parametrize("place", ["7", "https://github.com/octo-org/octo-repo/discussions/7"])
def test_a_discussion_is_a_thread_too(fetch: Fetch, hub: FakeThreads, table: Small, place: str) -> None:
    """By number or by address, for a file that somebody with the right to write put there."""
    table.story("rain", thread=place)
    hub.open(7, kind="Discussion")
    hub.react(7, "bo-sample")
    assert fetch().err == ""
    assert ballots(table) == [("rain", "bo-sample", "+1")]


def test_nobody_borrows_another_s_votes(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """SEC-087: who writes down the number of somebody's popular issue gets none of its reactions."""
    hub.bring(2, RAIN, by="mal-sample")
    table.story("rain", thread="9", authors=["wen-sample"])
    hub.open(9, by="wen-sample")
    hub.react(9, "bo-sample")
    ran = fetch()
    assert ran.status == 0
    assert ran.err == (
        "note: `rain`: thread 9 was started by somebody else than pull request 2, which brought the proposal; "
        "its reactions are not counted here\n"
    )
    assert ballots(table) == []


def test_two_accounts_that_are_gone_are_not_one_person(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """SEC-087: an issue of somebody who left is nobody's to take."""
    hub.bring(2, RAIN, by=None)
    table.story("rain", thread="9")
    hub.open(9, by=None)
    hub.react(9, "bo-sample")
    assert "was started by somebody else" in fetch().err
    assert ballots(table) == []


def test_a_facilitator_writes_an_issue_down_for_its_author(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """The form took somebody's words; the file came by another hand."""
    hub.bring(2, RAIN, by="mara-sample")
    table.story("rain", thread="9")
    hub.open(9, by="wen-sample")
    hub.react(9, "bo-sample")
    assert fetch().err == ""
    assert ballots(table) == [("rain", "bo-sample", "+1")]


def test_a_thread_of_two_proposals_counts_for_neither(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """SEC-087: nobody can say which one was meant."""
    del hub.threads[1]
    hub.bring(3, SOUP, RAIN)
    hub.react(3, "bo-sample")
    assert "thread 3 is that of `rain`, `soup-night`; its reactions are counted for none" in fetch().err
    assert ballots(table) == []


def test_what_did_not_reach_the_branch_brought_nothing(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """Neither an open pull request, nor one into another branch, nor one that only changed the file."""
    hub.bring(2, RAIN, is_merged=False)
    hub.bring(3, RAIN, base="drafts")
    hub.bring(4, RAIN).files = [(RAIN, "MODIFIED")]
    for number in (2, 3, 4):
        hub.react(number, "bo-sample")
    fetch()
    assert ballots(table) == []


def test_a_pull_request_that_was_merged_since_is_found(
    fetch: Fetch, hub: FakeThreads, table: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was open when the list was read; and what changed while that went on is looked at again."""
    monkeypatch.setattr(pulls, "_SIZE", 1)
    made = hub.bring(2, RAIN, is_merged=False)
    other = hub.bring(3, is_merged=False)
    hub.react(2, "bo-sample")
    fetch()
    made.merged = made.updated = datetime.now(UTC) - timedelta(minutes=30)
    other.updated = datetime.now(UTC) - timedelta(minutes=20)
    made.state = "MERGED"
    fetch()
    assert ballots(table) == [("rain", "bo-sample", "+1")]


def test_a_proposal_keeps_its_votes_under_its_new_name(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """`stew-night` is an alias of the soup night."""
    del hub.threads[1]
    hub.bring(3, "proposals/ideas/stew-night.md")
    hub.react(3, "bo-sample")
    fetch()
    assert ballots(table) == [("soup-night", "bo-sample", "+1")]


def test_files_beyond_the_first_hundred_are_seen(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """REL-020: a pull request's files have pages too."""
    del hub.threads[1]
    hub.bring(3, *(f"content/photo-{number}.md" for number in range(120)), SOUP)
    hub.react(3, "bo-sample")
    fetch()
    assert ballots(table) == [("soup-night", "bo-sample", "+1")]


@pytest.mark.parametrize("is_known", [True, False], ids=["by-the-same-machine", "by-a-new-one"])
def test_a_thread_that_is_gone_takes_no_votes_with_it(
    fetch: Fetch, hub: FakeThreads, table: Small, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_known: bool
) -> None:
    """REL-025: deleted or moved away; what was said there stays counted, and the command says so."""
    hub.react(1, "bo-sample")
    table.story("rain", thread="5")
    hub.open(5)
    hub.react(5, "cy-sample")
    fetch()
    before = ballots(table)
    del hub.threads[5]
    if not is_known:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    ran = fetch()
    assert "thread 5" in ran.err
    assert ballots(table) == before
