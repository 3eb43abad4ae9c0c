"""Fields that depend on others: the schema decides, for every door alike; and nothing written makes a check slow."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.support.charters import read
from tests.support.community import CHARTER, Small, proposal
from tests.support.patience import within

from potluck import pipeline
from potluck.load import read_document
from potluck.schema import KindReader

FIELDS = """
community: {name: The table}
kinds:
  event:
    name: Event
    folder: events
    fields:
      seats: {type: integer}
      inside: {type: boolean}
      guests: {required-when: {stage: [held, closed]}}
      roof: {only-when: {inside: ["true"]}}
      queue: {required-when: {seats: ["0"], stage: [planned]}}
      baker: {required-when: {tags: [bread, cake]}}
      bill: {required: true, only-when: {stage: [closed]}}
    stages:
      planned: {to: [held]}
      held: {to: [closed]}
      closed: {closes: true}
"""


@pytest.mark.parametrize(
    ("front", "told"),
    [
        pytest.param("stage: planned", [], id="nothing-is-due-yet"),
        pytest.param("stage: held", [("required", "guests")], id="due-at-a-stage"),
        pytest.param("stage: held\nguests: forty", [], id="there-when-due"),
        pytest.param("stage: planned\nguests: forty", [], id="welcome-before-it-is-due"),
        pytest.param("stage: planned\ninside: true\nroof: red", [], id="a-yes-is-a-yes-not-a-word"),
        pytest.param("stage: planned\ninside: false\nroof: red", [("false", "roof")], id="no-place-otherwise"),
        pytest.param("stage: planned\nroof: red", [("false", "roof")], id="no-place-where-the-other-says-nothing"),
        pytest.param("stage: planned\nseats: 00", [("required", "queue")], id="a-number-is-compared-as-one"),
        pytest.param("stage: held\nguests: x\nseats: 0", [], id="all-conditions-are-to-be-met"),
        pytest.param("stage: planned\ntags: [soup, cake]", [("required", "baker")], id="of-a-list-one-is-enough"),
        pytest.param("stage: closed\nguests: x", [("required", "bill")], id="required-where-it-has-its-place"),
    ],
)
def test_what_a_field_says_asks_for_another(front: str, told: list[tuple[str, str]]) -> None:
    """`required-when`, `only-when`: by stage, or by anything else."""
    charter = read(FIELDS).charter
    assert charter
    start = "title: Soup\nkind: event\nauthors: [ana]\ncreated: 2026-05-12\n"
    text = f"---\n{start}{front}\n---\n\nSoup.\n"
    document = read_document(text.encode(), "proposals/events/a.md", "a", "events", charter.limits)
    violations = KindReader(charter, "event").read(document)[1]
    assert [(one.rule, str(one.path[-1])) for one in violations] == told


HOSTILE = [
    "`" * 19_000,
    "`a" * 9_000,
    "`" + "a-" * 9_000 + "`",
    "](" * 9_000,
    "[a](" * 4_000,
    "http://" * 2_500,
    "[a](http://" + "a." * 9_000 + ")",
    "[a](https://github.com/a/b/blob/" + "a/" * 9_000 + ")",
    "[a](#" + "%41" * 6_000 + ")",
    "<!-- " * 3_500,
    "stock " * 3_000,
]


def test_no_line_makes_a_check_slow(tmp_path: Path) -> None:
    """REL-002: the longest lines that a file may have, full of what a pattern could stumble over."""
    rules = yaml.safe_load(CHARTER) | {
        "spelling": {"stockpot": ["stock pot", "stock stock pot"]},
        "links": {"refused": ["short.example"]},
        "forge": {"type": "github", "repository": "small/table"},
    }
    community = Small(tmp_path / "table", charter=yaml.safe_dump(rules, sort_keys=False))
    community.write({f"proposals/stories/s{n}.md": proposal(f"Story {n}", line + "\n" + line[:-1] + "\n", kind="story")
                     for n, line in enumerate(HOSTILE)})  # fmt: skip
    with within(10):
        report = pipeline.check(community.root, None)
    assert len(report.readings) == len(HOSTILE)
    assert not [one for one in report.readings if one.is_hidden]


def test_a_note_about_a_person_does_not_publish_their_address(tmp_path: Path) -> None:
    """SEC-028: neither in its words nor in the line that it quotes; `potluck check`, at home, shows the line."""
    rules = yaml.safe_load(CHARTER)
    rules["kinds"]["idea"]["fields"] = {"authors": {"type": "person"}}
    community = Small(tmp_path / "table", charter=yaml.safe_dump(rules, sort_keys=False))
    community.write({"proposals/ideas/a.md": proposal(authors=["Ana <ana@secret.example>"])})
    community.write({"proposals/ideas/b.md": proposal("Stew night", authors=["<lee@secret.example> Lee"])})
    told = community.build().report.diagnostics
    assert {one.code for one in told} >= {"FM145", "FM118"}
    published = [path.read_bytes() for path in community.site.rglob("*") if path.is_file()]
    assert not [raw for raw in published if b"secret.example" in raw]
