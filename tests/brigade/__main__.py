"""`python -m tests.brigade [COMMUNITIES]`: the table of content/docs/audit.md, by the seeds 1 and on."""

from __future__ import annotations

import sys

from .figures import Outcome, outcome
from .stories import BRIGADES, HONEST

SIZES = (12, 25, 60, 200)


def table(seeds: range) -> str:
    """Two tables in Markdown: brigades found, honest people accused."""
    lines = ["| brigade | " + " | ".join(f"{size} accounts" for size in SIZES) + " |", "|---|" + "---:|" * len(SIZES)]
    for story in BRIGADES:
        cells = [f"{_share(one.found, one)}" for one in (outcome(story, size, seeds) for size in SIZES)]
        lines.append(f"| {_words(story.__doc__)} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "| honest people | " + " | ".join(f"{size} more" for size in SIZES) + " |",
        "|---|" + "---:|" * len(SIZES),
    ]
    for story in HONEST:
        cells = [f"{_share(one.accused, one)}" for one in (outcome(story, size, seeds) for size in SIZES)]
        lines.append(f"| {_words(story.__doc__)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _share(number: int, one: Outcome) -> str:
    return f"{number / one.communities:.0%}"


def _words(doc: str | None) -> str:
    return (doc or "").strip().rstrip(".")


if __name__ == "__main__":
    print(table(range(1, 1 + int(sys.argv[1] if len(sys.argv) > 1 else 40))))
