"""An empty community of one's own: charter, folders, pages, and a pinned Potluck. No sample data, none of our code."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec

from potluck.charter import parse_charter
from potluck.doors import doors_of
from potluck.errands.person import git_login
from potluck.errands.pin import Pin
from potluck.model import PotluckError
from potluck.paths import PACKAGE
from potluck.translation import ENGLISH, _, languages, nearest_to, speaking
from potluck.words import quote, spell, visible
from potluck.writing import create_file, told
from potluck.yamltext import as_entry, as_yaml

STARTER = PACKAGE / "starter"
# `{{name}}` of what it is filled in with; `{{"…"}}` of a text for people in YAML, `{{'…'}}` of one in Markdown.
SLOT = re.compile(r"\{\{(?:([a-z-]+)|\"([^\"]+)\"|'([^'\n]+)')\}\}")
OWN_PAGES = ("content/index.md", "content/404.md")
EMPTY = ("proposals/ideas/.gitkeep", "proposals/stories/.gitkeep", "site/theme/.gitkeep")
INSTALL = ".venv/bin/python -m pip install --require-hashes -r requirements.txt"
INSTALL_FROM_GIT = f"{INSTALL}\n.venv/bin/python -m pip install --no-deps -r requirements-potluck.txt"
# The same in a workflow, where the trusted branch lies in the folder `base`.
_IN_WORKFLOW = ("python -m pip install --require-hashes -r base/requirements.txt",)
_IN_WORKFLOW_FROM_GIT = (*_IN_WORKFLOW, "python -m pip install --no-deps -r base/requirements-potluck.txt")
# What nobody can switch on from a file. `gh` puts in the repository that it stands in.
SWITCHES = (
    "gh api -X PUT 'repos/{owner}/{repo}/actions/permissions/workflow'"
    " -f default_workflow_permissions=read -F can_approve_pull_request_reviews=true",
    "gh api -X PUT 'repos/{owner}/{repo}/branches/main/protection' --input .github/branch-protection.json",
    "gh api -X POST 'repos/{owner}/{repo}/pages' -f build_type=workflow",
    "gh api -X PUT 'repos/{owner}/{repo}/environments/github-pages'"
    " -F 'deployment_branch_policy[protected_branches]=true'"
    " -F 'deployment_branch_policy[custom_branch_policies]=false'",
    "gh label create idea --force",
    "gh label create story --force",
)
_DOTTED = {"gitignore": ".gitignore", "github": ".github"}  # a package may lose files whose names start with a dot

_HEAD = "# One Potluck and all that it needs, each by its hash. README.md says how to take another one.\n"
_HASHED = """\
The first entry of `requirements.txt` names one Potluck by its address and its hash: pip takes that very file or none.
For another one, let the new Potluck make a community in an empty folder (`potluck init`) and take over its
`requirements.txt`. Nothing else here has to change.
"""
_LOCAL = """
Its address is a file on the machine on which this community was started. Before others set it up, put that file where
they can fetch it, and write that address; the hash stays the same.
"""
_FROM_GIT = """\
`requirements-potluck.txt` names one Potluck by its commit. pip cannot check the hash of what comes from git, so the
commit's own name has to do, and the tools that build it are not pinned; all that Potluck needs is pinned by hash in
`requirements.txt`. A wheel is better: `potluck init DIR --from potluck-….whl` in an empty folder, and take over its
`requirements.txt`. Nothing else here has to change.
"""


class Community(msgspec.Struct, frozen=True):
    """What the starter's files are filled in with."""

    name: str
    today: date
    language: str
    facilitator: str  # "" where git does not say who is here


def name_of(given: str | None, target: Path) -> str:
    """The community's name: the *given* one, else the folder's in words."""
    name = given if given is not None else re.sub(r"[-_\s]+", " ", target.resolve().name).strip().capitalize()
    if not name.strip() or len(name) > 80 or not name.isprintable() or visible(name) != name:
        raise PotluckError(f"{quote(name)} cannot be a community's name; give one line of at most 80 letters: `--name`")
    return name.strip()


def refuse_occupied(target: Path, *, but: str = ".git") -> None:
    """A PotluckError unless *target* is absent or empty; git's own folder may be there already, and *but*."""
    if target.is_symlink():
        raise PotluckError(f"{quote(str(target))} is a link; name the folder itself")
    if target.exists() and not target.is_dir():
        raise PotluckError(f"{quote(str(target))} is a file; name a folder that is empty or not there yet")
    if target.is_dir() and (there := sorted(path.name for path in target.iterdir() if path.name not in (".git", but))):
        raise PotluckError(f"{quote(str(target))} is not empty ({quote(there[0])} is in it); name one that is")


def community_of(name: str, language: str, today: date, pin: Pin) -> Community:
    """The community by *name*, with the git user as its first facilitator where git says who that is.

    A PotluckError where nothing of ours speaks *language*.
    """
    if not nearest_to(language):
        words = spell(sorted(languages()))
        raise PotluckError(f"Potluck does not speak {quote(language)}; write one of {words}, or begin with a catalogue")
    charter = parse_charter(_filled("potluck.yml", Community(name, today, language, ""), pin).encode()).charter
    return Community(name, today, language, git_login(Path.cwd(), charter))


def files_of(community: Community, pin: Pin) -> dict[str, str]:
    """Every file of the new community by its path.

    In another language than English it has those pages alone that Potluck does not bring in that language itself.
    """
    files = dict.fromkeys(EMPTY, "")
    is_english = nearest_to(community.language) == ENGLISH
    for path in sorted(STARTER.rglob("*")):
        name = path.relative_to(STARTER).as_posix()
        is_wanted = is_english or not name.startswith("content/") or name in OWN_PAGES
        if path.is_file() and is_wanted and path.suffix != ".lock" and "__pycache__" not in path.parts:
            files[dotted(name)] = _filled(name, community, pin)
    charter = parse_charter(files["potluck.yml"].encode()).charter
    files |= doors_of(charter) if charter else {}
    if pin.is_hashed:
        files["requirements.txt"] = f"{_HEAD}{pin.line}\n{pin.lock}"
    else:
        files["requirements.txt"] = f"# All that Potluck needs, each by its hash.\n{pin.lock}"
        files["requirements-potluck.txt"] = f"# One Potluck by its commit; see README.md.\n{pin.line}\n"
    return files


def dotted(name: str) -> str:
    """Where the starter's file *name* goes in a community."""
    first, slash, rest = name.partition("/")
    return f"{_DOTTED.get(first, first)}{slash}{rest}"


def in_workflows(commands: Iterable[str], lock: str) -> dict[str, str]:
    """What the workflows' templates are filled in with: how Potluck is installed, and which lock it stands on."""
    return {"install-in-base": "\n          ".join(commands), "lock": lock}


def _filled(name: str, community: Community, pin: Pin) -> str:
    words = in_workflows(_IN_WORKFLOW if pin.is_hashed else _IN_WORKFLOW_FROM_GIT, "requirements.txt") | {
        "name": community.name,
        "name-yaml": as_yaml(community.name),
        "name-markdown": re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", community.name),
        "today": community.today.isoformat(),
        "language": community.language,
        "facilitator": as_yaml(community.facilitator) if community.facilitator else "",
        "settings": "\n".join(SWITCHES),
        "install": INSTALL if pin.is_hashed else INSTALL_FROM_GIT,
        "upgrade": ((_HASHED if pin.is_hashed else _FROM_GIT) + (_LOCAL if pin.is_local else "")).strip(),
    }
    with speaking(community.language):
        return fill(name, words)


def fill(name: str, words: Mapping[str, str]) -> str:
    """The starter's file *name*, filled in with *words*; texts for people are in the language that is spoken."""

    def filled(found: re.Match[str]) -> str:
        if found[1]:
            return words[found[1]]
        if found[3]:
            return _(found[3])
        is_entry = found.string.startswith("}", found.end())
        return as_entry(_(found[2])) if is_entry else as_yaml(_(found[2]))

    return SLOT.sub(filled, (STARTER / name).read_text("utf-8"))


def write_community(target: Path, files: dict[str, str]) -> None:
    """Put *files* into *target*: all of them, or none."""
    with told(str(target)):
        is_new = not target.exists()
        target.mkdir(parents=True, exist_ok=True)
        within = Path(tempfile.mkdtemp(prefix=".potluck-init-", dir=target))  # it may be a disk of its own
        try:
            for path, text in files.items():
                create_file(within, path, text.encode())
            refuse_occupied(target, but=within.name)
            for entry in sorted(within.iterdir()):
                os.rename(entry, target / entry.name)
        finally:
            shutil.rmtree(within, ignore_errors=True)
            if is_new:
                with suppress(OSError):  # goes only where it stayed empty
                    target.rmdir()
