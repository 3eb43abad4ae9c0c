"""What a pull request shows of a check: annotations, SARIF, and a summary that anybody can read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace
from tests.support.commands import potluck
from tests.support.community import Small
from tests.support.examples import CASES, cases, cases_charter, files_of, look_at, write
from tests.support.github import CONTRACTS
from tests.support.hostile import BODIES
from tests.support.pages import parse, text_of

from potluck import __version__
from potluck.diagnostics import FORMATS, About, Understood, render
from potluck.diagnostics.github import MOST
from potluck.diagnostics.markdown import FIRST, comment
from potluck.diagnostics.sarif import BASE
from potluck.errands.about import about_of, understood
from potluck.model import Diagnostic, Edit, Severity
from potluck.register import checks

SITE = "https://table.example/"
FACTS = about_of(CASES, cases_charter())
SOUP = "proposals/ideas/soup.md"


def diagnostic(
    line: int = 4,
    column: int = 8,
    end_column: int = 19,
    *,
    path: str = SOUP,
    message: str = "`almost done` is not a stage a proposal can be in",
    hint: str = "write one of `suggested` or `launched`",
    severity: Severity = Severity.ERROR,
    end_line: int = 0,
) -> Diagnostic:
    """One, with what a test cares about."""
    place = (line, column, end_line or line, end_column)
    return Diagnostic("FM103", "unknown-stage", severity, path, *place, message, hint)


def warning(line: int, **more: Any) -> Diagnostic:
    """One that does not keep anything from passing."""
    return diagnostic(line, severity=Severity.WARNING, **more)


def nothing(_path: str) -> None:
    """No file can be shown."""


def about(*documents: Understood) -> About:
    """The small community of the cases, whose site is at SITE."""
    return replace(FACTS, site_url=SITE, documents=documents)


# What a stranger may put into a file's name or words, to be heard by whoever reads the report.
hostile = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("@all", "@octo-org/team", "ana@example.org", "#12", "GH-12", "octo/repo#12", "fixes #1", "a" * 40),
                *("https://evil.example/x", "www.evil.example", "//evil.example", "mailto:a@b.example", "1234567"),
                *("`", "``", "```", "~~~", "\n", "\r\n", "\t", "    ", "/merge", "\n/merge", "- ", "1. ", "# ", "> "),
                *("<!--", "-->", "<b>", "</details>", "<script>", "&#64;all", "&lt;", "![x](y)", "[x](y)", "[x]: y"),
                *("::error::x", "\n::error::x", "##[group]x", "\x1b[31m", "\u202e", "\u2028", "%0A::error::", "\ud800"),
                *("*", "_", "**", "|", "|-|", "$x$", "$$", "\\", "\\`", "{0}", "](", "---", "===", "{% x %}", "[^1]"),
            ]
        ),
        st.text(max_size=12),
    ),
    max_size=8,
).map("".join)


# --- Annotations -----------------------------------------------------------------------------------------------------


def test_an_annotation() -> None:
    """Where and what, and below it what to do."""
    assert render([diagnostic()], "github", nothing) == (
        "::error file=proposals/ideas/soup.md,line=4,endLine=4,col=8,endColumn=18,title=FM103 unknown stage"
        "::`almost done` is not a stage a proposal can be in%0Awrite one of `suggested` or `launched`\n"
    )
    assert render([warning(4, hint="")], "github", nothing).endswith("can be in\n")
    assert render([], "github", nothing) == ""


def test_columns_are_told_within_one_line_only() -> None:
    """GitHub refuses them elsewhere."""
    (line,) = render([diagnostic(4, 8, 2, end_line=6)], "github", nothing).splitlines()
    assert "line=4,endLine=6,title=" in line
    assert "endColumn=8," in render([diagnostic(4, 8, 8)], "github", nothing)


@pytest.mark.parametrize(
    ("path", "message", "line"),
    [
        pytest.param("a,line=9.md", "x", "file=a%2Cline=9.md,line=4", id="comma"),
        pytest.param("a::b.md", "x", "file=a%3A%3Ab.md,", id="colons"),
        pytest.param("a%2C.md", "x", "file=a%252C.md,", id="per-cent"),
        pytest.param("a\r\n::error::b.md", "x", "file=a  %3A%3Aerror%3A%3Ab.md,", id="line-end"),
        pytest.param("a.md", "50% of it\n::error::y", "::50%25 of it ::error::y%0A", id="message"),
        pytest.param("a.md", "\x1b[31m\u202e", "::⟨U+001B⟩[31m⟨U+202E⟩%0A", id="hidden"),
        pytest.param("a.md", "##[set-env name=x]y", "::##⟨U+005B⟩set-env name=x]y%0A", id="old-command"),
    ],
)
def test_whatever_is_written_stays_within_its_annotation(path: str, message: str, line: str) -> None:
    """SEC-065: as GitHub documents it, and what it obeys of old besides."""
    (said,) = render([diagnostic(path=path, message=message)], "github", nothing).splitlines()
    assert line in said


def test_ten_of_each_are_shown_and_the_others_are_told() -> None:
    """GitHub drops them in silence; we say how many, and where each is."""
    many = [diagnostic(line) for line in range(1, 13)] + [warning(line) for line in range(13, 27)]
    lines = render(many, "github", nothing).splitlines()
    assert [line.split()[0] for line in lines[: 2 * MOST]] == ["::error"] * MOST + ["::warning"] * MOST
    assert lines[20] == (
        "GitHub shows 20 annotations of a step beside the lines. 6 further problems, listed here alone:"
    )
    assert [line.split(":")[1] for line in lines[21:]] == ["11", "12", "23", "24", "25", "26"]
    assert lines[21].startswith(f"{SOUP}:11:8: FM103 `almost done`")


def test_of_the_ten_every_file_has_its_share() -> None:
    """A file with fifty slips hides no other's only one."""
    many = [diagnostic(line) for line in range(1, 30)] + [diagnostic(3, path="z.md")]
    assert "file=z.md" in render(many, "github", nothing).splitlines()[1]


@given(hostile, hostile, hostile)
def test_no_line_but_ours_is_a_command(path: str, message: str, hint: str) -> None:
    """SEC-065: in annotations, and in what is listed after them."""
    many = [diagnostic(line, path=path, message=message or "x", hint=hint) for line in range(1, 13)]
    said = render(many, "github", nothing)
    lines = said.split("\n")[:-1]
    assert len(lines) == MOST + 1 + 2
    assert all(line.startswith("::error file=") for line in lines[:MOST])
    assert not any(line.lstrip().startswith("::") for line in lines[MOST:])
    assert "##[" not in said
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u2028\u202e]", said.replace("\t", ""))


def test_other_forms_are_not_heard_where_logs_are_obeyed(table: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """SEC-065: in a workflow they stand between two commands, with a word that nobody can guess."""
    table.idea("soup-night", stage="almost ##[group]done")
    plain = potluck("check", "--format", "concise", within=table.root).out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    said = [potluck("check", "--format", "concise", within=table.root).out for _ in range(2)]
    words = [re.fullmatch(r"::stop-commands::([0-9a-f]{32})\n(.*\n)::\1::\n", one, re.DOTALL) for one in said]
    assert words[0]
    assert words[1]
    assert words[0][2] == plain
    assert words[0][1] != words[1][1]
    assert "::stop-commands::" in potluck("check", within=table.root).out


# --- SARIF -----------------------------------------------------------------------------------------------------------


def sarif(*many: Diagnostic, whose: About | None = None) -> dict[str, Any]:
    """The one run of the report on *many*."""
    document = json.loads(render(many, "sarif", nothing, whose or about()))
    (run,) = document["runs"]
    return run  # type: ignore[no-any-return]


def test_sarif_keeps_to_its_schema(tmp_path: Path) -> None:
    """All that the cases bring out, and nothing at all, as OASIS has published it."""
    validator = jsonschema_rs.validator_for(json.loads((CONTRACTS / "sarif-2.1.0.json").read_text("utf-8")))
    charter = cases_charter()
    told = set()
    for case in cases():
        write(tmp_path / case.name, files_of(case))
        readings, found = look_at(tmp_path / case.name)
        documents = [understood(one, charter) for one in readings]
        text = render(found, "sarif", nothing, about(*documents))
        assert text.isascii()
        validator.validate(json.loads(text))
        told |= {one.code for one in found}
    assert len(told) > 50
    validator.validate(json.loads(render([], "sarif", nothing)))
    assert not validator.is_valid({"version": "2.1.0", "runs": [{}]})


def test_a_rule_explains_itself() -> None:
    """With the page that `potluck explain` shows, and its address."""
    driver = sarif(diagnostic())["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("Potluck", __version__)
    (rule,) = driver["rules"]
    assert (rule["id"], rule["name"], rule["shortDescription"]["text"]) == ("FM103", "unknown-stage", "Unknown stage")
    assert rule["help"]["markdown"].startswith("# FM103: Unknown stage")
    assert "## Good" in rule["help"]["markdown"]
    assert rule["helpUri"] == f"{SITE}checks/fm103/"
    assert rule["defaultConfiguration"] == {"level": "error"}


def test_a_result_has_its_place() -> None:
    """Columns are counted in characters, and it says so; of a whole file there is none."""
    run = sarif(diagnostic(4, 8, 19), warning(1, column=1, end_column=1))
    assert run["columnKind"] == "unicodeCodePoints"
    assert list(run["originalUriBaseIds"]) == [BASE]
    first, second = (one["locations"][0]["physicalLocation"] for one in run["results"])
    assert first == {
        "artifactLocation": {"uri": SOUP, "uriBaseId": BASE},
        "region": {"startLine": 4, "startColumn": 8, "endLine": 4, "endColumn": 19},
    }
    assert "region" not in second
    assert [one["level"] for one in run["results"]] == ["error", "warning"]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("proposals/ideas/soup.md", "proposals/ideas/soup.md"),
        ("a b/süppe?#%.md", "a%20b/s%C3%BCppe%3F%23%25.md"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("a\udcff.md", "a%FF.md"),
    ],
)
def test_a_path_is_a_relative_address(path: str, address: str) -> None:
    """No letter of it can be a scheme, a query or a line of its own."""
    (one,) = sarif(diagnostic(path=path))["results"]
    assert one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == address


def test_a_problem_is_known_again_when_lines_move() -> None:
    """And two like it in one file are two."""

    def prints(*many: Diagnostic) -> list[str]:
        return [one["partialFingerprints"]["problem/v1"] for one in sarif(*many)["results"]]

    before = prints(diagnostic(4), diagnostic(9), diagnostic(9, message="other"), diagnostic(9, path="b.md"))
    assert len(set(before)) == 4
    assert prints(diagnostic(14), diagnostic(19), diagnostic(30, message="other"), diagnostic(5, path="b.md")) == before


def test_words_are_not_links_or_placeholders() -> None:
    """SEC-047: a viewer of SARIF makes a link of `[x](y)`, and a gap of `{0}`."""
    (one,) = sarif(diagnostic(message="[press](https://evil.example) {0} and [tea]", hint="\x1b"))["results"]
    assert one["message"]["text"] == "\\[press\\](https://evil.example) {{0}} and \\[tea\\]\n⟨U+001B⟩"


# --- For everybody ---------------------------------------------------------------------------------------------------

READ = Understood(SOUP, "idea", "Soup night", ("Problem", "Solution"))


def lines(*written: str) -> Any:
    """A file of these lines."""
    return lambda _path: list(written)


def test_the_comment_on_something_to_change() -> None:
    """To the letter: who it is for, what arrived, what to change with the words to write, and what comes then."""
    text = comment(
        [diagnostic(), warning(1, column=1, end_column=1, message="no word of yours", hint="")],
        lambda _path, number: {4: "stage: almost done"}.get(number, ""),
        about(READ),
        to="ana-sample",
        edit_address=lambda path: f"https://github.com/ana/table/edit/soup/{path}",
    )
    assert text == (
        "### Thank you, ana-sample! 1 thing to change first\n\n"
        "**What we read**\n\n"
        "- **Soup night** (idea), with its sections *Problem* and *Solution*\n\n"
        "**What to change**: 1 thing to change before it can be taken in and 1 piece of advice\n\n"
        "In [`proposals/ideas/soup.md`](https://github.com/ana/table/edit/soup/proposals/ideas/soup.md):\n\n"
        "1. Line 4: `almost done` is not a stage a proposal can be in.\n\n"
        "   ```text\n   4 | stage: almost done\n   ```\n\n"
        "   👉 Write one of `suggested` or `launched`. [Why?](https://table.example/checks/fm103/)\n"
        "2. *Advice.* No word of yours. [Why?](https://table.example/checks/fm103/)\n\n"
        "**How to change it**: Press the file's name above, write over the line, and press *Commit changes*. "
        "Stay in this pull request; a new one is not needed. Every change is looked at again by itself.\n\n"
        "**What happens next**: when these things are changed, Mara will read it and answer "
        "here. If something is unclear, just ask below; nobody needs to get it right alone.\n"
    )


TOP = '---\ntitle: "Soup: night"\nauthors:\n  - ana-sample\n---'


def test_most_of_it_in_one_step() -> None:
    """Fields with one right answer stand there to be copied; what they mend is folded away, the rest comes after."""
    told = [
        replace(diagnostic(2, message="a colon splits it"), edits=(Edit(2, 8, 2, 8, '"'),)),
        diagnostic(9, message="no section"),
        replace(warning(12, message="not ended"), code="FO704", slug="odd-ending"),
    ]
    read = Understood(SOUP, "idea", "", (), TOP, 6)
    text = comment(told, lambda _path, _number: "", about(read))
    start = "**Most of it in one step**: copy these lines over lines 1 to 6 of the file."
    start += f"\n\n```yaml\n{TOP}\n```\n\nAnd then (lines are numbered as before that step):\n"
    assert start in text
    as_long = comment(told, lambda _path, _number: "", about(replace(read, top_lines=5)))
    assert "\n\nAnd then:\n" in as_long
    shown, _, folded = text.partition("<details>\n<summary>1 more, which the lines above mend</summary>")
    assert "no section" in shown
    assert "a colon splits it" in folded
    assert "not ended" not in text
    assert "<sub>Line ends and blanks are a little untidy in 1 place." in text
    assert "**All of it in one step**" in comment(told[:1], lambda _path, _number: "", about(read))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("title: @all", id="a-mention"),
        pytest.param("title: closes #12", id="a-number"),
        pytest.param("title: https://example.org", id="an-address"),
        pytest.param("/merge", id="a-command"),
        pytest.param("  /merge", id="a-command-further-in"),
        pytest.param("title: |\n\n  /merge", id="an-empty-line"),
        pytest.param("```", id="the-end-of-the-block"),
        pytest.param("title: a ``` b", id="backticks"),
        pytest.param("title: \u202eb", id="what-turns-the-writing"),
        pytest.param("## Problem", id="a-heading"),
        pytest.param("title: a\r/merge", id="another-line-end"),
        pytest.param("title: " + "a" * 400, id="a-long-line"),
        pytest.param("a: b\n" * 80, id="many-lines"),
    ],
)
def test_lines_that_could_act_are_not_offered_for_copying(line: str) -> None:
    """SEC-070: a result may be forged, and other programs look for commands at the beginning of every line."""
    told = [replace(diagnostic(2), edits=(Edit(2, 8, 2, 8, '"'),))]
    text = comment(told, lambda _path, _number: "", about(Understood(SOUP, "idea", "", (), f"---\n{line}\n---", 4)))
    assert "one step" not in text
    assert "/merge" not in text


def test_the_comment_on_what_is_well() -> None:
    """Short; nothing is asked."""
    text = render([], "markdown", nothing, about(READ))
    assert text == (
        "### Thank you! All is well\n\n"
        "**What we read**\n\n"
        "- **Soup night** (idea), with its sections *Problem* and *Solution*\n\n"
        "**What happens next**: Mara will read it and answer here. Nothing more is asked of you "
        "for now.\n"
    )


@pytest.mark.parametrize("to", ["dependabot[bot]", "ana\n/merge", "@ana", "", "a" * 40, "-x", "ana)", "<b>"])
def test_a_name_that_could_be_something_else_is_left_out(to: str) -> None:
    """SEC-070."""
    assert comment([], lambda *_: "", about(), to=to).startswith("### Thank you! All is well")


def test_advice_alone_keeps_nothing_back() -> None:
    """And says so first."""
    assert render([warning(3)], "markdown", nothing).startswith("### Thank you! It can be taken in as it is\n")


def test_the_first_five_stand_open_by_file_errors_first() -> None:
    """The rest is folded away, not left out."""
    many = [warning(line) for line in range(1, 5)] + [diagnostic(line, path="z.md") for line in range(50, 53)]
    text = render(many, "markdown", nothing, about())
    opened, _, folded = text.partition("<details>")
    assert opened.count("Line ") == FIRST
    assert opened.index("In `z.md`") < opened.index(f"In `{SOUP}`")
    assert [number for number in (50, 51, 52, 1, 2) if f"Line {number}:" in opened] == [50, 51, 52, 1, 2]
    assert "<summary>2 more</summary>\n\nIn `proposals" in folded
    assert folded.count("Line ") == 2


def test_without_a_site_there_is_no_link() -> None:
    """An address that is not known is not made up."""
    assert "[Why?]" not in render([diagnostic()], "markdown", nothing, FACTS)
    assert "[Why?]" not in render([diagnostic()], "markdown", nothing)


def test_every_link_is_to_a_page_that_is_printed() -> None:
    """The same address as the site gives the check."""
    for one in checks():
        assert about().explanation(one.code) == f"{SITE}checks/{one.code.lower()}/"
    assert about().explanation("XX999") == ""


def size(text: str) -> int:
    """How long GitHub could find it, at worst."""
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("letter", ["x", "`", "@", "🍲", "*"])
def test_however_much_there_is_to_say_it_fits(letter: str) -> None:
    """GitHub refuses a comment of more than 65,536 characters."""
    long = letter * 5000
    many = [diagnostic(line, path=f"{letter}{line % 9}", message=f"`{long}`", hint=long) for line in range(1, 500)]
    documents = [Understood(long, "idea", long, (long,) * 50)] * 50
    text = comment(many, lambda *_: long, about(*documents), to="ana", edit_address=lambda _path: SITE + "x" * 200)
    assert size(text) <= 65_536
    assert "more than fit here" in text
    assert text.count("<details>") == text.count("</details>")


LIVELY = re.compile(r"@\w|#\d|\bGH-\d|://|\bwww\.|\b[0-9a-f]{7,40}\b", re.IGNORECASE)


def rendered(text: str) -> Any:
    """*text* as a forge prints it, HTML and all, parsed as a browser does."""
    return parse(f"<!doctype html><title>x</title><body>{MarkdownIt('commonmark').enable('table').render(text)}")


def spoken(element: Any) -> str:
    """The text of *element* in which a forge looks for names and numbers: what is not code, and not a link of ours."""
    if element.tag in ("code", "pre", "a"):
        return element.tail or ""
    return (element.text or "") + "".join(spoken(child) for child in element) + (element.tail or "")


def unharmed(text: str, ours: set[str]) -> None:
    """Fail where a comment holds anything that acts."""
    tree = rendered(text)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    plain = {"p", "h3", "strong", "em", "ul", "ol", "li", "code", "pre", "a", "details", "summary", "sub"}
    assert tags <= plain | {"html", "head", "title", "body"}
    assert [element for element in tree.iter() if not isinstance(element.tag, str)] == []  # comments
    assert {element.get("href") for element in tree.iter("a")} <= ours
    assert not LIVELY.search(spoken(next(tree.iter("body"))))
    assert "@all" not in text
    assert not re.search(r"^\s*/\w", text, re.MULTILINE)
    assert len(list(tree.iter("h3"))) == 1
    assert "What happens next" in text_of(list(tree.iter("p"))[-1])


def test_a_long_list_stays_one_list() -> None:
    """From the tenth on the number is wider: the line and the words to write still belong to their entry."""
    told = [diagnostic(number + 2, path="a.md", hint=f"hint {number}.") for number in range(1, 121)]
    tree = rendered(comment(told, lambda _path, number: f"line {number}", about()))
    entries = [text_of(entry) for entry in tree.iter("li")]
    assert len(entries) == len(told)
    assert all(f"line {n + 2}" in entry and f"Hint {n}." in entry for n, entry in enumerate(entries, 1))


OURS = {f"{SITE}checks/fm103/", "https://github.com/ana/table/edit/soup"}


@settings(max_examples=100, deadline=None)
@given(hostile, hostile, hostile, hostile, hostile)
def test_nothing_that_is_contributed_acts(path: str, title: str, message: str, hint: str, written: str) -> None:
    """SEC-070: no mention, number, link, picture, element or command of a stranger's, wherever they write it."""
    many = [diagnostic(line, path=path, message=message or "x", hint=hint) for line in range(1, 8)]
    text = comment(
        many,
        lambda *_: written,
        about(Understood(path, "idea", title, ()), Understood(path, hint, "", ())),
        to=title,
        edit_address=lambda _path: "https://github.com/ana/table/edit/soup",
    )
    unharmed(text, OURS)


@pytest.mark.parametrize("name", BODIES)
def test_no_known_attack_acts(name: str) -> None:
    """SEC-047, SEC-070: what is tried on pages is tried on comments."""
    body = BODIES[name]
    message = f"`{body}` and {body}"
    document = Understood(SOUP, "idea", body, ())
    unharmed(comment([diagnostic(message=message, hint=body)], lambda *_: body, about(document)), OURS)


def test_what_is_to_be_written_can_be_copied() -> None:
    """Letter by letter, as a browser shows it."""
    hint = 'write `authors: ["@ana", *b*, <c>, #12]` instead'
    tree = rendered(render([diagnostic(hint=hint)], "markdown", nothing))
    assert 'authors: ["@ana", *b*, <c>, #12]' in [text_of(element) for element in tree.iter("code")]


def test_the_line_is_shown_as_it_is(table: Small) -> None:
    """With its number before it, through the command line."""
    table.idea("soup-night", stage="almost done")
    said = potluck("check", "--format", "markdown", within=table.root).out
    assert "   ```text\n   4 | stage: almost done\n   ```\n" in said
    assert "- **Soup night** (idea)\n- **The day it rained** (story)\n" in said


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_is_reached_from_the_command_line(table: Small, form: str) -> None:
    """REL-007: each ends with 1 where there is an error, and with 0 where all is well."""
    assert potluck("check", "--format", form, within=table.root).status == 0
    table.idea("soup-night", stage="almost done")
    ran = potluck("check", "--format", form, within=table.root)
    assert (ran.status, "almost done" in ran.out, "\x1b" in ran.out) == (1, True, False)


@pytest.mark.parametrize("form", ["github", "sarif", "markdown"])
def test_a_charter_that_is_wrong_is_told_in_every_form(table: Small, form: str) -> None:
    """REL-007: the job's own log is not the only place."""
    table.write({"potluck.yml": "community: {name: x}\nkinds: {}\n"})
    ran = potluck("check", "--format", form, within=table.root)
    assert ran.status == 2
    assert "potluck.yml" in ran.out
