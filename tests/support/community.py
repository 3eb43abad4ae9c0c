"""A small community on disk that builds: for tests of what comes out at the end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import yaml
from tests.support.repository import Repository

from potluck import pipeline
from potluck.pipeline import Built

ROOT = Path(__file__).parents[2]  # of Potluck's own repository, the sample community
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

CHARTER = """
community: {name: Small Table, tagline: A table for tests, languages: [en], since: 2020-01-01, notice: Sample data.}
roles:
  facilitator: {people: [mara-sample]}
  verifier: {people: [wen-sample]}
kinds:
  idea:
    name: Idea
    plural: Ideas
    folder: ideas
    stages:
      suggested: {to: [launched, declined]}
      launched: {to: [declined], closes: true, tone: done}
      declined: {to: [suggested], closes: true, tone: "no"}
    mechanisms:
      votes:
      decision:
        reasons:
          cheap-to-try: {answer: "yes", means: It costs little to find out.}
          too-few-hands: {answer: "no", means: Nobody could look after it.}
  story:
    name: Story
    plural: Stories
    folder: stories
    stages:
      told: {}
    mechanisms:
      votes:
      verification:
"""

MKDOCS = """
site_name: Small Table
site_url: https://small.example/table/
copyright: Sample data.
docs_dir: content
site_dir: site/public
exclude_docs: /ledger/
theme:
  name: potluck
  custom_dir: site/theme
  font: false
plugins: [potluck]
nav: [{Home: index.md}, {Ideas: ideas/index.md}, {Stories: stories/index.md}, {Board: board.md}]
not_in_nav: "*.md"
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.snippets
  - pymdownx.superfences
  - pymdownx.tasklist
  - toc: {permalink: "#"}
"""

_SLOTS = {
    "index": '<div data-potluck="home"></div>',
    "ideas/index": '# Ideas\n\n<div data-potluck="list" data-kind="idea"></div>',
    "stories/index": '# Stories\n\n<div data-potluck="list" data-kind="story"></div>',
    "board": '# Board\n\n<div data-potluck="board"></div>',
    "decisions": '# Decisions\n\n<div data-potluck="decisions"></div>',
    "tags/index": '# Tags\n\n<div data-potluck="tags"></div>',
    "people/index": '# People\n\n<div data-potluck="people"></div>',
    "needs-fixing": '# Needs fixing\n\n<div data-potluck="needs-fixing"></div>',
    "search": '# Search\n\n<div data-potluck="search"></div>',
    "how-it-works": "# How it works\n\nYou bring, others speak, somebody decides.",
    "404": "# Nothing here\n\n[Home](index.md)",
}
BODY = "## Problem\n\nIt is cold on Tuesdays.\n\n## Solution\n\nSoup.\n"


def proposal(title: str | None = "Soup night", body: str = BODY, **fields: object) -> str:
    """A file's text: front matter written as YAML, then *body*. A field that is None is left out."""
    front = {
        "title": title,
        "kind": "idea",
        "stage": "told" if fields.get("kind") == "story" else "suggested",
        "authors": ["ana-sample"],
        "created": "2026-05-12",
    }
    wanted = {name.replace("_", "-"): value for name, value in (front | fields).items() if value is not None}
    written = yaml.safe_dump(wanted, allow_unicode=True, sort_keys=False, width=2000)
    return f"---\n{written}---\n\n{body}"


class Small:
    """A small community at *root*: write files into it, then build it, as often as you like."""

    def __init__(self, root: Path, *, charter: str = CHARTER, mkdocs: str = MKDOCS) -> None:
        self.root = root
        self.site = root / "site" / "public"
        self.cache = root.parent / f"{root.name}-cache"
        self.write({"potluck.yml": charter, "mkdocs.yml": mkdocs})
        self.write({f"content/{name}.md": text for name, text in _SLOTS.items()})
        for folder in ("proposals/ideas", "proposals/stories", "site/theme"):
            (root / folder).mkdir(parents=True)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Files below the root."""
        for path, content in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(content.encode() if isinstance(content, str) else content)

    def idea(self, slug: str, title: str = "Soup night", body: str = BODY, **fields: object) -> None:
        """A valid idea, unless *fields* make it none."""
        self.write({f"proposals/ideas/{slug}.md": proposal(title, body, **fields)})

    def story(self, slug: str, title: str = "The day it rained", body: str = BODY, **fields: object) -> None:
        """A valid story."""
        self.write({f"proposals/stories/{slug}.md": proposal(title, body, kind="story", **fields)})

    def build(self, now: datetime | None = NOON) -> Built:
        """What `potluck build` does, in this process, with a cache of its own."""
        with cache_at(self.cache):
            return pipeline.build(self.root, now)

    def page(self, place: str) -> str:
        """A printed page: `ideas/soup-night`, or `ideas/soup-night/versions.html`."""
        path = self.site / place
        return (path if place.endswith(".html") else path / "index.html").read_text("utf-8")

    def read(self, place: str) -> bytes:
        """Any published file."""
        return (self.site / place).read_bytes()

    def files(self, *, but: str = "\0") -> dict[str, bytes]:
        """Everything published, by place, except below *but*."""
        return files_in(self.site, but=but)


def files_in(folder: Path, *, but: str = "\0") -> dict[str, bytes]:
    """Every file in *folder*, by its path in it, except those that start with *but*."""
    paths = ((path, path.relative_to(folder).as_posix()) for path in sorted(folder.rglob("*")) if path.is_file())
    return {place: path.read_bytes() for path, place in paths if not place.startswith(but)}


@contextmanager
def cache_at(folder: Path) -> Iterator[None]:
    """Potluck's cache in *folder*, as long as this lasts: whatever the test's own setting, builds find it again."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_CACHE_HOME"]
        else:
            os.environ["XDG_CACHE_HOME"] = before


def copy_sample(root: Path) -> Repository:
    """The sample community as a repository of its own at *root*: what a visitor would clone."""
    root.mkdir(parents=True)
    for folder in ("content", "proposals"):
        shutil.copytree(ROOT / folder, root / folder)
    for name in ("mkdocs.yml", "potluck.yml"):
        shutil.copy(ROOT / name, root / name)
    if (ROOT / "site" / "theme").is_dir():
        shutil.copytree(ROOT / "site" / "theme", root / "site" / "theme")
    repository = Repository(root)
    repository.commit({".gitignore": "site/public/\n"}, "The sample community", by="mara-sample", at=NOON)
    return repository
