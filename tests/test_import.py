"""What people brought elsewhere comes along: with its author, day, stage and tags, and with a word on its votes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from tests.support.commands import Ran, potluck
from tests.support.community import NOON, Small
from tests.support.pages import by_class, parse
from tests.support.pages import text_of as text_of_page
from tests.support.repository import Repository

from potluck import pipeline
from potluck.importing import FORMATS, SUFFIXES, Format
from potluck.model import Severity

Run = Callable[..., Ran]

FIDER = """\
number,title,description,created_at,created_by,votes_count,comments_count,status,responded_by,responded_at,response,\
original_number,original_title,tags
10,Go is fast,Ask me at bo@example.org,2026-03-23T19:33:22Z,Faceless,4,2,launched,Jo,2026-04-04T19:48:10Z,It is,,,\
"Easy going, soup"
15,Go is great,,2026-02-21T23:30:00-02:00,Someone *else*,1,2,planned,,,,,,
20,Go is easy,,2026-01-12T01:46:59Z,Faceless,0,2,duplicate,,,,99,Go is very easy,
"""
CANNY: dict[str, Any] = {
    "hasMore": True,
    "posts": [
        {
            "id": "553c3ef8b8cdcd1501ba1238",
            "author": {"id": "1", "name": "Elon", "email": "elon@example.org"},
            "commentCount": 12,
            "created": "2026-03-23T19:33:22.000Z",
            "details": "Send it to the moon.",
            "imageURLs": ["https://canny.io/a.png"],
            "score": 15,
            "status": "open",
            "tags": [{"id": "2", "name": "Space"}],
            "title": "A bigger pot",
            "url": "https://table.canny.io/admin/board/ideas/p/a-bigger-pot",
        },
        {"id": "9", "title": None},
    ],
}
USERVOICE: dict[str, Any] = {
    "suggestions": [
        {
            "id": 184102,
            "title": "A bigger pot",
            "body": "Larger.\r\nMuch larger.",
            "portal_url": "http://table.uservoice.com/forums/1/suggestions/184102",
            "created_at": "2026-02-24T16:27:36Z",
            "state": "approved",
            "comments_count": 2,
            "votes_count": 9,
            "supporters_count": 7,
            "links": {"created_by": 5, "status": 3, "labels": [8]},
        }
    ],
    "users": [{"id": 5, "name": "Ana Lee", "email_address": "ana@example.org"}],
    "statuses": [{"id": 3, "name": "Under review"}],
    "labels": [{"id": 8, "name": "Pots"}],
}
GITHUB: list[dict[str, Any]] = [
    {
        "number": 12,
        "title": "A bigger pot",
        "body": "Larger. cc ana@example.org",
        "author": {"login": "lee-sample"},
        "createdAt": "2026-02-24T16:27:36Z",
        "state": "OPEN",
        "labels": [{"name": "enhancement"}],
        "reactionGroups": [
            {"content": "THUMBS_UP", "users": {"totalCount": 3}},
            {"content": "CONFUSED", "users": {"totalCount": 2}},
        ],
        "url": "https://github.com/small/table/issues/12",
        "comments": [{"body": "Yes"}],
    }
]
LETTER = """\
From: Ana Lee <ana@example.org>
To: table@example.org
Subject: =?utf-8?q?Re=3A_Noch_eine_Sch=C3=BCssel?=
Date: Tue, 24 Feb 2026 16:27:36 +0100
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Please get another bowl. Call ana@example.org.

> What else?
> Yours

--\x20
Ana Lee, Pot Street 3
"""


@pytest.fixture
def run(table: Small, tmp_path: Path) -> Run:
    """The command on one file, or several, as somebody would call it."""

    def call(form: str, content: Any, *options: str, name: str = "") -> Ran:
        suffix = SUFFIXES[form][0]  # type: ignore[index]
        files = content if isinstance(content, dict) and name == "many" else {name or f"export{suffix}": content}
        folder = tmp_path / "from"
        folder.mkdir(exist_ok=True)
        for each, text in files.items():
            raw = text if isinstance(text, bytes) else (text if isinstance(text, str) else json.dumps(text)).encode()
            (folder / each).write_bytes(raw)
        place = folder if name == "many" else folder / next(iter(files))
        common = ("--author", "mara-sample", "--root", table.root, "--now", NOON.isoformat())
        return potluck("import", form, place, *common, *options, within=tmp_path)

    return call


def text_of(table: Small, slug: str, kind: str = "ideas") -> str:
    """A proposal as it was written."""
    return (table.root / "proposals" / kind / f"{slug}.md").read_text("utf-8")


def errors(table: Small) -> list[str]:
    """What the check will not take in."""
    report = pipeline.check(table.root, NOON)
    return [f"{one.path} {one.code}" for one in report.diagnostics if one.severity is Severity.ERROR]


# --- From each place -------------------------------------------------------------------------------------------------


def test_fider(run: Run, table: Small) -> None:
    """By the columns that its source writes: author, day, status, tags, the response, votes as a labelled word."""
    ran = run("fider", FIDER, "--stage", "planned=suggested", "--person", "Faceless=lee-sample")
    assert ran.status == 0, ran
    assert text_of(table, "go-is-fast") == (
        "---\ntitle: Go is fast\nkind: idea\nstage: suggested\nauthors: [lee-sample]\ncreated: 2026-03-23\n"
        'tags: [easy-going, soup]\ncarried-over: {from: "Fider", votes: 4}\n---\n\n'
        "Ask me at …\n\nIt was answered there:\n\n> It is\n\n"
        "*Brought over from Fider (10).*\n"
    )
    assert "authors: [mara-sample]\ncreated: 2026-02-22\n" in text_of(table, "go-is-great")
    assert "where Someone \\*else\\* wrote it on 2026-02-22.*" in text_of(table, "go-is-great")
    assert 'carried-over: {from: "Fider", votes: 1}' in text_of(table, "go-is-great")
    assert "carried-over" not in text_of(table, "go-is-easy")  # of none there is nothing to carry
    assert "- 20: it was a duplicate of 99 there" in ran.out
    assert "- `Go is fast`: `launched`; a facilitator moves it to `launched` and says why" in ran.out
    assert "- the status `duplicate`: give it a stage" in ran.out
    assert errors(table) == []


def test_canny(run: Run, table: Small) -> None:
    """By its post object; pictures, comments and further pages are told, and so is a post without a title."""
    ran = run("canny", CANNY)
    assert ran.status == 0, ran
    text = text_of(table, "a-bigger-pot")
    assert "tags: [space]" in text
    assert "[553c3ef8b8cdcd1501ba1238](https://table.canny.io/admin/board/ideas/p/a-bigger-pot)" in text
    assert "where Elon wrote it on 2026-03-23.*" in text
    assert 'carried-over: {from: "Canny", votes: 15}\n' in text
    for words in ("pictures", "comments", "more posts than these", "post 9: it has no title"):
        assert words in ran.out
    assert errors(table) == []


def test_uservoice(run: Run, table: Small) -> None:
    """By its Admin API with what is side-loaded; supporters are people, votes are not."""
    ran = run("uservoice", USERVOICE, "--stage", "under review=suggested", "--person", "Ana Lee=ana-sample")
    assert ran.status == 0, ran
    text = text_of(table, "a-bigger-pot")
    assert "authors: [ana-sample]\ncreated: 2026-02-24\ntags: [pots]\n" in text
    assert "Larger.\nMuch larger." in text
    assert 'carried-over: {from: "UserVoice", votes: 7}' in text
    assert "http://" not in text  # no address that is not safe to press
    assert "comments and notes" in ran.out


def test_github(run: Run, table: Small) -> None:
    """By `gh … --json`: its author is known, its thread stays, and the reactions that are for it are said."""
    charter = (table.root / "potluck.yml").read_text("utf-8")
    table.write({"potluck.yml": f"{charter}forge: {{type: github, repository: small/table}}\n"})
    ran = run("github", GITHUB)
    assert ran.status == 0, ran
    text = text_of(table, "a-bigger-pot")
    assert "authors: [lee-sample]" in text
    assert "thread: '12'" in text
    assert "It had 3 reactions there" in text
    assert "ana@example.org" not in text
    assert errors(table) == []


def test_discussions_and_rest_answers_are_read_as_well(run: Run, table: Small) -> None:
    """The same things in the words of GitHub's other interfaces; pull requests are no proposals."""
    node = GITHUB[0] | {"title": "From a talk", "labels": {"nodes": [{"name": "pots"}]}}
    assert run("github", {"data": {"repository": {"discussions": {"nodes": [node]}}}}).status == 0
    assert "tags: [pots]" in text_of(table, "from-a-talk")
    rest = {"number": 3, "title": "By the other way", "user": {"login": "bo"}, "created_at": "2026-02-24T16:27:36Z"}
    rest |= {
        "html_url": "https://github.com/small/table/issues/3",
        "reactions": {"+1": 2},
        "state": "open",
        "body": None,
    }
    assert run("github", [rest, rest | {"title": "A change", "pull_request": {}}]).out.startswith("proposals/ideas/by-")
    assert "authors: [bo]" in text_of(table, "by-the-other-way")
    assert not (table.root / "proposals/ideas/a-change.md").exists()


def test_letters(run: Run, table: Small) -> None:
    """Subject, own words and day; neither the sender's name nor any address: that is for them to give."""
    html = (
        LETTER.replace("text/plain", "text/html")
        .replace("Noch", "Doch")
        .replace("Please get", "<p>Please &amp; thank you<br>get</p>")
    )
    ran = run("mail", {"one.eml": LETTER, "two.eml": html, "three.eml": "no letter"}, "--kind", "story", name="many")
    assert ran.status == 0, ran
    text = text_of(table, "noch-eine-schussel", "stories")
    assert "title: Noch eine Schüssel\n" in text
    assert "created: 2026-02-24" in text
    assert "Please get another bowl. Call …" in text
    for words in ("Ana Lee", "example.org", "What else", "Pot Street"):
        assert words not in text
    assert "Please & thank you" in text_of(table, "doch-eine-schussel", "stories")
    assert "`three.eml`: it has no subject" in ran.out
    assert errors(table) == []


def test_tables(run: Run, table: Small) -> None:
    """In each of the ways in which spreadsheets write them; columns that no proposal has are told."""
    table_of = "\ufeffTitle;Date;Author;Votes;Priority\nA red pot;2026-03-01;Bo;3;high\n;2026-03-01;;;\n"
    ran = run("csv", table_of + "A white pot;2026-03-01;Cy;many;low\n")
    assert ran.status == 0, ran
    assert "where Bo wrote it on 2026-03-01.*" in text_of(table, "a-red-pot")
    assert 'carried-over: {from: "a table", votes: 3}' in text_of(table, "a-red-pot")
    assert "columns that no proposal has: `priority`" in ran.out
    assert "line 3 of `export.csv`: it has no title" in ran.out
    assert "line 4 of `export.csv`: `many` is no number of votes" in ran.out
    assert ran.out.endswith("Votes from there are shown apart, and are in no count here.\n")


def test_a_folder_of_markdown(run: Run, table: Small) -> None:
    """Titled by front matter, heading or name; hidden files and links are not looked at."""
    files = {
        "one.md": "---\ntitle: A blue pot\ndate: 2026-03-01\ntags: [Blue, pots]\nweight: 3\n---\n\n![so](so.png)\n",
        "two.md": "# A green pot\n\nIt is green.\n",
        "a-black-pot.md": "It is black.\n",
        ".hidden.md": "# Hidden\n",
    }
    ran = run("markdown", files, name="many")
    assert ran.status == 0, ran
    assert "created: 2026-03-01\ntags: [blue, pots]\n" in text_of(table, "a-blue-pot")
    assert text_of(table, "a-green-pot").count("green pot") == 1
    assert "It is black." in text_of(table, "a-black-pot")
    assert "fields of `one.md` that no proposal has: `weight`" in ran.out
    assert "pictures of `one.md`: `so.png`; put them beside the proposal" in ran.out
    assert "Votes" not in ran.out
    assert "its day is not known, so it has today's" in ran.out
    assert "Hidden" not in ran.out


# --- In every case ---------------------------------------------------------------------------------------------------


def test_a_dry_run_says_all_and_writes_nothing(run: Run, table: Small) -> None:
    """The same words, but for what it did."""
    before = sorted(table.root.rglob("*"))
    ran = run("fider", FIDER, "--dry-run")
    assert "proposals/ideas/go-is-fast.md: would be written" in ran.out
    assert "3 proposals would be written" in ran.out
    assert sorted(table.root.rglob("*.md")) == [path for path in before if path.suffix == ".md"]


def test_twice_is_once(run: Run, table: Small) -> None:
    """What is there to the letter is not written again; what only bears the name gets another one."""
    run("fider", FIDER)
    assert "0 proposals written, 3 there already" in run("fider", FIDER).out
    ran = run("csv", "title\nSoup night\nStew night\n")
    assert "`Soup night`: its name is taken, so it is called `soup-night-2`" in ran.out
    assert (table.root / "proposals/ideas/stew-night-2.md").exists()


def test_sections_that_a_kind_asks_for_are_there(run: Run, table: Small) -> None:
    """The text stands under the first; that nothing was asked about the others is said."""
    charter = (table.root / "potluck.yml").read_text("utf-8")
    asked = "folder: ideas\n    sections: {required: [Problem, Solution]}"
    table.write({"potluck.yml": charter.replace("folder: ideas", asked)})
    table.idea("soup-night")
    run("csv", 'title,text\nA red pot,It is red.\nA blue pot,"## Problem\n\nPots.\n\n## Solution\n\nBlue."\n')
    assert "## Problem\n\nIt is red." in text_of(table, "a-red-pot")
    assert "## Solution\n\n*Nothing was asked" in text_of(table, "a-red-pot")
    assert text_of(table, "a-blue-pot").count("## Solution") == 1
    assert errors(table) == []


def test_what_was_written_elsewhere_stays_text(run: Run, table: Small) -> None:
    """SEC-021, SEC-025, SEC-028: no field, no stage and no person comes of it, whatever it holds."""
    poison = "a: b\n---\nstage: launched\n---\n<script>alert(1)</script> ../../x @mara-sample"
    cells = io.StringIO()
    names = ["title", "text", "author", "login", "status", "tags", "votes", "number", "url", "response", "created"]
    lines = csv.writer(cells)
    lines.writerow(names)
    lines.writerow([f"{poison} {name}" for name in names])
    ran = run("csv", cells.getvalue())
    assert ran.status == 0, ran
    (path,) = set((table.root / "proposals/ideas").iterdir()) - {table.root / "proposals/ideas/soup-night.md"}
    front = path.read_text("utf-8").split("\n---\n")[0]
    assert "\nstage: suggested\n" in front
    assert "\nauthors: [mara-sample]\n" in front
    assert path.parent == table.root / "proposals/ideas"
    report = pipeline.check(table.root, NOON)
    (reading,) = [one for one in report.readings if one.path.endswith(path.name)]
    assert reading.proposal is not None
    assert reading.proposal.stage == "suggested"


@pytest.mark.parametrize("form", get_args(Format))
@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\0", b"{", b"[[[[", b"null", b'a,b\n"', b"---\n- [", b"[1, null]"])
def test_broken_files_are_told_in_one_sentence(run: Run, form: str, raw: bytes) -> None:
    """SEC-026: never a traceback, and never an empty success that looks like a full one."""
    ran = run(form, raw)
    assert ran.status in (0, 2)
    assert "Traceback" not in ran.err
    if ran.status == 0:
        assert "proposal" in ran.out


def test_every_format_has_its_name_and_endings() -> None:
    """The command offers what there is."""
    assert set(get_args(Format)) == set(FORMATS) == set(SUFFIXES)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--stage", "planned"), "potluck: `planned` is no pair; write `--stage 'THEIRS=OURS'`"),
        (("--stage", "planned=soon"), "potluck: `soon` is not a stage here; write one of"),
        (("--person", "Ana=ana lee"), "potluck: `ana lee` is not a login"),
        (("--kind", "idae"), "potluck: `idae` is not a kind of proposal here"),
    ],
)
def test_wishes_that_cannot_be_met_are_told_before_anything_is_written(
    run: Run, options: tuple[str, ...], sentence: str
) -> None:
    """With the words that would do."""
    ran = run("fider", FIDER, *options)
    assert ran.status == 2
    assert ran.sentence.startswith(sentence)


# --- Votes that were cast elsewhere ----------------------------------------------------------------------------------


def test_votes_from_elsewhere_are_a_source_of_their_own_and_in_no_number(run: Run, table: Small) -> None:
    """Page, tally and API name where they were cast; what is counted, ranked and recounted goes without them."""
    assert run("canny", CANNY).status == 0
    assert potluck("react", "a-bigger-pot", "+1", "--as", "bo-sample", within=table.root).status == 0
    table.build()
    card = " ".join(text_of_page(by_class(parse(table.page("ideas/a-bigger-pot")), "pl-votes")[0]).split())
    assert "1 for" in card
    assert "Carried over from Canny: 15 votes, as counted there. Nobody has checked whose" in card
    published = json.loads(table.read("api/v1/proposals/a-bigger-pot.json"))
    assert published["more"] == {"carried-over": {"from": "Canny", "votes": 15}}
    assert published["tally"]["support"] == 1
    ran = potluck("tally", "a-bigger-pot", within=table.root)
    assert "15 votes carried over from Canny" in ran.out
    (row,) = json.loads(potluck("tally", "a-bigger-pot", "--format", "json", within=table.root).out)["proposals"]
    assert (row["support"], row["carried"]) == (1, {"source": "Canny", "votes": 15})
    assert potluck("recount", within=table.root).status == 0


def test_nobody_but_a_facilitator_says_that_there_were_votes_elsewhere(table: Small) -> None:
    """PW807: or anybody could bring a thousand."""
    repository = Repository(table.root)
    repository.commit({}, by="mara-sample")
    table.idea("a-pot", "A bigger pot", **{"carried-over": {"from": "Canny", "votes": 1000}})
    codes = {
        author: potluck("check", "--base", "HEAD", "--author", author, "--format", "concise", within=table.root).out
        for author in ("ana-sample", "mara-sample")
    }
    assert "PW807" in codes["ana-sample"]
    assert "PW807" not in codes["mara-sample"]


@pytest.mark.parametrize("votes", [0, -4, "many"])
def test_what_is_no_number_of_votes_is_not_shown(table: Small, votes: object) -> None:
    """A slip of the pen makes no voices."""
    table.idea("a-pot", "A bigger pot", **{"carried-over": {"from": "Canny", "votes": votes}})
    table.build()
    assert "Carried over" not in table.page("ideas/a-pot")
