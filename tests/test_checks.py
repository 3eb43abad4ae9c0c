"""The checks: every one has a bad and a good case on disk, and its docstring is true."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.support.examples import cases, cases_charter, cases_readers, files_of, folders, full_form, look_at, write

from potluck.charter import Charter
from potluck.checks import check_document, check_tree
from potluck.checks.examples import ExampleFile, read_example
from potluck.checks.pages import check_page
from potluck.checks.run import MOST
from potluck.load import read_document
from potluck.model import Diagnostic, Severity
from potluck.register import Check, Tree, checks
from potluck.schema import scope_of

# No reading finds these: tests of the press do, and tests with a real repository.
FOUND_BY_PRINTING = {"BD290", "BD291", "AT708"}
# The charter's have their cases in test_charter.py, the ledger's in test_ledger_checks.py.
OURS = [one for one in checks() if one.over in ("document", "tree", "files")]
SOURCES = Path(__file__).parent.parent / "tooling" / "potluck"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case(case: Path, tmp_path: Path) -> None:
    """What a case's files yield is told to the letter; a valid case yields nothing."""
    expected, valid = case / "expected.txt", case / "valid.txt"
    assert expected.exists() != valid.exists(), "a case has either expected.txt or valid.txt"
    write(tmp_path, files_of(case))
    if valid.exists():
        assert valid.read_text("utf-8").strip(), "valid.txt says in a sentence what it proves"
        assert full_form(tmp_path) == ""
    else:
        said = expected.read_text("utf-8")
        assert said.strip(), "an empty expected.txt proves nothing: write valid.txt instead"
        assert full_form(tmp_path) == said


@pytest.mark.parametrize("check", [one for one in OURS if one.code not in FOUND_BY_PRINTING], ids=lambda one: one.code)
def test_every_check_has_a_bad_and_a_good_case(check: Check) -> None:
    """No check without a case in which it speaks, and one in which it is silent."""
    own = [case for case in cases() if case.name.startswith(f"{check.code}-")]
    bad = [case for case in own if (case / "expected.txt").exists()]
    assert any(f"[{check.code}]" in (case / "expected.txt").read_text("utf-8") for case in bad)
    assert any((case / "valid.txt").exists() for case in own)
    assert (bad[0].parent / f"{check.code}-{check.slug}").is_dir(), "a case carries the check's own name"


def test_no_case_is_left_over() -> None:
    """Every case belongs to a check that there is."""
    codes = {one.code for one in checks()}
    assert [case.name for case in cases() if case.name[:5] not in codes] == []


def test_codes_and_slugs_are_unique() -> None:
    """A code means one thing, and so does a name."""
    assert [slug for slug, times in Counter(one.slug for one in checks()).items() if times > 1] == []
    assert all(re.fullmatch(r"[A-Z]{2}[0-9]{3}", one.code) for one in checks())


@pytest.mark.parametrize("check", checks(), ids=lambda one: one.code)
def test_every_check_is_documented(check: Check) -> None:
    """What holds, why, a bad and a good example; without words that scold."""
    holds, why, *_rest = check.documentation.split("\n\n")
    assert holds.endswith(".")
    assert not why.startswith(("Bad::", "Good::"))
    assert check.examples("Bad")
    assert check.examples("Good")
    assert not re.search(r"\b(invalid|must|illegal|forbidden)\b", check.documentation, re.IGNORECASE)
    page = check_page(check)
    assert page.startswith(f"# {check.code}: ")
    assert "## Bad" in page
    assert "## Good" in page


def said_of(example: str, root: Path) -> list[Diagnostic]:
    """What the checks say of the files that *example* shows."""
    write(root, read_example(example, folders()))
    return list(look_at(root)[1])


@pytest.mark.parametrize("check", [one for one in OURS if one.code not in FOUND_BY_PRINTING], ids=lambda one: one.code)
def test_bad_examples_fail(check: Check, tmp_path: Path) -> None:
    """Each Bad example yields the code that it stands for."""
    for number, example in enumerate(check.examples("Bad")):
        assert check.code in {one.code for one in said_of(example, tmp_path / str(number))}


@pytest.mark.parametrize("check", OURS, ids=lambda one: one.code)
def test_good_examples_pass(check: Check, tmp_path: Path) -> None:
    """Each Good example yields nothing at all, so that it can be copied."""
    for number, example in enumerate(check.examples("Good")):
        assert said_of(example, tmp_path / str(number)) == []


def test_no_message_scolds() -> None:
    """Messages and hints leave out "invalid" and "must", and quote what was found."""
    said = "".join((case / "expected.txt").read_text("utf-8") for case in cases() if (case / "expected.txt").exists())
    assert not re.search(r"(?m)^(error|warning|.*= help).*\b(invalid|must|illegal|forbidden)\b", said)


def test_every_fault_of_reading_has_a_check() -> None:
    """What loading and YAML come upon is told by a check of that name: no fault is lost."""
    slugs: set[str] = set()
    for path in [*(SOURCES / "load").glob("*.py"), SOURCES / "yamltree.py"]:
        text = path.read_text("utf-8")
        slugs |= set(re.findall(r"""(?:Fault|_Refused)\(\s*"([a-z0-9-]+)\"""", text))
    known = {one.slug for one in OURS if one.needs in ("faults", "form")} | {
        one.slug for one in OURS if one.family == "text"
    }
    assert len(slugs) > 20
    assert slugs <= known


def diagnostics_of(text: str, kind_folder: str = "stories", charter: Charter | None = None) -> tuple[Diagnostic, ...]:
    """What the document checks alone say of *text*."""
    used = charter or cases_charter()
    document = read_document(text.encode(), f"proposals/{kind_folder}/a.md", "a", kind_folder, used.limits)
    return check_document(document, scope_of(document, used, cases_readers())[0])[0]


FRONT = "---\ntitle: Soup night\nkind: story\nstage: told\nauthors: [ana-sample]\ncreated: 2026-05-12\n{}---\n\nSoup.\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("Just a text.\n", ["FM007"], id="no-front-matter-is-not-five-missing-fields"),
        pytest.param("---\ntitle: x: y\n---\n\nSoup.\n", ["FM011"], id="unread-fields-are-not-missing"),
        pytest.param("---\ntitle: Soup night\n", ["FM008"], id="unclosed-is-not-an-empty-body"),
        pytest.param("---\nkind: tale\nstage: x\nfoo: 1\n---\n\nSoup.\n", ["FM104"], id="unknown-kind-alone"),
        pytest.param(FRONT.format("tags: 7\nfoo: 1\n"), ["FM102", "FM110"], id="all-at-once"),
        pytest.param(
            FRONT.format("stage: featured\nfoo: 1\n"), ["FM020", "FM102"], id="a-doubled-stage-does-not-hush-the-rest"
        ),
        pytest.param("---\n---\n\nSoup.\n", ["FM101"] * 4 + ["FM103"], id="an-empty-front-matter-was-read"),
    ],
)
def test_quiet_where_reading_failed(text: str, codes: list[str]) -> None:
    """A check that could only repeat what reading found stays quiet; all others speak (REL-006)."""
    assert sorted(one.code for one in diagnostics_of(text)) == codes


def test_at_most_fifty_problems_a_file() -> None:
    """REL-006: fifty at most, the last one counts the rest, and an error among them is not hidden by warnings."""
    many = diagnostics_of(FRONT.format("") + "A\u200bb\n" * 70)
    assert len(many) == MOST
    assert many[-1].code == "FM099"
    assert many[-1].message.startswith("21 more problems")
    assert many[-1].severity is Severity.WARNING
    worse = diagnostics_of(FRONT.format("") + "A\u200bb\n" * 70 + "\n<What is it?>\n")
    assert worse[-1].severity is Severity.ERROR


WORDS = [
    "",
    "x",
    "[]",
    "[x, x]",
    "[[x]]",
    "{}",
    "{by: x}",
    "{date: x, set: 1, why: y}",
    "[{login: '@x', rôle: y}]",
    '""',
]
WORDS += [
    "2026-02-30",
    "told",
    "x" * 300,
    "'\u3164'",
    "no",
    "-1",
    "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]",
    "@",
    "https://",
    "[no]",
]


def test_no_violation_is_lost() -> None:
    """Whatever is written, each place where a front matter parts from its schema is told once."""
    chance = random.Random(1)
    for _ in range(1_000):
        kind = chance.choice(["idea", "story", "recipe"])
        reader = cases_readers()[kind]
        names = chance.sample([*reader.fields, "other"], 6)
        lines = [f"{name}: {chance.choice(WORDS)}" for name in names if name != "kind"]
        text = "\n".join(["---", f"kind: {kind}", *lines, "---", "", "Soup.", ""]).replace(": @", ": '@'")
        folder = reader.rules.folder
        document = read_document(text.encode(), f"proposals/{folder}/a.md", "a", folder, cases_charter().limits)
        assert document.faults == ()
        scope, _values = scope_of(document, cases_charter(), cases_readers())
        spoken = {one.code for one in OURS if one.needs == "violations"}
        told = [one for one in check_document(document, scope)[0] if one.code in spoken]
        places = {violation.path for violation in scope.violations}
        slips = {("credits", 0, "role")} if ("credits", 0, "rôle") in places else set()  # told with the slip
        assert len(told) == len(places - slips), text


@pytest.mark.parametrize(
    ("front", "hides"),
    [
        pytest.param("foo: 1\n", False, id="an-unknown-field-shows-the-page"),
        pytest.param("summary: a\nsummary: b\n", False, id="a-doubled-summary-shows-the-page"),
        pytest.param("stage: featured\n", True, id="a-doubled-stage-hides-it"),
        pytest.param("stage: told\n", False, id="twice-the-same-stage-has-one-meaning"),
        pytest.param("x: &a b\n", True, id="an-anchor-hides-it"),
    ],
)
def test_what_hides_a_body(front: str, hides: bool) -> None:
    """REL-001: only a fault that makes the meaning unknown or the page unsafe leaves a body unprinted."""
    document = read_document(
        FRONT.format(front).encode(), "proposals/stories/a.md", "a", "stories", cases_charter().limits
    )
    assert check_document(document, scope_of(document, cases_charter(), cases_readers())[0])[1] is hides


def test_mechanism_checks_only_where_a_kind_has_it(tmp_path: Path) -> None:
    """A story has no decisions: nobody misses one, though its field is unknown."""
    text = FRONT.format("decision: {by: nobody}\n")
    assert [one.code for one in diagnostics_of(text)] == ["FM102"]


def test_order_does_not_depend_on_the_order_of_reading(tmp_path: Path) -> None:
    """REL-005: the same tree says the same, whichever file came first."""
    files = [
        ExampleFile(f"proposals/stories/{name}.md", FRONT.format(f"extends: [{other}]\n").encode())
        for name, other in [("a", "b"), ("b", "c"), ("c", "a"), ("d", "nothing")]
    ]
    write(tmp_path, files)
    readings, said = look_at(tmp_path)
    by_slug = {one.slug: (one,) for one in reversed(readings)}
    backwards = Tree(cases_charter(), tuple(reversed(readings)), frozenset(), by_slug, date(2026, 6, 30))
    assert check_tree(backwards) == tuple(one for one in said if one.code.startswith("RF"))


def test_a_long_circle_ends_soon() -> None:
    """A circle of three thousand is told at each of its members, and not spelled out (REL-004)."""
    from potluck.checks.circles import in_circles, way_back
    from potluck.model import START, Relation

    edges = {str(n): [(Relation("extends", "", START), str((n + 1) % 3000))] for n in range(3000)}
    assert len(in_circles(edges)) == 3000
    assert way_back("0", edges) == ["0", "1", "0"]
