"""Full-text search: Pagefind indexes the finished pages; readers load its parts when they first search."""

from __future__ import annotations

import shutil
import subprocess
import time
from hashlib import blake2b
from pathlib import Path

from pagefind_bin import get_executable

from potluck.model import PotluckError
from potluck.press.tree import Tree

FOLDER = "pagefind"  # in the site


def add_search(tree: Tree, cache: Path, language: str, timings: dict[str, float]) -> None:
    """Index the pages of *tree*, unless nothing has changed since last time, and lay the index beside them."""
    started = time.perf_counter()
    tree.tidy(but=FOLDER)  # a page that is gone is not found any more
    index = cache / "pagefind"
    stamp = cache / "pagefind.key"
    pages = sorted((place, key) for place, key in tree.wanted.items() if place.endswith("index.html"))
    key = blake2b(repr((language, pages)).encode(), digest_size=16).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == key and index.is_dir()):
        stamp.unlink(missing_ok=True)
        shutil.rmtree(index, ignore_errors=True)
        _run(tree.folder, index, language)
        stamp.write_text(key)
    for path in sorted(index.rglob("*")):
        name = path.relative_to(index).as_posix()
        if path.is_file() and not name.startswith(("pagefind-ui", "pagefind-modular-ui", "pagefind-component")):
            content = path.read_bytes()
            tree.put(f"{FOLDER}/{name}", blake2b(content, digest_size=16).hexdigest(), content)
    tree.tidy(FOLDER)
    timings["search"] = time.perf_counter() - started


def _run(folder: Path, index: Path, language: str) -> None:
    program = get_executable()
    command = [
        str(program),
        "--site",
        str(folder),
        "--output-path",
        str(index),
        "--force-language",
        language,
        "--glob",  # a card is nothing to find
        "**/index.html",
        "--quiet",
    ]
    result = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if result.returncode:
        said = (result.stderr or result.stdout).strip()[-500:] or f"Pagefind ended with {result.returncode}"
        raise PotluckError(f"the search index could not be made: {said}")
