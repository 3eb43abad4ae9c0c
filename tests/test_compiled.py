"""Templates are compiled once, a language: by who was first, and never from what a community has laid there."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, FileSystemLoader

from potluck.paths import TEMPLATES
from potluck.press import compiled
from potluck.press.interpreter import Interpreter
from potluck.translation import speaking

NAME = "tombstone.html"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where compiled templates are kept in this test."""
    monkeypatch.setattr(compiled, "compiled_folder", lambda: tmp_path / "kept")
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return tmp_path / "kept"


@pytest.fixture
def translated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that were compiled, as they are."""
    done: list[str] = []
    compile_one = Interpreter.compile

    def noticed(self: Interpreter, source: str, name: str, *rest: object) -> object:
        done.append(name)
        return compile_one(self, source, name, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(Interpreter, "compile", noticed)
    return done


def ours() -> Interpreter:
    return Interpreter(FileSystemLoader(TEMPLATES))


@pytest.mark.usefixtures("folder")
def test_a_template_is_compiled_once(translated: list[str]) -> None:
    """The next process finds it: an interpreter is new with every build."""
    ours().get_template(NAME)
    ours().get_template(NAME)
    assert translated == [NAME]


def test_every_language_has_its_own(folder: Path, translated: list[str]) -> None:
    """Words are looked up when a template is compiled."""
    for language in ("en", "de", "de"):
        with speaking(language):
            ours().get_template(NAME)
    assert translated == [NAME, NAME]
    assert sorted(path.name.split(".")[2] for path in folder.iterdir()) == ["de", "en"]


@pytest.mark.usefixtures("folder")
def test_another_potluck_compiles_anew(translated: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What compiles may have changed, where the template has not."""
    ours().get_template(NAME)
    monkeypatch.setattr(compiled, "code_stamp", lambda: "another")
    ours().get_template(NAME)
    assert translated == [NAME, NAME]


def test_what_is_damaged_is_compiled_anew(folder: Path, translated: list[str]) -> None:
    """A disk that was full."""
    ours().get_template(NAME)
    (kept,) = folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])
    assert ours().get_template(NAME).name == NAME
    assert translated == [NAME, NAME]


@pytest.mark.parametrize("own", ["folder", "text"])
def test_of_a_community_nothing_is_kept(folder: Path, own: str, tmp_path: Path) -> None:
    """Its templates are not ours, and lie in a folder that others may write to."""
    (tmp_path / NAME).write_text("own", "utf-8")
    loader = FileSystemLoader(tmp_path) if own == "folder" else DictLoader({NAME: "own"})
    assert Interpreter(loader).get_template(NAME).render() == "own"
    assert not folder.exists()


def test_where_nothing_can_be_kept_it_is_compiled_each_time(
    folder: Path, translated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may not write beside the package, and whoever asks Python not to."""
    folder.write_text("no folder", "utf-8")
    ours().get_template(NAME)
    folder.unlink()
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    ours().get_template(NAME)
    assert translated == [NAME, NAME]
    assert not folder.exists()
