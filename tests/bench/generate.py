"""Synthetic communities: seeded proposals, ballots, and a real git history of three commits a proposal.

The rules come from the charter of the repository (kinds, folders, sections, stages, tags), so that the proposals are
what that community would bring. The same seed and size give the same commits, to the hash.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import IO, Any

import yaml

START = datetime(2025, 11, 1, 8, tzinfo=UTC)
END = START + timedelta(days=365)
STORIES = 0.25  # of all proposals
LINKS = 4  # a proposal, to others in its folder
BALLOTS = 5  # a proposal, on average; a few get many, many get few
DECLINED = 0.15  # of the kinds that can be
PEOPLE = 5  # proposals for each person of the community: who writes also votes

# Nothing of the user's own git settings (signing, hooks, renames) may change what is measured.
GIT_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Bench",
    "GIT_AUTHOR_EMAIL": "1+bench@users.noreply.github.com",
    "GIT_COMMITTER_NAME": "Bench",
    "GIT_COMMITTER_EMAIL": "1+bench@users.noreply.github.com",
}

COMMON = """
the a and to of in it is for that with on we as at this from by they are be or not but so have all what when one
more out up if about which there can your some will them other into then than only its over also after first
"""
KITCHEN = """
kitchen table bread soup knife evening guest cook regular stove oven market garden herb pepper salt onion garlic
noodle rice bean lentil tomato potato carrot cabbage apple pear plum lemon butter cream cheese egg flour dough
yeast sugar honey jar lid pot pan board spoon ladle plate bowl glass cup napkin apron recipe taste smell heat
smoke fire steam water oil vinegar wine tea coffee breakfast lunch dinner night morning week season winter summer
spring autumn child neighbour street door window chair queue order waiter bill price cost euro minute hour shelf
fridge freezer cellar waste leftover basket crate supplier farmer baker butcher teacher lesson workshop question
answer story idea promise trial result number list card sign note page photo bring share learn show try cut peel
chop stir boil simmer roast bake fry grill ferment pickle preserve knead rest rise serve eat drink wash clean
carry wait ask tell write read count measure weigh save spend open close begin end keep lose find help thank slow
quick warm cold fresh dry sweet sour bitter spicy mild small large cheap simple loud quiet early late full empty
"""
SYLLABLES = """
ba be bo ca co da de di do fa fe ga go ha ka ke la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa
"""
COMMON_WORDS, KITCHEN_WORDS, SYLLABLE_LIST = (text.split() for text in (COMMON, KITCHEN, SYLLABLES))
CODE = ("python", "yaml", "bash", "text")
REACTIONS = ("+1", "heart", "hooray", "rocket", "-1", "confused", "eyes", "laugh")
REACTION_WEIGHTS = (60, 14, 6, 4, 9, 3, 3, 1)


@dataclass(frozen=True)
class Kind:
    """What the generator needs to know of one kind of the charter."""

    name: str
    folder: str
    sections: tuple[str, ...]
    first: str  # the stage at which a proposal starts
    second: str  # an open one that it may be moved to
    no: str = ""  # the one at which a no ends its way, where there is one
    reason: str = ""  # for a no


@dataclass(frozen=True)
class Proposal:
    """One synthetic proposal, in the three versions that its history holds."""

    path: str
    slug: str
    author: str
    versions: tuple[str, ...]  # brought, its text edited, moved to another stage
    dates: tuple[datetime, ...]


@dataclass(frozen=True)
class Plan:
    """What one proposal will be, known before any text is written, so that others can link to it."""

    kind: Kind
    title: str
    slug: str


def generate(root: Path, where: Path, count: int, seed: int = 1) -> None:
    """Make a community of *count* proposals in the empty folder *where*, by the rules of the one under *root*."""
    copy_community(root, where)
    charter = yaml.safe_load((where / "potluck.yml").read_text("utf-8"))
    proposals = list(write_proposals(charter, count, seed))
    ledger = write_ledger(proposals, people(count), Random(seed + 1))
    commit(where, proposals, ledger, firm=facilitator(charter))


def copy_community(root: Path, where: Path) -> None:
    """Copy the community's own files: its charter, its pages and its look, without its proposals and its ballots."""
    where.mkdir(parents=True, exist_ok=True)
    for name in ("potluck.yml", "mkdocs.yml", ".gitignore"):
        if (root / name).is_file():
            shutil.copy(root / name, where / name)
    for folder in ("content", "site/theme"):
        if (root / folder).is_dir():
            shutil.copytree(root / folder, where / folder, ignore=shutil.ignore_patterns("ledger", "__pycache__"))
    charter = where / "potluck.yml"
    opened = re.sub(r"(?m)^(\s+since:\s*)\d{4}-\d\d-\d\d", rf"\g<1>{START:%Y-%m-%d}", charter.read_text("utf-8"))
    # Measured is what all communities have; what lies beside pages is asked for by name, and told apart in the docs.
    charter.write_text(re.sub(r"(?m)^sharing:.*\n", "", opened), "utf-8")


# --- Proposals -------------------------------------------------------------------------------------------------------


def write_proposals(charter: Mapping[str, Any], count: int, seed: int) -> Iterator[Proposal]:
    """Give *count* proposals of the charter's first kind and, a quarter of them, of its second."""
    rng = Random(seed)
    kinds = [kind_of(name, rules) for name, rules in charter["kinds"].items()]
    plans = make_plans(kinds, count, rng)
    neighbours = {kind: [plan for plan in plans if plan.kind is kind] for kind in kinds}
    words = Words(rng)
    tags = sorted(charter.get("tags") or ["first", "second", "third"])
    folder = charter.get("proposals", "proposals")
    logins = people(count)
    firm = facilitator(charter)
    for plan in plans:
        dates = sorted(START + timedelta(seconds=rng.uniform(0, (END - START).total_seconds())) for _ in range(3))
        authors = rng.sample(logins, rng.choice((1, 1, 1, 2)))
        around = neighbours[plan.kind]
        near = [other for other in rng.sample(around, min(LINKS + 1, len(around))) if other is not plan][:LINKS]
        front = {
            "title": plan.title,
            "kind": plan.kind.name,
            "stage": plan.kind.first,
            "authors": f"[{', '.join(authors)}]",
            "created": f"{dates[0]:%Y-%m-%d}",
            "summary": words.sentence(12),
            "tags": f"[{', '.join(rng.sample(tags, min(2, len(tags))))}]",
        }
        moved = front | {"stage": plan.kind.second}
        if plan.kind.no and rng.random() < DECLINED:
            says = words.sentence(12)
            moved["stage"] = plan.kind.no
            moved["decision"] = f"{{by: {firm}, date: {dates[2]:%Y-%m-%d}, reason: {plan.kind.reason}, says: {says}}}"
        opening, edited = words.sentence(14), words.sentence(14)
        body = write_body(plan, near, words)
        yield Proposal(
            path=f"{folder}/{plan.kind.folder}/{plan.slug}.md",
            slug=plan.slug,
            author=authors[0],
            versions=(
                matter(front) + body.replace("{opening}", opening),
                matter(front) + body.replace("{opening}", edited),
                matter(moved) + body.replace("{opening}", edited),
            ),
            dates=tuple(dates),
        )


def matter(fields: Mapping[str, str]) -> str:
    """Write a front matter."""
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in fields.items()) + "---\n"


def kind_of(name: str, rules: Mapping[str, Any]) -> Kind:
    """Read one kind of the charter."""
    sections = rules.get("sections") or {}
    stages = rules["stages"]
    first = next(iter(stages))
    targets = {stage: stages[stage] or {} for stage in (stages[first] or {}).get("to", ())}
    onward = [stage for stage, facts in targets.items() if not facts.get("closes")]
    declined = [stage for stage, facts in targets.items() if facts.get("closes") and facts.get("tone") == "no"]
    reasons = ((rules.get("mechanisms") or {}).get("decision") or {}).get("reasons") or {}
    noes = [reason for reason, facts in reasons.items() if str(facts.get("answer")) == "no"]
    return Kind(
        name=name,
        folder=rules["folder"],
        sections=(*sections.get("required", ()), *sections.get("optional", ())) or ("Before", "What I did", "After"),
        first=first,
        second=onward[0] if onward else first,
        no=declined[0] if declined and noes else "",
        reason=noes[0] if noes else "",
    )


def make_plans(kinds: Sequence[Kind], count: int, rng: Random) -> list[Plan]:
    """Choose kinds and titles; no two titles give one slug."""
    seen: set[str] = set()
    plans: list[Plan] = []
    while len(plans) < count:
        title = " ".join([*rng.sample(KITCHEN_WORDS, rng.randint(3, 5)), rng.choice(("together", "again", "for all"))])
        slug = title.replace(" ", "-")
        if slug not in seen:
            seen.add(slug)
            plans.append(Plan(kinds[-1] if rng.random() < STORIES else kinds[0], title.capitalize(), slug))
    return plans


def write_body(plan: Plan, near: Sequence[Plan], words: Words) -> str:
    """Write some 450 words: sections with prose and links, a list, a table and a block of code."""
    links = [f"[{other.title}]({other.slug}.md)" for other in near]
    parts = [f"## {plan.kind.sections[0]}\n\n{{opening}} {words.prose(45)} See {links[0]}.\n\n{words.prose(40)}"]
    extras = [words.table(), words.code(), words.items(), ""]
    sections = plan.kind.sections[1:]
    share = 220 // len(sections)
    for number, section in enumerate(sections):
        prose = words.prose(share)
        link = "".join(f" Compare {link}." for link in links[1 + number :: len(sections)])
        extra = "\n\n".join(filter(None, extras[number :: len(sections)]))
        parts.append(f"## {section}\n\n{prose}{link}" + (f"\n\n{extra}" if extra else ""))
    return "\n\n".join(parts) + "\n"


class Words:
    """Prose of made-up sentences: common words often, rare ones rarely, as in a language (Zipf)."""

    def __init__(self, rng: Random) -> None:
        """Mix the vocabulary: real words first, then some thousands that nobody has heard."""
        self.rng = rng
        rare = ["".join(rng.choices(SYLLABLE_LIST, k=rng.randint(2, 4))) for _ in range(4_000)]
        self.vocabulary = [*COMMON_WORDS, *rng.sample(KITCHEN_WORDS, len(KITCHEN_WORDS)), *dict.fromkeys(rare)]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.vocabulary))))

    def some(self, count: int) -> list[str]:
        """Give *count* words."""
        return self.rng.choices(self.vocabulary, cum_weights=self.weights, k=count)

    def sentence(self, count: int) -> str:
        """Give one sentence without markup."""
        return " ".join(self.some(count)).capitalize() + "."

    def prose(self, count: int) -> str:
        """Give sentences of *count* words together, here and there with emphasis or code."""
        sentences = []
        while count > 0:
            words = self.some(min(count, self.rng.randint(8, 16)))
            count -= len(words)
            if self.rng.random() < 0.4:
                place = self.rng.randrange(len(words))
                mark = self.rng.choice(("**", "*", "`"))
                words[place] = mark + words[place] + mark
            words[0] = words[0][:1].upper() + words[0][1:]
            sentences.append(" ".join(words) + ".")
        return " ".join(sentences)

    def items(self) -> str:
        """Give a list of four entries."""
        return "\n".join(f"- {self.sentence(7)}" for _ in range(4))

    def table(self) -> str:
        """Give a table of three columns and five rows."""
        names = [word.capitalize() for word in self.rng.sample(KITCHEN_WORDS, 5)]
        rows = [f"| {name} | {self.rng.randint(1, 90)} | {' '.join(self.some(2))} |" for name in names]
        return "\n".join(["| What | How many | Note |", "|------|---------:|------|", *rows])

    def code(self) -> str:
        """Give a block of eight lines in one of a few languages."""
        language = self.rng.choice(CODE)
        names = self.rng.sample(KITCHEN_WORDS, 6)
        amounts = [self.rng.randint(1, 500) for _ in names]
        pairs = list(zip(names, amounts, strict=True))
        lines = {
            "python": ["def cook(guests: int) -> dict[str, int]:", "    return {"]
            + [f'        "{name}": {amount} * guests,' for name, amount in pairs[:5]]
            + ["    }"],
            "yaml": ["recipe:", "  for: 4"] + [f"  {name}: {amount}" for name, amount in pairs],
            "bash": ["set -eu", "cd kitchen"] + [f"weigh --grams {amount} {name}" for name, amount in pairs],
            "text": ["Take, for four:", ""] + [f"{amount:>5} g {name}" for name, amount in pairs],
        }[language]
        return "\n".join([f"```{language}", *lines, "```"])


# --- Ballots ---------------------------------------------------------------------------------------------------------


def people(count: int) -> list[str]:
    """Name the members of a community with *count* proposals."""
    return [f"guest-{number:04}" for number in range(1, max(8, count // PEOPLE) + 1)]


def facilitator(charter: Mapping[str, Any]) -> str:
    """Name somebody who may move a proposal to another stage."""
    roles = charter.get("roles") or {}
    named = (roles.get("facilitator") or {}).get("people") or ["bench"]
    return str(named[0])


def write_ledger(proposals: Sequence[Proposal], logins: Sequence[str], rng: Random) -> dict[str, str]:
    """Give the ledger's files by path: a file of sorted ballots for each proposal, and the manifest."""
    files: dict[str, str] = {}
    voters: set[str] = set()
    total = 0
    for proposal in proposals:
        number = min(len(logins), int(rng.expovariate(1 / (BALLOTS + 0.5))))
        lines = []
        for login in sorted(rng.sample(logins, number)):
            reaction = rng.choices(REACTIONS, REACTION_WEIGHTS)[0]
            at = proposal.dates[0] + (END - proposal.dates[0]) * rng.random() ** 2
            ballot = {"proposal": proposal.slug, "login": login, "reaction": reaction, "at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
            lines.append(json.dumps(ballot, separators=(",", ":")) + "\n")
            voters.add(login)
        if lines:
            files[f"content/ledger/ballots/{proposal.slug}.jsonl"] = "".join(lines)
            total += len(lines)
    manifest = {
        "counts": {"ballots": total, "logins": len(voters), "proposals": len(files)},
        "forge": "none",
        "format": 1,
        "rule": 1,
        "taken": f"{END:%Y-%m-%dT%H:%M:%SZ}",
    }
    files["content/ledger/manifest.json"] = json.dumps(manifest, separators=(",", ":")) + "\n"
    return files


# --- History ---------------------------------------------------------------------------------------------------------


def git(where: Path, *arguments: str, at: datetime | None = None) -> str:
    """Run git in *where*, with dates of our own and none of the user's settings."""
    environment = os.environ | GIT_ENVIRONMENT
    if at:
        environment |= {"GIT_AUTHOR_DATE": at.isoformat(), "GIT_COMMITTER_DATE": at.isoformat()}
    done = subprocess.run(["git", *arguments], cwd=where, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def commit(where: Path, proposals: Sequence[Proposal], ledger: Mapping[str, str], firm: str) -> None:
    """Write the history with `git fast-import`: the community, three commits a proposal by date, then the ledger."""
    git(where, "init", "--quiet", "--initial-branch=main")
    community = {
        path.relative_to(where).as_posix(): path.read_bytes()
        for path in sorted(where.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(where).parts
    }
    events = sorted(
        (date, number, version) for number, each in enumerate(proposals) for version, date in enumerate(each.dates)
    )
    command = ["git", "fast-import", "--quiet", "--date-format=raw"]
    with subprocess.Popen(command, cwd=where, env=os.environ | GIT_ENVIRONMENT, stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None
        stream = importer.stdin
        write_commit(stream, "bench", START, "Set the table", community)
        for date, number, version in events:
            each = proposals[number]
            who = firm if version == len(each.dates) - 1 else each.author
            message = (f"Bring {each.slug}", f"Say it better: {each.slug}", f"Move {each.slug}")[version]
            write_commit(stream, who, date, message, {each.path: each.versions[version].encode()})
        write_commit(stream, "bench", END, "Take the ledger", {path: text.encode() for path, text in ledger.items()})
    if importer.returncode:
        raise RuntimeError(f"git fast-import ended with {importer.returncode}")
    # As a host keeps it, and as git's own page on fast-import advises: the pack that comes of an import lays each text
    # beside whichever came before it in time, not beside what it was.
    git(where, "repack", "-a", "-d", "-f", "--quiet")
    git(where, "reset", "--quiet", "--hard", "main")


def write_commit(stream: IO[bytes], login: str, date: datetime, message: str, files: Mapping[str, bytes]) -> None:
    """Write one commit for `git fast-import`, its person named by a no-reply address."""
    number = 1_000 + sum(login.encode()) * 37 + len(login)
    person = f"{login} <{number}+{login}@users.noreply.github.com> {int(date.timestamp())} +0000"
    text = message.encode()
    stream.write(f"commit refs/heads/main\nauthor {person}\ncommitter {person}\ndata {len(text)}\n".encode())
    stream.write(text + b"\n")
    for path, content in files.items():
        stream.write(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")


def main() -> None:
    """Make one community from the command line (a process of its own, so that its memory is not the benchmark's)."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.generate", description=generate.__doc__)
    parser.add_argument("where", type=Path)
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository whose community is copied")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    generate(arguments.root, arguments.where, arguments.count, arguments.seed)


if __name__ == "__main__":
    main()
