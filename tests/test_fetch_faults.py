"""What goes wrong while reactions are fetched: waited for, asked again, or told; never a lower count (REL-020 ff.)."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from tests.support.community import CHARTER, Small
from tests.support.fetching import FORGE, RAIN, Fetch, ballots, ledger_files
from tests.support.github import TOKEN
from tests.support.threads import FakeThreads

from potluck.errands.fetch import api_of
from potluck.forge import carrier, pulls
from potluck.ledger import read_folder

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
@pytest.mark.parametrize("at", range(6), ids=["pulls", "look", "people", "door", "newest", "numbers"])
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


# --- What the list of faults has besides ------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["silent", "reset", "cut"])
@pytest.mark.parametrize("at", range(6), ids=["pulls", "look", "people", "door", "newest", "numbers"])
def test_a_connection_that_breaks_is_begun_anew(
    fetch: Fetch, hub: FakeThreads, talking: Small, monkeypatch: pytest.MonkeyPatch, at: int, how: str
) -> None:
    """REL-022: nothing comes, it is reset, or it ends in the middle of an answer."""
    monkeypatch.setattr(carrier, "_SECONDS", 1)
    hub.silence = 1.3
    talking.idea("stew", thread="2")
    hub.open(2)
    for number in (1, 2):
        hub.react(number, "bo-sample")
    hub.fail(ASKED, 200, after=at, how=how, body=b'{"data": {"ra')
    ran = fetch()
    assert (ran.status, ran.err) == (0, "")
    assert len(ballots(talking)) == 2


def test_a_network_that_is_gone_leaves_the_last_snapshot(
    fetch: Fetch, hub: FakeThreads, talking: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-022: its age is told."""
    hub.react(1, "bo-sample")
    fetch()
    before = ledger_files(talking)
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    ran = fetch()
    assert ran.status == 2
    assert ran.sentence.startswith(
        "potluck: GitHub cannot be reached; pull requests and threads still to be read; nothing was written, "
    )
    assert ledger_files(talking) == before


def test_a_rest_that_is_too_long_ends_the_run(
    fetch: Fetch, hub: FakeThreads, talking: Small, waited: list[float]
) -> None:
    """REL-021: a secondary limit may ask for ten minutes; a job that waits costs, so the next one goes on."""
    hub.react(1, "bo-sample")
    hub.fail(ASKED, 403, headers={"Retry-After": "600"}, after=1)
    ran = fetch()
    assert ran.status == 2
    assert "it asks for 600 seconds of rest: run this job later; 1 thread still to be looked at" in ran.err
    assert waited == []


def test_a_limit_that_is_new_an_hour_later_is_told_by_its_headers(
    fetch: Fetch, hub: FakeThreads, talking: Small
) -> None:
    """REL-021: refused with 403, no points left, and when there are some again, by the forge's own clock."""
    hub.ahead = timedelta(hours=5)
    reset = str(int((hub.now() + timedelta(hours=1)).timestamp()))
    hub.fail(ASKED, 403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset})
    ran = fetch()
    assert ran.status == 2
    assert "seconds of rest: run this job later" in ran.err
    assert any(f"it asks for {seconds:,} seconds" in ran.err for seconds in range(3_590, 3_610))


@pytest.mark.parametrize("hours", [-30, 30], ids=["theirs-is-late", "theirs-is-early"])
def test_the_forge_s_clock_is_the_snapshot_s(fetch: Fetch, hub: FakeThreads, talking: Small, hours: int) -> None:
    """Ours may be wrong by days: points are waited for, and times written, by the forge's."""
    hub.react(1, "bo-sample")
    hub.ahead = timedelta(hours=hours)
    assert fetch().status == 0
    taken = read_folder(talking.root).taken
    assert taken
    assert abs(taken - hub.now()) < timedelta(minutes=1)


def test_a_forge_whose_clock_went_back_changes_nothing(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """A later snapshot stands; the command says that it does."""
    hub.react(1, "bo-sample")
    fetch()
    before = ledger_files(talking)
    hub.ahead = timedelta(hours=-2)
    hub.react(1, "cy-sample")
    ran = fetch()
    assert (ran.status, ledger_files(talking)) == (0, before)
    assert "The ledger holds ballots that were taken later" in ran.out


def test_a_locked_thread_is_read_as_any_other(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """REL-025: nobody can react there any more; what was said stays. GitHub tells of it as of others."""
    hub.react(1, "bo-sample")
    assert fetch().status == 0
    assert not any("locked" in question for question in hub.questions)
    assert len(ballots(talking)) == 1


@pytest.mark.parametrize("how", ["deleted", "transferred", "told-elsewhere", "converted"])
def test_a_thread_that_went_away_is_told_and_its_voices_stay(
    fetch: Fetch, hub: FakeThreads, talking: Small, how: str
) -> None:
    """REL-025: deleted; moved to another repository, of which GitHub may or may not tell; made a discussion."""
    talking.story("rain", thread="5")
    hub.open(5)
    hub.react(5, "cy-sample")
    fetch()
    if how == "told-elsewhere":
        hub.threads[5].home = "octo-org/elsewhere"
        hub.react(5, "somebody-elsewhere")
    else:
        moved = hub.threads.pop(5)
        if how == "converted":
            moved.number, moved.kind = 6, "Discussion"
            hub.threads[6] = moved
    ran = fetch()
    assert ran.status == 0
    assert "thread 5 is gone or was moved away; what was said there before stays counted" in ran.err
    assert ("rain", "cy-sample", "+1") in ballots(talking)
    assert len(ballots(talking)) == 1


def test_a_list_that_shows_fewer_than_it_counts_fails(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """REL-020: a pull request that is not shown would be a proposal without votes."""
    hub.bring(2, RAIN)
    hub.react(2, "bo-sample")
    hub.unseen = {2}
    ran = fetch()
    assert ran.status == 2
    assert "list of pull requests is not whole" in ran.err
    assert ledger_files(talking) == {}
    hub.unseen.clear()
    assert fetch().status == 0
    assert len(ballots(talking)) == 1


@pytest.mark.parametrize("order", ["repeated", "reordered"])
def test_a_list_with_a_page_twice_or_out_of_order_fails(
    fetch: Fetch, hub: FakeThreads, talking: Small, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    """REL-020: where one page comes twice, another does not come."""
    monkeypatch.setattr(pulls, "_SIZE", 1)
    for number in (2, 3, 4):
        hub.bring(number)
    if order == "repeated":
        hub.order = lambda found: [found[0], found[1], found[0], found[1]]
    else:
        hub.order = lambda found: [found[0], found[2], found[1], found[3]]
    ran = fetch()
    assert ran.status == 2
    assert "out of order" in ran.err
    assert ledger_files(talking) == {}


def test_a_pull_request_with_fewer_files_than_it_counts_fails(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """REL-020: the file that is not shown may be the proposal."""
    hub.bring(2, RAIN, "proposals/ideas/a.md")
    hub.hidden_files = 1
    ran = fetch()
    assert ran.status == 2
    assert "GitHub counts more files of pull request" in ran.err
    assert ledger_files(talking) == {}


def test_two_runs_at_once_write_one_after_the_other(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """REL-014: in the same place; and nobody is counted twice."""
    for person in range(120):
        hub.react(1, f"person-{person}")
    command = [sys.executable, "-m", "potluck.cli", "fetch", "--root", str(talking.root)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    ends = [(one.communicate()[1], one.returncode) for one in both]
    assert ends == [(b"", 0), (b"", 0)]
    assert len(ballots(talking)) == 120
    assert len({tuple(one) for one in ballots(talking)}) == 120


# --- Where a token goes -----------------------------------------------------------------------------------------------


class Proxy:
    """A proxy on this machine: passes on plain requests, opens no tunnel, and remembers what it was asked."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                proxy.heard.append(f"CONNECT {self.path} {self.headers}")
                self.send_error(502)

            def do_POST(self) -> None:
                proxy.heard.append(f"POST {self.path}")
                body = self.rfile.read(int(self.headers["Content-Length"]))
                passed = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                with build_opener(ProxyHandler({})).open(Request(self.path, body, passed)) as answer:
                    content = answer.read()
                    self.send_response_only(answer.status)
                    for name in ("Date", "Content-Type"):
                        self.send_header(name, answer.headers[name])
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_a_proxy_of_the_environment_is_used(
    fetch: Fetch, hub: FakeThreads, talking: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every question goes through it."""
    hub.react(1, "bo-sample")
    with Proxy() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        assert fetch().status == 0
    assert proxy.heard == [f"POST {hub.url}/graphql"] * len(hub.questions)
    assert len(ballots(talking)) == 1


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_a_server_of_one_s_own_is_asked_through_a_tunnel_that_sees_no_token(
    fetch: Fetch, talking: Small, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """SEC-074: GitHub Enterprise by its address in the charter, behind a firm's proxy, which hears the host alone."""
    forge = "\nforge: {type: github, url: https://git.firm.example, repository: octo-org/octo-repo}\n"
    talking.write({"potluck.yml": CHARTER + forge})
    monkeypatch.delenv("GITHUB_API_URL")
    with Proxy() as proxy:
        monkeypatch.setenv(name, proxy.url)
        ran = fetch()
    assert ran.status == 2
    assert "GitHub cannot be reached" in ran.err
    assert proxy.heard
    assert all(line.startswith("CONNECT git.firm.example:443 ") for line in proxy.heard)
    assert not any(TOKEN in line for line in proxy.heard)


def test_an_answer_that_points_elsewhere_takes_no_token_there(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """SEC-074: whoever answers in GitHub's place cannot send us, and what we carry, to another host."""
    with Proxy() as elsewhere:
        hub.fail(ASKED, 302, headers={"Location": f"{elsewhere.url}/graphql"}, times=9)
        ran = fetch()
    assert ran.status == 2
    assert elsewhere.heard == []
    assert TOKEN not in ran.out + ran.err


def test_a_fault_of_ours_shows_no_token(
    fetch: Fetch, hub: FakeThreads, talking: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SEC-074: a traceback has lines of code, and no value of theirs."""

    def fall(*_: object) -> None:
        raise RuntimeError("our own fault")

    monkeypatch.setattr(carrier.Carrier, "send", fall)
    ran = fetch()
    assert ran.status == 3
    assert "our own fault" in ran.err
    assert TOKEN not in ran.out + ran.err
