"""Two states of the ledger's files → the lines that came and went. Order and blank lines say nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from potluck.change import BallotEdit, ManifestEdit
from potluck.ledger import Line

_LINE = msgspec.json.Decoder(Line)


def ballot_edits(path: str, before: bytes, after: bytes) -> Iterator[BallotEdit]:
    """The lines of the file at *path* that are not in both; those taken out first."""
    old, new = before.splitlines(), after.splitlines()
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    for raw in gone.elements():
        if raw.strip():
            yield _edit(path, 1, raw, is_added=False)
    for number, raw in enumerate(new, 1):
        if come[raw] and raw.strip():
            come[raw] -= 1
            yield _edit(path, number, raw, is_added=True)


def manifest_edit(path: str, before: bytes | None, after: bytes | None) -> ManifestEdit:
    """What the manifest said and says, beside its counts, which are everybody's to keep right."""
    old, new = _manifest(before), _manifest(after)
    return ManifestEdit(path, _rest(old), _rest(new), (_moment(old), _moment(new)))


def _edit(path: str, number: int, raw: bytes, *, is_added: bool) -> BallotEdit:
    try:
        line = _LINE.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return BallotEdit(path, number, "", is_added)
    facts = (line.bot, line.since, line.blocked)
    vote = (line.proposal, line.reaction, line.at)
    return BallotEdit(path, number, line.login.lower(), is_added, _time(line.at), facts, vote)


def _manifest(raw: bytes | None) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(raw) if raw is not None else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _rest(manifest: dict[str, Any] | None) -> dict[str, Any] | None:
    return {k: v for k, v in manifest.items() if k not in ("counts", "taken")} if manifest is not None else None


def _moment(manifest: dict[str, Any] | None) -> datetime | None:
    return _time(manifest.get("taken")) if manifest else None


def _time(text: object) -> datetime | None:
    """A time as it is written in the ledger, UTC; None where it is none."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
