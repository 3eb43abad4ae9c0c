"""What git knows of proposals: who, when, and which stage since."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.repository import MONDAY, Repository

from potluck.charter import Charter
from potluck.history import History, read_history
from potluck.model import Change, Front, Timeline

SOUP = "proposals/ideas/soup.md"


def idea(stage: str = "suggested", title: str = "Soup for all", aliases: str = "", more: str = "") -> str:
    """A proposal, long enough for git to recognise it under another name."""
    body = "".join(f"A line about soup, number {number}.\n" for number in range(20))
    return f"---\ntitle: {title}\nstage: {stage}\naliases: {aliases}\n---\n\n# Problem\n\n{body}{more}"


def front(text: bytes, path: str) -> Front:
    """The stand-in for the project's reader of front matter: three lines, each at its place."""
    found = re.match(rb"---\ntitle: (.*)\nstage: (.*)\naliases: (.*)\n---\n", text)
    if not found:
        return Front()
    title, stage, aliases = (part.decode() for part in found.groups())
    return Front(stage, title, tuple(aliases.split()))


def charter(**more: Any) -> Charter:
    kinds = {"idea": {"name": "Idea", "folder": "ideas", "stages": {"suggested": {}}}}
    return Charter.model_validate({"community": {"name": "Test"}, "kinds": kinds} | more)


def read(where: Repository | Path, cache: Path | None = None, **more: Any) -> History:
    root = where.root if isinstance(where, Repository) else where
    return read_history(root, charter(**more), front, cache)


def soup(where: Repository, **more: Any) -> Timeline:
    return read(where, **more).timelines[SOUP]


def written(path: Path) -> tuple[int, int]:
    """Which writing of the file this is; reading it changes nothing here."""
    return path.stat().st_ino, path.stat().st_mtime_ns


def day(number: int) -> datetime:
    return MONDAY + timedelta(days=number)


@pytest.fixture(autouse=True)
def _plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of whoever runs the tests change nothing."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "community")


@pytest.fixture
def texts_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of all texts that were read, which tells how much work was done."""
    paths: list[str] = []
    original = front

    def counting(text: bytes, path: str) -> Front:
        paths.append(path)
        return original(text, path)

    monkeypatch.setitem(globals(), "front", counting)
    return paths


class TestWhen:
    def test_a_proposal_remembers_every_change_oldest_first(self, repository: Repository) -> None:
        first = repository.commit({SOUP: idea()}, by="ana")
        second = repository.commit({SOUP: idea(title="More soup")}, by="ben")
        repository.commit({"proposals/ideas/bread.md": idea()}, by="cleo")
        timeline = soup(repository)
        assert timeline.changes == (
            Change(first, day(0), "ana", (), "suggested", "Soup for all"),
            Change(second, day(1), "ben", (), "", "More soup"),
        )
        assert (timeline.created, timeline.changed, timeline.people) == (day(0), day(1), ("ana", "ben"))

    def test_the_clock_is_the_last_commits_in_utc_even_where_it_touched_no_proposal(
        self, repository: Repository
    ) -> None:
        repository.commit({SOUP: idea()})
        head = repository.commit({"README.md": "Hello"}, at=datetime.fromisoformat("2026-03-01T23:30:00-05:00"))
        history = read(repository)
        assert (history.head, history.clock, history.note) == (head, datetime(2026, 3, 2, 4, 30, tzinfo=UTC), "")
        assert set(history.timelines) == {SOUP}

    def test_what_is_not_committed_does_not_appear(self, repository: Repository) -> None:
        repository.commit({SOUP: idea()})
        repository.write(SOUP, idea("launched"))
        repository.write("proposals/ideas/bread.md", idea())
        repository.git("add", "--all")
        assert soup(repository).stage == "suggested"
        assert set(read(repository).timelines) == {SOUP}

    def test_commits_of_the_same_second_keep_their_order(self, repository: Repository) -> None:
        commits = [repository.commit({SOUP: idea(stage)}, at=MONDAY) for stage in ("a", "b", "c", "d")]
        assert [change.commit for change in soup(repository).changes] == commits

    def test_a_date_that_cannot_be_is_taken_as_the_nearest_that_can(self, repository: Repository) -> None:
        repository.commit({SOUP: idea()})
        raw = repository.git("cat-file", "commit", "HEAD")
        forged = re.sub(r"(committer .*>) \d+", rf"\1 {10**18}", raw)
        made = repository.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=forged.encode())
        repository.git("update-ref", "refs/heads/main", made)
        history = read(repository)
        assert history.clock is not None
        assert history.timelines[SOUP].created == history.clock


class TestWhichStage:
    def test_every_change_of_stage_is_told_with_its_day_and_person(self, repository: Repository) -> None:
        repository.commit({SOUP: idea("suggested")}, by="ana")
        repository.commit({SOUP: idea("suggested", more="More.")}, by="ben")
        repository.commit({SOUP: idea("building")}, by="mara")
        repository.commit({SOUP: idea("building", more="More.")}, by="ben")
        timeline = soup(repository)
        moves = [(move.stage, move.at, move.login) for move in timeline.moves]
        assert moves == [("suggested", day(0), "ana"), ("building", day(2), "mara")]
        assert (timeline.stage, timeline.since) == ("building", day(2))

    def test_a_version_that_cannot_be_read_changes_nothing_that_was_known(self, repository: Repository) -> None:
        repository.commit({SOUP: idea("building", "Soup", aliases="broth stew")})
        repository.commit({SOUP: "<<<<<<< HEAD\n"}, by="ben")
        timeline = soup(repository)
        assert (timeline.stage, timeline.title, timeline.aliases) == ("building", "Soup", ("broth", "stew"))
        assert [(change.stage, change.title) for change in timeline.changes] == [("building", "Soup"), ("", "Soup")]
        repository.commit({SOUP: idea("building", "Soup")})
        assert [change.stage for change in soup(repository).changes] == ["building", "", ""]

    def test_a_file_too_large_is_not_read(self, repository: Repository) -> None:
        repository.commit({SOUP: idea(more="x" * 300_000), "proposals/ideas/bread.md": idea()})
        repository.commit({SOUP: idea("building")})
        history = read(repository)
        assert [change.stage for change in history.timelines[SOUP].changes] == ["", "building"]
        assert history.timelines["proposals/ideas/bread.md"].stage == "suggested"


class TestWho:
    @pytest.mark.parametrize(
        ("address", "login"),
        [
            pytest.param("49699333+ana@users.noreply.github.com", "ana", id="no-reply-with-number"),
            pytest.param("ana@users.noreply.github.com", "ana", id="no-reply-of-the-old-sort"),
            pytest.param("7+ana@users.noreply.git.example.com", "ana", id="no-reply-of-the-charters-forge"),
            pytest.param("7+BEN@users.noreply.github.com", "Ben", id="in-the-charters-spelling"),
            pytest.param("Ben@Home.example", "Ben", id="address-in-the-charter-in-any-case"),
            pytest.param("ben@home.example.org", "", id="address-that-nobody-vouches-for"),
            pytest.param("ana@users.noreply.github.com.evil.example", "", id="a-host-that-only-begins-like-it"),
            pytest.param("ana@users.noreply.githubXcom", "", id="a-host-that-only-looks-like-it"),
            pytest.param("49699333+dependabot[bot]@users.noreply.github.com", "", id="a-robot"),
            pytest.param("-ana@users.noreply.github.com", "", id="no-login-at-all"),
            pytest.param("", "", id="no-address"),
        ],
    )
    def test_a_person_is_a_login_that_something_vouches_for(
        self, repository: Repository, address: str, login: str
    ) -> None:
        repository.commit({SOUP: idea()}, by=address)
        people = {"Ben": {"addresses": ["BEN@home.example"]}}
        timeline = soup(repository, people=people, forge={"url": "https://git.example.com"})
        assert timeline.changes[0].login == login
        assert timeline.people == ((login,) if login else ())

    def test_co_authors_are_named_once_and_only_where_they_are_known(self, repository: Repository) -> None:
        message = (
            "Soup (#7)\n\nCo-authored-by: in the text <zoe@users.noreply.github.com>, no trailer.\n\n"
            "Co-authored-by: Ben <7+ben@users.noreply.github.com>\n"
            "co-authored-by: Ana <ana@users.noreply.github.com>\n"
            "CO-AUTHORED-BY: Ben again <BEN@users.noreply.github.com>\n"
            "Co-authored-by: Nobody <nobody@example.org>\n"
            "Co-authored-by: broken\n"
            "Signed-off-by: Dan <dan@users.noreply.github.com>\n"
            "Co-authored-by: Cleo <cleo@example.org>\n"
        )
        repository.commit({SOUP: idea()}, message, by="ana")
        timeline = soup(repository, people={"cleo": {"addresses": ["cleo@example.org"]}})
        assert (timeline.changes[0].login, timeline.changes[0].co_authors) == ("ana", ("ben", "cleo"))
        assert timeline.people == ("ana", "ben", "cleo")

    def test_a_message_may_name_thousands_and_the_first_hundred_are_heard(self, repository: Repository) -> None:
        trailers = [f"Co-authored-by: Somebody <user-{number}@users.noreply.github.com>" for number in range(2000)]
        repository.commit({SOUP: idea()}, "Soup\n\n" + "\n".join(trailers), by="ana")
        repository.commit({SOUP: idea("building")}, by="ben")
        crowd, alone = soup(repository).changes
        assert crowd.co_authors == tuple(f"user-{number}" for number in range(100))
        assert (alone.login, alone.co_authors) == ("ben", ())

    def test_names_and_addresses_are_kept_nowhere(self, repository: Repository, tmp_path: Path) -> None:
        repository.commit({SOUP: idea()}, "Soup\n\nCo-authored-by: Zoe <zoe@example.org>", by="ben@home.example")
        repository.commit({SOUP: idea("building")}, by="nobody@example.org")
        history = read(repository, tmp_path / "cache", people={"ben": {"addresses": ["ben@home.example"]}})
        (kept,) = (tmp_path / "cache").iterdir()
        for text in (repr(history).encode(), kept.read_bytes()):
            assert b"ben" in text
            assert not [word for word in (b"example", b"nobody", b"A Name", b"Zoe") if word in text]

    def test_control_characters_in_messages_confuse_nobody(self, repository: Repository) -> None:
        message = "Soup\x1b[31m\x1f\x01\x1e\r\n:100644 100644 a b M\n\n"
        message += "Co-authored-by: \x1f\x07Ben <ben@users.noreply.github.com>"
        first = repository.commit({SOUP: idea()}, message, by="ana")
        second = repository.commit({SOUP: idea("building")}, ":000000\n\n\n:100644 ", by="cleo")
        changes = soup(repository).changes
        assert [change.commit for change in changes] == [first, second]
        assert changes[0].co_authors == ("ben",)


class TestMerges:
    """However a branch is merged, the same is told: one change, when it was merged, by those who wrote it."""

    def bring(self, repository: Repository, how: Callable[[], str]) -> tuple[Change, ...]:
        repository.commit({SOUP: idea("suggested")}, by="ana")
        repository.branch("topic")
        repository.commit({SOUP: idea("suggested", more="Mine.")}, by="ben")
        repository.commit({SOUP: idea("building", more="Mine.")}, by="cleo")
        repository.commit({SOUP: idea("building", more="Mine, better.")}, by="ben")
        repository.switch("main")
        repository.commit({"proposals/ideas/bread.md": idea()}, by="dan")
        merged = how()
        changes = soup(repository).changes
        assert [change.commit for change in changes[1:]] == [merged]
        return changes

    def test_a_merge_commit_is_one_change_by_those_who_wrote_the_branch(self, repository: Repository) -> None:
        created, merged = self.bring(repository, lambda: repository.merge("topic", by="mara"))
        assert (created.login, created.at) == ("ana", day(0))
        # cleo moved it, so hers is the change; mara only pressed the button, as with a squash.
        assert (merged.login, merged.co_authors, merged.stage, merged.at) == ("cleo", ("ben",), "building", day(5))

    def test_a_squash_tells_the_same(self, repository: Repository) -> None:
        message = "Soup (#7)\n\nCo-authored-by: Ben <ben@users.noreply.github.com>"
        _, merged = self.bring(repository, lambda: repository.squash("topic", message, by="cleo"))
        assert (merged.login, merged.co_authors, merged.stage, merged.at) == ("cleo", ("ben",), "building", day(5))

    def test_who_began_a_merged_proposal_is_its_author_though_another_moved_it(self, repository: Repository) -> None:
        repository.commit({"README.md": "Hello"})
        repository.branch("topic")
        repository.commit({"proposals/ideas/draft.md": idea("suggested")}, by="ben")
        repository.commit({"proposals/ideas/draft.md": None, SOUP: idea("building")}, by="mara")
        repository.switch("main")
        repository.merge("topic", by="tomas")
        (change,) = soup(repository).changes
        assert (change.login, change.co_authors, change.stage) == ("ben", ("mara",), "building")

    def test_branches_side_by_side_do_not_make_a_stage_jump(self, repository: Repository) -> None:
        repository.commit({SOUP: idea("suggested")}, by="ana")
        repository.branch("edit")
        repository.commit({SOUP: idea("suggested", more="More.")}, by="ben")
        repository.switch("main")
        repository.commit({SOUP: idea("building")}, by="mara")
        repository.switch("edit")
        repository.commit({SOUP: idea("suggested", more="More and more.")}, by="ben")
        repository.switch("main")
        repository.merge("edit", by="mara")
        timeline = soup(repository)
        assert [(change.login, change.stage) for change in timeline.changes] == [
            ("ana", "suggested"),
            ("mara", "building"),
            ("ben", ""),
        ]
        assert (timeline.stage, timeline.since) == ("building", day(2))

    def test_bringing_a_branch_up_to_date_does_not_make_others_work_ones_own(self, repository: Repository) -> None:
        repository.commit({SOUP: idea(), "proposals/ideas/bread.md": idea()}, by="ana")
        repository.branch("topic")
        repository.commit({SOUP: idea(more="Mine.")}, by="ben")
        repository.switch("main")
        repository.commit({"proposals/ideas/bread.md": idea("building"), SOUP: idea("building")}, by="mara")
        repository.switch("topic")
        repository.merge("main", by="tomas")
        repository.switch("main")
        repository.merge("topic", by="tomas")
        bread = read(repository).timelines["proposals/ideas/bread.md"]
        assert [(change.login, change.at) for change in bread.changes] == [("ana", day(0)), ("mara", day(2))]
        assert [(change.login, change.co_authors) for change in soup(repository).changes] == [
            ("ana", ()),
            ("mara", ()),
            ("ben", ()),
        ]

    def test_a_branch_that_is_merged_twice_tells_each_commit_once(self, repository: Repository) -> None:
        repository.commit({SOUP: idea()}, by="ana")
        repository.branch("topic")
        for person in ("ben", "cleo"):
            repository.switch("topic")
            repository.commit({SOUP: idea(more=f"By {person}.")}, by=person)
            repository.switch("main")
            repository.merge("topic", by="mara")
        assert [(change.login, change.co_authors) for change in soup(repository).changes[1:]] == [
            ("ben", ()),
            ("cleo", ()),
        ]

    def test_who_moved_it_is_who_did_so_last(self, repository: Repository) -> None:
        repository.commit({SOUP: idea("suggested")}, by="ana")
        repository.branch("topic")
        stages = {"ben": "building", "cleo": "suggested", "dan": "building", "eve": "building"}
        for person, stage in stages.items():
            repository.commit({SOUP: idea(stage, more=f"By {person}.")}, by=person)
        repository.switch("main")
        repository.merge("topic", by="mara")
        moved = soup(repository).changes[-1]
        assert (moved.login, moved.co_authors) == ("dan", ("ben", "cleo", "eve"))

    def test_what_only_the_merge_itself_changed_is_whose_merge_it_is(self, repository: Repository) -> None:
        repository.commit({SOUP: idea()}, by="ana")
        repository.branch("topic")
        repository.commit({"proposals/ideas/bread.md": idea()}, by="ben")
        repository.switch("main")
        repository.git("merge", "--quiet", "--no-ff", "--no-commit", "topic")
        repository.commit({SOUP: idea("building")}, "Merge", by="mara")
        assert [(change.login, change.stage) for change in soup(repository).changes] == [
            ("ana", "suggested"),
            ("mara", "building"),
        ]

    def test_several_branches_and_strange_roots_can_be_merged_at_once(self, repository: Repository) -> None:
        repository.commit({"README.md": "Hello"}, by="ana")
        for name in ("ben", "cleo"):
            repository.git("checkout", "--quiet", "-b", name, "main")
            repository.commit({f"proposals/ideas/{name}.md": idea(name)}, by=name)
        repository.git("checkout", "--quiet", "--orphan", "dan")
        repository.git("rm", "--quiet", "-r", "--force", ".")
        repository.commit({"proposals/ideas/dan.md": idea("dan")}, by="dan")
        repository.switch("main")
        repository.merge("ben", "cleo", by="mara")
        repository.git("merge", "--quiet", "--allow-unrelated-histories", "--no-edit", "dan")
        timelines = read(repository).timelines
        assert {path: [change.login for change in line.changes] for path, line in timelines.items()} == {
            "proposals/ideas/ben.md": ["ben"],
            "proposals/ideas/cleo.md": ["cleo"],
            "proposals/ideas/dan.md": ["dan"],
        }


class TestNames:
    def test_a_renamed_file_keeps_its_story_and_leaves_nothing_behind(self, repository: Repository) -> None:
        repository.commit({"proposals/ideas/broth.md": idea()}, by="ana")
        repository.commit({"proposals/ideas/broth.md": None, SOUP: idea(title="Soup")}, by="ben")
        history = read(repository)
        assert set(history.timelines) == {SOUP}
        assert [(change.login, change.stage) for change in soup(repository).changes] == [
            ("ana", "suggested"),
            ("ben", ""),
        ]

    def test_a_file_that_becomes_a_folder_keeps_its_story_however_much_of_it_is_new(
        self, repository: Repository
    ) -> None:
        repository.commit({SOUP: idea()}, by="ana")
        repository.commit({SOUP: None, "proposals/ideas/soup/index.md": "All new.\n"}, by="ben")
        history = read(repository)
        assert [change.login for change in history.timelines["proposals/ideas/soup/index.md"].changes] == ["ana", "ben"]
        assert set(history.timelines) == {"proposals/ideas/soup/index.md"}

    def test_its_own_slug_is_a_better_heir_than_a_copy(self, repository: Repository) -> None:
        repository.commit({SOUP: idea()}, by="ana")
        files = {SOUP: None, "proposals/ideas/soup/index.md": "All new.\n", "proposals/ideas/copy.md": idea()}
        repository.commit(files, by="ben")
        timelines = read(repository).timelines
        assert timelines["proposals/ideas/soup/index.md"].people == ("ana", "ben")
        assert timelines["proposals/ideas/copy.md"].people == ("ben",)

    def test_a_community_that_moved_into_the_proposals_folder_brings_its_past(self, repository: Repository) -> None:
        repository.commit({"ideas/soup.md": idea(), "ideas/kept.md": idea(title="Kept")}, by="ana")
        repository.commit({"ideas/soup.md": None, SOUP: idea()}, by="mara")
        history = read(repository)
        assert history.timelines[SOUP].created == day(0)
        assert set(history.timelines) == {SOUP}

    def test_a_removed_file_is_told_of_by_its_last_path_and_can_come_back(self, repository: Repository) -> None:
        repository.commit({SOUP: idea("building", "Soup", "broth")}, by="ana")
        repository.commit({SOUP: None}, by="mara")
        gone = soup(repository)
        assert (gone.title, gone.stage, gone.aliases, gone.changed) == ("Soup", "building", ("broth",), day(1))
        repository.commit({SOUP: idea("building", "Soup")}, by="ben")
        assert [(change.login, change.stage) for change in soup(repository).changes] == [
            ("ana", "building"),
            ("mara", ""),
            ("ben", ""),
        ]

    def test_odd_names_are_told_as_they_are(self, repository: Repository) -> None:
        names = ["a\nb", "a\tb", ":100644 100644 x y M", "köln 汤", '"quoted"', " ", "-rf", "*", "\x1b[31m"]
        paths = [f"proposals/ideas/{name}.md" for name in names]
        repository.commit(dict.fromkeys(paths, idea()), by="ana")
        repository.commit(dict.fromkeys(paths, idea("building")), by="ben")
        history = read(repository)
        assert set(history.timelines) == set(paths)
        assert {line.people for line in history.timelines.values()} == {("ana", "ben")}

    def test_a_name_that_is_no_utf8_harms_nobody(self, repository: Repository, tmp_path: Path) -> None:
        bad = repository.root / "proposals" / "ideas" / os.fsdecode(b"caf\xe9.md")
        bad.parent.mkdir(parents=True)
        bad.write_text(idea())
        repository.commit({SOUP: idea()})
        assert soup(repository).stage == "suggested"
        assert read(repository, tmp_path / "cache") == read(repository, tmp_path / "cache")

    def test_links_and_other_files_have_no_story(self, repository: Repository) -> None:
        repository.commit({"proposals/ideas/soup/photo.png": b"\x89PNG", "proposals/ideas/soup/index.md": idea()})
        (repository.root / SOUP).symlink_to("soup/index.md")
        repository.commit({})
        assert set(read(repository).timelines) == {"proposals/ideas/soup/index.md"}


class TestWhatIsMissing:
    def test_without_commits(self, repository: Repository) -> None:
        assert read(repository) == History(
            {}, note="Nothing has been committed yet, so who changed what, and when, is not known."
        )

    @pytest.mark.parametrize("name", [".", "no/such/folder", "file"])
    def test_without_a_repository(self, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        # Standing in a repository must not make it the answer for a folder that is in none.
        monkeypatch.chdir(Repository(tmp_path / "other").root)
        (tmp_path / "plain").mkdir()
        (tmp_path / "plain" / "file").touch()
        assert read(tmp_path / "plain" / name).note == (
            "This folder is not in a git repository, so who changed what, and when, is not known."
        )

    def test_without_git(self, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        repository.commit({SOUP: idea()})
        monkeypatch.setenv("PATH", "/nowhere")
        assert read(repository) == History(
            {}, note="Git is not installed here, so who changed what, and when, is not known."
        )

    def test_where_git_was_never_installed(self, tmp_path: Path) -> None:
        # GitPython looks for git when it is imported, so this takes a process of its own.
        code = "from tests.test_history import *; print(read(Path()).note)"
        environment = {"PATH": "/nowhere", "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.stdout == "Git is not installed here, so who changed what, and when, is not known.\n", done.stderr

    @pytest.mark.parametrize("damage", ["objects", "HEAD", "config", "index"])
    def test_in_a_damaged_repository(self, repository: Repository, damage: str) -> None:
        repository.commit({SOUP: idea()})
        repository.commit({SOUP: idea("building")})
        victim = repository.root / ".git" / damage
        if damage == "objects":
            repository.root.joinpath(".git", "objects", *_split(repository.git("rev-parse", "HEAD~1^{tree}"))).unlink()
        else:
            victim.write_bytes(b"\0[garbage")
        history = read(repository)
        assert history.timelines == {}
        assert history.note.endswith("so who changed what, and when, is not known.")

    def test_a_missing_text_is_told_and_the_rest_stands(self, repository: Repository, tmp_path: Path) -> None:
        repository.commit({SOUP: idea()}, by="ana")
        repository.commit({SOUP: idea("building")}, by="ben")
        repository.root.joinpath(".git", "objects", *_split(repository.git("rev-parse", f"HEAD~1:{SOUP}"))).unlink()
        history = read(repository, tmp_path / "cache")
        assert (
            history.note == "This clone leaves out some older texts, so some titles and changes of stage are not known."
        )
        assert [(change.login, change.stage) for change in history.timelines[SOUP].changes] == [
            ("ana", ""),
            ("ben", "building"),
        ]
        assert not (tmp_path / "cache").exists()  # another day the text may be there

    def test_a_shallow_clone_claims_nothing_of_what_came_before(self, repository: Repository, tmp_path: Path) -> None:
        repository.commit({SOUP: idea(title="Soup"), "proposals/ideas/bread.md": idea("launched")}, by="ana")
        repository.commit({"README.md": "Hello"}, by="mara")
        repository.commit({SOUP: idea("building", "Soup")}, by="ben")
        repository.git("clone", "--quiet", "--depth=2", f"file://{repository.root}", str(tmp_path / "clone"))
        cache = tmp_path / "cache"
        history = read(tmp_path / "clone", cache)
        assert history.note == (
            "This is a shallow clone: what came before its oldest commits is not known (try `git fetch --unshallow`)."
        )
        line = history.timelines[SOUP]
        assert [(change.login, change.stage) for change in line.changes] == [("ben", "building")]
        assert (line.created, line.changed, line.is_whole, line.people) == (None, day(2), False, ("ben",))
        bread = history.timelines["proposals/ideas/bread.md"]
        assert (bread.stage, bread.since, bread.changed, bread.is_whole) == ("launched", None, None, False)
        repository.commit({SOUP: idea("beta", "Soup")}, by="cleo")
        subprocess.run(["git", "pull", "--quiet"], cwd=tmp_path / "clone", check=True)
        assert read(tmp_path / "clone", cache) == read(tmp_path / "clone")
        subprocess.run(["git", "fetch", "--quiet", "--unshallow"], cwd=tmp_path / "clone", check=True)
        assert read(tmp_path / "clone", cache) == read(repository)

    def test_a_shallow_cut_through_a_merged_branch_makes_nobody_an_author(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        repository.commit({SOUP: idea()}, by="ana")
        repository.branch("topic")
        repository.commit({SOUP: idea(more="Mine.")}, by="ben")
        repository.commit({"README.md": "Hello"}, by="cleo")
        repository.switch("main")
        repository.commit({"proposals/ideas/bread.md": idea()}, by="dan")
        repository.merge("topic", by="mara")
        repository.git("clone", "--quiet", "--depth=2", f"file://{repository.root}", str(tmp_path / "clone"))
        assert [change.login for change in read(tmp_path / "clone").timelines[SOUP].changes] == [""]


def _split(name: str) -> tuple[str, str]:
    return name[:2], name[2:]


class TestWhere:
    def test_a_community_may_live_in_a_folder_of_a_larger_repository(self, tmp_path: Path) -> None:
        whole = Repository(tmp_path / "whole")
        whole.commit({f"shop/kitchen/{SOUP}": idea(), SOUP: idea(title="Not ours"), "shop/a.md": "x"}, by="ana")
        whole.commit({f"shop/kitchen/{SOUP}": idea("building")}, by="ben")
        whole.commit({SOUP: idea("launched", "Not ours")}, by="cleo")
        cache = whole.root / "shop" / "kitchen" / ".potluck" / "cache"
        for _ in ("cold", "warm"):
            history = read(whole.root / "shop" / "kitchen", cache)
            assert {path: line.people for path, line in history.timelines.items()} == {SOUP: ("ana", "ben")}
            assert history.clock == day(2)

    def test_proposals_may_lie_at_the_root(self, repository: Repository) -> None:
        repository.commit({"ideas/soup.md": idea()})
        assert set(read(repository, proposals=".").timelines) == {"ideas/soup.md"}

    def test_a_hook_of_another_repository_does_not_lead_astray(
        self, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        repository.commit({SOUP: idea()})
        other = Repository(tmp_path / "other")
        other.commit({"proposals/ideas/theirs.md": idea()})
        monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
        monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
        monkeypatch.setenv("GIT_INDEX_FILE", "elsewhere")
        assert set(read(repository).timelines) == {SOUP}
        assert os.environ["GIT_DIR"] == str(other.root / ".git")

    def test_nothing_that_the_repository_configures_is_run_or_changes_the_answer(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        repository.commit({"proposals/ideas/broth.md": idea(), ".gitattributes": "*.md diff=evil filter=evil\n"})
        repository.commit({"proposals/ideas/broth.md": None, SOUP: idea(more="More.")})
        expected = read(repository)
        assert set(expected.timelines) == {SOUP}
        trap, sprung = tmp_path / "trap", tmp_path / "sprung"
        trap.write_text(f"#!/bin/sh\ntouch {sprung}\n")
        trap.chmod(0o755)
        for name in (
            "core.fsmonitor",
            "core.pager",
            "core.sshCommand",
            "diff.external",
            "diff.evil.textconv",
            "diff.evil.command",
            "filter.evil.smudge",
            "gpg.program",
        ):
            repository.git("config", name, str(trap))
        for name, value in {
            "log.showSignature": "true",
            "log.follow": "true",
            "log.showRoot": "false",
            "diff.renames": "false",
            "diff.relative": "false",
            "diff.noPrefix": "true",
            "diff.ignoreSubmodules": "all",
            "core.quotePath": "true",
            "core.abbrev": "4",
            "color.ui": "always",
            "log.date": "relative",
            "format.pretty": "oneline",
        }.items():
            repository.git("config", name, value)
        assert read(repository) == expected
        assert not sprung.exists()


class TestCache:
    @pytest.fixture
    def cache(self, repository: Repository) -> Path:
        return repository.root / ".potluck" / "cache"

    @pytest.fixture(autouse=True)
    def _ignored(self, repository: Repository) -> None:
        repository.commit({".gitignore": ".potluck/\n"})

    def test_going_on_from_what_was_kept_tells_the_same_as_reading_all(
        self, repository: Repository, cache: Path, texts_read: list[str]
    ) -> None:
        def leave_a_branch() -> None:
            repository.branch("topic")
            repository.commit({"proposals/ideas/broth.md": idea("building", aliases="soup")}, by="cleo")
            repository.switch("main")
            repository.commit({"proposals/ideas/bread.md": None}, by="mara")

        days: list[Callable[[], object]] = [
            lambda: repository.commit({SOUP: idea(), "proposals/ideas/bread.md": idea("launched")}, by="ana"),
            lambda: repository.commit({"README.md": "Hello"}, by="ben"),
            lambda: repository.commit({SOUP: None, "proposals/ideas/broth.md": idea(aliases="soup")}, by="ben"),
            leave_a_branch,
            lambda: repository.merge("topic", by="mara"),
            lambda: repository.commit({"proposals/ideas/broth.md": "unreadable"}, by="ben"),
            lambda: repository.commit({"proposals/ideas/bread.md": idea("launched")}, by="ana"),
        ]
        for live in days:
            live()
            texts_read.clear()
            grown = read(repository, cache)
            assert len(texts_read) <= 2, "only the new commit's texts"
            texts_read.clear()
            kept = written(cache / "history.msgpack")
            assert read(repository, cache) == grown
            assert written(cache / "history.msgpack") == kept
            assert texts_read == [], "nothing to do"
            assert grown == read(repository)
        assert [file.name for file in cache.iterdir()] == ["history.msgpack"]

    def test_a_rewritten_history_is_read_anew(self, repository: Repository, cache: Path) -> None:
        repository.commit({SOUP: idea()}, by="ana")
        kept = repository.commit({SOUP: idea("building")}, by="ben")
        read(repository, cache)
        repository.git("reset", "--quiet", "--hard", "HEAD~1")
        assert read(repository, cache) == read(repository)  # HEAD is older than what was kept
        repository.git("reset", "--quiet", "--hard", kept)
        read(repository, cache)
        repository.git("reset", "--quiet", "--hard", "HEAD~1")
        repository.commit({SOUP: idea("launched")}, by="cleo")
        assert read(repository, cache).timelines[SOUP].people == ("ana", "cleo")
        repository.commit({SOUP: idea("beta")}, by="dan")
        read(repository, cache)
        repository.git("reset", "--quiet", "--hard", kept)
        repository.git("reflog", "expire", "--expire=now", "--all")
        repository.git("gc", "--quiet", "--prune=now")
        assert read(repository, cache) == read(repository)  # what was kept is not here any more

    def test_what_was_kept_of_a_branch_is_not_gone_on_from_after_it_was_merged(
        self, repository: Repository, cache: Path
    ) -> None:
        repository.commit({SOUP: idea()}, by="ana")
        repository.branch("topic")
        repository.commit({SOUP: idea(more="Mine.")}, by="ben")
        repository.commit({SOUP: idea(more="Mine, better.")}, by="ben")
        read(repository, cache)
        repository.switch("main")
        repository.merge("topic", by="mara")
        assert read(repository, cache) == read(repository)
        assert len(read(repository, cache).timelines[SOUP].changes) == 2

    @pytest.mark.parametrize(
        "content",
        [b"", b"\x80", b"\x00" * 4096, b"\xdd\xff\xff\xff\xff", b"\x91" * 100_000, b"cos\nsystem\n(S'true'\ntR."],
        ids=["empty", "another-shape", "zeros", "huge-claim", "deep", "pickle"],
    )
    def test_a_cache_that_cannot_be_read_is_made_anew(
        self, repository: Repository, cache: Path, content: bytes, texts_read: list[str]
    ) -> None:
        repository.commit({SOUP: idea()})
        cache.mkdir(parents=True)
        (cache / "history.msgpack").write_bytes(content)
        assert read(repository, cache) == read(repository)
        texts_read.clear()
        read(repository, cache)
        assert texts_read == []

    def test_a_cache_cut_short_anywhere_is_made_anew(self, repository: Repository, cache: Path) -> None:
        repository.commit({SOUP: idea()})
        expected = read(repository, cache)
        whole = (cache / "history.msgpack").read_bytes()
        for end in range(0, len(whole), len(whole) // 12):
            (cache / "history.msgpack").write_bytes(whole[:end])
            assert read(repository, cache) == expected

    def test_another_charter_or_reader_makes_what_was_kept_useless(
        self, repository: Repository, cache: Path, texts_read: list[str]
    ) -> None:
        repository.commit({SOUP: idea()}, by="ana@example.org")
        read(repository, cache)
        people = {"ana": {"addresses": ["ana@example.org"]}}
        assert read(repository, cache, people=people).timelines[SOUP].people == ("ana",)
        texts_read.clear()
        read_history(repository.root, charter(people=people), front, cache, reader="2")
        assert texts_read == [SOUP]

    def test_a_cache_that_somebody_committed_is_not_believed(
        self, repository: Repository, cache: Path, tmp_path: Path
    ) -> None:
        repository.commit({SOUP: idea()}, by="ana")
        read(repository, cache)
        repository.git("add", "--force", ".potluck")
        repository.commit({})
        forged = (cache / "history.msgpack").read_bytes().replace(b"ana", b"eve")
        repository.commit({".potluck/cache/history.msgpack": forged}, "Nothing to see", by="eve")
        assert read(repository, cache) == read(repository)
        assert (cache / "history.msgpack").read_bytes() == forged  # nor is anybody's file written over

    def test_a_link_that_somebody_committed_is_not_followed(self, repository: Repository, cache: Path) -> None:
        target = repository.root / "proposals"
        repository.commit({SOUP: idea(), ".gitignore": ""})
        cache.parent.symlink_to(target)
        repository.commit({}, by="eve")
        assert read(repository, cache) == read(repository)
        assert not (target / "cache").exists()

    def test_a_folder_that_cannot_be_written_costs_only_time(self, repository: Repository, tmp_path: Path) -> None:
        repository.commit({SOUP: idea()})
        (tmp_path / "file").touch()
        assert read(repository, tmp_path / "file" / "cache") == read(repository)

    def test_a_write_that_fails_leaves_the_old_cache_and_no_litter(
        self, repository: Repository, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        repository.commit({SOUP: idea()})
        read(repository, cache)
        before = (cache / "history.msgpack").read_bytes()
        repository.commit({SOUP: idea("building")})

        def full(*_: object) -> None:
            raise OSError("no space left")

        monkeypatch.setattr(Path, "replace", full)
        assert read(repository, cache).timelines[SOUP].stage == "building"
        assert [file.read_bytes() for file in cache.iterdir()] == [before]


def test_a_reader_that_fails_leaves_no_process_behind(repository: Repository) -> None:
    repository.commit({f"proposals/ideas/idea-{number}.md": idea() for number in range(200)})

    def broken(text: bytes, path: str) -> Front:
        raise RuntimeError("our own fault")

    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = set(children.read_text().split()) if children.exists() else set()
    with pytest.raises(RuntimeError, match="our own fault"):
        read_history(repository.root, charter(), broken, None)
    assert not children.exists() or set(children.read_text().split()) <= before


def test_thousands_of_complaints_from_git_do_not_stop_it(repository: Repository) -> None:
    lines = "".join(f"*.md !{'x' * 40}{number} -=odd\n" for number in range(4000))
    repository.commit({"proposals/ideas/broth.md": idea(), ".gitattributes": lines})
    repository.commit({"proposals/ideas/broth.md": None, SOUP: idea(more="More.")})
    assert set(read(repository).timelines) == {SOUP}
