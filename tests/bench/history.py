"""One cold pass over the history, alone in a process: prints the seconds that it took, imports left out."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import yaml

import potluck.load
from potluck.charter import Charter
from potluck.history import ReadFront, read_history
from potluck.model import Front


def project_reader() -> ReadFront:
    """Give the project's own reader of front matter, or one as costly where it has another name."""
    reader: ReadFront = getattr(potluck.load, "read_front", read_with_libyaml)
    return reader


def read_with_libyaml(raw: bytes, path: str) -> Front:
    """Read stage and title, and nothing else."""
    text = raw.decode("utf-8", "replace")
    end = text.find("\n---", 3)
    fields = yaml.load(text[3:end], Loader=yaml.CSafeLoader) if text.startswith("---") and end > 0 else {}
    return Front(stage=str(fields.get("stage", "")), title=str(fields.get("title", "")))


def main() -> None:
    """Read the history of the community whose folder is given."""
    root = Path(sys.argv[1])
    charter = Charter.model_validate(yaml.safe_load((root / "potluck.yml").read_text("utf-8")))
    reader = project_reader()
    began = time.perf_counter()
    history = read_history(root, charter, reader, None)
    seconds = time.perf_counter() - began
    changes = sum(len(timeline.changes) for timeline in history.timelines.values())
    print(f"{seconds:.3f} {len(history.timelines)} {changes}")


if __name__ == "__main__":
    main()
