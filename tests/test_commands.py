"""Every command: how it explains itself, where it works, and how it ends."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.support.commands import potluck
from tests.support.community import Small

from potluck import counting, pipeline
from potluck.cli import app

COMMANDS = (
    *("init", "new", "check", "comment", "explain", "charter", "forms", "fetch", "similar"),
    *("intake", "doctor", "import", "audit", "witness"),
    *("tally", "rank", "react", "recount", "build", "pack", "proof", "serve"),
    *(
        "desk",
        "scorecard",
        "digest",
        "answer",
        "move",
        "decline",
        "merge",
        "hand-off",
        "park",
        "adopt",
        "verify",
        "take-down",
    ),
)
PARTS = tuple(f"ledger {part}" for part in ("log", "show", "diff", "verify", "forget"))


@pytest.mark.parametrize("command", [*COMMANDS, "ledger", *PARTS])
def test_every_command_explains_itself_with_an_example(command: str, tmp_path: Path) -> None:
    """And the example is of that very command."""
    ran = potluck(*command.split(), "--help", within=tmp_path)
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
        pytest.param("similar", "potluck: missing argument 'TEXT|SLUG'", id="similar"),
        pytest.param("similar soup --most 0", "potluck: invalid value for '--most'", id="similar-most"),
        pytest.param("check nothing-here.md", "potluck: there is no file or folder `nothing-here.md`", id="check"),
        pytest.param("comment --event x", "potluck: missing option '--result'", id="comment"),
        pytest.param("check --format pdf", "potluck: invalid value for '--format'", id="check-format"),
        pytest.param("explain FM999", "potluck: there is no check `FM999`", id="explain"),
        pytest.param("build --frames", "potluck: no such option: --frames", id="build"),
        pytest.param("charter --format toml", "potluck: invalid value for '--format'", id="charter"),
        pytest.param("init", "potluck: missing argument 'DIR'", id="init"),
        pytest.param("recount --at nowhere", "potluck: cannot count at `nowhere`: ", id="recount"),
        pytest.param("ledger shew", "potluck: no such command 'shew'", id="ledger"),
        pytest.param("ledger diff main", "potluck: missing argument 'B'", id="ledger-diff"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(table: Small, words: str, sentence: str) -> None:
    """REL-007: it ends with 2, and changes nothing."""
    before = sorted(table.root.rglob("*"))
    ran = potluck(*words.split(), within=table.root)
    assert (ran.status, ran.out) == (2, "")
    assert ran.sentence.startswith(sentence)
    assert sorted(table.root.rglob("*")) == before


TAKE_ROOT = {
    "similar": ["soup"],
    "new": ["idea", "Soup for all"],
    "react": ["soup-night", "+1"],
    "import": ["fider", "posts.csv"],
    "intake": ["--event", "event.json"],
    "comment": ["--event", "event.json", "--result", "result.json"],
    "answer": ["soup-night", "--says", "Lovely."],
    "move": ["soup-night", "building"],
    "decline": ["soup-night"],
    "merge": ["soup-night", "stew-night"],
    "hand-off": ["soup-night", "--to", "Lee"],
    "park": ["soup-night", "--until", "2027-03-01"],
    "adopt": ["soup-night"],
    "take-down": ["soup-night", "--reason", "spam"],
    "verify": ["rain", "--how", "Stood in it.", "--found", "Wet."],
}


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

    for room in (pipeline, counting):
        monkeypatch.setattr(room, "charter_of", fail)
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

    monkeypatch.setattr(counting, "charter_of", full)
    ran = potluck("tally", within=table.root)
    assert (ran.status, ran.sentence) == (2, "potluck: /somewhere: No space left on device")


def test_every_command_is_in_this_table() -> None:
    """A new one is held to the same."""
    shown: Any = typer.main.get_command(app.app)
    known = {name: shown.get_command(None, name) for name in shown.list_commands(None)}
    groups = {name: one.commands for name, one in known.items() if hasattr(one, "commands")}
    assert known.keys() - groups.keys() == set(COMMANDS)
    assert {f"{name} {part}" for name, parts in groups.items() for part in parts} == set(PARTS)


def test_a_command_does_not_wait_until_all_others_are_loaded() -> None:
    """A third of the start was other commands' modules."""
    look = "import sys, typer; from potluck.cli.app import app; typer.main.get_command(app).get_command(None, 'new')"
    told = f"{look}; print('potluck.cli.new' in sys.modules, 'potluck.cli.intake' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout == "True False\n"
