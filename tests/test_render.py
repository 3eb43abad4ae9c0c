"""A stranger's Markdown becomes HTML that can neither act, deceive nor reach outside (SEC-040 to SEC-053, REL-003)."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.hostile import BODIES, HONEST, SLOW
from tests.support.pages import by_class, dangers, elements, parse_fragment, text_of

from potluck.press.render import SAFE_EXTENSIONS, Fragment, Renderer
from potluck.press.safe import clean

PATH = "proposals/ideas/soup-night.md"
# What a community might ask for its own pages: what is not safe must not reach proposals by being on there.
ASKED_FOR = (
    *SAFE_EXTENSIONS,
    *("attr_list", "md_in_html", "pymdownx.snippets", "pymdownx.b64", "pymdownx.blocks.html", "pymdownx.emoji"),
    *("pymdownx.inlinehilite", "pymdownx.arithmatex", "macros", "markdown_include.include", "nl2br", "smarty"),
)


# Hypothesis listens to the garbage collector: an alarm that goes off in there is lost, and the next one counts.
SWALLOWED = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(ASKED_FOR)


@pytest.fixture
def rendered(renderer: Renderer):
    """Renders a body, which must come out."""

    def render(body: str) -> Fragment:
        fragment = renderer.render(body, PATH, 5)
        assert fragment.failure == ""
        return fragment

    return render


def tags(html: str) -> list[str]:
    return [str(element.tag) for element in elements(parse_fragment(html))]


def addresses(html: str) -> list[str]:
    return [element.get("href") or element.get("src") or "" for element in elements(parse_fragment(html))]


# --- nothing acts ---


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in BODIES.items()])
def test_nothing_that_acts_or_deceives_comes_out(rendered, body: str):
    """SEC-040 to SEC-043: as a browser parses it, only listed elements, attributes, schemes, ids and classes stand."""
    assert dangers(parse_fragment(rendered(body).html), is_settled=False) == []


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in BODIES.items()])
def test_a_fragment_ends_where_it_ends(rendered, body: str):
    """SEC-048: what follows a body on the page stays outside it, whatever the body leaves open."""
    page = parse_fragment(f'<article><div id="body">{rendered(body).html}</div><footer>ours</footer></article>')
    article = next(element for element in elements(page) if element.tag == "article")
    assert [child.tag for child in article] == ["div", "footer"]
    assert len(by_class(page, "md-footer")) == 0


def test_the_allow_list_is_the_last_thing_that_a_body_passes():
    """SEC-040: raw HTML given to the sanitiser alone is as safe as a body: nothing rests on Markdown's own care."""
    for name, body in BODIES.items():
        assert dangers(parse_fragment(clean(body, PATH)), is_settled=False) == [], name


def test_only_safe_extensions_reach_a_body_whatever_the_pages_use(rendered):
    """SEC-044: the settings in force, not those wished for."""
    markdown = Renderer(ASKED_FOR)._markdown
    modules = {type(one).__module__ for one in markdown.registeredExtensions} | {
        type(one).__module__ for registry in (markdown.preprocessors, markdown.treeprocessors) for one in registry
    }
    unwanted = ("attr_list", "md_in_html", "snippets", "b64", "blocks", "macros", "include", "emoji", "arithmatex")
    assert [module for module in modules if any(word in module for word in unwanted)] == []
    assert text_of(parse_fragment(rendered("a {: .b onclick=x }").html)) == "a {: .b onclick=x }"


def test_a_link_of_a_stranger_lends_no_weight(rendered):
    """SEC-053: engines, and the page that is opened, learn that it is a stranger's link."""
    link = next(
        elements(parse_fragment(rendered("<a href='https://x.example' rel=dofollow target=_top>x</a>").html)), None
    )
    while link is not None and link.tag != "a":
        link = next(elements(link), None)
    assert link is not None
    assert link.attrib == {"href": "https://x.example", "rel": "nofollow ugc noopener"}


# --- nothing is lost ---


@pytest.mark.parametrize("words", [pytest.param(words, id=name) for name, words in HONEST.items()])
def test_honest_words_come_out_as_they_went_in(rendered, words: str):
    """REL-030, SEC-049: emoji, every script, joiners and marks."""
    assert text_of(parse_fragment(rendered(words).html)).strip() == words


CODE = '<script>alert("1")</script> {{ x }} ${{ y }} {% z %} --8<-- "a" <![CDATA[ &amp; &lt; </code> \\* {: .b }'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"```\n{CODE}\n```", id="a-fence"),
        pytest.param(f"~~~ html\n{CODE}\n~~~", id="a-fence-in-a-language"),
        pytest.param(f"Text:\n\n    {CODE}\n", id="an-indented-block"),
        pytest.param(f"In a line: `{CODE}`", id="within-a-line"),
        pytest.param(f"- a list\n\n    ```\n    {CODE}\n    ```", id="a-fence-in-a-list"),
        pytest.param(f'!!! note "T"\n\n    ```\n    {CODE}\n    ```', id="a-fence-in-an-admonition"),
    ],
)
def test_code_is_shown_letter_by_letter(rendered, body: str):
    """SEC-050."""
    code = [element for element in elements(parse_fragment(rendered(body).html)) if element.tag == "code"]
    assert [text_of(element).strip() for element in code] == [CODE]


def test_what_deceives_the_eye_is_written_out(rendered):
    """SEC-049: overrides and isolates of the direction, tag characters, zero-width blanks."""
    text = text_of(parse_fragment(rendered(BODIES["directions"]).html))
    assert text.startswith("pay ⟨U+202E⟩elpoep⟨U+202C⟩ ⟨U+2066⟩x⟨U+2069⟩ ⟨U+200B⟩ ⟨U+E0041⟩⟨U+E0042⟩")
    code = rendered("`a\u202eb`\n\n```\nc\u202ed\n```").html
    assert "\u202e" not in code
    assert code.count("⟨U+202E⟩") == 2


def test_cells_keep_their_alignment_without_a_style(rendered):
    """SEC-041."""
    html = rendered("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |").html
    cells = [element for element in elements(parse_fragment(html)) if element.tag in ("th", "td")]
    assert [cell.get("class") for cell in cells] == ["pl-left", "pl-center", "pl-right", None] * 2


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param('!!! warning "Hot"\n    Mind the pot.', '<p class="admonition-title">Hot</p>', id="an-admonition"),
        pytest.param('!!! warning "Hot"\n    Mind it.', '<div class="admonition warning">', id="its-kind"),
        pytest.param("??? tip\n    Salt.", '<details class="tip">', id="a-fold"),
        pytest.param("???+ tip\n    Salt.", '<details class="tip" open', id="an-open-fold"),
        pytest.param("- [ ] a\n- [x] b", '<li class="task-list-item">', id="a-task"),
        pytest.param("- [x] b", 'disabled checked aria-label="done"', id="a-done-task"),
        pytest.param("a[^1]\n\n[^1]: b", 'class="footnote-ref" href="#p-fn:1"', id="a-note"),
        pytest.param("a[^1]\n\n[^1]: b", '<li id="p-fn:1">', id="where-a-note-leads"),
        pytest.param("a[^1]\n\n[^1]: b", 'href="#p-fnref:1" title="Back to the text, note 1"', id="back-again"),
        pytest.param("*[HTML]: Hyper\n\nHTML", '<abbr title="Hyper">HTML</abbr>', id="an-abbreviation"),
        pytest.param("pot\n: a vessel", "<dd>a vessel</dd>", id="a-definition"),
        pytest.param("==a== ^^b^^ ~~c~~", "<mark>a</mark> <ins>b</ins> <del>c</del>", id="marks"),
        pytest.param("```python\nimport a\n```", '<span class="kn">import</span>', id="coloured-code"),
    ],
)
def test_what_material_needs_survives(rendered, body: str, expected: str):
    assert expected in rendered(body).html


def test_headings_stand_below_the_pages_title(rendered):
    """The page has its heading of level one; the outline tells where each of the others is."""
    fragment = rendered("# One\n\n## Two <![ `<b>`\n\n### Three")
    assert [tag for tag in tags(fragment.html) if tag.startswith("h")] == ["h2", "h3", "h4"]
    assert [(line.level, line.id, line.text) for line in fragment.contents] == [
        (2, "p-one", "One"),
        (3, "p-two-b", "Two <![ <b>"),
        (4, "p-three", "Three"),
    ]


def test_line_ends_do_not_change_a_page(rendered):
    """REL-033, as far as a body goes: the loader hands on LF; a lone CR does no harm."""
    assert dangers(parse_fragment(rendered("a\r\nb\r<script>\r\n").html), is_settled=False) == []


# --- addresses ---


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("[x](pickle-shelf.md)", ["potluck-file:proposals/ideas/pickle-shelf.md"], id="beside-it"),
        pytest.param("[x](../stories/a.md#b)", ["potluck-file:proposals/stories/a.md#p-b"], id="a-place-in-another"),
        pytest.param("[x](#problem)", ["#p-problem"], id="a-place-on-the-page"),
        pytest.param("[x](../../.git/config)", ["potluck-file:.git/config"], id="in-the-repository-settled-later"),
        pytest.param("[x](../../../etc/passwd)", [""], id="out-of-the-repository"),
        pytest.param("[x](/etc/passwd)", [""], id="from-the-root"),
        pytest.param("[x](..%2f..%2f..%2fetc/passwd)", [""], id="out-in-per-cent"),
        pytest.param("[x](a%00b.md)", [""], id="with-a-nul"),
        pytest.param("[x](HTTPS://X.example/a?b=c&d)", ["HTTPS://X.example/a?b=c&d"], id="a-whole-address"),
        pytest.param("[x](mailto:a@b.example)", ["mailto:a@b.example"], id="a-letter"),
        pytest.param("![x](shelf.png)", ["potluck-file:proposals/ideas/shelf.png"], id="a-picture-beside-it"),
        pytest.param("![x](http://a.example/b.png)", ["potluck-far:http://a.example/b.png"], id="a-picture-elsewhere"),
    ],
)
def test_where_an_address_leads(rendered, written: str, expected: list[str]):
    """SEC-042: whole addresses of three schemes, places on this page, files of the repository."""
    found = [
        address
        for tag, address in zip(tags(rendered(written).html), addresses(rendered(written).html), strict=True)
        if tag in "a img"
    ]
    assert found == expected


@pytest.mark.parametrize(
    "written", ["![a bowl](data:image/png;base64,AA)", "![a bowl](//x.example/b.png)", "<img alt='a bowl'>"]
)
def test_a_picture_that_may_not_stay_leaves_its_words(rendered, written: str):
    assert rendered(written).html.strip() in ("<p>a bowl</p>", "a bowl")


def test_a_picture_without_words_says_so_to_screen_readers(rendered):
    assert '<img alt="" src="potluck-file:proposals/ideas/a.png" loading="lazy">' in rendered("<img src=a.png>").html


def spelled(scheme: str) -> st.SearchStrategy[str]:
    """*scheme* as browsers still read it: in capitals, as entities, with what they leave out between the letters."""
    gaps = ["", "", "", "\t", "\n", "&Tab;", "&NewLine;", "&#9;", "&#0010;", "\x00", "\u200b", "\u00ad"]
    letters = [
        st.sampled_from(
            [
                letter,
                letter.upper(),
                f"&#{ord(letter)};",
                f"&#x{ord(letter):X};",
                f"&#0{ord(letter)}",
                f"%{ord(letter):02X}",
            ]
        )
        for letter in scheme
    ]
    parts = [st.tuples(st.sampled_from(gaps), letter).map("".join) for letter in letters]
    before = st.sampled_from(["", " ", "&#1;", "\x01", "&nbsp;", "\u2028", "&#x20;"])
    return st.tuples(before, *parts, st.sampled_from([":", "&colon;", "&#58;", "%3A"])).map("".join)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["javascript", "vbscript", "data", "file", "blob"]).flatmap(spelled),
    st.sampled_from(
        [
            "[x]({})",
            "[x](<{}>)",
            "![x]({})",
            "<{}>",
            "[x][1]\n\n[1]: {}",
            "[x][1]\n\n[1]: <{}> 'y'",
            "![x][1]\n\n[1]: {}",
            "<a href='{}'>x</a>",
            "<a href={}>x</a>",
            "<img src='{}'>",
            "x[^1]\n\n[^1]: [y]({})",
            "| [x]({}) |\n|---|",
            "*[x]: {}\n\nx",
            "# [x]({})",
        ]
    ),
)
def test_no_spelling_of_a_scheme_acts(address: str, place: str):
    """SEC-042: whatever stands between the letters, and wherever an address may stand."""
    fragment = _ANY.render(place.format(f"{address}alert(1)"), PATH, 5)
    assert fragment.failure == ""
    assert dangers(parse_fragment(fragment.html), is_settled=False) == []


@pytest.mark.parametrize(
    "words",
    [
        "```mermaid\n%%{init: {'securityLevel': 'loose'}}%%\ngraph TD; A[<b>a</b>]; click A \"javascript:x\"\n```",
        "```math\n\\href{javascript:alert(1)}{x} \\require{html} \\style{x}{y}\n```",
        "```html\n<script>alert(1)</script><![CDATA[ x ]]>\n```",
        "```jinja\n{% for x in y %}{{ x }}{% endfor %}\n```",
        "```yaml\nrun: echo ${{ github.event.pull_request.title }}\n```",
    ],
    ids=["a-diagram", "a-formula", "a-page", "a-template", "a-workflow"],
)
def test_what_is_drawn_elsewhere_is_shown_letter_by_letter(rendered, words: str):
    """SEC-050, REL-030: nothing draws it, nothing runs it, and nothing of it is lost."""
    code = [element for element in elements(parse_fragment(rendered(words).html)) if element.tag == "code"]
    assert [text_of(element).strip("\n") for element in code] == [words.split("\n", 1)[1].removesuffix("\n```")]


def test_a_formula_in_a_line_stays_words(rendered):
    """REL-030: $, \\( and \\[ are signs like others."""
    assert (
        text_of(parse_fragment(rendered("It costs $5 or $x^2$ or \\\\(y\\\\).").html))
        == "It costs $5 or $x^2$ or \\(y\\)."
    )


# --- time and room ---


def test_a_long_honest_text_is_not_taken_for_an_attack():
    """REL-030: as much as a file may hold, with everything that people use."""
    part = (
        "## Soup\n\nA **bold *and leaning* word**, a [link](https://x.example 'there'), `code`, a note[^{n}].\n\n"
        "- one\n    - two **three**\n\n> a quote\n> > within one\n\n| a | b |\n|:-|-:|\n| *c* | `d`<br>e |\n\n"
        "```python\nfor pot in pots:\n    print(pot, 'is hot')\n```\n\n<b>raw</b> <i>left open\n\n"
        "[^{n}]: Note *{n}*.\n\n"
    )
    body = "".join(part.replace("{n}", str(n)) for n in range(60)).replace("<i>left open", "", 50)
    fragment = Renderer(SAFE_EXTENSIONS).render(body, PATH, 60)
    assert fragment.failure == ""
    assert fragment.html.count("<") > 5_000


def test_nothing_raised_within_the_sanitiser_is_lost(monkeypatch: pytest.MonkeyPatch):
    """REL-003, SEC-040: time may run out while addresses are looked at; what comes out does not depend on that."""
    from potluck.press import safe

    def dawdle(value: str, folder: str, address=safe._address) -> str | None:
        until = time.process_time() + 0.05
        while time.process_time() < until:
            pass
        return address(value, folder)

    body = "[a](https://a.example) [b](https://b.example) [c](https://c.example)"
    expected = Renderer(SAFE_EXTENSIONS).render(body, PATH, 5)
    monkeypatch.setattr(safe, "_address", dawdle)
    assert Renderer(SAFE_EXTENSIONS).render(body, PATH, 0.07) == expected


@SWALLOWED
@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in SLOW.items()])
def test_a_text_that_takes_too_long_is_interrupted(body: str):
    """REL-003: no text takes longer than the charter allows, not even within an extension's `except`."""
    started = time.process_time()
    fragment = Renderer(SAFE_EXTENSIONS).render(body, PATH, 0.2)
    assert (fragment.failure, fragment.html) == ("slow", "")
    assert time.process_time() - started < 1.2


def test_very_many_signs_are_not_given_to_the_parser():
    """REL-003: it takes time with their square, and nobody interrupts it."""
    started = time.process_time()
    assert Renderer(SAFE_EXTENSIONS).render("&#" * 500_000, PATH, 5).failure == "slow"
    assert time.process_time() - started < 2
    assert Renderer(SAFE_EXTENSIONS).render("salt & pepper " * 15_000, PATH, 5).failure == ""


@SWALLOWED
@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in SLOW.items()])
def test_after_an_interruption_others_are_printed_as_ever(body: str):
    """REL-003, REL-005: what a page looks like does not depend on what was printed before it."""
    others = ("- a\n\n- b\n\n    c", "1. x\n\npara\n\n    code", "term\n: def\n\n> q", "x[^1]\n\n[^1]: a\n\n        b")
    renderer = Renderer(SAFE_EXTENSIONS)
    for seconds in (0.01, 0.05):
        renderer.render(body, PATH, seconds)
        for other in others:
            assert renderer.render(other, PATH, 5) == Renderer(SAFE_EXTENSIONS).render(other, PATH, 5)


def test_an_alarm_that_is_swallowed_rings_again(monkeypatch: pytest.MonkeyPatch):
    """REL-003: what is raised while something is thrown away goes nowhere."""
    renderer = Renderer(SAFE_EXTENSIONS)
    rung: list[bool] = []

    def swallow(_text: str) -> str:
        while True:
            try:
                sum(range(1000))
            except BaseException:
                rung.append(True)
                if len(rung) == 3:
                    raise

    monkeypatch.setattr(renderer._markdown, "convert", swallow)
    assert renderer.render("x", PATH, 0.05).failure == "slow"


def test_an_extension_that_stops_every_exception_is_interrupted_all_the_same(monkeypatch: pytest.MonkeyPatch):
    """REL-003: superfences, for one, tries a highlighter and goes on whatever that raises."""
    renderer = Renderer(SAFE_EXTENSIONS)

    def persist(_text: str) -> str:
        for _ in range(10_000_000):
            try:
                sum(range(1000))
            except Exception:
                continue
        return "never"

    monkeypatch.setattr(renderer._markdown, "convert", persist)
    assert renderer.render("x", PATH, 0.1).failure == "slow"


def test_an_extension_that_stumbles_is_a_failure_with_a_name(monkeypatch: pytest.MonkeyPatch):
    """REL-001: one text that trips the printer is told of, and raises nothing."""
    renderer = Renderer(SAFE_EXTENSIONS)

    def stumble(_text: str) -> str:
        raise RecursionError

    monkeypatch.setattr(renderer._markdown, "convert", stumble)
    assert renderer.render("x", PATH, 1).failure == "RecursionError"
    assert renderer.render("x", PATH, 1).html == "<p>x</p>"


# --- anything at all ---

_PIECES = st.one_of(
    st.sampled_from([*BODIES.values(), *HONEST.values()]),
    st.sampled_from(
        [
            *list("<>[]()!`*_#-+:|~^=\"'&;\\/{}%$@\n\t "),
            "\n\n",
            "    ",
            "](",
            "<!",
            "<a ",
            "href=",
            "```\n",
            "!!! ",
            "[^",
        ]
    ),
    st.text(max_size=12),
)


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_any_text_gives_a_safe_fragment(body: str):
    """SEC-040, SEC-026: whatever is written, nothing is raised, and nothing unsafe comes out."""
    fragment = _ANY.render(body.encode("utf-8", "replace").decode(), PATH, 5)
    assert dangers(parse_fragment(fragment.html), is_settled=False) == []


_ANY = Renderer(SAFE_EXTENSIONS)
