"""At the door: open pull requests on the site, once they passed the check and a facilitator labelled that commit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.support.commands import potluck
from tests.support.community import CHARTER, Small, proposal
from tests.support.fetching import FORGE, RAIN, SOUP, Fetch
from tests.support.pages import by_class, elements, parse, text_of
from tests.support.threads import FakeThreads

from potluck.ledger import read_folder

KNIVES = "proposals/ideas/knife-night.md"


def at_the_door(table: Small) -> list[tuple[int, str]]:
    """Who stands there in the ledger."""
    ledger = read_folder(table.root)
    assert ledger.problems == ()
    return [(one.thread, one.title) for one in ledger.door]


def come(hub: FakeThreads, number: int = 31, text: str | None = None, path: str = KNIVES) -> None:
    """Somebody brings an idea, it passes, and a facilitator labels it."""
    hub.knock(number, path, text or proposal("Knife night", summary="Bring your *blunt* ones."))
    hub.label(number)


def test_a_pull_request_that_passed_and_was_labelled_stands_at_the_door(
    fetch: Fetch, hub: FakeThreads, talking: Small
) -> None:
    """With the title of its front matter: the pull request's own is not even asked for."""
    come(hub)
    ran = fetch()
    assert (ran.status, ran.err) == (0, "")
    assert "1 at the door" in ran.out
    assert at_the_door(talking) == [(31, "Knife night")]
    (one,) = read_folder(talking.root).door
    assert (one.kind, one.by, one.welcomed, one.commit) == ("idea", "new-sample", "mara-sample", hub.threads[31].head)
    assert not any("title" in question.replace("subtitle", "") for question in hub.questions)


@pytest.mark.parametrize("place", ["", "ideas"])
def test_the_site_shows_who_stands_at_the_door(fetch: Fetch, hub: FakeThreads, talking: Small, place: str) -> None:
    """On the first page and on the list of its kind, with a link to the conversation."""
    come(hub)
    fetch()
    talking.build()
    (section,) = by_class(parse(talking.page(place)), "pl-door")
    words = " ".join(text_of(section).split())
    assert "At the door" in words
    assert "Knife night" in words
    assert "Bring your *blunt* ones." in words
    links = {one.attrib["href"] for one in elements(section) if "href" in one.attrib}
    assert links == {"https://github.com/octo-org/octo-repo/pull/31"}
    assert "At the door" not in talking.page("stories")


def test_the_api_has_who_stands_at_the_door(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """And a recount agrees."""
    come(hub)
    fetch()
    talking.build()
    (one,) = json.loads(talking.read("api/v1/proposals.json"))["door"]
    assert one == {
        "thread": 31,
        "url": "https://github.com/octo-org/octo-repo/pull/31",
        "kind": "idea",
        "title": "Knife night",
        "summary": "Bring your *blunt* ones.",
        "language": "",
        "by": "new-sample",
        "opened": "2026-05-01",
    }
    assert potluck("recount", within=talking.root).status == 0


def unlabelled(hub: FakeThreads) -> None:
    hub.knock(31, KNIVES, proposal("Knife night"))


def labelled_by_another(hub: FakeThreads) -> None:
    unlabelled(hub)
    hub.label(31, by="new-sample")


def labelled_again_by_another(hub: FakeThreads) -> None:
    come(hub)
    hub.label(31, is_on=False)
    hub.label(31, by="new-sample")


def labelled_by_somebody_gone(hub: FakeThreads) -> None:
    unlabelled(hub)
    hub.label(31, by=None)


def taken_off(hub: FakeThreads) -> None:
    come(hub)
    hub.label(31, is_on=False)


def another_label(hub: FakeThreads) -> None:
    unlabelled(hub)
    hub.label(31, name="at the bar")


def failed(hub: FakeThreads) -> None:
    hub.knock(31, KNIVES, proposal("Knife night"))
    hub.look(31, "FAILURE")
    hub.label(31)


def still_looking(hub: FakeThreads) -> None:
    come(hub)
    hub.look(31, None)


def never_looked_at(hub: FakeThreads) -> None:
    come(hub)
    hub.threads[31].looks.clear()


def passed_by_another_program(hub: FakeThreads) -> None:
    unlabelled(hub)
    hub.threads[31].looks.clear()
    hub.look(31, app="a-stranger-s-app")
    hub.label(31)


def status_failed(hub: FakeThreads) -> None:
    come(hub)
    hub.threads[31].statuses[hub.threads[31].head] = {"createdAt": "2026-05-20T00:00:00Z", "state": "FAILURE"}


def pushed_after(hub: FakeThreads) -> None:
    come(hub)
    hub.push(31, {KNIVES: proposal("Buy pills")})


def replaced_after(hub: FakeThreads) -> None:
    """By a commit that had been looked at long before, in another pull request."""
    hub.knock(31, KNIVES, proposal("Knife night"))
    good = hub.threads[31].head
    hub.push(31, {KNIVES: proposal("Buy pills")})
    bad = hub.threads[31].head
    hub.threads[31].head = good
    hub.label(31)
    hub.threads[31].head = bad
    hub.threads[31].events.append({"__typename": "HeadRefForcePushedEvent", "createdAt": hub._time()})


def closed(hub: FakeThreads) -> None:
    come(hub)
    hub.threads[31].state = "CLOSED"


def into_another_branch(hub: FakeThreads) -> None:
    come(hub)
    hub.threads[31].base = "drafts"


def with_a_workflow(hub: FakeThreads) -> None:
    """Which could have let itself pass."""
    come(hub)
    hub.threads[31].files.append((".github/workflows/check.yml", "MODIFIED"))


def only_changed(hub: FakeThreads) -> None:
    come(hub, path=SOUP)
    hub.threads[31].files = [(SOUP, "MODIFIED")]


def of_very_many_files(hub: FakeThreads) -> None:
    come(hub)
    hub.threads[31].files += [(f"proposals/ideas/idea-{number}.md", "ADDED") for number in range(100)]


def here_already(hub: FakeThreads) -> None:
    come(hub, path=RAIN, text=proposal("It rained again", kind="story"))


def with_a_fault(hub: FakeThreads) -> None:
    """The check of the forge said yes, whatever it was made to say; ours does not."""
    come(hub, text=proposal("Knife night", stage="launched and loved"))


def without_a_title(hub: FakeThreads) -> None:
    come(hub, text=proposal(None))


def with_an_odd_name(hub: FakeThreads) -> None:
    come(hub, path="proposals/ideas/Knife Night!.md")


def too_large(hub: FakeThreads) -> None:
    come(hub, text=proposal("Knife night", body="a\n" * 200_000))


def no_text(hub: FakeThreads) -> None:
    hub.knock(31, KNIVES, b"\0\1\2")
    hub.label(31)


def not_utf8(hub: FakeThreads) -> None:
    hub.knock(31, KNIVES, proposal("Knife night").encode() + b"\xff\xfe")
    hub.label(31)


def a_folder(hub: FakeThreads) -> None:
    """Where a file should be."""
    come(hub, path=KNIVES + "/inside.md")
    hub.threads[31].files = [(KNIVES, "ADDED")]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        pytest.param(act, words, id=act.__name__)
        for act, words in {
            unlabelled: "",
            labelled_by_another: "new-sample put the label on, and is no facilitator",
            labelled_again_by_another: "new-sample put the label on, and is no facilitator",
            labelled_by_somebody_gone: "an account that is gone put the label on",
            taken_off: "",
            another_label: "",
            failed: "`check` is not content with its commit",
            still_looking: "or not done with it",
            never_looked_at: "`check` has not looked at its commit",
            passed_by_another_program: "`check` has not looked at its commit",
            status_failed: "`check` is not content with its commit",
            pushed_after: "its commits changed after mara-sample labelled it; look again",
            replaced_after: "its commits changed after mara-sample labelled it",
            closed: "",
            into_another_branch: "",
            with_a_workflow: "it changes `.github/workflows/check.yml`, which is no proposal",
            only_changed: "it brings no new proposal",
            of_very_many_files: "it changes more than 100 files",
            here_already: "there is a proposal `rain` already",
            with_a_fault: "`proposals/ideas/knife-night.md` needs",
            without_a_title: "`proposals/ideas/knife-night.md` needs",
            with_an_odd_name: "has a name that cannot become an address",
            too_large: "is too large, or no plain text",
            no_text: "is too large, or no plain text",
            not_utf8: "is too large, or no plain text",
            a_folder: "is too large, or no plain text",
        }.items()
    ],
)
def test_who_is_not_let_in(
    fetch: Fetch, hub: FakeThreads, talking: Small, act: Callable[[FakeThreads], None], words: str
) -> None:
    """Nobody by a label of their own, nothing unseen, and a facilitator is told why. Votes are counted all the same."""
    act(hub)
    hub.react(1, "bo-sample")
    ran = fetch()
    assert ran.status == 0
    assert at_the_door(talking) == []
    assert len(read_folder(talking.root).ballots) == 1
    if words:
        assert "note: pull request 31 " in ran.err
        assert words in ran.err
    else:
        assert ran.err == ""


def test_a_large_file_is_not_asked_for(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """Its size is enough."""
    too_large(hub)
    fetch()
    assert any("byteSize" in question for question in hub.questions)
    assert not any("{text}" in question for question in hub.questions)


def test_a_new_commit_has_to_be_labelled_anew(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """A label is for what the facilitator saw."""
    come(hub)
    fetch()
    hub.push(31, {KNIVES: proposal("Buy pills")})
    assert "look again, take the label off and put it on again" in fetch().err
    assert at_the_door(talking) == []
    hub.label(31, is_on=False)
    hub.push(31, {KNIVES: proposal("Knife evening")})
    hub.label(31)
    assert fetch().err == ""
    assert at_the_door(talking) == [(31, "Knife evening")]


def test_a_label_that_was_for_one_commit_is_for_no_other(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """Though the other was looked at before, in another pull request, and was brought without force."""
    come(hub)
    fetch()
    hub.push(31, {KNIVES: proposal("Buy pills")})
    thread = hub.threads[31]
    (look,) = thread.looks[thread.head]
    look["createdAt"] = "2026-05-01T00:00:00Z"
    assert "its commits changed after mara-sample labelled it" in fetch().err
    assert at_the_door(talking) == []


def test_another_look_at_the_same_commit_changes_nothing(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """Somebody let the check run once more."""
    come(hub)
    fetch()
    hub.look(31)
    assert fetch().err == ""
    assert at_the_door(talking) == [(31, "Knife night")]


def test_a_status_that_a_job_of_ours_set_is_a_look_too(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """Pull requests that a workflow opened start no checks: then a job says under the same name how it went."""
    unlabelled(hub)
    thread = hub.threads[31]
    thread.looks.clear()
    thread.statuses[thread.head] = {"createdAt": "2026-05-02T00:00:00Z", "state": "SUCCESS"}
    hub.label(31)
    assert fetch().err == ""
    assert at_the_door(talking) == [(31, "Knife night")]


def test_who_is_merged_stands_at_the_door_no_longer(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """Even before the next fetch."""
    come(hub)
    fetch()
    talking.idea("knife-night", "Knife night")
    talking.build()
    assert "At the door" not in talking.page("")
    assert json.loads(talking.read("api/v1/proposals.json"))["door"] == []


@pytest.mark.parametrize("when", ["before-the-fetch", "after-it"])
def test_the_charter_can_switch_it_off(fetch: Fetch, hub: FakeThreads, talking: Small, when: str) -> None:
    """Then nothing is asked; and what the ledger still has is not shown."""
    come(hub)
    if when == "after-it":
        fetch()
    off = FORGE.replace("octo-repo}", 'octo-repo, door: {label: ""}}')
    talking.write({"potluck.yml": CHARTER + off})
    hub.questions.clear()
    if when == "before-the-fetch":
        fetch()
        assert not any("labels" in question for question in hub.questions)
    talking.build()
    assert "At the door" not in talking.page("")
    assert json.loads(talking.read("api/v1/proposals.json"))["door"] == []


def test_the_charter_has_another_word_for_the_label(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """And another name for the job that looks; capitals make no difference to GitHub."""
    talking.write({"potluck.yml": CHARTER + FORGE.replace("octo-repo}", "octo-repo, door: {label: Come in}}")})
    come(hub)
    hub.label(31, name="come in")
    fetch()
    assert at_the_door(talking) == [(31, "Knife night")]


HOSTILE = [
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ config }} ${{ secrets.GITHUB_TOKEN }}",
    "\u202eemit rof tset",
    "write to ana@example.org",
    "::error::no",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_strangers_words_stay_words(fetch: Fetch, hub: FakeThreads, talking: Small, words: str) -> None:
    """SEC-046, SEC-047, SEC-028, SEC-049: in the ledger, on the page and in the API."""
    come(hub, text=proposal(f"Knives {words}", summary=f"Sharp {words}"))
    ran = fetch()
    talking.build()
    written = b"".join(talking.read(place) for place in ("index.html", "ideas/index.html", "api/v1/proposals.json"))
    written += (talking.root / "content/ledger/door.jsonl").read_bytes() if ran.err == "" else b""
    assert b"<script>alert" not in written
    assert b"<img src=x" not in written
    assert b"ana@example.org" not in written
    assert "\u202e".encode() not in written
    for section in by_class(parse(talking.page("")), "pl-door"):
        assert {one.tag for one in elements(section)} <= {
            "h2",
            "h3",
            "p",
            "ul",
            "li",
            "div",
            "span",
            "a",
            "bdi",
            "time",
        }
        names = {name for one in elements(section) for name in one.attrib}
        assert names <= {"class", "dir", "href", "datetime", "title"}


def test_lines_of_the_ledger_that_are_no_arrivals_are_told_and_left_out(
    fetch: Fetch, hub: FakeThreads, talking: Small
) -> None:
    """Whoever wrote them: a title with a line end, a login with a slash, another name, a day that there is not."""
    come(hub)
    fetch()
    path = talking.root / "content/ledger/door.jsonl"
    good: dict[str, Any] = json.loads(path.read_bytes())
    bad = [{"title": "a\nb"}, {"by": "../../x"}, {"more": 1}, {"opened": "2026-02-31T00:00:00Z"}, {"thread": 0}]
    lines = [json.dumps(good | one) for one in bad]
    path.write_bytes("\n".join([*lines, json.dumps(good), "{", "\xff"]).encode("latin-1"))
    ledger = read_folder(talking.root)
    assert [one.thread for one in ledger.door] == [31]
    assert [problem.split(": ")[0] for problem in ledger.problems] == [
        f"content/ledger/door.jsonl:{number}" for number in (1, 2, 3, 4, 5, 7, 8)
    ]
    assert "content/ledger/door.jsonl:1" in potluck("check", "--format", "concise", within=talking.root).out


def test_a_change_cannot_write_who_stands_at_the_door() -> None:
    """SEC-025: nor how much is said; both come from the forge."""
    from tests.support.examples import cases_charter

    from potluck.compare.places import place_of

    assert place_of("content/ledger/door.jsonl", cases_charter()) == "ledger"
    assert place_of("content/ledger/threads.jsonl", cases_charter()) == "ledger"
