"""A short run of the fuzzers: what is known to trip programs, bent a little. `make fuzz` bends for longer."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.seeds import seeds, write_corpus
from tests.fuzz.targets import TARGETS, timed

ROOT = Path(__file__).parents[1]
SECONDS = 3.0


def bent(raw: bytes, other: bytes, chance: random.Random) -> bytes:
    """*raw* with something changed, taken out, doubled, repeated, or put in from *other*."""
    at, end = sorted((chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)))
    piece = raw[at:end][:200]
    return chance.choice(
        [
            raw[:at] + chance.randbytes(chance.randrange(1, 4)) + raw[end:],
            raw[:at] + raw[end:],
            raw[:end] + piece + raw[end:],
            raw[:at] + piece * min(400, 20_000 // (len(piece) + 1)) + raw[at:],
            raw[:at] + other[: len(other) // 2] + raw[at:],
        ]
    )


@pytest.mark.parametrize("target", TARGETS)
def test_a_short_run_finds_nothing(target: str):
    """SEC-026, REL-002: some seconds of bent files; none brings an exception, harm, or a wait of two seconds."""
    chance, corpus = random.Random(7), list(seeds(target))
    ends = time.process_time() + SECONDS  # a busy machine is no reason to look at less
    number = 0
    while time.process_time() < ends and number < 5_000:
        raw = bent(chance.choice(corpus), chance.choice(corpus), chance)
        if chance.random() < 0.3:
            raw = bent(raw, chance.choice(corpus), chance)
        timed(TARGETS[target], raw)
        number += 1
    assert number > 20


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=2_000))
def test_any_bytes_at_all_are_read(raw: bytes):
    """SEC-026."""
    timed(TARGETS["read"], raw)
    timed(TARGETS["read"], b"---\n" + raw + b"\n---\n" + raw)


def test_the_fuzzer_starts_from_the_sample_and_every_case(tmp_path: Path):
    """The corpus holds what people wrote and what each check is about."""
    assert write_corpus(tmp_path, "read") > 250
    assert len(list(tmp_path.iterdir())) > 250


@pytest.mark.skipif(sys.platform != "linux" or sys.version_info >= (3, 14), reason="atheris is made for these")
def test_make_fuzz_runs(tmp_path: Path):
    """The program that `make fuzz` calls starts, looks at every seed, and ends by itself."""
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "tests.fuzz", "read", "1", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "Done" in ran.stderr
    assert [path.name for path in (tmp_path / "read").iterdir() if path.name.startswith(("crash", "timeout"))] == []
