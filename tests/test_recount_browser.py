"""The button on a proposal's page counts its ballots anew, in a real browser, and gets Potluck's numbers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.browsing import Visit, serving
from tests.support.cases import Case, case
from tests.support.pages import by_class, elements, parse, text_of

from potluck.mechanisms.lines import lines_of
from potluck.mechanisms.votes import bar_of
from potluck.mechanisms.voting import milestones_of
from potluck.model import Timeline
from potluck.paths import TEMPLATES
from potluck.tally import divided, score_of, spread_of, trend_of
from potluck.tally.score import _halvings
from potluck.views.numbers import numbers_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RECOUNT = TEMPLATES.parent / "assets" / "potluck" / "recount"
BUTTON = "Recount these votes in your browser"
COUNT = """async ([below, slugs]) => {
  await plRecount.load();
  const one = async (slug) => {
    const { tally, lines, unread } = await plRecount.countAnew(slug, (place) => plFind.read(`${below}${place}`));
    return { tally, lines: Object.fromEntries(lines), unread };
  };
  return Object.fromEntries(await Promise.all(slugs.map(async (slug) => [slug, await one(slug)])));
}"""


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visit]:
    """A reader at a desk."""
    visit = Visit(browser, base)
    yield visit
    visit.close()


def counted_by(page: Page, slugs: list[str], below: str = "") -> dict[str, Any]:
    """What the browser counts for each of the proposals of the site, or of one *below* it."""
    found: dict[str, Any] = page.evaluate(COUNT, [below, slugs])
    return found


def test_every_proposal_of_the_sample_comes_out_as_it_is_published_and_printed(visit: Visit, sample: Path) -> None:
    """SEC-084: each number of the API, and each line of the page to the last digit."""
    site = sample / "site" / "public"
    listed = json.loads((site / "api/v1/proposals.json").read_bytes())["proposals"]
    slugs = [one["slug"] for one in listed]
    assert len(slugs) > 30
    found = counted_by(visit.go("ideas/soup-night/"), slugs)
    for one in listed:
        whole = json.loads((site / f"api/v1/proposals/{one['slug']}.json").read_bytes())
        tally = found[one["slug"]]["tally"]
        assert {name: tally[name] for name in whole["tally"]} == whole["tally"], one["slug"]
        names = ("score", "spread", "divided", "trending")
        assert {name: tally[name] for name in names} == {name: one[name] for name in names}
        page = parse((site / f"{one['url'].split('example/')[1]}index.html").read_text("utf-8"))
        printed = {
            row.get("data-pl-line", ""): text_of(list(row)[1]) for row in elements(page) if row.get("data-pl-line")
        }
        assert found[one["slug"]]["lines"] == printed, one["slug"]


CASES = range(60)


@pytest.fixture(scope="module")
def cases() -> dict[int, Case]:
    """Generated communities, by seed."""
    return {seed: case(seed) for seed in CASES}


@pytest.fixture(scope="module")
def made(cases: dict[int, Case], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where their sites are served, a folder each."""
    folder = tmp_path_factory.mktemp("cases")
    names = ("words/words", "find/box", "recount/button")
    scripts = "".join(f"<script src='assets/potluck/{name}.js'></script>" for name in names)
    page = "<!doctype html><title>Cases</title><link rel='icon' href='data:,'><dialog data-pl-find='dialog'></dialog>"
    (folder / "index.html").write_text(page + scripts, "utf-8")
    shutil.copytree(RECOUNT.parent, folder / "assets" / "potluck")
    for seed, one in cases.items():
        for place, content in one.files.items():
            (folder / str(seed) / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / str(seed) / place).write_bytes(content)
    with serving(folder) as base:
        yield base


def test_whatever_keeps_a_voice_from_counting_does_so_in_both(
    browser: Browser, made: str, cases: dict[int, Case]
) -> None:
    """SEC-080, SEC-081, SEC-082: Python's tally and the browser's of the same generated files, to the last digit."""
    visit = Visit(browser, made)
    page = visit.go("index.html")
    seen: set[str] = set()
    for seed, one in cases.items():
        community = one.community
        found = counted_by(page, list(community.proposals), f"{seed}/")
        for slug, proposal in community.proposals.items():
            tally, charter = community.count(proposal).tally, community.charter
            expected = json.loads(one.files[f"api/v1/proposals/{slug}.json"])["tally"] | {
                "score": score_of(tally, charter),
                "spread": spread_of(tally),
                "divided": divided(tally.support, tally.opposition),
                "trending": trend_of(community.count(proposal).supported_at, charter, community.clock),
            }
            here = found[slug]["tally"]
            assert {name: here[name] for name in expected} == expected, (seed, slug)
            rules, days = community.settings("idea", "votes"), community.days_reached(proposal)
            milestones = tuple(milestones_of(rules, Timeline(), None, days))
            groups = lines_of(tally, bar_of(tally), charter, numbers_of(tally, charter), milestones)
            printed = {line.key: line.printed for _, lines in groups for line in lines}
            assert found[slug]["lines"] == printed, (seed, slug)
            sources = community.count(proposal).sources
            seen |= {"reached" if one.reached else "late" if one.is_late else "open" for one in milestones}
            seen |= {*tally.excluded, *tally.meanings, *(["merged"] if len(sources) > 2 else [])}
            seen |= {name for name, is_so in {"unread": found[slug]["unread"], "points": tally.scores}.items() if is_so}
    assert visit.complaints == []
    visit.close()
    reasons = {"blocked", "a machine", "brought this proposal", "reacted while voting was not open"}
    reasons |= {"an account that was too new", "an account that was deleted"}
    assert seen == reasons | {"for", "would-use", "against", "unsure", "watching", "merged", "unread", "points"} | {
        "reached",
        "late",
        "open",
    }


def test_numbers_are_rounded_as_python_rounds(browser: Browser, made: str) -> None:
    """Of two that are as near the even one; `toFixed` alone takes the larger."""
    values = [k / 128 for k in range(0, 700, 7)] + [k / 8 for k in range(41)] + [12.5, 0.1, 2.675, 1 / 3, 99.5, 0.5]
    visit = Visit(browser, made)
    script = """async (values) => {
      await plRecount.load();
      return values.map((value) => [0, 1, 2, 6].map((digits) => plRecount.fixed(value, digits)));
    }"""
    found = visit.go("index.html").evaluate(script, values)
    assert found == [[f"{value:.{digits}f}" for digits in (0, 1, 2, 6)] for value in values]
    visit.close()


def test_a_voice_weighs_the_same_to_the_last_bit_in_both(browser: Browser, made: str) -> None:
    """SEC-084: ½ to the power of the age, of all ages and half-lives: Python's decimals, and the browser's integers."""
    lives = [1, 2, 3, 7, 10, 14, 21, 30, 90, 365, 3_650, 36_500]
    visit = Visit(browser, made)
    script = """async (lives) => {
      await plRecount.load();
      const table = (life, shift) =>
        Array.from({ length: 256 }, (_, byte) => plRecount.halvings(life)(BigInt(byte) << shift));
      return lives.map((life) => [0n, 8n, 16n, 24n].map((shift) => table(life, shift)));
    }"""
    found = visit.go("index.html").evaluate(script, lives)
    for life, tables in zip(lives, found, strict=True):
        for here, there in zip(tables, _halvings(life), strict=True):  # what is next to nothing has fewer bits
            assert [one for one in here if one > 1e-300] == [one for one in there if one > 1e-300]
    visit.close()


def test_what_the_browser_reads_keeps_to_its_published_schema(cases: dict[int, Case], sample: Path) -> None:
    """`api/v1/rules.json` and every proposal's file, of the sample and of the generated communities."""
    site = sample / "site" / "public"
    real = {path.relative_to(site).as_posix(): path.read_bytes() for path in (site / "api/v1").rglob("*.json")}
    for files in (real, *(one.files for one in list(cases.values())[:10])):
        for name, places in {
            "rules": ["api/v1/rules.json"],
            "proposal": [place for place in files if place.startswith("api/v1/proposals/")],
        }.items():
            schema = jsonschema_rs.validator_for(json.loads(files[f"api/v1/schema/{name}.json"]))
            for place in places:
                assert [error.message for error in schema.iter_errors(json.loads(files[place]))] == []


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_key_counts_and_the_page_says_what_came_of_it(browser: Browser, base: str, light: str, width: int) -> None:
    """SEC-052: by keyboard, on a telephone and at a desk, by day and by night, within the page's policy."""
    visit = Visit(browser, base, width=width, is_dark=light == "dark")
    page = visit.go("ideas/no-meat-at-lunch/")
    if width == 390:  # the card is short on a telephone: what is more is a press away
        page.locator(".pl-votes-more > summary").press("Enter")
    page.get_by_role("button", name=BUTTON).focus()
    page.keyboard.press("Enter")
    page.get_by_text("numbers are as published").wait_for()
    assert (
        "Counted here from 54 ballots in 1 file, taken 2026-11-20 20:00:00 UTC."
        in page.locator("[data-pl-recount-says]").inner_text()
    )
    assert page.get_by_role("columnheader", name="counted here").is_visible()
    assert page.get_by_role("img", name="differs").count() == 0
    printed = page.locator("[data-pl-line]").count()
    assert page.get_by_role("img", name="the same").count() == printed + 1  # the trend, which no page prints
    assert page.get_by_role("row", name="trending, in proposals.json").count() == 1
    page.keyboard.press("Enter")  # once more: the same, and not twice
    expect(page.get_by_role("columnheader", name="counted here")).to_have_count(1)
    page.get_by_text("numbers are as published").wait_for()
    assert visit.axe() == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert visit.complaints == []
    visit.close()


def test_duplicates_that_were_brought_together_are_counted_as_one(visit: Visit) -> None:
    """And the page links to the files of both."""
    page = visit.go("ideas/regulars-cook-one-night/")
    links = ["regulars-cook-one-night.jsonl", "guest-chef-mondays.jsonl", "How to recount them"]
    assert page.locator(".pl-recount a").all_inner_texts() == links
    assert "guest-chef-mondays.jsonl (brought together here)" in page.locator(".pl-recount").inner_text()
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_text("from 54 ballots in 2 files").wait_for()
    assert page.get_by_role("img", name="differs").count() == 0


def test_noes_that_somebody_took_away_are_told_line_by_line(browser: Browser, sample: Path, tmp_path: Path) -> None:
    """The page as it was printed, with other ballots below it."""
    site = tmp_path / "site"
    shutil.copytree(sample / "site" / "public", site)
    path = site / "ledger/ballots/no-meat-at-lunch.jsonl"
    before = path.read_text("utf-8").splitlines(keepends=True)
    path.unlink()  # it may be one file with the sample's
    path.write_text("".join(line for line in before if '"-1"' not in line), "utf-8")
    with serving(site) as base:
        visit = Visit(browser, base)
        page = visit.go("ideas/no-meat-at-lunch/")
        page.get_by_role("button", name=BUTTON).click()
        page.get_by_text("not as published: see ✕ in the table.").wait_for()
        row = page.locator('[data-pl-line="against"]')
        assert row.inner_text().split("\t")[2].startswith("0")
        assert row.get_by_role("img", name="differs").is_visible()
        assert page.locator('[data-pl-line="unsure"]').get_by_role("img", name="the same").is_visible()
        page.locator('[data-pl-line="clicked -1"]').get_by_text("nothing").wait_for()
        path.unlink()
        page.get_by_role("button", name=BUTTON).click()
        page.get_by_text(
            "It could not be counted here: ledger/ballots/no-meat-at-lunch.jsonl is not there (404)."
        ).wait_for()
        assert page.get_by_role("columnheader", name="counted here").count() == 0
        visit.close()


def test_nothing_that_counts_is_loaded_before_it_is_asked_for(visit: Visit) -> None:
    """The button itself weighs less than 700 bytes."""
    loaded: list[str] = []
    visit.page.on("request", lambda request: loaded.append(request.url))
    page = visit.go("ideas/soup-night/")
    page.get_by_role("button", name=BUTTON).wait_for()
    assert [url for url in loaded if "/recount/" in url or "/api/" in url or "/ledger/" in url] == [
        f"{visit.base}assets/potluck/recount/button.js"
    ]
    assert (RECOUNT / "button.js").stat().st_size < 700


def test_without_a_script_the_ballots_and_the_way_are_linked(browser: Browser, base: str) -> None:
    """And there is no button that does nothing."""
    visit = Visit(browser, base, scripts=False)
    page = visit.go("ideas/soup-night/")
    assert page.get_by_role("button", name=BUTTON).count() == 0
    page.get_by_role("link", name="How to recount them").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Recount the votes"
    page.go_back()
    assert page.get_by_role("link", name="soup-night.jsonl").is_visible()
    visit.close()


def test_a_page_of_votes_that_nobody_cast_has_nothing_to_recount(sample: Path) -> None:
    """No button, and no link to a file that is not there."""
    site = sample / "site" / "public"
    silent = [
        place
        for place in (site / "ideas").glob("*/index.html")
        if "Nobody has said anything yet" in place.read_text("utf-8")
    ]
    assert all(not by_class(parse(place.read_text("utf-8")), "pl-recount") for place in silent)
