"""Moves and powers: a change compared with its base, in real repositories. Every refusal, and every welcome."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.support import changes
from tests.support.changes import cases, compare, full_form, said_of, table
from tests.support.commands import potluck
from tests.support.repository import Repository

from potluck import compare as comparing
from potluck.checks.pages import check_page
from potluck.diagnostics import FORMATS
from potluck.history.repository import Blobs
from potluck.register import Check, checks

OURS = [one for one in checks() if one.over == "change"]
SOUP = "proposals/ideas/soup-night.md"
STORY = """---
title: {title}
kind: story
stage: told
authors: [{author}]
created: 2026-06-12
---

{text}
"""


def codes(text: str, root: Path) -> list[str]:
    """The codes of all that is said of a change."""
    return [one.code for one in said_of(text, root).diagnostics]


# --- The checks and their examples -----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case(case: Path, tmp_path: Path) -> None:
    """What is said of a change is told to the letter; a valid one yields nothing."""
    expected, valid = case / "expected.txt", case / "valid.txt"
    assert expected.exists() != valid.exists(), "a case has either expected.txt or valid.txt"
    said = full_form((case / "change.txt").read_text("utf-8"), tmp_path / "table")
    if valid.exists():
        assert valid.read_text("utf-8").strip(), "valid.txt says in a sentence what it proves"
        assert said == ""
    else:
        assert said == expected.read_text("utf-8")
        assert said
        assert not re.search(r"\b(invalid|must|illegal|forbidden)\b", said, re.IGNORECASE)


@pytest.mark.parametrize("check", OURS, ids=lambda one: one.code)
def test_every_check_has_a_case(check: Check) -> None:
    """Named after it, and speaking of it; and none is left over."""
    case = changes.CHANGES / f"{check.code}-{check.slug}"
    assert f"[{check.code}]" in (case / "expected.txt").read_text("utf-8")
    assert {one.name[:5] for one in cases()} <= {one.code for one in OURS}


@pytest.mark.parametrize("check", OURS, ids=lambda one: one.code)
def test_the_bad_example_is_told_and_the_good_one_is_not(check: Check, tmp_path: Path) -> None:
    """The docstring is true: its Bad yields the code, its Good nothing at all."""
    for number, bad in enumerate(check.examples("Bad")):
        assert check.code in codes(bad, tmp_path / f"bad-{number}")
    for number, good in enumerate(check.examples("Good")):
        found = said_of(good, tmp_path / f"good-{number}").diagnostics
        assert [one for one in found if one.code != "LG601"] == []  # a ballot's example leaves the manifest alone
    assert "```diff\n" in check_page(check)


# --- Welcomes --------------------------------------------------------------------------------------------------------


def test_a_name_that_is_no_text_is_told_and_stops_nobody(tmp_path: Path) -> None:
    """SEC-006, REL-001: git keeps any bytes for a name; who brings such a one is told, in every form of report."""
    repository = table(tmp_path / "table")
    text = STORY.format(title="Rain at last", author="pia-sample", text="R.")
    repository.commit({"proposals/stories/caf\udce9.md": text}, by="pia-sample")
    for form in FORMATS:
        ran = potluck("check", "--base", "main", "--author", "pia-sample", "--format", form, within=repository.root)
        assert (ran.status, ran.err) == (1, "")
        assert "caf.md" in ran.out, form  # the name to give it


def test_an_account_and_an_author_are_shown_side_by_side(tmp_path: Path) -> None:
    """SEC-028: by the login that asks, not by the names in a commit; nothing is refused for it."""
    repository = table(tmp_path / "table")
    text = STORY.format(title="Rain at last", author="pia-sample", text="R.")
    repository.commit({"proposals/stories/rain.md": text}, by="pia-sample")
    ran = potluck("check", "--base", "main", "--author", "eve-sample", within=repository.root)
    assert ran.status == 0
    assert "`eve-sample` brings this, and `authors` names `pia-sample`" in ran.out


def test_a_strangers_first_story_is_welcome(tmp_path: Path) -> None:
    """Somebody of whom nobody has heard brings a story with a picture's place, and nothing is wrong."""
    repository = table(tmp_path / "table")
    repository.commit({"proposals/stories/rain.md": STORY.format(title="Rain at last", author="Pia-Sample", text="R.")})
    ran = potluck("check", "--base", "main", "--author", "@pia-sample", within=repository.root)
    assert (ran.status, ran.out) == (0, "Compared with `main`: 1 file changed. Nothing to mend: the table is set.\n")


def test_what_is_not_committed_yet_is_looked_at_too(tmp_path: Path) -> None:
    """The work tree is what is compared: before a commit, before git knows of a file, and without ignored ones."""
    root = table(tmp_path / "table").root
    (root / ".gitignore").write_text("*.bak\n")
    (root / "notes.txt").write_text("mine")
    (root / "proposals/ideas/old.md.bak").write_text("mine")
    (root / SOUP).write_text((root / SOUP).read_text().replace("suggested", "building"))
    (root / "proposals/stories/rain.md").write_text(STORY.format(title="Rain at last", author="ana-sample", text="R."))
    report, seen = compare(root, "ana-sample")
    assert [file.path for file in seen.files] == [SOUP, "proposals/stories/rain.md"]
    assert [one.code for one in report.diagnostics] == ["PW805"]


def test_nothing_differs_is_said_so(tmp_path: Path) -> None:
    """Also where every file was touched, so that git's index cannot vouch for any."""
    root = table(tmp_path / "table").root
    for path in root.rglob("*.*"):
        if ".git" not in path.parts and path.is_file():
            os.utime(path, (1_000_000_000, 1_000_000_000))
    ran = potluck("check", "--base", "main", within=root)
    assert (ran.status, ran.out) == (0, "Compared with `main`: nothing differs.\n")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("# by ana-sample\n# {soup}\n-stage: suggested\n+stage: withdrawn\n", id="withdraws"),
        pytest.param("# by ANA-Sample\n# {soup}\n-One pot, one long table.\n+Two.\n", id="rewrites"),
        pytest.param("# by ana-sample\n# {soup}\n-authors: [ana-sample]\n+authors: [lee-sample]\n", id="hands-it-on"),
        pytest.param(
            "# by ana-sample\n# {soup} -> proposals/ideas/soup-night/index.md\n", id="gives-it-a-folder-of-its-own"
        ),
        pytest.param(
            "# by ana-sample\n# {soup} -> proposals/stories/soup-night.md\n-kind: idea\n+kind: story\n"
            "-stage: suggested\n+stage: told\n",
            id="makes-a-story-of-a-fresh-idea",
        ),
    ],
)
def test_an_author_may(change: str, tmp_path: Path) -> None:
    """What authors do with their own proposal, whatever the capitals of their login (SEC-025)."""
    assert codes(change.format(soup=SOUP), tmp_path / "table") == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("# by mara-sample\n# {soup}\n-stage: suggested\n+stage: building\n", id="moves"),
        pytest.param("# by mara-sample\n# {soup} is removed\n", id="removes"),
        pytest.param("# by mara-sample\n# {soup}\n-One pot, one long table.\n+Two.\n", id="mends"),
        pytest.param("# by mara-sample\n# mkdocs.yml\n+site_name: T\n", id="changes-the-house"),
        pytest.param(
            "# by mara-sample\n# proposals/ideas/stew-night/index.md\n-aliases: [goulash-night]\n", id="drops-a-name"
        ),
        pytest.param(
            "# by mara-sample\n# {soup}\n-created: 2026-05-12\n+created: 2026-05-12\n"
            "+promised: [{{date: 2026-12-24, set: 2026-06-30, why: The oven arrives}}]\n",
            id="promises",
        ),
    ],
)
def test_a_facilitator_may(change: str, tmp_path: Path) -> None:
    """What the charter's facilitators do, and nobody else."""
    assert codes(change.format(soup=SOUP), tmp_path / "ours") == []
    assert codes(change.format(soup=SOUP).replace("mara-sample", "pia-sample"), tmp_path / "theirs") != []


# --- Refusals --------------------------------------------------------------------------------------------------------


def test_nobody_gives_themselves_a_power(tmp_path: Path) -> None:
    """A change that makes its author a facilitator, and moves and decides, is refused in every part (SEC-025)."""
    change = (
        "# by eve-sample\n# potluck.yml\n-  facilitator: {people: [mara-sample]}\n"
        "+  facilitator: {people: [mara-sample, eve-sample]}\n"
        f"# {SOUP}\n-stage: suggested\n+stage: declined\n created: 2026-05-12\n"
        "+decision: {by: eve-sample, date: 2026-06-30, reason: too-few-hands, says: I say so and nobody else.}\n"
    )
    assert codes(change, tmp_path / "table") == ["PW802", "PW805", "PW807", "DE402"]


def test_a_new_word_in_the_charter_helps_nobody_yet(tmp_path: Path) -> None:
    """A stage that the change itself brings does not exist for it, not even for a facilitator."""
    change = (
        "# by mara-sample\n# potluck.yml\n-      suggested: {to: [building, declined, withdrawn]}\n"
        "+      suggested: {to: [building, declined, withdrawn, famous]}\n+      famous: {}\n"
        f"# {SOUP}\n-stage: suggested\n+stage: famous\n"
    )
    assert codes(change, tmp_path / "table") == ["PW803", "FM103"]


def test_a_charter_that_breaks_is_told_with_the_rest(tmp_path: Path) -> None:
    """Its faults are the change's, not a reason to stop looking."""
    change = f"# by eve-sample\n# potluck.yml\n+kinds: 7\n# {SOUP}\n-stage: suggested\n+stage: building\n"
    found = codes(change, tmp_path / "table")
    assert {"PW802", "PW805"} < set(found)
    assert any(code.startswith("CH") for code in found)


def test_a_change_that_takes_the_charter_away_ends_at_once(tmp_path: Path) -> None:
    """It is not taken for the community around it, whose charter would find nothing amiss (SEC-061)."""
    outer = table(tmp_path / "outer")
    inner = table(outer.root / "pull-request")
    inner.commit({"potluck.yml": None})
    ran = potluck("check", "--base", "main", "--root", inner.root, within=outer.root)
    assert ran.status == 2
    assert "no potluck.yml in " in ran.sentence


@pytest.mark.parametrize(
    "path",
    [
        "tooling/potluck/checks/powers.py",
        ".github/workflows/check.yml",
        ".github/CODEOWNERS",
        "mkdocs.yml",
        "site/theme/main.html",
        "content/index.md",
        "content/ledger/ballots/x.py",
        "proposals/.gitattributes",
        "proposals/ideas/.git-keep/hook.py",
        ".gitmodules",
        "with a\nline end.yml",
    ],
)
def test_the_house_is_not_a_proposal(path: str, tmp_path: Path) -> None:
    """SEC-001, SEC-061: one story and one file of the house, however it is called; the story's check says so too."""
    repository = table(tmp_path / "table")
    repository.commit({"proposals/stories/rain.md": "No front matter.\n", path: "x\n"})
    report, _ = compare(repository.root, "eve-sample")
    hidden = [("AT701", path)] if path == "proposals/.gitattributes" else []  # told as what it is, too
    assert sorted({(one.code, one.path) for one in report.diagnostics}) == [
        *hidden,
        ("FM007", "proposals/stories/rain.md"),
        ("PW801", path),
    ]


def test_a_long_list_of_other_files_is_cut(tmp_path: Path) -> None:
    """Fifty are told, the rest are counted (REL-006)."""
    repository = table(tmp_path / "table")
    repository.commit({f"src/{number}.py": "x\n" for number in range(120)})
    report, _ = compare(repository.root, "")
    assert len(report.diagnostics) == 51
    assert report.diagnostics[-1].message == "70 more files of this change are no proposals either"


def test_the_mode_is_gits_and_comes_first(tmp_path: Path) -> None:
    """SEC-003: a link, a program and a repository within are told by their mode, and not called deleted proposals."""
    repository = table(tmp_path / "table")
    (repository.root / SOUP).unlink()
    (repository.root / SOUP).symlink_to("/etc/passwd")
    story = repository.root / "proposals/stories/how-it-began.md"
    story.chmod(0o755)
    repository.commit({})
    head = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{head},proposals/ideas/module")
    (repository.root / "proposals/ideas/module").mkdir()
    report, _ = compare(repository.root, "mara-sample")
    said = {(one.path, one.message) for one in report.diagnostics if one.code == "PW804"}
    assert said == {
        (SOUP, "this is a symbolic link"),
        ("proposals/ideas/module", "this is a repository within this one"),
        ("proposals/stories/how-it-began.md", "this file is marked as a program"),
    }
    assert {one.code for one in report.diagnostics} == {"PW804", "FM001"}


def test_only_its_authors_withdraw_a_proposal(tmp_path: Path) -> None:
    """SEC-025: the stage is theirs, so it is nobody else's."""
    change = f"# by eve-sample\n# {SOUP}\n-stage: suggested\n+stage: withdrawn\n"
    assert codes(change, tmp_path / "table") == ["PW805"]
    assert codes(change.replace("# by eve-sample\n", ""), tmp_path / "nobody") == ["PW805"]


def test_a_proposal_that_is_deleted_is_told_with_whose_it_was(tmp_path: Path) -> None:
    """SEC-010: no deletion goes by in silence, and a stranger's least of all."""
    said = said_of(f"# by eve-sample\n# {SOUP} is removed\n", tmp_path / "table").diagnostics
    assert [(one.code, one.severity, one.path) for one in said] == [("PW808", "error", SOUP)]
    assert "`ana-sample` brought it" in said[0].message


def test_somebody_elses_proposal_put_aside_under_another_name(tmp_path: Path) -> None:
    """SEC-010: deleted and brought again as one's own is a renaming, and told as one."""
    change = (
        f"# by eve-sample\n# {SOUP} -> proposals/ideas/my-soup.md\n-authors: [ana-sample]\n+authors: [eve-sample]\n"
        "-title: Soup night on Tuesdays\n+title: My own soup night\n"
    )
    assert {"MV706", "PW809", "PW811"} <= set(codes(change, tmp_path / "table"))


def test_a_picture_is_its_proposals(tmp_path: Path) -> None:
    """Who changes the picture of another's proposal suggests a change to it; its author just does."""
    for by, expected in (("eve-sample", ["PW810"]), ("lee-sample", []), ("mara-sample", [])):
        repository = table(tmp_path / by)
        repository.commit({"proposals/ideas/stew-night/pot.png": b"\x89PNG"})
        assert [one.code for one in compare(repository.root, by)[0].diagnostics if one.code[0] == "P"] == expected


def test_a_closed_door_after_a_name_is_borrowed(tmp_path: Path) -> None:
    """Voices given under a name are not taken over by writing it among one's aliases (SEC-087)."""
    text = STORY.format(title="Rain at last", author="eve-sample", text="R.")
    repository = table(tmp_path / "table")
    repository.commit({"proposals/stories/rain.md": text.replace("created:", "aliases: [long-gone]\ncreated:")})
    assert "PW811" in [one.code for one in compare(repository.root, "eve-sample")[0].diagnostics]


def test_without_an_author_nobody_has_powers(tmp_path: Path) -> None:
    """The messages then say how to tell who asks."""
    change = f"# {SOUP}\n-stage: suggested\n+stage: building\n"
    (found,) = said_of(change, tmp_path / "table").diagnostics
    assert found.code == "PW805"
    assert "`--author LOGIN`" in found.hint


def test_a_broken_neighbour_is_told_and_an_old_fault_is_not(tmp_path: Path) -> None:
    """What a change breaks elsewhere is its own; what was broken before is not held against a newcomer."""
    repository = table(tmp_path / "table")
    repository.switch("main")
    broken = {"proposals/stories/old.md": "Nothing but words.\n"}
    story = STORY.format(title="Rain at last", author="lee-sample", text="See [the pot](../ideas/soup-night.md).")
    repository.commit(
        broken | {"proposals/stories/rain.md": story.replace("created:", "extends: [soup-night]\ncreated:")}
    )
    repository.git("checkout", "--quiet", "-B", "theirs")
    repository.commit({SOUP: None})
    report, _ = compare(repository.root, "mara-sample")
    assert {(one.code, one.path) for one in report.diagnostics} == {
        ("RF303", "proposals/stories/rain.md"),
        ("RF306", "proposals/stories/rain.md"),
    }


# --- The base --------------------------------------------------------------------------------------------------------


def test_what_the_base_did_since_is_not_the_changes_doing(tmp_path: Path) -> None:
    """Compared is with the commit at which the two parted; by the roles and the authors of the base as it is now."""
    repository = table(tmp_path / "table")
    repository.commit({SOUP: (repository.root / SOUP).read_text().replace("One pot", "Two pots")}, by="ana-sample")
    repository.switch("main")
    roles = (repository.root / "potluck.yml").read_text().replace("[mara-sample]", "[tom-sample]")
    text = (repository.root / SOUP).read_text().replace("[ana-sample]", "[lee-sample]")
    repository.commit({"potluck.yml": roles, SOUP: text, "proposals/ideas/second-oven.md": None})
    repository.switch("theirs")
    report, seen = compare(repository.root, "ana-sample")
    assert [file.path for file in seen.files] == [SOUP]
    assert [one.code for one in report.diagnostics] == ["PW810"], "ana was its author once"
    assert compare(repository.root, "tom-sample")[0].diagnostics == ()
    assert compare(repository.root, "mara-sample")[0].diagnostics != (), "mara was a facilitator once"


def test_two_branches_that_take_one_name(tmp_path: Path) -> None:
    """REL-016: the first is merged; the second is told, and passes under another name. Nobody waits for a number."""
    repository = table(tmp_path / "table")
    text = STORY.format(title="The last train", author="pia-sample", text="I missed it.")
    repository.commit({"proposals/stories/last-train.md": text})
    repository.switch("main")
    repository.branch("other")
    idea = text.replace("story", "idea").replace("told", "suggested")
    repository.commit({"proposals/ideas/last-train/index.md": idea})
    assert compare(repository.root, "pia-sample")[0].diagnostics == ()
    repository.switch("main")
    repository.merge("other")
    repository.switch("theirs")
    assert [one.code for one in compare(repository.root, "pia-sample")[0].diagnostics] == ["MV708"]
    repository.commit({"proposals/stories/last-train.md": None, "proposals/stories/missed-train.md": text})
    assert compare(repository.root, "pia-sample")[0].diagnostics == ()


@pytest.mark.parametrize(
    ("base", "words"),
    [
        pytest.param("nowhere", "there is no such commit or branch here; `git fetch origin nowhere`", id="unknown"),
        pytest.param("origin/main", "`git fetch origin main` may bring it", id="not-fetched"),
        pytest.param("--upload-pack=x", "not the name of a commit", id="an-option"),
        pytest.param("", "not the name of a commit", id="empty"),
        pytest.param("a b", "not the name of a commit", id="blank"),
        pytest.param("orphan", "no commit in common", id="unrelated"),
        pytest.param("bare", "there is no potluck.yml at `bare`", id="first-charter"),
        pytest.param("broken", "the charter at `broken` needs mending first", id="broken-charter"),
    ],
)
def test_a_base_that_cannot_be_compared_with(base: str, words: str, tmp_path: Path) -> None:
    """Each is a sentence, and ends with 2."""
    repository = table(tmp_path / "table")
    if base == "orphan":
        repository.git("checkout", "--quiet", "--orphan", "orphan")
        repository.commit({})
        repository.switch("theirs")
    elif base in ("bare", "broken"):
        charter = (repository.root / "potluck.yml").read_text()
        repository.git("checkout", "--quiet", "-b", base)
        repository.commit({"potluck.yml": None if base == "bare" else "community: 7\n"})
        repository.git("checkout", "--quiet", "-B", "theirs")
        repository.commit({"potluck.yml": charter})
    ran = potluck("check", f"--base={base}", within=repository.root)
    assert ran.status == 2
    assert words in ran.sentence


def test_a_shallow_clone_says_how_to_deepen_it(tmp_path: Path) -> None:
    """As a job's checkout makes it: one commit of each side."""
    repository = table(tmp_path / "table")
    repository.commit({"proposals/stories/rain.md": STORY.format(title="Rain", author="ana-sample", text="R.")})
    repository.switch("main")
    repository.commit({})
    clone = Repository(tmp_path / "clone")
    clone.git("fetch", "--quiet", "--depth=1", repository.root.as_uri(), "main:base", "theirs:head")
    clone.switch("head")
    ran = potluck("check", "--base", "base", within=clone.root)
    assert ran.status == 2
    assert "`git fetch --unshallow`" in ran.sentence


def test_no_git_no_repository_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three ways in which there is nothing to compare with."""
    bare = tmp_path / "bare"
    shutil.copytree(changes.BASE, bare)
    assert "this folder is not in a git repository" in potluck("check", "--base", "main", within=bare).sentence
    Repository(bare)
    assert "nothing has been committed yet" in potluck("check", "--base", "main", within=bare).sentence


def test_a_community_in_a_folder_of_a_larger_repository(tmp_path: Path) -> None:
    """Files beside the community are told too, from where it stands."""
    outer = Repository(tmp_path / "outer")
    shutil.copytree(changes.BASE, outer.root / "kitchen" / "table")
    outer.commit({"README.md": "x\n"})
    outer.branch("theirs")
    root = outer.root / "kitchen" / "table"
    outer.commit({"README.md": "y\n", f"kitchen/table/{SOUP}": (root / SOUP).read_text().replace("One", "Two")})
    report, _ = compare(root, "ana-sample")
    assert [(one.code, one.path) for one in report.diagnostics] == [("PW801", "../../README.md")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--author", "ana-sample"], "add `--base main`"),
        (["--base", "main", "proposals"], "leave the paths out"),
        (["--base", "main", "--author", ""], "is not a login"),
        (["--base", "main", "--author", "a b"], "is not a login"),
    ],
)
def test_words_that_do_not_go_together(words: list[str], sentence: str, tmp_path: Path) -> None:
    """An empty login, as a job may hand it on by mistake, is nobody's."""
    ran = potluck("check", *words, within=table(tmp_path / "table").root)
    assert ran.status == 2
    assert sentence in ran.sentence


def test_nothing_that_a_repository_configures_is_run(tmp_path: Path) -> None:
    """A filter for the files of the work tree is a program; comparing starts none."""
    repository = table(tmp_path / "table")
    trace = tmp_path / "ran"
    repository.commit({".gitattributes": "*.md filter=evil diff=evil\n"})
    for name in ("filter.evil.clean", "filter.evil.process", "diff.evil.command", "diff.evil.textconv"):
        repository.git("config", name, f"touch {trace}")
    repository.git("config", "core.fsmonitor", f"touch {trace}")
    (repository.root / SOUP).write_text((repository.root / SOUP).read_text().replace("One", "Two"))
    assert [one.code for one in compare(repository.root, "eve-sample")[0].diagnostics] == ["PW801", "PW810"]
    assert not trace.exists()


# --- The ledger ------------------------------------------------------------------------------------------------------


def test_ones_own_ballot_by_react_is_welcome(tmp_path: Path) -> None:
    """What `potluck react` writes passes, for whoever it was written; and for nobody else."""
    root = table(tmp_path / "table").root
    potluck("react", "soup-night", "+1", "--as", "lee-sample", "--now", "2026-06-12T18:04:00Z", within=root)
    assert compare(root, "lee-sample")[0].diagnostics == ()
    assert [one.code for one in compare(root, "eve-sample")[0].diagnostics] == ["PW821"]
    assert [one.code for one in compare(root, "mara-sample")[0].diagnostics] == ["PW821"], (
        "not for a facilitator either"
    )


def test_the_ledger_of_a_forge_is_written_by_nobody(tmp_path: Path) -> None:
    """Where reactions are fetched, a ballot by hand is one that nobody gave."""
    line = PIA.replace("pia-sample", "lee-sample")
    forge = "# meanwhile\n# potluck.yml\n+forge: {type: github, repository: a/b}\n"
    assert "PW821" in codes(f"{forge}# by lee-sample\n# {LEDGER}\n+{line}\n", tmp_path / "table")


PIA = '{"proposal":"soup-night","login":"pia-sample","reaction":"-1","at":"2026-05-20T18:04:00Z","since":"2026-05"}'
LEDGER = "content/ledger/ballots/soup-night.jsonl"


@pytest.mark.parametrize(
    ("by", "new", "expected"),
    [
        pytest.param("pia-sample", PIA.replace("-1", "heart"), [], id="changes-her-mind"),
        pytest.param("pia-sample", PIA.replace('"2026-05"}', '"2009-05"}'), ["PW822"] * 2, id="makes-herself-older"),
        pytest.param("pia-sample", PIA.replace(',"since":"2026-05"', ""), ["PW822"], id="forgets-her-age"),
        pytest.param("pia-sample", PIA.replace("2026-05-20", "2027-05-20"), ["PW823"], id="votes-next-year"),
        pytest.param("eve-sample", PIA.replace("-1", "heart"), ["PW821"] * 2, id="changes-anothers-mind"),
        pytest.param("eve-sample", "nothing that could be read", ["LG601"] + ["PW821"] * 2, id="noise"),
        pytest.param("mara-sample", PIA[:-1] + ',"blocked":true}', [], id="a-facilitator-blocks"),
        pytest.param("mara-sample", PIA.replace("-1", "heart"), ["PW821"], id="a-facilitator-changes-a-vote"),
    ],
)
def test_a_line_of_the_ledger(by: str, new: str, expected: list[str], tmp_path: Path) -> None:
    """A line is its person's own, and what is known of the account is not."""
    found = codes(f"# by {by}\n# {LEDGER}\n-{PIA}\n+{new}\n", tmp_path / "table")
    assert sorted(found) == expected


def test_lines_in_another_order_say_nothing_new(tmp_path: Path) -> None:
    """Only what a ledger says is compared."""
    repository = table(tmp_path / "table")
    lines = (repository.root / LEDGER).read_text().splitlines()
    repository.commit({LEDGER: "\n".join(reversed(lines)) + "\n"})
    assert compare(repository.root, "eve-sample")[0].diagnostics == ()


def test_a_ledger_too_large_to_look_at_is_nobodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ballots that nobody can look at do not slip in among the rest."""
    monkeypatch.setattr(comparing, "_LARGEST", 1_000)
    line = PIA.replace("pia-sample", "lee-sample").replace(',"since":"2026-05"', "")
    repository = table(tmp_path / "table")
    repository.commit({LEDGER.replace("soup", "stew"): f"{line}\n" * 20})
    assert "PW821" in [one.code for one in compare(repository.root, "lee-sample")[0].diagnostics]


# --- Speed -----------------------------------------------------------------------------------------------------------


def test_of_the_base_only_what_differs_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """REL-004: a hundred proposals more in the base are not one text more to read."""
    repository = table(tmp_path / "table")
    repository.switch("main")
    text = STORY.format(title="Rain at last", author="lee-sample", text="R.")
    repository.commit({f"proposals/stories/rain-{number}.md": text for number in range(100)})
    repository.git("checkout", "--quiet", "-B", "theirs")
    repository.commit({SOUP: (repository.root / SOUP).read_text().replace("One", "Two")})
    asked: list[str] = []
    texts = Blobs.texts

    def count(blobs: Blobs, ids: Iterable[str]) -> Iterator[bytes | None]:
        wanted = list(ids)
        asked.extend(wanted)
        return texts(blobs, wanted)

    monkeypatch.setattr(Blobs, "texts", count)
    assert compare(repository.root, "ana-sample")[0].diagnostics == ()
    assert len(asked) == 2, "the charter, and the one text"
