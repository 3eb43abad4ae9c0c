"""A plan as a commit here, or as a branch to ask for: made by the git of whoever is at work, under their own name."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote as url_quote

import msgspec

from potluck.charter import Charter
from potluck.desk.bench import Plan
from potluck.diagnostics import neutral
from potluck.errands.fetch import api_of
from potluck.forge.opening import Opening, Wanted
from potluck.model import PotluckError
from potluck.words import quote

_PATIENCE = 60  # seconds for git on this machine
_FAR = 300  # seconds for git and another machine
_REMOTE = "origin"
_NAMES = 100  # branches of one name that are tried
# What belongs to another repository than the one here, where git itself has called us.
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")


class Branch(msgspec.Struct, frozen=True):
    """A branch with the plan on it, and what it leaves from."""

    name: str
    base: str  # the branch of the forge that it is for
    pull: str = ""  # the address of the pull request, where one was opened
    is_pushed: bool = False


def refuse_unsaved(plan: Plan, root: Path) -> None:
    """A PotluckError where a file of *plan* holds more than git knows: it would be committed with it."""
    for file in plan.files:
        if _git(root, "ls-files", "--error-unmatch", "--", file.path, may_fail=True) is None:
            raise PotluckError(f"{file.path} is not in git yet; commit it first, then this can be a commit of its own")
        if _git(root, "diff", "--quiet", "HEAD", "--", file.path, may_fail=True) is None:
            raise PotluckError(f"{file.path} has changes that are not committed; commit them first, or put them aside")


def commit(plan: Plan, root: Path) -> str:
    """A commit of the plan's files alone, whatever else is staged; its short name."""
    paths = [file.path for file in plan.files]
    _git(root, "commit", "--quiet", "--only", "--cleanup=verbatim", f"--message={_message(plan)}", "--", *paths)
    return _git(root, "rev-parse", "--short", "HEAD") or ""


def branch(plan: Plan, root: Path, charter: Charter) -> Branch:
    """A branch with the plan on it; work tree, index and the branch that is checked out stay as they are.

    It leaves from what is published, `origin/main`, else from here. A PotluckError where the files are others there.
    """
    base = charter.forge.branch
    start = f"refs/remotes/{_REMOTE}/{base}"
    if _git(root, "rev-parse", "--verify", "--quiet", start, may_fail=True) is None:
        start = "HEAD"
    prefix = _git(root, "rev-parse", "--show-prefix") or ""
    with TemporaryDirectory(prefix="potluck-") as folder:
        index = os.path.join(folder, "index")
        _git(root, "read-tree", start, index=index)
        for file in plan.files:
            known = _git(root, "rev-parse", "--verify", "--quiet", f"{start}:./{file.path}", may_fail=True)
            if file.before and known != _git(root, "hash-object", "--stdin", hears=file.before):
                raise PotluckError(
                    f"{file.path} is another one at `{_short(start)}`; `git pull` brings the two together"
                )
            place = f"{prefix}{file.path}"
            if file.after is None:
                _git(root, "update-index", "--force-remove", "--", file.path, index=index)
            else:
                blob = _git(root, "hash-object", "-w", "--stdin", hears=file.after)
                _git(root, "update-index", "--cacheinfo", f"100644,{blob},{place}", index=index)
        tree = _git(root, "write-tree", index=index) or ""
    made = _git(root, "commit-tree", tree, "-p", start, hears=_message(plan).encode()) or ""
    for number in range(1, _NAMES):
        name = f"desk/{plan.deed}-{plan.slug}" + (f"-{number}" if number > 1 else "")
        if _has_all_of(root, f"refs/heads/{name}", made):
            return Branch(name, base)  # of an earlier run, which is gone on with
        taken = _git(root, "rev-parse", "--verify", "--quiet", f"refs/remotes/{_REMOTE}/{name}", may_fail=True)
        if taken is None and _git(root, "update-ref", f"refs/heads/{name}", made, "", may_fail=True) is not None:
            return Branch(name, base)
    raise PotluckError(
        f"there are {_NAMES} branches called desk/{plan.deed}-{plan.slug}; remove those that are done with"
    )


def _has_all_of(root: Path, name: str, made: str) -> bool:
    """Whether the branch *name* holds the same files as the commit *made*, upon the same one."""
    there, here = (_git(root, "log", "-1", "--format=%T %P", one, "--", may_fail=True) for one in (name, made))
    return there is not None and there == here


def ask_for(made: Branch, plan: Plan, root: Path, charter: Charter, environment: Mapping[str, str]) -> Branch:
    """*made* on the forge, with a pull request, where there is a token for that; else *made* as it is."""
    token = environment.get("GITHUB_TOKEN", "")
    if not charter.forge.home or not token:
        return made
    api = environment.get("GITHUB_API_URL") or api_of(charter.forge.url)
    hub = Opening(token, api, charter.forge.repository)
    push, compare = ways(made, charter)
    then = f"the branch {made.name} is there, and {push} goes on"
    try:
        _git(root, "push", "--quiet", _REMOTE, f"refs/heads/{made.name}:refs/heads/{made.name}", patience=_FAR)
        then = f"the branch {made.name} is pushed, and {compare} asks for it"
        wanted = Wanted(plan.title, _body(plan), made.name, made.base)
        address = hub.offer(wanted)
    except PotluckError as error:
        raise PotluckError(f"{error}; {then}") from error
    return Branch(made.name, made.base, address, is_pushed=True)


def ways(made: Branch, charter: Charter) -> tuple[str, str]:
    """How somebody goes on by hand: what to type, and the address that opens a pull request; "" without a forge."""
    home = charter.forge.home
    push = f"git push --set-upstream {_REMOTE} {made.name}"
    if not home:
        return push, ""
    compare = f"{url_quote(made.base, safe='/')}...{url_quote(made.name, safe='/')}"
    return push, f"{home}/compare/{compare}?expand=1"


def _message(plan: Plan) -> str:
    return f"{plan.title}\n" + (f"\n{plan.says}\n" if plan.says else "")


def _body(plan: Plan) -> str:
    """The words of a pull request; what somebody typed stays words (SEC-070)."""
    lines = [neutral.prose(plan.says)] if plan.says else []
    lines += [neutral.prose(one) for one in plan.told]
    lines.append(f"Made by `potluck {plan.deed}`.")
    return "\n\n".join(lines) + "\n"


def _short(reference: str) -> str:
    return reference.removeprefix("refs/remotes/")


def _git(
    root: Path,
    *arguments: str,
    hears: bytes = b"",
    may_fail: bool = False,
    patience: int = _PATIENCE,
    index: str = "",
) -> str | None:
    """What git says, without the line end; None where it fails and *may_fail*, else a PotluckError with its words.

    Here git is that of whoever runs it, with their name, hooks and credentials: it is their commit.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in _PLACES}
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"}
    if index:
        quiet["GIT_INDEX_FILE"] = index
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(
            command,
            input=hears,
            capture_output=True,
            timeout=patience,
            check=False,
            env=inherited | quiet,
        )
    except FileNotFoundError:
        raise PotluckError("there is no git on this machine, and it is needed here") from None
    except subprocess.TimeoutExpired:
        raise PotluckError(f"git has not answered in {patience} seconds") from None
    if not done.returncode:
        return done.stdout.decode("utf-8", "replace").removesuffix("\n")
    if may_fail:
        return None
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if any("tell me who you are" in line or "identity unknown" in line for line in words):
        raise PotluckError('git does not know your name yet: git config user.name "…", git config user.email "…"')
    refused = [line.strip() for line in words if "rejected]" in line or line.startswith("remote: ")]  # says why
    raise PotluckError(f"git cannot do that: {quote((refused or words)[-1], 200) if words else arguments[0]}")
