"""A made-up community as files: what the commands and the press read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.support.community import CHARTER, Small

from potluck.ledger import snapshot_files
from potluck.model import Ballot

from .crowd import START, Crowd


def write_down(crowd: Crowd, root: Path, charter: str = CHARTER) -> Small:
    """The proposals and ballots of *crowd* at *root*."""
    table = Small(root, charter=charter)
    table.write({"content/rankings.md": '# Rankings\n\n<div data-potluck="rankings"></div>'})
    for slug, one in crowd.proposals.items():
        table.idea(slug, slug, created=str(one.created), authors=[author.login for author in one.authors])
    write_ballots(table.root, crowd.ballots)
    return table


def write_ballots(root: Path, ballots: Iterable[Ballot]) -> None:
    """A ledger of just these *ballots*."""
    folder = root / "content" / "ledger"
    for path, content in snapshot_files(ballots, START.replace(year=2027), "none", {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
