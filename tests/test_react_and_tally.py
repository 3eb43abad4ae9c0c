"""`potluck react` and `potluck tally`: one's own ballot, and what all of them come to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support.commands import at_once, potluck
from tests.support.community import CHARTER, Small

NOW = "2026-06-01T12:00:00Z"


def reactions(table: Small, slug: str = "soup-night") -> list[tuple[str, str, str]]:
    """Who said what when, as it is in the file."""
    path = table.root / f"content/ledger/ballots/{slug}.jsonl"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    return [(line["login"], line["reaction"], line["at"]) for line in lines]


def test_react_writes_ones_own_ballot_and_says_where(table: Small) -> None:
    """And the tally counts it."""
    ran = potluck("react", "soup-night", "-1", "--as", "lee", "--now", NOW, within=table.root / "content")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "Written down: lee on `Soup night`: 👎 Better not.\n"
        "It stands in ledger/ballots/soup-night.jsonl; commit content/ledger to bring it to the others.\n"
    )
    assert reactions(table) == [("lee", "-1", NOW)]
    again = potluck("react", "soup-night", "-1", "--as", "LEE", within=table.root)
    assert again.out == (
        "LEE said so already: 👎 Better not. Nothing was changed in content/ledger/ballots/soup-night.jsonl.\n"
    )
    tally = json.loads(potluck("tally", "soup-night", "--format", "json", within=table.root).out)
    assert tally["proposals"][0]["opposition"] == 1


def test_react_knows_old_names_pictures_and_ones_own_proposals(table: Small) -> None:
    """An alias leads to the file of the present name; a heart may be a picture."""
    ran = potluck("react", "stew-night", "❤️", "--as", "ana-sample", "--now", NOW, within=table.root)
    assert reactions(table) == [("ana-sample", "heart", NOW)]
    assert ran.out.endswith("It is your own proposal, so the tally will show it and not count it.\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param("soup-nihgt +1", "there is no proposal `soup-nihgt`; did you mean `soup-night`?", id="slug"),
        pytest.param("breakfast +1", "there is no proposal `breakfast`; `potluck tally` lists them", id="nothing-near"),
        pytest.param("soup-night hart", "`hart` is not a reaction here; did you mean `heart`?", id="reaction"),
        pytest.param("soup-night +1 --as lee[bot]", "`lee[bot]` is not a login; one is made of letters", id="login"),
        pytest.param("soup-night +1", "git does not say who you are here; add `--as LOGIN`", id="nobody"),
    ],
)
def test_react_offers_the_nearest_word(table: Small, words: str, sentence: str) -> None:
    """And writes nothing."""
    ran = potluck("react", *words.split(), within=table.root)
    assert ran.status == 2
    assert ran.sentence.startswith(f"potluck: {sentence}")
    assert reactions(table) == []


@pytest.mark.parametrize(
    ("thread", "place"),
    [
        pytest.param('"12"', "go to https://github.com/small/table/issues/12", id="a-number"),
        pytest.param("https://talk.example/t/9", "go to https://talk.example/t/9", id="an-address"),
        pytest.param(None, "go to https://github.com/small/table and look for its thread", id="none-yet"),
    ],
)
def test_react_sends_people_to_the_thread_where_there_is_a_forge(
    tmp_path: Path, thread: str | None, place: str
) -> None:
    """There the forge keeps the ballots."""
    table = Small(tmp_path / "table", charter=CHARTER + "forge: {type: github, repository: small/table}\n")
    table.idea("soup-night", thread=thread and thread.strip('"'))
    ran = potluck("react", "soup-night", "+1", "--as", "lee", within=table.root)
    assert ran.status == 2
    assert ran.sentence.startswith(f"potluck: people react where they talk here: {place}")
    assert reactions(table) == []


def test_a_proposal_that_needs_mending_still_has_its_ballots(table: Small) -> None:
    """REL-001: its name is known, and that is enough."""
    table.idea("stew", stage="almost done")
    assert potluck("react", "stew", "+1", "--as", "lee", "--now", NOW, within=table.root).status == 0
    assert reactions(table, "stew") == [("lee", "+1", NOW)]


def test_twenty_people_react_at_once(table: Small) -> None:
    """REL-014: and twenty ballots are there."""
    votes = [["react", "soup-night", "+1", "--as", f"member-{number}"] for number in range(20)]
    assert at_once(votes, table.root) == [0] * 20
    assert len(reactions(table)) == 20
    manifest = json.loads((table.root / "content/ledger/manifest.json").read_text("utf-8"))
    assert manifest["counts"] == {"ballots": 20, "logins": 20, "proposals": 1}


def test_tally_shows_everything_that_a_number_is_made_of(table: Small) -> None:
    """By what is trending, with who is not counted and why, the formulas and the clock."""
    for who, what, when in (("ana-sample", "+1", 1), ("lee", "+1", 2), ("zoe", "-1", 3), ("kim", "eyes", 4)):
        potluck("react", "soup-night", what, "--as", who, "--now", f"2026-05-0{when}T12:00:00Z", within=table.root)
    potluck("react", "rain", "heart", "--as", "lee", "--now", "2026-05-20T12:00:00Z", within=table.root)
    ran = potluck("tally", "--now", "2026-05-16T12:00:00Z", within=table.root)
    assert (ran.status, ran.err) == (0, "")
    assert [" ".join(line.split()) for line in ran.out.splitlines()] == [
        "proposal stage for against at least trending not counted",
        "rain told 1 0 21% 1.00",
        "soup-night suggested 1 1 9% 0.50 1 brought this proposal",
        "",
        "At least: Wilson's lower bound at 95 %: the share of support, among those who are for or against, "
        "that one can be that sure of.",
        "Trending: the sum, over those who are for it, of ½ to the power of (days since they said so ÷ 14).",
        "By the clock of 2026-05-16 12:00 UTC; the ledger was taken 2026-05-20 12:00 UTC.",
    ]


def test_tally_for_programs_has_a_version_and_a_clock(table: Small) -> None:
    """The same numbers as on the site, and twice the same bytes (SEC-084)."""
    potluck("react", "soup-night", "+1", "--as", "lee", "--now", NOW, within=table.root)
    runs = [potluck("tally", "stew-night", "--format", "json", within=table.root).out for _ in range(2)]
    assert runs[0] == runs[1]
    found = json.loads(runs[0])
    assert (found["version"], found["clock"], found["ledger"], found["problems"]) == (1, NOW, NOW, [])
    assert set(found["formulas"]) == {"confidence", "trending"}
    assert found["proposals"] == [
        {
            "slug": "soup-night", "kind": "idea", "stage": "suggested", "title": "Soup night", "support": 1,
            "opposition": 0, "meanings": {"for": 1}, "reactions": {"+1": 1}, "excluded": {}, "confidence": 0.206549,
            "trending": 1.0,
        }
    ]  # fmt: skip


def test_tally_tells_lines_of_the_ledger_that_it_could_not_read(table: Small) -> None:
    """SEC-072: on the side, so that a program still reads the numbers; and what is hidden in them is shown."""
    potluck("react", "soup-night", "+1", "--as", "lee", "--now", NOW, within=table.root)
    with (table.root / "content/ledger/ballots/soup-night.jsonl").open("a") as file:
        file.write('{"proposal":"soup-night","login":"\u202elee","reaction":"+1","at":"2026-06-01T12:00:00Z"}\n')
    ran = potluck("tally", "--format", "json", within=table.root)
    assert ran.status == 0
    assert ran.err.startswith("not counted: content/ledger/ballots/soup-night.jsonl:2: '\\u202elee' is not a login")
    assert json.loads(ran.out)["proposals"][0]["support"] == 1


def test_tally_says_where_there_is_nothing_to_count(tmp_path: Path) -> None:
    """And what somebody wanted counted is named."""
    table = Small(tmp_path / "table")
    assert potluck("tally", within=table.root).out == "There is nothing to count yet.\n"
    assert potluck("tally", "soup", within=table.root).sentence.startswith("potluck: there is no proposal `soup`")
