"""Most discussed: how much is said on each thread, kept in the ledger, ranked, and counted again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from tests.support.commands import potluck
from tests.support.community import Small
from tests.support.fetching import RAIN, Fetch
from tests.support.pages import by_class, parse, text_of
from tests.support.threads import FakeThreads
from tests.test_rank import RULES

from potluck.ledger import read_folder
from potluck.model import Proposal, Talk
from potluck.tally import tally_all, with_comments


def said(table: Small) -> list[tuple[str, int, int]]:
    """Proposal, thread and comments, as the ledger has them."""
    return [(one.proposal, one.thread, one.comments) for one in read_folder(table.root).talk]


def test_comments_are_counted_with_the_look(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """On every thread that counts, and no question more where the house has answered."""
    hub.bring(2, RAIN)
    hub.threads[1].comments = 7
    hub.say(2, "mara-sample")
    fetch()
    assert said(talking) == [("rain", 2, 1), ("soup-night", 1, 7)]
    hub.questions.clear()
    hub.threads[2].comments = 9
    assert "2 threads looked at, 0 read" in fetch().out
    assert len(hub.questions) == 4
    assert said(talking) == [("rain", 2, 10), ("soup-night", 1, 7)]


def test_a_discussion_is_discussed_too(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """GitHub tells of it in another field."""
    talking.story("rain", thread="7")
    hub.open(7, kind="Discussion").comments = 3
    fetch()
    assert ("rain", 7, 3) in said(talking)


def test_what_was_said_on_a_thread_that_is_gone_stays_counted(fetch: Fetch, hub: FakeThreads, talking: Small) -> None:
    """REL-025: as the voices there do."""
    talking.story("rain", thread="7")
    hub.open(7).comments = 3
    hub.react(7, "bo-sample")
    fetch()
    del hub.threads[7]
    fetch()
    assert ("rain", 7, 3) in said(talking)


def test_the_ranking_is_on_the_command_line_on_the_page_and_in_the_api(
    fetch: Fetch, hub: FakeThreads, talking: Small
) -> None:
    """And a recount finds the same."""
    hub.bring(2, RAIN)
    hub.threads[1].comments, hub.threads[2].comments = 7, 1_234
    fetch()
    rows = json.loads(potluck("rank", "--by", "discussed", "--format", "json", within=talking.root).out)
    assert [(row["slug"], row["value"]) for row in rows["proposals"]] == [("rain", 1234), ("soup-night", 7)]
    assert "comments on its threads" in rows["formula"]
    assert "1,234" in potluck("rank", "--by", "discussed", within=talking.root).out
    talking.write({"content/rankings.md": '# Rankings\n\n<div data-potluck="rankings"></div>'})
    talking.build()
    (places,) = [one for one in by_class(parse(talking.page("rankings")), "pl-rankings") if "1,234" in text_of(one)]
    assert text_of(places).split()[-1] == "7"
    summaries = json.loads(talking.read("api/v1/proposals.json"))["proposals"]
    assert {one["slug"]: one["comments"] for one in summaries} == {"rain": 1234, "soup-night": 7}
    assert potluck("recount", within=talking.root).status == 0
    path = talking.root / "content/ledger/threads.jsonl"
    path.write_bytes(path.read_bytes().replace(b"1234", b"1235"))
    assert "comments" in potluck("recount", within=talking.root).out


def test_a_proposal_without_a_known_thread_has_no_place(talking: Small) -> None:
    """Nothing said and nothing known are two things."""
    ran = potluck("rank", "--by", "discussed", within=talking.root)
    assert ran.status == 0
    assert "nothing to rank yet by discussed" in ran.out


def proposals(merged: str = "") -> list[Proposal]:
    """Two soups, the second perhaps merged into the first."""
    stew = Proposal("stew", "b.md", "", "idea", "Stew", "suggested", merged_into=merged)
    return [Proposal("soup", "a.md", "", "idea", "Soup", "suggested", aliases=("broth",)), stew]


def test_what_is_said_of_a_duplicate_counts_where_it_lives_on() -> None:
    """While the merge stands, each thread once; under an old name too."""
    talk = [Talk("broth", 1, 5), Talk("stew", 2, 3), Talk("stew", 1, 5)]
    merged = with_comments(tally_all(proposals("soup"), (), RULES), proposals("soup"), talk)
    apart = with_comments(tally_all(proposals(), (), RULES), proposals(), talk)
    assert (merged["soup"].comments, merged["stew"].comments) == (8, 8)
    assert (apart["soup"].comments, apart["stew"].comments) == (5, 8)


def test_the_page_of_a_proposal_leads_to_the_thread_that_brought_it(
    fetch: Fetch, hub: FakeThreads, talking: Small
) -> None:
    """Though its file names none; and one that a file names stays."""
    talking.story("rain", thread="7")
    hub.bring(2, RAIN)
    hub.open(7)
    fetch()
    talking.build()
    assert 'href="https://github.com/octo-org/octo-repo/issues/1"' in talking.page("ideas/soup-night")
    assert 'href="https://github.com/octo-org/octo-repo/issues/7"' in talking.page("stories/rain")


def test_the_branch_and_its_history_hold_them_too(tmp_path: Path) -> None:
    """`verify` looks at their form, `forget` lets them be, and no ballot of theirs is counted as changed."""
    from tests.support.community import CHARTER
    from tests.support.repository import Repository

    from potluck.keeping import read_ledger, write_snapshot
    from potluck.ledger import write_beside
    from potluck.pipeline import charter_of

    small = Small(tmp_path / "small", charter=CHARTER + "\nledger: {home: branch}\n")
    repository = Repository(small.root)
    repository.commit({"a.txt": "a"}, "Begin", by="mara-sample", at=datetime(2026, 5, 1, tzinfo=UTC))
    charter = charter_of(small.root)
    for hour, comments in enumerate((3, 3, 4)):
        at = datetime(2026, 6, 1, hour, tzinfo=UTC)
        is_new = write_snapshot(small.root, charter, (), at, beside=write_beside([Talk("soup-night", 1, comments)], ()))
        assert is_new == (hour != 1)
    assert [one.comments for one in read_ledger(small.root, charter).talk] == [4]
    verified = potluck("ledger", "verify", within=small.root)
    assert (verified.status, verified.out) == (0, "2 snapshots, 0 ballots in the newest: every one is sound.\n")
    assert "no ballot changed" in potluck("ledger", "log", within=small.root).out
