"""What is measured: every builder and every command on one synthetic community, as figures by name."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from .generate import END, git
from .process import CouldNotRunError, Run, run
from .stock import Site, hugo_site, mkdocs_site
from .tally import EACH, generate_ledger

POTLUCK = ("cold", "known", "same", "edit", "check", "recheck", "log", "history", "tally", "audit")
LINTERS = ("yamllint", "markdownlint")
SUBJECTS = ("stock", "hugo", *POTLUCK, *LINTERS)
MARK = "This sentence was changed by the benchmark, for the {number}th time."


@dataclass(frozen=True)
class Setting:
    """What all runs share."""

    root: Path  # of the repository
    potluck: Path  # the command
    proposals: str  # the folder of proposals in the community
    home: Path  # the user's folder while Potluck runs: its caches are there
    subjects: tuple[str, ...] = SUBJECTS
    say: Callable[[str], None] = print

    @property
    def environment(self) -> dict[str, str]:
        """What Potluck is told of the machine."""
        home = {"HOME": str(self.home), "XDG_CACHE_HOME": str(self.home / ".cache"), "NO_MKDOCS_2_WARNING": "1"}
        return home | {"PYTHONDONTWRITEBYTECODE": ""}  # Python's own default: what was compiled once is kept


@dataclass(frozen=True)
class Timing:
    """One run, and the phases that the program itself told of."""

    run: Run
    phases: Mapping[str, float] = field(default_factory=dict)

    @property
    def apart(self) -> float:
        """The seconds without search indexing, which the bars leave out."""
        return self.run.seconds - self.phases.get("search", 0.0)


@dataclass
class Figures:
    """What was measured at one size."""

    size: int
    runs: int
    timings: dict[str, list[Timing]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)  # what could not be measured, and why
    notes: list[str] = field(default_factory=list)

    def seconds(self, subject: str) -> float | None:
        """Give the median of the whole time."""
        return middle([timing.run.seconds for timing in self.timings.get(subject, ())])

    def apart(self, subject: str) -> float | None:
        """Give the median of the time without search indexing."""
        return middle([timing.apart for timing in self.timings.get(subject, ())])

    def phase(self, subject: str, name: str) -> float | None:
        """Give the median of one phase; None where the program told of none."""
        return middle([timing.phases[name] for timing in self.timings.get(subject, ()) if name in timing.phases])

    def share(self, subject: str) -> float | None:
        """Give how much of one core a program of one process got: well below 1 where others kept the machine busy."""
        return middle([timing.run.cpu / timing.run.seconds for timing in self.timings.get(subject, ())])

    def phases(self, subject: str) -> dict[str, float]:
        """Give the median seconds of every phase."""
        names = dict.fromkeys(name for timing in self.timings.get(subject, ()) for name in timing.phases)
        return {name: seconds for name in names if (seconds := self.phase(subject, name)) is not None}

    def memory(self, *subjects: str, of: str = "tree") -> float | None:
        """Give the most megabytes in any run of *subjects*."""
        seen = [getattr(timing.run, of) for subject in subjects for timing in self.timings.get(subject, ())]
        return max(seen) if seen else None


def middle(values: Sequence[float]) -> float | None:
    """Give the median; None of nothing."""
    return median(values) if values else None


def measure(setting: Setting, community: Path, size: int, runs: int) -> Figures:
    """Measure everything on the community of *size* proposals in the folder *community*."""
    figures = Figures(size, runs)
    beside = community.parent
    for name, site in (
        ("stock", mkdocs_site(community, setting.proposals, setting.root, beside / f"mkdocs-{size}")),
        ("hugo", hugo_site(community, setting.proposals, beside / f"hugo-{size}")),
    ):
        if name in setting.subjects:
            attempt(setting, figures, name, partial(build_site, site, size))
        if site:
            shutil.rmtree(site.folder)
    potluck = Potluck(setting, community, size)
    for name in POTLUCK:
        if name in setting.subjects:
            attempt(setting, figures, name, getattr(potluck, name))
    linters = Linters(community, setting.proposals, beside / f"fronts-{size}")
    for name in LINTERS:
        if name in setting.subjects:
            attempt(setting, figures, name, getattr(linters, name))
    figures.notes += potluck.notes
    return figures


def attempt(setting: Setting, figures: Figures, name: str, once: Callable[[], Timing]) -> None:
    """Run *once* as often as the size allows; what cannot run is told, and the rest goes on."""
    timings = []
    for number in range(figures.runs):
        try:
            timings.append(once())
        except CouldNotRunError as error:
            figures.missing[name] = str(error)
            setting.say(f"{figures.size:>7,} {name:<8} could not run: {error}")
            return
        told = "".join(f" · {phase} {seconds:.2f}" for phase, seconds in timings[-1].phases.items())
        done = timings[-1].run
        seen = f"{done.seconds:8.2f} s, {done.cpu:7.2f} s of processor, {done.tree:6.0f} MB"
        setting.say(f"{figures.size:>7,} {name:<8} {number + 1}: {seen}{told}")
    figures.timings[name] = timings


def build_site(site: Site | None, size: int) -> Timing:
    """Build a comparator's site from nothing."""
    if site is None:
        raise CouldNotRunError("not installed")
    shutil.rmtree(site.out, ignore_errors=True)
    done = run(site.command, site.folder, {"NO_MKDOCS_2_WARNING": "1"})
    expect_pages(site.out, size)
    return Timing(done)


def expect_pages(out: Path, size: int) -> None:
    """Refuse the time of a build that left pages out."""
    pages = sum(1 for _ in out.rglob("*.html"))
    if pages < size:
        raise CouldNotRunError(f"only {pages} pages in {out} for {size} proposals")


class Potluck:
    """Potluck's own commands on one community. Each method is one run."""

    def __init__(self, setting: Setting, community: Path, size: int) -> None:
        """Begin with the community as it was generated."""
        self.setting = setting
        self.community = community
        self.size = size
        self.out = community / "site" / "public"
        self.edits = 0
        self.notes: list[str] = []

    def forget(self) -> None:
        """Remove every output and every cache: all that git ignores or does not know, and the user's own folder."""
        git(self.community, "clean", "-xfdq")
        shutil.rmtree(self.setting.home, ignore_errors=True)
        self.setting.home.mkdir()

    def build(self) -> Timing:
        """Build, and read which phase took how long."""
        timings = self.community.parent / "timings.json"
        timings.unlink(missing_ok=True)
        command = (self.setting.potluck, "build", "--root", self.community, "--timings", timings)
        done = run(command, self.community, self.setting.environment, ok=(0, 1))
        expect_pages(self.out, self.size)
        if not timings.is_file():
            raise CouldNotRunError("`potluck build --timings FILE` wrote no file")
        return Timing(done, json.loads(timings.read_text("utf-8"))["phases"])

    def cold(self) -> Timing:
        """Build from nothing."""
        self.forget()
        return self.build()

    def known(self) -> Timing:
        """Build from nothing but what is known of the history: its first pass is told apart, as a figure of its own."""
        kept = {path: path.read_bytes() for path in self.setting.home.glob(".cache/potluck/*/history.msgpack")}
        if not kept:
            raise CouldNotRunError("no build before this one has kept the history")
        self.forget()
        for path, content in kept.items():
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
        return self.build()

    def same(self) -> Timing:
        """Build again, with nothing changed."""
        return self.build()

    def edit(self) -> Timing:
        """Build after one sentence of one proposal was changed and committed; the page has to say so."""
        self.edits += 1
        mark = MARK.format(number=self.edits)
        files = sorted((self.community / self.setting.proposals).glob("*/*.md"))
        path = files[len(files) * self.edits // 7 % len(files)]
        text = path.read_text("utf-8")
        path.write_text(text.replace(". See [", f". {mark} See [", 1), "utf-8")
        at = END + timedelta(hours=self.edits)
        git(self.community, "commit", "--quiet", "--message", f"Edit {path.stem}", "--", str(path), at=at)
        timing = self.build()
        page = self.out / path.parent.name / path.stem / "index.html"
        if page.is_file() and mark not in page.read_text("utf-8"):
            raise CouldNotRunError(f"{page} does not show the edit")
        return timing

    def check(self) -> Timing:
        """Check every proposal from nothing. One fault is planted, so that a check that looks at nothing is caught."""
        self.forget()
        path = max((self.community / self.setting.proposals).glob("*/*.md"))
        path.write_text(path.read_text("utf-8").replace("\nstage: ", "\nstage: almost-", 1), "utf-8")
        done = self.look(1)
        git(self.community, "checkout", "--quiet", "--", self.setting.proposals)
        told = [line for line in done.output.splitlines() if f"{self.setting.proposals}/" in line]
        if not any(path.name in line for line in told):
            raise CouldNotRunError(f"`potluck check` did not see the fault planted in {path.name}")
        others = [line for line in told if path.name not in line]
        if others:
            self.note(f"`potluck check` finds fault with synthetic proposals, such as: {others[-1][:200]}")
        return Timing(done)

    def recheck(self) -> Timing:
        """Check again after one proposal of many has changed."""
        self.look(0)
        path = min((self.community / self.setting.proposals).glob("*/*.md"))
        path.write_text(path.read_text("utf-8") + "\nOne sentence more.\n", "utf-8")
        done = self.look(0)
        git(self.community, "checkout", "--quiet", "--", self.setting.proposals)
        return Timing(done)

    def look(self, expected: int) -> Run:
        """`potluck check`, which has to end with *expected*."""
        form = ("--format", "concise", "--now", f"{END:%Y-%m-%dT%H:%M:%SZ}")
        command = (self.setting.potluck, "check", "--root", self.community, *form)
        return run(command, self.community, self.setting.environment, ok=(expected,))

    def note(self, words: str) -> None:
        """Keep something to be said below the table, once."""
        if words not in self.notes:
            self.notes.append(words)

    def log(self) -> Timing:
        """Let git alone read the same history."""
        return Timing(run(("git", "log", "--raw", "--", self.setting.proposals), self.community, {}))

    def history(self) -> Timing:
        """Read the whole history as a build does, with nothing kept; the process times the pass itself."""
        self.forget()
        python_path = f"{self.setting.root / 'tooling'}:{self.setting.root}"
        command = (sys.executable, "-m", "tests.bench.history", self.community)
        done = run(command, self.community, self.setting.environment | {"PYTHONPATH": python_path})
        seconds, paths, changes = done.output.splitlines()[-1].split()
        if int(paths) < self.size or int(changes) < 3 * self.size:
            raise CouldNotRunError(f"{paths} files and {changes} changes in the history of {self.size} proposals")
        return Timing(done, {"history": float(seconds)})

    def tally(self) -> Timing:
        """Read and count a hundred ballots a proposal; the process times the two itself."""
        done, (read, count) = self._count()
        return Timing(done, {"read": read, "count": count, "tally": read + count})

    def audit(self) -> Timing:
        """The same, then look the votes over and weigh them."""
        done, (*_, looked) = self._count("audit")
        return Timing(done, {"audit": looked})

    def _count(self, *words: str) -> tuple[Run, list[float]]:
        folder = self.community.parent / f"ballots-{self.size}"
        if not folder.is_dir():
            generate_ledger(folder, self.size)
        python_path = f"{self.setting.root / 'tooling'}:{self.setting.root}"
        command = (sys.executable, "-m", "tests.bench.tally", folder, str(self.size), *words)
        done = run(command, self.community, self.setting.environment | {"PYTHONPATH": python_path})
        *seconds, ballots, people = done.output.splitlines()[-1].split()
        if int(ballots) != EACH * self.size or int(people) != EACH * self.size * 4 // 5:
            raise CouldNotRunError(f"{ballots} ballots of {people} people counted on {self.size} proposals")
        return done, [float(one) for one in seconds]


class Linters:
    """Two linters of the trade on the same texts: what they find is of no matter here, how long they take is."""

    def __init__(self, community: Path, proposals: str, folder: Path) -> None:
        """*folder* is for the front matters as files of their own: yamllint reads no Markdown."""
        self.community = community
        self.proposals = proposals
        self.folder = folder

    def yamllint(self) -> Timing:
        """Lint every front matter."""
        if not self.folder.is_dir():
            self.folder.mkdir()
            for path in (self.community / self.proposals).glob("*/*.md"):
                front = path.read_text("utf-8").split("\n---\n", 1)[0]
                (self.folder / f"{path.parent.name}-{path.stem}.yml").write_text(front + "\n", "utf-8")
        command = (sys.executable, "-m", "yamllint", "-d", "relaxed", self.folder)
        return Timing(run(command, self.community, {}, ok=(0, 1)))

    def markdownlint(self) -> Timing:
        """Lint every text, where somebody has installed markdownlint-cli2."""
        program = shutil.which("markdownlint-cli2")
        if program is None:
            raise CouldNotRunError("not installed")
        return Timing(run((program, f"{self.proposals}/**/*.md"), self.community, {}, ok=(0, 1)))
