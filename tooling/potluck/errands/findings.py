"""What `potluck doctor` finds: one setting each, how it stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from rich.table import Table
from rich.text import Text

from potluck.words import visible

VERSION = 1  # of the JSON: raised when a name or its meaning changes

State = Literal["ok", "to do", "cannot be seen"]


class Finding(msgspec.Struct, frozen=True):
    """One thing that has to be right. `do` is a command, or the page on which it is set; empty where all is well."""

    name: str
    state: State
    says: str
    do: str = ""


def ok(name: str, says: str) -> Finding:
    """It is as it should be."""
    return Finding(name, "ok", says)


def to_do(name: str, says: str, do: str) -> Finding:
    """Somebody has to do something."""
    return Finding(name, "to do", says, do)


def unseen(name: str, says: str, do: str) -> Finding:
    """It cannot be told from here; *do* says how it can."""
    return Finding(name, "cannot be seen", says, do)


def as_table(findings: Sequence[Finding]) -> Table:
    """The findings for a terminal."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", no_wrap=True)
    table.add_column("what", no_wrap=True)
    table.add_column("how it stands")
    styles = {"ok": "green", "to do": "bold red", "cannot be seen": "yellow"}
    for one in findings:
        table.add_row(Text(one.state, styles[one.state]), Text(one.name), Text(visible(one.says)))
    return table


def as_json(findings: Sequence[Finding]) -> str:
    """The findings for programs."""
    return msgspec.json.format(msgspec.json.encode({"version": VERSION, "findings": findings}), indent=2).decode()
