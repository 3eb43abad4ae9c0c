"""The whole site as one file to take home: unpacked, it is read from its folder, without a server or a net.

Every page comes along with its addresses written out, every other file as it is. A browser lets no page of a folder
read a file, so what scripts read lies there once more, as a script that hands it over. The same site gives the same
bytes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from potluck.days import stamp
from potluck.model import PotluckError
from potluck.press.relink import Folder
from potluck.press.search import FOLDER as SEARCH
from potluck.views.find import script_of
from potluck.writing import replacing, told

LIST = "api/v1/proposals.json"
AS_SCRIPTS = "as-scripts"  # where find/box.js takes from what it cannot read
_FOR_SCRIPTS = re.compile(r"(?:api/v1|ledger|submit)/(?!schema/).*\.jsonl?")
_OF_A_SERVER = re.compile(rf"404\.html|{SEARCH}/.*")  # nobody answers any address here, and Pagefind loads nothing
# What a name may be on every system, and no way out of the folder: Windows takes `\` and `:` for such.
_NAME = re.compile(r'[^\x00-\x1f\x7f\\:*?"<>|\ud800-\udfff]+')
_EARLIEST = 1980  # the years that a zip can name
_LATEST = 2107
_UNIX = 3
_FILE = 0o100644 << 16  # that anybody may read, and its owner change

README = """\
{name}, to take home
{notice}
This is the whole public record of {name} as it stood on {day}{commit}:
every page, every proposal and what became of it, every number, and what it was counted from.
{source}
To read it

    Open index.html with a browser. Nothing has to be installed, and it needs neither a server nor the net: lists can be
    searched, filtered and put in order, proposals compared, the time machine runs, and the button on a proposal's page
    counts its votes anew. Titles and summaries are searched; whole texts, on the site alone. Links that lead elsewhere,
    such as to a conversation, still need the net.

What is where

    index.html      the first page; every other has a folder of its own
    api/v1/         every number as JSON, with its schemas
    ledger/         what people said, as files of one line each
    feed.xml        what happened; calendar.ics has what is due
    {scripts}/     what the pages' scripts read, as scripts: a browser lets no page of a folder read a file

To count it anew

    With Potluck, in a clone of the community's repository:

        potluck recount {at}--site THIS-FOLDER

    Other ways, also with nothing of Potluck, are on the page recount/index.html.
"""


class _Head(msgspec.Struct):
    """What the published list says of its own making."""

    name: str
    notice: str
    clock: datetime


class Packed(msgspec.Struct, frozen=True):
    """What came of it."""

    files: int
    size: int  # in bytes
    odd: tuple[str, ...]  # the places of what could not come along: not every system can hold such a name


def pack(site: Path, site_url: str, commit: str, out: Path) -> Packed:
    """Put the *site*, printed from *commit* ("" where git does not tell), into *out*, whole or not at all."""
    head = _head(site)
    found = sorted(_places(str(site), ""))
    odd = tuple(place for place in found if not _NAME.fullmatch(place))
    left_out = {place for place in found if place in odd or _OF_A_SERVER.fullmatch(place)} | {out.name}
    places = [place for place in found if place not in left_out]
    folder = Folder(frozenset(places), frozenset(left_out), site_url)
    number = 0
    with told(str(out)), replacing(out) as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as packed:
            for place, content in _entries(site, folder, places, _readme(head, site_url, commit)):
                entry = ZipInfo(f"{out.stem}/{place}", _moment(head.clock))
                entry.create_system, entry.external_attr, entry.compress_type = _UNIX, _FILE, ZIP_DEFLATED
                packed.writestr(entry, content)
                number += 1
        size = file.tell()
    return Packed(number, size, odd)


def _head(site: Path) -> _Head:
    try:
        return msgspec.json.decode((site / LIST).read_bytes(), type=_Head)
    except FileNotFoundError:
        raise PotluckError(f"there is no site in {site}; `potluck build` makes one") from None
    except msgspec.MsgspecError as error:
        raise PotluckError(f"{LIST} does not say whose it is and by which clock: {error}") from error


def _places(folder: str, below: str) -> Iterator[str]:
    """Every plain file in *folder*, by its path below the site. A link is none: it may lead out of it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _places(entry.path, f"{below}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                yield f"{below}{entry.name}"


def _entries(site: Path, folder: Folder, places: list[str], readme: str) -> Iterator[tuple[str, bytes]]:
    """Every file of the copy by its place."""
    yield "README.txt", readme.encode()
    for place in places:
        content = (site / place).read_bytes()
        if place.endswith(".html"):
            content = folder.page(place, content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        yield place, content
        if _FOR_SCRIPTS.fullmatch(place):
            name = f"{AS_SCRIPTS}/{place}.js"
            yield name, script_of(name, content.decode("utf-8", "replace"))


def _readme(head: _Head, site_url: str, commit: str) -> str:
    return README.format(
        name=head.name,
        notice=f"\n{head.notice}\n" if head.notice else "",
        day=stamp(head.clock),
        commit=f", printed from the commit {commit[:12]}" if commit else "",
        source=f"It was taken from {site_url}\n" if site_url else "",
        scripts=AS_SCRIPTS,
        at=f"--at {commit[:12]} " if commit else "",
    )


def _moment(clock: datetime) -> tuple[int, int, int, int, int, int]:
    """*clock*, as near as a zip can name it."""
    year = min(max(clock.year, _EARLIEST), _LATEST)
    return (year, clock.month, clock.day, clock.hour, clock.minute, clock.second)
