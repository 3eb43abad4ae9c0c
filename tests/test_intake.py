"""A customer fills in a form, and a pull request comes of it: one, whatever happens in between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.bringing import FakeForge
from tests.support.commands import Ran, potluck
from tests.support.community import NOON, Small
from tests.support.github import TOKEN
from tests.support.repository import Repository

from potluck.errands.reply import MARK
from potluck.forge import patience

BRANCH = "intake/12"
FORM = "### Your story\n\nIt rained, and nobody came.\n\n### Anything else\n\n_No response_"
WET = "proposals/stories/a-wet-day.md"
FILE = """\
---
title: A wet day
kind: story
stage: told
authors: [ana-sample]
created: 2026-05-12
thread: https://github.com/{}/issues/12
---

It rained, and nobody came.
"""


@pytest.fixture
def hub() -> Iterator[FakeForge]:
    """A GitHub with a main branch."""
    with FakeForge() as fake:
        yield fake


@pytest.fixture
def job(table: Small, hub: FakeForge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Ran]:
    """The step as the workflow has it, in a checkout of the main branch."""
    Repository(table.root).commit({"potluck.yml": (table.root / "potluck.yml").read_text("utf-8") + PROMISE})
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", hub.url)
    monkeypatch.setattr(patience, "sleep", lambda _seconds: None)

    def run(title: str = "A wet day", body: str = FORM, *options: str, event: bytes = b"", **more: Any) -> Ran:
        raw = hub.issue(12, title, body, **{"labels": [{"name": "story"}]} | more)
        (tmp_path / "event.json").write_bytes(event or raw)
        return potluck(
            "intake",
            "--event",
            tmp_path / "event.json",
            "--root",
            table.root,
            "--now",
            NOON.isoformat(),
            *options,
            within=tmp_path,
        )

    return run


PROMISE = "promises: {answer-days: 7}\n"


def brought(hub: FakeForge) -> dict[str, str]:
    """The files of the branch, as text."""
    return {path: text.decode() for path, text in hub.files_on(BRANCH).items()}


def status(hub: FakeForge) -> tuple[str, str]:
    """State and context of the branch's end."""
    (one,) = hub.statuses[hub.branches[BRANCH]]
    return one["state"], one["context"]


# --- From a form to a pull request -----------------------------------------------------------------------------------


def test_a_form_becomes_a_file_a_pull_request_and_an_answer(job: Callable[..., Ran], hub: FakeForge) -> None:
    """Credited, linked, checked, and answered in plain words: what happens, when, and who decides."""
    assert job() == Ran(0, "Issue 12: pull request 13 is opened, and the check is content.\n", "")
    assert brought(hub) == {WET: FILE.format(hub.repository["full_name"])}
    commit = hub.store.commits[hub.branches[BRANCH]]
    assert commit.message == (
        f"Bring {WET}, from issue 12\n\n"
        f"Co-authored-by: ana-sample <{hub.issues[12]['user']['id']}+ana-sample@users.noreply.github.com>\n"
    )
    (pull,) = hub.own()
    assert (pull["title"], pull["head"]["ref"], pull["base"]["ref"]) == ("A wet day", BRANCH, hub.main)
    assert "issue #12" in pull["body"]
    assert status(hub) == ("success", "check")
    (said,) = hub.said()
    assert said.startswith(f"{MARK}\n### Thank you, ana-sample! All is well\n")
    assert "**A wet day** (story)" in said
    assert "in pull request #13. mara-sample will read it, answer here within 7 days, and decide" in said


def test_twice_is_once(job: Callable[..., Ran], hub: FakeForge) -> None:
    """The second run looks, and writes nothing at all."""
    job()
    before, ends = len(hub.asked), dict(hub.branches)
    assert job().out == "Issue 12: pull request 13 follows, and the check is content.\n"
    written = [line for line in hub.asked[before:] if not line.startswith("GET") and line != "POST /graphql"]
    assert written == []
    assert hub.branches == ends
    assert (len(hub.own()), len(hub.said())) == (1, 1)


def test_edits_of_the_issue_reach_the_pull_request(job: Callable[..., Ran], hub: FakeForge) -> None:
    """Text, title and with it the file's name; the old file goes, and nothing else of the branch is left."""
    job()
    first = hub.branches[BRANCH]
    job("A very wet day", FORM.replace("nobody", "one man"))
    assert list(brought(hub)) == ["proposals/stories/a-very-wet-day.md"]
    assert "one man came" in brought(hub)["proposals/stories/a-very-wet-day.md"]
    assert hub.store.commits[hub.branches[BRANCH]].parents == [first]
    (pull,) = hub.own()
    assert pull["title"] == "A very wet day"
    assert len(hub.said()) == 1
    assert "A very wet day" in hub.said()[0]


def test_an_older_event_brings_nothing_old_back(job: Callable[..., Ran], hub: FakeForge) -> None:
    """Two edits, and the run of the first comes last: the issue is read as it is now."""
    old = hub.issue(12, "A wet day", FORM.replace("nobody", "a dog"))
    job(event=old)
    assert "nobody came" in brought(hub)[WET]


def test_a_faulty_form_is_told_what_to_write_and_opens_nothing(job: Callable[..., Ran], hub: FakeForge) -> None:
    """REL-035: with the check's own words; once it is mended, the same comment says so."""
    assert job("Hm").out == "Issue 12: there are things to change first; the issue says which.\n"
    assert (hub.own(), BRANCH in hub.branches) == ([], False)
    (said,) = hub.said()
    assert "### Thank you, ana-sample! 1 thing to change first" in said
    assert "https://small.example/table/checks/" in said
    assert "choose *Edit*" in said
    assert "such as `### Your story`" in said
    assert "Commit changes" not in said
    job()
    assert len(hub.own()) == 1
    assert "All is well" in hub.said()[0]
    assert len(hub.said()) == 1


def test_the_words_are_for_a_form_and_not_for_a_file(job: Callable[..., Ran], hub: FakeForge, table: Small) -> None:
    """Nobody is asked to write a line of YAML into an issue."""
    tagged = (table.root / "potluck.yml").read_text("utf-8") + "tags: {soup: Pots., tools: Pans.}\n"
    table.write({"potluck.yml": tagged})
    Repository(table.root).commit({})
    job("A wet day", f"{FORM.partition('### Any')[0]}### Tags\n\nsoup, tolls\n\n### Anything else\n\n_No response_")
    assert "Did you mean `tools`?" in hub.said()[0]
    assert "Make the whole line" not in hub.said()[0]


def test_an_edit_that_breaks_it_turns_the_status(job: Callable[..., Ran], hub: FakeForge) -> None:
    """Facilitators see at once that the text is not as it was; nobody merges the old one by mistake."""
    job()
    assert job("Hm").out == "Issue 12: pull request 13 follows, and the check is not content.\n"
    assert status(hub) == ("failure", "check")
    job()
    assert status(hub) == ("success", "check")


def test_a_name_that_is_taken_gets_a_number_and_is_told(job: Callable[..., Ran], hub: FakeForge) -> None:
    """REL-031: nobody's file is written over, an old name counts as a name, and the two can find together."""
    job("The day it rained", FORM)
    assert list(brought(hub)) == ["proposals/stories/the-day-it-rained.md"]
    job("Rain", FORM)
    assert list(brought(hub)) == ["proposals/stories/rain-2.md"]
    assert "`proposals/stories/rain.md` has the same name already" in hub.said()[0]
    job("Stew night", FORM)
    assert list(brought(hub)) == ["proposals/stories/stew-night-2.md"]
    job("Aux", FORM)
    assert list(brought(hub)) == ["proposals/stories/aux-2.md"]


def test_what_is_no_form_is_left_alone(job: Callable[..., Ran], hub: FakeForge) -> None:
    """A question, a pull request, something that a machine opened: nothing is written and nobody is bothered."""
    assert "none of this community's forms" in job(body="How do I cook rice?").out
    assert "none of this community's forms" in job(body="").out
    assert "not opened by a person" in job(by="dependabot[bot]").out
    assert "closed" in job(state="closed").out
    assert hub.said() == []
    assert not [line for line in hub.asked if line.startswith(("POST", "PATCH")) and "graphql" not in line]


def test_a_form_is_known_by_its_boxes_where_the_label_is_missing(job: Callable[..., Ran], hub: FakeForge) -> None:
    """GitHub sets no label that the repository does not have; a label that belongs to nothing says nothing."""
    job(labels=[{"name": "bug"}])
    assert list(brought(hub)) == [WET]


def test_after_it_is_taken_in_edits_are_told_where_to_go(job: Callable[..., Ran], hub: FakeForge) -> None:
    """And after it is closed, that nothing follows any more; both are open doors, and no new pull request."""
    job()
    hub.close(13, merged=True)
    assert job("Another title").out == "Issue 12: pull request 13 has ended; the issue says so.\n"
    assert "It is taken in" in hub.said()[0]
    hub.close(13)
    job("Another title")
    assert "was closed" in hub.said()[0]
    assert len(hub.own()) == 1


def test_without_a_promise_none_is_made(job: Callable[..., Ran], hub: FakeForge, table: Small) -> None:
    """The charter says how long it takes, or nobody does."""
    charter = (table.root / "potluck.yml").read_text("utf-8").replace(PROMISE, "")
    (table.root / "potluck.yml").write_text(charter, "utf-8")
    job()
    assert "will read it, answer here, and decide" in hub.said()[0]


# --- Whose work it is ------------------------------------------------------------------------------------------------


def test_somebody_elses_work_on_the_branch_is_not_written_over(job: Callable[..., Ran], hub: FakeForge) -> None:
    """SEC-028: a commit that only calls itself ours is not ours: GitHub has not signed it."""
    job()
    mended = hub.commit(BRANCH, {WET: b"mended by hand"}, by=hub.login)
    assert "somebody else works on intake/12" in job("Another title").out
    assert hub.branches[BRANCH] == mended
    assert "somebody is working on your file in pull request #13" in hub.said()[0]


def test_what_another_account_signed_is_not_ours_either(job: Callable[..., Ran], hub: FakeForge) -> None:
    """SEC-028: whoever may write here wrote it in a browser."""
    job()
    hub.commit(BRANCH, {WET: b"mended by hand"}, by="mara-sample", is_signed=True)
    assert "left alone" in job("Another title").out


def test_a_branch_that_was_there_before_is_left_alone(job: Callable[..., Ran], hub: FakeForge) -> None:
    """Somebody may have called theirs so."""
    theirs = hub.commit(BRANCH, {"notes.md": b"mine"}, by="mara-sample")
    assert "left alone" in job().out
    assert hub.branches[BRANCH] == theirs
    assert hub.own() == []


def test_bringing_the_branch_up_to_date_is_nobodys_work(job: Callable[..., Ran], hub: FakeForge) -> None:
    """«Update branch» merges main into it, and GitHub signs that; edits go on."""
    job()
    ours = hub.branches[BRANCH]
    hub.commit(hub.main, {"README.md": b"Newer.\n"}, by="mara-sample")
    merged = hub.commit(BRANCH, {"README.md": b"Newer.\n"}, by="mara-sample", is_signed=True)
    hub.store.commits[merged].parents[:] = [ours, hub.branches[hub.main]]
    assert job("Another title").out.startswith("Issue 12: pull request 13 follows")
    assert list(brought(hub)) == ["proposals/stories/another-title.md"]


# --- When things go wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_",
    ["GET .*/issues/12$", "GET .*/pulls", "POST .*/git/trees", "POST .*/git/refs", "POST .*/pulls", "POST .*/comments"],
)
@pytest.mark.parametrize("is_done", [False, True])
def test_one_of_each_whatever_answer_is_lost(
    job: Callable[..., Ran], hub: FakeForge, request_: str, is_done: bool
) -> None:
    """REL-014: whether it was carried out or not, it is there once in the end."""
    hub.fail(request_, 502, is_done=is_done)
    assert job().status == 0
    assert (len(hub.own()), len(hub.said())) == (1, 1)
    assert status(hub) == ("success", "check")
    assert list(brought(hub)) == [WET]


def test_a_run_that_was_killed_is_taken_up(job: Callable[..., Ran], hub: FakeForge) -> None:
    """The branch is there and no pull request: the next run opens it."""
    hub.fail("POST .*/pulls", 500, times=9)
    assert job().status == 2
    assert (hub.own(), BRANCH in hub.branches) == ([], True)
    hub.faults.clear()
    assert job().status == 0
    assert len(hub.own()) == 1
    assert len(hub.store.commits) == 2


def test_where_actions_may_open_no_pull_request_nobody_is_left_in_silence(
    job: Callable[..., Ran], hub: FakeForge
) -> None:
    """The person is told that it arrived, with the page for whoever mends it; the run is red and names the setting."""
    hub.fail("POST .*/pulls", 403, body=b'{"message": "GitHub Actions is not permitted to create pull requests."}')
    ran = job()
    assert ran.status == 2
    assert "allowed to create pull requests" in ran.sentence
    assert TOKEN not in ran.err
    (said,) = hub.said()
    assert f"/compare/{hub.main}...intake/12?expand=1" in said
    assert "Nothing is asked of you." in said


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        pytest.param(b"{", "this is no event of an issue", id="cut"),
        pytest.param(b'{"action": "opened"}', "this is no event of an issue", id="another-event"),
        pytest.param(b'{"repository": {"full_name": "a/../b"}}', "this is no event of an issue", id="no-repository"),
        pytest.param(b" " * 4_000_001, "the event is larger than 4,000 kB", id="huge"),
    ],
)
def test_an_event_of_another_sort_is_refused(
    job: Callable[..., Ran], hub: FakeForge, event: bytes, sentence: str
) -> None:
    """In one sentence, before a token is used."""
    ran = job(event=event)
    assert (ran.status, hub.asked) == (2, [])
    assert sentence in ran.sentence


def test_without_a_token_the_dry_run_is_named(job: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked to hand out a token to see what would come of it."""
    monkeypatch.delenv("GITHUB_TOKEN")
    assert "--dry-run" in job().sentence


def test_a_dry_run_shows_the_file_and_asks_nobody(
    job: Callable[..., Ran], hub: FakeForge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the text in the event; 1 where there is something to change."""
    monkeypatch.delenv("GITHUB_TOKEN")
    ran = job("A wet day", FORM, "--dry-run")
    assert ran.status == 0
    assert f"{WET} would say:" in ran.out
    assert "| authors: [ana-sample]" in ran.out
    assert "It can be taken in." in ran.out
    ran = job("Hm", FORM, "--dry-run")
    assert ran.status == 1
    assert "error[FM1" in ran.out
    assert "none of this community's forms" in job("Hm", "x", "--dry-run").out
    assert hub.asked == []


# --- A stranger's words stay words -----------------------------------------------------------------------------------

BREAK_OUT = "---\nstage: featured\nauthors: [mara-sample]\n---\n"
POISON = [
    "@mara-sample please merge",
    "/merge",
    "<script>alert(1)</script>",
    "${{ github.token }}",
    "Closes #1",
    "::set-output name=x::y",
    "../../.github/workflows/check.yml",
    "Co-authored-by: eve <1+eve@users.noreply.github.com>",
    "[skip ci]",
]


def test_an_attack_in_the_text_stays_text(job: Callable[..., Ran], hub: FakeForge) -> None:
    """SEC-025, SEC-063, SEC-070: no field, no credit, no command comes of it; it stands in the body, as written."""
    body = FORM.replace("It rained", "\n\n".join([BREAK_OUT, *POISON, "It rained"]))
    ran = job(body=body)
    assert ran.status == 0
    (text,) = brought(hub).values()
    front, _, rest = text.removeprefix("---\n").partition("\n---\n")
    assert json.loads(json.dumps(front)).count("\n") == 5
    assert "stage: told" in front
    assert "authors: [ana-sample]" in front
    assert all(words in rest for words in (BREAK_OUT, *POISON))
    said, pull = hub.said()[0], hub.own()[0]
    commit = hub.store.commits[hub.branches[BRANCH]]
    for words in (said, pull["title"], pull["body"], commit.message, ran.out):
        assert "@mara-sample" not in words
        assert "1+eve" not in words
        assert "Closes" not in words


@pytest.mark.parametrize(
    "title",
    [
        *POISON,
        "---",
        "a: b # c",
        "'\"{}[]&*!|>%`",
        "no",
        "12:30",
        "\u202egnp.exe",
        "ночь супа",
        "🍲",
        "x" * 256,
        "a\tb",
    ],
)
def test_a_title_is_one_line_of_text_and_no_path(job: Callable[..., Ran], hub: FakeForge, title: str) -> None:
    """SEC-002, SEC-009, SEC-021: whatever it is, the file lies where its kind does, and has the title as it was."""
    ran = job(title)
    assert ran.status == 0
    assert "Traceback" not in ran.err
    said = hub.said()[0]
    assert "@mara" not in said
    for path, text in brought(hub).items() if BRANCH in hub.branches else ():
        assert path.startswith("proposals/stories/")
        assert path.count("/") == 2
        assert text.startswith("---\ntitle: ")
    for pull in hub.own():
        assert not [one for one in ("@", "#1", "[skip ci]", "](") if f"{one}" in pull["title"].replace("@\u200b", "")]
        assert "users.noreply" not in hub.store.commits[hub.branches[BRANCH]].message.replace("ana-sample@users", "")


def test_a_huge_text_is_told_that_it_is_too_large(job: Callable[..., Ran], hub: FakeForge) -> None:
    """65,536 characters are GitHub's limit; in another writing they are more than a proposal may have."""
    assert job(body=FORM.replace("It rained", "🍲 " * 65_000)).status == 0
    assert "thing to change first" in hub.said()[0] or "things to change first" in hub.said()[0]
    assert len(hub.said()[0]) < 65_536


def test_brackets_without_end_are_read_in_no_time(job: Callable[..., Ran]) -> None:
    """REL-002: what looks for pictures is bounded."""
    assert job(body=FORM.replace("It rained", "![" * 30_000)).status == 0
    assert job(body=FORM.replace("It rained", "<img " * 12_000)).status == 0
