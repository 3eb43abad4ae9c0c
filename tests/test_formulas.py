"""Formulas, as GitHub writes them: set when a page is printed, to MathML that can do nothing but show (SEC-051)."""

from __future__ import annotations

import threading

import pytest
from tests.support.community import ROOT
from tests.support.hostile import BODIES, FORMULAS
from tests.support.pages import by_class, dangers, elements, parse_fragment, text_of

from potluck.press.dress import DRAWING
from potluck.press.formulas import LEAST, LONGEST, MOST
from potluck.press.render import render

PATH = "proposals/ideas/soup-night.md"


def rendered(body: str) -> str:
    """A body's HTML, which must come out, with nothing in it that could do more than show."""
    fragment = render(body, PATH, 5)
    assert fragment.failure == ""
    assert dangers(parse_fragment(fragment.html), is_settled=False) == []
    return fragment.html


def shown(body: str) -> list[str]:
    """The words of every formula in *body* that was set."""
    return [text_of(one) for one in by_class(parse_fragment(rendered(body)), "formula")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("$x^2$", "<math><msup><mi>x</mi><mn>2</mn></msup></math>", id="in-a-line"),
        pytest.param("$`x_1`$", "<math><msub><mi>x</mi><mn>1</mn></msub></math>", id="with-githubs-other-signs"),
        pytest.param("$$x$$", '<math display="block"><mi>x</mi></math>', id="by-itself"),
        pytest.param("$$\nx\n$$", '<math display="block"><mi>x</mi></math>', id="by-itself-in-lines-of-its-own"),
        pytest.param("```math\nx\n```", '<math display="block"><mi>x</mi></math>', id="in-a-fence"),
        pytest.param("~~~ Math\nx\n~~~", '<math display="block"><mi>x</mi></math>', id="in-another-fence"),
        pytest.param("$50\\,\\text{g}$", '<mspace width="0.16666667em"></mspace><mtext>g</mtext>', id="with-its-unit"),
        pytest.param("$a<b$", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>", id="signs-of-html"),
        pytest.param("$a_b + c_d$", "<msub><mi>a</mi><mi>b</mi></msub>", id="no-markdown-in-it"),
        pytest.param("$\\text{www.a.example}$", "<mtext>www.a.example</mtext>", id="no-address-in-it"),
        pytest.param("| a |\n|---|\n| $x$ |", "<td><span", id="in-a-table"),
        pytest.param(
            "$$\\begin{align} a &= 1 \\\\ b &= 2 \\end{align}$$",
            '<mtd class="pl-right"><mi>a</mi></mtd><mtd class="pl-left"><mo>=</mo><mn>1</mn></mtd><mtd></mtd></mtr>',
            id="lines-below-each-other-without-numbers",
        ),
    ],
)
def test_what_people_write_on_github_is_set(body: str, expected: str):
    assert expected in rendered(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param("It costs $5 and $10.", "It costs $5 and $10.", id="two-prices"),
        pytest.param("From $5-$10, or $20/$30.", "From $5-$10, or $20/$30.", id="from-to"),
        pytest.param("US$5 and C$6.", "US$5 and C$6.", id="two-currencies"),
        pytest.param(
            "US$5, *once*, and A$6 [there](a.md).", "US$5, once, and A$6 there.", id="markdown-between-prices"
        ),
        pytest.param("é$5 and ß$6", "é$5 and ß$6", id="letters-of-other-languages"),
        pytest.param("5$ and 10$", "5$ and 10$", id="behind-the-number"),
        pytest.param("\\$5 to 6\\$", "$5 to 6$", id="escaped"),
        pytest.param("$ x $ and $", "$ x $ and $", id="with-blanks"),
        pytest.param("`$x$` \\\\(y\\\\)", "$x$ \\(y\\)", id="in-code-and-other-signs"),
        pytest.param("    echo $A $B", "echo $A $B", id="in-a-block-of-code"),
    ],
)
def test_prices_stay_prices(body: str, words: str):
    """REL-030: a letter or a digit touches a sign of money, and no formula."""
    html = rendered(body)
    assert "<math" not in html
    assert text_of(parse_fragment(html)).strip() == words


def test_a_price_keeps_no_formula_beside_it_from_being_set():
    assert shown("US$5 for $n$ pots, C$6 for ($m$), $k$-fold.") == ["n", "m", "k"]


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in FORMULAS.items()])
def test_a_formula_that_is_no_mere_formula_stays_as_it_was_written(source: str):
    """SEC-051: no address, style, class, package, macro or file; nothing too long or too deep; nothing by halves."""
    html = rendered(f"```math\n{source}\n```\n\nThe rest.")
    assert "<math" not in html
    code = [text_of(one) for one in elements(parse_fragment(html)) if one.tag == "code"]
    assert code == [f"$${source}\n$$"]
    assert "(this formula cannot be shown)" in html
    assert "<p>The rest.</p>" in html


@pytest.mark.parametrize("name", ["formulas-as-html", "formulas-by-hand"])
def test_html_in_a_formula_and_formulas_in_html_are_words(name: str):
    """SEC-040, SEC-041: the words of a formula are words, and elements of MathML that people write are none."""
    html = rendered(BODIES[name])
    assert not {"img", "script", "style", "mglyph"} & {
        str(one.tag).split("}")[-1] for one in elements(parse_fragment(html))
    }


def test_the_handbooks_example_is_drawn_and_set():
    told = (ROOT / "content" / "docs" / "proposals.md").read_text("utf-8")
    example = told.partition("````markdown")[2].partition("\n")[2].partition("````")[0]
    html = rendered(example)
    assert html.count(DRAWING) == 1
    assert html.count("<math>") == 2
    assert html.count('<math display="block">') == 1


def test_a_text_has_so_many_formulas_and_the_rest_as_they_were_written():
    """REL-003: what a page becomes is bounded, whatever is in it."""
    one = "a+" * (LONGEST // 2 - 1) + "a"
    html = rendered(f"${one}$\n\n" * (MOST // LONGEST + 5))
    assert html.count("<math>") == MOST // len(one)
    assert html.count("<code>$") == MOST // LONGEST + 5 - MOST // len(one)
    assert rendered("$a$\n" * 3_000).count("<math>") == MOST // LEAST


def test_a_formula_takes_little_of_a_small_stack():
    """REL-003: the reader calls itself for what stands within something, and nobody catches the end of its stack."""
    deepest = [r"\sqrt{" * 149 + "x" + "}" * 149, "{" * 300 + "}" * 300, r"\left(" * 150 + r"\right)" * 150]
    made: list[str] = []
    before = threading.stack_size(2**20)
    try:
        thread = threading.Thread(target=lambda: made.extend(rendered(f"${one}$") for one in deepest))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert len(made) == 3
    assert "<math" in made[0]
