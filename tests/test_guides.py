"""The guides are true: for customers without a word of our trade, for operators to a site and out again."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path

import yaml
from PIL import Image
from tests.support.commands import potluck, pretend_wheel
from tests.support.community import ROOT, Small
from tests.support.pages import parse
from tests.support.pictures import FOLDER

DOCS = ROOT / "content" / "docs"
CUSTOMERS, OPERATORS = (DOCS / name for name in ("customers.md", "operators.md"))
AT_MOST = 60_000  # bytes of a picture
JARGON = (
    r"git\b|yaml|markdown|front matter|commit|branch|fork|merge|pull request|repositor|slug|schema|terminal|"
    r"command|command line|stage\b|ballot|ledger|potluck (?:[a-z-]+)`"
)


def shell(page: Path, heading: str) -> list[list[str]]:
    """The lines of the shell under *heading*, as words."""
    _, _, rest = page.read_text("utf-8").partition(f"\n## {heading}\n")
    part = rest.partition("\n## ")[0]
    return [
        shlex.split(line)
        for block in re.findall(r"^```sh\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]


def settings(page: Path, title: str) -> str:
    """The block of *page* that shows a piece of the file *title*."""
    (found,) = re.findall(rf'^```yaml title="{re.escape(title)}"\n(.*?)^```', page.read_text("utf-8"), re.M | re.S)
    return str(found)


# --- For customers ---------------------------------------------------------------------------------------------------


def test_the_page_for_customers_has_no_word_of_our_trade() -> None:
    """One page; a tag, a person and a stage, of which pages are named, are the visitor's words too."""
    text = CUSTOMERS.read_text("utf-8").partition("\n---\n")[2]
    words = re.sub(r"\]\([^)]*\)(?:\{[^}]*\})?", "]", text).replace("a tag or a stage", "")
    assert [found[0] for found in re.finditer(JARGON, words, re.IGNORECASE)] == []
    assert len(words.split()) < 600


def test_its_pictures_are_there_are_told_in_words_and_are_light() -> None:
    """Each of at most 60 kB, and none that nobody shows. tests/support/pictures.py makes them anew."""
    shown = re.findall(r"!\[([^\]]*)\]\(pictures/([^)]+)\)", CUSTOMERS.read_text("utf-8"))
    assert {name for _, name in shown} == {path.name for path in FOLDER.iterdir()}
    assert len(shown) >= 3
    for words, name in shown:
        assert len(words.split()) > 7, name
        path = FOLDER / name
        assert path.stat().st_size <= AT_MOST, name
        with Image.open(path) as picture:
            assert (picture.format, picture.width) == ("WEBP", 780), name


def test_the_site_shows_them(sample: Path) -> None:
    """With their words, and not before somebody comes to them."""
    page = parse((sample / "site" / "public" / "docs" / "customers" / "index.html").read_text("utf-8"))
    pictures = [one for one in page.iter("img") if "pictures/" in one.get("src", "")]
    assert len(pictures) >= 3
    for one in pictures:
        place = (sample / "site" / "public" / "docs" / "customers" / one.get("src", "")).resolve()
        assert place.is_file()
        assert one.get("alt")
        assert one.get("loading") == "lazy"


# --- For operators ---------------------------------------------------------------------------------------------------


def git(*words: str, within: Path) -> None:
    """One line of the guide, by somebody whom git knows."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@our-firm.example")
    subprocess.run(["git", *who, *words], cwd=within, check=True, capture_output=True)


def test_ten_minutes_lead_to_a_site_at_an_address_of_ones_own(tmp_path: Path) -> None:
    """Every line of the guide, in order; only a server is not started, and nothing is pushed to a forge."""
    pretend_wheel(tmp_path, "potluck-0.1.0-py3-none-any.whl")
    within, done = tmp_path, []
    lines = shell(OPERATORS, "Ten minutes")
    for words in lines:
        if words[0] == "cd":
            within /= words[1]
        elif words == ["potluck", "forms"]:
            charter = yaml.safe_load((within / "potluck.yml").read_text("utf-8"))
            charter |= yaml.safe_load(settings(OPERATORS, "potluck.yml"))
            (within / "potluck.yml").write_text(yaml.safe_dump(charter, sort_keys=False), "utf-8")
            assert potluck(*words[1:], within=within).status == 0
        elif words[0] == "git" and words[1] != "push":
            git(*words[1:], within=within)
        elif words[0] == "potluck" and words[1] not in ("serve", "doctor"):
            ran = potluck(*words[1:], within=within)
            assert ran.status == 0, f"{words}\n{ran.out}{ran.err}"
        done.append(words[0])
    assert done.count("potluck") == 6
    own = yaml.safe_load(settings(OPERATORS, "mkdocs.yml"))["site_url"]
    config = within / "mkdocs.yml"
    config.write_text(re.sub(r"(?m)^# site_url: .*$", f"site_url: {own}", config.read_text("utf-8")), "utf-8")
    assert potluck("build", within=within).status == 0
    for place in ("index.html", "submit/index.html", "feed.xml", "sitemap.xml"):
        assert own in (within / "site" / "public" / place).read_text("utf-8"), place


def test_who_leaves_takes_everything(table: Small) -> None:
    """From the one file of the guide, elsewhere: the same pages and numbers, proved without the old place."""
    table.write({".gitignore": "site/public/\n", "site/theme/.gitkeep": ""})
    assert potluck("react", "soup-night", "+1", "--as", "bo-sample", within=table.root).status == 0
    git("init", "--initial-branch", "main", within=table.root)
    git("add", ".", within=table.root)
    git("commit", "--message", "All of it", within=table.root)
    for words in shell(OPERATORS, "Leave, and take everything"):
        if words[1] != "fetch":
            git(*words[1:], within=table.root)
    elsewhere = table.root / "our-table-elsewhere"
    for root in (table.root, elsewhere):
        assert potluck("build", within=root).status == 0
        assert potluck("recount", within=root).status == 0
    numbers = [
        json.loads((root / "site/public/api/v1/proposals.json").read_bytes()) for root in (table.root, elsewhere)
    ]
    assert numbers[0] == numbers[1]
    assert numbers[0]["proposals"][0]["support"] + numbers[0]["proposals"][1]["support"] == 1
    assert (elsewhere / "site/public/ledger/ballots/soup-night.jsonl").is_file()
