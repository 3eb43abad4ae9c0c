"""Many ballots read and counted, alone in a process: prints the seconds that it took, imports left out."""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from pathlib import Path

from potluck.charter import Charter
from potluck.cli.app import RARELY
from potluck.ledger import read_folder
from potluck.model import REACTIONS, Person, Proposal
from potluck.tally import tally_all

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
    """Read and count the ledger in the folder given, as a build does."""
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
    print(f"{read - began:.3f} {done - read:.3f} {len(ledger.ballots)} {people}")


if __name__ == "__main__":
    main()
