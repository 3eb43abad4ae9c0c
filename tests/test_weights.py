"""How much a check weighs, where the charter exempts from one, and that every check is at the door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tests.support.commands import potluck
from tests.support.community import CHARTER, Small, proposal
from tests.support.examples import CASES, folders, write

from potluck import pipeline
from potluck.charter import parse_charter
from potluck.checks.charter import check_charter
from potluck.checks.examples import read_example
from potluck.register import Check, checks

NOW = "2026-06-30T12:00:00Z"
FOUND_BY_PRINTING = {"BD290", "BD291"}
OVER_FILES = [one for one in checks() if one.over in ("document", "tree") and one.code not in FOUND_BY_PRINTING]


def charter(**more: object) -> str:
    """The small community's charter with *more* at its top; `kinds` is laid over what there is."""
    parts = yaml.safe_load(CHARTER)
    for kind, rules in more.pop("kinds", {}).items():  # type: ignore[attr-defined]
        parts["kinds"][kind] |= rules
    return yaml.safe_dump(parts | more, sort_keys=False)


def small(root: Path, **more: object) -> Small:
    """A community whose charter says *more*."""
    return Small(root, charter=charter(**more))


def said(community: Small) -> list[tuple[str, str, str]]:
    """Severity, code and file's name of everything that is told."""
    found = pipeline.check(community.root, None).diagnostics
    return [(str(one.severity), one.code, Path(one.path).name) for one in found]


# --- Severity --------------------------------------------------------------------------------------------------------

LONG = "A title that goes on" + " and on" * 15
DECISION = {"by": "mara-sample", "date": "2026-06-01", "reason": "cheap-to-try", "says": "Let us try it on Tuesdays."}


@pytest.mark.parametrize(
    ("rules", "open_one", "closed_one"),
    [
        pytest.param({}, ["error"], ["warning"], id="an-error-weighs-less-where-the-way-has-ended"),
        pytest.param({"checks": {"FM112": {"severity": "warning"}}}, ["warning"], ["warning"], id="a-warning-here"),
        pytest.param({"checks": {"FM112": {"severity": "off"}}}, [], [], id="off-is-not-told"),
        pytest.param(
            {"checks": {"FM112": {"stages": {"launched": "error", "suggested": "off"}}}}, [], ["error"],
            id="a-stage-that-is-named-has-its-own-weight",
        ),
        pytest.param(
            {"checks": {"FM112": {"severity": "off"}}, "kinds": {"idea": {"checks": {"FM112": {"severity": "error"}}}}},
            ["error"], ["warning"], id="a-kind-goes-before-the-community",
        ),
        pytest.param(
            {"kinds": {"story": {"checks": {"FM112": {"severity": "off"}}}}}, ["error"], ["warning"],
            id="another-kind-does-not-matter",
        ),
    ],
)  # fmt: skip
def test_the_charter_says_what_a_check_weighs(
    rules: dict[str, object], open_one: list[str], closed_one: list[str], tmp_path: Path
) -> None:
    """By kind and by stage; nothing in the code has the last word but what keeps people safe."""
    community = small(tmp_path / "table", **rules)
    community.write({"proposals/ideas/open.md": proposal(LONG), "proposals/ideas/closed.md": proposal(
        LONG, stage="launched", decision=DECISION)})  # fmt: skip
    told = said(community)
    assert [severity for severity, code, name in told if (code, name) == ("FM112", "open.md")] == open_one
    assert [severity for severity, code, name in told if (code, name) == ("FM112", "closed.md")] == closed_one


def test_checks_of_all_proposals_together_are_weighed_alike(tmp_path: Path) -> None:
    """A reference to nobody is an error while people work on it, and a warning in what is over."""
    community = small(tmp_path / "table")
    community.write({"proposals/ideas/open.md": proposal(extends=["nobody"])})
    community.write({"proposals/ideas/closed.md": proposal(stage="launched", extends=["nobody"], decision=DECISION)})
    assert said(community) == [("warning", "RF303", "closed.md"), ("error", "RF303", "open.md")]


def test_an_end_without_its_reason_stays_an_error(tmp_path: Path) -> None:
    """What a facilitator writes about the end of a way is looked at as closely as ever."""
    community = small(tmp_path / "table")
    community.write({"proposals/ideas/a.md": proposal(stage="declined")})
    wanting = {name: value for name, value in DECISION.items() if name != "says"}
    community.write({"proposals/ideas/b.md": proposal(stage="declined", decision=wanting)})
    assert said(community) == [("error", "DE401", "a.md"), ("error", "FM101", "b.md")]


def test_what_hides_a_text_hides_it_in_closed_proposals_too(tmp_path: Path) -> None:
    """SEC-021: an alias in YAML is refused wherever it stands, and no charter allows it."""
    community = small(tmp_path / "table")
    text = proposal(stage="launched", decision=DECISION).replace("title: Soup", "title: &x Soup")
    community.write({"proposals/ideas/a.md": text})
    assert ("error", "FM015", "a.md") in said(community)


@pytest.mark.parametrize("check", checks(), ids=lambda one: one.code)
def test_only_what_is_not_fixed_can_be_weighed(check: Check) -> None:
    """Safety, powers, the charter and the ledger: none of them can be switched off, nor exempted from."""
    for rules in (
        {"checks": {check.code: {"severity": "off"}}},
        {"exemptions": [{"code": check.code, "path": "proposals/ideas/a.md", "reason": "We like it so."}]},
    ):
        told = {one.code for one in check_charter(parse_charter(charter(**rules).encode()))}
        assert told == ({"CH562"} if check.is_fixed else set())
    if check.hides or check.over not in ("document", "tree"):
        assert check.is_fixed


# --- Exemptions ------------------------------------------------------------------------------------------------------


def exempting(code: str, path: str) -> dict[str, object]:
    """A charter's one exemption."""
    return {"exemptions": [{"code": code, "path": path, "reason": "Written before we asked for this."}]}


def test_an_exemption_is_counted_and_not_told(tmp_path: Path) -> None:
    """Only for that check and that file; the summary says that there is one."""
    community = small(tmp_path / "table", **exempting("FM112", "proposals/ideas/a.md"))
    community.write({"proposals/ideas/a.md": proposal(LONG), "proposals/ideas/b.md": proposal(LONG, stage="told")})
    ran = potluck("check", "proposals/ideas/a.md", "--now", NOW, within=community.root)
    assert (ran.status, ran.out) == (
        0, "1 proposal checked, 1 exempted by the charter. Nothing to mend: the table is set.\n"
    )  # fmt: skip
    ran = potluck("check", "--now", NOW, within=community.root)
    assert ran.status == 1
    assert ran.out.endswith("2 proposals checked: 2 errors in 1 file, 1 exempted by the charter\n")


@pytest.mark.parametrize(
    ("path", "code", "message", "hint"),
    [
        pytest.param(
            "proposals/ideas/a.md", "EX701", "`proposals/ideas/a.md` has nothing left that FM112 would tell",
            "take this exemption out of the charter", id="no-longer-needed",
        ),
        pytest.param(
            "proposals/ideas/soup-nihgt.md", "EX702", "there is no file `proposals/ideas/soup-nihgt.md`",
            "did you mean `proposals/stories/soup-night.md`?", id="no-such-file",
        ),
    ],
)  # fmt: skip
def test_an_exemption_for_nothing_is_told(path: str, code: str, message: str, hint: str, tmp_path: Path) -> None:
    """With its line in the charter, as a warning: the site is printed all the same."""
    community = small(tmp_path / "table", **exempting("FM112", path))
    community.write({"proposals/ideas/a.md": proposal()})
    community.write({"proposals/stories/soup-night.md": proposal(body="One pot.\n", kind="story")})
    (told,) = pipeline.check(community.root, None).diagnostics
    assert (told.code, told.message, told.hint, told.path, str(told.severity)) == (
        code, message, hint, "potluck.yml", "warning"
    )  # fmt: skip
    line = (community.root / "potluck.yml").read_text("utf-8").splitlines()[told.line - 1]
    assert ("code: FM112" if code == "EX701" else path) in line


@pytest.mark.parametrize("code", ["EX701", "EX702"])
def test_the_examples_of_the_exemptions_checks_are_true(code: str, tmp_path: Path) -> None:
    """Bad is told and Good is not, in a community whose one idea has a text."""
    (check,) = [one for one in checks() if one.code == code]
    for word in ("Bad", "Good"):
        (example,) = check.examples(word)
        community = Small(tmp_path / word, charter=f"{CHARTER}{example}")
        community.write({"proposals/ideas/soup-night.md": proposal()})
        assert [one for _, one, _ in said(community)] == ([code] if word == "Bad" else [])


# --- The door --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A community that lives by the charter of the cases."""
    root = tmp_path_factory.mktemp("door") / "table"
    Small(root, charter=(CASES / "potluck.yml").read_text("utf-8"))
    return root


def reached(root: Path) -> Iterator[str]:
    """The codes that `potluck check` prints, as a program reads them."""
    ran = potluck("check", "--format", "json", "--now", NOW, within=root)
    codes = [one["code"] for one in json.loads(ran.out)["diagnostics"]]
    severities = [one["severity"] for one in json.loads(ran.out)["diagnostics"]]
    assert ran.status == (1 if "error" in severities else 0)
    yield from codes


@pytest.mark.parametrize("check", OVER_FILES, ids=lambda one: one.code)
def test_every_check_is_reached_from_the_command_line(check: Check, table: Path) -> None:
    """Nothing is checked in tests alone: what a check's page shows as bad, `potluck check` refuses, by its code."""
    for path in sorted((table / "proposals").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    write(table, read_example(check.examples("Bad")[0], folders()))
    assert check.code in set(reached(table))


@pytest.mark.parametrize("check", [one for one in checks() if one.over == "charter"], ids=lambda one: one.code)
def test_every_check_of_the_charter_is_reached_from_the_command_line(check: Check, tmp_path: Path) -> None:
    """`potluck charter` tells it; `potluck check` goes by no charter that contradicts itself."""
    (tmp_path / "potluck.yml").write_text(check.examples("Bad")[0], "utf-8")
    ran = potluck("charter", within=tmp_path)
    assert f"[{check.code}]" in ran.err
    assert potluck("check", within=tmp_path).status == 2


# --- The same for a file, a folder and all ---------------------------------------------------------------------------


def test_a_file_a_folder_and_the_whole_tree_say_the_same(tmp_path: Path) -> None:
    """REL-005: the verdict on a file does not depend on how much was asked about: same status, same JSON."""
    community = small(tmp_path / "table")
    community.write({"proposals/ideas/a.md": proposal(LONG, extends=["nobody"])})
    asked = [
        ("proposals/ideas/a.md",),
        ("proposals/ideas",),
        ("proposals",),
        ("proposals/ideas/a.md", "proposals"),
        (".",),
        (),
    ]
    runs = [potluck("check", *paths, "--format", "json", "--now", NOW, within=community.root) for paths in asked]
    assert {run.status for run in runs} == {1}
    assert len({run.out for run in runs}) == 1
    assert [one["code"] for one in json.loads(runs[0].out)["diagnostics"]] == ["FM112", "RF303"]


# --- What goes wrong most --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        pytest.param(
            proposal().replace("title: Soup night", "title: Soup: the night"), "FM011",
            'put quotes around the value: `title: "Soup: the night"`', id="a-colon-in-a-title",
        ),
        pytest.param(
            proposal().replace("- ana-sample", "- '@ana-sample'"), "FM115", "leave the `@` out: `ana-sample`",
            id="a-handle-with-at",
        ),
        pytest.param(
            proposal().replace("2026-05-12", "12 May 2026"), "FM121", "write `2026-05-12`: year, month, day",
            id="a-date-in-words",
        ),
        pytest.param(
            proposal(stage="sugested"), "FM103", "did you mean `suggested`?", id="a-slip-in-the-stage"
        ),
        pytest.param(
            proposal().replace("title: Soup night\n", ""), "FM101",
            "write `title: Soup night on Tuesdays`, what it is about, in a few words", id="no-title",
        ),
    ],
)  # fmt: skip
def test_the_most_usual_faults_need_no_maintainer(text: str, code: str, hint: str, tmp_path: Path) -> None:
    """REL-006, REL-035: the fault, its line, and the very words to write; nothing else is told beside it."""
    community = small(tmp_path / "table")
    community.write({"proposals/ideas/a.md": text})
    (told,) = pipeline.check(community.root, None).diagnostics
    assert (told.code, told.hint) == (code, hint)
    assert told.line > 1 or code == "FM101"
