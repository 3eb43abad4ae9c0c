"""A real git repository for tests: short to write, the same everywhere, and deaf to the machine's own settings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)  # when the first commit of every test repository is made


class Repository:
    """A repository at *root*. Each commit is made a day after the one before, unless it says when."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = MONDAY
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, stdin: bytes = b"", **environment: str) -> str:
        """What git says to *arguments*, without the line end; an error where git fails."""
        quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(self.root), "LC_ALL": "C"}
        quiet |= {"PATH": os.environ["PATH"], "GIT_AUTHOR_NAME": "A Name", "GIT_COMMITTER_NAME": "A Name"}
        quiet |= {"GIT_AUTHOR_EMAIL": "someone@example.org", "GIT_COMMITTER_EMAIL": "someone@example.org"}
        quiet |= {"GIT_AUTHOR_DATE": self.day.isoformat(), "GIT_COMMITTER_DATE": self.day.isoformat()}
        done = subprocess.run(
            ["git", "-c", "gc.auto=0", "-c", "maintenance.auto=false", *arguments],
            cwd=self.root,
            env=quiet | environment,
            input=stdin,
            capture_output=True,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", "replace").removesuffix("\n")

    def write(self, path: str, text: str | bytes | None) -> None:
        """A file below the root; None removes it."""
        file = self.root / path
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(
        self,
        files: Mapping[str, str | bytes | None],
        message: str = "Change",
        *,
        by: str = "ana",
        at: datetime | None = None,
    ) -> str:
        """Write *files* and commit all that changed; the commit's id. *by* is an address, or a GitHub login."""
        for path, text in files.items():
            self.write(path, text)
        self.git("add", "--all")
        return self._record("commit", by, at, "--quiet", "--allow-empty", "--cleanup=verbatim", f"--message={message}")

    def branch(self, name: str) -> None:
        """Go on with a new branch from here."""
        self.git("checkout", "--quiet", "-b", name)

    def switch(self, name: str) -> None:
        """Go on with *name*."""
        self.git("checkout", "--quiet", name)

    def merge(self, *names: str, by: str = "mara", at: datetime | None = None) -> str:
        """Merge branches into this one with a commit of its own; its id."""
        return self._record("merge", by, at, "--quiet", "--no-ff", "--message=Merge", *names)

    def squash(self, name: str, message: str = "Squashed", *, by: str = "ana", at: datetime | None = None) -> str:
        """Merge a branch as one plain commit; its id."""
        self.git("merge", "--quiet", "--squash", name)
        return self.commit({}, message, by=by, at=at)

    def _record(self, command: str, by: str, at: datetime | None, *arguments: str) -> str:
        date = (at or self.day).isoformat()
        address = by if "@" in by or not by else f"{by}@users.noreply.github.com"
        self.git(command, *arguments, GIT_AUTHOR_EMAIL=address, GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
        self.day += timedelta(days=1)
        file = self.root / ".git" / (self.root / ".git" / "HEAD").read_text().removeprefix("ref: ").strip()
        return file.read_text().strip() if file.exists() else self.git("rev-parse", "HEAD")
