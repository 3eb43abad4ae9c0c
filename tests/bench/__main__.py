"""`python -m tests.bench [SIZE …]`: generate, measure, and print one table with its bars."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import yaml

from .measure import SUBJECTS, Figures, Setting, measure
from .process import CouldNotRunError, run

ROOT = Path(__file__).resolve().parents[2]
SIZES = (1_000, 10_000)
PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "pagefind", "potluck")
QUIET = 0.9  # of a core: a program of one process that gets less was disturbed
SMALL = 2_000  # up to this size three runs, above it two

Value = Callable[[Figures], float | None]


@dataclass(frozen=True)
class Bar:
    """What a row has to keep below."""

    words: str
    most: float
    value: Value


@dataclass(frozen=True)
class Row:
    """A row of the table: its figure, in its unit, and how it compares."""

    name: str
    value: Value
    unit: str = "s"
    ratio: Value | None = None  # to stock MkDocs, unless `ratio_to` says otherwise
    ratio_to: str = ""
    bar: Bar | None = None


def main() -> int:
    """Run the benchmark; 0 unless something that should be measured could not run."""
    arguments = read_arguments()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="potluck-bench-", dir=arguments.tmp) as folder:
        try:
            figures = [measure_size(arguments, Path(folder), size) for size in arguments.sizes]
        except CouldNotRunError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 2
    print(report(figures, arguments.seed, time.perf_counter() - began))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(each) for each in figures], indent=1) + "\n", "utf-8")
    return 1 if any(each.missing.keys() - {"hugo", "markdownlint"} for each in figures) else 0


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of proposals (1000 10000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other proposals")
    parser.add_argument("--runs", type=int, help="runs of each at every size (3 when small, 2 when large)")
    parser.add_argument("--only", nargs="+", choices=SUBJECTS, default=SUBJECTS, help="measure these alone")
    parser.add_argument("--potluck", type=Path, default=Path(sys.executable).with_name("potluck"), help="the command")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single run to this file")
    parser.add_argument("--tmp", type=Path, help="make the temporary folder in this one")
    arguments = parser.parse_args()
    if min(arguments.sizes) < 10:
        parser.error("a community has at least 10 proposals here")
    arguments.sizes = sorted(set(arguments.sizes))
    arguments.potluck = arguments.potluck.absolute()  # it runs in another folder
    return arguments


def measure_size(arguments: argparse.Namespace, folder: Path, size: int) -> Figures:
    """Generate a community in a process of its own (whose memory is then not ours), and measure it."""
    community = folder / f"community-{size}"
    command = (sys.executable, "-m", "tests.bench.generate", community, "--root", ROOT)
    made = run((*command, "--count", str(size), "--seed", str(arguments.seed)), ROOT, {})
    say(f"{size:>7,} generated   {made.seconds:8.2f} s")
    charter = yaml.safe_load((community / "potluck.yml").read_text("utf-8"))
    setting = Setting(
        root=ROOT,
        potluck=arguments.potluck,
        proposals=charter.get("proposals", "proposals"),
        home=folder / "home",
        subjects=tuple(arguments.only),
        say=say,
    )
    run((sys.executable, "-m", "compileall", "-q", ROOT / "tooling"), ROOT, {}, ok=(0, 1))
    return measure(setting, community, size, arguments.runs or (3 if size <= SMALL else 2))


def say(line: str) -> None:
    """Tell how far it is, beside the table: on standard error."""
    print(line, file=sys.stderr, flush=True)


# --- The table -------------------------------------------------------------------------------------------------------


def whole(subject: str) -> Value:
    """The whole seconds of *subject*."""
    return lambda figures: figures.seconds(subject)


def apart(subject: str) -> Value:
    """The seconds of *subject* without search indexing."""
    return lambda figures: figures.apart(subject)


def phase(subject: str, name: str) -> Value:
    """The seconds of one phase."""
    return lambda figures: figures.phase(subject, name)


def memory(*subjects: str, of: str = "tree") -> Value:
    """The most megabytes of any run of *subjects*."""
    return lambda figures: figures.memory(*subjects, of=of)


def over(upper: Value, lower: Value) -> Value:
    """One value divided by another; None where one is missing."""

    def value(figures: Figures) -> float | None:
        above, below = upper(figures), lower(figures)
        return above / below if above is not None and below else None

    return value


def per_file(figures: Figures) -> float | None:
    """Microseconds of `potluck check` for each file, its start included."""
    seconds = figures.seconds("check")
    return None if seconds is None else seconds / figures.size * 1e6


def timed(name: str, value: Value, most: float | None = None) -> Row:
    """A row of seconds, as a ratio to stock MkDocs, perhaps with a bar on the ratio."""
    ratio = over(value, whole("stock"))
    return Row(name, value, ratio=ratio, bar=Bar(f"≤ {most:g} × stock", most, ratio) if most else None)


POTLUCK_BUILDS = ("cold", "known", "same", "edit")
HISTORY = over(phase("history", "history"), whole("log"))
ROWS = (
    timed("Stock MkDocs + Material, build", whole("stock")),
    timed("Hugo, minimal theme, build", whole("hugo")),
    timed("**Potluck, cold build**", apart("cold")),
    timed("… with the history known, whose first pass is told apart", apart("known"), 0.35),
    timed("… with search indexing, the whole wait", whole("cold")),
    timed("… of which search indexing", phase("cold", "search")),
    timed("… of which the first history pass (beside the rendering)", phase("cold", "history")),
    timed("… of which waiting for that pass", phase("cold", "waiting for history")),
    timed("**Potluck, one proposal edited**, history included", apart("edit"), 0.05),
    timed("… with search indexing, the whole wait", whole("edit")),
    timed("**Potluck, nothing changed**", apart("same")),
    timed("… with search indexing, the whole wait", whole("same")),
    timed("**`potluck check`, cold**", whole("check"), 0.1),
    Row("… a file, start included", per_file, "µs", bar=Bar("< 400 µs", 400, per_file)),
    Row("… at most", whole("check"), bar=Bar("< 4 s", 4, whole("check"))),
    Row("**`potluck check`, one proposal changed**", whole("recheck"), bar=Bar("< 1 s", 1, whole("recheck"))),
    timed("yamllint, the front matters alone", whole("yamllint")),
    timed("markdownlint-cli2, the texts", whole("markdownlint")),
    timed("`git log --raw` of the proposals", whole("log")),
    Row(
        "**History pass, cold, alone**",
        phase("history", "history"),
        ratio=HISTORY,
        ratio_to=" git",
        bar=Bar("≤ 1.5 × git log", 1.5, HISTORY),
    ),
    Row("**Tally of a hundred ballots a proposal**, reading included", phase("tally", "tally"),
        bar=Bar("< 5 s", 5, phase("tally", "tally"))),
    Row("… of which reading", phase("tally", "read")),
    Row("**Audit of the same**, reading and counting left out", phase("audit", "audit")),
    Row("Memory: that tally", memory("tally"), "MB", bar=Bar("< 1,000 MB", 1_000, memory("tally"))),
    Row("Memory: that audit", memory("audit"), "MB"),
    Row("Memory: stock MkDocs", memory("stock"), "MB"),
    Row("Memory: Hugo", memory("hugo"), "MB"),
    Row("**Memory: Potluck, all processes but the search index's program**", memory(*POTLUCK_BUILDS, of="apart"), "MB",
        bar=Bar("≤ 500 MB", 500, memory(*POTLUCK_BUILDS, of="apart"))),
    Row("… with it", memory(*POTLUCK_BUILDS), "MB"),
    Row("… the largest process", memory(*POTLUCK_BUILDS, of="process"), "MB"),
    Row("Memory: `potluck check`, all processes", memory("check"), "MB"),
)  # fmt: skip


def report(figures: Sequence[Figures], seed: int, took: float) -> str:
    """Write the machine, the table (Markdown) and what has to be said beside it."""
    largest = figures[-1]
    runs = ", ".join(f"{each.runs} at {each.size:,}" for each in figures)
    sizes = "".join(f" {each.size:,} | ratio |" for each in figures)
    lines = [
        machine(),
        "",
        f"Synthetic proposals (seed {seed}): about 450 words with a code block, a table and four links each, three "
        f"commits a proposal, some five ballots. Medians of {runs} runs; memory is the most seen in any run. Ratios "
        "are to stock MkDocs + Material on the same files, unless they say otherwise.",
        "",
        f"| Measured |{sizes} bar at {largest.size:,} |",
        f"|:---|{'---:|---:|' * len(figures)}:---|",
        *(write_row(row, figures) for row in ROWS),
        "",
        "A build's time is the process's whole time less what `--timings` calls `search`; the rows below it give the "
        "rest. `git log --raw` writes to nowhere. Memory is the sum of what all processes of a command hold, looked at "
        "every 50 ms, pages that they share counted once (PSS); a largest process is what the kernel says.",
    ]
    said = [f"- {remark}" for each in figures for remark in remarks(each)]
    lines += ["", *said] if said else []
    judged = [(row.bar, value) for row in ROWS if row.bar and (value := row.bar.value(largest)) is not None]
    kept = sum(value <= bar.most for bar, value in judged)
    bars = sum(row.bar is not None for row in ROWS)
    lines += ["", f"{kept} of {bars} bars kept at {largest.size:,}, {bars - len(judged)} not measured. {took:.0f} s."]
    return "\n".join(lines)


def remarks(figures: Figures) -> list[str]:
    """Say what has to be known of the figures at one size: phases, faults, disturbances, gaps."""
    at = f"At {figures.size:,}"
    said = [f"{at}: {note}" for note in figures.notes]
    if phases := figures.phases("cold"):
        told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in phases.items())
        said.append(f"{at}, phases of the cold build (one may hold another, or run beside it): {told}.")
    share = figures.share("stock")
    if share is not None and share < QUIET:
        said.append(f"{at} **the machine was busy**: stock MkDocs, one process, got {share:.0%} of a core.")
    return said + [f"{at}, not measured: {name}. {why}" for name, why in figures.missing.items()]


def write_row(row: Row, figures: Sequence[Figures]) -> str:
    """Write one row; the bar is judged at the largest size."""
    cells = [row.name]
    for each in figures:
        ratio = row.ratio(each) if row.ratio else None
        cells += [amount(row.value(each), row.unit), f"{ratio:.3g} ×{row.ratio_to}" if ratio is not None else ""]
    cells.append(judge(row.bar, figures[-1]) if row.bar else "")
    return "| " + " | ".join(cells) + " |"


def judge(bar: Bar, figures: Figures) -> str:
    """Say whether a bar was kept."""
    value = bar.value(figures)
    verdict = "not measured" if value is None else "pass" if value <= bar.most else "**miss**"
    return f"{bar.words}: {verdict}"


def amount(value: float | None, unit: str) -> str:
    """Write a figure with its unit, in as many digits as it deserves."""
    if value is None:
        return "–"
    return f"{value:.{2 if unit == 's' and value < 10 else 1 if unit == 's' else 0}f} {unit}"


# --- The machine -----------------------------------------------------------------------------------------------------


def machine() -> str:
    """Describe what it ran on, and which versions."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    packages = [f"{name} {installed(name)}" for name in PACKAGES]
    tools = [first_line("git", "--version"), first_line("hugo", "version").split("-")[0].split("+")[0]]
    return (
        f"Machine: {cores} cores ({processor()}), {gigabytes:.0f} GB, {platform.system()} {platform.release()}, "
        f"load {os.getloadavg()[0]:.1f} at the end. Python {platform.python_version()}, "
        + ", ".join([*packages, *filter(None, tools)])
        + "."
    )


def processor() -> str:
    """Name the processor, where the system tells."""
    facts = Path("/proc/cpuinfo")
    for line in facts.read_text("utf-8").splitlines() if facts.is_file() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def installed(name: str) -> str:
    """Give a package's version."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def first_line(*command: str) -> str:
    """Give the first line that a command prints; nothing where it is not installed."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return ""


if __name__ == "__main__":
    sys.exit(main())
