"""The engine at arm's length: `mkdocs.yml` and Markdown in, HTML out. It prints editorial pages and specimens."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateError, TemplateSyntaxError
from pathspec import GitIgnoreSpec

from potluck import __version__
from potluck.charter import Charter
from potluck.model import PotluckError
from potluck.paths import THEME
from potluck.press.frames import engine_pages, frame_of
from potluck.press.settings import EngineSettings, any_yaml, read_settings

_PACKAGES = {"mkdocs": ("mkdocs", "mkdocs-material"), "zensical": ("zensical",)}


def print_frames(root: Path, charter: Charter, clock: datetime, cache: Path) -> Path:
    """A folder with all that the engine prints: taken from *cache* where nothing that it reads has changed."""
    settings = read_settings(root)
    frames = cache / "frames"
    key = _key(root, charter, settings, clock)
    stamp = frames / ".potluck-key"
    if stamp.is_file() and stamp.read_text() == key:
        return frames
    shutil.rmtree(frames, ignore_errors=True)
    frames.mkdir(parents=True)
    with epoch(clock):
        if charter.engine == "mkdocs":
            _run_mkdocs(root, frames)
        else:
            _run_zensical(root, charter, settings, frames)
    stamp.write_text(key)
    return frames


def editorial_places(frames: Path) -> frozenset[str]:
    """The addresses, without the last slash, at which the engine has printed pages of the community's own."""
    return frozenset(path.parent.relative_to(frames).as_posix() for path in frames.rglob("index.html"))


@contextmanager
def epoch(clock: datetime) -> Iterator[None]:
    """Every time that an engine prints is the community's clock (https://reproducible-builds.org/specs/source-date-epoch/)."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(clock.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _key(root: Path, charter: Charter, settings: EngineSettings, clock: datetime) -> str:
    """A hash of what the engine reads. The clock is part of it only where a template prints it."""
    digest = blake2b(digest_size=16)
    try:
        versions = [f"{package} {version(package)}" for package in _PACKAGES[charter.engine]]
    except PackageNotFoundError as error:
        message = f"the charter asks for the engine `{charter.engine}`, and {error.name} is not installed"
        raise PotluckError(f"{message}; pip install {error.name}") from error
    digest.update(f"{__version__} {versions}".encode())
    digest.update(repr(sorted(engine_pages(charter, settings.docs).items())).encode())
    digest.update(repr(frame_of(charter)).encode())
    digest.update((root / "mkdocs.yml").read_bytes())
    for path in _files(settings.docs, settings.theme_folder, THEME):
        info = path.stat()
        digest.update(f"{path} {info.st_size} {info.st_mtime_ns}\0".encode())
    own = settings.theme_folder.rglob("*.html") if settings.theme_folder and settings.theme_folder.is_dir() else ()
    tells_time = any(b"build_date_utc" in path.read_bytes() for path in own)
    if tells_time:
        digest.update(clock.isoformat().encode())
    return digest.hexdigest()


def _files(*folders: Path | None) -> Iterator[Path]:
    """All that lies in *folders*, less the ledger: thousands of files that no engine reads."""
    for top in folders:
        for folder, inner, names in os.walk(top) if top else ():
            inner[:] = sorted(name for name in inner if name not in ("ledger", "__pycache__"))
            yield from (Path(folder, name) for name in sorted(names))


def _run_mkdocs(root: Path, frames: Path) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, MkDocsException

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's banner; the docs say what comes after Material
    problems = _Problems()
    logging.getLogger("mkdocs").addHandler(problems)
    try:
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(frames))
        if "potluck" not in config.plugins:
            raise PotluckError("mkdocs.yml does not name the plugin `potluck`; add it under `plugins:`")
        config.plugins["potluck"].is_press_on = False  # type: ignore[attr-defined]
        build(config)
    except TemplateError as error:
        raise PotluckError(f"MkDocs could not print the site: {_where(error)}{error.message}") from error
    except (MkDocsException, Abort) as error:
        raise PotluckError(f"MkDocs could not print the site: {problems.text() or error}") from error
    finally:
        logging.getLogger("mkdocs").removeHandler(problems)


def _where(error: TemplateError) -> str:
    """`main.html, line 3: `, where the error knows."""
    return f"{error.name}, line {error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""


def _our_theme() -> dict[str, Any]:
    """What our theme sets unless the community does. Zensical reads no theme's own file."""
    settings = any_yaml((THEME / "mkdocs_theme.yml").read_text("utf-8"))
    return {name: value for name, value in settings.items() if name != "extends"}


def _lines(config: dict[str, Any], name: str) -> list[str]:
    """The patterns of a setting, as `.gitignore` has them."""
    return str(config.pop(name, None) or "").splitlines()


def _leave_out(docs: Path, patterns: list[str]) -> None:
    """Take from *docs* what MkDocs would not print."""
    spec = GitIgnoreSpec.from_lines(patterns)
    for path in sorted(docs.rglob("*")):
        if path.is_file() and spec.match_file(path.relative_to(docs).as_posix()):
            path.unlink()


class _Problems(logging.Handler):
    """Keeps what MkDocs complains about, for our own message."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def text(self) -> str:
        return "; ".join(self.lines)


def _run_zensical(root: Path, charter: Charter, settings: EngineSettings, frames: Path) -> None:
    """Zensical has no plugins: the specimens are laid beside the pages, in a copy."""
    with tempfile.TemporaryDirectory(prefix="potluck-") as folder:
        stage = Path(folder)
        shutil.copytree(settings.docs, stage / "docs", ignore=shutil.ignore_patterns("ledger"))
        for name, content in engine_pages(charter, settings.docs).items():
            path = stage / "docs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
        config = any_yaml((root / "mkdocs.yml").read_text("utf-8"))
        theme = config.get("theme") if isinstance(config.get("theme"), dict) else {"name": config.get("theme")}
        shutil.copytree(
            THEME, stage / "theme", ignore=shutil.ignore_patterns("__pycache__", "*.py", "templates", "*.yml")
        )
        if settings.theme_folder and settings.theme_folder.is_dir():
            shutil.copytree(settings.theme_folder, stage / "theme", dirs_exist_ok=True)
        language, words = frame_of(charter)
        config["theme"] = _our_theme() | {"variant": "classic"} | theme
        config["theme"] |= {"name": "material", "custom_dir": "theme", "language": language}
        config["extra"] = (config.get("extra") or {}) | {"potluck": words}
        config |= {"docs_dir": "docs", "site_dir": "site", "plugins": {"search": {"enabled": False}}}
        _leave_out(
            stage / "docs", [".*", "/templates/", *_lines(config, "exclude_docs"), *_lines(config, "draft_docs")]
        )
        (stage / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), "utf-8")
        command = [sys.executable, "-m", "zensical", "build", "--config-file", str(stage / "mkdocs.yml"), "--clean"]
        result = subprocess.run(command, cwd=stage, capture_output=True, text=True, timeout=600, check=False)
        if result.returncode or not (stage / "site" / "index.html").is_file():
            raise PotluckError(f"Zensical could not print the site: {(result.stderr or result.stdout).strip()[-500:]}")
        shutil.copytree(stage / "site", frames, dirs_exist_ok=True)
