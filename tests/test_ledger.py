"""Ballots as files: read whatever is in them, written whole or not at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.ledgers import GOOD, NOON, ballot, ledger, manifest_of

from potluck.ledger import clock_of, read_folder, write_ballot
from potluck.model import Ballot, PotluckError

ODD_TIMES = (
    "2026-06-01t12:00:00z",
    "2026-06-01 12:00:00Z",
    "2026-06-01T12:00:00.9999999Z",
    "2026-06-01T14:00:00+02:00",
    "2026-06-01T12:00:00+00:00",
    "2026-06-01T12:00Z",
    "2026-06-01T12:00:00",
    "2026-02-30T12:00:00Z",
)


def test_without_a_ledger_there_are_no_ballots(tmp_path: Path) -> None:
    """That is how every community starts."""
    assert read_folder(tmp_path).ballots == ()
    assert read_folder(tmp_path).taken is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("", "Input data was truncated", id="an-empty-line"),
        pytest.param(GOOD[:40], "Input data was truncated", id="half-a-line"),
        pytest.param("soup: +1", "malformed", id="not-json"),
        pytest.param(GOOD.replace("+1", "thumbs"), "'thumbs' is not a reaction; write one of +1, -1", id="reaction"),
        pytest.param(GOOD.replace("ana", "ana lee"), "'ana lee' is not a login", id="login"),
        pytest.param(GOOD.replace("12:00:00Z", "12:00:00"), "does not say its time zone", id="time-without-zone"),
        pytest.param(GOOD.replace("2026-06-01", "2026-02-30"), "day is out of range", id="a-day-that-never-was"),
        pytest.param(
            GOOD.replace("2026-06-01T12:00:00Z", "0001-01-01T00:00:00+14:00"), "date value out of range", id="too-early"
        ),
        pytest.param(GOOD.replace("}", ',"since":"0000-01"}'), "'0000-01' is not a month", id="a-year-that-never-was"),
        pytest.param(GOOD.replace("}", ',"weight":9}'), "unknown field `weight`", id="a-field-too-many"),
        pytest.param(GOOD.replace('"soup"', '"stew"'), "belongs into stew.jsonl", id="on-another-proposal"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_count(tmp_path: Path, line: str, words: str) -> None:
    """One person's slip costs nobody else their voice."""
    ledger(tmp_path, GOOD, line, GOOD.replace("ana", "lee"))
    found = read_folder(tmp_path)
    assert [one.login for one in found.ballots] == ["ana", "lee"]
    (problem,) = found.problems
    assert problem.startswith("content/ledger/ballots/soup.jsonl:2: ")
    assert words in problem


PIECES = st.sampled_from(
    [
        *(GOOD.replace("ana", login) for login in ("ana", "Zoë", "bot[bot]", "{}", "liz")),
        *(GOOD.replace("2026-06-01T12:00:00Z", at) for at in ODD_TIMES),
        *(
            GOOD.replace("}", f",{more}}}")
            for more in ('"bot":true', '"since":"2026-13"', '"at":"2026-06-02T00:00:00Z"')
        ),
        GOOD.replace("soup", "so\\u0075p"),
        GOOD.replace("+1", "\\u007b"),
        GOOD + GOOD,
        GOOD.replace(",", ",\n"),
        GOOD + "\r" + GOOD.replace("ana", "lee"),
        "",
        "{",
        "}",
    ]
)


@given(st.lists(PIECES, max_size=5))
def test_a_file_is_read_as_line_by_line_whatever_is_in_it(lines: list[str]) -> None:
    """Files without a fault are read at once; that may be quicker, and nothing else."""
    with TemporaryDirectory() as folder:
        ledger(Path(folder), *lines)
        at_once = read_folder(Path(folder))
        ledger(Path(folder), *lines, "not a ballot")
        one_by_one = read_folder(Path(folder))
    assert at_once.ballots == one_by_one.ballots


def test_a_ballot_keeps_the_facts_that_its_exclusion_needs(tmp_path: Path) -> None:
    """Whether it is a machine's, how old the account is, and whether it was blocked; in UTC."""
    ledger(tmp_path, GOOD.replace("12:00:00Z", "14:00:00+02:00").replace("}", ',"bot":true,"since":"2024-03"}'))
    assert read_folder(tmp_path).ballots == (Ballot("soup", "ana", "+1", NOON, bot=True, since="2024-03"),)


def test_a_manifest_that_counts_other_than_the_files_hold_is_told(tmp_path: Path) -> None:
    """A file may have been lost, or a line may have been added by hand."""
    ledger(tmp_path, GOOD, counts={"ballots": 7})
    assert read_folder(tmp_path).problems == (
        "content/ledger/manifest.json: it counts 7 ballots, and the files hold 1",
    )


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        pytest.param({"format": 2}, "format 2; this Potluck reads format 1: upgrade it", id="from-a-newer-Potluck"),
        pytest.param({"taken": "yesterday"}, "manifest.json cannot be read", id="no-time"),
        pytest.param({"counts": 3}, "manifest.json cannot be read", id="no-counts"),
    ],
)
def test_a_manifest_that_means_something_else_stops_reading_and_writing(
    tmp_path: Path, manifest: dict[str, object], words: str
) -> None:
    """A wrong number would be worse than none."""
    ledger(tmp_path, GOOD, **manifest)
    for act in (lambda: read_folder(tmp_path), lambda: write_ballot(tmp_path, ballot("heart"))):
        with pytest.raises(PotluckError, match=words):
            act()


def test_the_digest_changes_with_every_byte(tmp_path: Path) -> None:
    """Pages are kept under it."""
    ledger(tmp_path, GOOD)
    before = read_folder(tmp_path).digest
    assert read_folder(tmp_path).digest == before
    ledger(tmp_path, GOOD.replace("+1", "-1"))
    assert read_folder(tmp_path).digest != before


def test_links_in_the_ledger_are_not_read(tmp_path: Path) -> None:
    """A pull request could point them anywhere."""
    folder = ledger(tmp_path, GOOD)
    (folder / "stew.jsonl").symlink_to(folder / "soup.jsonl")
    assert len(read_folder(tmp_path).ballots) == 1


def test_ballots_are_written_in_order_with_a_manifest_that_counts_them(tmp_path: Path) -> None:
    """By login, whatever its capitals, then by reaction; so two writers differ in as few lines as can be."""
    for one in (ballot(by="Zoe"), ballot(by="lee"), ballot("-1", by="lee", minute=1), ballot(by="ana", on="stew")):
        assert write_ballot(tmp_path, one)
    lines = (tmp_path / "content/ledger/ballots/soup.jsonl").read_text("utf-8").splitlines()
    assert [(json.loads(line)["login"], json.loads(line)["reaction"]) for line in lines] == [
        ("lee", "+1"),
        ("lee", "-1"),
        ("Zoe", "+1"),
    ]
    assert manifest_of(tmp_path) == {
        "counts": {"ballots": 4, "logins": 3, "proposals": 2},
        "forge": "none",
        "format": 1,
        "rule": 1,
        "taken": "2026-06-01T12:01:00Z",
    }
    assert read_folder(tmp_path).problems == ()


def test_the_same_again_is_nothing_new(tmp_path: Path) -> None:
    """Clicking twice changes no byte."""
    write_ballot(tmp_path, ballot())
    before = {path: path.read_bytes() for path in (tmp_path / "content").rglob("*") if path.is_file()}
    assert not write_ballot(tmp_path, ballot(by="ANA", minute=90))
    assert {path: path.read_bytes() for path in (tmp_path / "content").rglob("*") if path.is_file()} == before


def test_somebody_can_change_their_mind_and_change_it_back(tmp_path: Path) -> None:
    """What was said last is the newest line; also within one second, and when it was said before."""
    for reaction in ("heart", "-1", "heart"):
        assert write_ballot(tmp_path, ballot(reaction))  # type: ignore[arg-type]
    last = max(read_folder(tmp_path).ballots, key=lambda one: one.at)
    assert (last.reaction, len(read_folder(tmp_path).ballots)) == ("heart", 2)


def test_what_is_known_of_an_account_stays_when_it_speaks_again(tmp_path: Path) -> None:
    """Else a blocked account would count again by repeating itself."""
    ledger(tmp_path, GOOD.replace("}", ',"since":"2024-03","blocked":true}'))
    write_ballot(tmp_path, ballot("-1", minute=1))
    write_ballot(tmp_path, ballot("+1", minute=2))
    assert (
        Ballot("soup", "ana", "+1", NOON + timedelta(minutes=2), since="2024-03", blocked=True)
        in read_folder(tmp_path).ballots
    )


def test_lines_that_cannot_be_read_survive_a_writer(tmp_path: Path) -> None:
    """They are somebody's voice, and somebody may mend them."""
    folder = ledger(tmp_path, "not a ballot", GOOD)
    write_ballot(tmp_path, ballot(by="lee"))
    lines = (folder / "soup.jsonl").read_text("utf-8").splitlines()
    assert lines[2] == "not a ballot"
    assert len(read_folder(tmp_path).ballots) == 2
    assert len(read_folder(tmp_path).problems) == 1


def test_a_sample_ledger_stays_one_and_time_does_not_run_backwards(tmp_path: Path) -> None:
    """The manifest says what it said, and the later of the two times."""
    ledger(tmp_path, GOOD, sample=True)
    write_ballot(tmp_path, ballot(by="lee"))
    assert manifest_of(tmp_path)["sample"] is True
    assert manifest_of(tmp_path)["taken"] == "2026-06-02T00:00:00Z"


@pytest.mark.parametrize(
    ("taken", "head", "days", "clock"),
    [
        pytest.param(NOON, NOON + timedelta(days=1), [], NOON + timedelta(days=1), id="a-later-commit"),
        pytest.param(NOON, NOON - timedelta(days=1), [], NOON, id="a-later-ledger"),
        pytest.param(None, None, [NOON], NOON, id="only-what-people-wrote"),
        pytest.param(None, None, [], datetime(2000, 1, 1, tzinfo=UTC), id="nothing-at-all"),
    ],
)
def test_the_clock_is_a_fact_of_the_files(
    tmp_path: Path, taken: datetime | None, head: datetime | None, days: list[datetime], clock: datetime
) -> None:
    """The later of the ledger and the last commit; no room looks at the wall."""
    if taken:
        ledger(tmp_path, taken=taken.isoformat())
    assert clock_of(read_folder(tmp_path), head, days) == clock
