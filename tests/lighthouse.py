"""`python -m tests.lighthouse [SITE]`: what Lighthouse says of a built site on a telephone, the middle of three runs.

Its times hang on how busy the machine is, which is therefore told too. Ends with 1 where a mark is below 98.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.support.browsing import serving
from tests.support.community import ROOT
from tests.support.judges import lighthouse

PLACES = {"home": "", "list": "ideas/", "proposal": "ideas/soup-night/", "submit": "submit/"}
MARKS = ("performance", "accessibility", "best-practices", "seo")
LEAST = 98
RUNS = 3
_TIMES = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest",
    "total-blocking-time": "blocked",
    "speed-index": "speed index",
    "cumulative-layout-shift": "shift",
    "total-byte-weight": "weight",
}


def main(site: Path) -> int:
    """Print a line a page."""
    least = 100.0
    print(f"load at the start: {os.getloadavg()[0]:.1f}")
    with serving(site) as base:
        for name, place in PLACES.items():
            runs = []
            for _ in range(RUNS):
                with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                    runs.append(lighthouse(base + place, Path(folder)))
            marks = {mark: median(100 * run["categories"][mark]["score"] for run in runs) for mark in MARKS}
            middle = sorted(runs, key=lambda run: float(run["categories"]["performance"]["score"]))[RUNS // 2]
            times = ", ".join(
                f"{word} {middle['audits'][audit].get('displayValue', '')}" for audit, word in _TIMES.items()
            )
            print(f"{name}: {', '.join(f'{mark} {value:.0f}' for mark, value in marks.items())} ({times})")
            least = min(least, *marks.values())
    print(f"load at the end: {os.getloadavg()[0]:.1f}")
    return 0 if least >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site" / "public"))
