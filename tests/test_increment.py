"""A build after a change gives what a first build would give, to the byte: nothing that depended on it stays old."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.community import NOON, Small, cache_at, files_in, proposal
from tests.support.repository import Repository

from potluck import pipeline

BALLOT = '{"proposal":"soup-night","login":"lee-sample","reaction":"-1","at":"2026-05-30T10:00:00Z"}\n'
COUNTS = '{"ballots":1,"logins":1,"proposals":1}'
MANIFEST = f'{{"counts":{COUNTS},"forge":"none","format":1,"rule":1,"taken":"2026-05-30T12:00:00Z"}}'
EDITS: dict[str, Callable[[Small], None]] = {
    "a-sentence": lambda small: small.idea("soup-night", body="## Problem\n\nNew words.\n\n## Solution\n\nSoup.\n"),
    "a-title-that-others-show": lambda small: small.idea("soup-night", "Stew night", tags=["soup"]),
    "a-stage": lambda small: small.idea("soup-night", stage="launched"),
    "a-new-person": lambda small: small.idea(
        "bread", "Bread", authors=["new-sample"], credits=[{"login": "ana-sample", "role": "tasted"}]
    ),
    "a-helper-who-had-no-page": lambda small: small.idea(
        "soup-night", credits=[{"login": "far-sample", "role": "tasted"}]
    ),
    "a-relation-from-elsewhere": lambda small: small.idea("stew", "Stew", extends=["soup-night"], tags=["soup"]),
    "an-alias": lambda small: small.idea("soup-night", aliases=["soup"]),
    "a-fault": lambda small: small.write({"proposals/ideas/stew.md": "---\ntitle: Stew: hot\n---\n"}),
    "a-link-that-leads-somewhere-now": lambda small: small.idea("later", "Later"),
    "a-file-gone": lambda small: (small.root / "proposals/ideas/stew.md").unlink(),
    "ballots": lambda small: small.write(
        {"content/ledger/manifest.json": MANIFEST, "content/ledger/ballots/soup-night.jsonl": BALLOT}
    ),
    "the-charter": lambda small: small.write(
        {"potluck.yml": (small.root / "potluck.yml").read_text().replace("name: Idea", "name: Wish")}
    ),
    "an-editorial-page": lambda small: small.write({"content/how-it-works.md": "# How\n\nOtherwise.\n"}),
}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[Small, Repository]:
    """A community whose proposals know each other, built twice: both trees are there."""
    small = Small(tmp_path_factory.mktemp("increment") / "table")
    body = "## Problem\n\nSee [later](later.md) and [stew](stew.md).\n\n## Solution\n\nSoup.\n"
    small.idea("soup-night", tags=["soup"], body=body)
    small.idea("stew", "Stew", tags=["soup"], needs=["A ladle"])
    small.story("rain", answers=["soup-night"], authors=["lee-sample"])
    repository = Repository(small.root)
    repository.commit({".gitignore": "site/\n"}, "A start", by="ana-sample", at=NOON)
    small.build()
    small.build()
    return small, repository


@pytest.mark.parametrize("edit", [pytest.param(edit, id=name) for name, edit in EDITS.items()])
def test_a_build_after_a_change_equals_a_first_build(
    table: tuple[Small, Repository], edit: Callable[[Small], None], tmp_path: Path
):
    """Each change comes on top of those before it; the way there does not show in the result."""
    small, repository = table
    edit(small)
    repository.commit({}, "A change", by="lee-sample")
    small.build()
    first = tmp_path / "first"
    shutil.copytree(small.root, first, ignore=shutil.ignore_patterns("public", ".public-next"))
    with cache_at(tmp_path / "cache"):
        pipeline.build(first, NOON)
    expected, found = files_in(first / "site" / "public"), small.files()
    assert found.keys() == expected.keys()
    assert [place for place in expected if expected[place] != found[place]] == []
    assert os.listdir(small.root / "site") != []


def test_the_example_proposal_is_one_that_passes():
    """The edits above start from something valid, so that each shows its own effect."""
    assert proposal().startswith("---\ntitle: Soup night\n")
