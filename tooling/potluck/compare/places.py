"""Which part of the community a path belongs to, told from its letters alone."""

from __future__ import annotations

from potluck.change import Place
from potluck.charter import Charter
from potluck.charter.read import NAME
from potluck.ledger import BESIDE, FOLDER, MANIFEST

_LEDGER = FOLDER.as_posix()
_FILES = (MANIFEST, *(f"{_LEDGER}/{name}" for name in BESIDE))


def place_of(path: str, charter: Charter) -> Place:
    """What changing the file at *path* means. Whatever is not known to be a guest's to bring lies outside."""
    if path == NAME:
        return "charter"
    if path in _FILES or _is_ballots(path):
        return "ledger"
    parts = _inside(path, charter)
    if parts is None or any(part.startswith(".") for part in parts):  # hidden names steer git and builders (SEC-007)
        return "outside"
    return "proposal" if parts[-1].lower().endswith((".md", ".markdown")) else "beside"


def _is_ballots(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder == f"{_LEDGER}/ballots" and name.endswith(".jsonl")


def _inside(path: str, charter: Charter) -> list[str] | None:
    """The names below the proposals' folder; None where *path* lies elsewhere."""
    if charter.proposals != ".":
        top = f"{charter.proposals}/"
        return path.removeprefix(top).split("/") if path.startswith(top) else None
    # The whole repository is the folder: then a proposal lies in its kind's, or at the very top.
    parts = path.split("/")
    folders = {rules.folder for rules in charter.kinds.values()}
    if len(parts) > 1:
        return parts if parts[0] in folders else None
    return parts if "." in folders and path.lower().endswith(".md") else None
