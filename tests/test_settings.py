"""What the press follows in a community's `mkdocs.yml`, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from potluck.model import PotluckError
from potluck.press.settings import EngineSettings, read_settings


def settings(root: Path, text: str) -> EngineSettings:
    """What *text* sets."""
    (root / "mkdocs.yml").write_text(text, encoding="utf-8")
    return read_settings(root)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        pytest.param("site_url: https://a.example/table/", "https://a.example/table/", id="as-it-is"),
        pytest.param("site_url: https://a.example", "https://a.example/", id="a-slash-at-the-end"),
        pytest.param("site_url:", "", id="none"),
        pytest.param("site_name: A", "", id="not-written"),
        pytest.param("site_url: !ENV SITE", "https://set.example/", id="from-the-environment"),
        pytest.param("site_url: !ENV [OTHER, SITE, 'x']", "https://set.example/", id="the-first-that-is-set"),
        pytest.param("site_url: !ENV [OTHER, 'https://a.example/']", "https://a.example/", id="else-the-default"),
        pytest.param("site_url: !ENV OTHER", "", id="not-set"),
        pytest.param("site_url: !!python/name:os.system x", "", id="a-tag-for-the-engine-alone"),
    ],
)
def test_the_address_of_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, address: str) -> None:
    """Feeds, the site map and the API begin with it; `!ENV` is how MkDocs takes it from where it is published."""
    monkeypatch.setenv("SITE", "https://set.example/")
    monkeypatch.delenv("OTHER", raising=False)
    assert settings(tmp_path, written).site_url == address


def test_folders(tmp_path: Path) -> None:
    """Each as MkDocs reads it, with its defaults."""
    plain = settings(tmp_path, "site_name: A")
    assert (plain.docs, plain.site, plain.theme_folder) == (tmp_path / "docs", tmp_path / "site", None)
    text = "theme: {custom_dir: look}\ndocs_dir: content"
    own = settings(tmp_path, text)
    assert (own.docs, own.theme_folder) == (tmp_path / "content", tmp_path / "look")


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "\tx: 1", "x: \x00"])
def test_what_is_no_yaml_is_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    """Not with a traceback."""
    with pytest.raises(PotluckError, match=r"^mkdocs\.yml cannot be read: "):
        settings(tmp_path, text)


def test_a_folder_without_it_is_told_how_to_get_one(tmp_path: Path) -> None:
    """By the command that writes it."""
    with pytest.raises(PotluckError, match="`potluck init` writes one"):
        read_settings(tmp_path)
