"""The doors follow the charter: what a form asks is what the checks want, and nobody's own file is touched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from tests.support.commands import Ran, potluck
from tests.support.community import CHARTER, ROOT, Small

from potluck import pipeline
from potluck.charter import Charter
from potluck.checks.doors import check_doors
from potluck.doors import State, doors_of, state_of
from potluck.load.document import read_document
from potluck.meaning import reading_of
from potluck.register import Doors, checks
from potluck.schema import kind_schema, make_readers

IDEA = ".github/ISSUE_TEMPLATE/idea.yml"
OWNERS = ".github/CODEOWNERS"


def charter(**changes: Any) -> Charter:
    """The small community's charter, with *changes* to its idea."""
    parts = yaml.safe_load(CHARTER)
    parts["kinds"]["idea"] |= changes
    return Charter.model_validate(parts)


def form(of: Charter, kind: str = "idea") -> dict[str, Any]:
    """The issue form of *kind*, as GitHub reads it."""
    read: dict[str, Any] = yaml.safe_load(doors_of(of)[f".github/ISSUE_TEMPLATE/{kind}.yml"])
    return read


def boxes(of: Charter, kind: str = "idea") -> dict[str, dict[str, Any]]:
    """Its boxes by their labels, without the greeting."""
    return {box["attributes"]["label"]: box for box in form(of, kind)["body"][1:]}


@pytest.fixture
def table(tmp_path: Path) -> Small:
    """A small community whose doors are written."""
    small = Small(tmp_path / "table")
    assert potluck("forms", within=small.root).status == 0
    return small


def told(small: Small) -> list[tuple[str, str]]:
    """Code and path of all that the check says."""
    return [(one.code, one.path) for one in pipeline.check(small.root, None).diagnostics]


# --- The forms -------------------------------------------------------------------------------------------------------

ODD = {
    "name": 'He said: "no" # & <b>',
    "means": "yes",
    "sections": {"required": ["Why?", "why", "Ω", "{{ }}", "on", "12:30"], "optional": []},
    "fields": {
        "cost": {"type": "integer", "means": "In euros: roughly.", "required": True},
        "when": {"type": "choice", "choices": ["no", "1.10", "~", "a, b", "0o7", "y"], "means": "- soon"},
        "vegan": {"type": "boolean", "means": "Without animals"},
        "links": {"type": "address", "list": True},
        "verdict": {"owner": "facilitator", "required": True},
    },
}


@pytest.mark.parametrize("of", [charter(), charter(**ODD), charter(means="", fields={"title": None})])
def test_forms_are_valid_by_the_schemas_that_github_publishes(of: Charter, tmp_path: Path) -> None:
    """Whatever words a charter holds."""
    paths: dict[str, list[Path]] = {"github-issue-forms": [], "github-issue-config": []}
    for path, text in doors_of(of).items():
        if "ISSUE_TEMPLATE" in path:
            file = tmp_path / Path(path).name
            file.write_text(text, "utf-8")
            paths["github-issue-config" if file.stem == "config" else "github-issue-forms"].append(file)
    assert [len(many) for many in paths.values()] == [2, 1]
    for schema, files in paths.items():
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_form_asks_for_what_the_check_wants_and_for_no_more() -> None:
    """Sections, what the community added, and tags where there is a list of them; not what is known anyway."""
    of = charter(sections={"required": ["Problem", "Solution"]}, fields=ODD["fields"])
    asked = boxes(of)
    assert list(asked) == ["Problem", "Solution", "Cost", "When", "Vegan", "Links", "Anything else"]
    must = {label for label, box in asked.items() if box.get("validations", {}).get("required")}
    assert must == {"Problem", "Solution", "Cost"}
    assert asked["When"]["attributes"]["options"] == ["no", "1.10", "~", "a, b", "0o7", "y"]
    assert asked["Cost"]["attributes"]["description"] == "In euros: roughly."
    tagged = of.model_copy(update={"tags": {"soup": "Pots."}})
    assert boxes(tagged)["Tags"]["attributes"]["options"] == ["soup"]


def test_a_story_needs_one_box() -> None:
    """A customer without git is done in five minutes."""
    assert [label for label, box in boxes(charter(), "story").items() if "validations" in box] == ["Your story"]


def test_a_form_speaks_to_customers() -> None:
    """No word of files, YAML or fields; lists are asked for line by line."""
    for kind in ("idea", "story"):
        text = doors_of(charter(**ODD))[f".github/ISSUE_TEMPLATE/{kind}.yml"].split("\n", 1)[1]
        assert not re.search(r"yaml|front matter|field\b|slug|markdown[^\n]|kebab|\[.*-sample\]", text, re.IGNORECASE)
    assert "One on each line." in boxes(charter(**ODD))["Links"]["attributes"]["description"]


def test_boxes_have_names_of_their_own() -> None:
    """Two sections that differ in capitals alone, or in signs that no name can hold."""
    ids = [box["id"] for box in form(charter(**ODD))["body"] if "id" in box]
    assert len(ids) == len(set(ids)) == 11
    assert all(re.fullmatch(r"[a-z0-9-]+", one) for one in ids)


def test_a_kind_called_config_does_not_take_the_place_of_the_list_of_forms() -> None:
    """GitHub reads `config.yml` as something else."""
    parts = yaml.safe_load(CHARTER)
    parts["kinds"]["config"] = parts["kinds"].pop("story")
    files = doors_of(Charter.model_validate(parts))
    assert yaml.safe_load(files[".github/ISSUE_TEMPLATE/config.yml"]) == {"blank_issues_enabled": True}
    assert yaml.safe_load(files[".github/ISSUE_TEMPLATE/config-kind.yml"])["labels"] == ["config"]


# --- Who looks after what --------------------------------------------------------------------------------------------


def test_facilitators_are_asked_for_everything_but_what_customers_bring() -> None:
    """SEC-068: charter, workflows, theme, settings and program; a file that nobody thought of as well."""
    lines = [line for line in doors_of(charter())[OWNERS].splitlines() if not line.startswith("#")]
    assert lines == ["* @mara-sample", "/proposals/ideas/", "/proposals/stories/", "/content/ledger/ballots/"]


def test_without_a_facilitator_nobody_is_named() -> None:
    """A rule without a name would mean that anybody may."""
    parts = yaml.safe_load(CHARTER) | {"roles": {}}
    lines = doors_of(Charter.model_validate(parts))[OWNERS].splitlines()
    assert all(line.startswith("#") for line in lines)
    assert "Nobody is a facilitator yet" in lines[1]


def test_proposals_beside_other_files_are_named_by_what_they_are() -> None:
    """A kind whose folder is the repository's own would else take the charter with it."""
    parts = yaml.safe_load(CHARTER) | {"proposals": "."}
    parts["kinds"]["idea"]["folder"] = "."
    lines = doors_of(Charter.model_validate(parts))[OWNERS].splitlines()
    assert lines[-3:] == ["/*.md", "/stories/", "/content/ledger/ballots/"]


# --- Editors ---------------------------------------------------------------------------------------------------------


def without_mark(text: str) -> str:
    """A settings file as JSON proper."""
    assert text.startswith("// Written by `potluck forms`")
    return text.split("\n", 1)[1]


def test_editors_get_the_schemas_that_the_checks_use() -> None:
    """One a kind and the charter's, each named in the settings for the files that it describes."""
    files = doors_of(charter())
    for kind in ("idea", "story"):
        schema = json.loads(files[f".vscode/schemas/{kind}.schema.json"])
        assert schema.pop("$comment").startswith("Written by `potluck forms`")
        assert schema == json.loads(json.dumps(kind_schema(charter(), kind)))
    places = json.loads(without_mark(files[".vscode/settings.json"]))["yaml.schemas"]
    assert places["./.vscode/schemas/idea.schema.json"] == "proposals/ideas/**/*.md"
    assert all(path.removeprefix("./") in files for path in places)
    schema = json.loads(files[".vscode/schemas/potluck.yml.schema.json"])
    assert jsonschema_rs.Draft202012Validator(schema).is_valid(
        json.loads(json.dumps(yaml.safe_load(CHARTER), default=str))
    )


def test_a_snippet_writes_a_proposal_that_passes() -> None:
    """As an editor fills it in: each place with what it suggests, each choice with its first."""
    of = charter(
        sections={"required": ["Problem", "What $it} costs"]},
        fields={"mood": ODD["fields"]["when"] | {"required": True}},
    )
    snippets = json.loads(without_mark(doors_of(of)[".vscode/potluck.code-snippets"]))
    for name, snippet in snippets.items():
        text = "\n".join(snippet["body"])
        text = re.sub(r"\$\{CURRENT_(YEAR|MONTH|DATE)\}", lambda found: {"YEAR": "2026"}.get(found[1], "05"), text)
        text = re.sub(r"\$\{\d+\|((?:\\.|[^|,])*)(?:,(?:\\.|[^|])*)?\|\}", r"\1", text)
        text = re.sub(r"\$\{\d+:((?:\\.|[^}])*)\}", r"\1", text).replace("$0", "")
        text = re.sub(r"\\([$}\\,|])", r"\1", text)
        rules = of.kinds[snippet["prefix"]]
        document = read_document(text.encode(), f"proposals/{rules.folder}/a.md", "a", rules.folder, of.limits)
        assert reading_of(document, of, make_readers(of)).diagnostics == (), (name, text)


def test_the_task_of_the_editor_understands_what_the_check_prints(table: Small) -> None:
    """Its expression finds path, line, column, code and message in the concise form."""
    table.idea("soup-night", stage="almost done")
    task = json.loads(without_mark((table.root / ".vscode/tasks.json").read_text("utf-8")))["tasks"][0]
    pattern = task["problemMatcher"]["pattern"]
    line = potluck(*task["args"], within=table.root).out.splitlines()[0]
    found = re.fullmatch(pattern["regexp"], line)
    assert found
    assert found[pattern["file"]] == "proposals/ideas/soup-night.md"
    assert (found[pattern["line"]], found[pattern["code"]]) == ("4", "FM103")
    assert "almost done" in found[pattern["message"]]


# --- The command -----------------------------------------------------------------------------------------------------


def test_forms_are_written_once_and_then_left_as_they_are(tmp_path: Path) -> None:
    """The same bytes every time; a second call writes nothing."""
    small = Small(tmp_path / "table")
    first = potluck("forms", within=small.root)
    assert first.out.count(": written\n") == len(doors_of(charter()))
    before = {path: path.stat().st_mtime_ns for path in small.root.rglob("*")}
    again = potluck("forms", within=small.root / "content")
    assert (again.status, again.out) == (0, "11 files as the charter wants: nothing to write.\n")
    assert {path: path.stat().st_mtime_ns for path in small.root.rglob("*")} == before
    assert told(small) == []


def test_the_doors_do_not_depend_on_the_machine() -> None:
    """REL-005: another hash seed, another language, the same bytes."""
    code = (
        "import sys, json; from tests.test_forms import *; sys.stdout.write(json.dumps(dict(doors_of(charter(**ODD)))))"
    )
    texts = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONPATH": f"{ROOT}:{ROOT}/tooling"}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True, cwd=ROOT)
        texts.add(done.stdout)
    assert len(texts) == 1


def test_forms_follow_the_charter_and_go_with_their_kind(table: Small) -> None:
    """A new section, and a kind that is there no longer; the check said so before."""
    parts = yaml.safe_load(CHARTER)
    parts["kinds"]["idea"]["sections"] = {"required": ["Costs"]}
    del parts["kinds"]["story"]
    table.write({"potluck.yml": yaml.safe_dump(parts, sort_keys=False)})
    story = ".github/ISSUE_TEMPLATE/story.yml"
    assert {("DR701", IDEA), ("DR701", story)} <= set(told(table))
    ran = potluck("forms", within=table.root)
    assert f"{IDEA}: brought up to the charter\n" in ran.out
    assert f"{story}: removed\n" in ran.out
    assert "Costs" in (table.root / IDEA).read_text("utf-8")
    assert not (table.root / story).exists()
    assert told(table) == []


def test_a_kind_without_its_form_is_told(table: Small) -> None:
    """Where a community has forms, it has all of them."""
    (table.root / IDEA).unlink()
    assert told(table) == [("DR701", IDEA)]


def test_a_community_without_forms_is_told_nothing(tmp_path: Path) -> None:
    """It may live elsewhere, or have forms of its own."""
    small = Small(tmp_path / "table")
    small.write({IDEA: "name: ours\n", OWNERS: "* @somebody\n"})
    assert told(small) == []


def test_what_somebody_changed_is_left_and_told(table: Small) -> None:
    """SEC-073: nothing of theirs is lost, whatever the charter says since."""
    mine = (table.root / IDEA).read_text("utf-8").replace('"Anything else"', '"Something else"')
    table.write({IDEA: mine, "potluck.yml": CHARTER.replace("name: Idea", "name: Notion")})
    assert ("DR702", IDEA) in told(table)
    ran = potluck("forms", within=table.root)
    assert ran.status == 1
    assert f"{IDEA}: changed by hand, left as it is; " in ran.out
    assert (table.root / IDEA).read_text("utf-8") == mine


def test_a_file_without_the_mark_is_somebodys_own(table: Small) -> None:
    """Taking the line out is how one says so."""
    mine = (table.root / IDEA).read_text("utf-8").split("\n", 1)[1]
    table.write({IDEA: mine + "# ours\n"})
    assert told(table) == []
    ran = potluck("forms", within=table.root)
    assert (ran.status, f"{IDEA}: yours, left as it is\n" in ran.out) == (0, True)
    assert (table.root / IDEA).read_text("utf-8").endswith("# ours\n")


def test_line_ends_of_another_machine_are_no_change(table: Small) -> None:
    """REL-033: git may write CRLF on its way out."""
    raw = (table.root / IDEA).read_bytes()
    table.write({IDEA: raw.replace(b"\n", b"\r\n")})
    assert told(table) == []


@pytest.mark.parametrize("link", [".github", ".github/ISSUE_TEMPLATE", IDEA])
def test_forms_are_never_written_through_a_link(tmp_path: Path, link: str) -> None:
    """SEC-073: nothing lands elsewhere, whichever step is a link."""
    small = Small(tmp_path / "table")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.yml").write_text("mine", "utf-8")
    (small.root / link).parent.mkdir(parents=True, exist_ok=True)
    (small.root / link).symlink_to(elsewhere / "kept.yml" if link == IDEA else elsewhere)
    ran: Ran = potluck("forms", within=small.root)
    assert ran.status in (0, 2)
    assert [path.name for path in elsewhere.iterdir()] == ["kept.yml"]
    assert (elsewhere / "kept.yml").read_text("utf-8") == "mine"


def test_this_repositorys_own_doors_are_current() -> None:
    """`potluck forms` has nothing to write here."""
    of = pipeline.charter_of(ROOT)
    for path, text in doors_of(of).items():
        assert state_of((ROOT / path).read_text("utf-8"), text) is State.CURRENT, f"{path}: call `potluck forms`"


# --- The checks ------------------------------------------------------------------------------------------------------


def test_every_check_of_the_doors_has_words_for_what_to_do() -> None:
    """Code, place, a hint with the command; a warning, for no proposal is worse for it."""
    found = check_doors(Doors(missing=("a",), stale=("b",), edited=("c",)))
    assert [(one.code, one.path, one.severity.value) for one in found] == [
        ("DR701", "a", "warning"),
        ("DR701", "b", "warning"),
        ("DR702", "c", "warning"),
    ]
    assert all("`potluck forms`" in one.hint for one in found)
    ours = [one for one in checks() if one.over == "doors"]
    assert [one.code for one in ours] == ["DR701", "DR702"]
    for one in ours:
        (bad,), (good,) = one.examples("Bad"), one.examples("Good")
        assert bad != good


def test_an_example_of_the_docs_is_seen_as_what_it_shows() -> None:
    """DR702: with the mark of another text it is changed, without a mark it is one's own."""
    (one,) = [one for one in checks() if one.code == "DR702"]
    assert state_of(one.examples("Bad")[0], None) is State.EDITED
    assert state_of(one.examples("Good")[0], None) is State.OWN
