"""Builds, one after another: what they write and leave alone, and what a bad moment cannot break (REL-005 ff)."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.support.community import ROOT, Small, files_in
from tests.support.hostile import SLOW
from tests.support.repository import Repository

from potluck.model import PotluckError
from potluck.pipeline import check
from potluck.tasks import rendering

pytestmark = pytest.mark.xdist_group("builds")

SCRIPT = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from potluck import pipeline
from potluck.press import sheets, tree

def die(*_arguments, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

def after(function):
    def run(*arguments, **more):
        function(*arguments, **more)
        die()
    return run

if __name__ == "__main__":
    moment = sys.argv[2]
    if moment == "while-pages-are-written":
        sheets.write_fresh = after(sheets.write_fresh)
    elif moment == "before-the-swap":
        tree._swap = die
    elif moment == "after-the-swap":
        tree._swap = after(tree._swap)
    elif moment == "while-the-manifest-is-kept":
        tree.keep = die
    pipeline.build(Path(sys.argv[1]), datetime(2026, 6, 1, 12, tzinfo=UTC))
"""

# Bytecode is not written: a build that is cut off must not leave half of it beside the code that all tests read.
BARE = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "tooling"), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A small community of three, not built yet."""
    small = Small(tmp_path / "table")
    small.idea("soup-night", "Zuppa serale", tags=["soup"])
    small.idea("pickle-shelf", "Pickle shelf", authors=["ben-sample"], stage="launched")
    small.story("rain", authors=["cleo-sample"])
    return small


def build_apart(root: Path, *, moment: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A build in a process of its own, with the cache where a `Small` has its own."""
    known = BARE | {"HOME": str(root), "XDG_CACHE_HOME": f"{root}-cache"}
    command = [sys.executable, "-c", SCRIPT, str(root), moment]
    return subprocess.run(command, env=known | environment, capture_output=True, timeout=120)


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    """The places whose content is not the same, or that only one of both has."""
    return {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}


def test_a_second_build_writes_nothing(small: Small):
    first = small.build()
    assert first.written == len(small.files())
    known = {place: (small.site / place).stat().st_mtime_ns for place in small.files()}
    assert small.build().written == 0
    assert {place: (small.site / place).stat().st_mtime_ns for place in small.files()} == known


def test_an_edit_rewrites_the_pages_that_show_it_and_no_others(small: Small):
    small.build()
    before = small.files(but="pagefind/")
    small.idea("soup-night", "A pot on Wednesdays", tags=["soup"])
    small.build()
    changed = differences(before, after := small.files(but="pagefind/"))
    shows = {place for place, content in after.items() if b"A pot on Wednesdays" in content}
    assert changed - shows == set()
    assert {place for place, content in after.items() if b"Zuppa serale" in content} == set()
    lists = {
        "index.html",
        "ideas/index.html",
        "board/index.html",
        "stages/suggested/index.html",
        "tags/soup/index.html",
    }
    assert {*lists, "ideas/soup-night/index.html", "people/ana-sample/index.html", "feed.xml"} <= changed
    assert small.build().written == 0


def test_a_renamed_proposal_is_found_at_both_addresses_and_a_withdrawn_file_at_none(small: Small):
    small.build()
    small.idea("soup-on-wednesdays", aliases=["soup-night"])
    (small.root / "proposals/ideas/soup-night.md").unlink()
    (small.root / "proposals/ideas/pickle-shelf.md").unlink()
    small.build()
    assert 'content="0; url=../soup-on-wednesdays/"' in small.page("ideas/soup-night")
    assert "It is cold on Tuesdays." in small.page("ideas/soup-on-wednesdays")
    assert [place for place in small.files(but="pagefind/") if "pickle-shelf" in place] == []
    assert b"soup-night" not in small.read("sitemap.xml")


def test_a_link_follows_what_becomes_of_the_other_page(small: Small):
    """A page that is not edited changes all the same when the file that it links to comes or goes."""
    small.idea("links", body="See [the shelf](pickle-shelf.md) and [the new one](new.md).")
    small.build()
    assert '<a href="../../ideas/pickle-shelf/">the shelf</a>' in small.page("ideas/links")
    assert "<a>the new one</a>" in small.page("ideas/links").replace(' rel="nofollow ugc noopener"', "")
    (small.root / "proposals/ideas/pickle-shelf.md").unlink()
    small.idea("new")
    small.build()
    assert '<a href="../../ideas/new/">the new one</a>' in small.page("ideas/links")
    assert "pickle-shelf/" not in small.page("ideas/links")


def test_what_only_checks_ask_is_let_go_before_anything_is_printed(small: Small):
    """Of ten thousand files it is a sixth of all that each process that prints would hold."""
    small.idea("soup-again", body="[The first](soup-night.md) was `soup-night`.\n\n## Problem\n\nWe are hungry.")
    known = {one.slug: one for one in check(small.root, None).readings}
    assert known["soup-again"].links
    assert known["soup-again"].headings
    for one in small.build().report.readings:
        assert (one.links, one.mentions, one.headings, one.relations, one.dates) == ((), (), (), (), ())


def test_a_site_changed_by_hand_is_mended(small: Small):
    small.build()
    before = small.files()
    (small.site / "ideas/soup-night/index.html").write_text("mine")
    (small.site / "index.html").unlink()
    (small.site / "mine.html").write_text("mine")
    small.build()
    assert differences(before, small.files()) == set()


@pytest.mark.parametrize(
    ("path", "template", "says"),
    [
        pytest.param(
            "main.html", "{% extends 'base.html' %}{% block content %}{% endblock %}", "content", id="no-content"
        ),
        pytest.param("main.html", "{% extends 'base.html' %}{% block", "MkDocs could not print", id="a-broken-frame"),
        pytest.param("potluck/proposal.html", "{{ page.nothing_like_it }}", "proposal.html", id="an-unknown-name"),
        pytest.param("potluck/listing.html", "{% if %}", "listing.html", id="a-broken-piece"),
    ],
)
def test_a_template_that_fails_leaves_the_old_site(small: Small, path: str, template: str, says: str):
    """REL-012, REL-013: one error that names what to mend, and every page as it was."""
    small.build()
    before = small.files()
    small.idea("soup-night", "A pot on Wednesdays")
    small.write({f"site/theme/{path}": template})
    with pytest.raises(PotluckError) as caught:
        small.build()
    assert says in str(caught.value)
    assert differences(before, small.files()) == set()
    (small.root / "site/theme" / path).unlink()
    small.build()
    assert b"A pot on Wednesdays" in small.read("index.html")


@pytest.mark.parametrize(
    "moment", ["while-pages-are-written", "before-the-swap", "after-the-swap", "while-the-manifest-is-kept"]
)
def test_a_killed_build_leaves_the_old_site_or_the_new_one(small: Small, tmp_path: Path, moment: str):
    """REL-012: never half of it, and the next build is whole."""
    small.build()
    old = small.files(but="pagefind/")
    small.idea("soup-night", "A pot on Wednesdays")
    killed = build_apart(small.root, moment=moment)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    left = small.files(but="pagefind/")
    small.build()
    new = small.files(but="pagefind/")
    assert left == (old if moment in ("while-pages-are-written", "before-the-swap") else new)
    assert new == _fresh(small, tmp_path)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "renameat2"), reason="two folders cannot be exchanged in one step")
def test_a_reader_never_meets_a_gap(small: Small):
    """REL-012: at every moment of a build there is a home page, the old one or the new."""
    small.build()
    home = small.root / "site" / "public" / "index.html"
    missed: list[float] = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(0.001):
            if not home.exists():
                missed.append(time.monotonic())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        small.idea("soup-night", "A pot on Wednesdays")
        small.build()
    finally:
        is_over.set()
        looking.join()
    assert missed == []
    assert b"A pot on Wednesdays" in home.read_bytes()


def _fresh(small: Small, tmp_path: Path) -> dict[str, bytes]:
    """What a build that remembers nothing makes of the same files."""
    other = Small(tmp_path / "other")
    shutil.copytree(small.root / "proposals", other.root / "proposals", dirs_exist_ok=True)
    other.build()
    return other.files(but="pagefind/")


def test_two_builds_of_one_tree_give_the_same_bytes(small: Small, tmp_path: Path):
    """REL-005: not the place, the time zone, the language, the umask nor Python's hash seed shows."""
    repository = Repository(small.root)
    repository.commit({}, by="ana-sample")
    small.idea("soup-night", "Soup night", stage="launched", tags=["soup", "evenings", "zebra"])
    repository.commit({}, by="mara-sample")
    built = []
    for name, environment in {
        "Elsewhere": {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        "anders": {"TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
    }.items():
        root = tmp_path / name / "deeper" / "table"
        shutil.copytree(small.root, root, symlinks=True)
        said = build_apart(root, **environment)
        assert said.returncode == 0, said.stderr.decode()
        built.append(files_in(root / "site" / "public", but="pagefind/"))
    small.build()
    here = small.files(but="pagefind/")
    assert b"Launched" in here["ideas/soup-night/index.html"]
    assert [differences(here, there) for there in built] == [set(), set()]


def test_a_full_disk_gives_one_line_and_leaves_the_old_site(small: Small):
    """REL-011: as far as a limit on the size of files can stand for a disk that is full."""
    small.build()
    before = small.files()
    small.idea("soup-night", "A pot on Wednesdays")
    # Without bytecode: cut off at the limit too, it would break every Python after this one.
    code = (
        "import resource, sys; sys.dont_write_bytecode = True; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); from potluck.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "--root", str(small.root)],
        env={**BARE, "HOME": str(small.root), "XDG_CACHE_HOME": str(small.cache)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().split("\n")) == 1, done.stderr
    assert differences(before, small.files()) == set()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.unlink(), id="lost"),
        pytest.param(lambda path: path.write_bytes(b"nonsense " * 900), id="overwritten"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]), id="cut"),
    ],
)
def test_a_damaged_cache_costs_time_and_never_a_page(small: Small, damage: Callable[[Path], object]):
    """REL-012: the rendered bodies alone, then all that is kept; after an edit, so that pages are printed from it."""
    small.idea("edited", "Before")
    small.build()
    files = [path for path in sorted(small.cache.rglob("*")) if path.suffix in (".msgpack", ".sqlite", ".key")]
    bodies = [path for path in files if path.name == "fragments.sqlite"]
    assert len(files) >= 4
    for number, damaged in enumerate([bodies, files]):
        for path in damaged:
            damage(path)
        small.idea("edited", f"After {number}")
        small.write({"site/theme/potluck/nothing.html": f"{number}"})  # every page is printed anew
        small.build()
        assert f"After {number}" in small.page("ideas")
        assert "It is cold on Tuesdays." in small.page("ideas/soup-night"), damaged
        assert (small.site / "pagefind/pagefind.js").is_file()


def test_a_fresh_clone_prints_what_is_known_without_rendering_it_again(small: Small, monkeypatch: pytest.MonkeyPatch):
    """design.md, section 5: what a body is made of decides, not when its file was written; a verdict too (REL-003)."""
    small.idea("slow", body=SLOW["elements-in-elements"])
    small.build()
    before = small.files(but="pagefind/")
    for path in (small.root / "proposals").rglob("*.md"):
        os.utime(path, (1, 1))
    monkeypatch.setattr(rendering, "render", lambda *_: pytest.fail("rendered again"))
    small.build()
    assert differences(before, small.files(but="pagefind/")) == set()
