"""What strangers write into fields, and what honest people do by mistake: told with the words that would pass."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.support.commands import potluck
from tests.support.community import Small, files_in, proposal
from tests.support.examples import cases_charter, cases_readers

from potluck.load import read_document
from potluck.meaning import reading_of
from potluck.slugs import SLUG, make_segment
from potluck.words import visible

ROOT = Path(__file__).parents[1]
STORY = "---\ntitle: Soup night\nkind: story\nstage: told\nauthors: [ana-sample]\ncreated: 2026-05-12\n{}---\n\nSoup.\n"


def told(text: str) -> list[tuple[str, str, str]]:
    """What the checks say of a story: code, message and hint."""
    document = read_document(text.encode(), "proposals/stories/a.md", "a", "stories", cases_charter().limits)
    found = reading_of(document, cases_charter(), cases_readers()).diagnostics
    return [(one.code, one.message, one.hint) for one in found]


def test_a_field_that_nobody_knows_is_told_with_the_known_ones():
    """SEC-024: never kept in silence, never handed to a page."""
    ((code, message, hint),) = told(STORY.format("pinned_by_me: yes\n"))
    assert (code, message) == ("FM102", "`pinned_by_me` is not a field of a proposal of the kind `story`")
    assert "`title`" in hint
    ((code, _, hint),) = told(STORY.format("sumary: Soup for everybody\n"))
    assert (code, hint) == ("FM102", "did you mean `summary`?")
    document = read_document(
        STORY.format("template: evil.html\n").encode(), "p/a.md", "a", "stories", cases_charter().limits
    )
    meant = reading_of(document, cases_charter(), cases_readers()).proposal
    assert meant is not None
    assert "evil" not in repr(meant)


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        pytest.param("2024-02-29", [], id="a-leap-day"),
        pytest.param("2025-02-29", ["FM121"], id="no-leap-day"),
        pytest.param("2026-13-01", ["FM121"], id="no-month"),
        pytest.param("0000-01-01", ["FM121"], id="no-year"),
        pytest.param("9999-12-31", ["FM123"], id="the-last-day-there-is"),
        pytest.param("1999-12-31", ["FM124"], id="before-the-community"),
        pytest.param("2026-07-01", [], id="tomorrow-somewhere"),
        pytest.param("2026-07-02", ["FM123"], id="ahead"),
        pytest.param("\u0662\u0660\u0662\u0666-05-12", ["FM121"], id="digits-of-another-script"),
    ],
)
def test_days_are_real_and_in_their_time(tmp_path: Path, day: str, codes: list[str]):
    """SEC-027: what happened, happened since the community began, and not after tomorrow."""
    small = Small(tmp_path / "table")
    small.write({"proposals/ideas/a.md": proposal().replace("'2026-05-12'", day).replace("2026-05-12", day)})
    ran = potluck("check", "--now", "2026-06-30T12:00:00Z", "--format", "concise", within=small.root)
    assert re.findall(r" (FM\d+) ", ran.out) == codes


@pytest.mark.parametrize("nothing", ["\u200b", "\u3164", "\u2800", "\u00ad\u00ad", "\u200d \u200e", "\ufe0f", "\u115f"])
def test_a_text_has_something_to_see(nothing: str):
    """SEC-029: blanks of every sort are no title, and a word of a list is compared as it is written."""
    codes = {code for code, *_ in told(STORY.replace("Soup night", f'"{nothing}"').format(""))}
    assert codes & {"FM105", "FM111", "FM010"}, codes
    assert "FM103" in {code for code, *_ in told(STORY.replace("stage: told", "stage: t\u043eld").format(""))}


def test_voices_change_no_file_of_a_proposal(table: Small):
    """SEC-085: whatever the votes are, the stage is what its file says, and no command of voices writes there."""
    before = files_in(table.root / "proposals")
    for number in range(20):
        assert potluck("react", "soup-night", "+1", "--as", f"fan-{number}", within=table.root).status == 0
    assert potluck("tally", within=table.root).status == 0
    assert files_in(table.root / "proposals") == before


# What people really did wrong, in thousands of proposals elsewhere, the most usual first.
USUAL = {
    "no-front-matter": ("# Soup night\n\nOne pot.\n", "start the file with a line `---`"),
    "a-colon": (STORY.replace("Soup night", "Soup: a night").format(""), 'title: "Soup: a night"'),
    "never-closed": (STORY.format("").replace("\n---\n\nSoup", "\n\nSoup"), "add a line `---`"),
    "an-at-sign": (STORY.replace("[ana-sample]", "@ana-sample").format(""), "authors: [ana-sample]"),
    "a-date-in-other-words": (STORY.replace("2026-05-12", "2026-5-12").format(""), "2026-05-12"),
    "a-name-twice": (STORY.format("title: Stew night\n"), "keep one of the two lines"),
}


@pytest.mark.parametrize("name", USUAL)
def test_the_usual_faults_are_told_with_what_to_write(tmp_path: Path, name: str):
    """REL-035: nobody has to be asked what the check meant."""
    text, words = USUAL[name]
    small = Small(tmp_path / "table")
    small.write({"proposals/stories/a.md": text})
    ran = potluck("check", within=small.root)
    assert ran.status == 1
    assert words in ran.out
    assert "Traceback" not in ran.out + ran.err


# --- what is honest ---


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@example("Cafe\u0301 \U0001f469\u200d\U0001f469\u200d\U0001f467 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")
@example(
    "\u092e\u0948\u0902 \u0915\u094d\u200d\u0937 \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
)
def test_whatever_is_written_is_kept_to_the_letter(words: str):
    """REL-032: a body is what was typed, composed or not; a title too, but for what deceives the eye."""
    raw = f"{STORY.format('')}{words}\r\n".encode()
    document = read_document(raw, "proposals/stories/a.md", "a", "stories", cases_charter().limits)
    assert document.body.encode() == f"\nSoup.\n{words}\r\n".replace("\r\n", "\n").encode()
    place = make_segment(words, "tag")
    assert all(SLUG.fullmatch(part) for part in place.split("--"))
    assert visible(visible(words)) == visible(words)


# --- what holds of the project itself ---


def test_no_test_reaches_for_the_network():
    """REL-026: nothing of Potluck's own asks another computer, and what tests start listens on this one alone."""
    asking = {
        "requests",
        "httpx",
        "aiohttp",
        "urllib3",
        "urllib.request",
        "http.client",
        "ftplib",
        "smtplib",
        "telnetlib",
    }
    for path in [*(ROOT / "tooling").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        names = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        # These visit what they serve themselves; pictures of an issue come from one host, which tests stand in for.
        here = path.name in ("test_engines.py", "test_serve.py", "test_fetch_faults.py", "uploads.py")
        assert here or not names & asking, path


def test_what_comes_to_its_end_is_named():
    """REL-034: Material's last day and MkDocs' next version stand in the handbook, and in what is asked for."""
    page = (ROOT / "content" / "docs" / "dependencies.md").read_text("utf-8")
    assert "5 May 2027" in page
    assert '"mkdocs>=1.6.1,<2"' in (ROOT / "pyproject.toml").read_text("utf-8")
