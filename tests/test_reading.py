"""Reading proposals: whatever the bytes are, there is a document, and what is wrong with them is told."""

from __future__ import annotations

import os
import random
import shutil
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from tests.support.examples import cases_charter, cases_readers
from tests.support.patience import within

from potluck.checks import check_document
from potluck.load import Found, open_plainly, read_document, read_lines, walk
from potluck.load.outline import scan
from potluck.load.template import is_prompt, prompt
from potluck.meaning import read_found
from potluck.model import Document, Mapping, PotluckError, Scalar, Sequence, Span
from potluck.schema import scope_of
from potluck.yamltree import read_tree

LIMITS = cases_charter().limits


def document_of(raw: bytes | str) -> Document:
    """The document that *raw* holds."""
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    return read_document(data, "proposals/stories/a.md", "a", "stories", LIMITS)


def slugs_of(raw: bytes | str) -> list[str]:
    """The faults that reading *raw* comes upon."""
    return [fault.slug for fault in document_of(raw).faults]


def front(fields: str) -> str:
    """A file with these fields."""
    return f"---\n{fields}\n---\n\nSoup.\n"


# --- Bytes and lines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"---\ntitle: Soup\nkind: story\n---\n\nA pot.\n\nB.\n", id="lf"),
        pytest.param(b"---\r\ntitle: Soup\r\nkind: story\r\n---\r\n\r\nA pot.\r\n\r\nB.\r\n", id="crlf"),
        pytest.param(b"\xef\xbb\xbf---\ntitle: Soup\nkind: story\n---\n\nA pot.\n\nB.\n", id="byte-order-mark"),
        pytest.param(b"\xef\xbb\xbf---\r\ntitle: Soup\r\nkind: story\n---  \n\nA pot.\r\n\nB.\n", id="all-mixed"),
    ],
)
def test_line_ends_and_marks_load_alike(raw: bytes) -> None:
    """REL-030, REL-033: CRLF and a byte-order mark give the same fields, body and places."""
    document = document_of(raw)
    assert document.faults == ()
    assert [field.name for field in document.fields] == ["title", "kind"]
    assert document.fields[1].value == Scalar("story", Span(3, 7, 3, 12))
    assert document.body == "\nA pot.\n\nB.\n"
    assert document.body_line == 5


@pytest.mark.parametrize(
    ("raw", "slugs"),
    [
        pytest.param(front("title: a\x00b"), ["control-character"], id="nul"),
        pytest.param(front("title: a\u2028stage: x"), ["control-character"], id="line-separator"),
        pytest.param(front("title: a\u2029stage: x"), ["control-character"], id="paragraph-separator"),
        pytest.param(front("title: a\u0085stage: x"), ["control-character"], id="next-line"),
        pytest.param(front("title: a\rstage: x"), ["control-character"], id="lone-return"),
        pytest.param(front("title: a\x1b[31mb"), ["control-character"], id="escape"),
        pytest.param(front("title: a\ufeffb"), ["control-character"], id="mark-inside"),
        pytest.param(front("title: a\ud800b"), ["not-utf8"], id="half-a-surrogate-pair"),
        pytest.param(front("title: caf").encode() + b"\xe9", ["not-utf8"], id="latin-1"),
        pytest.param(front("title: café").encode("utf-16"), ["not-utf8"], id="utf-16"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ["not-a-plain-file"], id="a-picture"),
        pytest.param("\ufeff\ufeff---\ntitle: a\n---\n", ["no-front-matter"], id="two-marks"),
        pytest.param("---\rtitle: a\r---\r\rSoup.\r", ["no-front-matter"], id="old-line-ends"),
        pytest.param("", ["no-front-matter"], id="empty"),
        pytest.param("\n---\ntitle: a\n---\n", ["no-front-matter"], id="a-line-too-early"),
        pytest.param("----\ntitle: a\n---\n", ["no-front-matter"], id="four-hyphens"),
        pytest.param("---\ntitle: a\n ---\n", ["unclosed-front-matter"], id="closing-line-indented"),
        pytest.param("---\ntitle: a\n---", [], id="no-line-end-at-the-end"),
        pytest.param("---\n---\n", [], id="nothing-between"),
        pytest.param("x" * (LIMITS.file + 1), ["too-large"], id="too-large"),
        pytest.param(front("a: b") + "x" * (LIMITS.line + 1), ["long-line"], id="long-line"),
        pytest.param(front("a: " + "b" * LIMITS.front_matter), ["front-matter-too-large"], id="large-front-matter"),
    ],
)
def test_bytes(raw: bytes | str, slugs: list[str]) -> None:
    """SEC-021, SEC-022, SEC-026: what cannot be read safely is a fault with a name, before YAML sees it."""
    assert slugs_of(raw) == slugs


@pytest.mark.parametrize("form", ["utf-16", "utf-16-be"])
def test_all_is_told_of_a_file_that_was_saved_as_utf16(form: str) -> None:
    """REL-006: as some editors do; what is wrong with its words is not kept back until it has been saved anew."""
    mark = b"" if form == "utf-16" else b"\xfe\xff"
    document = document_of(mark + front("title: Fülle").encode(form))
    assert [field.value for field in document.fields] == [Scalar("Fülle", Span(2, 8, 2, 13))]
    assert document.body == "\nSoup.\n"
    assert [fault.problem.message for fault in document.faults] == ["the file is saved as UTF-16"]


def test_place_of_a_wrong_byte_counts_characters() -> None:
    """A column is one of the editor's, not of the file's bytes."""
    fault = document_of(front("title: ééé").encode().replace(b"\xc3\xa9\n", b"\xe9\n")).faults[0]
    assert (fault.problem.span.line, fault.problem.span.column) == (2, 10)


# --- YAML ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["no", "on", "yes", "1:30", "007", "3.10", "1e3", "~", "null", "0x1F", ".inf", "2026-05-12"]
)
def test_words_stay_as_written(word: str) -> None:
    """SEC-023: YAML's own ideas about `no`, `1:30`, `007` and `3.10` do not reach a proposal."""
    assert document_of(front(f"title: {word}")).text("title") == word


@pytest.mark.parametrize(
    ("fields", "slug"),
    [
        pytest.param("a: &x 1\nb: *x", "yaml-alias", id="anchor-and-alias"),
        pytest.param("&x a: 1", "yaml-alias", id="anchor-on-a-name"),
        pytest.param("a: !!int 1", "yaml-tag", id="tag"),
        pytest.param("a: !!python/object/apply:os.system [id]", "yaml-tag", id="python-tag"),
        pytest.param("? !x a\n: 1", "yaml-tag", id="tag-on-a-name"),
        pytest.param("<<: {a: 1}", "merge-key", id="merge-key"),
        pytest.param("a:\n  <<: {b: 1}", "merge-key", id="merge-key-inside"),
        pytest.param("%YAML 1.1\na: 1", "several-documents", id="directive"),
        pytest.param("a: 1\n...\nb: 2", "several-documents", id="second-document"),
        pytest.param("a: 1\n--- \nb: 2", None, id="closing-line-with-a-blank"),
        pytest.param("a: 1\n--- b", "several-documents", id="document-mark-with-a-value"),
        pytest.param("a: 1\na: 2", "repeated-field", id="same-name"),
        pytest.param("A-b: 1\na_B: 2", "repeated-field", id="same-name-in-another-spelling"),
        pytest.param("a: {b: 1, b: 2}", "repeated-field", id="same-name-inside"),
        pytest.param("a: [{b: 1, b: 2}]", "repeated-field", id="same-name-inside-a-list"),
        pytest.param("? [a]\n: 1", "not-a-mapping", id="list-as-a-name"),
        pytest.param("- a", "not-a-mapping", id="list"),
        pytest.param("just words", "not-a-mapping", id="words"),
        pytest.param("a: {b: {c: {d: 1}}}", "too-deep", id="deep"),
        pytest.param("a: [[[[1]]]]", "too-deep", id="deep-list"),
        pytest.param("a:\n\t- b", "tab-indent", id="tab"),
        pytest.param("a: b: c", "not-yaml", id="second-colon"),
        pytest.param("a: @b", "not-yaml", id="reserved-sign"),
        pytest.param("a: `b`", "not-yaml", id="backtick"),
        pytest.param('a: "b', "not-yaml", id="open-quote"),
        pytest.param("a: 'it's'", "not-yaml", id="quote-inside-quotes"),
        pytest.param("a: [b", "not-yaml", id="open-bracket"),
        pytest.param('a: "\\ud800"', "not-yaml", id="escaped-half-surrogate"),
        pytest.param('a: "\\U00110000"', "not-yaml", id="escaped-beyond-unicode"),
        pytest.param("a: b\n c\nd", "not-yaml", id="a-name-without-a-colon"),
    ],
)
def test_yaml_that_is_refused(fields: str, slug: str | None) -> None:
    """SEC-021: each kind of trouble has its own name, and a place inside the file."""
    document = document_of(front(fields))
    assert [fault.slug for fault in document.faults][:1] == ([slug] if slug else [])
    for fault in document.faults:
        assert 1 <= fault.problem.span.line <= len(document.lines)
        assert fault.problem.hint


@pytest.mark.parametrize("escape", [r"\u2028", r"\0", r"\N", r"\e", r"\u202e", r"\U000E0041", r"\r"])
def test_escapes_smuggle_nothing(escape: str) -> None:
    r"""SEC-022: `"\u2028"` in quotes brings in no line end past the look at the letters."""
    assert slugs_of(front(f'title: "a{escape}b"')) == ["control-character"]


def test_honest_escapes() -> None:
    """A line end, a tab and an é may be written with a backslash, and joiners stay where they are."""
    assert document_of(front(r'title: "a\n\t\u00e9\u200d"')).text("title") == "a\n\té\u200d"


def test_spans_count_as_editors_do() -> None:
    """Lines and columns from 1, the end one past the last character; quotes belong to the value."""
    document = document_of(front('title: "Soup"\ntags: [a, bc]\nlist:\n  - x\n  - {k: v}\nafter: é汤 z'))
    by_name = {field.name: field for field in document.fields}
    assert by_name["title"].value.span == Span(2, 8, 2, 14)
    assert by_name["tags"].value.span == Span(3, 7, 3, 14)
    assert isinstance(by_name["tags"].value, Sequence)
    assert by_name["tags"].value.items[1].span == Span(3, 11, 3, 13)
    assert by_name["list"].value.span == Span(5, 3, 6, 11)
    assert by_name["after"].key == Span(7, 1, 7, 6)
    assert by_name["after"].value.span == Span(7, 8, 7, 12)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: " + "[" * 100_000, id="brackets"),
        pytest.param("a: " + "{" * 100_000, id="braces"),
        pytest.param("a: " + "{x: " * 50_000, id="groups"),
        pytest.param("- " * 50_000, id="hyphens"),
        pytest.param("? " * 50_000, id="question-marks"),
        pytest.param("a: " + "!" * 100_000, id="exclamation-marks"),
        pytest.param("".join(f"k{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 3000)), id="bomb-of-aliases"),
        pytest.param("x: &x {a: 1}\n" + "y: {<<: [*x, *x, *x]}\n" * 3000, id="bomb-of-merges"),
        pytest.param("".join(f"k{n}: v\n" for n in range(20_000)), id="many-names"),
        pytest.param('a: "' + "\\\n" * 50_000, id="folded-for-ever"),
        pytest.param("a: |\n" + " \n" * 50_000, id="empty-lines"),
        pytest.param("#" * 100_000, id="comment"),
    ],
)
def test_no_yaml_keeps_us_busy(text: str) -> None:
    """REL-002, SEC-021: depth, bombs and length end soon, and libyaml is never led into recursion."""
    with within(2):
        tree, _faults = read_tree(text)
        assert isinstance(tree, Mapping)


# --- Noise -----------------------------------------------------------------------------------------------------------

PIECES = [
    *(b"---\n", b"title: ", b"kind: story\n", b"stage: told\n", b"authors: [", b"created: 2026-", b"- ", b"  ", b"\n"),
    *(
        b"&a ",
        b"*a ",
        b"!!x ",
        b"<<: ",
        b"{",
        b"}",
        b"]",
        b"? ",
        b": ",
        b"'",
        b'"',
        b"|\n",
        b">-\n",
        b"#",
        b"%YAML",
        b"...",
    ),
    *(
        b"\t",
        b"\r",
        b"\x00",
        b"\x85",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\xff",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x8d\xb2",
        b"```",
    ),
    *(b"[x](", b"](", b"![", b"<!--", b"-->", b"## Problem\n", b"===\n", b"`", b"\\", b"\xe2\x80\xae", b"<What?>\n"),
]


@pytest.mark.parametrize("seed", range(4))
def test_noise_never_raises(seed: int) -> None:
    """SEC-026: of 10,000 files of noise each is read and checked, and none brings an exception."""
    chance = random.Random(seed)
    with within(30):
        for number in range(2_500):
            if number % 3 == 0:
                raw = chance.randbytes(chance.randrange(600))
            else:
                raw = b"".join(chance.choices(PIECES, k=chance.randrange(80)))
                raw = b"---\n" + raw + b"\n---\n" + raw if number % 3 == 1 else raw
            document = document_of(raw)
            diagnostics, _hides = check_document(document, scope_of(document, cases_charter(), cases_readers())[0])
            assert len(diagnostics) <= 50
            assert all(one.line >= 1 and one.column >= 1 and one.end_line >= one.line for one in diagnostics)


# --- The tree of files -----------------------------------------------------------------------------------------------


def found_in(root: Path) -> dict[str, Found]:
    """What walking finds, by path."""
    return {found.path: found for found in walk(root, cases_charter())[0]}


def test_what_is_not_a_plain_file_is_told_and_not_opened(tmp_path: Path) -> None:
    """SEC-003, SEC-004: links, pipes and folders under a proposal's name; each has a line, and none is followed."""
    folder = tmp_path / "proposals" / "stories"
    folder.mkdir(parents=True)
    (tmp_path / "secret.md").write_text("the secret", "utf-8")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "dangling.md").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.md")
    (folder / "folder.md").mkdir()
    (folder / "linked").symlink_to(tmp_path)
    fields = "title: Soup\nkind: story\nstage: told\nauthors: [ana-sample]\ncreated: 2026-05-12"
    (folder / "plain.md").write_text(front(fields), "utf-8")
    found = found_in(tmp_path)
    faults = {path.rpartition("/")[2]: found[path].fault for path in found}
    assert {name for name, fault in faults.items() if fault} == {"link.md", "dangling.md", "pipe.md", "linked"}
    assert all(fault.slug == "not-a-plain-file" for fault in faults.values() if fault)
    for one in found.values():
        reading, document = read_found(one, tmp_path, cases_charter(), cases_readers())
        assert "secret" not in document.source
        assert reading.is_hidden is (reading.path != "proposals/stories/plain.md")


@pytest.mark.parametrize("replaced", ["a.md", ".", ".."], ids=["the-file", "its-folder", "all-proposals"])
def test_a_file_that_became_a_link_is_not_followed(tmp_path: Path, replaced: str) -> None:
    """SEC-004: between looking and opening, a file or a folder on the way to it is replaced."""
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "stories").mkdir(parents=True)
    (elsewhere / "a.md").write_text("the secret", "utf-8")
    (elsewhere / "stories" / "a.md").write_text("the secret", "utf-8")
    folder = tmp_path / "proposals" / "stories"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text(front("title: Soup"), "utf-8")
    found = found_in(tmp_path)["proposals/stories/a.md"]
    target = Path(os.path.normpath(folder / replaced))
    target.rename(tmp_path / "before")
    target.symlink_to(elsewhere / "a.md" if replaced == "a.md" else elsewhere)
    with pytest.raises(OSError, match=r"Not a directory|symbolic links"):
        open_plainly(tmp_path, found.path, 100)
    assert read_lines(tmp_path, found.path, LIMITS) is None
    reading, document = read_found(found, tmp_path, cases_charter(), cases_readers())
    assert [one.code for one in reading.diagnostics] == ["FM001"]
    assert document.source == ""


def test_whoever_is_quick_with_links_wins_nothing(tmp_path: Path) -> None:
    """SEC-004: a file is replaced by a link and back, again and again, while it is read."""
    (tmp_path / "secret").write_text("the secret", "utf-8")
    (tmp_path / "proposals").mkdir()
    place, link, plain = (tmp_path / "proposals" / name for name in ("a.md", "link", "plain"))
    plain.write_text("Soup.", "utf-8")
    shutil.copy(plain, place)
    is_over = threading.Event()

    def swap() -> None:
        while not is_over.is_set():
            link.symlink_to(tmp_path / "secret")
            link.replace(place)
            shutil.copy(plain, link)
            link.replace(place)

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        read: Counter[bytes] = Counter()
        for _ in range(3_000):
            with suppress(OSError):
                read[open_plainly(tmp_path, "proposals/a.md", 100)] += 1
    finally:
        is_over.set()
        swapping.join()
    assert b"the secret" not in read
    assert read[b"Soup."]


@pytest.mark.parametrize(
    ("path", "slug", "fault"),
    [
        pytest.param("stories/soup-night.md", "soup-night", None, id="plain"),
        pytest.param("stories/soup-night/index.md", "soup-night", None, id="in-its-folder"),
        pytest.param("stories/Soup.md", "soup-", "odd-name", id="capital"),
        pytest.param("stories/soup night.md", "soup-night-", "odd-name", id="blank"),
        pytest.param("stories/soup\nnight.md", "soup-night-", "odd-name", id="line-end"),
        pytest.param("stories/汤.md", "tang-", "odd-name", id="chinese"),
        pytest.param("stories/🍲.md", "file-", "odd-name", id="nothing-left"),
        pytest.param("stories/soup.MD", "soup", "odd-name", id="capital-ending"),
        pytest.param("stories/soup.markdown", "soup", "odd-name", id="other-ending"),
        pytest.param("stories/-soup.md", "soup-", "odd-name", id="hyphen-first"),
        pytest.param("stories/soup--night.md", "soup-night-", "odd-name", id="two-hyphens"),
        pytest.param(f"stories/{'a' * 98}.md", "a", "odd-name", id="too-long"),
        pytest.param("stories/a/b/c.md", "c", "odd-place", id="too-deep"),
        pytest.param("stories/a/b.md", "b", "odd-place", id="beside-an-index"),
        pytest.param("nowhere/soup.md", "soup", "odd-place", id="no-kinds-folder"),
    ],
)
def test_names(tmp_path: Path, path: str, slug: str, fault: str | None) -> None:
    """SEC-002, SEC-009: one expression says what a name is; every other file is found, told, and given a safe slug."""
    (tmp_path / "proposals" / path).parent.mkdir(parents=True)
    (tmp_path / "proposals" / path).write_text(front("title: Soup"), "utf-8")
    (found,) = found_in(tmp_path).values()
    assert (found.fault.slug if found.fault else None) == fault
    assert found.slug.startswith(slug)
    assert found.slug.replace("-", "a").isalnum()
    assert found.slug.isascii()


def test_names_that_are_not_text(tmp_path: Path) -> None:
    """SEC-006: a name of bytes that are no UTF-8 is told like any other, and can be printed."""
    folder = tmp_path / "proposals" / "stories"
    folder.mkdir(parents=True)
    Path(os.fsdecode(os.fsencode(folder) + b"/so\xffup.md")).write_text("x", "utf-8")
    (found,) = found_in(tmp_path).values()
    reading = read_found(found, tmp_path, cases_charter(), cases_readers())[0]
    assert [one.code for one in reading.diagnostics] == ["FM002", "FM007", "FO704"]
    assert reading.diagnostics[0].message.encode("utf-8")


def test_hidden_names_and_other_repositories_are_left(tmp_path: Path) -> None:
    """SEC-003, SEC-007: `.git` and its like are not looked into, and neither is a repository inside the folder."""
    folder = tmp_path / "proposals" / "stories"
    (folder / ".git").mkdir(parents=True)
    (folder / ".hidden.md").write_text("x", "utf-8")
    (folder / "module").mkdir()
    (folder / "module" / ".git").write_text("gitdir: ../..", "utf-8")
    (folder / "module" / "index.md").write_text("x", "utf-8")
    assert [path for path in found_in(tmp_path) if path.endswith("md")] == []


def test_no_folder_for_proposals(tmp_path: Path) -> None:
    """Without the folder there is nothing to say but that."""
    with pytest.raises(PotluckError, match="no folder `proposals`"):
        walk(tmp_path, cases_charter())


# --- The body --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "headings"),
    [
        pytest.param("# A\n\n## B ##\n", [(1, "A"), (2, "B")], id="marks"),
        pytest.param("A\n===\n\nB\n---\n", [(1, "A"), (2, "B")], id="underlined"),
        pytest.param("```\n# A\n```\n# B\n", [(1, "B")], id="not-in-a-fence"),
        pytest.param("~~~\n```\n# A\n~~~\n# B\n", [(1, "B")], id="not-in-the-other-fence"),
        pytest.param("<!--\n# A\n-->\n# B\n", [(1, "B")], id="not-in-a-comment"),
        pytest.param("#hash\n\n    # code\n", [], id="no-blank-and-indented"),
        pytest.param("a\n\n---\n\nb\n", [], id="a-rule"),
        pytest.param("# C#\n", [(1, "C#")], id="a-sign-that-belongs-to-it"),
    ],
)
def test_headings(body: str, headings: list[tuple[int, str]]) -> None:
    """Headings are those that a reader sees."""
    assert [(one.level, one.text) for one in scan(body, 1)[0].headings] == headings


@pytest.mark.parametrize(
    ("body", "targets"),
    [
        pytest.param("[a](b.md) ![c](d.png)", ["b.md", "d.png"], id="both"),
        pytest.param("[![a](b.png)](c.md)", ["b.png", "c.md"], id="a-picture-that-is-a-link"),
        pytest.param("`[a](b.md)` and ``[c](`d`)``", [], id="not-in-code"),
        pytest.param('[a](<b c.md> "title")', ["b c.md"], id="with-blanks"),
        pytest.param("[a](b_(c).md)", ["b_(c).md"], id="with-brackets"),
        pytest.param("[a][1]\n\n[1]: b.md", ["b.md"], id="defined-below"),
        pytest.param(r"\[a](b.md)", [], id="escaped"),
    ],
)
def test_links(body: str, targets: list[str]) -> None:
    """Links and pictures outside code, with the place of their target."""
    assert [one.target for one in scan(body, 1)[0].links] == targets


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "`" * 20_000, "![](" * 5_000, "<" * 20_000, "[a](" + "(" * 20_000, "\\" * 20_000]
)
def test_no_line_keeps_the_outline_busy(text: str) -> None:
    """REL-002: reading a body is linear, whatever it repeats."""
    with within(1):
        scan(text, 1)


def test_prompts() -> None:
    """What a template asks is told apart from HTML, addresses and sums."""
    assert is_prompt(prompt("What bothers you?"))
    assert not any(
        map(is_prompt, ["<br>", "<https://example.org/a.>", '<A HREF="x.">', "a < b", "<What> did you say?", "<X>"])
    )
    with pytest.raises(ValueError, match="capital"):
        prompt("what?")
