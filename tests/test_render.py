"""A stranger's Markdown becomes HTML that can neither act, deceive nor reach outside (SEC-040 to SEC-053, REL-003)."""

from __future__ import annotations

import time

import pygments
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.hostile import BODIES, HONEST, LONG, SLOW
from tests.support.pages import by_class, dangers, elements, parse_fragment, text_of
from tests.support.patience import within

from potluck.press.dress import Fragment
from potluck.press.render import DIALECT, render
from potluck.press.safe import clean

PATH = "proposals/ideas/soup-night.md"

# Hypothesis listens to the garbage collector: an alarm that goes off in there is lost, and the next one counts.
SWALLOWED = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def rendered(body: str) -> Fragment:
    """A body, which must come out."""
    fragment = render(body, PATH, 5)
    assert fragment.failure == ""
    return fragment


def tags(html: str) -> list[str]:
    return [str(element.tag) for element in elements(parse_fragment(html))]


def addresses(html: str) -> list[str]:
    return [element.get("href") or element.get("src") or "" for element in elements(parse_fragment(html))]


# --- nothing acts ---


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in BODIES.items()])
def test_nothing_that_acts_or_deceives_comes_out(body: str):
    """SEC-040 to SEC-043: as a browser parses it, only listed elements, attributes, schemes, ids and classes stand."""
    assert dangers(parse_fragment(rendered(body).html), is_settled=False) == []


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in BODIES.items()])
def test_a_fragment_ends_where_it_ends(body: str):
    """SEC-048: what follows a body on the page stays outside it, whatever the body leaves open."""
    page = parse_fragment(f'<article><div id="body">{rendered(body).html}</div><footer>ours</footer></article>')
    article = next(element for element in elements(page) if element.tag == "article")
    assert [child.tag for child in article] == ["div", "footer"]
    assert len(by_class(page, "md-footer")) == 0


def test_the_allow_list_is_the_last_thing_that_a_body_passes():
    """SEC-040: raw HTML given to the sanitiser alone is as safe as a body: nothing rests on Markdown's own care."""
    for name, body in BODIES.items():
        assert dangers(parse_fragment(clean(body, PATH)), is_settled=False) == [], name


def test_a_body_has_githubs_dialect_and_no_more():
    """SEC-044: the settings in force. No attribute lists, no front matter, and nothing that reads a file."""
    wanted = ("TABLES", "FOOTNOTES", "STRIKETHROUGH", "TASKLISTS", "GFM", "MATH")
    assert {option.name for option in DIALECT} == {f"ENABLE_{name}" for name in wanted}
    assert text_of(parse_fragment(rendered("a {: .b onclick=x }").html)).strip() == "a {: .b onclick=x }"
    assert tags(rendered("# a {#content .md-header}").html) == ["h2", "a"]


def test_a_link_of_a_stranger_lends_no_weight():
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
def test_honest_words_come_out_as_they_went_in(words: str):
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
        pytest.param(f"> [!TIP]\n> ```\n> {CODE}\n> ```", id="a-fence-in-a-tip"),
    ],
)
def test_code_is_shown_letter_by_letter(body: str):
    """SEC-050."""
    code = [element for element in elements(parse_fragment(rendered(body).html)) if element.tag == "code"]
    assert [text_of(element).strip() for element in code] == [CODE]


def test_what_deceives_the_eye_is_written_out():
    """SEC-049: overrides and isolates of the direction, tag characters, zero-width blanks."""
    text = text_of(parse_fragment(rendered(BODIES["directions"]).html))
    assert text.startswith("pay ⟨U+202E⟩elpoep⟨U+202C⟩ ⟨U+2066⟩x⟨U+2069⟩ ⟨U+200B⟩ ⟨U+E0041⟩⟨U+E0042⟩")
    code = rendered("`a\u202eb`\n\n```\nc\u202ed\n```").html
    assert "\u202e" not in code
    assert code.count("⟨U+202E⟩") == 2


def test_cells_keep_their_alignment_without_a_style():
    """SEC-041."""
    html = rendered("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |").html
    cells = [element for element in elements(parse_fragment(html)) if element.tag in ("th", "td")]
    assert [cell.get("class") for cell in cells] == ["pl-left", "pl-center", "pl-right", None] * 2


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("> [!WARNING]\n> Mind the pot.", '<p class="admonition-title">Warning</p>', id="a-warning"),
        pytest.param("> [!CAUTION]\n> Mind the pot.", '<div class="admonition danger">', id="how-a-caution-looks"),
        pytest.param("> [!soup]\n> x", "<blockquote>\n<p>[!soup]\nx</p>\n</blockquote>", id="no-box-of-that-name"),
        pytest.param("> [!TIP]\n> > a\n\n> b", "<blockquote>\n<p>a</p>\n</blockquote>\n</div>", id="a-quote-in-a-tip"),
        pytest.param("<details open><summary>Salt</summary>\n\n*a*\n\n</details>", "<details open", id="a-fold"),
        pytest.param("- [ ] a\n- [x] b", '<li class="task-list-item">', id="a-task"),
        pytest.param("- [x] a\n\n- b", '<li class="task-list-item">\n<p><input', id="a-task-with-room"),
        pytest.param("- [x] b", 'disabled checked aria-label="done"', id="a-done-task"),
        pytest.param("a[^x y]\n\n[^x y]: b", 'class="footnote-ref" href="#p-fn:1"', id="a-note"),
        pytest.param("a[^x y]\n\n[^x y]: b", '<div class="footnote" id="p-fn:1">', id="where-a-note-leads"),
        pytest.param("a[^1]\n\n[^1]: b", 'href="#p-fnref:1" title="Back to the text, note 1"', id="back-again"),
        pytest.param("a\n\n[^1]: b", '<div class="footnote" id="p-fn:1">1\n<p>b</p>', id="a-note-that-nobody-needs"),
        pytest.param("~~c~~ <mark>a</mark>", "<del>c</del> <mark>a</mark>", id="marks"),
        pytest.param("Pots:\n- one\n- two", "<p>Pots:</p>\n<ul>\n<li>one</li>", id="a-list-right-below-its-sentence"),
        pytest.param("```python\nimport a\n```", '<span class="kn">import</span>', id="coloured-code"),
        pytest.param("```PYTHON title=x\nimport a\n```", '<span class="kn">import</span>', id="in-capitals"),
    ],
)
def test_what_people_write_on_github_comes_out(body: str, expected: str):
    assert expected in rendered(body).html


def test_the_first_of_several_references_is_where_a_note_leads_back_to():
    html = rendered("a[^1] b[^1]\n\n[^1]: c").html
    assert html.count('id="p-fnref:1"') == 1
    assert html.index('id="p-fnref:1"') < html.index(" b<sup><a")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("See https://a.example/x.", [("https://a.example/x", ".")], id="the-sentence-ends"),
        pytest.param("(see www.a.example)", [("http://www.a.example", ")")], id="in-brackets"),
        pytest.param("https://a.example/b_(c)?d=e&f!", [("https://a.example/b_(c)?d=e&f", "!")], id="with-brackets"),
        pytest.param('"https://a.example/" or', [("https://a.example/", '" or')], id="in-quotes"),
        pytest.param("&lt;https://a.example&gt; or", [("https://a.example", "> or")], id="between-signs"),
        pytest.param("`https://a.example` or", [], id="in-code"),
        pytest.param("    https://a.example", [], id="in-a-block-of-code"),
        pytest.param("<!-- https://a.example --> or", [], id="in-a-comment"),
        pytest.param("[https://a.example](https://b.example) or", [("https://b.example", " or")], id="in-a-link"),
        pytest.param("https://localhost www. http://", [], id="none"),
    ],
)
def test_an_address_in_the_text_opens(body: str, expected: list[tuple[str, str]]):
    """As GitHub shows it: the signs around an address are none of it."""
    links = [element for element in elements(parse_fragment(rendered(body).html)) if element.tag == "a"]
    assert [(link.get("href"), (link.tail or "").strip("\n")) for link in links] == expected


def test_headings_stand_below_the_pages_title():
    """The page has its heading of level one; the outline tells where each of the others is."""
    fragment = rendered("# One\n\n## Two <![ `<b>`\n\n### Über *uns*\n\n## One\n\n## …")
    assert [tag for tag in tags(fragment.html) if tag.startswith("h")] == ["h2", "h3", "h4", "h3", "h3"]
    assert [(line.level, line.id, line.text) for line in fragment.contents] == [
        (2, "p-one", "One"),
        (3, "p-two--b", "Two <![ <b>"),
        (4, "p-über-uns", "Über uns"),
        (3, "p-one-1", "One"),
        (3, "p-section", "…"),
    ]


def test_line_ends_do_not_change_a_page():
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
def test_where_an_address_leads(written: str, expected: list[str]):
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
def test_a_picture_that_may_not_stay_leaves_its_words(written: str):
    assert rendered(written).html.strip() in ("<p>a bowl</p>", "a bowl")


def test_a_picture_without_words_says_so_to_screen_readers():
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
            "{}",
            "# [x]({})",
        ]
    ),
)
def test_no_spelling_of_a_scheme_acts(address: str, place: str):
    """SEC-042: whatever stands between the letters, and wherever an address may stand."""
    fragment = render(place.format(f"{address}alert(1)"), PATH, 5)
    assert fragment.failure == ""
    assert dangers(parse_fragment(fragment.html), is_settled=False) == []


@pytest.mark.parametrize(
    "words",
    [
        "```html\n<script>alert(1)</script><![CDATA[ x ]]>\n```",
        "```jinja\n{% for x in y %}{{ x }}{% endfor %}\n```",
        "```yaml\nrun: echo ${{ github.event.pull_request.title }}\n```",
    ],
    ids=["a-page", "a-template", "a-workflow"],
)
def test_what_acts_elsewhere_is_shown_letter_by_letter(words: str):
    """SEC-050, REL-030: nothing runs it, and nothing of it is lost."""
    code = [element for element in elements(parse_fragment(rendered(words).html)) if element.tag == "code"]
    assert [text_of(element).strip("\n") for element in code] == [words.split("\n", 1)[1].removesuffix("\n```")]


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
    fragment = render(body, PATH, 60)
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
    expected = render(body, PATH, 5)
    monkeypatch.setattr(safe, "_address", dawdle)
    assert render(body, PATH, 0.07) == expected


@SWALLOWED
@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in SLOW.items()])
def test_a_text_that_takes_too_long_is_interrupted(body: str):
    """REL-003: no text takes longer than the charter allows, not even within an extension's `except`."""
    with within(1.2):
        fragment = render(body, PATH, 0.2)
        assert (fragment.failure, fragment.html) == ("slow", "")


@pytest.mark.parametrize("sign", ["&#", "®", "\u00a0", "»¿"])
def test_very_many_signs_are_not_given_to_the_parser(sign: str):
    """REL-003: it takes time with the square of some, and nobody interrupts it; a long text may well have thousands."""
    with within(2):
        assert render(sign * 500_000, PATH, 5).failure == "slow"
    assert render(f"salt {sign} pepper " * 15_000, PATH, 5).failure == ""


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in LONG.items()])
def test_what_other_parsers_take_long_for_is_a_text_like_others(body: str):
    """REL-003: the parser's time grows with the length of a text, whatever stands in it."""
    with within(2):
        assert render(body, PATH, 5).failure == ""


def test_a_text_that_becomes_a_page_of_many_megabytes_is_refused():
    """REL-003: every heading gets a name and a link to itself; a megabyte of them would take seconds to clean."""
    with within(2):
        assert render("# a\n" * 250_000, PATH, 5).failure == "slow"
    assert render("# a\n" * 60_000, PATH, 5).failure == ""


@SWALLOWED
@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in SLOW.items()])
def test_after_an_interruption_others_are_printed_as_ever(body: str):
    """REL-003, REL-005: what a page looks like does not depend on what was printed before it."""
    others = ("- a\n\n- b\n\n  c", "```lua\nx = 1\n```", "> q", "# x\n\n# x", "x[^1]\n\n[^1]: a\n\n    b")
    before = [render(other, PATH, 5) for other in others]
    for seconds in (0.01, 0.05):
        render(body, PATH, seconds)
        assert [render(other, PATH, 5) for other in others] == before


def test_an_alarm_that_is_swallowed_rings_again(monkeypatch: pytest.MonkeyPatch):
    """REL-003: what is raised while something is thrown away goes nowhere."""
    rung: list[bool] = []

    def swallow(_text: str) -> str:
        while True:
            try:
                sum(range(1000))
            except BaseException:
                rung.append(True)
                if len(rung) == 3:
                    raise

    monkeypatch.setattr("potluck.press.render.dress", swallow)
    assert render("x", PATH, 0.05).failure == "slow"


def test_a_lexer_that_stops_every_exception_is_interrupted_all_the_same(monkeypatch: pytest.MonkeyPatch):
    """REL-003: there are those that try another, and go on whatever that raises."""

    def persist(_text: str) -> str:
        for _ in range(10_000_000):
            try:
                sum(range(1000))
            except Exception:
                continue
        return "never"

    monkeypatch.setattr(pygments, "highlight", lambda *_: persist(""))
    assert render("```python\n1\n```", PATH, 0.1).failure == "slow"


def test_a_lexer_that_stumbles_is_a_failure_with_a_name(monkeypatch: pytest.MonkeyPatch):
    """REL-001: one text that trips the printer is told of, and raises nothing."""

    def stumble(*_arguments: object) -> str:
        raise RecursionError

    with monkeypatch.context() as patched:
        patched.setattr(pygments, "highlight", stumble)
        assert render("```python\n1\n```", PATH, 1).failure == "RecursionError"
    assert render("x", PATH, 1).html == "<p>x</p>\n"


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
    fragment = render(body.encode("utf-8", "replace").decode(), PATH, 5)
    assert dangers(parse_fragment(fragment.html), is_settled=False) == []
