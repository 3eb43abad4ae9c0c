"""The MkDocs plugin: plain `mkdocs build` and `mkdocs serve` print the whole community."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel

from potluck import pipeline
from potluck.charter import Charter
from potluck.model import PotluckError
from potluck.press.frames import engine_pages, frame_of
from potluck.translation import _, speaking


def interpret(config: MkDocsConfig, charter: Charter) -> None:
    """Have the theme speak the charter's language."""
    config.theme["language"], words = frame_of(charter)
    config.extra["potluck"] = words
    palettes = config.theme["palette"]
    for palette in palettes if isinstance(palettes, list) else ():
        if toggle := palette.get("toggle"):
            name = toggle["name"]
            toggle["name"] = _(name)


class PotluckConfig(Config):
    """Nothing to set: the charter says it all."""


class PotluckPlugin(BasePlugin[PotluckConfig]):
    """Adds the specimens to what MkDocs prints, and prints everything else from them when it is done."""

    _frames = ""
    is_press_on = True  # off while `potluck build` asks for the frames alone

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether people look at the pages while they are made."""
        self._is_served = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let MkDocs print into a folder of its own: it empties the one it prints to."""
        self._root = Path(config.config_file_path).parent
        try:
            self._charter = pipeline.charter_of(self._root)
        except PotluckError as error:
            raise PluginError(str(error)) from error
        with speaking(self._charter.community.languages[0]):
            interpret(config, self._charter)
        if self.is_press_on:
            self._site = config.site_dir
            self._frames = tempfile.mkdtemp(prefix="potluck-")
            config.site_dir = self._frames
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the specimens, and the pages that the community has not written itself."""
        with speaking(self._charter.community.languages[0]):
            pages = engine_pages(self._charter, Path(config.docs_dir))
        for path, content in pages.items():
            files.append(File.generated(config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV))
        return files

    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing behind."""
        if self.is_press_on:
            shutil.rmtree(self._frames, ignore_errors=True)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Print the community from the frames, and put it where the site is expected."""
        if not self.is_press_on:
            return
        config.site_dir = self._site
        try:
            pipeline.print_site(self._root, Path(self._frames), Path(self._site), is_served=self._is_served)
        except PotluckError as error:
            raise PluginError(str(error)) from error
        finally:
            shutil.rmtree(self._frames, ignore_errors=True)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch what people bring, beside what MkDocs watches."""
        for path in (self._root / self._charter.proposals, self._root / "potluck.yml"):
            server.watch(str(path))
        return server
