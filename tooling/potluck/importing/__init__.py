"""What people brought elsewhere, read from what other tools write: a file a format, behind one seam."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from potluck.importing import canny, fider, folder, github, mail, table, uservoice
from potluck.importing.seam import Export, Files, Piece

__all__ = ["FORMATS", "SUFFIXES", "Export", "Files", "Format", "Piece"]

Format = Literal["mail", "csv", "markdown", "github", "fider", "canny", "uservoice"]
FORMATS: dict[Format, Callable[[Files], Export]] = {
    "mail": mail.read,
    "csv": table.read,
    "markdown": folder.read,
    "github": github.read,
    "fider": fider.read,
    "canny": canny.read,
    "uservoice": uservoice.read,
}
# How the names of a format's files end, for a folder of them.
SUFFIXES: dict[Format, tuple[str, ...]] = {
    "mail": (".eml",),
    "csv": (".csv", ".tsv"),
    "markdown": (".md", ".markdown"),
    "github": (".json",),
    "fider": (".csv",),
    "canny": (".json",),
    "uservoice": (".json",),
}
