"""The only writer of the site: a tree is made beside the old one and takes its place when it is whole (REL-012)."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from potluck.cache import keep, load_kept
from potluck.copies import share
from potluck.model import PotluckError

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE = -100  # AT_FDCWD

Manifest = dict[str, tuple[str, int, int]]  # place: key, size, modified (ns)


class Tree:
    """The site that is being made. Two trees take turns: what is in both already is neither written nor linked again.

    A place is a file's path in the site. Its key stands for everything that its content is made of.
    """

    def __init__(self, site: Path, cache: Path) -> None:
        self.site = site
        self.folder = site.parent / f".{site.name}-next"
        self._cache = cache
        aside = _aside(self.folder)
        if aside.exists() and not site.exists():  # killed in the middle of a swap of three steps
            aside.rename(site)
        self._manifests = {"site": self._load("site", site), "next": self._load("next", self.folder)}
        if not self._manifests["next"]:
            shutil.rmtree(self.folder, ignore_errors=True)
        # While it is being changed nothing vouches for it: a kill from here on only costs the next build time.
        self._path("next").unlink(missing_ok=True)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PotluckError(f"{self.folder} cannot be made: {error.strerror}") from error
        self.wanted: dict[str, str] = {}
        self._intact: Manifest = {}  # of those wanted, what was there already
        self.written: set[str] = set()

    def has(self, place: str, key: str) -> bool:
        """Want *place* with the content that *key* stands for. True where it is there already, or could be linked."""
        if place in self.wanted:
            raise PotluckError(f"two pages want the address {place}; rename one of them")
        self.wanted[place] = key
        if (
            (entry := self._manifests["next"].get(place))
            and entry[0] == key
            and self._is_intact(self.folder, place, entry)
        ):
            self._intact[place] = entry
            return True
        if (
            (entry := self._manifests["site"].get(place))
            and entry[0] == key
            and self._is_intact(self.site, place, entry)
        ):
            target = f"{self.folder}/{place}"
            _make_way(target)
            _second_name(f"{self.site}/{place}", target)
            self._intact[place] = entry
            return True
        self.written.add(place)
        return False

    def write(self, place: str, content: bytes) -> None:
        """Put *content* at *place*."""
        write_fresh(f"{self.folder}/{place}", content)

    def forget(self, place: str) -> None:
        """Want *place* no more: there turned out to be nothing for it."""
        self.wanted.pop(place, None)
        self.written.discard(place)

    def put(self, place: str, key: str, content: bytes) -> None:
        """Want *place*, and write it where it is not there."""
        if not self.has(place, key):
            self.write(place, content)

    def tidy(self, part: str = "", *, but: str = "") -> None:
        """Take away what nobody wants: below the folder *part* (all of it by default), except below *but*."""
        top = self.folder / part
        if top.is_dir():
            self._clear(str(top), f"{part}/" if part else "", f"{but}/")

    def finish(self) -> int:
        """Swap the tree in, tidied before. Returns how many files were made anew."""
        manifest: Manifest = {}
        for place, key in self.wanted.items():
            if (entry := self._intact.get(place)) is None:
                info = os.lstat(f"{self.folder}/{place}")
                entry = (key, info.st_size, info.st_mtime_ns)
            manifest[place] = entry
        old = self._manifests["site"] if self.site.exists() else {}
        self._path("site").unlink(missing_ok=True)
        _swap(self.folder, self.site)
        keep(self._path("site"), str(self.site), manifest)
        if not (self.folder.exists() and old):
            shutil.rmtree(self.folder, ignore_errors=True)
            _twin(str(self.site), str(self.folder))
            old = manifest
        keep(self._path("next"), str(self.folder), old)
        return len(self.written)

    def _clear(self, folder: str, place: str, but: str) -> bool:
        """Remove what nobody wants from *folder*, which lies at *place*; whether nothing is left."""
        is_empty = True
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if f"{place}{entry.name}/" != but and self._clear(entry.path, f"{place}{entry.name}/", but):
                        os.rmdir(entry.path)
                    else:
                        is_empty = False
                elif f"{place}{entry.name}" not in self.wanted:
                    os.unlink(entry.path)
                else:
                    is_empty = False
        return is_empty

    def _load(self, name: str, folder: Path) -> Manifest:
        return (load_kept(self._path(name), str(folder), Manifest) or {}) if folder.is_dir() else {}

    def _path(self, name: str) -> Path:
        return self._cache / f"tree-{name}.msgpack"

    @staticmethod
    def _is_intact(folder: Path, place: str, entry: tuple[str, int, int]) -> bool:
        """Whether the file is as it was left: nobody has changed it by hand."""
        try:
            info = os.lstat(f"{folder}/{place}")
        except OSError:
            return False
        return (info.st_size, info.st_mtime_ns) == entry[1:]


def write_fresh(path: str, content: bytes) -> None:
    """Put *content* at *path* as a file of its own: what was there may have another name in the site."""
    try:
        file = _new(path)
    except FileExistsError:
        os.unlink(path)
        file = _new(path)
    except FileNotFoundError:  # asked only now: most folders are there, or are the one that is missing
        _make_folder(os.path.dirname(path))
        file = _new(path)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
    finally:
        os.close(file)


def _new(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)
    except FileExistsError:  # another process was quicker
        pass


def _make_way(path: str) -> None:
    """Nothing at *path*, and its folder made."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        _make_folder(os.path.dirname(path))


def _second_name(file: str, name: str) -> None:
    """The same file under another name; a copy where the disk has no second names."""
    try:
        os.link(file, name)
    except OSError:
        shutil.copy2(file, name)


def _twin(site: str, twin: str) -> None:
    """A second name in *twin* for every file of *site*: the next build then touches only what is new."""

    folders = [folder for folder, _, _ in os.walk(site)]
    for folder in folders:  # whoever holds one comes before it
        _make_folder(f"{twin}{folder.removeprefix(site)}")

    def link(folders: Iterable[str]) -> None:
        for folder in folders:
            there = f"{twin}{folder.removeprefix(site)}"
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not entry.is_dir(follow_symlinks=False):
                        _second_name(entry.path, f"{there}/{entry.name}")

    share(folders, link, lambda _: None)


def _aside(new: Path) -> Path:
    """Where the site lies for a moment, where two folders cannot be exchanged in one step."""
    return new.with_name(f"{new.name}-old")


def _swap(new: Path, site: Path) -> None:
    """Put *new* at *site*; what was there is at *new* then. In one step where the system can."""
    if not site.exists():
        new.rename(site)
        return
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if exchange and exchange(_HERE, os.fsencode(new), _HERE, os.fsencode(site), _EXCHANGE) == 0:
        return
    aside = _aside(new)
    site.rename(aside)
    new.rename(site)
    aside.rename(new)
