"""Every check, a file a family, and the runner. Importing this fills the register."""

from potluck.checks import (
    anchors,
    attachments,
    body,
    charter,
    dates,
    filenames,
    files,
    forms,
    identity,
    ledger,
    links,
    lookalikes,
    names,
    reading,
    references,
    rendering,
    text,
    traps,
    values,
)
from potluck.checks.attachments import check_files
from potluck.checks.charter import check_charter
from potluck.checks.ledger import check_ledger
from potluck.checks.links import shown_files
from potluck.checks.run import check_document, check_tree

__all__ = [
    "anchors",
    "attachments",
    "body",
    "charter",
    "check_charter",
    "check_document",
    "check_files",
    "check_ledger",
    "check_tree",
    "dates",
    "filenames",
    "files",
    "forms",
    "identity",
    "ledger",
    "links",
    "lookalikes",
    "names",
    "reading",
    "references",
    "rendering",
    "shown_files",
    "text",
    "traps",
    "values",
]
