"""The files of a commit, laid out in a folder of their own: work tree, index and branches stay as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from potluck.history.repository import CALM, Repository

# Of a machine's or a person's settings none holds there: a filter that one of them names would be run on the files.
_ALONE = CALM | {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1"}


@contextmanager
def laid_out(repository: Repository, commit: str) -> Iterator[Path]:
    """The community's root as of *commit*, in a repository of its own that borrows every object; gone afterwards.

    A HistoryError where git cannot lay it out.
    """
    facts = repository.ask("rev-parse", "--show-object-format", "--git-path", "objects")
    form, objects = os.fsdecode(facts).split("\n", 1)
    with TemporaryDirectory(prefix="potluck-") as name:
        top = Path(name).resolve()
        beside = Repository(top, type(repository.git)(top), environment=_ALONE)
        beside.ask("init", "--quiet", "--template=", f"--object-format={form}")
        (top / ".git" / "objects" / "info").mkdir(exist_ok=True)
        borrowed = (repository.root / objects.removesuffix("\n")).resolve()
        (top / ".git" / "objects" / "info" / "alternates").write_bytes(os.fsencode(f"{borrowed}\n"))
        if repository.boundary:
            (top / ".git" / "shallow").write_text("".join(f"{one}\n" for one in sorted(repository.boundary)), "ascii")
        beside.ask("update-ref", "--no-deref", "HEAD", commit)
        beside.ask("read-tree", commit)  # refuses names that lead out of the folder
        beside.ask("checkout-index", "--all")
        yield top / repository.prefix
