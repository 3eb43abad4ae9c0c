"""Pictures that somebody drops into a form come along: from GitHub's own hosts, clean, and beside the text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from tests.support.bringing import FakeForge
from tests.support.commands import Ran, potluck
from tests.support.community import NOON, Small
from tests.support.github import TOKEN
from tests.support.repository import Repository
from tests.support.uploads import FakeUploads

from potluck.errands import pictures
from potluck.forge import patience, uploads
from potluck.forge.uploads import UPLOAD
from potluck.load.pictures import LARGEST

ONE = "https://github.com/user-attachments/assets/a12644f5-c5c0-4855-a279-70277acecf9c"
OLD = "https://user-images.githubusercontent.com/154830140/8db38b0b-548d-49a6.png"
STORE = "https://github-production-user-asset-6210df.s3.amazonaws.com/1/a12644f5?X-Amz-Signature=abc"
FOLDER = "proposals/stories/a-wet-day"
Run = Callable[[str], Ran]


@pytest.fixture
def hub() -> Iterator[FakeForge]:
    """A GitHub with a main branch."""
    with FakeForge() as fake:
        yield fake


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeUploads]:
    """GitHub's hosts for uploads, with a photograph that says where it was taken."""
    with FakeUploads() as fake:
        monkeypatch.setattr(uploads.requests, "Session", fake.session)
        monkeypatch.setattr(patience, "sleep", lambda _seconds: None)
        fake.keep(ONE, photograph(), STORE)
        yield fake


@pytest.fixture
def job(table: Small, hub: FakeForge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: FakeUploads) -> Run:
    """A story whose text is given."""
    Repository(table.root).commit({})
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", hub.url)

    def run(text: str) -> Ran:
        (tmp_path / "event.json").write_bytes(hub.issue(12, "A wet day", f"### Your story\n\n{text}"))
        options = ("--event", tmp_path / "event.json", "--root", table.root, "--now", NOON.isoformat())
        return potluck("intake", *options, within=tmp_path)

    return run


def photograph(form: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture with a place and a maker in its metadata."""
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010F] = "MAKER-AND-PLACE"
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return out.getvalue()


def test_a_picture_lies_beside_the_text_without_its_metadata(job: Run, hub: FakeForge, kept: FakeUploads) -> None:
    """SEC-008: as people write it and as GitHub does; shown twice it is kept once; nobody's token goes with it."""
    html = f'<img width="1842" height="1292" alt="The &quot;yard&quot;]" src="{ONE}" />'
    assert job(f"It rained.\n\n![The yard]({ONE})\n\n{html}").status == 0
    files = hub.files_on("intake/12")
    assert list(files) == [f"{FOLDER}/index.md", f"{FOLDER}/picture-1.jpg"]
    text = files[f"{FOLDER}/index.md"].decode()
    assert text.endswith('It rained.\n\n![The yard](picture-1.jpg)\n\n![The "yard"](picture-1.jpg)\n')
    assert b"MAKER-AND-PLACE" in photograph()
    assert b"MAKER-AND-PLACE" not in files[f"{FOLDER}/picture-1.jpg"]
    assert [address for address, _ in kept.asked] == [ONE, STORE]
    assert not [name for _, headers in kept.asked for name in headers if name in ("Authorization", "Cookie")]
    assert "All is well" in hub.said()[0]


def test_the_same_picture_twice_is_no_change(job: Run, hub: FakeForge) -> None:
    """Encoding it anew gives the same bytes."""
    job(f"It rained.\n\n![The yard]({ONE})")
    end = hub.branches["intake/12"]
    job(f"It rained.\n\n![The yard]({ONE})")
    assert hub.branches["intake/12"] == end


def test_a_picture_that_goes_takes_its_folder_along(job: Run, hub: FakeForge) -> None:
    """The text moves to the plain place; nothing is left behind."""
    job(f"It rained.\n\n![The yard]({ONE})")
    job("It rained, and nobody took a picture.")
    assert list(hub.files_on("intake/12")) == [f"{FOLDER}.md"]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a.png",
        "https://github.com.evil.example/user-attachments/assets/a12644f5-c5c0-4855-a279-70277acecf9c",
        "https://github.com/user-attachments/files/1/recipe.pdf",
        "https://github.com/user-attachments/assets/../../login",
        "https://github.com@evil.example/user-attachments/assets/a12644f5-c5c0-4855-a279-70277acecf9c",
        "http://github.com/user-attachments/assets/a12644f5-c5c0-4855-a279-70277acecf9c",
        "https://169.254.169.254/latest/meta-data",
    ],
)
def test_other_addresses_are_not_asked_for(job: Run, kept: FakeUploads, address: str) -> None:
    """SEC-042: a form makes us visit nobody."""
    assert job(f"It rained.\n\n![The yard]({address})").status == 0
    assert kept.asked == []


@pytest.mark.parametrize(
    "store",
    [
        "https://evil.example/a",
        "http://github.com/a",
        "https://github.com:8443/a",
        "https://user@evil.example/a",
        "https://169.254.169.254/latest/meta-data",
        "https://github-production-user-asset-1.s3.amazonaws.com.evil.example/a",
        "file:///etc/passwd",
        "//evil.example/a",
    ],
)
def test_nothing_leads_away_from_github(job: Run, hub: FakeForge, kept: FakeUploads, store: str) -> None:
    """SEC-008: each step is looked at, not the first alone; the picture stays behind as a link, and that is told."""
    kept.pages[ONE] = (302, {"Location": store}, b"")
    assert job(f"It rained.\n\n![The yard]({ONE})").status == 0
    assert [address for address, _ in kept.asked] == [ONE]
    assert "picture 1 leads away from GitHub" in hub.said()[0]
    assert f"[The yard]({ONE})" in hub.files_on("intake/12")[f"{FOLDER}.md"].decode()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        pytest.param((404, {}, b"Not Found"), "is not there for us", id="private-or-gone"),
        pytest.param((200, {}, b"<svg onload=alert(1)>"), "is not a picture inside", id="svg"),
        pytest.param((200, {}, b"\0" * (LARGEST + 9)), "is larger than 8 MB", id="huge"),
        pytest.param((200, {}, photograph("BMP")), "is not a picture inside", id="another-form"),
        pytest.param((200, {}, photograph()[:200]), "is not a picture inside", id="cut"),
        pytest.param((302, {"Location": ONE}, b""), "leads in circles", id="circle"),
    ],
)
def test_what_is_no_picture_for_us_stays_behind_and_is_told(
    job: Run, hub: FakeForge, kept: FakeUploads, page: tuple[int, dict[str, str], bytes], words: str
) -> None:
    """SEC-008: and the rest of the text comes along all the same."""
    kept.pages[ONE] = page
    job(f"It rained.\n\n![The yard]({ONE})")
    assert f"picture 1 {words}" in hub.said()[0]
    assert list(hub.files_on("intake/12")) == [f"{FOLDER}.md"]


def test_a_host_in_trouble_takes_no_picture_away(job: Run, hub: FakeForge, kept: FakeUploads) -> None:
    """REL-022: what was there stays, and the run says that it was not carried through."""
    job(f"It rained.\n\n![The yard]({ONE})")
    end = hub.branches["intake/12"]
    kept.pages[STORE] = (503, {}, b"")
    ran = job(f"It rained hard.\n\n![The yard]({ONE})")
    assert (ran.status, hub.branches["intake/12"]) == (2, end)
    assert "problem with a picture (503)" in ran.sentence


def test_there_are_so_many_pictures_and_no_more(
    job: Run, hub: FakeForge, kept: FakeUploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form cannot fill the repository; code keeps its addresses as they are."""
    monkeypatch.setattr(pictures, "MOST", 1)
    kept.keep(OLD, photograph("PNG"))
    job(f"It rained.\n\n```\n![code]({ONE})\n```\n\n![The old yard]({OLD})\n\n![The yard]({ONE})")
    assert [address for address, _ in kept.asked] == [OLD]
    assert "picture 2 is one more than 1 picture" in hub.said()[0]
    text = hub.files_on("intake/12")[f"{FOLDER}/index.md"].decode()
    assert f"![code]({ONE})" in text
    assert "![The old yard](picture-1.png)" in text
    assert UPLOAD.fullmatch(ONE)
