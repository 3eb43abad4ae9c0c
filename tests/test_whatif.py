"""What if the rules were others: the same files and ballots, counted by another charter."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support.commands import potluck
from tests.support.community import CHARTER, Small, proposal
from tests.support.github import TOKEN, FakeGitHub
from tests.support.repository import Repository

from potluck.charter import Charter, parse_charter
from potluck.diagnostics.json import parse
from potluck.diagnostics.rules import ROOM, Ground, Move, Reached, Recounted, RulesChange, Setting, Shift, tell
from potluck.model import PotluckError
from potluck.whatif import counts_otherwise, with_rules_of

TALLY = "tally: {account-days: 30, half-life: 14}\n"
VOTES = """votes:
        milestones:
          wanted: {supporters: 3, means: We answer within a week.}
"""
RULES = CHARTER.replace("votes:\n", VOTES, 1) + TALLY


def rules(text: str) -> Charter:
    """The charter that *text* is."""
    charter = parse_charter(text.encode()).charter
    assert charter is not None
    return charter


@pytest.fixture
def table(tmp_path: Path) -> Small:
    """A soup launched on the twentieth of May, when three were for it, and a stew that nobody decided on."""
    table = Small(tmp_path / "table", charter=RULES)
    decision = {"by": "mara-sample", "date": "2026-05-20", "reason": "cheap-to-try", "says": "Three of you want it."}
    soup = proposal("Soup night", stage="launched", created="2026-05-01", decision=decision)
    stew = proposal("Stew night", created="2026-05-02")
    lines = [
        ("soup", "ann", "+1", "2026-05-03", "2020-01"),
        ("soup", "bob", "heart", "2026-05-04", "2026-03"),
        ("soup", "cleo", "+1", "2026-05-05", "2020-01"),
        ("soup", "dan", "-1", "2026-05-06", "2020-01"),
        ("soup", "eve", "-1", "2026-05-25", "2020-01"),
        ("soup", "fay", "-1", "2026-05-26", "2020-01"),
        ("stew", "ann", "+1", "2026-05-07", "2020-01"),
        ("stew", "cleo", "+1", "2026-05-08", "2020-01"),
        ("stew", "dan", "rocket", "2026-05-09", "2020-01"),
    ]
    for slug in ("soup", "stew"):
        own = [
            json.dumps({"proposal": on, "login": by, "reaction": said, "at": f"{at}T12:00:00Z", "since": since})
            for on, by, said, at, since in lines
            if on == slug
        ]
        table.write({f"content/ledger/ballots/{slug}.jsonl": "".join(f"{line}\n" for line in own)})
    counts = {"ballots": len(lines), "logins": 6, "proposals": 2}
    manifest = {"counts": counts, "forge": "none", "format": 1, "rule": 1, "taken": "2026-06-01T00:00:00Z"}
    table.write({"content/ledger/manifest.json": json.dumps(manifest)})
    Repository(table.root).commit(
        {"proposals/ideas/soup.md": soup, "proposals/ideas/stew.md": stew, ".gitignore": "site/public\n"},
        at=datetime(2026, 5, 20, 12, tzinfo=UTC),
    )
    return table


def otherwise(table: Small, text: str, *words: str) -> dict[str, object]:
    """What `potluck tally --charter` says as JSON of the rules in *text*."""
    (table.root.parent / "other.yml").write_text(text, "utf-8")
    ran = potluck("tally", *words, "--charter", "../other.yml", "--format", "json", within=table.root)
    assert ran.status == 0, ran.err
    told: dict[str, object] = json.loads(ran.out)
    return told


def test_numbers_places_milestones_and_decisions_that_would_be_others_are_told(table: Small) -> None:
    """Bob's account was two months old: without him the soup had two people, and the stew stands before it."""
    told = otherwise(table, RULES.replace("account-days: 30", "account-days: 90"))
    assert told["settings"] == [{"name": "tally.account-days", "before": "30", "after": "90"}]
    assert told["recounted"] == [{"slug": "soup", "support": [3, 2], "opposition": [3, 3], "excluded": [0, 1]}]
    shifts = {shift["by"]: shift for shift in told["shifts"]}  # type: ignore[attr-defined]
    assert shifts["support"]["moves"] == [
        {"slug": "soup", "before": 1, "after": 2},
        {"slug": "stew", "before": 2, "after": 1},
    ]
    assert told["milestones"] == [{"slug": "soup", "milestone": "wanted", "before": "2026-05-05", "after": ""}]
    assert told["grounds"] == [
        {
            "slug": "soup",
            "on": "2026-05-20",
            "answer": "yes",
            "reason": "cheap-to-try",
            "milestones": [["wanted"], []],
            "support": [3, 2],
            "opposition": [1, 1],
        }
    ]
    assert (told["proposals"], told["decisions"], told["totals"]) == (2, 1, [1, 1, 1, 1])


@pytest.mark.parametrize(
    ("before", "after", "milestones", "grounds"),
    [
        pytest.param("supporters: 3", "supporters: 2", 2, 0, id="fewer-are-needed-and-it-was-reached-earlier"),
        pytest.param("supporters: 3", "supporters: 4", 2, 1, id="more-are-needed-and-it-never-was"),
        pytest.param("within a week.", "within a month.", 0, 0, id="words-count-nothing"),
        pytest.param("half-life: 14", "half-life: 100", 0, 0, id="only-places"),
        pytest.param(f"      {VOTES}", "", 2, 1, id="no-votes-no-milestones"),
        pytest.param(TALLY, TALLY + 'reactions: {"+1": {means: against, name: No}}\n', 2, 1, id="all-turned-round"),
    ],
)  # fmt: skip
def test_every_rule_of_counting_is_looked_at(
    table: Small, before: str, after: str, milestones: int, grounds: int
) -> None:
    """Milestones, what reactions mean, windows; a decision stood on what had been said by its day."""
    told = otherwise(table, RULES.replace(before, after, 1))
    assert told["totals"][2:] == [milestones, grounds]  # type: ignore[index]


def test_a_majority_of_the_day_is_ground_too(table: Small) -> None:
    """Who was against it later is not held against a decision; who was against it then, under other rules, is."""
    turned = RULES + 'reactions: {"+1": {means: against, name: A}, "-1": {means: for, name: B}}\n'
    (ground,) = otherwise(table, turned)["grounds"]  # type: ignore[misc]
    assert (ground["support"], ground["opposition"]) == ([3, 1], [1, 2])


def test_the_same_rules_change_nothing(table: Small) -> None:
    """Whatever else a charter says: its kinds, fields and people are not looked at."""
    other = RULES.replace("Small Table", "Another Table").replace("render: 0.2", "render: 0.9")
    assert otherwise(table, other)["totals"] == [0, 0, 0, 0]
    ran = potluck("tally", "--charter", "potluck.yml", within=table.root)
    assert ran.out == "These are the same rules of counting.\n"
    assert not counts_otherwise(rules(RULES), rules(other))


def test_proposals_can_be_asked_about_and_a_table_shows_all(table: Small) -> None:
    """The places are among all; the heading of every list is there, in one look."""
    other = RULES.replace("account-days: 30", "account-days: 90")
    assert otherwise(table, other, "stew")["totals"] == [1, 0, 0, 0]
    ran = potluck("tally", "--charter", "../other.yml", within=table.root)
    for words in ("The rules", "Numbers", "Places", "Milestones", "Decisions, by what had been said by their day"):
        assert f"{words}\n" in ran.out
    assert re.search(r"soup +1 → 2", ran.out)
    assert "1 proposal of 2 with other numbers; places that would be others: 2 by support" in ran.out
    assert potluck("tally", "stow", "--charter", "../other.yml", within=table.root).status == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(None, "cannot be opened: No such file or directory", id="not-there"),
        pytest.param("kinds: [", "other.yml needs mending first", id="not-yaml"),
        pytest.param(RULES.replace("half-life: 14", "half-life: 99999999999"), "CH508", id="a-number-out-of-bounds"),
        pytest.param(RULES.replace("account-days: 30", "account-days: 9999999999"), "CH508", id="longer-than-time"),
        pytest.param(RULES + "x: &a [*a]\n", "other.yml needs mending first", id="an-alias"),
        pytest.param("a" * 300_000, "larger than 256 kB", id="too-large"),
    ],
)
def test_a_charter_that_cannot_be_gone_by_is_refused(table: Small, text: str | None, sentence: str) -> None:
    """As a stranger may have written it: a sentence and 2, never a traceback."""
    if text is not None:
        (table.root.parent / "other.yml").write_text(text, "utf-8")
    ran = potluck("tally", "--charter", "../other.yml", within=table.root)
    assert ran.status == 2
    assert sentence in ran.err


def test_a_link_to_a_charter_is_not_followed(table: Small) -> None:
    """Nor is a folder read."""
    (table.root.parent / "other.yml").symlink_to(table.root / "potluck.yml")
    assert "is a link" in potluck("tally", "--charter", "../other.yml", within=table.root).sentence
    assert "is not a plain file" in potluck("tally", "--charter", ".", within=table.root).sentence


def test_of_another_charter_nothing_holds_but_its_rules_of_counting() -> None:
    """Not its kinds, its limits, its roles, its forge or its folders."""
    other = rules(RULES.replace("suggested: {to", "told: {}\n      suggested: {to").replace("mara-sample", "mallory"))
    mixed = with_rules_of(rules(CHARTER), other)
    assert mixed.tally.account_days == 30
    assert mixed.kinds["idea"].mechanisms["votes"] == other.kinds["idea"].mechanisms["votes"]
    assert mixed.model_copy(update={"tally": rules(CHARTER).tally, "kinds": rules(CHARTER).kinds}) == rules(CHARTER)
    assert "told" not in mixed.kinds["idea"].stages


# --- In the comment on a pull request --------------------------------------------------------------------------------


def changed(table: Small, text: str, form: str, author: str = "mara-sample") -> str:
    """What the check says of a change that makes the charter *text*."""
    table.write({"potluck.yml": text})
    words = ("--base", "HEAD", "--author", author, "--format", form, "--now", "2026-06-30")
    return potluck("check", *words, within=table.root).out


def test_a_pull_request_that_changes_the_rules_gets_the_table_in_its_comment(
    table: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the check's JSON, through its schema, to the one comment; and nobody else's pull request has one."""
    result = changed(table, RULES.replace("account-days: 30", "account-days: 90"), "json")
    (tmp_path / "result.json").write_text(result, "utf-8")
    table.write({"potluck.yml": RULES})  # the job that comments has the base branch
    with FakeGitHub() as hub:
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        monkeypatch.setenv("GITHUB_API_URL", hub.url)
        for number, files in ((7, ["potluck.yml"]), (8, ["README.md"])):
            hub.pull(number, by="mara-sample", files=files)
            (tmp_path / "event.json").write_bytes(hub.run_on(number))
            words = ("--event", tmp_path / "event.json", "--result", tmp_path / "result.json", "--root", table.root)
            ran = potluck("comment", *words, within=tmp_path)
            assert ran.status == 0, ran.err
        (text,) = hub.said()
    assert "**What the other rules would change**, counted over the same files and ballots:" in text
    assert "| `tally.account-days` | `30` | `90` |" in text
    assert "| `soup` | 3 → 2 | 3 | 0 → 1 |" in text
    assert "| `wanted` | `soup` | 2026-05-05 | – |" in text
    assert "| `soup`: yes, `cheap-to-try` | 2026-05-20 | `wanted` → – | 3 → 2 | 1 |" in text


def test_a_change_of_other_settings_has_no_table(table: Small) -> None:
    """Nor has one that cannot be gone by, which is told as an error."""
    assert "rules_change" not in json.loads(changed(table, RULES.replace("Small Table", "Other Table"), "json"))
    assert "rules_change" not in json.loads(changed(table, RULES.replace("half-life: 14", "half-life: 0"), "json"))
    assert "What the other rules would change" in changed(
        table, RULES.replace("half-life: 14", "half-life: 9"), "markdown"
    )


def change(name: str = "tally.half-life", slug: str = "soup", times: int = 1) -> RulesChange:
    """A report in which every list has so many entries with these words."""
    return RulesChange(
        proposals=2,
        decisions=1,
        settings=(Setting(name, name, name),) * times,
        recounted=(Recounted(slug, (1, 2), (0, 0), (0, 0)),) * times,
        shifts=tuple(Shift(by, 2, 2, (Move(slug, 1, None),) * times) for by in ("support", "newest")),
        milestones=(Reached(slug, name, "2026-05-05", ""),) * times,
        grounds=(Ground(slug, "2026-05-20", "yes", name, ((name,) * times, ()), (1, 2), (0, 0)),) * times,
        totals=(times, times, times, times),
    )


def test_what_a_stranger_calls_a_setting_or_a_proposal_does_nothing_in_a_comment() -> None:
    """SEC-070: no mention, no link, no cell of a table, no line of its own, however it is spelt."""
    nasty = "`@octocat` | [x](http://evil.example)\n/merge <img src=x>"
    text = "\n\n".join(tell(change(nasty, nasty)))
    assert "@octocat" not in text
    assert "](http" not in text
    assert "<img" not in text
    assert not re.search(r"(?m)^/merge", text)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    heads = {line.count(" | ") for line in rows}
    assert heads <= {2, 3, 4}


def test_a_comment_has_room_for_other_things_however_much_would_change() -> None:
    """Lists are cut, and what is left out is counted."""
    text = "\n\n".join(tell(change("@" * 200, "@" * 255, times=50)))
    assert len(text) < ROOM + 200
    assert "The rest does not fit here" in text
    assert "… and 40 more" in "\n\n".join(tell(change(times=50)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("proposals",), -1, id="a-negative-number"),
        pytest.param(("proposals",), True, id="no-number"),
        pytest.param(("totals",), [1, 2, 3], id="too-few-totals"),
        pytest.param(("settings",), [{"name": "x" * 999, "before": "", "after": ""}], id="a-name-without-end"),
        pytest.param(("settings",), [{"name": "x", "before": "", "after": ""}] * 51, id="too-many-settings"),
        pytest.param(("settings",), [{"name": "x", "before": "", "after": "", "html": "<b>"}], id="a-further-name"),
        pytest.param(("shifts",), [{"by": "<b>", "moved": 1, "among": 1, "moves": []}], id="a-ranking-with-signs"),
        pytest.param(
            ("milestones",), [{"slug": "a", "milestone": "b", "before": "soon", "after": ""}], id="a-day-that-is-none"
        ),
    ],
)
def test_a_result_with_another_form_is_refused(table: Small, path: tuple[str, ...], value: object) -> None:
    """SEC-062: the job with a token believes nothing but what the schema says."""
    result = json.loads(changed(table, RULES.replace("half-life: 14", "half-life: 9"), "json"))
    assert parse(json.dumps(result).encode()).rules_change is not None
    result["rules_change"][path[0]] = value
    with pytest.raises(PotluckError, match="does not keep to its schema"):
        parse(json.dumps(result).encode())


def test_what_a_check_hands_on_can_always_be_read_again(table: Small) -> None:
    """However many proposals, milestones and words there are."""
    milestones = "".join(f"          m{n}: {{supporters: 1, means: M.}}\n" for n in range(60))
    text = RULES.replace("          wanted: {supporters: 3, means: We answer within a week.}\n", milestones)
    found = parse(changed(table, text, "json").encode()).rules_change
    assert found is not None
    assert (len(found.settings), found.totals[0]) == (50, 61)
    assert len(found.grounds[0].milestones[1]) == 20
