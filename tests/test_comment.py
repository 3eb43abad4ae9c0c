"""The privileged half of the door: one comment on a pull request, from two files that nobody vouches for."""

from __future__ import annotations

import json
import logging
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import Ran, potluck
from tests.support.community import Small
from tests.support.github import TOKEN, FakeGitHub

from potluck.diagnostics import json as json_form
from potluck.diagnostics.json import LARGEST, parse
from potluck.forge import patience, read_event
from potluck.forge.event import LARGEST as LARGEST_EVENT
from potluck.forge.github import MARK
from potluck.model import PotluckError

SOUP = "proposals/ideas/soup-night.md"
RAIN = "proposals/stories/rain.md"


@pytest.fixture
def hub() -> Iterator[FakeGitHub]:
    """A GitHub with one open pull request, number 7, that brings the idea of the small table."""
    with FakeGitHub() as fake:
        fake.pull(7, files=[SOUP])
        yield fake


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that we waited, which nobody has to sit through."""
    seconds: list[float] = []
    monkeypatch.setattr(patience, "sleep", seconds.append)
    return seconds


@pytest.fixture
def job(
    table: Small, hub: FakeGitHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, waited: list[float]
) -> Callable[..., Ran]:
    """The two steps as the workflows have them: the check writes its result, another job comments."""
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", hub.url)

    def run(number: int = 7, *, event: bytes | None = None, result: bytes | None = None) -> Ran:
        checked = potluck("check", "--format", "json", "--now", "2026-06-30", within=table.root)
        (tmp_path / "result.json").write_bytes(checked.out.encode() if result is None else result)
        (tmp_path / "event.json").write_bytes(hub.run_on(number) if event is None else event)
        files = ("--event", tmp_path / "event.json", "--result", tmp_path / "result.json")
        return potluck("comment", *files, "--root", table.root, within=tmp_path)

    return run


# --- One comment -----------------------------------------------------------------------------------------------------


def test_somebody_whose_idea_is_well_is_told_so(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """By name, with the title that arrived, and who answers next."""
    assert job() == Ran(0, "Pull request 7: the comment is written.\n", "")
    (text,) = hub.said()
    assert text.startswith(f"{MARK}\n### Thank you, ana-sample! All is well\n")
    assert "**Soup night** (idea)" in text
    assert "mara-sample will read it and answer here" in text


def test_the_same_comment_follows_every_push(job: Callable[..., Ran], hub: FakeGitHub, table: Small) -> None:
    """SEC-070: never a second one; what has not changed is not written again."""
    table.idea("soup-night", stage="almost done")
    assert job().out == "Pull request 7: the comment is written.\n"
    assert "1 thing to change first" in hub.said()[0]
    assert "Write `suggested`, where every new one starts" in hub.said()[0]
    assert "https://small.example/table/checks/fm103/" in hub.said()[0]
    assert f"https://github.com/ana-sample/octo-repo/edit/soup/{SOUP}" in hub.said()[0]
    before = len(hub.asked)
    assert job().out == "Pull request 7: the comment says so already.\n"
    assert {line.split()[0] for line in hub.asked[before:]} == {"GET", "POST"}
    assert [line for line in hub.asked[before:] if line.startswith("POST")] == ["POST /graphql"]
    table.idea("soup-night")
    assert job().out == "Pull request 7: the comment is brought up to date.\n"
    assert len(hub.said()) == 1
    assert "All is well" in hub.said()[0]


def test_a_pull_request_without_proposals_is_left_alone(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """Nobody who mends a workflow is thanked for an idea."""
    hub.pull(8, by="bo", files=["README.md"])
    assert job(8).out == "Pull request 8 brings no proposal and no other rules, so there is nothing to say.\n"
    assert hub.said() == []


def test_faults_of_others_are_counted_and_not_told(job: Callable[..., Ran], hub: FakeGitHub, table: Small) -> None:
    """What the forge says was changed decides; not the result."""
    table.story("rain", title="Hm", stage="almost done")
    job()
    (text,) = hub.said()
    assert "All is well" in text
    assert "rain" not in text
    assert "also 2 errors in files that you did not touch" in text


def test_a_comment_of_somebody_else_with_our_mark_is_not_ours(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """SEC-062: a contributor who copies the mark gets no say, and loses none of their words."""
    theirs = hub.comment(7, "ana-sample", f"{MARK}\nAll is well, merge me")
    job()
    assert hub.comments[theirs]["body"].endswith("merge me")
    assert len(hub.said()) == 1


def test_our_account_s_other_comments_are_left(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """The same account speaks for other jobs as well."""
    other = hub.comment(7, hub.login, "The preview is ready.")
    job()
    assert hub.comments[other]["body"] == "The preview is ready."
    assert len(hub.said()) == 2


def test_our_comment_is_found_on_the_second_page(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """REL-020: a long talk hides nothing."""
    for number in range(130):
        hub.comment(7, "bo", f"And {number}")
    hub.comment(7, hub.login, f"{MARK}\nold")
    assert job().out == "Pull request 7: the comment is brought up to date.\n"
    assert len(hub.said()) == 1


def test_of_two_comments_that_raced_the_first_stays(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """REL-014: two jobs at once agree on which."""
    first = hub.comment(7, hub.login, f"{MARK}\none")
    hub.comment(7, hub.login, f"{MARK}\ntwo")
    job()
    assert [one for one in hub.comments if hub.comments[one]["user"]["login"] == hub.login] == [first]
    assert "All is well" in hub.said()[0]


def test_two_jobs_that_both_found_nothing_leave_one_comment(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """SEC-070, REL-014: whoever writes second looks again, and takes back what is one too many."""
    first = hub.comment(7, hub.login, f"{MARK}\nwritten by the other job in the meantime")
    hub.fail("GET .*/comments$", 200, body=b"[]")
    assert job().status == 0
    assert [one for one in hub.comments if hub.comments[one]["user"]["login"] == hub.login] == [first]
    assert "All is well" in hub.said()[0]


# --- Whose pull request ----------------------------------------------------------------------------------------------


def test_only_the_pull_request_with_that_commit_at_its_end(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """SEC-062: a result never lands on another's pull request, nor on a commit that it is not about."""
    event = hub.run_on(7)
    hub.pull(7, sha="b" * 40, files=[SOUP])
    said = "No open pull request has this commit at its end any more; a newer check will speak.\n"
    assert job(event=event) == Ran(0, said, "")
    assert hub.said() == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"state": "closed"}, id="closed"),
        pytest.param({"fork": 1}, id="another-repository-with-the-same-owner"),
        pytest.param({"home": 1}, id="to-another-repository"),
        pytest.param({"branch": "stew"}, id="another-branch-with-the-same-commit"),
        pytest.param({"by": "mallory"}, id="another-person-with-the-same-commit"),
    ],
)
def test_what_only_looks_like_it_gets_no_comment(
    job: Callable[..., Ran], hub: FakeGitHub, other: dict[str, Any]
) -> None:
    """SEC-062: commit, branch, repository and state have to be those of the event."""
    event = hub.run_on(7)
    sha = hub.pulls.pop(7)["head"]["sha"]
    hub.pull(9, sha=sha, files=[SOUP], **other)
    assert job(event=event).status == 0
    assert hub.said() == []


def test_a_branch_that_is_offered_twice(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """To the published branch and to another: the comment goes where readers are."""
    hub.pull(8, sha=hub.pulls[7]["head"]["sha"], base="drafts", files=[SOUP])
    assert job().out == "Pull request 7: the comment is written.\n"


def test_a_branch_named_to_be_awkward(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """SEC-063: it is a value wherever it goes."""
    hub.pull(7, branch='a"; $(id) #&head=x/ü`[y](z)', files=[SOUP])
    assert job().out == "Pull request 7: the comment is written.\n"


def test_a_fork_that_is_gone(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """There is nobody to answer, and that is no fault."""
    event = json.loads(hub.run_on(7))
    event["workflow_run"]["head_repository"] = None
    ran = job(event=json.dumps(event).encode())
    assert ran == Ran(0, "The branch of this pull request is gone; there is nobody to answer.\n", "")
    assert hub.asked == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"action": "requested"}, "not of a check on a pull request that has ended", id="not-ended"),
        pytest.param({"workflow_run": {"event": "push"}}, "not of a check on a pull request", id="a-push"),
        pytest.param({"workflow_run": {"head_sha": "$(id)"}}, "no event of a workflow run", id="no-commit"),
        pytest.param({"repository": {"full_name": "a/../b"}}, "no event of a workflow run", id="no-repository"),
        pytest.param({"repository": {"full_name": "a/b\n"}}, "no event of a workflow run", id="line-end"),
        pytest.param({"workflow_run": None}, "no event of a workflow run", id="another-event"),
    ],
)
def test_an_event_of_another_sort_is_refused(
    job: Callable[..., Ran], hub: FakeGitHub, change: dict[str, Any], sentence: str
) -> None:
    """With what to run it on instead; GitHub is not asked."""
    event = json.loads(hub.run_on(7))
    for name, value in change.items():
        event[name] = {**event[name], **value} if isinstance(value, dict) else value
    ran = job(event=json.dumps(event).encode())
    assert (ran.status, ran.out, hub.asked) == (2, "", [])
    assert sentence in ran.sentence


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[]", b"{" * 5000, b'{"a":' * 90_000, b" " * (LARGEST_EVENT + 1)])
def test_no_event_at_all(raw: bytes) -> None:
    """A sentence, whatever the bytes."""
    with pytest.raises(PotluckError, match="GITHUB_EVENT_PATH"):
        read_event(raw)


# --- The result ------------------------------------------------------------------------------------------------------

DIAGNOSTIC = {
    "code": "FM103",
    "slug": "unknown-stage",
    "severity": "error",
    "path": SOUP,
    "line": 4,
    "column": 8,
    "end_line": 4,
    "end_column": 19,
    "message": "`almost done` is not a stage",
    "hint": "write `suggested`",
    "text": "stage: almost done",
}
DOCUMENT = {"path": SOUP, "kind": "idea", "title": "Soup night", "sections": []}


def result(diagnostic: Any = None, **more: Any) -> bytes:
    """A result with one problem, *diagnostic* changed in it, and *more* beside it."""
    told = [DIAGNOSTIC | diagnostic] if isinstance(diagnostic, dict) else []
    return json.dumps({"version": 1, "diagnostics": told, "documents": [DOCUMENT], **more}).encode()


def test_a_result_by_hand_is_taken(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """So that what the next test refuses is refused for what it changes."""
    assert job(result=result({})).status == 0
    assert "4 | stage: almost done" in hub.said()[0]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00\xff\xfe", id="no-text"),
        pytest.param(b"PK\x03\x04", id="an-archive"),
        pytest.param(b"[" * 200_000, id="deep"),
        pytest.param(b'{"version": 1, "diagnostics": [], "version":', id="cut"),
        pytest.param(b'{"version": ' + b"1" * 5000 + b"}", id="a-long-number"),
        pytest.param(result() + b" " * LARGEST, id="large"),
        pytest.param(b"[]", id="a-list"),
        pytest.param(result(version=2), id="another-version"),
        pytest.param(result(pull_request=1), id="another-pull-request"),
        pytest.param(result(documents=[DOCUMENT | {"body": "x"}]), id="more-of-a-document"),
        pytest.param(result(documents="x"), id="documents-that-are-none"),
        pytest.param(result({"address": "https://evil.example"}), id="an-unknown-key"),
        pytest.param(result({"code": "XX999"}), id="an-unknown-code"),
        pytest.param(result({"slug": "unknown-kind"}), id="a-code-with-another-name"),
        pytest.param(result({"code": "FM103\n"}), id="a-code-with-a-line-end"),
        pytest.param(result({"severity": "fatal"}), id="an-unknown-severity"),
        pytest.param(result({"line": 0}), id="no-line"),
        pytest.param(result({"line": 10**12}), id="a-line-too-far"),
        pytest.param(result({"line": True}), id="a-line-that-is-none"),
        pytest.param(result({"message": ""}), id="no-message"),
        pytest.param(result({"message": ["x"]}), id="a-message-that-is-none"),
    ],
)
def test_a_result_of_another_form_is_refused(job: Callable[..., Ran], hub: FakeGitHub, raw: bytes) -> None:
    """SEC-062: in one sentence that repeats none of it, before GitHub is asked anything."""
    ran = job(result=raw)
    assert (ran.status, ran.out, hub.asked) == (2, "", [])
    assert ran.sentence.startswith("potluck: the result ")
    assert "evil" not in ran.sentence


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "README.md", "a\n/merge", "", SOUP + " "])
def test_paths_that_the_pull_request_does_not_change_are_left_out(
    job: Callable[..., Ran], hub: FakeGitHub, path: str
) -> None:
    """SEC-062: whatever a poisoned result names, the forge's list of files decides."""
    documents = [DOCUMENT, DOCUMENT | {"path": path, "title": "Elsewhere"}]
    job(result=result({"path": path, "message": "boo"}, documents=documents))
    (text,) = hub.said()
    assert "All is well" in text
    assert "boo" not in text
    assert "Elsewhere" not in text


def test_halves_of_characters_reach_nobody(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """They are JSON, and no text: a name in another encoding has them."""
    assert job(result=result({"message": "x \ud800 y"})).status == 0
    assert "x � y" in hub.said()[0]


def test_a_result_is_not_read_through_a_link(job: Callable[..., Ran], tmp_path: Path, table: Small) -> None:
    """SEC-062: an archive can hold one."""
    job()
    (tmp_path / "link.json").symlink_to(tmp_path / "result.json")
    os.mkfifo(tmp_path / "pipe.json")
    for name in ("link.json", "pipe.json", "none.json", "."):
        ran = potluck("comment", "--event", "event.json", "--result", name, "--root", table.root, within=tmp_path)
        assert ran.status == 2
        assert "cannot be read" in ran.sentence


def test_what_check_writes_is_what_comment_reads(table: Small) -> None:
    """The two halves are held together by one schema."""
    table.idea("soup-night", stage="almost done ##[group]")
    checked = potluck("check", "--format", "json", "--now", "2026-06-30", within=table.root)
    assert "##[" not in checked.out  # SEC-065
    found = parse(checked.out.encode())
    assert [one.code for one in found.diagnostics] == ["FM103"]
    assert found.lines == {(SOUP, 4): "stage: 'almost done ##[group]'"}
    assert {(one.path, one.kind, one.title) for one in found.documents} == {
        (SOUP, "idea", "Soup night"),
        (RAIN, "story", "The day it rained"),
    }


def test_noise_is_refused_and_nothing_else_happens() -> None:
    """SEC-026: a thousand results with a byte or a stretch changed are taken or refused, and never a traceback."""
    dice = random.Random(3)
    whole = result({})
    for _ in range(1000):
        at, length = dice.randrange(len(whole)), dice.choice((0, 1, 1, 9))
        try:
            parse(whole[:at] + dice.randbytes(dice.choice((0, 1, 4))) + whole[at + length :])
        except PotluckError as error:
            assert str(error).startswith("the result")  # noqa: PT017 - it need not be raised


# --- The token -------------------------------------------------------------------------------------------------------


def test_without_a_token_nothing_is_asked(
    job: Callable[..., Ran], hub: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SEC-074: it comes from the environment, and from nowhere else."""
    monkeypatch.delenv("GITHUB_TOKEN")
    ran = job()
    assert (ran.status, hub.asked) == (2, [])
    assert ran.sentence.startswith("potluck: GITHUB_TOKEN is not set")


@pytest.mark.parametrize("url", ["http://api.example", "ftp://127.0.0.1", "file:///etc/passwd", "api.github.com", "x"])
def test_a_token_is_not_sent_in_the_open(job: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """SEC-074: an address without https gets none."""
    monkeypatch.setenv("GITHUB_API_URL", url)
    assert job().sentence == "potluck: GITHUB_API_URL must begin with https://; a token is not sent in the open"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "GitHub does not know the token"),
        (403, "the job needs `pull-requests: write`"),
        (404, "GitHub refuses (404)"),
        (502, "GitHub has a problem of its own (502)"),
    ],
)
def test_the_token_is_in_no_word_of_ours(
    job: Callable[..., Ran], hub: FakeGitHub, caplog: pytest.LogCaptureFixture, status: int, sentence: str
) -> None:
    """SEC-074: not in a sentence, not in a log, not where GitHub itself repeats it."""
    caplog.set_level(logging.DEBUG)
    hub.fail(".", status, times=9, body=json.dumps({"message": f"Bad {TOKEN}"}).encode())
    ran = job()
    assert (ran.status, ran.out) == (2, "")
    assert sentence in ran.sentence
    assert TOKEN not in ran.err + "".join(f"{one.getMessage()} {one.exc_text}" for one in caplog.records)


# --- Trouble ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"status": 502}, id="bad-gateway"),
        pytest.param({"status": 200, "body": b""}, id="an-empty-answer"),
        pytest.param({"status": 200, "body": b"<html>Unicorn!</html>"}, id="a-page"),
        pytest.param({"status": 200, "body": b'[{"id": 1, "use'}, id="a-cut-answer"),
        pytest.param({"status": 200, "body": b'[{"number": 1}]'}, id="other-names"),
        pytest.param({"status": 200, "body": b"{}"}, id="no-list"),
        pytest.param({"status": 403, "headers": {"Retry-After": "30"}}, id="a-second-limit"),
        pytest.param({"status": 429, "headers": {"Retry-After": "1"}}, id="too-many"),
        pytest.param(
            {"status": 403, "body": b'{"message": "You have exceeded a secondary rate limit."}'}, id="a-limit-in-words"
        ),
    ],
)
@pytest.mark.parametrize("request_", ["GET .*/pulls$", "GET .*/comments$", "GET .*/files$", "POST /graphql"])
def test_trouble_passes(
    job: Callable[..., Ran], hub: FakeGitHub, waited: list[float], request_: str, fault: dict[str, Any]
) -> None:
    """REL-021, REL-022: asked again, as late as we are told to; and an answer that is none is never an empty list."""
    hub.comment(7, hub.login, f"{MARK}\nold")
    hub.fail(request_, **fault)
    assert job().out == "Pull request 7: the comment is brought up to date.\n"
    assert len(hub.said()) == 1
    assert len(waited) == 1
    assert waited[0] >= float(fault.get("headers", {}).get("Retry-After", 1))


@pytest.mark.parametrize("status", [502, 504])
def test_an_answer_that_is_lost_makes_no_second_comment(job: Callable[..., Ran], hub: FakeGitHub, status: int) -> None:
    """SEC-070, REL-022: the comment was written, only we did not hear of it."""
    hub.fail("POST .*/comments", status, is_done=True)
    assert job().status == 0
    assert len(hub.said()) == 1


def test_a_comment_that_somebody_removes_meanwhile_is_written_anew(job: Callable[..., Ran], hub: FakeGitHub) -> None:
    """Between finding and changing it."""
    hub.comment(7, hub.login, f"{MARK}\nold")
    hub.fail("PATCH", 404, is_done=False)
    assert job().status == 0
    assert len(hub.said()) == 1


def test_patience_ends(job: Callable[..., Ran], hub: FakeGitHub, waited: list[float]) -> None:
    """REL-021: some tries, then a sentence."""
    hub.fail("GET", 503, times=99)
    assert job().sentence == "potluck: GitHub has a problem of its own (503)"
    assert len(waited) == len(patience.DELAYS)
    assert sum(waited) < 60


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "3600"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800003599", "Date": "Fri, 15 Jan 2027 08:00:00 GMT"},
    ],
)
def test_a_long_rest_is_told_and_not_sat_out(
    job: Callable[..., Ran], hub: FakeGitHub, waited: list[float], headers: dict[str, str]
) -> None:
    """REL-021: a job costs while it waits."""
    hub.fail("GET", 403, headers=headers, times=9)
    assert job().sentence == (
        "potluck: GitHub asks for patience (403); it asks for 3,600 seconds of rest: run this job later"
    )
    assert waited == []


def test_nobody_is_there(job: Callable[..., Ran], hub: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """REL-022: no network, no name, no answer."""
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    assert job().sentence == "potluck: GitHub cannot be reached"


def test_the_schema_is_the_one_that_is_published() -> None:
    """What is refused beyond it is names that it does not have."""
    assert json_form.SCHEMA.name == f"schema-{json_form.VERSION}.json"
