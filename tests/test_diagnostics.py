"""What people and programs read of a problem."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
from rich.cells import cell_len
from tests.support.examples import cases, files_of, look_at, write
from typer.testing import CliRunner

from potluck.diagnostics import FORMATS, render, styled
from potluck.diagnostics.concise import quote_path
from potluck.diagnostics.full import WIDTH
from potluck.diagnostics.json import SCHEMA
from potluck.model import Diagnostic, Severity


def diagnostic(
    line: int = 1,
    column: int = 1,
    end_column: int = 2,
    *,
    path: str = "proposals/ideas/cook-night.md",
    message: str = "`almost done` is not a stage a proposal can be in",
    hint: str = "write one of `suggested` or `launched`",
    severity: Severity = Severity.ERROR,
    end_line: int = 0,
) -> Diagnostic:
    """One, with what a test cares about."""
    place = (line, column, end_line or line, end_column)
    return Diagnostic("FM103", "unknown-stage", severity, path, *place, message, hint)


def full(one: Diagnostic, *lines: str) -> str:
    """The full form of *one* in a file of *lines*."""
    return render([one], "full", lambda _path: list(lines))


def test_full_form() -> None:
    """What, where, the line with its place marked, and what to do."""
    assert full(diagnostic(4, 8, 19), "---", "title: Cook night", "kind: idea", "stage: almost done", "---") == (
        "error[FM103]: `almost done` is not a stage a proposal can be in\n"
        " --> proposals/ideas/cook-night.md:4:8\n"
        "  |\n"
        "4 | stage: almost done\n"
        "  |        ^^^^^^^^^^^\n"
        "  = help: write one of `suggested` or `launched`\n"
    )


def test_several_are_parted_by_an_empty_line() -> None:
    """And each file's lines are asked for once."""
    asked: list[str] = []

    def sources(path: str) -> list[str]:
        asked.append(path)
        return ["a", "b"]

    text = render([diagnostic(1), diagnostic(2), diagnostic(1, path="b.md")], "full", sources)
    assert text.count("\n\n") == 2
    assert asked == ["proposals/ideas/cook-night.md", "b.md"]


@pytest.mark.parametrize(
    ("line", "column", "end_column", "shown", "marks"),
    [
        pytest.param("汤: x", 4, 5, "汤: x", "     ^", id="chinese-takes-two-columns"),
        pytest.param("🍲🍲 x", 4, 5, "🍲🍲 x", "      ^", id="pictures-too"),
        pytest.param("e\u0301e\u0301 x", 6, 7, "e\u0301e\u0301 x", "    ^", id="a-joined-accent-takes-none"),
        pytest.param("\tx", 2, 3, "    x", "     ^", id="a-tab-is-four-blanks"),
        pytest.param("a\u202ebc", 2, 3, "a⟨U+202E⟩bc", "  ^^^^^^^^", id="hidden-is-written-out"),
        pytest.param("a\x1b[31mb", 2, 3, "a⟨U+001B⟩[31mb", "  ^^^^^^^^", id="no-colours-of-strangers"),
        pytest.param("ab", 3, 3, "ab", "   ^", id="after-the-end"),
        pytest.param("ab", 9, 12, "ab", "   ^", id="far-after-the-end"),
        pytest.param("", 1, 2, "", " ^", id="an-empty-line"),
    ],
)
def test_marks_stand_below_what_they_mark(line: str, column: int, end_column: int, shown: str, marks: str) -> None:
    """SEC-072: carets count a terminal's columns, and nothing hidden reaches it."""
    rows = full(diagnostic(1, column, end_column), line).splitlines()
    assert rows[3] == f"1 | {shown}".rstrip()
    assert rows[4] == f"  |{marks}"


@pytest.mark.parametrize("column", [1, 30, 300, 601])
def test_long_lines_are_cut_around_the_place(column: int) -> None:
    """The place is seen, wherever it lies."""
    line = "x" * (column - 1) + "HERE" + "汤" * 400
    rows = full(diagnostic(1, column, column + 4), line).splitlines()
    assert cell_len(rows[3]) <= WIDTH + 4
    at = rows[4].index("^")
    assert rows[3][at : at + 4] == "HERE"
    assert rows[4].count("^") == 4


def test_a_place_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    """A list that starts here and ends further below."""
    assert full(diagnostic(1, 3, 2, end_line=3), "a: [b,", "c", "]").splitlines()[4] == "  |   ^^^^"


@pytest.mark.parametrize("lines", [None, []])
def test_without_the_lines(lines: list[str] | None) -> None:
    """A file that cannot be shown is still told."""
    text = render([diagnostic(7, 3, 4)], "full", lambda _path: lines)
    assert "cook-night.md:7:3\n  = help" in text


def test_concise_form() -> None:
    """One line each, which editors understand."""
    lines = render([diagnostic(4, 8, 19), diagnostic(5, hint="", message="a\nb\u202e")], "concise", lambda _path: None)
    assert lines == (
        "proposals/ideas/cook-night.md:4:8: FM103 `almost done` is not a stage a proposal can be in"
        " (write one of `suggested` or `launched`)\n"
        "proposals/ideas/cook-night.md:5:1: FM103 a b⟨U+202E⟩\n"
    )


@pytest.mark.parametrize(
    ("path", "quoted"),
    [
        pytest.param("proposals/ideas/soup-night.md", "proposals/ideas/soup-night.md", id="usual"),
        pytest.param("ideas/süppe-汤.md", "ideas/süppe-汤.md", id="letters"),
        pytest.param("ideas/a b.md", '"ideas/a b.md"', id="blank"),
        pytest.param("a\n::error::b.md", '"a\\n::error::b.md"', id="line-end"),
        pytest.param("::set-env::x.md", '"::set-env::x.md"', id="a-workflow-command"),
        pytest.param("##[group]x.md", '"##[group]x.md"', id="another"),
        pytest.param("-rf.md", '"-rf.md"', id="an-option"),
        pytest.param('a"b.md', '"a\\"b.md"', id="quotes"),
        pytest.param("a\udcffb.md", '"a⟨U+DCFF⟩b.md"', id="not-text"),
    ],
)
def test_odd_paths_are_quoted(path: str, quoted: str) -> None:
    """SEC-006, SEC-065: a file's name is a stranger's text like any other."""
    assert quote_path(path) == quoted
    for form in FORMATS:
        assert render([diagnostic(path=path)], form, lambda _path: None).encode("utf-8")


def test_json_keeps_its_published_form(tmp_path: Path) -> None:
    """Everything that the cases bring out fits the schema that ships with the package."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema_rs.meta.validate(schema)
    validator = jsonschema_rs.validator_for(schema)
    told = 0
    for case in cases():
        write(tmp_path / case.name, files_of(case))
        found = look_at(tmp_path / case.name)[1]
        text = render(found, "json", lambda _path: None)
        assert text.isascii()
        validator.validate(json.loads(text))
        told += len(found)
    assert told > 100
    empty = {"version": 1, "diagnostics": [], "documents": []}
    assert json.loads(render([], "json", lambda _path: None)) == empty


@pytest.mark.parametrize(
    "broken",
    [{"version": 2, "diagnostics": []}, {"version": 1}, {"version": 1, "diagnostics": [{"code": "FM103"}]}, []],
)
def test_the_schema_says_no(broken: object) -> None:
    """A schema that lets everything pass would prove nothing."""
    assert not jsonschema_rs.is_valid(json.loads(SCHEMA.read_text("utf-8")), broken)


def test_colours_only_where_they_are_asked_for() -> None:
    """The styled pieces and the plain text say the same."""
    pieces = list(styled([diagnostic(1, severity=Severity.WARNING)], "full", lambda _path: ["abc"]))
    assert "".join(piece.plain for piece in pieces) == full(diagnostic(1, severity=Severity.WARNING), "abc")
    assert any("yellow" in str(span.style) for span in pieces[0].spans)


# --- The commands ----------------------------------------------------------------------------------------------------


@pytest.fixture
def community(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small community with one good proposal and one that has an error and a warning."""
    from tests.support.examples import CASES

    root = tmp_path / "table"
    folder = root / "proposals" / "stories"
    folder.mkdir(parents=True)
    (root / "potluck.yml").write_bytes((CASES / "potluck.yml").read_bytes())
    fields = "kind: story\nstage: told\nauthors: [ana-sample]\ncreated: 2026-05-12\n---\n\nOne pot."
    (folder / "good.md").write_text(f"---\ntitle: Soup night\n{fields}\n", "utf-8")
    (folder / "bad.md").write_text(f"---\ntitle: Hm\n{fields} [x](nowhere.md)\n", "utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return root


def run(*arguments: str) -> tuple[int, str]:
    """`potluck …`: its exit code, and what it said."""
    import typer

    from potluck.cli import check, explain
    from potluck.model import PotluckError

    app = typer.Typer()
    app.command("check")(check.command)
    app.command("explain")(explain.command)
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, PotluckError):  # the real main turns it into 2 and one line
        return 2, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


NOW = ("--now", "2026-06-30T12:00:00Z")


def test_check_everything(community: Path) -> None:
    """REL-006, REL-007: all of it, and 1 where there is an error."""
    code, said = run("check", *NOW)
    assert code == 1
    assert "error[FM112]" in said
    assert said.endswith("\n\n2 proposals checked: 1 error and 1 warning in 1 file\n")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param(["proposals/stories/good.md"], 0, "1 proposal checked. Nothing to mend", id="a-good-file"),
        pytest.param(["proposals/stories"], 1, "2 proposals checked", id="a-folder"),
        pytest.param(["."], 1, "2 proposals checked", id="the-whole-folder"),
        pytest.param(["./proposals/stories/../stories/bad.md"], 1, "1 proposal checked", id="a-roundabout-path"),
        pytest.param(["potluck.yml"], 2, "does not lie in", id="another-file"),
        pytest.param(["/etc/hosts"], 2, "does not lie in", id="far-away"),
        pytest.param(["proposals/stories/none.md"], 2, "no file or folder", id="no-such-file"),
        pytest.param(["--", "-bad.md"], 2, "write `./` before a hyphen", id="hyphen-first"),
        pytest.param(["proposals/a\nb.md"], 2, "not a name", id="line-end"),
        pytest.param(["--root", "nowhere"], 2, "no folder", id="no-such-community"),
        pytest.param(["--now", "yesterday"], 2, "not a time", id="no-such-time"),
    ],
)
def test_check_some(community: Path, arguments: list[str], code: int, says: str) -> None:
    """SEC-071: paths limit what is told, and are refused where they make no sense."""
    found, said = run("check", *arguments, *([] if "--now" in arguments or "--" in arguments else NOW))
    assert (found, says in said) == (code, True), said


def test_check_warnings_alone_pass(community: Path) -> None:
    """A warning is worth a word and no refusal."""
    bad = community / "proposals" / "stories" / "bad.md"
    bad.write_text(bad.read_text("utf-8").replace("Hm", "Stew night"), "utf-8")
    code, said = run("check", *NOW)
    assert (code, "2 proposals checked: 1 warning in 1 file" in said) == (0, True)


def test_check_for_programs(community: Path) -> None:
    """JSON and nothing else; concise without a last line."""
    code, said = run("check", "--format", "json", *NOW)
    assert code == 1
    assert [one["code"] for one in json.loads(said)["diagnostics"]] == ["FM112", "RF306"]
    code, said = run("check", "--format", "concise", *NOW)
    assert [line.split(": ")[0] for line in said.splitlines()] == [
        "proposals/stories/bad.md:2:8",
        "proposals/stories/bad.md:9:14",
    ]
    assert "\x1b" not in said


def test_check_an_empty_community(community: Path) -> None:
    """Where there is nothing yet, it says how to begin."""
    for path in (community / "proposals" / "stories").iterdir():
        path.unlink()
    assert run("check", *NOW) == (0, 'There are no proposals here yet. `potluck new idea "Your title"` starts one.\n')


def test_explain() -> None:
    """A code, its name, the whole list, and the nearest for one that there is not."""
    code, said = run("explain", "fm103")
    assert (code, "almost done" in said, said.startswith("# FM103: Unknown stage")) == (0, True, True)
    assert run("explain", "unknown-stage")[1] == said
    code, said = run("explain")
    assert (code, "FM103  Unknown stage\n" in said) == (0, True)
    code, said = run("explain", "FM1033")
    assert (code, "did you mean `FM103`?" in said) == (2, True)
