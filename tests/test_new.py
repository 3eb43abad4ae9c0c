"""`potluck new`: a proposal that only waits for its words."""

from __future__ import annotations

import errno
import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from tests.support.commands import at_once, potluck
from tests.support.community import CHARTER, Small

from potluck.writing import create_file
from potluck.yamltext import as_yaml

NOW = "2026-06-01T12:00:00Z"


def test_new_writes_a_proposal_that_only_waits_for_its_words(table: Small) -> None:
    """Everything that can be known is there, and the check asks for nothing but the answers."""
    ran = potluck("new", "idea", "Stew: a second pot", "--author", "@ana", "--now", NOW, within=table.root)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("proposals/ideas/stew-a-second-pot.md is there, with you, ana, as its author.\n")
    path = table.root / "proposals/ideas/stew-a-second-pot.md"
    assert path.read_text("utf-8") == (
        "---\ntitle: 'Stew: a second pot'\nkind: idea\nstage: suggested\nauthors: [ana]\ncreated: 2026-06-01\n---\n\n"
        "<Tell it here, in your own words.>\n"
    )
    found = json.loads(potluck("check", path, "--format", "json", within=table.root).out)["diagnostics"]
    assert [one["code"] for one in found] == ["BD205"]
    path.write_text(path.read_text("utf-8").replace("<Tell it here, in your own words.>", "Two pots."), "utf-8")
    assert potluck("check", path, within=table.root).status == 0


def test_new_asks_for_what_the_first_stage_asks_for(tmp_path: Path) -> None:
    """Fields and sections of later stages come later; those of the first one, and parts of sections, are there."""
    rules = yaml.safe_load(CHARTER)
    rules["kinds"]["idea"] |= {
        "sections": {"stages": {"suggested": ["Menu"], "launched": ["Bill"]}, "within": {"Menu": ["Allergens"]}},
        "fields": {
            "place": {"required-when": {"stage": ["suggested"]}},
            "guests": {"required-when": {"stage": ["launched"]}},
            "report": {"required": True, "only-when": {"stage": ["launched"]}},
        },
    }
    table = Small(tmp_path / "table", charter=yaml.safe_dump(rules, sort_keys=False))
    assert potluck("new", "idea", "Soup for all", "--author", "ana", within=table.root).err == ""
    path = table.root / "proposals/ideas/soup-for-all.md"
    text = path.read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith(("#", "place", "guests", "report"))] == [
        "place: <Place.>",
        "## Menu",
        "### Allergens",
    ]
    found = json.loads(potluck("check", path, "--format", "json", within=table.root).out)["diagnostics"]
    assert {one["code"] for one in found} == {"BD205"}


def test_new_asks_for_each_section_and_field_that_the_charter_requires(tmp_path: Path) -> None:
    """Also where a kind uses other words, and for what Potluck has never heard of."""
    rules = yaml.safe_load(CHARTER)
    rules["kinds"]["idea"] |= {
        "sections": {"required": ["Problem", "Your <own> “Pot”"]},
        "names": {"stage": "status"},
        "fields": {
            "cost": {"type": "integer", "means": "what it costs, in euros: about", "required": True},
            "helpers": {"list": True, "required": True},
        },
    }
    table = Small(tmp_path / "table", charter=yaml.safe_dump(rules, sort_keys=False))
    assert potluck("new", "Ideas", "Soup for all", "--author", "ana", within=table.root).err == ""
    path = table.root / "proposals/ideas/soup-for-all.md"
    text = path.read_text("utf-8")
    for line in (
        "status: suggested",
        "cost: '<What it costs, in euros: about.>'",
        "  - <Helpers.>",
        "## Problem",
        "<What bothers you? Say what you saw yourself, and how often.>",
        "<What is there to say under Your own “Pot”?>",
    ):
        assert f"\n{line}\n" in text
    found = json.loads(potluck("check", path, "--format", "json", within=table.root).out)["diagnostics"]
    lines = text.splitlines()
    assert all("<" in lines[one["line"] - 1] for one in found)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        pytest.param("Суп на вечер", "sup-na-vecher", id="cyrillic"),
        pytest.param("Crème brûlée, s'il vous plaît!", "creme-brulee-s-il-vous-plait", id="accents"),
        pytest.param("餃子の夜", "jiao-zi-noye", id="han"),
        pytest.param("🍲🍲🍲🍲", "story-[0-9a-f]{8}", id="nothing-left-gets-kind-and-hash"),
        pytest.param("no", None, id="too-short-for-a-title"),
        pytest.param("../../../etc/passwd", "etc-passwd", id="a-path-is-only-a-title"),
        pytest.param("word " * 19, "(word-){11}word", id="long-ones-are-cut-between-words"),
    ],
)
def test_new_makes_an_address_from_any_title(table: Small, title: str, slug: str | None) -> None:
    """In letters that every computer writes alike."""
    ran = potluck("new", "story", title, "--author", "ana", within=table.root)
    made = [path.stem for path in (table.root / "proposals/stories").iterdir() if path.stem != "rain"]
    if slug is None:
        assert ran.sentence == "potluck: `title` has 2 characters, and 4 are the least; say a little more"
        assert made == []
    else:
        assert re.fullmatch(slug, made[0]), made


@pytest.mark.parametrize(
    "title",
    ["Soup night", "Yes", "null", "~", "007", "1:30", "3.10", "2026-06-01", "2026-13-45", "a: b", "a #b", "# a", "- a",
     "*soup", "&soup", "!soup", "@soup", "`soup`", "[soup", "{soup}", "'soup", '"soup"', "it's soup", "soup:", "? soup",
     "| soup", "> soup", "%soup", "=", "<<", "суп", "🍲", "soup\\n", ""],
)  # fmt: skip
def test_a_title_is_quoted_where_yaml_would_read_something_else(title: str) -> None:
    """And only there: the plain form is the one that people write."""
    written = as_yaml(title)
    assert yaml.safe_load(f"title: {written}\n") == {"title": title}
    with suppress(yaml.YAMLError, ValueError):
        assert (written != title) == (yaml.safe_load(f"title: {title}\n") != {"title": title})


@pytest.mark.parametrize(
    "title", ["Soup\u202egnp", "Soup\x1b[31m", "So\u200bup"], ids=["turned-round", "an-escape", "a-blank-without-width"]
)
def test_new_refuses_a_title_with_something_hidden(table: Small, title: str) -> None:
    """SEC-072: and shows it without doing what it says."""
    ran = potluck("new", "story", title, "--author", "ana", within=table.root)
    assert ran.status == 2
    assert "holds a character that cannot be seen" in ran.sentence
    assert ran.sentence.isprintable()


@pytest.mark.parametrize(
    ("kind", "title", "file"),
    [
        pytest.param("idea", "Soup night", "proposals/ideas/soup-night.md", id="in-its-folder"),
        pytest.param("story", "Soup Night!", "proposals/ideas/soup-night.md", id="in-another-kinds-folder"),
        pytest.param("story", "Stew night", "proposals/ideas/soup-night.md", id="a-name-it-had-before"),
        pytest.param("idea", "Broken", "proposals/ideas/broken.md", id="a-file-that-cannot-be-read"),
    ],
)
def test_new_tells_both_ways_on_where_a_name_is_taken(table: Small, kind: str, title: str, file: str) -> None:
    """SEC-073, REL-016: it overwrites nothing, and the second name that it offers works."""
    table.write({"proposals/ideas/broken.md": b"\xff"})
    before = {path: path.read_bytes() for path in table.root.rglob("*.md")}
    ran = potluck("new", kind, title, "--author", "ana", within=table.root)
    assert ran.status == 2
    assert f"is taken by {file}. If yours is the same, add to that one; if it is another" in ran.sentence
    assert {path: path.read_bytes() for path in table.root.rglob("*.md")} == before
    free = re.search(r"`--slug ([a-z0-9-]+)`", ran.sentence)
    assert free
    assert potluck("new", kind, title, "--author", "ana", "--slug", free[1], within=table.root).status == 0


@pytest.mark.parametrize("slug", ["../up", "Soup", "a b", "", "-", "a/b", "x" * 98, "soup.md"])
def test_new_refuses_a_name_that_cannot_be_an_address(table: Small, slug: str) -> None:
    """SEC-071: least of all one that leads elsewhere."""
    ran = potluck("new", "idea", "Soup for all", "--author", "ana", f"--slug={slug}", within=table.root)
    assert ran.status == 2
    assert "cannot become an address" in ran.sentence


def test_new_follows_no_link(table: Small, tmp_path: Path) -> None:
    """SEC-073: neither one in place of the file, which dangles, nor one in place of a folder."""
    (table.root / "proposals/ideas/tea.md").symlink_to(tmp_path / "planted.md")
    ran = potluck("new", "idea", "Tea…", "--slug", "tea", "--author", "ana", within=table.root)
    assert "is taken by proposals/ideas/tea.md" in ran.sentence
    (tmp_path / "elsewhere").mkdir()
    (table.root / "proposals/stories").rename(tmp_path / "old")
    (table.root / "proposals/stories").symlink_to(tmp_path / "elsewhere")
    ran = potluck("new", "story", "Long ago", "--author", "ana", within=table.root)
    assert (
        ran.sentence == "potluck: `proposals/stories` is a link to another place, and Potluck never writes through one"
    )
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (tmp_path / "planted.md").exists()


@pytest.mark.parametrize("planted", ["a-file", "nothing", "itself"])
def test_a_link_under_the_next_name_is_not_written_through(table: Small, tmp_path: Path, planted: str) -> None:
    """SEC-073: somebody knows what the file is going to be called, and was there before."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if planted == "a-file":
        (elsewhere / "profile").write_text("as it was", "utf-8")
    link = table.root / "proposals/ideas/soup-in-the-window.md"
    link.symlink_to(link if planted == "itself" else elsewhere / "profile")
    ran = potluck("new", "idea", "Soup in the window", "--author", "ana", within=table.root)
    assert ran.status == 2
    assert "soup-in-the-window" in ran.sentence
    assert link.is_symlink()
    assert [one.read_text("utf-8") for one in elsewhere.iterdir()] == ["as it was"] * (planted == "a-file")


@pytest.mark.parametrize("has_links", [True, False], ids=["second-names", "a-disk-without-second-names"])
@pytest.mark.parametrize("planted", ["a.md", ".a.md.0a0b0c0d"], ids=["the-name", "the-name-while-writing"])
def test_a_link_that_is_there_a_moment_before_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: str, has_links: bool
) -> None:
    """SEC-073: after every look, and even where the name of the moment was guessed."""
    monkeypatch.setattr("potluck.writing.secrets.token_hex", lambda _size: "0a0b0c0d")
    if not has_links:
        monkeypatch.setattr("potluck.writing.os.link", refuse)
    root = tmp_path / "table"
    root.mkdir()
    (root / planted).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        create_file(root, "a.md", b"Soup.")
    assert not (tmp_path / "elsewhere").exists()


def refuse(*_names: str, **_more: object) -> None:
    """What a memory stick says when it is asked for a second name."""
    raise OSError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize(
    ("settings", "login"),
    [
        pytest.param("[github]\nuser = ana", "ana", id="a-login"),
        pytest.param("[user]\nemail = 42+lee@users.noreply.github.com", "lee", id="a-no-reply-address"),
        pytest.param("[user]\nemail = Mara@firm.example", "mara-sample", id="somebody-whom-the-charter-knows"),
        pytest.param("[user]\nemail = someone@mail.example\nname = Someone", None, id="anybodys-claim"),
        pytest.param("[github]\nuser = no login", None, id="no-login-at-all"),
        pytest.param("[github", None, id="settings-that-git-cannot-read"),
    ],
)
def test_new_knows_the_git_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, login: str | None
) -> None:
    """Where something vouches for the login; else it asks, and an address is never written down."""
    (tmp_path / "gitconfig").write_text(settings, "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    people = "people:\n  mara-sample: {addresses: [mara@firm.example]}\n"
    table = Small(tmp_path / "table", charter=CHARTER + people)
    ran = potluck("new", "story", "Long ago", within=table.root)
    if login is None:
        assert ran.sentence.startswith("potluck: git does not say who you are here; add `--author LOGIN`")
    else:
        assert f"\nauthors: [{login}]\n" in (table.root / "proposals/stories/long-ago.md").read_text("utf-8")


def test_twenty_people_bring_something_at_once(table: Small) -> None:
    """REL-014: nothing is lost, and of those who chose one name exactly one has it."""
    titles = [f"Soup number {number}" for number in range(14)] + ["The same soup"] * 6
    kinds = ["idea", "story"] * 10
    ended = at_once([["new", *words, "--author", "ana"] for words in zip(kinds, titles, strict=True)], table.root)
    assert ended[:14] == [0] * 14
    assert sorted(ended[14:]) == [0, 2, 2, 2, 2, 2]
    made = [path for path in table.root.glob("proposals/*/*") if path.stem not in ("rain", "soup-night")]
    assert len(made) == 15
    assert all(path.read_text("utf-8").endswith("own words.>\n") for path in made)
