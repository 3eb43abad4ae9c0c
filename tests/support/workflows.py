"""This repository's own workflows, from the same templates as everybody's: only how Potluck is installed is another.

`python -m tests.support.workflows` writes them; a test holds them to it.
"""

from __future__ import annotations

from pathlib import Path

from potluck.errands.start import STARTER, dotted, fill, in_workflows

ROOT = Path(__file__).parents[2]
# What `make` does too: the lock with its hashes, then the checkout itself.
INSTALL = (
    "python -m pip install --require-hashes -r base/requirements-dev.lock",
    "python -m pip install --no-deps --no-build-isolation ./base",
)


def own_workflows() -> dict[str, str]:
    """Every file below `.github/` that comes from the starter, by its path in this repository."""
    words = in_workflows(INSTALL, "requirements.lock")
    names = [path.relative_to(STARTER).as_posix() for path in (STARTER / "github").rglob("*") if path.is_file()]
    return {dotted(name): fill(name, words) for name in sorted(names)}


if __name__ == "__main__":
    for path, text in own_workflows().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, "utf-8")
