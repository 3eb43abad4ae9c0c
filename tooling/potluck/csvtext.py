"""Rows for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from potluck.words import visible

# What a spreadsheet takes for the start of a formula, at the start of a cell; and of what it takes for one where it
# parts cells by another sign than the comma. https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"(^|[;,|\t])(?=\s*[=+\-@＝＋－＠])")
_SIGN = re.compile(r"[=+\-@＝＋－＠]")


def csv_of(names: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """*rows* under their *names*: every cell in quotes, none a formula."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(map(_cell, row))
    return text.getvalue()


def csv_file(names: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """The same as a file for spreadsheets (RFC 4180). Excel reads UTF-8 only where a byte-order mark says so."""
    return csv_of(names, rows).replace("\n", "\r\n").encode("utf-8-sig")


def _cell(value: object) -> str:
    """*value* as the text of a cell that no spreadsheet runs: an apostrophe stands before what looks like a formula."""
    if isinstance(value, str):  # as most are; and most of them hold no sign
        text = visible(" ".join(value.split()))
        return _FORMULA.sub(r"\1'", text) if _SIGN.search(text) else text
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
