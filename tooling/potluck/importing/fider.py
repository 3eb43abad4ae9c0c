"""Fider's export of its posts: one CSV, whose columns stand in its source.

https://github.com/getfider/fider/blob/main/app/pkg/csv/csv.go
"""

from __future__ import annotations

from potluck.importing import table
from potluck.importing.seam import Export, Files, Gathering
from potluck.model import PotluckError
from potluck.words import quote

_COLUMNS = {"number", "title", "description", "created_at", "created_by", "status"}


def read(files: Files) -> Export:
    """Every post is a piece; its tags, number of votes and the response come along."""
    found = Gathering("Fider")
    for name, raw in files.items():
        rows = list(table.rows_of(name, raw))
        if rows and not rows[0].keys() >= _COLUMNS:
            raise PotluckError(f"{quote(name)} is not Fider's export; choose «Export posts.csv» there")
        table.gather(found, name, raw)
        for row in rows:
            original = row.get("original_number", "")
            if original.strip():
                found.left.append(f"{row['number']}: it was a duplicate of {original} there; say so on the proposal")
    found.left = [one for one in found.left if not one.startswith("columns that")]
    found.left.append("comments: Fider exports their number, not their words")
    return found.export
