"""The house's first word on a thread: heard cheaply, kept in the ledger, and believed by the desk."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.commands import potluck
from tests.support.community import Small
from tests.support.fetching import RAIN, Fetch
from tests.support.threads import FakeThreads

from potluck.ledger import read_folder

WORD = datetime(2026, 5, 4, 10, tzinfo=UTC)


def answered(table: Small) -> dict[int, datetime | None]:
    """When the house first spoke on each thread, as the ledger has it."""
    ledger = read_folder(table.root)
    assert ledger.problems == ()
    return {one.thread: one.answered for one in ledger.talk}


def test_the_first_word_of_the_house_is_an_answer(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """However many comments stand before it; and of a guest's word no day is kept."""
    hub.bring(2, RAIN)
    hub.threads[1].comments = 120
    hub.say(1, "Mara-Sample")
    hub.say(1, "mara-sample", "2026-05-09T10:00:00Z")
    hub.say(2, "ana-sample")
    fetch()
    assert answered(talking) == {1: WORD, 2: None}
    assert b"mara" not in (talking.root / "content/ledger/threads.jsonl").read_bytes().lower()


def test_who_began_a_thread_does_not_answer_it(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """A facilitator who brings something and adds a word has answered nobody; nor has an account that is gone."""
    hub.bring(2, RAIN, by="mara-sample")
    hub.say(2, "mara-sample")
    hub.say(2, None)
    fetch()
    assert answered(talking)[2] is None


def test_nothing_is_asked_where_nobody_said_anything_new(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """An answer is found once and stays; a thread is read again only when there is more of it."""
    hub.bring(2, RAIN)
    hub.say(1, "mara-sample")
    hub.say(2, "bo-sample")
    fetch()
    hub.questions.clear()
    hub.threads[1].comments = 40
    fetch()
    assert len(hub.questions) == 4
    assert answered(talking) == {1: WORD, 2: None}
    hub.say(2, "mara-sample", "2026-05-05T10:00:00Z")
    fetch()
    assert len(hub.questions) == 4 + 5
    assert answered(talking)[2] == datetime(2026, 5, 5, 10, tzinfo=UTC)


def test_the_desk_no_longer_waits_for_what_was_answered_in_its_thread(
    fetch: Fetch, hub: FakeThreads, talking: Small
) -> None:
    """Nobody is asked to answer twice."""
    charter = talking.root / "potluck.yml"
    charter.write_text(charter.read_text("utf-8") + "\npromises: {answer-days: 7}\n", "utf-8")
    words = ("desk", "--format", "json", "--now", "2026-06-30T12:00:00Z")
    fetch()
    assert '"unanswered"' in potluck(*words, within=talking.root).out.split('"waiting"')[1].replace(" ", "")
    hub.say(1, "mara-sample")
    fetch()
    waiting = potluck(*words, within=talking.root).out.split('"waiting"')[1]
    assert not any("unanswered" in one and "soup-night" in one for one in waiting.split("},"))


def test_every_number_is_kept_with_what_became_of_it(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """Merged, open, closed or not there: what became of it, and nobody's name."""
    hub.bring(4, "proposals/ideas/never.md")
    hub.threads[4].merged, hub.threads[4].state = None, "OPEN"
    hub.close(4)
    hub.bring(5, "proposals/ideas/soon.md", is_merged=False)
    hub.bring(6, "README.md")
    fetch()
    opened = read_folder(talking.root).opened
    assert [(one.thread, one.became, one.brought) for one in opened] == [
        (1, "merged", ("soup-night",)),
        (2, "gone", ()),
        (3, "gone", ()),
        (4, "closed", ()),
        (5, "open", ()),
        (6, "merged", ()),
    ]
    assert opened[3].at == datetime(2026, 5, 2, 0, 4, tzinfo=UTC)
    assert potluck("check", within=talking.root).status == 0
