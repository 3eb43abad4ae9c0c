"""A community with every command of the desk in its charter, in a real repository."""

from __future__ import annotations

from pathlib import Path

from tests.support.commands import Ran, potluck
from tests.support.community import BODY, CHARTER, Small
from tests.support.repository import Repository

NOW = "2026-06-30T12:00:00Z"
SOUP, STEW, RAIN = "proposals/ideas/soup-night.md", "proposals/ideas/stew-night.md", "proposals/stories/rain.md"
DESK = CHARTER.replace(
    """      suggested: {to: [launched, declined]}
      launched: {to: [declined], closes: true, tone: done}
      declined: {to: [suggested], closes: true, tone: "no"}
""",
    """      suggested: {to: [building, declined, merged, handed-off, parked, withdrawn]}
      building: {to: [launched, declined, merged, parked], tone: moving}
      launched: {to: [declined], closes: true, tone: done}
      declined: {to: [suggested], closes: true, tone: "no", desk: decline}
      merged: {to: [suggested, building], closes: true, tone: rest, desk: merge}
      handed-off: {to: [suggested], closes: true, tone: rest, desk: hand-off}
      withdrawn: {to: [suggested], closes: true, tone: rest, authors: true}
      parked: {to: [suggested], tone: rest, desk: park}
""",
).replace("    mechanisms:\n", "    mechanisms:\n      answer:\n")
assert DESK != CHARTER

COMMENTED = (
    "---\n"
    "title: 'Soup night'   # as Ana called it\n"
    "kind: idea\n"
    "# where it stands\n"
    "stage: suggested   # since May\n"
    "authors: [ana-sample]\n"
    "created: 2026-05-12\n"
    "\n"
    "tags: [soup,\n"
    "       evenings]\n"
    "---\n"
    "\n" + BODY
)


class Desk:
    """A small community with a soup night, a stew night that is the same, and a story; all of it committed."""

    def __init__(self, root: Path, *, charter: str = DESK) -> None:
        self.small = Small(root, charter=charter)
        self.small.write({SOUP: COMMENTED})
        self.small.idea("stew-night", "Stew night on Tuesdays", authors=["lee-sample"])
        self.small.story("rain")
        self.repository = Repository(root)
        self.repository.commit({".gitignore": ".potluck/\nsite/public/\n"}, by="mara-sample")
        self.root = root

    def do(self, *words: object, by: str = "mara-sample") -> Ran:
        """One command of the desk, as *by* would run it."""
        return potluck(*words, "--as", by, "--now", NOW, within=self.root)

    def check(self, author: str, base: str = "HEAD") -> Ran:
        """What our own check says of everything that differs from *base*, asked for by *author*."""
        return potluck("check", "--base", base, "--author", author, "--now", NOW, within=self.root)

    def text(self, path: str = SOUP) -> str:
        """A file as it lies here."""
        return (self.root / path).read_bytes().decode()
