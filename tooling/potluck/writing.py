"""Files are written whole or not at all, one writer at a time, and never through a link."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from potluck.model import PotluckError

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_HARD_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)  # some shared folders and memory sticks
PATIENCE = 60  # seconds that one command waits for another


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes its place at *path* once it is whole: a kill at any moment leaves the old file or
    the new (REL-010).
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def replace_file(path: Path, content: bytes) -> None:
    """Put *content* at *path* whole or not at all."""
    with replacing(path) as file:
        file.write(content)


def create_file(root: Path, path: str, content: bytes) -> None:
    """Put *content* at *path* below *root*, whole, where nothing is yet; missing folders are made.

    A FileExistsError where something is there, an OSError where a step to it is a link (SEC-073).
    """
    *folders, name = path.split("/")
    step = os.open(root, _FOLDER)
    try:
        for folder in folders:
            with suppress(FileExistsError):
                os.mkdir(folder, dir_fd=step)
            last, step = step, os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=step)
            os.close(last)
        beside = f".{name}.{secrets.token_hex(4)}"
        try:
            _write(os.open(beside, _NEW, 0o644, dir_fd=step), content)
            os.link(beside, name, src_dir_fd=step, dst_dir_fd=step, follow_symlinks=False)  # refuses to overwrite
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            _write(os.open(name, _NEW, 0o644, dir_fd=step), content)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(beside, dir_fd=step)
    finally:
        os.close(step)


def rewrite_file(root: Path, path: str, before: bytes, after: bytes) -> None:
    """Put *after* in place of the file at *path* below *root*, whole, if it still holds *before*.

    A PotluckError where it holds something else by now; an OSError where it, or a step to it, is a link (SEC-073). A
    kill at any moment leaves the old file or the new (REL-010).
    """
    *folders, name = path.split("/")
    step = os.open(root, _FOLDER)
    try:
        for folder in folders:
            last, step = step, os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=step)
            os.close(last)
        with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=step), "rb") as file:
            if file.read(len(before) + 1) != before:
                raise PotluckError(f"`{path}` was changed by somebody else meanwhile; nothing was written there")
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        beside = f".{name}.{secrets.token_hex(4)}"
        try:
            _write(os.open(beside, _NEW, 0o600, dir_fd=step), after, mode)
            os.replace(beside, name, src_dir_fd=step, dst_dir_fd=step)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(beside, dir_fd=step)
    finally:
        os.close(step)


def remove_file(root: Path, path: str) -> None:
    """Take the file at *path* below *root* away; an OSError where a step to it is a link (SEC-073)."""
    *folders, name = path.split("/")
    step = os.open(root, _FOLDER)
    try:
        for folder in folders:
            last, step = step, os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=step)
            os.close(last)
        os.unlink(name, dir_fd=step)
    finally:
        os.close(step)


def _write(handle: int, content: bytes, mode: int | None = None) -> None:
    with os.fdopen(handle, "wb") as file:
        if mode is not None:
            os.fchmod(handle, mode)
        file.write(content)
        file.flush()
        os.fsync(handle)


@contextmanager
def locked(root: Path, name: str) -> Iterator[None]:
    """Nobody else under the same *name* meanwhile. The system lets go of it when its holder dies (REL-014)."""
    folder = root / ".potluck"
    refuse_links(root, ".potluck", f".potluck/{name}.lock")
    folder.mkdir(exist_ok=True)
    try:
        with FileLock(folder / f"{name}.lock", timeout=PATIENCE):
            yield
    except Timeout:
        words = f"another command has been writing for {PATIENCE} seconds; try again when it is done"
        raise PotluckError(words) from None


def refuse_links(root: Path, *paths: str) -> None:
    """A PotluckError where one of *paths* below *root* is a link: what is written there would land elsewhere."""
    for path in paths:
        if path != "." and (root / path).is_symlink():
            raise PotluckError(f"`{path}` is a link to another place, and Potluck never writes through one")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Says in one sentence that *what* cannot be written, and why, where the system refuses (REL-011)."""
    try:
        yield
    except OSError as error:
        raise PotluckError(f"{what} cannot be written: {error.strerror or error}; nothing was changed") from error
