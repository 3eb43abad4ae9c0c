"""The table that lists are found by: what is in it, that it is small, and that it says the same as the pages."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.bench.generate import Words
from tests.support.community import NOON, ROOT, Small
from tests.support.pages import by_class, elements, parse, text_of
from tests.support.vendored import assert_as_published

from potluck.paths import TEMPLATES
from potluck.views.lists import ROWS

FIND = TEMPLATES.parent / "assets" / "potluck" / "find"
GIVEN = re.compile(rb'plFind\.take\("([^"]+)",(.*)\)\n', re.DOTALL)


def given(script: bytes) -> Any:
    """What a script of data hands over."""
    found = GIVEN.fullmatch(script)
    assert found
    return json.loads(found[2])


def table_of(site: Path) -> Any:
    return given((site / "search" / "table.js").read_bytes())


@pytest.fixture
def found(sample: Path) -> Any:
    """The sample community's table."""
    return table_of(sample / "site" / "public")


def place(table: Any, row: int) -> str:
    """The address of a proposal, as the script makes it."""
    made = re.sub(r"[^a-z0-9]+", "-", table["title"][row].lower()).strip("-")
    kind = table["kinds"][table["stages"][table["stage"][row]][0]]
    return f"{kind[3]}{table['address'][row] or made}/"


def test_every_proposal_stands_in_it_as_the_api_has_it(sample: Path, found: Any) -> None:
    """Title, address, kind, stage, tags, people, days and voices, row by row."""
    api = json.loads((sample / "site/public/api/v1/proposals.json").read_bytes())["proposals"]
    assert [place(found, row) for row in range(len(found["title"]))] == [
        one["url"].removeprefix("https://open-kitchen.example/") for one in api
    ]
    day, created = date.fromisoformat(found["day"]), date.fromisoformat(found["day"])
    for row, one in enumerate(api):
        stage = found["stages"][found["stage"][row]]
        assert (found["title"][row], found["kinds"][stage[0]][0], stage[1]) == (one["title"], one["kind"], one["stage"])
        assert [found["tags"][tag][0] for tag in found["tagged"][row]] == one["tags"]
        assert [found["people"][who][1] for who in found["by"][row]] == [who["login"] for who in one["authors"]]
        assert (found["support"][row], found["against"][row]) == (one["support"], one["opposition"])
        created -= timedelta(days=found["created"][row])
        assert created.isoformat() == one["created"]
        assert (day - timedelta(days=found["changed"][row])).isoformat() == one["changed"]


def test_its_orders_are_those_of_the_api(sample: Path, found: Any) -> None:
    """Trending and divided: numbers that stand in no column, only their order does."""
    api = json.loads((sample / "site/public/api/v1/proposals.json").read_bytes())["proposals"]
    for name, value in {"trending": "trending", "divided": "divided"}.items():
        numbers = [api[row][value] for row in found[name]]
        assert numbers == sorted(numbers, reverse=True)
        assert len(numbers) > 5
        assert 0 not in numbers


def test_every_sentence_lies_at_its_proposals_number(sample: Path, found: Any) -> None:
    site = sample / "site" / "public"
    said = [one for part in found["sentences"] for one in given((site / part).read_bytes())]
    api = json.loads((site / "api/v1/proposals.json").read_bytes())["proposals"]
    assert said == [one["summary"] for one in api]


def test_whoever_asks_for_help_is_marked_until_the_way_has_ended(table: Small) -> None:
    table.idea("hands", "Hands", needs=["two hands"])
    table.idea("done", "Done", needs=["two hands"], stage="launched", decision=None)
    table.build()
    read = table_of(table.site)
    assert [read["title"][row] for row in read["needs"]] == ["Hands"]
    listed = [text_of(one) for one in by_class(parse(table.page("needs/help")), "pl-row-title")]
    assert listed == ["Hands"]


def test_words_of_strangers_stay_words_in_a_script(table: Small) -> None:
    """SEC-047: no text ends the call it stands in, or the element that somebody puts the file in."""
    title = '</script><script>alert(1)</script>"),alert(1)//'
    table.idea("bad", title, summary=title)
    table.build()
    written = table.read("search/table.js")
    assert b"<" not in written
    assert title in table_of(table.site)["title"]


def test_an_address_that_the_title_does_not_give_is_written_down(table: Small) -> None:
    """A name of its own, another language, one that lives on in another."""
    table.idea("other-name", "Quite another title")
    table.idea("khubz", "خبز الصاج", language="ar")
    table.build()
    read = table_of(table.site)
    assert {place(read, row) for row in range(len(read["title"]))} == {
        "ideas/soup-night/",
        "ideas/other-name/",
        "ideas/khubz/",
        "stories/rain/",
    }
    assert read["languages"] == {"ar": [read["title"].index("خبز الصاج")]}


def test_the_same_proposals_give_the_same_bytes_and_others_other_parts(table: Small) -> None:
    """A part is named by what is in it: one that lies in a browser from before fits no other table."""
    table.build()
    before = {place: content for place, content in table.files().items() if place.startswith("search/")}
    table.build()
    assert {place: content for place, content in table.files().items() if place.startswith("search/")} == before
    table.idea("soup-night", "Soup night", summary="Another sentence.")
    table.build()
    after = set(table.files())
    assert len([place for place in set(before) - after if "sentences" in place]) == 1


def test_ten_thousand_proposals_fit_into_three_hundred_kilobytes(tmp_path: Path) -> None:
    """Titles as the bench makes them, and columns at least as varied; packed as hosts pack."""
    from potluck.views.find import FindKind, FindPerson, FindStage, FindTable, script_of

    rng, words = Random(1), Words(Random(2))
    size, people = 10_000, 2_000
    some = [" ".join(words.some(rng.randint(3, 6))).capitalize() for _ in range(size)]
    table = FindTable(
        version=1,
        day=NOON.date(),
        kinds=[FindKind("idea", "Idea", "Ideas", "ideas/", True)],
        stages=[FindStage(0, f"stage-{one}", f"Stage {one}", "open", f"stages/stage-{one}/") for one in range(10)],
        tags=[(f"tag-{one}", f"tags/tag-{one}/") for one in range(40)],
        people=[
            FindPerson(f"guest-{one:04}", f"guest-{one:04}", f"people/guest-{one:04}/", False) for one in range(people)
        ],
        title=some,
        address=[0] * size,
        stage=[rng.randrange(10) for _ in some],
        tagged=[rng.sample(range(40), rng.randint(1, 3)) for _ in some],
        by=[rng.sample(range(people), rng.choice((1, 1, 1, 2))) for _ in some],
        created=[rng.choice((0, 0, 0, 1)) for _ in some],
        changed=[rng.randrange(365) for _ in some],
        support=[int(rng.expovariate(1 / 20)) for _ in some],
        against=[int(rng.expovariate(1 / 5)) for _ in some],
        unsure=[int(rng.expovariate(1 / 3)) for _ in some],
        trending=rng.sample(range(size), size),
        divided=rng.sample(range(size), size // 2),
        needs=sorted(rng.sample(range(size), size // 20)),
        faulty=[],
        languages={},
        part=1_000,
        sentences=[f"search/sentences-{one}-123456789012.js" for one in range(10)],
    )
    assert 100_000 < len(gzip.compress(script_of("search/table.js", table))) < 300_000


def test_a_long_list_goes_on_at_its_own_addresses_for_every_facet(tmp_path: Path) -> None:
    """Without a script: kind, stage, tag, year, help wanted and who brought it, a hundred a page, each reachable."""
    small = Small(tmp_path / "table")
    for number in range(ROWS + 2):
        small.idea(
            f"dish-{number:03}",
            f"Dish {number}",
            "## Problem\n\nx\n\n## Solution\n\ny\n",
            tags=["soup"],
            needs=["hands"],
        )
    small.build()
    firsts = ["ideas", "stages/suggested", "tags/soup", "years/2026", "needs/help", "people/ana-sample"]
    for first in firsts:
        page = parse(small.page(first))
        assert len(by_class(page, "pl-row")) == ROWS, first
        (pager,) = by_class(page, "pl-pager")
        (onward,) = [one for one in elements(pager) if one.get("rel") == "next"]
        second = parse((small.site / first / onward.get("href", "") / "index.html").resolve().read_text("utf-8"))
        assert len(by_class(second, "pl-row")) == 2, first
    nowhere = parse(small.page("search"))
    ways = {one.get("href", "").removeprefix("../") for one in elements(nowhere) if one.tag == "a"}
    assert {"ideas/", "stories/", "tags/", "people/", "board/", "years/2026/", "needs/help/"} <= ways


def test_what_others_wrote_is_as_they_published_it() -> None:
    assert_as_published(FIND / "vendor")


def test_its_scripts_are_light() -> None:
    """Ours pack into 14.3 kB, and only the box is loaded before somebody finds something; MiniSearch into 20 more."""

    def packed(*paths: Path) -> int:
        return sum(len(gzip.compress(path.read_bytes())) for path in paths)

    assert packed(FIND / "box.js") < 2_000
    assert packed(*FIND.glob("*.js")) < 14_300
    assert packed(*(FIND / "vendor").glob("*.js")) < 20_000


def test_the_handbook_tells_every_column() -> None:
    """content/docs/finding.md, in the table's own order."""
    from potluck.views.find import FindTable

    told = (ROOT / "content" / "docs" / "finding.md").read_text("utf-8")
    named = [name for name in re.findall(r"(?m)^\| `(\w+)`", told) if name in FindTable.__struct_fields__]
    assert named == list(FindTable.__struct_fields__)
