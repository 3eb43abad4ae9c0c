"""One cold pass over the history, alone in a process: prints the seconds that it took, imports left out."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from potluck.cache import cache_folder, code_stamp
from potluck.formerly import front_reader
from potluck.history import read_history
from potluck.pipeline import charter_of


def main() -> None:
    """Read the history of the community whose folder is given, as a build does."""
    root = Path(sys.argv[1])
    charter = charter_of(root)
    began = time.perf_counter()
    history = read_history(root, charter, front_reader(charter), cache_folder(root), reader=code_stamp())
    seconds = time.perf_counter() - began
    changes = sum(len(timeline.changes) for timeline in history.timelines.values())
    print(f"{seconds:.3f} {len(history.timelines)} {changes}")


if __name__ == "__main__":
    main()
