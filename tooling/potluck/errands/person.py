"""Who sits at this keyboard, as far as git's settings vouch for it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from potluck.charter import Charter
from potluck.charter.model import LOGIN
from potluck.history.people import People
from potluck.model import PotluckError
from potluck.words import quote

PATIENCE = 10  # seconds; git answers in milliseconds, or hangs on a dead network folder


def login_of(given: str | None, option: str, root: Path, charter: Charter) -> str:
    """The login that was *given*, else the git user's; a PotluckError that names *option* where there is neither."""
    if given is not None:
        return read_login(given)
    if login := git_login(root, charter):
        return login
    raise PotluckError(
        f"git does not say who you are here; add `{option} LOGIN` with the name that people know you by, such as `ana`"
    )


def read_login(given: str, *, bots: bool = False) -> str:
    """The login that was *given*, with or without `@`, a bot's only with *bots*; a PotluckError where it is none."""
    login = given.removeprefix("@")
    if not re.fullmatch(LOGIN, login.removesuffix("[bot]") if bots else login):
        raise PotluckError(f"{quote(given)} is not a login; one is made of letters, digits and hyphens, like `ana`")
    return login


def git_login(root: Path, charter: Charter | None = None) -> str:
    """The login in git's settings: `github.user`, else the one behind `user.email`; "" where there is none."""
    named = _setting(root, "github.user")
    if re.fullmatch(LOGIN, named):
        return named
    return People(charter).login(_setting(root, "user.email")) if charter else ""


def _setting(root: Path, name: str) -> str:
    """What git is set to; "" where it is not set, or there is no git."""
    command = ["git", "-C", str(root), "config", "--get", name]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""
