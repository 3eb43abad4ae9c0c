"""Every check, a file a family, and the runner. Importing this fills the register."""

from potluck.checks import (
    anchors,
    body,
    charter,
    dates,
    doors,
    files,
    forms,
    identity,
    ledger,
    links,
    names,
    reading,
    references,
    rendering,
    text,
    traps,
    values,
)
from potluck.checks.charter import check_charter
from potluck.checks.doors import check_doors
from potluck.checks.ledger import check_ledger
from potluck.checks.run import check_document, check_tree

__all__ = [
    "anchors",
    "body",
    "charter",
    "check_charter",
    "check_document",
    "check_doors",
    "check_ledger",
    "check_tree",
    "dates",
    "doors",
    "files",
    "forms",
    "identity",
    "ledger",
    "links",
    "names",
    "reading",
    "references",
    "rendering",
    "text",
    "traps",
    "values",
]
