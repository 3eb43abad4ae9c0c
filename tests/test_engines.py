"""The engine is at arm's length: the same community, printed through every door and by another engine."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from tests.support.community import CHARTER, MKDOCS, ROOT, Small, copy_sample, files_in
from tests.support.pages import broken, faults

from potluck.model import PotluckError
from potluck.paths import THEME

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engines")]

needs_zensical = pytest.mark.skipif(
    importlib.util.find_spec("zensical") is None, reason="Zensical is not installed: pip install zensical"
)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
RELOAD = re.compile(r"<script[^>]*>[^<]*livereload[^<]*</script>\s*|<script src=\"/js/livereload\.js\"></script>\s*")


def command(root: Path, *words: str) -> subprocess.Popen[str]:
    """One of our commands, as somebody types it in *root*."""
    known = {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "XDG_CACHE_HOME": f"{root}-cache",
        "PYTHONPATH": str(ROOT / "tooling"),
    }
    module = ["potluck.cli"] if words[0] == "potluck" else [words[0]]
    return subprocess.Popen(
        [sys.executable, "-m", *module, *words[1:]],
        cwd=root,
        env=known,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The sample community printed by plain `mkdocs build --strict`, and what that said."""
    root = tmp_path_factory.mktemp("plain") / "table"
    copy_sample(root)
    process = command(root, "mkdocs", "build", "--strict")
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return root, said


def pages_of(files: dict[str, bytes]) -> dict[str, str]:
    return {place: content.decode() for place, content in files.items() if place.endswith(".html")}


def test_mkdocs_build_gives_the_bytes_of_potluck_build(built: tuple[Path, str], tmp_path: Path):
    """Byte for byte under one clock, search index apart."""
    copy_sample(tmp_path / "table")
    process = command(tmp_path / "table", "potluck", "build")
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    ours = files_in(tmp_path / "table" / "site" / "public", but="pagefind/")
    plain = files_in(built[0] / "site" / "public", but="pagefind/")
    assert sorted(ours) == sorted(plain)
    assert [place for place in ours if ours[place] != plain[place]] == []


def test_mkdocs_build_is_quiet_when_it_is_strict(built: tuple[Path, str]):
    """No warning of the engine about the community's own pages."""
    assert [line for line in built[1].splitlines() if not line.startswith("INFO")] == []


def test_mkdocs_build_leaves_nothing_in_the_folder_of_the_community(built: tuple[Path, str]):
    repository = subprocess.run(
        ["git", "status", "--porcelain"], cwd=built[0], capture_output=True, text=True, check=True
    )
    left = [line for line in repository.stdout.splitlines() if not line.endswith(".public-next/")]
    assert left == []


def test_without_the_plugin_potluck_build_says_what_to_add(tmp_path: Path):
    small = Small(tmp_path / "table", mkdocs=MKDOCS.replace("plugins: [potluck]", "plugins: []"))
    with pytest.raises(PotluckError, match="does not name the plugin `potluck`"):
        small.build()


def test_an_engine_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """With what to install; and no engine needs another one's packages."""

    def version(package: str) -> str:
        if package in missing:
            raise PackageNotFoundError(package)
        return "1"

    monkeypatch.setattr("potluck.press.engine.version", version)
    small = Small(tmp_path / "table", charter=f"engine: zensical\n{CHARTER}")
    missing = {"zensical"}
    with pytest.raises(PotluckError, match="zensical is not installed; pip install zensical"):
        small.build()
    missing = {"mkdocs", "mkdocs-material"}
    monkeypatch.setattr("potluck.press.engine._run_zensical", lambda *_: pytest.fail("as far as it should come"))
    with pytest.raises(pytest.fail.Exception, match="as far as"):
        small.build()


# --- mkdocs serve ---


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(address: str) -> str:
    """A page of the live server, as soon as it answers."""
    for _ in range(400):
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Small, str]]:
    """A small community under `mkdocs serve`, and where."""
    small = Small(tmp_path / "table")
    small.idea("soup-night", "Zuppa serale", tags=["soup"])
    small.story("rain")
    port = free_port()
    process = command(small.root, "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}")
    try:
        yield small, f"http://127.0.0.1:{port}/table/"
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_mkdocs_serve_shows_the_same_pages_and_follows_edits(served: tuple[Small, str], tmp_path: Path):
    """Equal but for address, live-reload script and CSP, which is left out there."""
    small, base = served
    live = fetch(f"{base}ideas/soup-night/")
    assert POLICY.search(live) is None
    other = Small(tmp_path / "built")
    shutil.copytree(small.root / "proposals", other.root / "proposals", dirs_exist_ok=True)
    other.build(None)
    for place in (
        "",
        "ideas/",
        "ideas/soup-night/",
        "stories/rain/",
        "people/ana-sample/",
        "tags/soup/",
        "board/",
        "checks/fm103/",
    ):
        live = RELOAD.sub("", fetch(base + place))
        built = POLICY.sub("", (other.site / place / "index.html").read_text("utf-8"))
        assert live.replace(base, "https://small.example/table/").split() == built.split(), place
    small.idea("soup-night", "A pot on Wednesdays")
    for _ in range(200):
        if "A pot on Wednesdays" in fetch(f"{base}ideas/soup-night/"):
            break
        time.sleep(0.1)
    assert "A pot on Wednesdays" in fetch(f"{base}ideas/")


# --- another engine ---


@pytest.fixture(scope="module")
def zensical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample community, printed by Zensical."""
    root = tmp_path_factory.mktemp("zensical") / "table"
    copy_sample(root)
    charter = (root / "potluck.yml").read_text("utf-8")
    (root / "potluck.yml").write_text(f"engine: zensical\n{charter}", "utf-8")
    for words in ("build", "pack"):
        process = command(root, "potluck", words)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
    return root


@needs_zensical
def test_zensical_prints_every_page(zensical: Path, built: tuple[Path, str]):
    """The same places, and on each the same article."""
    theirs = pages_of(files_in(zensical / "site" / "public"))
    ours = pages_of(files_in(built[0] / "site" / "public"))
    assert sorted(theirs) == sorted(ours)
    article = re.compile(r"<article\b.*</article>", re.DOTALL)
    for place in (
        "ideas/soup-night/index.html",
        "people/ana-sample/index.html",
        "tags/soup/index.html",
        "archive/2026/index.html",
        "checks/fm103/index.html",
    ):
        assert 'generator" content="zensical' in theirs[place]
        anchor = '<a id="__skip" tabindex="-1"></a>'  # where Zensical's "skip to content" leads
        found = [article.findall(pages[place].replace(anchor, "")) for pages in (theirs, ours)]
        assert len(found[0]) == 1
        assert found[0][0].split() == found[1][0].split(), place


@needs_zensical
def test_what_zensical_prints_is_as_sound(zensical: Path):
    """Valid pages with a policy, every address leads somewhere, and no search of the engine's own."""
    files = files_in(zensical / "site" / "public")
    pages = pages_of(files)
    assert {place: told for place, text in pages.items() if (told := faults(text))} == {}
    site = {place: pages.get(place) for place in files}
    assert list(broken(site, "https://open-kitchen.example/")) == []
    for place, text in pages.items():
        if 'http-equiv="refresh"' not in text:
            assert POLICY.search(text), place
            assert "md-search" not in text, place
        if 'http-equiv="refresh"' not in text and not place.endswith("/card.html"):  # a card stands in another's page
            sheet = re.search(r"assets/style\.[0-9a-f]+\.css", text)
            assert sheet, place
            assert b"--pl-accent" in files[sheet.group()], place
            assert "assets/potluck/mark.svg" in text, place
    assert [place for place in files if place in ("search.json", "sitemap.xml.gz", "objects.inv")] == []
    assert not any(
        b"plmark" in content for place, content in files.items() if not place.startswith(("docs/", "pagefind/"))
    )


@needs_zensical
def test_zensical_prints_no_page_that_mkdocs_would_not(tmp_path: Path):
    """Drafts and what is left out stay so, whichever engine prints."""
    mkdocs = MKDOCS.replace("exclude_docs: /ledger/", "exclude_docs: |\n  /ledger/\n  /notes/\ndraft_docs: later.md")
    small = Small(tmp_path / "table", charter=f"engine: zensical\n{CHARTER}", mkdocs=mkdocs)
    small.write(
        {"content/notes/a.md": "# canary\n", "content/later.md": "# canary\n", "content/ledger/x.json": "canary"}
    )
    small.build()
    assert [place for place, content in small.files(but="ledger/").items() if b"canary" in content] == []


BLOCKS = re.findall(r"\{%-?\s*block (\w+)", (THEME / "main.html").read_text("utf-8"))


def test_our_theme_fills_few_blocks():
    """design.md, section 5: the engine gives the frame only. Each name here must be a block of every engine."""
    assert sorted(BLOCKS) == ["footer", "header", "scripts", "styles"]


@needs_zensical
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_every_block_that_our_theme_fills_is_printed_by_every_engine(tmp_path: Path, engine: str):
    small = Small(tmp_path / "table", charter=f"engine: {engine}\n{CHARTER}")
    small.idea("soup-night")
    probes = "".join(f"{{% block {name} %}}{{{{ super() }}}}<!-- probe {name} -->{{% endblock %}}" for name in BLOCKS)
    small.write({"site/theme/main.html": '{% extends "base.html" %}' + probes})
    small.build()
    for place in ("index.html", "ideas/soup-night/index.html", "people/ana-sample/index.html", "404.html"):
        page = small.read(place).decode()
        assert [name for name in BLOCKS if f"<!-- probe {name} -->" not in page] == [], place
