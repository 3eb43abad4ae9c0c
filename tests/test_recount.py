"""`potluck recount`: a stranger with a clone sets every published number beside what the files give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import potluck
from tests.support.community import NOON, Small
from tests.support.ledgers import ledger
from tests.support.repository import Repository

pytestmark = pytest.mark.engine

LIST = "api/v1/proposals.json"
SOUP = "api/v1/proposals/soup-night.json"
BALLOTS = (
    '{"proposal":"soup-night","login":"lee","reaction":"+1","at":"2026-06-01T11:00:00Z"}',
    '{"proposal":"soup-night","login":"pia","reaction":"-1","at":"2026-06-01T11:00:00Z"}',
)


@pytest.fixture
def built(table: Small) -> Small:
    """A community in git with two ballots and its site."""
    ledger(table.root, *BALLOTS, slug="soup-night", counts={"ballots": 2, "logins": 2, "proposals": 1})
    Repository(table.root).commit({".gitignore": "site/public/\n.potluck/\n"}, at=NOON)
    table.build()
    return table


def change(built: Small, place: str, change: dict[str, Any]) -> None:
    """Publish something else than was counted: `{"tally": {"support": 12}}`."""
    content = json.loads(built.read(place))
    inner = content["proposals"][-1] if place == LIST else content
    for name, value in change.items():
        inner[name] = inner[name] | value if isinstance(value, dict) else value
    (built.site / place).unlink()  # it may be one file with the cache's
    (built.site / place).write_text(json.dumps(content), "utf-8")


def test_a_site_that_tells_the_truth_ends_with_0(built: Small) -> None:
    """SEC-084: and says how many numbers that were, and by which clock."""
    ran = potluck("recount", within=built.root / "content")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[0].endswith(" numbers and days of 2 proposals: all as published.")
    assert ran.out.splitlines()[1] == "By the clock that the site names, 2026-06-01 12:00:00 UTC."


@pytest.mark.parametrize(
    ("place", "lie", "said"),
    [
        pytest.param(
            SOUP, {"tally": {"support": 12}}, "tally.support is published as 12, and the files give 1", id="one"
        ),
        pytest.param(
            SOUP, {"tally": {"excluded": {"blocked": 3}}},
            "tally.excluded.blocked is published as 3, and the files give nothing", id="made-up",
        ),
        pytest.param(
            SOUP, {"tally": {"meanings": {"for": "1", "against": 1}}},
            "tally.meanings.for is published as nothing, and the files give 1", id="no-number",
        ),
        pytest.param(
            LIST, {"trending": 9.5},
            "proposals.soup-night.trending is published as 9.5, and the files give 0.997939", id="in-the-list",
        ),
    ],
)  # fmt: skip
def test_a_wrong_number_is_told_with_both_values(built: Small, place: str, lie: dict[str, Any], said: str) -> None:
    """And the end is 1."""
    change(built, place, lie)
    ran = potluck("recount", within=built.root)
    assert ran.status == 1
    assert f"{place}: {said}\n" in ran.out
    assert " counted: 1 difference from what is published.\n" in ran.out


def test_a_day_that_is_not_what_the_files_give_is_told(built: Small) -> None:
    """When it was brought, changed, or reached something: days are published as numbers are."""
    change(built, SOUP, {"created": "2026-01-01"})
    ran = potluck("recount", within=built.root)
    assert ran.status == 1
    assert f"{SOUP}: created is published as 2026-01-01, and the files give 2026-05-12\n" in ran.out


@pytest.mark.parametrize("how", ["changed", "missing", "more"])
def test_ballots_that_are_published_otherwise_than_they_were_counted_are_told(built: Small, how: str) -> None:
    """The browser counts the site's own copy of them: it has to be the ledger's, to the byte."""
    place = built.site / "ledger/ballots/soup-night.jsonl"
    raw = place.read_bytes()
    other = place.with_name("ghost.jsonl") if how == "more" else place
    other.unlink(missing_ok=True)
    if how != "missing":
        other.write_bytes(raw.replace(b"pia", b"pim"))
    ran = potluck("recount", within=built.root)
    assert ran.status == 1
    said = f"ledger/ballots/{other.name}: what is published is not the file that was counted here\n"
    assert ran.out.startswith(said)
    assert " counted: 1 difference from what is published.\n" in ran.out


def test_a_proposal_on_one_side_alone_is_told(built: Small) -> None:
    """A page of votes that nobody cast, and one that is missing."""
    ghost = built.site / "api/v1/proposals/ghost.json"
    ghost.write_text('{"version":1,"tally":{"support":3}}', "utf-8")
    (built.site / SOUP).unlink()
    ran = potluck("recount", within=built.root)
    assert ran.status == 1
    assert "ghost.json: tally.support is published as 3, and the files give nothing\n" in ran.out
    assert f"{SOUP}: tally.support is published as nothing, and the files give 1\n" in ran.out


def test_a_proposal_that_is_listed_twice_is_told(built: Small) -> None:
    """The right numbers in one line do not hide the wrong ones in another."""
    content = json.loads(built.read(LIST))
    content["proposals"].insert(0, content["proposals"][-1] | {"support": 40})
    (built.site / LIST).unlink()
    (built.site / LIST).write_text(json.dumps(content), "utf-8")
    ran = potluck("recount", within=built.root)
    assert ran.status == 1
    assert f"{LIST}: proposals.soup-night.support is published as 40, and the files give 1\n" in ran.out


@pytest.mark.parametrize("content", ["", "[" * 100_000, "\xff", "{"])
def test_a_published_file_that_is_no_json_is_told(built: Small, content: str) -> None:
    """Without a traceback."""
    (built.site / SOUP).unlink()
    (built.site / SOUP).write_text(content, "latin-1")
    ran = potluck("recount", within=built.root)
    assert ran.status == 1
    assert f"{SOUP}: cannot be read as JSON\n" in ran.out


def test_a_ballot_that_came_since_is_told_with_both_times(built: Small) -> None:
    """The site counted others."""
    potluck("react", "soup-night", "+1", "--as", "zoe", "--now", "2026-06-03T08:00:00Z", within=built.root)
    ran = potluck("recount", within=built.root)
    assert ran.status == 1
    assert f"{SOUP}: tally.support is published as 1, and the files give 2\n" in ran.out
    words = (
        "The site says that its ballots were taken 2026-06-02 00:00:00 UTC; those here were taken 2026-06-03 08:00:00"
    )
    assert words in ran.out


def test_at_takes_the_files_of_a_commit_and_touches_nothing(built: Small) -> None:
    """What lies in the work tree since, staged or not, and what it stands on stay as they are."""
    potluck("react", "soup-night", "+1", "--as", "zoe", "--now", "2026-06-03T08:00:00Z", within=built.root)
    built.idea("bread-night", "Bread night")
    repository = Repository(built.root)
    repository.git("add", "content")
    before = (repository.git("status", "--porcelain"), repository.git("show-ref", "--head"))
    assert potluck("recount", "--at", "HEAD", within=built.root).status == 0
    assert potluck("recount", within=built.root).status == 1
    assert (repository.git("status", "--porcelain"), repository.git("show-ref", "--head")) == before


def test_at_runs_no_filter_that_a_setting_names(built: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SEC-071: a commit can ask for one by name in `.gitattributes`, and a person's settings say what it runs."""
    repository = Repository(built.root)
    mark = tmp_path / "it-ran"
    repository.commit({".gitattributes": "*.md filter=mine\n"})
    repository.git("config", "filter.mine.smudge", f"touch {mark}; cat")
    settings = tmp_path / "gitconfig"
    settings.write_text(f'[filter "mine"]\n\tsmudge = "touch {mark}; cat"\n', "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert potluck("recount", "--at", "HEAD", within=built.root).status == 0
    assert not mark.exists()


def test_a_clone_recounts_the_site_that_somebody_else_built(built: Small, tmp_path: Path) -> None:
    """From another folder, and from one below a repository's top."""
    clone = tmp_path / "clone"
    Repository(built.root).git("clone", "--quiet", "--no-local", ".", str(clone))
    assert potluck("recount", "--site", built.site, within=clone).status == 0
    assert potluck("recount", "--site", built.site, "--at", "origin/main", within=clone).status == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(
            "--site nowhere", "potluck: there is no api/v1/proposals.json in nowhere; `potluck build`", id="site"
        ),
        pytest.param("--at nowhere", "potluck: cannot count at `nowhere`: there is no such commit or branch", id="rev"),
        pytest.param("--at=--all", "potluck: cannot count at `--all`: that is not the name of a commit", id="option"),
    ],
)
def test_what_cannot_be_counted_is_one_sentence(built: Small, words: str, sentence: str) -> None:
    """And ends with 2."""
    ran = potluck("recount", *words.split(), within=built.root)
    assert ran.status == 2
    assert ran.sentence.startswith(sentence)


@pytest.mark.parametrize("clock", ['"2026-06-01T12:00:00"', '"noon"', "3", "null"])
def test_a_site_without_a_clock_cannot_be_recounted(built: Small, clock: str) -> None:
    """Nothing could be counted by it."""
    (built.site / LIST).unlink()
    (built.site / LIST).write_text(f'{{"clock": {clock}, "ledger_taken": null, "proposals": []}}', "utf-8")
    ran = potluck("recount", within=built.root)
    assert ran.status == 2
    assert ran.sentence.startswith(f"potluck: {LIST} ")
