"""Writing ballots when somebody else writes too, pulls the plug, or has planted a link."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.ledgers import GOOD, ballot, ledger, manifest_of

from potluck.ledger import read_folder, write_ballot
from potluck.model import PotluckError


@pytest.mark.parametrize(
    "path", ["content", "content/ledger", "content/ledger/ballots", "content/ledger/ballots/soup.jsonl", ".potluck"]
)
def test_nothing_is_written_through_a_link(tmp_path: Path, path: str) -> None:
    """SEC-073: whoever planted it would choose the place."""
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "ledger" / "ballots").mkdir(parents=True)
    (elsewhere / "ballots").mkdir()
    (elsewhere / "soup.jsonl").touch()
    root = tmp_path / "root"
    (root / path).parent.mkdir(parents=True)
    (root / path).symlink_to(elsewhere / "soup.jsonl" if path.endswith("jsonl") else elsewhere)
    before = sorted(elsewhere.rglob("*"))
    with pytest.raises(PotluckError, match=f"`{path}` is a link"):
        write_ballot(root, ballot())
    assert sorted(elsewhere.rglob("*")) == before
    assert (elsewhere / "soup.jsonl").read_bytes() == b""


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """REL-011: and the old state stays whole."""
    folder = ledger(tmp_path, GOOD)
    (tmp_path / ".potluck").mkdir()
    folder.chmod(0o555)
    with pytest.raises(PotluckError, match="content/ledger cannot be written: Permission denied; nothing was changed"):
        write_ballot(tmp_path, ballot(by="lee"))
    folder.chmod(0o755)
    assert len(read_folder(tmp_path).ballots) == 1


FULL = """
import resource, sys
from datetime import datetime, UTC
from pathlib import Path
from potluck.ledger import write_ballot
from potluck.model import Ballot, PotluckError
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    write_ballot(Path(sys.argv[1]), Ballot("soup", "lee", "+1", datetime.now(UTC)))
except PotluckError as error:
    print(error)
"""


def test_a_disk_without_room_is_one_sentence(tmp_path: Path) -> None:
    """REL-011: here a process that may write no byte stands for the full disk."""
    folder = ledger(tmp_path, GOOD)
    before = {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    said = subprocess.run(
        [sys.executable, "-B", "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True
    ).stdout
    assert said == "content/ledger cannot be written: File too large; nothing was changed\n"
    assert {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()} == before


# In a process of its own, which has no threads and so may fork.
KILLED = """
import json, os, random, signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
from potluck.ledger import read_folder, write_ballot
from potluck.model import Ballot

root, chance = Path(sys.argv[1]), random.Random(1)
folder = root / "content/ledger/ballots"

def say(login, reaction="+1"):
    return write_ballot(root, Ballot("soup", login, reaction, datetime.now(UTC)))

say("first")
for moment in range(100):
    child = os.fork()
    if not child:
        for number in range(1_000_000):
            say(f"member-{moment}-{number}")
    time.sleep(chance.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    logins = [json.loads(line)["login"] for line in (folder / "soup.jsonl").read_bytes().splitlines()]
    assert logins == sorted(logins), logins
    found = read_folder(root)
    assert len(found.ballots) == len(logins), found.problems
    assert not [problem for problem in found.problems if "manifest.json" not in problem]
assert say("zoe")
assert read_folder(root).problems == ()
print(len(logins) > 1, sorted(os.listdir(folder)))
"""


def test_a_writer_killed_at_any_moment_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    """REL-010: every line whole, in order, a hundred times; the next writer sets the count right and sweeps up."""
    ran = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("True ['soup.jsonl']\n", "")


AT_ONCE = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from potluck.ledger import write_ballot
from potluck.model import Ballot

for number in range(20):
    if not os.fork():
        write_ballot(Path(sys.argv[1]), Ballot(f"soup-{number % 3}", f"member-{number}", "+1", datetime.now(UTC)))
        os._exit(0)
print({os.wait()[1] for _ in range(20)})
"""


def test_twenty_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    """REL-014: neither a ballot nor the manifest's count."""
    ran = subprocess.run([sys.executable, "-c", AT_ONCE, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("{0}\n", "")
    found = read_folder(tmp_path)
    assert {one.login for one in found.ballots} == {f"member-{number}" for number in range(20)}
    assert found.problems == ()
    assert manifest_of(tmp_path)["counts"] == {"ballots": 20, "logins": 20, "proposals": 3}
