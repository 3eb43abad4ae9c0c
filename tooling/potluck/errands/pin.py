"""Which Potluck a community runs: one file by its hash, or one commit. Never a bare name, which anybody could serve."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import zipfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import msgspec

from potluck.errands.person import PATIENCE
from potluck.model import PotluckError
from potluck.paths import PACKAGE
from potluck.words import quote

LOCK = "starter/requirements.lock"  # in the package; in a checkout the repository's own
GIVE = "give one with `--from`: a wheel, such as `--from potluck-1.0-py3-none-any.whl`, or git+URL@COMMIT"
_WHEEL = re.compile(r"potluck-[^-/]+(?:-[0-9][^-/]*)?-[^-/]+-[^-/]+-[^-/]+\.whl")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Pin(msgspec.Struct, frozen=True):
    """A line for a requirements file, and the lines for all that Potluck needs."""

    line: str
    lock: str
    is_hashed: bool
    is_local: bool = False  # at an address that no other machine can reach


def pin_of(given: str | None) -> Pin:
    """The pin that `--from` *given* asks for, else the one of the Potluck that is running."""
    if given is None:
        return _own_pin(_metadata())
    if given.startswith("git+"):
        return _git_pin(given)
    if given.startswith("https://"):
        return _address_pin(given)
    return _wheel_pin(Path(given))


def _wheel_pin(path: Path) -> Pin:
    if not path.is_file():
        raise PotluckError(f"there is no wheel {quote(str(path))}; {GIVE}")
    if not _WHEEL.fullmatch(path.name) or not zipfile.is_zipfile(path):
        raise PotluckError(f"{quote(path.name)} is not a wheel of Potluck; {GIVE}")
    with zipfile.ZipFile(path) as wheel:
        try:
            lock = wheel.read(f"potluck/{LOCK}").decode()
        except KeyError:
            raise PotluckError(f"the wheel {quote(path.name)} does not say what it needs; build it anew") from None
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _hashed(path.resolve().as_uri(), digest, lock)


def _address_pin(given: str) -> Pin:
    address, _, fragment = given.partition("#")
    digest = fragment.removeprefix("sha256=")
    if not _SHA256.fullmatch(digest) or not _WHEEL.fullmatch(unquote(urlsplit(address).path).rpartition("/")[2]):
        raise PotluckError(f"{quote(given)} does not name one wheel for good; write its hash behind it: `#sha256=…`")
    return _hashed(_without_secrets(address), digest, own_lock())


def _git_pin(given: str) -> Pin:
    address, _, commit = given.partition("#")[0].rpartition("@")
    if not _COMMIT.fullmatch(commit) or "://" not in address:
        raise PotluckError(f"{quote(given)} does not name one commit for good; write it as git+URL@COMMIT, in full")
    return Pin(
        f"potluck @ {_without_secrets(address)}@{commit}",
        own_lock(),
        is_hashed=False,
        is_local=address.startswith("git+file:"),
    )


def _hashed(address: str, digest: str, lock: str) -> Pin:
    line = f"potluck @ {address} \\\n    --hash=sha256:{digest}"
    return Pin(line, lock, is_hashed=True, is_local=address.startswith("file:"))


def _metadata() -> Mapping[str, Any]:
    """Where the running Potluck was installed from (PEP 610); empty where its installer did not say."""
    try:
        text = distribution("potluck").read_text("direct_url.json")
        found = json.loads(text) if text else {}
    except (PackageNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _own_pin(origin: Mapping[str, Any]) -> Pin:
    """The pin that PEP 610 metadata tells; a PotluckError that says what to give where they tell none."""
    address = str(origin.get("url", ""))
    archive, repository = origin.get("archive_info"), origin.get("vcs_info")
    if isinstance(archive, dict):
        hashes = archive.get("hashes") or {}
        digest = hashes.get("sha256") or str(archive.get("hash", "")).removeprefix("sha256=")
        if _SHA256.fullmatch(digest):
            return _hashed(_without_secrets(address), digest, own_lock())
    if isinstance(repository, dict) and repository.get("vcs") == "git":
        return _git_pin(f"git+{address}@{repository.get('commit_id', '')}")
    if "dir_info" in origin:
        folder = Path(unquote(urlsplit(address).path))
        commit = _head(folder)
        offer = f"; here that is `--from git+{folder.as_uri()}@{commit}`" if commit else ""
        raise PotluckError(f"this Potluck runs from a folder that can change, which pins nothing; {GIVE}{offer}")
    raise PotluckError(f"this Potluck's metadata do not say which one it is; {GIVE}")


def _head(folder: Path) -> str:
    """The commit at which the checkout in *folder* stands; "" where it is none."""
    command = ["git", "-C", str(folder), "rev-parse", "--verify", "HEAD"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if _COMMIT.fullmatch(answer.stdout.strip()) else ""


def _without_secrets(address: str) -> str:
    """*address* without a password or token, which a file in a repository must not hold (SEC-074)."""
    parts = urlsplit(address)
    user, at, host = parts.netloc.rpartition("@")
    kept = "git@" if at and user == "git" else ""
    return urlunsplit(parts._replace(netloc=f"{kept}{host}"))


def own_lock() -> str:
    """What the running Potluck needs, each with its hashes."""
    for path in (PACKAGE / LOCK, PACKAGE.parents[1] / "requirements.lock"):
        if path.is_file():
            return path.read_text("utf-8")
    raise PotluckError(f"this Potluck does not say what it needs; {GIVE}")
