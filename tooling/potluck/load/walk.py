"""Which files there are, without following anything: links, devices, submodules and odd names are told, not opened."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from potluck.charter import Charter
from potluck.model import START, Fault, PotluckError, Problem
from potluck.slugs import NAME_LIMIT, make_slug
from potluck.translation import _
from potluck.words import quote

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.md")
# Names that Windows keeps for devices, whatever follows the dot: there, a clone with one of them fails.
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


class Found(msgspec.Struct, frozen=True):
    """A file below the proposals' folder. `fault` says why it must not be opened."""

    path: str  # from the repository's root, with `/`
    folder: str  # the kind's folder, or "" for the proposals' folder itself
    slug: str
    stamp: tuple[int, int, int, int]  # size, modified, changed, inode: what an unchanged file keeps
    fault: Fault | None = None


def walk(root: Path, charter: Charter) -> tuple[list[Found], frozenset[str]]:
    """The proposals' files, sorted, and the paths of all plain files beside them (attachments).

    A kind's folder holds `<slug>.md`, or `<slug>/index.md` with its attachments. Other Markdown files are found too, so
    that nothing anyone brought is silently lost.
    """
    top = root / charter.proposals
    if not top.is_dir() or top.is_symlink():
        raise PotluckError(f"there is no folder `{charter.proposals}` for proposals in {root}")
    folders = _folders(charter)
    documents: list[Found] = []
    files: set[str] = set()
    for entry, parts in _entries(top):
        path = "/".join((charter.proposals, *parts)) if charter.proposals != "." else "/".join(parts)
        info = entry.stat(follow_symlinks=False)
        is_markdown = parts[-1].lower().endswith((".md", ".markdown"))
        if stat.S_ISREG(info.st_mode):
            files.add(path)
            if not is_markdown:
                continue
        folder, within = _split(parts, folders)
        slug = _slug(within)
        stamp = (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)
        documents.append(Found(path, folder, slug, stamp, _fault(info, within)))
    documents.sort(key=lambda found: found.path.encode("utf-8", "surrogateescape"))
    return documents, frozenset(files)


def name_of(path: str, charter: Charter) -> tuple[str, str]:
    """The kind's folder and the slug of the proposal at *path*, which lies in the proposals' folder."""
    inside = path if charter.proposals == "." else path.removeprefix(f"{charter.proposals}/")
    folder, within = _split(tuple(inside.split("/")), _folders(charter))
    return folder, _slug(within)


def _folders(charter: Charter) -> set[str]:
    return {rules.folder for rules in charter.kinds.values()} - {"."}


def _split(parts: tuple[str, ...], folders: set[str]) -> tuple[str, tuple[str, ...]]:
    """The kind's folder, "" where it is in none, and the names below it."""
    folder = parts[0] if len(parts) > 1 and parts[0] in folders else ""
    return folder, parts[1:] if folder else parts


def _entries(top: Path) -> Iterator[tuple[os.DirEntry[str], tuple[str, ...]]]:
    """All that is not a plain folder, with the names that lead to it. Hidden names and repositories in it are left."""
    pending: list[tuple[str, tuple[str, ...]]] = [(str(top), ())]
    while pending:
        folder, parts = pending.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if not os.path.lexists(os.path.join(entry.path, ".git")):
                        pending.append((entry.path, (*parts, entry.name)))
                else:
                    yield entry, (*parts, entry.name)


def _slug(within: tuple[str, ...]) -> str:
    """The file's own name, or its folder's for an `index.md`; made safe where the name is not (SEC-009)."""
    name = within[-2] if len(within) > 1 and within[-1] == "index.md" else within[-1]
    stem = name[:-3] if name.endswith(".md") else re.sub(r"\.(md|markdown)$", "", name, flags=re.IGNORECASE)
    return stem if NAME.fullmatch(f"{stem}.md") else make_slug(stem, "file", unique="/".join(within))


def _fault(info: os.stat_result, within: tuple[str, ...]) -> Fault | None:
    """Why a file must not be opened: what it is, or how it is called."""
    if not stat.S_ISREG(info.st_mode):
        message = _("this is a symbolic link") if stat.S_ISLNK(info.st_mode) else _("this is a special file")
        return Fault("not-a-plain-file", Problem(START, message, _("put the text itself here, in a plain file")))
    names = [part if part.endswith(".md") else f"{part}.md" for part in within]
    if wrong := next((name for name in names if not NAME.fullmatch(name) or len(name) > NAME_LIMIT), None):
        plain = make_slug(wrong.rpartition(".")[0] or wrong, "file")
        hint = _(
            "use small letters a-z, digits and hyphens, then `.md`, at most %(most)s in all: `%(name)s.md`",
            most=NAME_LIMIT,
            name=plain,
        )
        return Fault(
            "odd-name", Problem(START, _("the name %(name)s cannot become an address", name=quote(wrong)), hint)
        )
    if reserved := next((part for part in within if part.partition(".")[0] in RESERVED), None):
        hint = _("add a word: `%(name)s.md`", name=f"{reserved.partition('.')[0]}-night")
        return Fault(
            "odd-name",
            Problem(START, _("some computers keep the name %(name)s for themselves", name=quote(reserved)), hint),
        )
    if len(within) > 2 or (len(within) == 2 and within[1] != "index.md"):
        hint = _("move it up into its kind's folder, or call it `index.md`")
        return Fault("odd-place", Problem(START, _("this file lies too deep to be found"), hint))
    return None


def open_plainly(root: Path, path: str, most: int) -> bytes:
    """At most *most* + 1 bytes of a plain file below *root*; an OSError where a step to it is a link (SEC-004)."""
    *folders, name = path.split("/")
    step = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            last, step = step, os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=step)
            os.close(last)
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=step)
    finally:
        os.close(step)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(f"{path} is not a plain file")
        return file.read(most + 1)
