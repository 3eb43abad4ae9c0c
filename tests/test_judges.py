"""What programs that judge sites find on ours: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lighthouse import LEAST, PLACES
from tests.support.community import CHARTER, Small
from tests.support.judges import lighthouse, nu
from tests.support.repository import Repository

pytestmark = pytest.mark.xdist_group("judges")
TAKEN_DOWN = "---\ntaken-down: {date: 2026-06-20, reason: spam}\n---\n"


def test_nu_finds_nothing_on_any_page_of_the_sample(sample: Path) -> None:
    """The W3C's checker, on every page there is: neither an error nor a warning."""
    assert nu(sample / "site" / "public") == []


@pytest.mark.parametrize("engine", ["mkdocs", pytest.param("zensical", marks=pytest.mark.engine)])
def test_nu_finds_nothing_where_much_is_to_be_mended(tmp_path: Path, engine: str) -> None:
    """Pages of what is nearly there, cannot be read, was taken down, has versions or lives on elsewhere."""
    pytest.importorskip(engine)
    small = Small(tmp_path / "table", charter=f"engine: {engine}\n{CHARTER}")
    repository = Repository(small.root)
    small.idea("soup-night", "Soup night", "Much less.", aliases=["stew-night"])
    small.idea("pan-night", "Pans & <pots>")
    repository.commit({}, by="ana-sample")
    small.idea("soup-night", "Soup night", "Much less[^1].\n\n- [x] done\n\n[^1]: A note.", needs=["hands"], tags=["a"])
    small.idea("broken", "Broken", extends=["nobody"], summary="x " * 400)
    small.write({"proposals/ideas/unreadable.md": "---\ntitle: [never closed\n---\n"})
    small.write({"proposals/ideas/pan-night.md": TAKEN_DOWN})
    repository.commit({}, by="ben")
    small.build()
    assert nu(small.site) == []


@pytest.mark.browser
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_lighthouse_finds_nothing_that_does_not_hang_on_the_machine(base: str, tmp_path: Path, place: str) -> None:
    """As a telephone gets it. Speed is asked by `make lighthouse`; what it comes from, by the tests of weight."""
    marks = lighthouse(base + place, tmp_path, only="accessibility,best-practices,seo")["categories"]
    assert len(marks) == 3
    assert {name: mark["score"] for name, mark in marks.items() if 100 * mark["score"] < LEAST} == {}
