"""Reactions on GitHub become ballots: whose thread it is, who reacted, what changed, and what goes wrong meanwhile."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import Ran, potluck
from tests.support.community import CHARTER, Small, files_in
from tests.support.github import TOKEN
from tests.support.threads import FakeThreads

from potluck.charter.model import ForgeRules
from potluck.errands.fetch import api_of
from potluck.forge import Community, patience, pulls, read_threads
from potluck.forge.carrier import Carrier
from potluck.ledger import read_folder
from potluck.model import Proposal

FORGE = "\nforge: {type: github, repository: octo-org/octo-repo}\n"
SOUP = "proposals/ideas/soup-night.md"
RAIN = "proposals/stories/rain.md"


@pytest.fixture
def hub() -> Iterator[FakeThreads]:
    """A GitHub on which pull request 1 brought the soup, and nothing else happened."""
    with FakeThreads() as fake:
        fake.bring(1, SOUP)
        yield fake


@pytest.fixture
def table(tmp_path: Path) -> Small:
    """The small table, talking on GitHub."""
    small = Small(tmp_path / "table", charter=CHARTER + FORGE)
    small.idea("soup-night", "Soup night", aliases=["stew-night"])
    small.story("rain", "The day it rained")
    return small


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that we waited, which nobody has to sit through."""
    seconds: list[float] = []
    monkeypatch.setattr(patience, "sleep", seconds.append)
    return seconds


Fetch = Callable[..., Ran]


@pytest.fixture
def fetch(table: Small, hub: FakeThreads, monkeypatch: pytest.MonkeyPatch, waited: list[float]) -> Fetch:
    """`potluck fetch`, with a token, from the GitHub of the test."""
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", hub.url)

    def run(*words: str) -> Ran:
        ran = potluck("fetch", *words, within=table.root)
        assert hub.wrong == []
        return ran

    return run


def ballots(table: Small) -> list[tuple[str, str, str]]:
    """What the ledger holds, as proposal, login and reaction."""
    ledger = read_folder(table.root)
    assert ledger.problems == ()
    return [(one.proposal, one.login, one.reaction) for one in ledger.ballots]


# --- Reactions become ballots ----------------------------------------------------------------------------------------


def test_reactions_on_the_pull_request_that_brought_an_idea_are_its_ballots(
    fetch: Fetch, hub: FakeThreads, table: Small
) -> None:
    """With the time, and the month in which the account was made."""
    hub.react(1, "bo-sample", "+1")
    hub.react(1, "cy-sample", "heart", since="2026-05-09")
    ran = fetch()
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("2 ballots on 1 proposal, as GitHub had them at 2")
    assert ballots(table) == [("soup-night", "bo-sample", "+1"), ("soup-night", "cy-sample", "heart")]
    assert [one.since for one in read_folder(table.root).ballots] == ["2020-03", "2026-05"]
    assert str(read_folder(table.root).ballots[0].at) == "2026-05-11 00:00:01+00:00"


def test_a_second_run_asks_for_nobody_where_nothing_changed(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """Two questions: which pull requests changed, and what the threads have now."""
    hub.react(1, "bo-sample")
    fetch()
    before = ballots(table)
    hub.questions.clear()
    assert "1 thread looked at, 0 read: 2 requests" in fetch().out
    assert len(hub.questions) == 2
    assert not any("user" in question for question in hub.questions)
    assert ballots(table) == before


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


# --- What goes wrong -------------------------------------------------------------------------------------------------

ASKED = "POST /graphql"


@pytest.mark.parametrize(
    ("status", "more"),
    [
        pytest.param(502, {}, id="bad-gateway"),
        pytest.param(500, {}, id="server-error"),
        pytest.param(200, {"body": b'{"data": {"rateLimit": {"co'}, id="cut-short"),
        pytest.param(200, {"body": b""}, id="empty"),
        pytest.param(200, {"body": b"<html>Sorry</html>"}, id="html"),
        pytest.param(200, {"body": b"[]"}, id="empty-list"),
        pytest.param(200, {"body": b'{"data": null}'}, id="no-data"),
        pytest.param(200, {"body": b'{"data": {"rateLimit": null}, "errors": [{"message": "Timed out"}]}'}, id="part"),
        pytest.param(200, {"body": b'{"data": {"repository": {}}}'}, id="renamed-fields"),
        pytest.param(403, {"headers": {"Retry-After": "3"}}, id="secondary-limit"),
        pytest.param(429, {"headers": {"Retry-After": "3"}}, id="too-many"),
    ],
)
@pytest.mark.parametrize("at", [0, 1, 2], ids=["pulls", "look", "people"])
def test_trouble_passes(
    fetch: Fetch, hub: FakeThreads, table: Small, waited: list[float], at: int, status: int, more: dict[str, Any]
) -> None:
    """REL-021, REL-022: asked again after a while, and the ballots are those of a day without trouble."""
    for number in range(2, 5):
        hub.open(number)
        table.idea(f"idea-{number}", thread=str(number))
        hub.react(number, "bo-sample")
    hub.react(1, "bo-sample")
    hub.fail(ASKED, status, after=at, **more)
    ran = fetch()
    assert (ran.status, ran.err) == (0, "")
    assert len(ballots(table)) == 4
    assert len(hub.questions) >= 3


def test_an_hour_without_points_is_not_waited_for(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """REL-021, REL-023: the run says what is missing, and leaves the last snapshot."""
    hub.react(1, "bo-sample")
    fetch()
    before = ledger_files(table)
    hub.react(1, "cy-sample")
    hub.left = 2
    hub.reset = timedelta(hours=1)
    ran = fetch()
    assert ran.status == 2
    assert ran.out == ""
    assert "run this job later; 1 of 1 thread still to be read; nothing was written, the snapshot of 2" in ran.err
    assert ledger_files(table) == before
    hub.left = 5_000
    assert fetch().status == 0
    assert len(ballots(table)) == 2


def test_a_token_is_never_said(fetch: Fetch, hub: FakeThreads, table: Small, tmp_path: Path) -> None:
    """SEC-074: neither on the screen nor on the disk, whatever goes wrong."""
    hub.react(1, "bo-sample")
    outputs = [fetch()]
    for status in (401, 403, 404, 422, 500):
        hub.fail(ASKED, status, times=9)
        outputs.append(fetch())
        hub.faults.clear()
    assert [ran.status for ran in outputs] == [0, 2, 2, 2, 2, 2]
    assert not any(TOKEN in ran.out + ran.err for ran in outputs)
    assert not any(TOKEN.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_heavy_question_is_halved(fetch: Fetch, hub: FakeThreads, table: Small, waited: list[float]) -> None:
    """A 502 says that it was too much at once; nobody waits for that."""
    for number in range(2, 40):
        hub.open(number)
        table.idea(f"idea-{number}", thread=str(number))
        hub.react(number, "bo-sample")
    hub.heaviest = 1_000
    assert fetch().status == 0
    assert len(ballots(table)) == 38
    assert waited == []


def test_a_page_that_changes_while_it_is_read_is_read_again(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """REL-020: nobody is counted twice, and nobody left out."""
    names = [hub.react(1, f"person-{number}") for number in range(150)]

    def meanwhile(question: str) -> None:
        if "after:" in question and names:
            hub.take_back(1, names.pop(0))
            names.clear()

    hub.before_answer = meanwhile
    assert fetch().status == 0
    assert len(ballots(table)) == 149


def test_a_page_that_is_short_is_read_again(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """REL-020: the forge counts three, and shows two."""
    hub.react(1, "bo-sample")
    hub.lost = {hub.react(1, "cy-sample")}
    hub.react(1, "di-sample")
    assert fetch().status == 0
    assert len(ballots(table)) == 3


def test_a_list_that_is_short_is_no_list(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """REL-020: the forge counts pull requests that no page of its list shows; nothing is written, and the next run asks
    for all of them again.
    """
    for number in range(2, 250):
        hub.bring(number, f"content/page-{number}.md")
    hub.bring(250, "proposals/stories/rain.md")
    table.story("rain")
    hub.react(250, "bo-sample")
    hub.unlisted = {180, 250}
    ran = fetch()
    assert ran.status == 2
    assert "showed 248 of 250" in ran.err
    assert ballots(table) == []
    hub.unlisted.clear()
    assert fetch().status == 0
    assert ("rain", "bo-sample", "+1") in ballots(table)


def test_a_part_of_an_answer_is_none(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """REL-023: a thread that GitHub had no time for is not one that is gone."""
    hub.react(1, "bo-sample")
    fetch()
    hub.react(1, "cy-sample")
    limit = {"cost": 1, "remaining": 4_000, "resetAt": "2030-01-01T00:00:00Z"}
    part = {"data": {"rateLimit": limit, "repository": {"t1": None}}, "errors": [{"message": "Timed out"}]}
    hub.fail(ASKED, 200, after=1, body=json.dumps(part).encode())
    ran = fetch()
    assert (ran.status, ran.err) == (0, "")
    assert len(ballots(table)) == 2


def test_a_thread_that_never_rests_stops_the_run(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """REL-023: half of it would be a lower count."""
    names = [hub.react(1, f"person-{number}") for number in range(190)]

    def meanwhile(question: str) -> None:
        if "after:" in question:
            hub.take_back(1, names.pop(0))

    hub.before_answer = meanwhile
    ran = fetch()
    assert ran.status == 2
    assert "thread 1 changes while it is read; 1 of 1 thread still to be read" in ran.err
    assert ballots(table) == []


def test_a_sudden_fall_waits_for_somebody_to_look(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """REL-024: an empty list with status 200 is nobody's wish."""
    for number in range(10):
        hub.react(1, f"person-{number}")
    fetch()
    before = ledger_files(table)
    hub.threads[1].reactions.clear()
    ran = fetch()
    assert ran.status == 2
    assert "there were 10 ballots, and now there would be 0: somebody should look at why" in ran.err
    assert ledger_files(table) == before
    assert fetch("--accept-fall").status == 0
    assert ballots(table) == []


@pytest.mark.parametrize(
    ("charter", "token", "words"),
    [
        pytest.param(CHARTER, TOKEN, "the charter names no forge to fetch from; write `forge:", id="no-forge"),
        pytest.param(
            CHARTER + FORGE, "", "GITHUB_TOKEN is not set; fetching needs a token that may read", id="no-token"
        ),
    ],
)
def test_what_is_missing_is_said(
    fetch: Fetch, table: Small, monkeypatch: pytest.MonkeyPatch, charter: str, token: str, words: str
) -> None:
    """In one sentence, before anything is asked."""
    table.write({"potluck.yml": charter})
    monkeypatch.setenv("GITHUB_TOKEN", token)
    ran = fetch()
    assert ran.status == 2
    assert words in ran.sentence


@pytest.mark.parametrize(
    ("url", "api"),
    [
        pytest.param("https://github.com", "https://api.github.com", id="github"),
        pytest.param("https://git.firm.example", "https://git.firm.example/api/v3", id="a-server-of-one-s-own"),
    ],
)
def test_where_a_forge_answers_follows_from_its_address(url: str, api: str) -> None:
    """In a workflow GITHUB_API_URL says the same."""
    assert api_of(url) == api


def test_a_token_is_not_sent_in_the_open(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    """SEC-074: https, or this machine."""
    monkeypatch.setenv("GITHUB_API_URL", "http://forge.example")
    ran = fetch()
    assert ran.status == 2
    assert "a token is not sent in the open" in ran.err


def ledger_files(table: Small) -> dict[str, bytes]:
    """The ledger, byte for byte."""
    return files_in(table.root / "content" / "ledger")


# --- Killed at any moment --------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from potluck.forge import graphql
from potluck.cli import main
left = [int(sys.argv.pop())]
ask = graphql.Graph._read
def read(self, *answer):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return ask(self, *answer)
graphql.Graph._read = read
main()
"""


def test_a_run_that_is_killed_goes_on_where_it_was(fetch: Fetch, hub: FakeThreads, table: Small) -> None:
    """REL-010, REL-023: nothing is written before the end, what was read stays read, nobody counts twice."""
    for number in range(2, 8):
        hub.open(number)
        table.idea(f"idea-{number}", thread=str(number))
        for person in range(250 if number > 4 else 50):
            hub.react(number, f"person-{person}")
    for answers in range(5):
        command = [sys.executable, "-c", KILLED, "fetch", "--root", str(table.root), str(answers)]
        assert subprocess.run(command, capture_output=True).returncode == -signal.SIGKILL
        assert not (table.root / "content" / "ledger").exists()
    assert "7 threads looked at, 3 read" in fetch().out
    assert len(ballots(table)) == len(set(ballots(table))) == 900


# --- What it costs ---------------------------------------------------------------------------------------------------

MANY = 10_000
PLAN = -(-MANY // 1_500) + MANY // 100  # a look at 1,500 threads a request, people of 100 threads a request


def crowd(hub: FakeThreads, numbers: Iterable[int]) -> None:
    """Reactions on many threads: twenty or so on most, some hundreds on a few."""
    for number in numbers:
        reactions = 300 if number % 500 == 0 else 19 if number % 100 else 29
        for person in range(reactions):
            hub.react(number, f"person-{(number * 7 + person) % 3_000}")


@pytest.mark.parametrize("come", ["by-pull-request", "by-issue"])
def test_many_threads_cost_what_the_plan_says(hub: FakeThreads, tmp_path: Path, come: str) -> None:
    """10,000 threads with 200,000 reactions: 1.3 times the plan's requests; where one in a hundred changed, 8 % of the
    requests and 3 % of the reactions; by any way in which proposals come."""
    by_pull = come == "by-pull-request"
    proposals = []
    hub.threads.clear()
    for number in range(1, MANY + 1):
        path = f"proposals/ideas/idea-{number}.md"
        hub.bring(number, path) if by_pull else hub.open(number)
        thread = "" if by_pull else str(number)
        proposals.append(Proposal(f"idea-{number}", path, "", "idea", "An idea", "suggested", thread=thread))
    crowd(hub, hub.threads)
    community = Community(
        ForgeRules(type="github", repository="octo-org/octo-repo"),
        tuple(proposals),
        frozenset(),
        lambda path: path.rpartition("/")[2].removesuffix(".md"),
    )
    carrier = Carrier(TOKEN, hub.url, needs="")
    first = read_threads(carrier, community, tmp_path / "notes")
    reactions = sum(len(thread.reactions) for thread in hub.threads.values())
    assert len(first.ballots) == reactions
    assert 195_000 < reactions < 205_000
    assert first.requests <= 1.3 * PLAN
    first_nodes, hub.nodes = hub.nodes, 0
    for number in range(1, MANY + 1, 100):
        hub.react(number, "somebody-new")
    second = read_threads(carrier, community, tmp_path / "notes")
    assert len(second.ballots) == reactions + MANY // 100
    assert (second.threads, second.read) == (MANY, MANY // 100)
    assert second.requests <= 0.08 * first.requests
    assert hub.nodes <= 0.03 * first_nodes
    assert first.points < 5_000
