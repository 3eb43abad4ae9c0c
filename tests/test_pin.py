"""Which Potluck a community runs: one file or one commit, and never a bare name."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from tests.support.commands import potluck, pretend_wheel

from potluck.errands import pin
from potluck.model import PotluckError

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LOCK = "mkdocs==1.6.1 \\\n    --hash=sha256:" + 64 * "0" + "\n"
GIVE = "give one with `--from`: a wheel, such as `--from potluck-1.0-py3-none-any.whl`, or git+URL@COMMIT"


def test_a_wheel_is_pinned_by_its_hash_with_what_it_needs(tmp_path: Path) -> None:
    """The lock is the wheel's own: another version needs other things."""
    source = pretend_wheel(tmp_path, lock=LOCK)
    found = pin.pin_of(str(source))
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert found.line == f"potluck @ {source.as_uri()} \\\n    --hash=sha256:{digest}"
    assert (found.lock, found.is_hashed, found.is_local) == (LOCK, True, True)


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        pytest.param(
            {
                "url": "https://firm.example/potluck-1.0-py3-none-any.whl",
                "archive_info": {"hashes": {"sha256": "a" * 64}},
            },
            f"potluck @ https://firm.example/potluck-1.0-py3-none-any.whl \\\n    --hash=sha256:{'a' * 64}",
            id="hashes",
        ),
        pytest.param(
            {"url": "https://firm.example/p.whl", "archive_info": {"hash": f"sha256={'a' * 64}"}},
            f"potluck @ https://firm.example/p.whl \\\n    --hash=sha256:{'a' * 64}",
            id="the-older-form",
        ),
        pytest.param(
            {"url": "https://me:secret@firm.example/p.whl", "archive_info": {"hash": f"sha256={'a' * 64}"}},
            f"potluck @ https://firm.example/p.whl \\\n    --hash=sha256:{'a' * 64}",
            id="SEC-074-a-password-is-left-out",
        ),
        pytest.param(
            {"url": "https://t0ken@firm.example/potluck.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"potluck @ git+https://firm.example/potluck.git@{COMMIT}",
            id="SEC-074-a-token-too",
        ),
        pytest.param(
            {"url": "ssh://git@firm.example/potluck.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"potluck @ git+ssh://git@firm.example/potluck.git@{COMMIT}",
            id="the-user-git-is-none",
        ),
    ],
)
def test_the_running_potluck_is_pinned_by_its_own_metadata(origin: dict[str, object], line: str) -> None:
    """PEP 610: where it was installed from, with the hash or the commit."""
    assert pin._own_pin(origin).line == line


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        pytest.param({}, f"metadata do not say which one it is; {GIVE}", id="by-a-bare-name"),
        pytest.param({"url": "https://firm.example/p.whl", "archive_info": {}}, "do not say which one", id="no-hash"),
        pytest.param(
            {"url": "file:///nowhere", "dir_info": {"editable": True}}, f"pins nothing; {GIVE}", id="a-folder"
        ),
        pytest.param(
            {"url": "https://firm.example/p.git", "vcs_info": {"vcs": "git", "commit_id": "main"}},
            "in full",
            id="a-branch",
        ),
    ],
)
def test_what_does_not_pin_is_told_with_what_to_give(origin: dict[str, object], words: str) -> None:
    """Never a bare name: anybody could serve something under it."""
    with pytest.raises(PotluckError) as told:
        pin._own_pin(origin)
    assert words in str(told.value)


def test_a_checkout_offers_its_commit(tmp_path: Path) -> None:
    """As a word to copy; to take it is somebody's own decision."""
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        who = ["-c", "user.name=x", "-c", "user.email=x@x.example"]
        subprocess.run(["git", "-C", tmp_path, *who, *command], check=True)
    with pytest.raises(PotluckError, match=rf"here that is `--from git\+{tmp_path.as_uri()}@[0-9a-f]{{40}}`"):
        pin._own_pin({"url": tmp_path.as_uri(), "dir_info": {}})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param("potluck", "there is no wheel `potluck`", id="a-bare-name"),
        pytest.param("potluck==1.0", "there is no wheel `potluck==1.0`", id="a-version"),
        pytest.param("other.whl", "`other.whl` is not a wheel of Potluck", id="another-file"),
        pytest.param("other-1.0-py3-none-any.whl", "is not a wheel of Potluck", id="another-wheel"),
        pytest.param("potluck-1.0-py3-none-any.whl", "does not say what it needs", id="a-wheel-without-its-lock"),
        pytest.param("git+https://firm.example/p.git@main", "does not name one commit for good", id="a-branch"),
        pytest.param("git+https://firm.example/p.git@0123abc", "does not name one commit for good", id="half-a-commit"),
        pytest.param("git+https://firm.example/p.git", "does not name one commit for good", id="no-commit"),
        pytest.param("https://firm.example/potluck-1.0-py3-none-any.whl", "write its hash behind it", id="no-hash"),
    ],
)
def test_only_one_file_or_one_commit_can_be_given(tmp_path: Path, given: str, words: str) -> None:
    """And nothing is made where it is neither."""
    (tmp_path / "other.whl").touch()
    pretend_wheel(tmp_path, "other-1.0-py3-none-any.whl")
    pretend_wheel(tmp_path, "potluck-1.0-py3-none-any.whl", lock=None)
    ran = potluck("init", "t", "--from", given, within=tmp_path)
    assert ran.status == 2
    assert words in ran.sentence
    assert not (tmp_path / "t").exists()


def test_a_commit_is_kept_apart_from_what_is_checked_by_hash(tmp_path: Path) -> None:
    """In one file with hashes pip would refuse it; README says what that means."""
    assert potluck("init", "t", "--from", f"git+https://firm.example/p.git@{COMMIT}", within=tmp_path).status == 0
    assert (
        f"potluck @ git+https://firm.example/p.git@{COMMIT}\n" in (tmp_path / "t/requirements-potluck.txt").read_text()
    )
    assert "potluck @" not in (tmp_path / "t/requirements.txt").read_text()
    readme = (tmp_path / "t/README.md").read_text()
    assert "-m pip install --no-deps -r requirements-potluck.txt" in readme
    assert "pip cannot check the hash of what comes from git" in readme


def test_a_wheel_behind_an_address_is_pinned_by_the_hash_given(tmp_path: Path) -> None:
    """So a firm can keep one on a server of its own."""
    given = f"https://firm.example/potluck-1.0-py3-none-any.whl#sha256={'b' * 64}"
    assert potluck("init", "t", "--from", given, within=tmp_path).status == 0
    written = (tmp_path / "t/requirements.txt").read_text()
    assert f"potluck @ https://firm.example/potluck-1.0-py3-none-any.whl \\\n    --hash=sha256:{'b' * 64}\n" in written
