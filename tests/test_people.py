"""People, and what they come to by helping others: never by volume, and nobody's place among the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.community import CHARTER, Small
from tests.support.pages import by_class, elements, faults, parse, text_of

NEIGHBOUR, HAND, TESTER, FINISHER = "Good neighbour", "Helping hand", "Tester", "Saw it through"


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "table")


def roles(small: Small, login: str) -> list[str]:
    """The roles on somebody's page."""
    found = by_class(parse(small.page(f"people/{login}")), "pl-roles")
    return [text_of(one) for each in found for one in elements(each) if one.tag == "b"]


def credit(login: str, role: str = "cut the onions") -> dict[str, str]:
    """A line of a proposal's credits."""
    return {"login": login, "role": role}


def test_who_helps_somebody_is_a_helping_hand(small: Small) -> None:
    """Once, or ten times with what one person brought: it is one person helped."""
    for number in range(10):
        small.idea(f"pot-{number}", f"Pot {number}", authors=["ana-sample"], credits=[credit("bo-sample")])
    small.build()
    assert roles(small, "bo-sample") == [HAND]
    assert roles(small, "ana-sample") == []
    assert "helped 1 person" in small.page("people/bo-sample")
    assert "1 person helped here" in small.page("people/ana-sample")


def test_who_helps_three_people_is_a_good_neighbour(small: Small) -> None:
    """Two are not enough, and authors of one idea are as many as they are."""
    small.idea("a", "Pot", authors=["ana-sample", "lee-sample"], credits=[credit("bo-sample"), credit("cy-sample")])
    small.idea("b", "Pan", authors=["dan-sample"], credits=[credit("bo-sample")])
    small.build()
    assert roles(small, "bo-sample") == [NEIGHBOUR]
    assert roles(small, "cy-sample") == [HAND]


def test_for_oneself_nothing_counts(small: Small) -> None:
    """Neither what one brought, however much, nor one's own name among its credits."""
    for number in range(12):
        small.idea(f"pot-{number}", f"Pot {number}", credits=[credit("ana-sample")], stage="launched")
    small.build()
    assert roles(small, "ana-sample") == []


def test_who_sees_it_through(small: Small) -> None:
    """What they helped others with came to be: on the page of roles it is told so."""
    small.idea("a", "Pot", authors=["ana-sample"], stage="launched", credits=[credit("bo-sample")])
    small.build()
    assert roles(small, "bo-sample") == [HAND, FINISHER]


def test_who_tries_what_others_told(small: Small) -> None:
    """The word of a listed verifier counts; nobody else's, and not about one's own."""
    proof = {"by": "wen-sample", "date": "2026-05-20", "how": "Cooked it twice.", "found": "It burned once."}
    small.story("a", "The stew", verification=proof)
    small.story("b", "The soup", verification=proof | {"by": "bo-sample"}, credits=[credit("bo-sample")])
    small.story("c", "The roast", authors=["wen-sample"], verification=proof)
    small.build()
    assert roles(small, "wen-sample") == [HAND, TESTER]
    assert TESTER not in roles(small, "bo-sample")
    page = parse(small.page("people/wen-sample"))
    headings = [text_of(one) for one in elements(page) if one.tag in ("h2", "h3")]
    assert headings == ["Brought", "The roast", "Tried", "The stew"]


def test_the_index_names_roles_and_no_number(small: Small) -> None:
    """Nobody is told how much anybody brought; the figures are of all together, and add up to all."""
    small.idea("a", "Pot", authors=["ana-sample"], credits=[credit("bo-sample")])
    small.idea("b", "Pan", authors=["bo-sample"], credits=[credit("cy-sample")])
    small.build()
    html = small.page("people")
    assert faults(html) == []
    page = parse(html)
    (index,) = by_class(page, "pl-index-people")
    people = [" ".join(text_of(one).split()) for one in elements(index) if one.tag == "li"]
    assert people == [
        "Aana-sample", "Bbo-sampleHelping hand", "Ccy-sampleHelping hand",
        "Mmara-samplefacilitator", "Wwen-sampleverifier",
    ]  # fmt: skip
    shares = [" ".join(text_of(one).split()) for one in elements(by_class(page, "pl-shares")[0]) if one.tag == "li"]
    assert shares == [
        "helped others, and others helped them 1 person",
        "helped others 1 person",
        "were helped with what they brought 1 person",
        "neither yet: a hand would be welcome 2 people",
    ]


def test_the_formula_stands_where_the_roles_are(small: Small) -> None:
    """Each role with what one does to come to it, on the site and in the handbook, in the same words."""
    small.idea("a", "Pot")
    small.build()
    handbook = " ".join((Path(__file__).parents[1] / "content/docs/looking.md").read_text("utf-8").split())
    page = parse(small.page("people"))
    lines = [text_of(one) for one in elements(by_class(page, "pl-formulas")[0]) if one.tag in ("dt", "dd")]
    assert lines[::2] == [NEIGHBOUR, HAND, TESTER, FINISHER]
    for name, means in zip(lines[::2], lines[1::2], strict=True):
        assert f"**{name}**: {means}" in handbook


def test_more_than_the_login_is_for_those_who_asked(tmp_path: Path) -> None:
    """A name and a sentence stand in the charter, and nowhere else."""
    people = "people: {ana-sample: {name: Ana, about: Cooks <b>only</b> at night.}}\n"
    small = Small(tmp_path / "table", charter=CHARTER + people)
    small.idea("a", "Pot", authors=["ana-sample", "bo-sample"])
    small.build()
    assert "Cooks &lt;b&gt;only&lt;/b&gt; at night." in small.page("people/ana-sample")
    words = text_of(by_class(parse(small.page("people/bo-sample")), "pl-head")[0])
    assert " ".join(words.split()) == "At the table bo-sample Follow this in a feed reader"
