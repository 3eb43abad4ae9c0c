"""Whatever strangers write, a terminal shows it and obeys none of it (SEC-072)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.commands import potluck
from tests.support.community import Small, proposal
from tests.support.ledgers import ledger

from potluck.words import HIDDEN

# Clears a screen, names a window, hides what follows, leads elsewhere, turns the direction, starts a runner's order.
ORDERS = (
    "\x1b[2J\x1b]0;mine\x07\x1b[8m\x1b]8;;https://evil.example\x07"
    "\x9b31m\u202eelbat\u2066\x08\x7f\n::set-output name=x::y\r##[error]"
)
HARMFUL = re.compile(f"[{HIDDEN}]")


@pytest.fixture
def hostile(tmp_path: Path) -> Small:
    """A community in which every place that people write to speaks to the terminal."""
    small = Small(tmp_path / "table")
    small.idea(
        "title", f"Soup {ORDERS}", f"## Problem {ORDERS}\n\n[x](gone{ORDERS}.md) ![y](y\x1b[2J.png) <What {ORDERS}?>"
    )
    small.idea("tags", tags=[ORDERS], authors=[ORDERS], needs=[ORDERS], created=ORDERS, aliases=[ORDERS])
    small.idea("relations", extends=[ORDERS], thread=ORDERS, language=ORDERS, **{ORDERS[:8]: ORDERS})
    raw = proposal("RAW").replace("RAW", f'"{ORDERS}"').replace("suggested", ORDERS).encode()
    small.write({"proposals/ideas/raw.md": raw, "proposals/ideas/anchor.md": f"---\n&{ORDERS} a: !{ORDERS} b\n---\n"})
    small.write({f"proposals/ideas/{ORDERS.replace('/', '-')}.md": proposal(), "proposals/ideas/\x1b[2J.zip": b"PK"})
    small.write({"proposals/ideas/caf\udce9.md": proposal(), "proposals/stories/caf\udce9/index.md": proposal()})
    small.write({"proposals/ideas/.hid\x1b[2Jden": "", "proposals/ideas/pic\u202e.png": b"no picture"})
    ledger(small.root, '{"proposal":"title","login":"\\u001b[2J","reaction":"\\u202e"}', '{"\x1b[2J', slug="title")
    return small


COMMANDS = {
    "check": ["check"],
    "check-concise": ["check", "--format", "concise"],
    "check-json": ["check", "--format", "json"],
    "check-of-a-name": ["check", f"proposals/{ORDERS}"],
    "check-of-a-time": ["check", "--now", ORDERS],
    "check-of-a-folder": ["check", "--root", ORDERS],
    "tally": ["tally"],
    "tally-json": ["tally", "--format", "json"],
    "tally-of-one": ["tally", "title"],
    "tally-of-none": ["tally", ORDERS],
    "explain": ["explain", ORDERS],
    "charter": ["charter"],
    "new": ["new", "idea", f"Soup {ORDERS}"],
    "new-of-no-kind": ["new", ORDERS, "Soup"],
    "react": ["react", "title", "+1", "--as", "ana-sample"],
    "react-to-nothing": ["react", ORDERS, "+1", "--as", "ana-sample"],
    "react-as-nobody": ["react", "title", "+1", "--as", ORDERS],
    "react-in-no-way": ["react", "title", ORDERS, "--as", "ana-sample"],
    "init": ["init", f"x/{ORDERS}"],
    "no-command": [ORDERS],
    "no-option": [f"--{ORDERS}"],
}


@pytest.mark.parametrize("arguments", [pytest.param(words, id=name) for name, words in COMMANDS.items()])
def test_no_command_lets_a_stranger_speak_to_the_terminal(hostile: Small, arguments: list[str]):
    """SEC-072, SEC-065: no escape, no turn of the direction, no line that begins as an order, and no traceback."""
    ran = potluck(*arguments, within=hostile.root)
    said = ran.out + ran.err
    assert HARMFUL.findall(said.replace("\n", "")) == []
    assert [line for line in said.splitlines() if line.startswith(("::", "##["))] == []
    assert "Traceback" not in said
    assert ran.status in (0, 1, 2)


def test_a_charter_cannot_speak_to_the_terminal_either(hostile: Small):
    """SEC-072: it comes along in a pull request as well."""
    charter = (hostile.root / "potluck.yml").read_text("utf-8")
    hostile.write({"potluck.yml": charter.replace("A table for tests", '"\\e[2J\\u202E"') + f"\n{ORDERS[:4]}: x\n"})
    for arguments in (["charter"], ["check"], ["tally"]):
        ran = potluck(*arguments, within=hostile.root)
        assert HARMFUL.findall((ran.out + ran.err).replace("\n", "")) == []
        assert "Traceback" not in ran.out + ran.err
