"""Our templates, compiled once: kept where Python keeps its own modules compiled, and trusted as much as those.

Not with what is known of a community, in which nothing is ever run. A community's own templates are compiled each time.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from potluck.cache import code_stamp
from potluck.paths import TEMPLATES
from potluck.translation import spoken
from potluck.writing import replace_file


def compiled_folder() -> Path:
    """Where Python would keep what is compiled of a module among the templates (`PYTHONPYCACHEPREFIX` and all)."""
    return Path(cache_from_source(str(TEMPLATES / "module.py"))).parent


class Compiled(BytecodeCache):
    """One file a template and language: their words are looked up when they are compiled."""

    def __init__(self) -> None:
        self._language = spoken()
        self._stamp = f"{jinja2.__version__} {code_stamp()} {self._language} "
        self._folder = compiled_folder()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name of its file; "" for what is not ours."""
        if not filename or not Path(filename).is_relative_to(TEMPLATES):
            return ""
        return f"{name.replace('/', '.')}.{self._language}.{sys.implementation.cache_tag}.jinja"

    def get_source_checksum(self, source: str) -> str:
        """What it was compiled from and by."""
        return sha256((self._stamp + source).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket*, where there is something that fits."""
        if bucket.key:
            with suppress(OSError), (self._folder / bucket.key).open("rb") as file:
                bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in *bucket*, where Python would: whoever installed Potluck for others compiles for them."""
        if bucket.key and not sys.dont_write_bytecode:
            with suppress(OSError):
                self._folder.mkdir(parents=True, exist_ok=True)
                replace_file(self._folder / bucket.key, bucket.bytecode_to_string())
