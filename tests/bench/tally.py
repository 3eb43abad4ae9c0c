"""Many ballots read, counted and looked over, alone in a process: prints the seconds of each, imports left out."""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from pathlib import Path

from potluck.audit import audit, effects_of, flagged_in
from potluck.charter import Charter
from potluck.cli.app import RARELY
from potluck.ledger import read_folder
from potluck.model import REACTIONS, Person, Proposal
from potluck.tally import Contender, tally_all, voices_of

EACH = 100  # ballots on a proposal
MEMBERS = 50_000
CHARTER = {
    "community": {"name": "Bench"},
    "kinds": {"idea": {"name": "Idea", "folder": "ideas", "stages": {"suggested": {}}}},
    "tally": {"account-days": 30},
}


def generate_ledger(root: Path, count: int, seed: int = 1) -> None:
    """Write a ledger for *count* proposals at *root*: one in five ballots is a second word of somebody."""
    dice = random.Random(seed)
    folder = root / "content" / "ledger" / "ballots"
    folder.mkdir(parents=True)
    for number in range(count):
        people = dice.sample(range(MEMBERS), EACH * 4 // 5)
        people += dice.choices(people, k=EACH - len(people))
        with (folder / f"proposal-{number}.jsonl").open("w", encoding="utf-8") as file:
            for person in sorted(people):
                ballot = {
                    "proposal": f"proposal-{number}",
                    "login": f"member-{person}",
                    "reaction": dice.choice(REACTIONS),
                    "at": f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}T{dice.randint(0, 23):02}:30:00Z",
                    "since": f"2025-{dice.randint(1, 12):02}",
                }
                file.write(json.dumps(ballot, separators=(",", ":")) + "\n")
    counts = {"ballots": count * EACH, "logins": MEMBERS, "proposals": count}
    manifest = {"counts": counts, "forge": "none", "format": 1, "rule": 1, "taken": "2026-12-31T00:00:00Z"}
    (folder.parent / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def main() -> None:
    """Read and count the ledger in the folder given, as a build does; look it over where that is asked for."""
    root, count = Path(sys.argv[1]), int(sys.argv[2])
    gc.set_threshold(*RARELY)  # as the command does
    charter = Charter.model_validate(CHARTER)
    proposals = [
        Proposal(f"proposal-{number}", "", "", "idea", "Bench", "suggested", (Person("member-1"),))
        for number in range(count)
    ]
    began = time.perf_counter()
    ledger = read_folder(root)
    read = time.perf_counter()
    counts = tally_all(proposals, ledger.ballots, charter)
    done = time.perf_counter()
    people = sum(sum(one.tally.meanings.values()) + sum(one.tally.excluded.values()) for one in counts.values())
    seconds = [read - began, done - read]
    if "audit" in sys.argv[3:]:
        contenders = [Contender(one.slug, counts[one.slug], one.created) for one in proposals]
        by_slug = {one.slug: one for one in proposals}
        began = time.perf_counter()
        seen = audit(voices_of(counts, by_slug, ledger.ballots, charter), by_slug, charter)
        # Nothing is odd here; somebody's voices are weighed all the same, as they would be where something is.
        flagged = flagged_in(seen.findings) or {(one.proposal, one.login) for one in ledger.ballots[:100]}
        effects_of(flagged, by_slug, ledger.ballots, contenders, charter, {}, ledger.ballots[0].at)
        seconds.append(time.perf_counter() - began)
    print(*(f"{one:.3f}" for one in seconds), len(ledger.ballots), people)


if __name__ == "__main__":
    main()
