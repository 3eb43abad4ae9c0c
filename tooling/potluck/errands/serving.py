"""The site on this machine, printed again whenever something changes: the engine's own server, with our plugin."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.util import get_temp_dir
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from potluck.charter import Charter
from potluck.model import PotluckError
from potluck.press.settings import read_settings
from potluck.words import quote

_ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})")


def serve_site(root: Path, charter: Charter, address: str, tell: Callable[[str], None]) -> None:
    """Serve until somebody stops it. *tell* hears the address once it can be opened, and what goes wrong later."""
    if charter.engine != "mkdocs":
        raise PotluckError(
            f"this community's engine is {charter.engine}, and `serve` needs mkdocs; print the site with "
            "`potluck build` and look at it with `python3 -m http.server --directory` and the folder that it names"
        )
    host, port = _host_and_port(address)
    _refuse_taken(host, port)
    settings = read_settings(root)
    path = urlsplit(settings.site_url).path or "/"
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's banner, as for `potluck build`
    from mkdocs.commands.serve import serve
    from mkdocs.exceptions import Abort, MkDocsException

    watch = [str(settings.theme_folder)] if settings.theme_folder and settings.theme_folder.is_dir() else []
    words = f"http://{address}{path} shows your community, and follows every change you save. Ctrl-C stops it."
    with _stopped_politely(), _scratch(), _listening(_Voice(words, tell)):
        try:
            serve(str(root / "mkdocs.yml"), dev_addr=f"{host}:{port}", watch=watch)
        except (MkDocsException, Abort) as error:
            raise PotluckError(f"the site cannot be printed: {error}") from error
        except OSError as error:
            raise PotluckError(f"{quote(address)} cannot be served: {error.strerror or error}") from error


def _host_and_port(address: str) -> tuple[str, int]:
    match = _ADDRESS.fullmatch(address)
    if not match or not 0 < int(match[2]) < 65_536:
        raise PotluckError(f"{quote(address)} is not an address; write it as 127.0.0.1:8000")
    return match[1], int(match[2])


def _refuse_taken(host: str, port: int) -> None:
    """Say at once that a port is in use; the engine would print the whole site first."""
    plain = host.strip("[]")
    with socket.socket(socket.AF_INET6 if ":" in plain else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((plain, port))
        except OSError as error:
            reason = error.strerror or str(error)
            hint = f"try another one, such as `--address {host}:{port + 1 if port < 65_535 else 8000}`"
            raise PotluckError(f"`{host}:{port}` cannot be used: {reason}; {hint}") from error


class _Voice(logging.Handler):
    """Keeps the engine quiet, but for what somebody wants to know."""

    def __init__(self, words: str, tell: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self.words = words
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Tell the address at the server's first word, which it says when it can be reached; then only errors."""
        is_server = record.name == "mkdocs.livereload"
        if is_server and self.words:
            words, self.words = self.words, ""
            self.tell(words)
        elif record.levelno >= (logging.ERROR if is_server else logging.WARNING):  # the server warns of every 404
            self.tell(record.getMessage())


@contextmanager
def _listening(handler: logging.Handler) -> Iterator[None]:
    logger = logging.getLogger("mkdocs")
    before, logger.propagate = (logger.level, logger.propagate), False
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]


@contextmanager
def _scratch() -> Iterator[None]:
    """All that is printed for serving lies in one folder, which goes with it."""
    get_temp_dir()  # the crew's own lies elsewhere: it is cleared only when Python ends
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="potluck-serve-", ignore_cleanup_errors=True) as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


@contextmanager
def _stopped_politely() -> Iterator[None]:
    """Ctrl-C and SIGTERM end it in order, and are no failure."""
    signals = (signal.SIGINT, signal.SIGTERM)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for one in signals:  # a second one would break off what the first has begun, and leave threads behind
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = [signal.signal(one, stop) for one in signals]
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)
