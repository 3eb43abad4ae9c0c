"""Every check, a file a family, and the runner. Importing this fills the register."""

from potluck.checks import (
    addresses,
    anchors,
    body,
    charter,
    company,
    conditions,
    dates,
    exemptions,
    files,
    forms,
    identity,
    ledger,
    links,
    names,
    reading,
    references,
    rendering,
    sections,
    text,
    traps,
    values,
)
from potluck.checks.charter import check_charter
from potluck.checks.exemptions import check_exemptions, sift
from potluck.checks.ledger import check_ledger
from potluck.checks.run import check_document, check_tree

__all__ = [
    "addresses",
    "anchors",
    "body",
    "charter",
    "check_charter",
    "check_document",
    "check_exemptions",
    "check_ledger",
    "check_tree",
    "company",
    "conditions",
    "dates",
    "exemptions",
    "files",
    "forms",
    "identity",
    "ledger",
    "links",
    "names",
    "reading",
    "references",
    "rendering",
    "sections",
    "sift",
    "text",
    "traps",
    "values",
]
