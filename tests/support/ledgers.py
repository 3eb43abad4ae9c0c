"""Ledgers on disk, of the lines that a test wants."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from potluck.model import Ballot, Reaction

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
GOOD = '{"proposal":"soup","login":"ana","reaction":"+1","at":"2026-06-01T12:00:00Z"}'


def ballot(reaction: Reaction = "+1", by: str = "ana", minute: int = 0, on: str = "soup") -> Ballot:
    """A ballot, some minutes after noon."""
    return Ballot(on, by, reaction, NOON + timedelta(minutes=minute))


def ledger(root: Path, *lines: str, slug: str = "soup", **manifest: object) -> Path:
    """A ledger with these lines at *root*; its folder of ballots."""
    folder = root / "content" / "ledger" / "ballots"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{slug}.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    counts = {"ballots": len(lines), "logins": 1, "proposals": 1}
    whole = {"counts": counts, "forge": "none", "format": 1, "rule": 1, "taken": "2026-06-02T00:00:00Z"} | manifest
    (folder.parent / "manifest.json").write_text(json.dumps(whole), "utf-8")
    return folder


def manifest_of(root: Path) -> dict[str, object]:
    """The manifest as it stands."""
    found: dict[str, object] = json.loads((root / "content/ledger/manifest.json").read_text("utf-8"))
    return found
