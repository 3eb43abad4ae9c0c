"""The scorecard for people and programs: a table, JSON as the site has it, Markdown for a message."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from rich.table import Table

from potluck.views.figures import ApiFigure, ApiScorecard
from potluck.views.scorecard import in_words


def as_json(card: ApiScorecard) -> str:
    """For programs."""
    return msgspec.json.format(msgspec.json.encode(card), indent=2).decode()


def as_table(card: ApiScorecard) -> Table:
    """For a terminal."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("figure", no_wrap=True)
    table.add_column("value", no_wrap=True)
    table.add_column("of", justify="right")
    table.add_column("how it is counted")
    for one in card.figures:
        table.add_row(one.name, in_words(one), f"{one.counted:,}", one.formula)
    return table


def as_markdown(card: ApiScorecard) -> str:
    """For a message: figures alone, so that nothing in it is anybody else's words."""
    return "\n".join(_lines(card.figures)) + f"\n\nBy the clock of {card.clock:%Y-%m-%d %H:%M} UTC.\n"


def _lines(figures: list[ApiFigure]) -> Iterator[str]:
    yield "### Promises kept"
    yield ""
    for one in figures:
        yield f"- **{in_words(one)}** {one.name} ({one.counted:,} counted)"
