"""The commands: what they do, what they say, and how they end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from tests.support.commands import at_once, potluck
from tests.support.community import CHARTER, Small

from potluck import pipeline
from potluck.cli import app
from potluck.errands.yaml import as_yaml

COMMANDS = ("init", "new", "check", "explain", "charter", "tally", "react", "build", "serve")
NOW = "2026-06-01T12:00:00Z"


@pytest.fixture(autouse=True)
def git_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Git knows of nobody but who a test says is there."""
    settings = tmp_path / "gitconfig"
    settings.touch()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    return settings


@pytest.fixture
def table(tmp_path: Path) -> Small:
    """A small community with one idea and one story."""
    small = Small(tmp_path / "table")
    small.idea("soup-night", "Soup night", aliases=["stew-night"])
    small.story("rain", "The day it rained")
    return small


# --- Every command ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str, tmp_path: Path) -> None:
    """And the example is of that very command."""
    ran = potluck(command, "--help", within=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert re.search(rf"Example: potluck {command}\b", ran.out)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param("frobnicate", "potluck: no such command 'frobnicate'; `potluck --help` tells more", id="command"),
        pytest.param("new idea", "potluck: missing argument 'TITLE'; `potluck new --help` tells more", id="new"),
        pytest.param("new idae x", "potluck: `idae` is not a kind of proposal here; did you mean `idea`?", id="kind"),
        pytest.param("react soup-night", "potluck: missing argument 'REACTION'", id="react"),
        pytest.param("react soup-night --lough", "potluck: `--lough` is not a reaction here", id="react-option"),
        pytest.param("tally --format xml", "potluck: invalid value for '--format'", id="tally"),
        pytest.param("tally --now noon", "potluck: `noon` is not a time; write it as 2026-05-12T18:00:00Z", id="time"),
        pytest.param(
            "serve --address here", "potluck: `here` is not an address; write it as 127.0.0.1:8000", id="serve"
        ),
        pytest.param("serve --address 127.0.0.1:99999", "potluck: `127.0.0.1:99999` is not an address", id="port"),
        pytest.param("check nothing-here.md", "potluck: there is no file or folder `nothing-here.md`", id="check"),
        pytest.param("explain FM999", "potluck: there is no check `FM999`", id="explain"),
        pytest.param("build --frames", "potluck: no such option: --frames", id="build"),
        pytest.param("charter --format toml", "potluck: invalid value for '--format'", id="charter"),
        pytest.param("init", "potluck: missing argument 'DIR'", id="init"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(table: Small, words: str, sentence: str) -> None:
    """REL-007: it ends with 2, and changes nothing."""
    before = sorted(table.root.rglob("*"))
    ran = potluck(*words.split(), within=table.root)
    assert (ran.status, ran.out) == (2, "")
    assert ran.sentence.startswith(sentence)
    assert sorted(table.root.rglob("*")) == before


TAKE_ROOT = {"new": ["idea", "Soup for all"], "react": ["soup-night", "+1"]}


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in ("init", "explain")])
def test_a_root_without_a_charter_is_told(command: str, tmp_path: Path) -> None:
    """REL-007: with what to do instead."""
    (tmp_path / "empty").mkdir()
    ran = potluck(command, *TAKE_ROOT.get(command, []), "--root", tmp_path / "empty", within=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert ran.sentence == (
        f"potluck: no potluck.yml in {tmp_path}/empty or above it; go to your community's folder, or make one: "
        "potluck init DIR"
    )
    missing = potluck(command, *TAKE_ROOT.get(command, []), "--root", tmp_path / "none", within=tmp_path)
    assert (missing.status, missing.sentence) == (2, f"potluck: there is no folder {tmp_path}/none")


@pytest.mark.parametrize(
    "words", ["check", "charter", "tally", "new story Thunder --author ana", "react rain +1 --as ana"]
)
def test_commands_work_from_any_folder_and_from_outside(table: Small, words: str) -> None:
    """The nearest charter above is the one."""
    inside = potluck(*words.split(), within=table.root / "proposals" / "ideas")
    outside = potluck(*words.split(), "--root", table.root / "content", within=table.root.parent)
    assert inside.status == 0
    assert outside.status == (2 if words.startswith("new") else 0)  # by then there is one of that name


@pytest.mark.parametrize("command", ["check", "tally"])
def test_a_fault_of_ours_is_neither_all_well_nor_problems_found(
    table: Small, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """REL-007: it ends with 3, with the lines that we need to mend it."""

    def fail(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("of our own making")

    monkeypatch.setattr(pipeline, "charter_of", fail)
    ran = potluck(command, within=table.root)
    assert ran.status == 3
    assert "ZeroDivisionError: of our own making" in ran.err
    assert "a fault of ours" in ran.err


def test_problems_found_end_with_one(table: Small) -> None:
    """REL-007: so a script can tell them from a command that could not run."""
    table.idea("stew", stage="almost done")
    assert potluck("check", within=table.root).status == 1


def test_a_disk_that_takes_nothing_is_no_fault_of_ours(table: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """REL-011: one sentence, wherever it is met."""

    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device", "/somewhere")

    monkeypatch.setattr(pipeline, "charter_of", full)
    ran = potluck("tally", within=table.root)
    assert (ran.status, ran.sentence) == (2, "potluck: /somewhere: No space left on device")


def test_every_command_is_in_this_table() -> None:
    """A new one is held to the same."""
    assert {one.name for one in app.app.registered_commands} == set(COMMANDS)


# --- new -------------------------------------------------------------------------------------------------------------


def test_new_writes_a_proposal_that_only_waits_for_its_words(table: Small) -> None:
    """Everything that can be known is there, and the check asks for nothing but the answers."""
    ran = potluck("new", "idea", "Stew: a second pot", "--author", "@ana", "--now", NOW, within=table.root)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("proposals/ideas/stew-a-second-pot.md is there, with you, ana, as its author.\n")
    path = table.root / "proposals/ideas/stew-a-second-pot.md"
    assert path.read_text("utf-8") == (
        "---\ntitle: 'Stew: a second pot'\nkind: idea\nstage: suggested\nauthors: [ana]\ncreated: 2026-06-01\n---\n\n"
        "<Tell it here, in your own words.>\n"
    )
    found = json.loads(potluck("check", path, "--format", "json", within=table.root).out)["diagnostics"]
    assert [one["code"] for one in found] == ["BD205"]
    path.write_text(path.read_text("utf-8").replace("<Tell it here, in your own words.>", "Two pots."), "utf-8")
    assert potluck("check", path, within=table.root).status == 0


def test_new_asks_for_each_section_and_field_that_the_charter_requires(tmp_path: Path) -> None:
    """Also where a kind uses other words, and for what Potluck has never heard of."""
    rules = yaml.safe_load(CHARTER)
    rules["kinds"]["idea"] |= {
        "sections": {"required": ["Problem", "Your <own> “Pot”"]},
        "names": {"stage": "status"},
        "fields": {
            "cost": {"type": "integer", "means": "what it costs, in euros: about", "required": True},
            "helpers": {"list": True, "required": True},
        },
    }
    table = Small(tmp_path / "table", charter=yaml.safe_dump(rules, sort_keys=False))
    assert potluck("new", "Ideas", "Soup for all", "--author", "ana", within=table.root).err == ""
    path = table.root / "proposals/ideas/soup-for-all.md"
    text = path.read_text("utf-8")
    for line in (
        "status: suggested",
        "cost: '<What it costs, in euros: about.>'",
        "  - <Helpers.>",
        "## Problem",
        "<What bothers you? Say what you saw yourself, and how often.>",
        "<What is there to say under Your own “Pot”?>",
    ):
        assert f"\n{line}\n" in text
    found = json.loads(potluck("check", path, "--format", "json", within=table.root).out)["diagnostics"]
    lines = text.splitlines()
    assert all("<" in lines[one["line"] - 1] for one in found)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        pytest.param("Суп на вечер", "sup-na-vecher", id="cyrillic"),
        pytest.param("Crème brûlée, s'il vous plaît!", "creme-brulee-s-il-vous-plait", id="accents"),
        pytest.param("餃子の夜", "jiao-zi-noye", id="han"),
        pytest.param("🍲🍲🍲🍲", "story-[0-9a-f]{8}", id="nothing-left-gets-kind-and-hash"),
        pytest.param("no", None, id="too-short-for-a-title"),
        pytest.param("../../../etc/passwd", "etc-passwd", id="a-path-is-only-a-title"),
        pytest.param("word " * 19, "(word-){11}word", id="long-ones-are-cut-between-words"),
    ],
)
def test_new_makes_an_address_from_any_title(table: Small, title: str, slug: str | None) -> None:
    """In letters that every computer writes alike."""
    ran = potluck("new", "story", title, "--author", "ana", within=table.root)
    made = [path.stem for path in (table.root / "proposals/stories").iterdir() if path.stem != "rain"]
    if slug is None:
        assert ran.sentence == "potluck: `title` has 2 characters, and 4 are the least; say a little more"
        assert made == []
    else:
        assert re.fullmatch(slug, made[0]), made


@pytest.mark.parametrize(
    "title",
    ["Soup night", "Yes", "null", "~", "007", "1:30", "3.10", "2026-06-01", "2026-13-45", "a: b", "a #b", "# a", "- a",
     "*soup", "&soup", "!soup", "@soup", "`soup`", "[soup", "{soup}", "'soup", '"soup"', "it's soup", "soup:", "? soup",
     "| soup", "> soup", "%soup", "=", "<<", "суп", "🍲", "soup\\n", ""],
)  # fmt: skip
def test_a_title_is_quoted_where_yaml_would_read_something_else(title: str) -> None:
    """And only there: the plain form is the one that people write."""
    written = as_yaml(title)
    assert yaml.safe_load(f"title: {written}\n") == {"title": title}
    with suppress(yaml.YAMLError, ValueError):
        assert (written != title) == (yaml.safe_load(f"title: {title}\n") != {"title": title})


@pytest.mark.parametrize(
    "title", ["Soup\u202egnp", "Soup\x1b[31m", "So\u200bup"], ids=["turned-round", "an-escape", "a-blank-without-width"]
)
def test_new_refuses_a_title_with_something_hidden(table: Small, title: str) -> None:
    """SEC-072: and shows it without doing what it says."""
    ran = potluck("new", "story", title, "--author", "ana", within=table.root)
    assert ran.status == 2
    assert "holds a character that cannot be seen" in ran.sentence
    assert ran.sentence.isprintable()


@pytest.mark.parametrize(
    ("kind", "title", "file"),
    [
        pytest.param("idea", "Soup night", "proposals/ideas/soup-night.md", id="in-its-folder"),
        pytest.param("story", "Soup Night!", "proposals/ideas/soup-night.md", id="in-another-kinds-folder"),
        pytest.param("story", "Stew night", "proposals/ideas/soup-night.md", id="a-name-it-had-before"),
        pytest.param("idea", "Broken", "proposals/ideas/broken.md", id="a-file-that-cannot-be-read"),
    ],
)
def test_new_tells_both_ways_on_where_a_name_is_taken(table: Small, kind: str, title: str, file: str) -> None:
    """SEC-073, REL-016: it overwrites nothing, and the second name that it offers works."""
    table.write({"proposals/ideas/broken.md": b"\xff"})
    before = {path: path.read_bytes() for path in table.root.rglob("*.md")}
    ran = potluck("new", kind, title, "--author", "ana", within=table.root)
    assert ran.status == 2
    assert f"is taken by {file}. If yours is the same, add to that one; if it is another" in ran.sentence
    assert {path: path.read_bytes() for path in table.root.rglob("*.md")} == before
    free = re.search(r"`--slug ([a-z0-9-]+)`", ran.sentence)
    assert free
    assert potluck("new", kind, title, "--author", "ana", "--slug", free[1], within=table.root).status == 0


@pytest.mark.parametrize("slug", ["../up", "Soup", "a b", "", "-", "a/b", "x" * 98, "soup.md"])
def test_new_refuses_a_name_that_cannot_be_an_address(table: Small, slug: str) -> None:
    """SEC-071: least of all one that leads elsewhere."""
    ran = potluck("new", "idea", "Soup for all", "--author", "ana", f"--slug={slug}", within=table.root)
    assert ran.status == 2
    assert "cannot become an address" in ran.sentence


def test_new_follows_no_link(table: Small, tmp_path: Path) -> None:
    """SEC-073: neither one in place of the file, which dangles, nor one in place of a folder."""
    (table.root / "proposals/ideas/tea.md").symlink_to(tmp_path / "planted.md")
    ran = potluck("new", "idea", "Tea…", "--slug", "tea", "--author", "ana", within=table.root)
    assert "is taken by proposals/ideas/tea.md" in ran.sentence
    (tmp_path / "elsewhere").mkdir()
    (table.root / "proposals/stories").rename(tmp_path / "old")
    (table.root / "proposals/stories").symlink_to(tmp_path / "elsewhere")
    ran = potluck("new", "story", "Long ago", "--author", "ana", within=table.root)
    assert (
        ran.sentence == "potluck: `proposals/stories` is a link to another place, and Potluck never writes through one"
    )
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (tmp_path / "planted.md").exists()


@pytest.mark.parametrize(
    ("settings", "login"),
    [
        pytest.param("[github]\nuser = ana", "ana", id="a-login"),
        pytest.param("[user]\nemail = 42+lee@users.noreply.github.com", "lee", id="a-no-reply-address"),
        pytest.param("[user]\nemail = Mara@firm.example", "mara-sample", id="somebody-whom-the-charter-knows"),
        pytest.param("[user]\nemail = someone@mail.example\nname = Someone", None, id="anybodys-claim"),
        pytest.param("[github]\nuser = no login", None, id="no-login-at-all"),
        pytest.param("[github", None, id="settings-that-git-cannot-read"),
    ],
)
def test_new_knows_the_git_user(git_settings: Path, tmp_path: Path, settings: str, login: str | None) -> None:
    """Where something vouches for the login; else it asks, and an address is never written down."""
    git_settings.write_text(settings, "utf-8")
    people = "people:\n  mara-sample: {addresses: [mara@firm.example]}\n"
    table = Small(tmp_path / "table", charter=CHARTER + people)
    ran = potluck("new", "story", "Long ago", within=table.root)
    if login is None:
        assert ran.sentence.startswith("potluck: git does not say who you are here; add `--author LOGIN`")
    else:
        assert f"\nauthors: [{login}]\n" in (table.root / "proposals/stories/long-ago.md").read_text("utf-8")


def test_twenty_people_bring_something_at_once(table: Small) -> None:
    """REL-014: nothing is lost, and of those who chose one name exactly one has it."""
    titles = [f"Soup number {number}" for number in range(14)] + ["The same soup"] * 6
    kinds = ["idea", "story"] * 10
    ended = at_once([["new", *words, "--author", "ana"] for words in zip(kinds, titles, strict=True)], table.root)
    assert ended[:14] == [0] * 14
    assert sorted(ended[14:]) == [0, 2, 2, 2, 2, 2]
    made = [path for path in table.root.glob("proposals/*/*") if path.stem not in ("rain", "soup-night")]
    assert len(made) == 15
    assert all(path.read_text("utf-8").endswith("own words.>\n") for path in made)


# --- react -----------------------------------------------------------------------------------------------------------


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


# --- tally -----------------------------------------------------------------------------------------------------------


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


# --- serve -----------------------------------------------------------------------------------------------------------


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def read(address: str) -> str:
    """A page, as a browser gets it."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for passing things, with a path short enough for sockets."""
    with TemporaryDirectory(prefix="serve-") as folder:
        yield Path(folder)


@pytest.mark.engine
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_serve_shows_the_site_and_follows_every_change(table: Small, scratch: Path, end: signal.Signals) -> None:
    """Until somebody stops it; then nothing is left behind."""
    address = f"127.0.0.1:{free_port()}"
    environment = os.environ | {"TMPDIR": str(scratch), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "potluck.cli", "serve", "--address", address]
    server = subprocess.Popen(
        command,
        cwd=table.root / "proposals",
        text=True,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        assert server.stdout
        base = f"http://{address}/table/"  # as in the community's own site_url
        assert (
            server.stdout.readline()
            == f"{base} shows your community, and follows every change you save. Ctrl-C stops it.\n"
        )
        assert "It is cold on Tuesdays." in read(f"{base}ideas/soup-night/")
        taken = potluck("serve", "--address", address, within=table.root)
        assert taken.status == 2
        assert taken.sentence.startswith(
            f"potluck: `{address}` cannot be used: Address already in use; try another one"
        )
        table.idea("soup-night", body="Now it is warm.\n")
        deadline = time.monotonic() + 60
        while "Now it is warm." not in read(f"{base}ideas/soup-night/"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        server.send_signal(end)
        server.send_signal(end)  # somebody in a hurry breaks nothing off
        said, _ = server.communicate(timeout=30)
    assert (server.returncode, said) == (0, "Stopped.\n")
    assert list(scratch.iterdir()) == []
    with pytest.raises(OSError, match="refused"):
        read(base)


def test_serve_says_what_to_do_with_another_engine(tmp_path: Path) -> None:
    """Zensical has no server that would print what customers brought."""
    table = Small(tmp_path / "table", charter=f"engine: zensical\n{CHARTER}")
    ran = potluck("serve", within=table.root)
    assert ran.status == 2
    assert "engine is zensical, and `serve` needs mkdocs; print the site with `potluck build`" in ran.sentence


def test_the_clock_of_a_community_without_anything_is_the_day_it_began(tmp_path: Path) -> None:
    """Not the year 2000."""
    table = Small(tmp_path / "table")
    assert pipeline.counts_of(table.root, None)[-1] == datetime.fromisoformat("2020-01-01T00:00:00Z")
