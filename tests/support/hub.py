"""A GitHub to try things on by hand, with whatever goes wrong at a real one.

`python -m tests.support.hub` tells what to set and waits; `--fault 502` (and others, several times) lets requests fail.
"""

from __future__ import annotations

import argparse
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.support.community import CHARTER, Small, proposal
from tests.support.fetching import FORGE
from tests.support.github import TOKEN
from tests.support.threads import FakeThreads

ASKED = "POST /graphql"
FAULTS: dict[str, dict[str, Any]] = {
    "502": {"status": 502, "times": 2},
    "html": {"status": 200, "body": b"<html>Sorry</html>"},
    "empty": {"status": 200, "body": b""},
    "cut": {"status": 200, "how": "cut", "body": b'{"data": {'},
    "reset": {"status": 200, "how": "reset"},
    "silent": {"status": 200, "how": "silent"},
    "secondary": {"status": 403, "headers": {"Retry-After": "5"}},
    "rest": {"status": 403, "headers": {"Retry-After": "900"}},
    "unknown-token": {"status": 401, "times": 9},
    "down": {"status": 503, "times": 99},
}


def fill(hub: FakeThreads) -> None:
    """Two proposals with voices, talk, and three pull requests that would like to come in."""
    hub.bring(1, "proposals/ideas/soup-night.md")
    hub.bring(2, "proposals/stories/rain.md")
    for person in range(130):
        hub.react(1, f"person-{person}", "+1" if person % 5 else "-1")
    hub.react(1, None)
    hub.react(2, "bo-sample", "heart")
    hub.threads[1].comments, hub.threads[2].comments = 14, 3
    hub.knock(
        31, "proposals/ideas/knife-night.md", proposal("Sharpen our knives together", summary="Bring blunt ones.")
    )
    hub.label(31)
    hub.knock(32, "proposals/ideas/pickles.md", proposal("A shelf of pickles", language="de"))
    hub.label(32)
    hub.push(32, {"proposals/ideas/pickles.md": proposal("Buy my pills")})
    hub.knock(33, "proposals/stories/burnt.md", proposal("The day the rice burnt", kind="story"))
    hub.label(33)


def main() -> None:
    """Serve until somebody ends it."""
    asked = argparse.ArgumentParser(prog="python -m tests.support.hub")
    asked.add_argument("folder", type=Path, help="where a small community that talks there is put")
    asked.add_argument("--fault", action="append", default=[], choices=[*FAULTS, "no-points", "heavy"])
    asked.add_argument("--after", type=int, default=0, help="requests that are answered rightly before")
    given = asked.parse_args()
    if not given.folder.exists():
        small = Small(given.folder, charter=CHARTER + FORGE)
        small.idea("soup-night", "Soup night")
        small.story("rain", "The day it rained")
        small.write({"content/rankings.md": '# Rankings\n\n<div data-potluck="rankings"></div>'})
    with FakeThreads() as hub:
        fill(hub)
        hub.silence = 30
        for name in given.fault:
            if name == "no-points":
                hub.left, hub.reset = 3, timedelta(hours=1)
            elif name == "heavy":
                hub.heaviest = 1_000
            else:
                hub.fail(ASKED, after=given.after, **FAULTS[name])
        print(f"export GITHUB_API_URL={hub.url} GITHUB_TOKEN={TOKEN}", flush=True)
        print(f"potluck fetch --root {given.folder}", flush=True)
        while True:
            time.sleep(3_600)


if __name__ == "__main__":
    main()
