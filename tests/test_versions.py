"""The versions of a proposal side by side: only where its words were changed, and nothing of what was taken down."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.community import Small, proposal
from tests.support.pages import by_class, elements, faults, parse, text_of
from tests.support.repository import Repository

PLACE = "ideas/soup-night/versions.html"
FILE = "proposals/ideas/soup-night.md"
TEXT = "## Problem\n\nIt is cold.\n\n## Solution\n\nSoup at six.\n"


class Kept(Small):
    """A community whose files are committed."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.repository = Repository(root)
        self.repository.commit({}, by="mara-sample")

    def soup(self, body: str = TEXT, by: str = "ana-sample", **fields: object) -> str:
        """Commit a version of the one proposal; the commit's id."""
        title = fields.pop("title", "Soup night")
        return self.repository.commit({FILE: proposal(str(title), body, **fields)}, by=by)

    def has(self, place: str = PLACE) -> bool:
        """Whether there is such a page."""
        return (self.site / place).is_file()


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "table")


def test_both_sides_of_every_change(kept: Kept) -> None:
    """The newest first, each with its day, whoever made it, and the words that went and came."""
    kept.soup()
    kept.soup(TEXT.replace("six", "seven"), summary="Hot.")
    last = kept.soup(TEXT.replace("six", "eight"), by="ben", summary="Hot.")
    kept.build()
    page = parse(kept.page(PLACE))
    assert faults(kept.page(PLACE)) == []
    headings = [text_of(one) for one in elements(page) if one.tag == "h2"]
    assert headings == ["7 January 2026 →to 8 January 2026", "6 January 2026 →to 7 January 2026"]
    marked = [
        (one.tag, text_of(one))
        for one in by_class(page, "pl-sides")
        for one in elements(one)
        if one.tag in ("del", "ins")
    ]
    assert marked == [("del", "seven."), ("ins", "eight."), ("ins", "Hot."), ("del", "six."), ("ins", "seven.")]
    assert text_of(by_class(page, "pl-facts")[0]).strip() == f"ben{last[:7]}"
    history = parse(kept.page("ideas/soup-night"))
    links = [one.get("href") for one in by_class(history, "pl-moments") for one in elements(one) if one.tag == "a"]
    assert f"../../{PLACE}#pl-{last[:12]}" in links
    ids = {one.get("id") for one in elements(page)}
    assert {str(link).partition("#")[2] for link in links if link and PLACE in link} <= ids


@pytest.mark.parametrize(
    "after",
    [
        pytest.param({"stage": "launched"}, id="moved"),
        pytest.param({"tags": ["soup"]}, id="tagged"),
        pytest.param({"body": TEXT.replace("It is", "It\nis")}, id="wrapped"),
    ],
)
def test_a_change_of_no_word_makes_no_page(kept: Kept, after: dict[str, str]) -> None:
    """What happened tells of it all the same; to wrap lines anew is to change the text, and no word of it."""
    kept.soup()
    kept.soup(**after)  # type: ignore[arg-type]
    kept.build()
    if "body" in after:
        assert "Only line ends and blanks were changed." in kept.page(PLACE)
        return
    assert not kept.has()
    assert "side by side" not in kept.page("ideas/soup-night")
    words = "moved it to Launched" if "stage" in after else "changed its details"
    assert words in kept.page("ideas/soup-night")


def test_what_strangers_wrote_is_shown_as_written(kept: Kept) -> None:
    """SEC-040, SEC-028: no HTML of theirs, no address, nothing that turns the writing round."""
    kept.soup(title="<script>alert(1)</script> soup")
    evil = f"{TEXT}\n<img src=x onerror=alert(1)> ask ana@example.org \u202ereversed\n"
    evil += "\n</td></table><script>alert(2)</script>\n"
    kept.soup(evil, title="<b>Soup</b>", by="ben")
    kept.soup(TEXT, title="Soup night")
    kept.build()
    html = kept.page(PLACE)
    article = next(one for one in elements(parse(html)) if one.tag == "article")
    assert not [one for one in elements(article) if one.tag in ("script", "img", "b")]
    assert "ana@example.org" not in html
    assert "\u202e" not in html
    words = text_of(article)
    assert "</td></table><script>alert(2)</script>" in words
    assert "⟨U+202E⟩" in words


def test_of_what_was_taken_down_nothing_is_shown(kept: Kept) -> None:
    """Neither while it is gone, nor from before, once something stands there again."""
    kept.soup("## Problem\n\nA secret.\n\n## Solution\n\nNone.\n")
    kept.soup("## Problem\n\nAnother secret.\n\n## Solution\n\nNone.\n")
    kept.build()
    assert kept.has()
    gone = "---\nkind: idea\ntaken-down: {by: mara-sample, date: 2026-01-08, reason: spam}\n---\n"
    kept.repository.commit({FILE: gone}, by="mara-sample")
    kept.build()
    assert not kept.has()
    kept.soup()
    kept.build()
    assert not kept.has()
    kept.soup(TEXT.replace("six", "seven"))
    kept.build()
    assert "secret" not in kept.page(PLACE)
    assert "seven." in kept.page(PLACE)


def test_a_text_that_git_does_not_have_is_told(kept: Kept) -> None:
    """A clone may lack some; the page says so and the rest of it stands."""
    kept.soup()
    kept.soup(TEXT.replace("six", "seven"))
    kept.soup(TEXT.replace("six", "eight"))
    kept.build()
    first = kept.repository.git("rev-parse", f"HEAD~2:{FILE}")
    (kept.root / ".git" / "objects" / first[:2] / first[2:]).unlink()
    kept.write({"site/theme/potluck/text.html": "{{ body }}"})  # all is printed anew
    kept.build()
    assert "The texts of that time are not in this copy" in kept.page(PLACE)
    assert "eight." in kept.page(PLACE)


def test_an_edit_prints_no_versions_but_its_own(kept: Kept) -> None:
    """Each page depends on the texts that it shows, and on nothing that others do."""
    kept.soup()
    kept.soup(TEXT.replace("six", "seven"))
    kept.idea("stew", "Stew night")
    kept.repository.commit({}, by="ben")
    kept.idea("stew", "Stew night", TEXT)
    kept.repository.commit({}, by="ben")
    kept.build()
    before = (kept.site / PLACE).stat().st_ino
    kept.idea("stew", "Stew night", TEXT.replace("cold", "dark"))
    kept.repository.commit({}, by="ben")
    kept.build()
    assert (kept.site / PLACE).stat().st_ino == before
    assert "dark." in kept.page("ideas/stew/versions.html")


def test_many_pages_are_made_by_many_hands(kept: Kept) -> None:
    """Each process asks a git of its own, and all come to an end."""
    files = {f"proposals/ideas/pot-{n}.md": proposal(f"Pot {n}", TEXT) for n in range(50)}
    kept.repository.commit(files, by="ana-sample")
    kept.repository.commit({path: text.replace("six", "seven") for path, text in files.items()}, by="ana-sample")
    kept.build()
    assert all("seven." in kept.page(f"ideas/pot-{n}/versions.html") for n in range(50))
