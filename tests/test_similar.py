"""How alike two texts are: measured on pairs that people labelled, and told with its reason."""

from __future__ import annotations

import json
import os
import re
import tarfile
from functools import cache
from math import log, sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.changes import compare, said_of, table
from tests.support.commands import potluck
from tests.support.community import ROOT, copy_sample
from tests.support.examples import cases_charter, cases_readers

from potluck.diagnostics import About, neutral
from potluck.diagnostics.markdown import comment
from potluck.load import read_document, split
from potluck.meaning import version_of
from potluck.similar import SUMMARY, TITLE, Index, Text
from potluck.texts import text_of
from potluck.yamltree import read_tree

LABELS = Path(__file__).parent / "similar"
DOCS = (ROOT / "content" / "docs" / "similar.md").read_text("utf-8")
POT = Text("pot", "A pot of soup", body="Soup for everybody, from one pot.")
OVEN = Text("oven", "Bread from the oven", body="The oven is hot until midnight.")
KNIFE = Text("knife", "Sharp knives", body="Whetstones, and water in a bucket.")
TABLE = Index([POT, OVEN, KNIFE])


def words_of(raw: str, name: str, *, summary: str) -> Text:
    """A proposal's text, whatever repository it comes from."""
    parts = split(raw)
    tree = read_tree(parts.fields or "", first_line=2)[0]
    fields = {one.name: getattr(one.value, "text", "") for one in tree.fields}
    return Text(
        name, fields.get("title", ""), fields.get(summary, ""), re.sub(r"```.*?```", " ", parts.body, flags=re.S)
    )


@cache
def sample() -> tuple[Text, ...]:
    """The proposals of Open Kitchen."""
    paths = sorted((ROOT / "proposals").glob("**/*.md"))
    names = [path.parent.name if path.stem == "index" else path.stem for path in paths]
    return tuple(
        words_of(path.read_text("utf-8"), name, summary="summary") for path, name in zip(paths, names, strict=True)
    )


def lines_of(file: str) -> list[str]:
    """What is labelled, without remarks."""
    return [line for line in (LABELS / file).read_text("utf-8").splitlines() if line and line[0] != "#"]


def recall(pairs: list[tuple[Text, str]], texts: tuple[Text, ...]) -> tuple[int, int]:
    """In how many of *pairs* the one that was meant is among the first five, and of how many."""
    index = Index(texts)
    found = [wanted in [one.name for one in index.near(text, 5, without={text.name})] for text, wanted in pairs]
    return sum(found), len(found)


def stated(what: str) -> tuple[int, int]:
    """The recall that the handbook states for *what*."""
    found = re.search(rf"^\| {re.escape(what)} \|.*\| (\d+) of (\d+) \|", DOCS, re.MULTILINE)
    assert found, f"the handbook states no recall for {what}"
    return int(found[1]), int(found[2])


# --- Measured --------------------------------------------------------------------------------------------------------


def test_recall_among_whole_texts_is_as_stated() -> None:
    """Twelve pairs of the sample that belong together."""
    by_name = {text.name: text for text in sample()}
    pairs = [
        (by_name[first], second)
        for first, second in (line.split() for line in lines_of("open-kitchen.txt") if ":" not in line)
    ]
    assert recall(pairs, sample()) == stated("Open Kitchen: a proposal by another's text")


def test_recall_of_what_somebody_types_is_as_stated() -> None:
    """Twenty-one titles that somebody might type who has not read what is there; once by whole texts, once by titles
    and summaries, which are all that the submit page has."""
    titles = [line.split(": ", 1) for line in lines_of("open-kitchen.txt") if ":" in line]
    pairs = [(Text("", title), wanted) for wanted, title in titles]
    assert recall(pairs, sample()) == stated("Open Kitchen: a proposal by a title somebody types")
    short = tuple(Text(one.name, one.title, one.summary) for one in sample())
    assert recall(pairs, short) == stated("the same, on the submit page")


ARCHIVES = sorted(Path(os.environ["POTLUCK_CORPORA"]).glob("**/eips.tar.gz")) if "POTLUCK_CORPORA" in os.environ else []


@pytest.mark.engine
@pytest.mark.skipif(not ARCHIVES, reason="POTLUCK_CORPORA names no folder with eips.tar.gz")
def test_recall_among_the_eips_is_as_stated() -> None:
    """Forty-three pairs of a proposal and the one that superseded it, among 949."""
    with tarfile.open(ARCHIVES[0]) as archive:
        raws = {
            Path(member.name).stem.removeprefix("eip-"): archive.extractfile(member).read().decode("utf-8", "replace")  # type: ignore[union-attr]
            for member in archive
            if member.isfile() and member.name.endswith(".md")
        }
    texts = tuple(words_of(raw, name, summary="description") for name, raw in raws.items())
    by_name = {text.name: text for text in texts}
    pairs = [(by_name[old], new) for old, new, _ in map(str.split, lines_of("eips.txt"))]
    assert recall(pairs, texts) == stated("EIPs: the successor by its predecessor's text")


# --- The number ------------------------------------------------------------------------------------------------------


def test_the_number_is_the_one_that_the_handbook_tells() -> None:
    """By hand, for two texts of a word each that share one of two."""
    index = Index([Text("first", "", body="barley soup"), Text("second", "", body="barley bread")])

    def weight(having: int) -> float:
        return log(1 + (2 - having + 0.5) / (having + 0.5)) * 2.2 / (1 + 1.2)

    shared, own = weight(2), weight(1)
    (found,) = index.near(Text("", "", body="barley soup"), 1, without={"first"})
    assert found.share == pytest.approx(shared**2 / (sqrt(shared**2 + own**2) ** 2), abs=1e-4)
    assert found.words == ("barley",)


def test_the_same_text_is_wholly_alike_and_another_not_at_all() -> None:
    """1 and 0 are the ends; with nothing shared nothing is named."""
    (found,) = TABLE.near(POT, 5, without={"oven"})
    assert (found.name, found.share) == ("pot", 1.0)
    assert TABLE.near(Text("", "Accordion"), 5) == ()
    assert TABLE.near(Text("", "…"), 5) == ()
    assert Index([]).near(POT, 5) == ()


def test_likeness_is_mutual() -> None:
    """From either side the number is the same."""
    index = Index(sample())
    by_name = {text.name: text for text in sample()}
    for first in sample()[:6]:
        for found in index.near(first, 3, without={first.name}):
            back = {one.name: one.share for one in index.near(by_name[found.name], 40)}
            assert back[first.name] == pytest.approx(found.share, abs=2e-4)


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        pytest.param("SOUPS", "pot", id="capitals-and-plural"),
        pytest.param("ovens", "oven", id="the-first-letters-count"),
        pytest.param("sóup", "pot", id="accents"),
        pytest.param("Whetstone", "knife", id="a-word-of-the-text"),
    ],
)
def test_a_word_is_found_however_it_is_written(text: str, finds: str) -> None:
    """Capitals, accents and endings make no other word."""
    assert [one.name for one in TABLE.near(Text("", text), 1)] == [finds]


def test_writing_without_blanks_is_compared_too() -> None:
    """Chinese and Japanese by each two signs, Arabic and Russian by words; the reason is told in the same signs."""
    index = Index(
        [Text("noodles", "手拉面课"), Text("rice", "米饭之夜"), Text("soup", "Вечер супа"), Text("bread", "خبز الصاج")]
    )
    assert [(one.name, one.words) for one in index.near(Text("", "我想学拉面"), 2)] == [("noodles", ("拉面",))]
    assert [one.name for one in index.near(Text("", "Горячий суп, супа!"), 2)] == ["soup"]
    assert [one.name for one in index.near(Text("", "خبز"), 2)] == ["bread"]


def test_grammar_alone_makes_nobody_alike() -> None:
    """Two Spanish texts among many English ones share `de` and `que`: that is not enough to be named."""
    index = Index(sample())
    herbs = next(text for text in sample() if text.name == "hierbas-de-balcon")
    assert index.near(herbs, 1, least=0.2, without={herbs.name}) == ()


def test_headings_that_everybody_has_make_nobody_alike() -> None:
    """`Problem` and `Solution` stand in every idea, because the charter asks for them."""
    charter, raw = (
        cases_charter(),
        b"---\ntitle: Soup\nkind: idea\n---\n\n## Problem\n\nRain.\n\n## My pot\n\nIs large.\n",
    )
    document = read_document(raw, "proposals/ideas/soup.md", "soup", "ideas", charter.limits)
    proposal = version_of(document, charter, cases_readers()).proposal
    assert proposal is not None
    assert text_of(proposal, document, charter).body.split() == ["Rain.", "##", "My", "pot", "Is", "large."]


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=60)), min_size=1, max_size=6))
def test_any_text_has_a_number_between_0_and_1(texts: list[tuple[str, str]]) -> None:
    """Whatever people write; and itself is among the likest."""
    index = Index(Text(str(place), title, body=body) for place, (title, body) in enumerate(texts))
    for place, (title, body) in enumerate(texts):
        found = index.near(Text("", title, body=body), 10)
        assert all(0 <= one.share <= 1 for one in found)
        assert not found or str(place) in {one.name for one in found if one.share >= found[0].share - 1e-4}


def test_the_handbook_tells_the_weights() -> None:
    """Of title and summary, beside the text's."""
    assert (TITLE, SUMMARY) == (3, 2)
    assert "Words count three times in the title, twice in the summary, once in the text" in DOCS


# --- The command -----------------------------------------------------------------------------------------------------


def test_a_title_finds_what_is_there() -> None:
    """The likest first, with the words and the way on."""
    ran = potluck("similar", "Grow our own tomatoes", within=ROOT)
    first, second, *rest = ran.out.splitlines()
    assert ran.status == 0
    assert first.endswith("roof-tomatoes: Tomatoes on the flat roof")
    assert second.endswith("both speak of grow, tomatoes, our")
    assert rest[-1].startswith("If it is the same as `Tomatoes on the flat roof`, add your voice there instead.")


def test_a_name_asks_for_that_proposal_and_an_old_name_too() -> None:
    """The whole text is compared, and it is not like itself."""
    ran = potluck("similar", "soup-night", "--most", "1", "--format", "json", within=ROOT)
    told = json.loads(ran.out)
    assert (told["version"], told["slug"]) == (1, "soup-night")
    assert [one["slug"] for one in told["proposals"]] == ["the-wednesday-nobody-came"]
    assert set(told["proposals"][0]) == {"slug", "kind", "stage", "title", "file", "share", "words"}


def test_where_nothing_is_alike_it_says_so(tmp_path: Path) -> None:
    """In one sentence, and all is well."""
    ran = potluck("similar", "xylophone", within=copy_sample(tmp_path / "table").root)
    assert (ran.status, ran.out) == (0, "Nothing on the table is like it.\n")


# --- What a contributor is told --------------------------------------------------------------------------------------

NEW = """# by eve-sample
# proposals/ideas/soup-for-all.md
+---
+title: A soup night for everybody
+kind: idea
+stage: suggested
+authors: [eve-sample]
+created: 2026-06-12
+---
+
+One pot of soup, one long table.
"""


def test_a_new_proposal_is_told_what_it_looks_like_once(tmp_path: Path) -> None:
    """As advice; a change to it later is no new proposal."""
    found = said_of(NEW, tmp_path / "table").diagnostics
    assert [(one.code, str(one.severity)) for one in found] == [("RF341", "warning")]
    repository = table(tmp_path / "later")
    path = "proposals/ideas/soup-night.md"
    text = (repository.root / path).read_text("utf-8")
    repository.commit({path: text + "\nOne pot, two tables.\n"})
    assert [one.code for one in compare(repository.root, "ana-sample")[0].diagnostics] == []


def test_a_first_file_with_a_fault_is_no_more_alike_than_without(tmp_path: Path) -> None:
    """Its words count as everybody's: else those that it has alone weigh nothing, and any evening is like any other."""
    other = NEW.replace("A soup night for everybody", "Bread night, and everybody bakes")
    other = other.replace("One pot of soup, one long table.", "Flour, water, salt, and the oven until midnight.")
    for text in (other, other.replace("stage: suggested", "stage: new").replace("soup-for-all", "bread-night")):
        (tmp_path / "table").mkdir(exist_ok=True)
        found = said_of(text, tmp_path / "table" / str(len(text))).diagnostics
        assert "RF341" not in {one.code for one in found}


def test_the_charter_says_from_where_on(tmp_path: Path) -> None:
    """`least: 1` is never."""
    repository = table(tmp_path / "table")
    repository.git("switch", "--quiet", "main")
    charter = (repository.root / "potluck.yml").read_text("utf-8")
    repository.commit({"potluck.yml": charter + "\nsimilar: {least: 1}\n"})
    repository.git("switch", "--quiet", "theirs")
    repository.git("merge", "--quiet", "main")
    lines = NEW.splitlines()[2:]
    repository.commit({"proposals/ideas/soup-for-all.md": "\n".join(line[1:] for line in lines) + "\n"})
    assert compare(repository.root, "eve-sample")[0].diagnostics == ()


def test_the_comment_links_to_the_page_and_to_nothing_else(tmp_path: Path) -> None:
    """SEC-070: an address below our own site is a link; one that a stranger's `mkdocs.yml` leads elsewhere is text."""
    (found,) = said_of(NEW, tmp_path / "table").diagnostics
    hint = "if it is the same, add your voice there instead: `{}ideas/soup-night/`"
    about = About(site_url="https://small.example/table/")

    def said(site_url: str) -> str:
        return comment([replace(found, hint=hint.format(site_url))], lambda _path, _line: "", about)

    assert "<https://small.example/table/ideas/soup-night/>" in said("https://small.example/table/")
    assert "`https://evil.example/ideas/soup-night/`" in said("https://evil.example/")
    assert neutral.message("`https://small.example/table/?q=<b>`", "https://small.example/table/").startswith("`")
