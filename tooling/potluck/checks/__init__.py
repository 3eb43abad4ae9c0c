"""Every check, a file a family, and the runner. Importing this fills the register."""

from potluck.checks import (
    anchors,
    body,
    charter,
    dates,
    files,
    forms,
    identity,
    layout,
    ledger,
    links,
    names,
    reading,
    references,
    rendering,
    style,
    text,
    traps,
    values,
)
from potluck.checks.charter import check_charter
from potluck.checks.ledger import check_ledger
from potluck.checks.run import check_document, check_tree, find_all

__all__ = [
    "anchors",
    "body",
    "charter",
    "check_charter",
    "check_document",
    "check_ledger",
    "check_tree",
    "dates",
    "files",
    "find_all",
    "forms",
    "identity",
    "layout",
    "ledger",
    "links",
    "names",
    "reading",
    "references",
    "rendering",
    "style",
    "text",
    "traps",
    "values",
]
