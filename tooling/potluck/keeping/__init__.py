"""Where the ledger is kept: in a folder beside the pages, or on a branch of its own. Same files, same words in both."""

from potluck.keeping.home import (
    AsCounts,
    forget,
    published_files,
    read_as_it_is,
    read_ledger,
    read_taken,
    stamp_of,
    write_snapshot,
)

__all__ = [
    "AsCounts",
    "forget",
    "published_files",
    "read_as_it_is",
    "read_ledger",
    "read_taken",
    "stamp_of",
    "write_snapshot",
]
