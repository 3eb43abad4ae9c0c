"""Disk to `Document`: the only room that reads the proposals' folder, and the only reader of front matter."""

from potluck.load.beside import Beside, look_beside
from potluck.load.document import parts_reader, read_document, read_lines, split
from potluck.load.walk import Found, name_of, open_plainly, walk

__all__ = [
    "Beside",
    "Found",
    "look_beside",
    "name_of",
    "open_plainly",
    "parts_reader",
    "read_document",
    "read_lines",
    "split",
    "walk",
]
