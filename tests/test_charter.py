"""The charter is read strictly, and every mistake is told in plain words."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from tests.support.charters import ADOPTED, SAMPLE, SMALL, effective, read, told

from potluck.charter import parse_charter, read_charter
from potluck.charter.read import LIMIT
from potluck.checks.charter import check_charter
from potluck.effective import effective_charter
from potluck.model import PotluckError, Severity
from potluck.register import Check, checks

CHARTER_CHECKS = [one for one in checks() if one.over == "charter"]


def test_the_charter_of_this_repository_has_nothing_to_mend() -> None:
    """The sample community lives by it."""
    assert told(SAMPLE) == []
    assert told(SMALL) == []


@pytest.mark.parametrize("name", ADOPTED)
def test_other_communities_are_described_by_a_charter_alone(name: str) -> None:
    """The charters in `tests/adopt` hold by the same rules."""
    assert told(ADOPTED[name]) == []


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        pytest.param(
            "  name: Open", "  nmae: Open", "2:3 CH503 `nmae` is not a setting of `community` (did you mean `name`?)",
            id="one-slip-is-told-once",
        ),
        pytest.param(
            "half-life", "half_life",
            "31:3 CH503 `half_life` is not a setting of `tally` (did you mean `half-life`?)", id="a-hyphen-is-a-hyphen",
        ),
        pytest.param(
            "type: integer", "typ: integer",
            "17:14 CH503 `typ` is not a setting of `kinds.idea.fields.cost` (did you mean `type`?)", id="deep-inside",
        ),
        pytest.param(
            "tally:", "kitchen: 3\ntally:",
            "30:1 CH503 `kitchen` is not a setting of the charter (what can stand here is `community`, `proposals`, "
            "`engine`, `forge`, `ledger`, `comments`, `people`, `roles`, `tags`, `kinds`, `reactions`, `tally`, "
            "`audit`, `promises`, `desk`, `limits`, `links`, `similar`, `sharing`, `spelling`, `checks` or "
            "`exemptions`)",
            id="nothing-near",
        ),
        pytest.param(
            "    name: Story\n", "", "23:3 CH504 `kinds.story.name` is missing (add a line `name:`)", id="missing"
        ),
        pytest.param(
            "  languages", "  name: Again\n  languages",
            "3:3 CH502 `name` is written twice; it stands on line 2 already (keep one of the two lines)", id="twice",
        ),
        pytest.param(
            "[en, de]", "en",
            "3:14 CH505 `en` is not a list, and `community.languages` is one "
            "(write it between brackets, such as `[one, two]`)",
            id="no-list",
        ),
        pytest.param(
            "half-life: 14", "half-life: soon",
            "31:14 CH505 `soon` is not a whole number, and `tally.half-life` is one "
            "(write it in digits, such as `14`)",
            id="no-number",
        ),
        pytest.param(
            "closes: true", "closes: ture",
            "20:26 CH505 `ture` is not a yes or a no, and `kinds.idea.stages.launched.closes` is one "
            "(write `true` or `false`)",
            id="no-yes-or-no",
        ),
        pytest.param(
            "  languages", "  since: 0\n  languages",
            "3:10 CH505 `0` is not a real day, and `community.since` is one "
            "(write year, month and day, such as `2026-05-12`)",
            id="seconds-are-no-day",
        ),
        pytest.param(
            "half-life: 14", "half-life:",
            "31:3 CH505 `tally.half-life` has no value "
            "(write it in digits, such as `14`, or leave the line `half-life:` out)",
            id="nothing-written",
        ),
        pytest.param(
            "tone: done", "tone: movin",
            "20:38 CH506 `movin` is not a word for `kinds.idea.stages.launched.tone` (did you mean `moving`?)",
            id="not-on-the-list",
        ),
        pytest.param(
            "tally:", "reactions: {+2: {means: for, name: Yes}}\ntally:",
            "30:13 CH506 `+2` is not a word for `reactions` (write one of `+1`, `-1`, `laugh`, `confused`, `heart`, "
            "`hooray`, `rocket` or `eyes`)",
            id="key-not-on-the-list",
        ),
        pytest.param(
            "  soup: A", "  Hot Soup: A",
            "10:3 CH507 `Hot Soup` cannot be a name here "
            "(write small letters a-z, digits and single hyphens: `hot-soup`)",
            id="tag",
        ),
        pytest.param(
            "[mara-sample]", '["@mara-sample"]',
            "6:14 CH507 `@mara-sample` cannot be `roles.facilitator.people 1` "
            "(write a login: letters, digits and hyphens, without `@`: `mara-sample`)",
            id="login",
        ),
        pytest.param(
            "half-life: 14", "half-life: 0",
            "31:14 CH508 `0` is too small for `tally.half-life` (write 1 or more)", id="too-small",
        ),
        pytest.param(
            "[launched]", "[lanched]",
            "19:24 CH511 `lanched` is not a stage of `idea` (did you mean `launched`?)", id="misspelt-closing-stage",
        ),
        pytest.param(
            "[launched]", "[]",
            "20:7 CH512 no move leads from `suggested` to `launched` "
            "(write `launched` behind `to:` of the stage that comes before it)",
            id="out-of-reach",
        ),
        pytest.param(
            "[wen-sample]", "[]",
            "7:3 CH521 nobody has the role `verifier` "
            "(write somebody's login behind `people:`, or leave `verifier` out)",
            id="nobody",
        ),
        pytest.param(
            "role: verifier", "role: verifyer",
            "29:28 CH522 `verification` is for the role `verifyer`, and `roles` has none of that name "
            "(did you mean `verifier`?)",
            id="unknown-role",
        ),
        pytest.param(
            "names: {stage", "names: {stagge",
            "15:13 CH531 there is no field `stagge` to rename (did you mean `stage`?)", id="renamed-nothing",
        ),
        pytest.param(
            "names: {stage", "order: [stage]\n    names: {stage",
            "15:13 CH538 the kind `idea` has no field `stage` (it is called `status` here)",
            id="an-order-of-nothing",
        ),
        pytest.param(
            "names: {stage", "order: [title, title]\n    names: {stage",
            "15:20 CH538 `title` stands in `order` twice (keep one of the two)",
            id="an-order-with-one-twice",
        ),
        pytest.param(
            "{stage: status}", "{stage: title}",
            "15:20 CH532 `stage` and `title` would both be written `title` (choose a word that no other field has)",
            id="one-word-for-two",
        ),
        pytest.param(
            "type: integer", "type: choice",
            "17:7 CH533 `cost` is a choice, and there is nothing to choose from "
            "(add `choices: [one, two]`, or take away `type: choice`)",
            id="no-choices",
        ),
        pytest.param(
            "      votes:", "      vote:",
            "22:7 CH541 `vote` is not a mechanism (did you mean `votes`?)", id="mechanism"
        ),
        pytest.param(
            "{role: verifier}", "{roel: verifier}",
            "29:22 CH542 `roel` is not a setting of `kinds.story.mechanisms.verification` (did you mean `role`?)",
            id="mechanism-setting",
        ),
        pytest.param(
            "folder: stories", "folder: Ideas",
            "25:13 CH551 `Ideas` is the folder of `idea` already (give `story` a folder of its own)", id="one-folder",
        ),
        pytest.param(
            "tally:", "checks: {section-order: {severity: off}}\ntally:",
            "30:10 CH507 `section-order` cannot be a name here "
            "(write a check's code, such as `BD203` (`potluck explain` lists them))",
            id="a-check-goes-by-its-code",
        ),
        pytest.param(
            "tally:", "checks: {BD203: {severity: of}}\ntally:",
            "30:28 CH506 `of` is not a word for `checks.BD203.severity` (did you mean `off`?)", id="severity",
        ),
        pytest.param(
            "tally:", "checks: {BD230: {severity: off}}\ntally:",
            "30:10 CH561 there is no check `BD230` (`potluck explain` lists them all)",
            id="unknown-check",
        ),
        pytest.param(
            "tally:", "checks: {FM010: {severity: off}}\ntally:",
            "30:10 CH562 `FM010` (control-character) cannot be changed here "
            "(take it out: checks that guard people or hold what a charter asks for weigh the same in every community)",
            id="safety-is-not-for-sale",
        ),
        pytest.param(
            "tally:", "exemptions: [{code: LG601, path: a.md, reason: We like it so.}]\ntally:",
            "30:21 CH562 `LG601` (unreadable-ballot) cannot be changed here "
            "(take it out: checks of charter and ledger weigh the same in every community)",
            id="nothing-is-exempted-from-what-is-fixed",
        ),
        pytest.param(
            "tally:", "exemptions: [{code: BD203, path: a.md, reason: '  '}]\ntally:",
            "30:48 CH508 `exemptions 1.reason` is too short (write a few words)", id="an-exemption-has-a-reason",
        ),
        pytest.param(
            "tally:", "exemptions: [{code: BD203, path: a.md}]\ntally:",
            "30:14 CH504 `exemptions 1.reason` is missing (add a line `reason:` (why, in a sentence))",
            id="an-exemption-says-why",
        ),
        pytest.param(
            "tally:", "checks: {BD203: {stages: {lanched: off}}}\ntally:",
            "30:27 CH563 `lanched` is not a stage of any kind (did you mean `launched`?)", id="a-stage-of-nobody",
        ),
        pytest.param(
            "type: integer,", "type: integer, required-when: {statsu: [launched]},",
            "17:45 CH564 there is no field `statsu` here (did you mean `status`?)", id="a-condition-on-nothing",
        ),
        pytest.param(
            "type: integer,", "type: integer, required-when: {status: [lanched]},",
            "17:54 CH564 `lanched` is not a stage of `idea` (did you mean `launched`?)", id="a-condition-never-met",
        ),
        pytest.param(
            "tally:", "links: {hosts: ['https://Example.org/']}\ntally:",
            "30:17 CH507 `https://Example.org/` cannot be `links.hosts 1` "
            "(write a host's name, such as `example.org`: `example.org`)",
            id="a-host-is-no-address",
        ),
    ],
)  # fmt: skip
def test_one_mistake_is_told_once_where_it_stands_with_the_right_word(before: str, after: str, line: str) -> None:
    """Every fault on its own, to the letter."""
    assert SMALL.count(before) == 1 or before == "half-life"
    assert told(SMALL.replace(before, after, 1)) == [line]


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        pytest.param(b"", "1:1", "`community` is missing", id="empty"),
        pytest.param(b"- a list", "1:1", "this is not made of `name: value` lines", id="list"),
        pytest.param(b"a: &x 1", "1:4", "`&x` points to another place of the charter", id="anchor"),
        pytest.param(b"a: 1\n\tb: 2", "2:1", "this line is indented with a tab", id="tab"),
        pytest.param("ä: \x00".encode(), "1:4", "a character that cannot be seen stands here: `⟨U+0000⟩`", id="nul"),
        pytest.param("a: 1\nä: ".encode() + b"\xff", "2:4", "a character here is not UTF-8", id="latin-1"),
        pytest.param(b"a: 1\n---\nb: 2", "2:1", "a second YAML document starts here", id="two-documents"),
        pytest.param(b"#" * (LIMIT + 1), "1:1", "the charter is larger than 256 kB", id="large"),
        pytest.param(b"a: " + b"[" * 5000, "1:15", "this is nested more than 12 steps deep", id="deep"),
    ],
)
def test_what_cannot_be_read_has_a_place_and_a_reason(raw: bytes, place: str, message: str) -> None:
    """No bytes make a traceback."""
    first = check_charter(parse_charter(raw))[0]
    assert (f"{first.line}:{first.column}", first.message) == (place, message)


def test_marks_of_other_systems_do_not_matter() -> None:
    """A byte-order mark and CRLF are read over; the lines stay the editor's."""
    raw = b"\xef\xbb\xbf" + SMALL.replace("half-life", "half-lif").replace("\n", "\r\n").encode()
    assert [(d.line, d.column) for d in check_charter(parse_charter(raw))] == [(31, 3)]


def test_all_mistakes_are_told_in_the_order_of_the_file() -> None:
    """One broken line does not hide the others, even where the others need the whole charter to be seen."""
    text = SMALL.replace("[launched]", "[lanched]").replace("half-life: 14", "half-life: soon").replace("nam", "nmm", 1)
    assert [line.split()[1] for line in told(text)] == ["CH503", "CH511", "CH505"]
    assert read(text).charter is None


@pytest.mark.parametrize("check", CHARTER_CHECKS, ids=lambda check: check.code)
def test_the_examples_of_every_check_show_what_they_say(check: Check) -> None:
    """Bad is told, by this check alone but for what an excerpt leaves out; Good is not."""
    for word in ("Bad", "Good"):
        found = {d.code for text in check.examples(word) for d in check_charter(read(text))} - {"CH504"}
        found |= {d.code for text in check.examples(word) for d in check_charter(read(text)) if check.code == "CH504"}
        assert found == ({check.code} if word == "Bad" else set())
        assert check.examples(word)


def test_no_mutation_of_the_charter_makes_a_traceback() -> None:
    """Two thousand damaged charters are all read, or told what is wrong with them."""
    dice = random.Random(20260512)
    pieces = [
        *"{}[]:,-#&*!|>'\"%@` \n\t\x00\x85é\U0001f35c",
        "null",
        "- ",
        ": ",
        "true",
        "9" * 21,
        "<<: ",
    ]
    lines = SAMPLE.splitlines(keepends=True)
    refused = 0
    for _ in range(2_000):
        text = "".join(lines)
        for _ in range(dice.randint(1, 3)):
            place, size = dice.randrange(len(text)), dice.choice([0, 0, 1, 5, 40])
            text = text[:place] + dice.choice([dice.choice(pieces), dice.choice(lines), ""]) + text[place + size :]
        reading = read(text)
        found = check_charter(reading)
        refused += any(one.severity is Severity.ERROR for one in found)
        assert (reading.charter is None) == bool(reading.faults)
        assert all(1 <= one.line <= len(reading.lines) + 1 and one.column >= 1 and one.message for one in found)
        if reading.charter and not any(one.severity is Severity.ERROR for one in found):
            effective_charter(reading, reading.charter)
    assert refused > 1_000


def test_a_charter_is_a_plain_file_in_its_folder(tmp_path: Path) -> None:
    """Nothing there, a link, a pipe: each says what to do, and none is followed or waited for."""
    with pytest.raises(PotluckError, match="potluck init"):
        read_charter(tmp_path)
    (tmp_path / "elsewhere").write_text(SMALL, encoding="utf-8")
    (tmp_path / "potluck.yml").symlink_to("elsewhere")
    with pytest.raises(PotluckError, match="is a link"):
        read_charter(tmp_path)
    (tmp_path / "potluck.yml").unlink()
    os.mkfifo(tmp_path / "potluck.yml")
    with pytest.raises(PotluckError, match="not a plain file"):
        read_charter(tmp_path)


def test_nothing_is_promised_that_the_charter_does_not_promise() -> None:
    """Potluck gives no word for others; and a promise is a number of days that somebody can wait."""
    assert read(SMALL).charter is not None
    assert effective(SMALL).values["promises"] == {"answer-days": None}
    assert effective(f"{SMALL}promises: {{answer-days: 3}}\n").values["promises"] == {"answer-days": 3}
    assert any("answer-days" in one for one in told(f"{SMALL}promises: {{answer-days: 0}}\n"))
