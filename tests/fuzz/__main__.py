"""`python -m tests.fuzz read|press [SECONDS] [FOLDER]`: fuzz one target until something is found or time is up.

The corpus stays in FOLDER (`.fuzz/` where none is given), so that the next run goes on from there. An input that breaks
a promise is written beside it as `crash-…` or `timeout-…`: make it a test, then mend what it found.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["potluck"]):
    from tests.fuzz.seeds import write_corpus, write_words
    from tests.fuzz.targets import LARGEST, PATIENCE, TARGETS, timed


def main(target: str, seconds: str = "60", folder: str = ".fuzz") -> None:
    """Fuzz *target* for so many *seconds*."""
    place = Path(folder) / target
    found = write_corpus(place / "corpus", target)
    write_words(place / "words")
    print(f"{target}: {found} seeds, {seconds} seconds", flush=True)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LARGEST}",
        f"-timeout={int(PATIENCE * 30)}",  # by the clock on the wall, which runs on while a busy machine does not
        "-rss_limit_mb=2048",
    ]
    options += [f"-dict={place / 'words'}", f"-artifact_prefix={place}/", "-len_control=20", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(place / "corpus")], lambda raw: timed(TARGETS[target], raw))
    atheris.Fuzz()


main(*sys.argv[1:])
