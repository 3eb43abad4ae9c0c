"""The comparators: the same proposals as a stock MkDocs + Material site, and as a Hugo site with a minimal theme."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

# Where the repository's `mkdocs.yml` names none: what Material's own guide turns on first.
EXTENSIONS = """\
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - tables
  - toc:
      permalink: true
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
"""

MKDOCS = """\
site_name: Stock
site_url: https://example.org/
docs_dir: docs
theme:
  name: material
  font: false
plugins:
  - search
nav:
  - index.md
not_in_nav: |
  /proposals/
{extensions}"""

HUGO = """\
baseURL = "https://example.org/"
languageCode = "en"
title = "Stock"
"""

# The link hook does what MkDocs and Potluck do as well: it turns `other.md` into that page's address.
HUGO_LAYOUTS = {
    "_default/single.html": """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><h1>{{ .Title }}</h1><p>{{ .Params.stage }} · {{ delimit .Params.authors ", " }}</p>{{ .Content }}</body></html>
""",
    "_default/list.html": """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
</body></html>
""",
    "_default/_markup/render-link.html": """\
{{ $page := .Page.GetPage .Destination }}<a href="\
{{ with $page }}{{ .RelPermalink }}{{ else }}{{ .Destination }}{{ end }}">{{ .Text | safeHTML }}</a>\
""",
}


@dataclass(frozen=True)
class Site:
    """A site ready to be built: the command, where to run it, and where its pages will be."""

    folder: Path
    command: tuple[str | Path, ...]
    out: Path


def mkdocs_site(community: Path, proposals: str, root: Path, where: Path) -> Site:
    """Lay out the proposals as docs of a stock MkDocs site, with the extensions of the repository at *root*."""
    copy_proposals(community / proposals, where / "docs" / "proposals")
    (where / "docs" / "index.md").write_text("# Stock\n\nThe proposals are beside this page.\n", "utf-8")
    (where / "mkdocs.yml").write_text(MKDOCS.format(extensions=extensions(root)), "utf-8")
    return Site(where, (sys.executable, "-m", "mkdocs", "build", "--quiet"), where / "site")


def extensions(root: Path) -> str:
    """Give the block `markdown_extensions:` of the repository's `mkdocs.yml` to the letter, Python names too."""
    file = root / "mkdocs.yml"
    text = file.read_text("utf-8") if file.is_file() else ""
    block = re.search(r"(?m)^markdown_extensions:[^\n]*\n(?:(?:[ \t#-][^\n]*)?\n)+", text + "\n")
    return block.group() if block else EXTENSIONS


def hugo_site(community: Path, proposals: str, where: Path) -> Site | None:
    """Lay out the proposals as a Hugo site; None where Hugo is not installed."""
    hugo = shutil.which("hugo")
    if not hugo:
        return None
    copy_proposals(community / proposals, where / "content")
    (where / "config.toml").write_text(HUGO, "utf-8")
    for name, text in HUGO_LAYOUTS.items():
        layout = where / "layouts" / name
        layout.parent.mkdir(parents=True, exist_ok=True)
        layout.write_text(text, "utf-8")
    return Site(where, (hugo, "--quiet", "--cacheDir", where / "cache"), where / "public")


def copy_proposals(source: Path, target: Path) -> None:
    """Copy the proposals, in the same folders."""
    shutil.copytree(source, target)
