"""Files that others wrote and that we carry: the handbook names each, and its bytes are what was published."""

from __future__ import annotations

import base64
from hashlib import sha512
from pathlib import Path

from tests.support.community import ROOT


def assert_as_published(folder: Path) -> None:
    """The handbook names the hash of every script in *folder*; beside each lies its licence."""
    told = (ROOT / "content" / "docs" / "dependencies.md").read_text("utf-8")
    for path in sorted(folder.glob("*.js")):
        digest = base64.b64encode(sha512(path.read_bytes()).digest()).decode()
        assert f"`sha512-{digest}`" in told, path.name
        assert (folder / f"{path.stem}.LICENSE.txt").is_file()
