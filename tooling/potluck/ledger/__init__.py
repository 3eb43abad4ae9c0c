"""The ledger: every ballot is a line, one file a proposal, sorted; and a manifest says what was taken when."""

from potluck.ledger.folder import ledger_files, read_folder, write_ballot, write_folder
from potluck.ledger.form import (
    FOLDER,
    MANIFEST,
    Ledger,
    Line,
    Looked,
    clock_of,
    look_over,
    parse_ledger,
    read_ballots,
    read_manifest,
    says_the_same,
    snapshot_files,
)

__all__ = [
    "FOLDER",
    "MANIFEST",
    "Ledger",
    "Line",
    "Looked",
    "clock_of",
    "ledger_files",
    "look_over",
    "parse_ledger",
    "read_ballots",
    "read_folder",
    "read_manifest",
    "says_the_same",
    "snapshot_files",
    "write_ballot",
    "write_folder",
]
