"""A table: CSV with a line of names, as every spreadsheet writes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from potluck.importing.seam import Export, Files, Gathering, Piece, count_of, day_of, text_of, words_of
from potluck.model import PotluckError
from potluck.words import quote, spell

# What a column may be called, in small letters.
COLUMNS = {
    "title": ("title", "name", "subject", "idea"),
    "text": ("text", "body", "description", "details"),
    "name": ("author", "created_by", "creator", "by"),
    "login": ("login", "github"),
    "created": ("created", "created_at", "created at", "date"),
    "status": ("status", "stage", "state"),
    "tags": ("tags", "labels"),
    "votes": ("votes", "votes_count", "total_votes", "score", "supporters"),
    "number": ("number", "id"),
    "address": ("address", "url", "link"),
    "answer": ("answer", "response"),
}


def read(files: Files) -> Export:
    """Every line of every table is a piece."""
    found = Gathering("a table")
    for name, raw in files.items():
        gather(found, name, raw)
    return found.export


def gather(found: Gathering, name: str, raw: bytes) -> None:
    """Add what the table *name* holds to what was *found*."""
    for number, row in enumerate(rows_of(name, raw), 2):
        known = {part: next((row[one] for one in names if row.get(one)), "") for part, names in COLUMNS.items()}
        if not known["title"].strip():
            found.left.append(f"line {number} of {quote(name)}: it has no title")
            continue
        strange = sorted(set(row) - {one for names in COLUMNS.values() for one in names})
        if strange:
            found.left.append(f"columns that no proposal has: {spell(strange, 'and')}")
        votes = count_of(known["votes"])
        if known["votes"].strip() and votes is None:
            found.left.append(f"line {number} of {quote(name)}: {quote(known['votes'])} is no number of votes")
        found.pieces.append(
            Piece(
                title=words_of(known["title"]),
                text=text_of(known["text"]),
                name=words_of(known["name"]),
                login=words_of(known["login"]),
                created=day_of(known["created"]),
                status=words_of(known["status"]),
                tags=tuple(tag for tag in map(words_of, known["tags"].split(",")) if tag),
                votes=votes,
                number=words_of(known["number"]),
                address=words_of(known["address"]),
                answer=text_of(known["answer"]),
            )
        )


def rows_of(name: str, raw: bytes) -> Iterator[Mapping[str, str]]:
    """The lines of a table, each by its columns' names in small letters."""
    text = raw.decode("utf-8-sig", "replace")
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)  # what separates, by the line of names
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error as error:
        raise PotluckError(f"{quote(name)} is not a table that can be read: {error}") from None
    if not lines or not any(one.strip().lower() in COLUMNS["title"] for one in lines[0]):
        raise PotluckError(f"{quote(name)} has no column `title`; its first line names the columns")
    names = [one.strip().lower() for one in lines[0]]
    for line in lines[1:]:
        if any(cell.strip() for cell in line):
            yield dict(zip(names, line, strict=False))
