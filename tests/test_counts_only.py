"""`ledger: {ballots: counts-only}`: how many said what is published, and nobody's name (SEC-082, SEC-086)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.support.browsing import Visit, browsing, serving
from tests.support.commands import Ran, potluck
from tests.support.community import CHARTER, Small, files_in
from tests.support.github import TOKEN
from tests.support.pages import by_class, elements, parse, text_of
from tests.support.repository import Repository
from tests.support.threads import FakeThreads

from potluck.forge import patience
from potluck.ledger import read_folder

FORGE = "\nforge: {type: github, repository: octo-org/octo-repo}\ntally: {account-days: 30}\n"
RULES = FORGE + "ledger: {ballots: counts-only, home: HOME}\n"
VOTERS = ["bo-voter", "cy-voter", "dee-voter", "eve-voter", "new-voter"]


class Silent:
    """A community that publishes counts alone, and the GitHub on which its people react."""

    def __init__(self, table: Small, hub: FakeThreads) -> None:
        self.table, self.hub = table, hub
        hub.bring(1, "proposals/ideas/soup-night.md")
        hub.bring(2, "proposals/ideas/stew-night.md")
        said = zip(VOTERS[:4], ("+1", "heart", "-1", "+1"), strict=True)
        self.soup = [hub.react(1, login, reaction) for login, reaction in said]
        self.soup.append(hub.react(1, "new-voter", "+1", since="2026-05-09"))
        hub.react(1, "ana-sample", "+1")
        hub.react(2, "bo-voter", "+1")
        hub.react(2, "cy-voter", "-1")
        Repository(table.root).commit({".gitignore": "site/public/\n.potluck/\n"})

    def fetch(self, *words: str) -> Ran:
        """`potluck fetch`, from the GitHub of the test."""
        ran = potluck("fetch", *words, within=self.table.root)
        assert self.hub.wrong == []
        return ran


@pytest.fixture(params=["folder", "branch"])
def home(request: pytest.FixtureRequest) -> str:
    """Where the ledger is kept."""
    return str(request.param)


@pytest.fixture
def silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str) -> Iterator[Silent]:
    """Two ideas, the stew merged into the soup."""
    table = Small(tmp_path / "table", charter=CHARTER + RULES.replace("HOME", home))
    table.idea("soup-night", "Soup night")
    table.idea("stew-night", "Stew night", merged_into="soup-night")
    monkeypatch.setattr(patience, "sleep", lambda _seconds: None)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    with FakeThreads() as hub:
        monkeypatch.setenv("GITHUB_API_URL", hub.url)
        yield Silent(table, hub)


@pytest.fixture
def fetched(silent: Silent) -> Silent:
    """The same, with a first snapshot."""
    ran = silent.fetch()
    assert (ran.status, ran.err) == (0, "")
    return silent


def kept(silent: Silent, home: str) -> dict[str, bytes]:
    """Everything that the ledger holds."""
    if home == "folder":
        return files_in(silent.table.root / "content/ledger")
    git = Repository(silent.table.root).git
    names = git("ls-tree", "-r", "--name-only", "ledger").splitlines()
    return {name: git("show", f"ledger:{name}").encode() + b"\n" for name in names}


def test_the_ledger_holds_people_by_reaction_and_by_reason(fetched: Silent, home: str) -> None:
    """Each proposal for itself: what counts, what does not and why, and all that was clicked."""
    files = kept(fetched, home)
    names = ["counts/soup-night.json", "counts/stew-night.json", "manifest.json", "opened.jsonl", "threads.jsonl"]
    assert sorted(files) == names
    assert json.loads(files["counts/soup-night.json"]) == {
        "proposal": "soup-night",
        "counted": {"+1": 2, "-1": 1, "heart": 1},
        "excluded": {"an account that was too new": 1, "brought this proposal": 1},
        "reactions": {"+1": 4, "-1": 1, "heart": 1},
    }
    manifest = json.loads(files["manifest.json"])
    assert manifest["ballots"] == "counts-only"
    assert manifest["counts"] == {"ballots": 8, "logins": 6, "proposals": 2}


@pytest.mark.engine
def test_no_login_of_a_voter_stands_in_the_ledger_nor_in_the_site(fetched: Silent, home: str) -> None:
    """SEC-086: in no file, in whatever capitals, not even in the commits' messages; and the counts are there."""
    fetched.table.build(None)
    site = fetched.table.files()
    messages = {"log": Repository(fetched.table.root).git("log", "--all", "--format=%B%an%ae%cn%ce").encode()}
    everything = {**site, **{f"kept {path}": content for path, content in kept(fetched, home).items()}, **messages}
    for login in VOTERS:
        assert [place for place, content in everything.items() if login.encode() in content.lower()] == []
    assert "ledger/counts/soup-night.json" in site
    assert [place for place in site if place.startswith("ledger/ballots")] == []


@pytest.mark.engine
def test_the_page_says_what_can_be_checked_and_what_not(fetched: Silent) -> None:
    """SEC-082: not counted by number and reason; the merged one beside, not added; totals yes, single votes no."""
    fetched.table.build(None)
    (votes,) = by_class(parse(fetched.table.page("ideas/soup-night")), "pl-votes")
    words = " ".join(text_of(votes).split())
    assert "3 for, 1 against" in words
    (row,) = [row for row in elements(votes) if row.get("data-pl-line") == "not counted: an account that was too new"]
    assert text_of(list(row)[1]) == "1"
    assert "Brought together here: Stew night, with 1 for, 1 against. Not added up:" in words
    assert "totals can be added up, single votes cannot be checked." in words
    assert "Add these counts up in your browser" in words
    guide = " ".join(text_of(parse(fetched.table.page("recount"))).split())
    assert "So totals can be checked, and single votes cannot" in guide


@pytest.mark.engine
def test_a_recount_adds_up_and_says_that_it_checked_no_single_vote(fetched: Silent) -> None:
    """SEC-082: and tells a number that is not what the counts make."""
    fetched.table.build(None)
    ran = potluck("recount", within=fetched.table.root)
    assert (ran.status, ran.err) == (0, "")
    assert "all as published." in ran.out
    assert "The ledger holds counts alone: totals were added up, and single votes cannot be checked.\n" in ran.out
    place = fetched.table.site / "api/v1/proposals/soup-night.json"
    content = place.read_text("utf-8").replace('"support":3', '"support":4')
    place.unlink()
    place.write_text(content, "utf-8")
    ran = potluck("recount", within=fetched.table.root)
    assert ran.status == 1
    assert "tally.support is published as 4, and the files give 3" in ran.out


@pytest.mark.engine
@pytest.mark.browser
def test_the_button_adds_the_counts_up(fetched: Silent, browser_program: str) -> None:
    """And says in the end what nobody can check."""
    fetched.table.build(None)
    with serving(fetched.table.site) as base, browsing(browser_program) as browser:
        _press(browser, base)


def _press(browser: Browser, base: str) -> None:
    visit = Visit(browser, base)
    page = visit.go("ideas/soup-night/")
    page.get_by_role("button", name="Add these counts up in your browser").click()
    page.get_by_text("numbers are as published").wait_for()
    said = page.locator("[data-pl-recount-says]").inner_text()
    assert "Added up here from the published counts" in said
    assert said.endswith("Nobody can check single votes from counts.")
    assert page.get_by_role("img", name="differs").count() == 0
    visit.close()


MILESTONES = """votes:
        milestones:
          three: {supporters: 3, means: It stays.}
          late: {supporters: 2, by: 2026-05-10, means: It is read.}
          many: {supporters: 9, means: It is tried.}
"""


@pytest.fixture
def reached(silent: Silent) -> Silent:
    """Three for the soup, where three, two by an earlier day, and nine are asked for."""
    rules = (silent.table.root / "potluck.yml").read_text("utf-8").replace("votes:\n", MILESTONES, 1)
    silent.table.write({"potluck.yml": rules})
    assert silent.fetch().status == 0
    silent.table.build(None)
    return silent


@pytest.mark.engine
def test_the_day_of_a_milestone_is_kept_without_the_voices_that_made_it(reached: Silent, home: str) -> None:
    """As the charter asks; the page tells it, and a recount tells another day apart (SEC-082)."""
    counts = json.loads(kept(reached, home)["counts/soup-night.json"])
    assert counts["reached"] == {"2": "2026-05-11", "3": "2026-05-11"}
    (votes,) = by_class(parse(reached.table.page("ideas/soup-night")), "pl-votes")
    words = " ".join(text_of(votes).split())
    assert "3 for it: It stays. Reached on 11 May 2026." in words
    assert "2 for it by 10 May 2026: It is read. Not reached." in words
    assert "9 for it: It is tried. 3 so far." in words
    place = reached.table.site / "api/v1/proposals/soup-night.json"
    said = json.loads(place.read_bytes())
    assert [one["reached"] for one in said["milestones"]] == ["2026-05-11", None, None]
    assert potluck("recount", within=reached.table.root).status == 0
    said["milestones"][0]["reached"] = "2026-05-01"
    place.unlink()
    place.write_text(json.dumps(said), "utf-8")
    ran = potluck("recount", within=reached.table.root)
    assert ran.status == 1
    assert "milestones.0.reached is published as 2026-05-01, and the files give 2026-05-11" in ran.out


@pytest.mark.engine
@pytest.mark.browser
def test_the_button_tells_the_days_of_milestones_too(reached: Silent, browser_program: str) -> None:
    """Each on a line of its own."""
    with serving(reached.table.site) as base, browsing(browser_program) as browser:
        _press(browser, base)


@pytest.mark.engine
def test_counts_of_before_a_milestone_was_thought_of_do_not_make_up_its_day(reached: Silent, home: str) -> None:
    """Nor do they say that it was not reached: the next reading of the votes knows."""
    rules = (reached.table.root / "potluck.yml").read_text("utf-8")
    reached.table.write({"potluck.yml": rules.replace("supporters: 3", "supporters: 1")})
    reached.table.build(None)
    words = " ".join(text_of(parse(reached.table.page("ideas/soup-night"))).split())
    assert "1 for it: It stays. 3 so far; the next reading of the votes tells since when." in words
    assert reached.fetch().status == 0
    assert json.loads(kept(reached, home)["counts/soup-night.json"])["reached"]["1"] == "2026-05-11"


@pytest.mark.engine
def test_numbers_that_need_times_are_left_out_and_not_nought(fetched: Silent) -> None:
    """REL-023: counts do not say when: `null` and a dash, and no place among the trending."""
    fetched.table.build(None)
    listed = json.loads(fetched.table.read("api/v1/proposals.json"))["proposals"]
    assert [one["trending"] for one in listed] == [None, None]
    ran = potluck("rank", "--by", "trending", "--format", "json", within=fetched.table.root)
    assert json.loads(ran.out)["proposals"] == []
    assert "–" in potluck("tally", within=fetched.table.root).out


@pytest.mark.engine
def test_what_needs_single_votes_says_so_and_finds_nothing_out(fetched: Silent) -> None:
    """The audit and the what-if of rules: nobody is told that nothing stands out."""
    fetched.table.build(None)
    words = " ".join(text_of(parse(fetched.table.page("audit"))).split())
    assert "nobody can look for what is odd in it" in words
    assert "Nothing stands out" not in words
    ran = potluck("audit", within=fetched.table.root)
    assert ran.status == 2
    assert ran.sentence.startswith("potluck: the ledger holds counts alone")
    (fetched.table.root / "other.yml").write_bytes((fetched.table.root / "potluck.yml").read_bytes())
    ran = potluck("tally", "--charter", "other.yml", within=fetched.table.root)
    assert ran.status == 2
    assert ran.sentence.startswith("potluck: the ledger holds counts alone")


def test_the_history_of_counts_can_be_read(fetched: Silent, home: str) -> None:
    """`log`, `show`, `diff` and `verify` speak of counts, of both homes."""
    root = fetched.table.root
    if home == "folder":
        Repository(root).commit({}, "First")
    fetched.hub.react(1, "zoe-voter", "-1")
    assert fetched.fetch().status == 0
    if home == "folder":
        Repository(root).commit({}, "Second")
    new, old = ("ledger", "ledger~1") if home == "branch" else ("HEAD", "HEAD~1")
    log = potluck("ledger", "log", within=root).out.splitlines()
    assert [line.rpartition(": ")[2] for line in log] == [
        "counts changed on 1 proposal",
        "counts changed on 2 proposals",
    ]
    assert "9 ballots on 2 proposals, as counts alone" in potluck("ledger", "show", new, within=root).out
    diff = potluck("ledger", "diff", old, new, within=root).out
    assert diff == "~ soup-night: -1 from 1 to 2\nCounts changed on 1 proposal.\n"
    ran = potluck("ledger", "verify", within=root)
    assert (ran.status, ran.out) == (0, "2 snapshots, 9 ballots in the newest: every one is sound.\n")


def test_who_changes_to_counts_has_no_ballot_left_in_the_newest_snapshot(
    silent: Silent, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then nothing is printed: a name is not published by accident."""
    table = silent.table
    whole = (table.root / "potluck.yml").read_text("utf-8")
    table.write({"potluck.yml": whole.replace("ballots: counts-only, ", "")})
    assert silent.fetch().status == 0
    assert [path for path in kept(silent, home) if path.startswith("ballots/")]
    table.write({"potluck.yml": whole})
    ran = potluck("tally", within=table.root)
    assert ran.status == 2
    assert ran.sentence.startswith("potluck: the ledger holds ballots with logins, the charter's `ledger: ballots:`")
    silent.hub.react(1, "zoe-voter", "+1")
    assert silent.fetch().status == 0
    assert [path for path in kept(silent, home) if path.startswith("ballots/")] == []
    assert potluck("tally", within=table.root).status == 0


def test_nothing_changed_is_no_snapshot_and_a_fall_waits(fetched: Silent, home: str) -> None:
    """REL-024: more than half of what was counted is gone; the last counts stand."""
    before = kept(fetched, home)
    assert "The ledger holds all of it already." in fetched.fetch().out
    assert kept(fetched, home) == before
    for name in fetched.soup:
        fetched.hub.take_back(1, name)
    ran = fetched.fetch()
    assert ran.status == 2
    assert "there were 8 ballots, and now there would be 3" in ran.err
    assert kept(fetched, home) == before


def test_who_asked_to_be_forgotten_is_in_no_later_count(
    fetched: Silent, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the keyed hash alone."""
    monkeypatch.setenv("POTLUCK_ERASURE_KEY", "a key that nobody guesses")
    assert potluck("ledger", "forget", "dee-voter", within=fetched.table.root).status == 0
    fetched.hub.react(1, "zoe-voter", "+1")
    assert fetched.fetch().status == 0
    counts = json.loads(kept(fetched, home)["counts/soup-night.json"])
    assert counts["reactions"] == {"+1": 5, "heart": 1}


def test_nobody_writes_their_own_ballot_there(silent: Silent) -> None:
    """It would have a name on it."""
    ran = potluck("react", "soup-night", "+1", "--as", "lee", within=silent.table.root)
    assert ran.status == 2


def counts(slug: str = "soup", counted: str = "", reactions: str = "", more: str = "") -> str:
    """A file of counts."""
    return f'{{"proposal":"{slug}","counted":{{{counted}}},"excluded":{{}},"reactions":{{{reactions}}}{more}}}'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(counts(reactions='"thumbs":1'), "'thumbs' is not a reaction", id="no-such-reaction"),
        pytest.param(counts(reactions='"+1":0'), "a count of people is 1 or more", id="nobody"),
        pytest.param(counts(counted='"+1":2', reactions='"+1":1'), "more people count with +1", id="more-than-clicked"),
        pytest.param(counts(more=',"reached":{"0":"2026-06-01"}'), "0 people reach no milestone", id="of-nobody"),
        pytest.param(counts(more=',"reached":{"3":"soon"}'), "$.reached", id="on-no-day"),
        pytest.param(counts("stew"), "counts of 'stew' belong into stew.json", id="of-another"),
        pytest.param(counts(more=',"who":["lee"]'), "who", id="with-names"),
        pytest.param("[" * 9000, "", id="no-counts"),
    ],
)
def test_counts_that_cannot_be_read_are_told_and_are_in_no_number(tmp_path: Path, content: str, why: str) -> None:
    """As every other line of the ledger (LG601)."""
    folder = tmp_path / "content/ledger/counts"
    folder.mkdir(parents=True)
    (folder / "soup.json").write_text(content, "utf-8")
    manifest = {"counts": {"ballots": 1}, "forge": "github", "format": 1, "rule": 1, "taken": "2026-06-01T12:00:00Z"}
    (folder.parent / "manifest.json").write_text(json.dumps(manifest | {"ballots": "counts-only"}), "utf-8")
    ledger = read_folder(tmp_path)
    assert ledger.counts == ()
    (problem,) = ledger.problems
    assert problem.startswith("content/ledger/counts/soup.json: ")
    assert why in problem
