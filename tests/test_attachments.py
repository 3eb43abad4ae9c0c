"""What lies beside the proposals: told by content, name and git's own list, and published without its secrets."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tests.support.commands import potluck
from tests.support.community import Small
from tests.support.hostile import CANARY
from tests.support.patience import within
from tests.support.repository import Repository

from potluck.load import Beside, look_beside
from potluck.load.pictures import picture_fault
from potluck.press.attachments import picture


def painted(form: str = "PNG", size: tuple[int, int] = (8, 4), **options: object) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **options)
    return out.getvalue()


def moving(form: str, frames: int, size: tuple[int, int] = (1, 1), **options: object) -> bytes:
    """A picture that moves."""
    pictures = [
        Image.new("RGB", size, (number * 37 % 256, number * 91 % 256, number * 53 % 256)) for number in range(frames)
    ]
    out = io.BytesIO()
    pictures[0].save(out, form, save_all=True, append_images=pictures[1:], **options)
    return out.getvalue()


def huge_png() -> bytes:
    """A few hundred bytes that say they are ten thousand million points."""
    import struct
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("run.sh", CANARY)
    return out.getvalue()


# --- what a picture is ---


@pytest.mark.parametrize(
    ("raw", "suffix", "fault"),
    [
        pytest.param(painted(), ".png", "", id="a-picture"),
        pytest.param(painted("JPEG"), ".jpeg", "", id="a-photograph"),
        pytest.param(moving("GIF", 5), ".gif", "", id="one-that-moves"),
        pytest.param(painted("GIF"), ".png", "is called .png and is GIF inside", id="another-form-than-its-name"),
        pytest.param(painted("BMP"), ".png", "is not a picture inside", id="a-form-that-is-not-published"),
        pytest.param(b"<svg onload='alert(1)'/>", ".png", "is not a picture inside", id="a-drawing-that-runs"),
        pytest.param(b"<!doctype html><script>", ".gif", "is not a picture inside", id="a-page"),
        pytest.param(archive(), ".webp", "is not a picture inside", id="an-archive"),
        pytest.param(b"\x7fELF" + bytes(900), ".png", "is not a picture inside", id="a-program"),
        pytest.param(painted()[:60], ".png", "is not a picture inside", id="half-a-picture"),
        pytest.param(b"", ".png", "is not a picture inside", id="nothing"),
        pytest.param(huge_png(), ".png", "has more than 40 million pixels", id="a-bomb-of-points"),
        pytest.param(painted() + bytes(8_000_000), ".png", "is larger than 8 MB", id="a-large-file"),
    ],
)
def test_a_picture_is_known_by_its_content(raw: bytes, suffix: str, fault: str):
    """SEC-008: the form that its bytes have, whatever it is called; nothing is unpacked to find out."""
    with within(0.5):
        assert picture_fault(raw, suffix) == fault
    if fault and "inside" not in fault:
        assert picture(raw) is None


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_what_moves_for_ever_is_not_unpacked(form: str):
    """SEC-008: all frames count together, and are not held before they are counted."""
    assert picture(moving(form, 3, (5_000, 3_000))) is None
    assert picture(moving(form, 3)) is not None
    assert picture(moving(form, 1_100)) is None


PLACE = Image.Exif()
PLACE[0x010F] = CANARY
NOTE = PngInfo()
NOTE.add_text("Comment", CANARY)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(painted() + archive(), id="an-archive-behind-a-picture"),
        pytest.param(painted("GIF", comment=CANARY.encode()), id="a-comment"),
        pytest.param(painted("PNG", pnginfo=NOTE), id="a-text-in-a-picture"),
        pytest.param(painted("JPEG", comment=CANARY.encode()) + CANARY.encode(), id="a-comment-in-a-photograph"),
        pytest.param(painted("WEBP", xmp=CANARY.encode(), icc_profile=CANARY.encode()), id="a-profile"),
        pytest.param(moving("GIF", 3, comment=CANARY.encode()), id="a-comment-in-one-that-moves"),
        pytest.param(moving("WEBP", 3, xmp=CANARY.encode(), exif=PLACE), id="a-place-in-one-that-moves"),
        pytest.param(moving("PNG", 3, pnginfo=NOTE) + archive(), id="both"),
    ],
)
def test_only_what_one_sees_is_published(raw: bytes):
    """SEC-008: what hides behind the points is left behind; what is a picture and something else is a picture."""
    published = picture(raw)
    assert published is not None
    assert CANARY.encode() not in published
    assert b"PK\x03\x04" not in published


# --- what lies there ---


def test_nothing_beside_the_proposals_is_followed(table: Small, tmp_path: Path):
    """SEC-003, SEC-004: a picture that becomes a link or a pipe between looking and opening is told, and not read."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(painted())
    folder = table.root / "proposals" / "ideas"
    (folder / "link.png").symlink_to(secret)
    os.mkfifo(folder / "pipe.png")
    found = look_beside(table.root, ["proposals"], ["proposals/ideas/link.png", "proposals/ideas/pipe.png"])
    assert [(one.path.rpartition("/")[2], one.fault.partition(":")[0]) for one in found] == [
        ("link.png", "cannot be opened"),
        ("pipe.png", "cannot be opened"),
    ]


def test_hidden_folders_are_named_and_not_looked_into(table: Small):
    """SEC-007: one line for `.github`, whatever is in it."""
    table.write({f"proposals/.github/workflows/{number}.yml": "on: push" for number in range(20)})
    assert look_beside(table.root, ["proposals"], []) == (Beside("proposals/.github", "hidden"),)


def test_what_git_has_for_something_else_is_told(table: Small):
    """SEC-003: programs, links and repositories, by the mode that git keeps, whatever the disk shows."""
    repository = Repository(table.root)
    table.idea("tool")
    table.idea("sign")
    table.idea("line\nend")
    repository.commit({})
    repository.git("update-index", "--chmod=+x", "proposals/ideas/tool.md")
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"../../potluck.yml")
    commit = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--cacheinfo", f"120000,{blob},proposals/ideas/sign.md")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},proposals/ideas/elsewhere")
    ran = potluck("check", "--format", "concise", within=table.root)
    assert ran.status == 1
    told = [line.partition(" (")[0] for line in ran.out.splitlines() if "AT708" in line]
    assert told == [
        "proposals/ideas/elsewhere:1:1: AT708 git says that this is another repository",
        "proposals/ideas/sign.md:1:1: AT708 git says that this is a symbolic link",
        "proposals/ideas/tool.md:1:1: AT708 git says that this file is a program",
    ]
    assert "git update-index --chmod=-x proposals/ideas/tool.md" in ran.out


def test_names_that_only_git_can_keep_apart_are_told(table: Small):
    """SEC-005: on a disk that does not tell capitals or accents apart, one of two files is already gone."""
    repository = Repository(table.root)
    repository.commit({})
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"x")
    for name in ("Rain.md", "caf\u00e9.png", "cafe\u0301.png", "STRASSE.png", "stra\u00dfe.png"):
        repository.git("update-index", "--add", "--cacheinfo", f"100644,{blob},proposals/stories/{name}")
    ran = potluck("check", "--format", "concise", within=table.root)
    told = {line.partition(":")[0].rpartition("/")[2].strip('"') for line in ran.out.splitlines() if "AT707" in line}
    assert told == {"Rain.md", "rain.md", "caf\u00e9.png", "cafe\u0301.png", "STRASSE.png", "stra\u00dfe.png"}


def test_every_fault_of_a_folder_is_told_at_once_and_none_is_published(table: Small):
    """SEC-007, SEC-008, REL-001: what a hostile pull request brings beside its text."""
    table.write(
        {
            "proposals/ideas/.gitattributes": f"*.md filter={CANARY}",
            "proposals/ideas/hook.py": CANARY,
            "proposals/ideas/all.zip": archive(),
            "proposals/ideas/x.svg": f"<svg onload='{CANARY}'/>",
            "proposals/ideas/x.html": CANARY,
            "proposals/ideas/bomb.png": huge_png(),
            "proposals/ideas/page.gif": f"GIF89a<script>{CANARY}",
        }
    )
    ran = potluck("check", "--format", "concise", within=table.root)
    assert ran.status == 1
    codes = {
        line.split()[0].rpartition("/")[2].partition(":")[0]: line.split()[1] for line in ran.out.splitlines()[::-1]
    }
    assert codes == {
        ".gitattributes": "AT701",
        "all.zip": "AT702",
        "hook.py": "AT702",
        "x.html": "AT702",
        "x.svg": "AT702",
        "bomb.png": "AT703",
        "page.gif": "AT703",
    }
    built = table.build()
    assert built.proposals == 2
    assert [place for place, raw in table.files().items() if CANARY.encode() in raw or place.startswith("files/")] == []
