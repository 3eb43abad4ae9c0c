"""`potluck check --fix`: what has one right answer is mended, and not a letter beside it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.commands import Ran, potluck
from tests.support.community import NOON, ROOT, Small, copy_sample
from tests.support.examples import cases, cases_charter, cases_readers, files_of, folders, look_at, write
from tests.support.patience import within

from potluck import pipeline, writing
from potluck.checks.examples import read_example
from potluck.checks.run import find_all
from potluck.days import only_day
from potluck.edits import apply_edits
from potluck.errands.mend import mend_files
from potluck.load import read_document
from potluck.meaning import reading_of
from potluck.mending import Mended, difference, mend
from potluck.model import Diagnostic, Document, Edit, PotluckError, Reading
from potluck.press.render import render
from potluck.register import checks
from potluck.schema import scope_of
from potluck.words import meant

NOW = ("--now", NOON.isoformat())
FIELDS = ["title: Soup night", "kind: story", "stage: told", "authors: [ana-sample]", "created: 2026-05-12"]
BODY = "One pot.\n"
FORM = {"FO701", "FO702", "FO703", "FO704", "FO711", "FO712", "FO713"}  # change nothing that a file says


def text_of(*changed: str, body: str = BODY) -> str:
    """A story; each of *changed* takes the place of the field of its name, or comes after the others."""
    fields = {line.partition(":")[0]: line for line in FIELDS}
    fields |= {line.partition(":")[0].strip(): line for line in changed}
    return "\n".join(["---", *fields.values(), "---", "", body])


def document_of(raw: bytes, folder: str = "stories") -> Document:
    """What loading makes of *raw*."""
    return read_document(raw, f"proposals/{folder}/a.md", "a", folder, cases_charter().limits)


def reading(raw: bytes, folder: str = "stories") -> Reading:
    """What *raw* means."""
    return reading_of(document_of(raw, folder), cases_charter(), cases_readers())


def found_in(raw: bytes, folder: str = "stories") -> list[Diagnostic]:
    """Every problem of *raw*, however many."""
    document = document_of(raw, folder)
    return find_all(document, scope_of(document, cases_charter(), cases_readers())[0])[0]


def mended(raw: bytes, folder: str = "stories") -> Mended:
    """*raw* after `--fix`."""
    return mend(raw, reading(raw, folder), cases_charter(), cases_readers())


# --- What is mended --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("stage: Told", "stage: told", id="capitals-of-a-stage"),
        pytest.param("stage: feautred", "stage: featured", id="a-slip-in-a-stage"),
        pytest.param('stage: "Told"   # as it was', "stage: told   # as it was", id="a-comment-stays"),
        pytest.param("kind: Story", "kind: story", id="capitals-of-a-kind"),
        pytest.param("authors: [@ana-sample, @lee]", "authors: [ana-sample, lee]", id="at-signs"),
        pytest.param('authors: ["@ana-sample"]', "authors: [ana-sample]", id="an-at-sign-in-quotes"),
        pytest.param("authors:\n  - @ana-sample\n  - lee", "authors:\n  - ana-sample\n  - lee", id="one-a-line"),
        pytest.param("authors: ana-sample", "authors: [ana-sample]", id="a-list-of-one"),
        pytest.param("authors: @ana-sample", "authors: [ana-sample]", id="a-bare-at-sign"),
        pytest.param("authors: @ana-sample, @lee", "authors: [ana-sample, lee]", id="two-of-them"),
        pytest.param('authors: "@ana-sample"', "authors: [ana-sample]", id="one-in-quotes"),
        pytest.param("authors: [“ana-sample”]", "authors: [ana-sample]", id="a-handle-in-a-telephone-s-quotes"),
        pytest.param("authors: “ana-sample”", "authors: [ana-sample]", id="a-list-of-one-in-them"),
        pytest.param("stage: “told”", "stage: told", id="a-stage-in-them"),
        pytest.param("created: “2026-05-12”", "created: 2026-05-12", id="a-date-in-them"),
        pytest.param("created: 2026-5-12", "created: 2026-05-12", id="a-date-without-noughts"),
        pytest.param("title: “Soup: the night”", 'title: "Soup: the night"', id="a-colon-within-them"),
        pytest.param("title: “Soup night”", "title: “Soup night”", id="a-title-may-have-them"),
        pytest.param("tags: Soup, evening", "tags: [soup, evenings]", id="tags-without-brackets"),
        pytest.param("authors: ana-sample, lee", "authors: [ana-sample, lee]", id="a-list-with-commas"),
        pytest.param("authors: [ana, lee, ana]", "authors: [ana, lee]", id="twice-the-same"),
        pytest.param("authors:\n  - ana\n  - lee\n  - ana", "authors:\n  - ana\n  - lee", id="twice-a-line-each"),
        pytest.param("authors: [Mara-Sample]", "authors: [mara-sample]", id="as-the-charter-writes-a-handle"),
        pytest.param("tags: [Soup, evening]", "tags: [soup, evenings]", id="tags-in-use"),
        pytest.param("created: 12 May 2026", "created: 2026-05-12", id="a-date-in-words"),
        pytest.param('created: "May 12, 2026"', "created: 2026-05-12", id="a-date-in-quotes"),
        pytest.param("created: 2026/5/12", "created: 2026-05-12", id="a-date-with-strokes"),
        pytest.param("created: 13.05.2026", "created: 2026-05-13", id="a-date-with-dots"),
        pytest.param("title:   Soup night", "title: Soup night", id="blanks-after-the-colon"),
        pytest.param("title:\tSoup night", "title: Soup night", id="a-tab-after-the-colon"),
        pytest.param("title : Soup night", "title: Soup night", id="a-blank-before-the-colon"),
        pytest.param("title:Soup night", "title: Soup night", id="no-blank-after-the-colon"),
        pytest.param('title: " Soup night "', 'title: "Soup night"', id="blanks-inside-the-quotes"),
        pytest.param("title: Soup: the night", 'title: "Soup: the night"', id="a-colon-in-a-title"),
        pytest.param('title: Soup: "the" night', 'title: "Soup: \\"the\\" night"', id="with-quotes-in-it"),
        pytest.param("title: `soup` night", 'title: "`soup` night"', id="a-backtick-first"),
        pytest.param("title: 10.30", 'title: "10.30"', id="a-number-for-others"),
        pytest.param("language: no", 'language: "no"', id="norwegian"),
        pytest.param("tag: [soup]", "tags: [soup]", id="a-field-s-name"),
        pytest.param("Tags: [soup]", "tags: [soup]", id="capitals-of-a-field"),
        pytest.param("extends: [../stories/stew.md]", "extends: [stew]", id="a-file-for-a-name"),
        pytest.param(
            "credits:\n\t- {login: lee, role: tasted}", "credits:\n  - {login: lee, role: tasted}", id="a-tab"
        ),
    ],
)
def test_one_right_answer(before: str, after: str) -> None:
    """What is written wrongly and can only mean one thing is written rightly; every other line stays as it is."""
    raw = text_of(before).encode()
    wanted = text_of(after).replace(f"{after}\n", f"{after}\n", 1)
    assert sorted(mended(raw).after.decode().split("\n")) == sorted(wanted.split("\n"))
    assert not any(one.edits for one in found_in(mended(raw).after))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("stage: almost done", id="a-stage-of-one-s-own"),
        pytest.param("stage: unfeatured", id="the-opposite-is-no-slip"),
        pytest.param("created: 05/06/2026", id="two-days"),
        pytest.param("created: 12.05.2026", id="two-days-with-dots"),
        pytest.param("created: 2026-02-30", id="no-day"),
        pytest.param("authors: [ana@example.org]", id="an-address"),
        pytest.param("authors: [Ana Sample]", id="a-name"),
        pytest.param("authors: Ana Sample, Lee", id="names"),
        pytest.param("tags: soup evenings", id="one-tag-or-two"),
        pytest.param("tags: [gardening]", id="a-tag-that-nobody-uses"),
        pytest.param('title: "Soup": the night', id="half-in-quotes"),
        pytest.param("title: Soup: the # night", id="a-comment-or-not"),
        pytest.param("colour: red", id="a-field-of-one-s-own"),
        pytest.param("titel: Another", id="a-name-that-is-taken"),
        pytest.param("http:soup", id="no-field"),
    ],
)
def test_what_could_be_several_is_left(line: str) -> None:
    """A guess is a hint, and never written: the file stays as it is, byte for byte."""
    raw = text_of(line).encode()
    assert mended(raw).after == raw
    assert found_in(raw) != []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("—", "---", id="one-long-dash"),
        pytest.param("–-", "---", id="a-short-one-and-a-hyphen"),
        pytest.param("----", "---", id="four-hyphens"),
        pytest.param("---  ", "---", id="blanks-behind"),
        pytest.param("\n\n---", "---", id="empty-lines-before"),
        pytest.param("\ufeff---", "---", id="a-byte-order-mark"),
        pytest.param("\ufeff\ufeff---", "---", id="two-of-them"),
    ],
)
def test_the_first_line(before: str, after: str) -> None:
    """What keyboards and editors make of three hyphens is three hyphens again."""
    text = text_of()
    assert mended(text.replace("---", before, 1).encode()).after.decode() == text.replace("---", after, 1)


def test_both_lines_of_dashes() -> None:
    """Opening and closing line, as a telephone writes them, with other faults between."""
    assert mended(text_of("title: Soup: night").replace("---", "—").encode()).after.decode() == text_of(
        'title: "Soup: night"'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(text_of().replace("---\n\n", "\n"), text_of(), id="no-closing-line"),
        pytest.param(text_of(body="").replace("---\n\n", "") + "## How\n", None, id="a-heading-right-below"),
        pytest.param(text_of().removeprefix("---\n"), text_of(), id="no-opening-line"),
        pytest.param(text_of().replace("---\n", ""), text_of(), id="neither"),
    ],
)
def test_lines_of_hyphens_that_are_missing(before: str, after: str | None) -> None:
    """Where the fields begin and end is plain, so the lines are written there, and nothing else."""
    assert mended(before.encode()).after.decode() == (after or text_of(body="## How\n").replace("---\n\n", "---\n"))


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        pytest.param("##Problem", "## Problem", id="no-blank"),
        pytest.param("## Problme", "## Problem", id="a-slip"),
        pytest.param("# Problem", "## Problem", id="one-mark"),
        pytest.param("#### problem", "## Problem", id="four-marks-in-small-letters"),
        pytest.param("## Some problems", None, id="another-heading"),
    ],
)
def test_a_section_s_heading(heading: str, wanted: str | None) -> None:
    """Case and spelling of a word that the charter knows."""
    text = text_of("kind: idea", "stage: suggested", body="{}\n\nEmpty.\n\n## Solution\n\nSoup.\n")
    assert mended(text.format(heading).encode(), "ideas").after.decode() == text.format(wanted or heading)


def test_a_letter_in_prose_is_no_fence() -> None:
    """A text without front matter that has dashes in it stays a text."""
    raw = "One pot.\n\n—\n\nOne table.\n".encode()
    assert mended(raw).after == raw


ORDERED = [
    "title: Soup night",
    "kind: story",
    "stage: told",
    "authors:\n  - ana-sample\n  - lee",
    "created: 2026-05-12",
]


@given(st.permutations(ORDERED))
@settings(max_examples=60, deadline=None)
def test_fields_are_put_in_order(lines: list[str]) -> None:
    """Each field moves with the lines that belong to it."""
    raw = "\n".join(["---", *lines, "---", "", BODY]).encode()
    assert mended(raw).after.decode() == "\n".join(["---", *ORDERED, "---", "", BODY])


def test_fields_with_comments_between_stay() -> None:
    """Nobody can tell whether a comment belongs to the field above or below it."""
    raw = text_of("title: Soup night").replace("kind: story", "# by kind\ncreated: 2026-05-12\nkind: story", 1)
    raw = raw.replace("created: 2026-05-12\n---", "---")
    assert mended(raw.encode()).after == raw.encode()
    assert [one.code for one in found_in(raw.encode())] == ["FO712"]


# --- Bytes and lines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a\r\nb\r\n", "a\r\nb\r\n", id="crlf-stays"),
        pytest.param("a\r\nb\nc\n", "a\nb\nc\n", id="mostly-lf"),
        pytest.param("a\r\nb\r\nc\n", None, id="mostly-lf-with-the-fields"),
        pytest.param("a \nb\n", "a\nb\n", id="one-blank-means-nothing"),
        pytest.param("a  \nb\n", "a  \nb\n", id="two-break-the-line"),
        pytest.param("a  \n\nb\n", "a\n\nb\n", id="two-before-an-empty-line-break-nothing"),
        pytest.param("a\n \nb\n", "a\n\nb\n", id="an-empty-line"),
        pytest.param("```\na \n```\n", "```\na \n```\n", id="code"),
        pytest.param("~~~\na \n \n~~~ \nb\n", "~~~\na \n \n~~~ \nb\n", id="code-with-tildes"),
        pytest.param("    a \n", "    a \n", id="code-by-indentation"),
        pytest.param(
            "- a\n\n    ```\n    b \n     \n    ```\n", "- a\n\n    ```\n    b \n     \n    ```\n", id="in-a-list"
        ),
        pytest.param("> ```\n> a \n> ```\n", "> ```\n> a \n> ```\n", id="code-in-a-quotation"),
        pytest.param("a\n- \nb\n", "a\n- \nb\n", id="a-sign-would-become-a-line-below-a-heading"),
        pytest.param("a\\ \nb\n", "a\\ \nb\n", id="a-backslash-would-break-the-line"),
        pytest.param("<!-- a \nb -->\n", "<!-- a \nb -->\n", id="a-comment"),
        pytest.param("a", "a\n", id="no-line-end"),
        pytest.param("a\n\n\n", "a\n", id="many-line-ends"),
        pytest.param("##A\n\nb\n", "## A\n\nb\n", id="a-heading"),
        pytest.param("#a\n\n#1\n", "#a\n\n#1\n", id="tags-and-numbers"),
        pytest.param("```\n##A\n```\n", "```\n##A\n```\n", id="a-heading-in-code"),
    ],
)
def test_the_text(before: str, after: str | None) -> None:
    """REL-033: line ends and blanks are mended where they mean nothing to Markdown, and nowhere else."""
    wanted = before.replace("\r\n", "\n") if after is None else after
    head = text_of(body="")
    if "\r" in wanted:
        head = head.replace("\n", "\r\n")
    assert mended((head + before).encode()).after.decode() == head + wanted


def test_a_file_from_windows_keeps_its_line_ends() -> None:
    """REL-032, REL-033: what is mended in it ends in CRLF like the rest."""
    raw = text_of("stage: Told", "kind: story", body="##A \n\nOne pot.").replace("\n", "\r\n")
    wanted = text_of("stage: told", body="## A\n\nOne pot.\n").replace("\n", "\r\n")
    assert mended(raw.encode()).after.decode() == wanted
    shuffled = raw.replace("title: Soup night\r\nkind: Story", "kind: Story\r\ntitle: Soup night")
    assert mended(shuffled.encode()).after.decode() == wanted


def test_blanks_of_a_block_stay() -> None:
    """In YAML's own blocks they are part of the value."""
    raw = text_of("summary: |\n  One pot, \n  one table.\nlanguage: en \n").replace("\n\n---", "\n---").encode()
    done = mended(raw).after.decode()
    assert "  One pot, \n  one table.\n" in done


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(text_of("stage: Told").encode() + b"caf\xe9 \n", id="not-utf8"),
        pytest.param(text_of("stage: Told").encode() + b"soup " * 60_000, id="too-large"),
        pytest.param(b"", id="empty"),
    ],
)
def test_files_that_are_left_alone(raw: bytes) -> None:
    """What cannot be read whole is not written; and none of its problems says otherwise."""
    assert mended(raw) == Mended("proposals/stories/a.md", raw, raw, ())
    assert not any(one.edits for one in found_in(raw))


def test_many_blanks_are_mended_in_time() -> None:
    """REL-002: a file made of them, as large as may be, with both line ends."""
    raw = (text_of() + "a \r\nb \n" * 30_000).encode()
    with within(20):
        done = mended(raw)
        list(difference(done))
    assert done.after == (text_of() + "a\nb\n" * 30_000).encode()


# --- What holds of every mend ----------------------------------------------------------------------------------------

PIECES = [
    *FIELDS,
    "stage: Told",
    "created: 12 May 2026",
    "authors: [@ana, ana , ana]",
    "title:  Soup: night",
    "tag: soup",
]
PIECES += [
    "titel: Soup ",
    "kind : Story",
    "language: no",
    "tags: [Soup, soup, Tool]",
    "needs:\n\t- a",
    "summary: |\n  a \n b",
]
PIECES += [
    "credits:\n- login: @lee\n  role:  tasted",
    "'stage': \"told \"",
    "# a comment",
    "",
    "—",
    "thread: 012",
    "x",
    "a: [",
    ": ",
]
LINES = [
    "One pot. ",
    "a  ",
    "",
    " ",
    "##A",
    "#b",
    "```",
    "    code ",
    "- ",
    "> q ",
    "\t",
    "1. x ",
    "~~~ ",
    "<!-- a ",
    "-->",
    "=== ",
    "—",
]

fronts = st.lists(st.sampled_from(PIECES), max_size=8)
bodies = st.lists(st.sampled_from(LINES) | st.text("ab `#*->\\|\t", max_size=9), max_size=10)
ends = st.sampled_from(["\n", "\r\n", "\n\n"])
files = st.builds(
    lambda start, front, close, body, end, last: (
        end.join(["".join(start), *front, close, "", *body]).replace("\n\n---", "\n---") + last
    ),
    st.sampled_from(["---", "—", "\ufeff---", "\n---", "--- "]),
    fronts,
    st.sampled_from(["---", "–––", "--- "]),
    bodies,
    ends,
    st.sampled_from(["", "\n", "\n\n", " "]),
).map(str.encode)
noise = (
    st.binary(max_size=300)
    | files
    | st.builds(lambda a, b: a[: len(a) // 2] + b + a[len(a) // 2 :], files, st.binary(max_size=4))
)


@given(noise)
@settings(max_examples=300, deadline=None)
def test_mending_twice_changes_nothing(raw: bytes) -> None:
    """SEC-026: whatever the bytes are, no exception; and what is left has nothing more that could be mended."""
    once = mended(raw).after
    assert mended(once).after == once
    assert not any(one.edits for one in found_in(once))


@given(noise)
@settings(max_examples=200, deadline=None)
def test_nothing_but_the_edits_changes(raw: bytes) -> None:
    """REL-032: take the edits out of the file and of what becomes of it, and the same letters are left."""
    groups = [one.edits for one in found_in(raw) if one.edits]
    if not groups:
        assert mended(raw).after == raw
        return
    text = raw.decode()
    for group in groups:
        after = apply_edits(text, [group])
        assert after != text
        assert outside(text, group) == outside_after(text, after, group)


def places(text: str, group: tuple[Edit, ...]) -> list[tuple[int, int, str]]:
    """The edits as offsets, worked out here by other means than there."""
    line_end = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    lines = text.removeprefix("\ufeff").split("\n")
    mark = len(text) - len(text.removeprefix("\ufeff"))

    def at(line: int, column: int) -> int:
        before = sum(len(one) + 1 for one in lines[: line - 1]) + mark
        return 0 if column == 0 else before + column - 1

    found = [(at(e.line, e.column), at(e.end_line, e.end_column), e.text.replace("\n", line_end)) for e in group]
    return sorted(found)


def outside(text: str, group: tuple[Edit, ...]) -> str:
    """What no edit touches."""
    left, position = "", 0
    for start, end, _ in places(text, group):
        left, position = left + text[position:start], end
    return left + text[position:]


def outside_after(text: str, after: str, group: tuple[Edit, ...]) -> str:
    """The same letters, picked out of the mended text."""
    left, position, shift = "", 0, 0
    for start, end, new in places(text, group):
        assert after[start + shift : start + shift + len(new)] == new
        left, position = left + after[position : start + shift], start + shift + len(new)
        shift += len(new) - (end - start)
    return left + after[position:]


@given(files)
@settings(max_examples=200, deadline=None)
def test_mending_the_form_changes_no_meaning(raw: bytes) -> None:
    """A5: line ends, blanks, order and quotes: the file says what it said, and its page looks the same."""
    groups = [one.edits for one in found_in(raw) if one.edits and one.code in FORM]
    after = apply_edits(raw.decode(), groups).encode()
    before, now = document_of(raw), document_of(after)
    if not any(fault.slug == "no-front-matter" for fault in before.faults):
        told = {field.name: plain(field.value) for field in reversed(before.fields)}
        assert {field.name: plain(field.value) for field in reversed(now.fields)} == told
    assert rendered(now.body) == rendered(before.body)


def plain(node: object) -> object:
    """A value without its places; blanks around a text are none of it."""
    if (inner := getattr(node, "text", None)) is not None:
        return inner.strip()
    return [plain(getattr(one, "value", one)) for one in getattr(node, "items", None) or getattr(node, "fields", ())]


def rendered(body: str) -> str:
    """The page's text as HTML, blanks between words counted once outside code."""
    html = render(body, "proposals/stories/a.md", 10).html
    outside = re.compile(r"\s*(<[^>]*>)\s*|\s+")
    pieces = [piece.rpartition("</code></pre>") for piece in html.split("<pre>")]
    return "<pre>".join(
        f"{code.rstrip()}{end}{outside.sub(lambda one: one[1] or ' ', text)}" for code, end, text in pieces
    )


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_case_is_mended_for_good(case: Path, tmp_path: Path) -> None:
    """Whatever a problem says that `--fix` does is done, and the problem is gone; a valid file is not touched."""
    write(tmp_path, files_of(case))
    readings, said = look_at(tmp_path)
    for one in readings:
        if any("not-a-plain" in d.slug or d.slug in ("odd-name", "odd-place") for d in one.diagnostics):
            continue
        raw = (tmp_path / one.path).read_bytes()
        done = mend(raw, one, cases_charter(), cases_readers())
        codes = {d.code for d in said if d.path == one.path and d.edits}
        assert codes <= set(done.codes)
        assert (case / "valid.txt").exists() <= (done.after == raw)
        (tmp_path / one.path).write_bytes(done.after)
    assert not [d for d in look_at(tmp_path)[1] if d.edits]


def test_a_check_says_whether_it_is_mended() -> None:
    """Its page tells what `--fix` does, where it does something, and only there."""
    mending = set()
    for case in [*cases()]:
        for file in files_of(case):
            if not file.link:
                mending |= {one.code for one in found_in(file.raw, file.path.split("/")[1]) if one.edits}
    for check in checks():
        if check.over == "document":
            for example in check.examples("Bad"):
                for file in read_example(example, folders()):
                    mending |= {one.code for one in found_in(file.raw, file.path.split("/")[1]) if one.edits}
    mending |= {one.code for one in found_in(text_of().replace("---", "—").encode()) if one.edits}
    mending |= {one.code for one in found_in(text_of().replace("\n---", "\n—").encode()) if one.edits}
    mending |= {one.code for one in found_in(text_of().replace("title: ", "title:").encode()) if one.edits}
    assert mending == {one.code for one in checks() if one.mend}


@given(
    st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y/%m/%d", "%d %b %Y", "%Y.%m.%d"])
)
def test_a_day_is_the_day_that_was_written(day: date, form: str) -> None:
    """Whatever the form, if it can only be read as one day, that is it."""
    assert only_day(day.strftime(form)) == day.isoformat()


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from("./-"))
def test_a_day_that_could_be_two_is_none(day: date, sign: str) -> None:
    """05/06 is the fifth of June here and the sixth of May there."""
    text = f"{day.day}{sign}{day.month}{sign}{day.year}"
    assert only_day(text) == (day.isoformat() if day.day > 12 or day.day == day.month else "")


@pytest.mark.parametrize(
    ("word", "words", "found"),
    [
        pytest.param("Last call", ["Last Call", "Draft"], "Last Call", id="capitals"),
        pytest.param("long_table", ["long-table", "table"], "long-table", id="an-underline"),
        pytest.param("suggest", ["suggested", "declined"], "suggested", id="two-letters-short"),
        pytest.param("tolt", ["told", "tilt"], "", id="near-to-two"),
        pytest.param("soop", ["soup", "soap"], "", id="near-to-two-again"),
        pytest.param("undecided", ["decided"], "", id="the-opposite"),
        pytest.param("so", ["sos"], "", id="too-short-to-tell"),
        pytest.param("Soup", ["soup", "SOUP"], "", id="capitals-of-two"),
        pytest.param("", ["soup"], "", id="nothing"),
    ],
)
def test_the_word_that_is_meant(word: str, words: list[str], found: str) -> None:
    """The one that it can only be, or none: this is written into people's files."""
    assert meant(word, words) == found


@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=4))
def test_a_word_is_meant_or_not(word: str, words: list[str]) -> None:
    """One of those that there are, or none."""
    assert meant(word, words) in ["", *words]


# --- The command -----------------------------------------------------------------------------------------------------

CLUMSY = """---
kind: Idea
title: Soup: one pot
stage: Suggested
authors: [@ana-sample, lee, ana-sample]
created: 12 May 2026
---

##Problem

It is cold.\x20

## Solution

Soup."""
NEAT = """---
title: "Soup: one pot"
kind: idea
stage: suggested
authors: [ana-sample, lee]
created: 2026-05-12
---

## Problem

It is cold.

## Solution

Soup.
"""


@pytest.fixture
def clumsy(tmp_path: Path) -> Small:
    """A community with two files that could be mended, and one that is well."""
    small = Small(tmp_path / "table")
    small.idea("well")
    small.write({"proposals/ideas/clumsy.md": CLUMSY, "proposals/ideas/other.md": CLUMSY})
    return small


def check(small: Small, *arguments: object) -> Ran:
    """`potluck check …` in the community."""
    return potluck("check", *arguments, *NOW, within=small.root)


def read(small: Small, name: str) -> str:
    """One of its ideas, as it is on disk."""
    return (small.root / "proposals" / "ideas" / f"{name}.md").read_bytes().decode()


def test_fix_mends_all_that_was_asked_for(clumsy: Small) -> None:
    """Both files, to the letter; the third is not written at all."""
    well = clumsy.root / "proposals" / "ideas" / "well.md"
    stamp = well.stat().st_mtime_ns, well.stat().st_ino
    ran = check(clumsy, "--fix")
    assert (ran.status, read(clumsy, "clumsy"), read(clumsy, "other")) == (0, NEAT, NEAT)
    assert ran.out.startswith("mended proposals/ideas/clumsy.md: FM011, FM103, FM104, FM114, FM115, FM121, FO")
    assert ran.out.endswith("3 proposals checked. Nothing to mend: the table is set.\n")
    assert (well.stat().st_mtime_ns, well.stat().st_ino) == stamp
    again = check(clumsy, "--fix")
    assert again.out == "3 proposals checked. Nothing to mend: the table is set.\n"


def test_fix_leaves_the_files_that_were_not_named(clumsy: Small) -> None:
    """A path limits what is mended as it limits what is told."""
    ran = check(clumsy, "proposals/ideas/clumsy.md", "--fix")
    assert (ran.status, read(clumsy, "clumsy"), read(clumsy, "other")) == (0, NEAT, CLUMSY)


def test_fix_says_what_is_left(clumsy: Small) -> None:
    """What only a person can decide is told as ever, and ends with 1."""
    clumsy.write({"proposals/ideas/other.md": CLUMSY.replace("Suggested", "almost done")})
    ran = check(clumsy, "--fix")
    assert ran.status == 1
    assert "`almost done` is not a stage" in ran.out
    assert read(clumsy, "other") == NEAT.replace("suggested", "almost done")


def test_diff_shows_and_writes_nothing(clumsy: Small) -> None:
    """A unified diff that `git apply` takes, and that makes of the old what --fix would."""
    ran = check(clumsy, "--diff")
    assert (ran.status, read(clumsy, "clumsy")) == (1, CLUMSY)
    assert ran.out.startswith("--- a/proposals/ideas/clumsy.md\n+++ b/proposals/ideas/clumsy.md\n@@ ")
    subprocess.run(["git", "apply", "-"], input=ran.out.encode(), cwd=clumsy.root, check=True)
    assert (read(clumsy, "clumsy"), read(clumsy, "other")) == (NEAT, NEAT)
    assert check(clumsy, "--diff") == Ran(0, "", "")


def test_a_diff_of_a_file_from_windows_is_as_short(clumsy: Small) -> None:
    """REL-033: line ends that stay are not shown; one that goes is."""
    clumsy.write({"proposals/ideas/clumsy.md": CLUMSY.replace("\n", "\r\n")})
    assert check(clumsy, "--diff").out.count("⟨U+000D⟩") == 0
    clumsy.write({"proposals/ideas/clumsy.md": NEAT.replace("\n", "\r\n", 1)})
    assert "\n----⟨U+000D⟩\n+---\n" in check(clumsy, "--diff").out


def test_a_diff_shows_no_hidden_letters(clumsy: Small) -> None:
    """SEC-072: what a stranger wrote reaches the terminal only as something that can be seen."""
    clumsy.write({"proposals/ideas/clumsy.md": CLUMSY.replace("It is", "\x1b[31mIt\u202e is")})
    said = check(clumsy, "--diff").out
    assert "⟨U+001B⟩[31mIt⟨U+202E⟩ is" in said
    assert "\x1b" not in said


def test_the_handbook_shows_what_happens(tmp_path: Path) -> None:
    """The example on its page, in the community whose handbook it is."""
    page = (ROOT / "content" / "docs" / "mending.md").read_text("utf-8")
    before, after = (re.search(rf'title="{one}"\n(.*?)```', page, re.DOTALL) for one in ("before", "after"))
    assert before
    assert after
    copy_sample(tmp_path / "sample")
    path = tmp_path / "sample" / "proposals" / "ideas" / "soup-for-all.md"
    path.write_text(before[1], "utf-8")
    ran = potluck("check", "--fix", "--now", "2026-11-22T12:00:00Z", within=tmp_path / "sample")
    assert (ran.status, path.read_text("utf-8")) == (0, after[1])


def test_fix_or_diff(clumsy: Small) -> None:
    """One is for looking, the other for doing: both at once is a question, not an order."""
    ran = check(clumsy, "--fix", "--diff")
    assert (ran.status, "give one of the two" in ran.sentence) == (2, True)
    assert read(clumsy, "clumsy") == CLUMSY


def test_programs_get_the_edits(clumsy: Small) -> None:
    """Whoever applies them all, last first, has mended what they mend."""
    found = json.loads(check(clumsy, "proposals/ideas/clumsy.md", "--format", "json").out)["diagnostics"]
    heading = next(one for one in found if one["code"] == "FO705")
    assert heading["edits"] == [{"line": 9, "column": 3, "end_line": 9, "end_column": 3, "text": " "}]
    mended = {edit["line"] for one in found for edit in one["edits"]}
    assert {one["line"] for one in found if not one["edits"]} <= mended  # foreseen on lines that are mended first


def test_more_problems_than_are_told(clumsy: Small) -> None:
    """Fifty are told, none of which can be mended; what stands behind them is mended all the same."""
    text = NEAT + "\nA\u200bb\n" * 60
    clumsy.write({"proposals/ideas/clumsy.md": text + "\n##A\n\nb\n"})
    ran = check(clumsy, "--fix", "proposals/ideas/clumsy.md")
    assert ran.out.startswith("mended proposals/ideas/clumsy.md: FO705\n")
    assert read(clumsy, "clumsy") == text + "\n## A\n\nb\n"


def test_never_through_a_link(clumsy: Small, tmp_path: Path) -> None:
    """SEC-004, SEC-073: neither in place of a file nor of its folder, whenever it was put there."""
    outside_file = tmp_path / "outside.md"
    outside_file.write_text(CLUMSY)
    place = clumsy.root / "proposals" / "ideas" / "clumsy.md"
    report = pipeline.check(clumsy.root, NOON)
    place.unlink()
    place.symlink_to(outside_file)
    with pytest.raises(PotluckError, match="clumsy"):
        mend_files(clumsy.root, report, lambda path: "clumsy" in path, writes=True)
    with pytest.raises(OSError, match="symbolic"):
        writing.rewrite_file(clumsy.root, "proposals/ideas/clumsy.md", CLUMSY.encode(), b"new")
    assert check(clumsy, "--fix", "proposals/ideas/clumsy.md").status == 1
    assert (outside_file.read_text(), place.is_symlink()) == (CLUMSY, True)
    shutil.copytree(clumsy.root / "proposals" / "ideas", tmp_path / "ideas", symlinks=True)
    shutil.rmtree(clumsy.root / "proposals" / "ideas")
    (clumsy.root / "proposals" / "ideas").symlink_to(tmp_path / "ideas")
    with pytest.raises(OSError, match=r"symbolic|directory"):
        writing.rewrite_file(clumsy.root, "proposals/ideas/other.md", CLUMSY.encode(), b"new")
    assert (tmp_path / "ideas" / "other.md").read_text() == CLUMSY


def test_a_file_that_changed_meanwhile_is_left(clumsy: Small) -> None:
    """Somebody saved it in their editor while we were looking: their words are kept."""
    with pytest.raises(PotluckError, match="meanwhile"):
        writing.rewrite_file(clumsy.root, "proposals/ideas/other.md", b"what was there before", b"new")
    assert read(clumsy, "other") == CLUMSY


@pytest.mark.parametrize("step", ["fsync", "replace", "fchmod"])
def test_a_write_that_fails_leaves_the_old_file(clumsy: Small, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """REL-010, REL-011: at whatever step, and nothing else stays behind."""

    def refuse(*_arguments: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"potluck.writing.os.{step}", refuse)
    names = sorted(os.listdir(clumsy.root / "proposals" / "ideas"))
    with pytest.raises(OSError, match="No space"):
        writing.rewrite_file(clumsy.root, "proposals/ideas/clumsy.md", CLUMSY.encode(), NEAT.encode())
    assert read(clumsy, "clumsy") == CLUMSY
    assert sorted(os.listdir(clumsy.root / "proposals" / "ideas")) == names


def test_a_mended_file_keeps_its_mode(clumsy: Small) -> None:
    """Who could read it before can read it afterwards."""
    path = clumsy.root / "proposals" / "ideas" / "clumsy.md"
    path.chmod(0o640)
    check(clumsy, "--fix")
    assert path.stat().st_mode & 0o777 == 0o640


KILLED = """
import sys
from potluck.writing import rewrite_file
from pathlib import Path
old, new = b"old\\n" * 20_000, b"new\\n" * 20_000
print("go", flush=True)
while True:
    rewrite_file(Path(sys.argv[1]), "a/b.md", old, new)
    rewrite_file(Path(sys.argv[1]), "a/b.md", new, old)
"""


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """REL-010: the old file or the new, never half of one."""
    (tmp_path / "a").mkdir()
    whole = {b"old\n" * 20_000, b"new\n" * 20_000}
    for turn in range(5):
        (tmp_path / "a" / "b.md").write_bytes(b"old\n" * 20_000)
        with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(0.005 * turn)
            process.send_signal(signal.SIGKILL)
        assert (tmp_path / "a" / "b.md").read_bytes() in whole


# --- Other people's files --------------------------------------------------------------------------------------------

ARCHIVES = sorted(Path(os.environ["POTLUCK_CORPORA"]).glob("**/eips.tar.gz")) if "POTLUCK_CORPORA" in os.environ else []


@pytest.mark.skipif(not ARCHIVES, reason="POTLUCK_CORPORA names no folder with eips.tar.gz")
def test_nine_hundred_proposals_of_others(tmp_path: Path) -> None:
    """Mended twice: the second time changes nothing, and each still means and shows what it did."""
    with tarfile.open(ARCHIVES[0]) as archive:
        archive.extractall(tmp_path, filter="data")
    shutil.copy(Path(__file__).parent / "adopt" / "eips.yml", tmp_path / "potluck.yml")
    report = pipeline.check(tmp_path, NOON)
    done = mend_files(tmp_path, report, lambda _path: True, writes=True)
    assert len(done) > 500
    after = pipeline.check(tmp_path, NOON)
    assert mend_files(tmp_path, after, lambda _path: True, writes=False) == ()
    assert not any(one.edits for one in after.diagnostics)
    pairs = zip(report.readings, after.readings, strict=True)
    assert all((a.title, a.headings, a.kind) == (b.title, b.headings, b.kind) for a, b in pairs)
    for one in done[::10]:
        bodies = [raw.decode().split("\n---\n", 1)[1] for raw in (one.before, one.after)]
        assert rendered(bodies[0]) == rendered(bodies[1]), one.path
