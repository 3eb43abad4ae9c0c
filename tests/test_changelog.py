"""What came to be, whose idea it was, and who helped; and every decision with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.community import Small, proposal
from tests.support.pages import by_class, elements, faults, parse, text_of
from tests.support.repository import MONDAY, Repository

from potluck.views import changelog, decisions


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "table")


def decision(on: str = "2026-05-20", reason: str = "cheap-to-try", says: str = "Let us try it.") -> dict[str, str]:
    """A decision by the one facilitator."""
    return {"by": "mara-sample", "date": on, "reason": reason, "says": says}


def words(element: object) -> str:
    """What is read, in one line."""
    return " ".join(text_of(element).split())  # type: ignore[arg-type]


def test_what_came_to_be_names_everybody_who_had_a_hand_in_it(small: Small) -> None:
    """By role: who brought it, who helped and with what, who decided; with the decision's own words."""
    helped = [{"login": "bo-sample", "role": "cut the onions"}, {"login": "cy-sample", "role": "cut the onions"}]
    small.idea("soup", "Soup night", stage="launched", credits=helped, decision=decision())
    small.idea("stew", "Stew night")
    small.idea("roast", "Roast night", stage="declined", decision=decision(reason="too-few-hands"))
    small.build()
    assert faults(small.page("changelog")) == []
    (entry,) = by_class(parse(small.page("changelog")), "pl-shipped")
    assert words(next(iter(entry))) == "Soup night Let us try it. Launched20 May 2026"
    (thanks,) = by_class(entry, "pl-thanks")
    said = {words(next(iter(one))): words(list(one)[1]) for one in thanks}
    assert said == {
        "brought it": "ana-sample",
        "cut the onions": "bo-sample and cy-sample",
        "decided it": "mara-sample",
    }


def test_the_day_is_that_on_which_it_first_came_to_be(small: Small) -> None:
    """As git saw it: a later change moves nothing; the newest month stands first."""
    path = "proposals/ideas/soup.md"
    repository = Repository(small.root)
    repository.commit({path: proposal(created=None)}, at=MONDAY)
    repository.commit({path: proposal(created=None, stage="launched", decision=decision())}, at=MONDAY.replace(month=2))
    repository.commit({path: proposal("Soup for all", created=None, stage="launched", decision=decision())},
                      at=MONDAY.replace(month=4))  # fmt: skip
    small.idea("stew", "Stew night", stage="launched", created="2026-04-01", decision=decision("2026-04-03"))
    repository.commit({}, at=MONDAY.replace(month=5))
    small.build()
    page = parse(small.page("changelog"))
    months = [text_of(one) for one in elements(page) if one.tag == "h2"]
    assert months[-1] == "February 2026"
    assert len(months) == 2


def test_nothing_that_went_back_is_on_it(small: Small) -> None:
    """What was launched and is declined now came to be, and is no more."""
    path = "proposals/ideas/soup.md"
    repository = Repository(small.root)
    repository.commit({path: proposal(stage="launched", decision=decision())})
    repository.commit({path: proposal(stage="declined", decision=decision(reason="too-few-hands"))})
    small.build()
    assert not by_class(parse(small.page("changelog")), "pl-shipped")


def test_long_lists_go_on_on_other_pages(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left out, and no page grows without an end."""
    monkeypatch.setattr(changelog, "ROWS", 2)
    monkeypatch.setattr(decisions, "ROWS", 2)
    for number in range(5):
        small.idea(f"pot-{number}", f"Pot {number}", stage="launched", decision=decision(f"2026-05-2{number}"))
    small.build()
    for place in ("changelog", "decisions"):
        pages = [small.page(place), small.page(f"lists/{place}-2"), small.page(f"lists/{place}-3")]
        found = [[text_of(one) for one in by_class(parse(page), "pl-row-title")] for page in pages]
        assert found == [["Pot 4", "Pot 3"], ["Pot 2", "Pot 1"], ["Pot 0"]]
        assert [faults(page) for page in pages] == [[], [], []]


def test_decisions_say_what_they_came_down_to(small: Small) -> None:
    """Yes and no, and how often each reason was given; then every one of them."""
    small.idea("a", "Soup night", stage="launched", decision=decision("2026-05-20"))
    small.idea("b", "Stew night", stage="launched", decision=decision("2026-05-21"))
    small.idea("c", "Roast night", stage="declined", decision=decision("2026-05-22", "too-few-hands"))
    small.build()
    (reasons,) = by_class(parse(small.page("decisions")), "pl-reasons")
    assert text_of(next(one for one in elements(reasons) if one.tag == "h2")) == "2 yes, 1 no"
    assert [words(one) for one in elements(reasons) if one.tag == "li"] == [
        "It costs little to find out. 2 times yes",
        "Nobody could look after it. 1 times no",
    ]
