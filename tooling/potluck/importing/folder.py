"""A folder of Markdown files, with a front matter or without: a wiki, notes, another tool's content."""

from __future__ import annotations

import re

from potluck.charter.model import LimitRules
from potluck.importing.seam import Export, Files, Gathering, Piece, day_of, text_of, words_of
from potluck.load import read_document
from potluck.model import Document, Scalar, Sequence
from potluck.words import quote, spell

_KNOWN = ("title", "author", "authors", "date", "created", "status", "stage", "tags")
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")


def read(files: Files) -> Export:
    """Every Markdown file is a piece: titled by its front matter, its first heading, or its name."""
    found = Gathering("a folder of files")
    for name, raw in files.items():
        document = read_document(raw, name, "", "", LimitRules())
        text = document.body
        title = words_of(document.text("title"))
        if heading := _HEADING.match(text):
            title, text = title or words_of(heading[1]), text[heading.end() :]
        title = title or re.sub(r"[-_]+", " ", name.rpartition("/")[2].rpartition(".")[0]).strip().capitalize()
        if strange := [field.name for field in document.fields if field.name not in _KNOWN]:
            found.left.append(f"fields of {quote(name)} that no proposal has: {spell(strange, 'and')}")
        if pictures := sorted(
            {one.target for one in document.outline.links if one.is_image and "://" not in one.target}
        ):
            found.left.append(f"pictures of {quote(name)}: {spell(pictures, 'and')}; put them beside the proposal")
        found.pieces.append(
            Piece(
                title=title,
                text=text_of(text),
                name=(_several(document, "authors") or _several(document, "author") or ("",))[0],
                created=day_of(document.text("created") or document.text("date")),
                status=words_of(document.text("status") or document.text("stage")),
                tags=_several(document, "tags"),
                number=name,
            )
        )
    return found.export


def _several(document: Document, name: str) -> tuple[str, ...]:
    found = document.field(name)
    if found and isinstance(found.value, Sequence):
        return tuple(words_of(one.text) for one in found.value.items if isinstance(one, Scalar))
    return tuple(filter(None, map(words_of, document.text(name).split(","))))
