"""A site as a browser meets it: served from a folder, and every complaint of the browser written down."""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
# The page was left while this was under way, as a tab's icon may be: nothing that a reader would meet.
LEFT_BEHIND = "net::ERR_ABORTED"
# How busy the machine was: whether a font is of use is asked of the page itself.
LATE = "was preloaded using link preload but not used within a few seconds"
TWO_FRAMES = 0.035  # seconds: what came is on the screen before more comes
PIECES = 24
_BLOCK = re.compile(rb"</(?:p|li|h\d|div|section|nav|header|svg|ol|ul|dl|tr)>")  # where a piece may end
_PACKED = re.compile("text|javascript|json|xml")  # fonts and pictures are packed as they are
AXE = (files("axe_core_python") / "axe.min.js").read_text("utf-8")


class _Handler(SimpleHTTPRequestHandler):
    """A host of static files as GitHub Pages is one: packed, kept for ten minutes, and a page for what is not there."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *_arguments: Any) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing."""

    def do_GET(self) -> None:
        """A file, a folder's page, or the site's 404 page."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not urlsplit(self.path).path.endswith("/"):
            super().do_GET()  # leads to the folder
            return
        path = path / "index.html" if path.is_dir() else path
        is_there = path.is_file()
        path = path if is_there else Path(self.directory) / "404.html"
        kind = self.guess_type(path)
        content = path.read_bytes()
        self.send_response(200 if is_there else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Cache-Control", "max-age=600")
        if "gzip" in self.headers.get("Accept-Encoding", "") and _PACKED.search(kind):
            content = gzip.compress(content, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _FarAway(_Handler):
    """The same host at the end of a thin wire: a page is on the screen while it still comes, block after block."""

    def do_GET(self) -> None:
        """A page in pieces; whatever else at once."""
        path = Path(self.translate_path(self.path)) / "index.html"
        if not path.is_file():
            super().do_GET()
            return
        content = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        least = len(content) // PIECES
        while content:
            end = _BLOCK.search(content, least)
            piece, content = (content[: end.end()], content[end.end() :]) if end else (content, b"")
            self.wfile.write(piece)
            time.sleep(TWO_FRAMES)


@contextmanager
def serving(folder: Path, *, slowly: bool = False) -> Iterator[str]:
    """The address at which *folder* is served, as long as this lasts; *slowly*: pages come in pieces."""
    handler = partial(_FarAway if slowly else _Handler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def browsing(program: str) -> Iterator[Browser]:
    """A browser, as long as this lasts."""
    playwright: Playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET.split())
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A reader's page: where it goes, and everything that the browser complains of on the way."""

    def __init__(
        self, browser: Browser, base: str, *, width: int = 1440, is_dark: bool = False, scripts: bool = True
    ) -> None:
        self.base = base
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if is_dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on(
            "console",
            lambda said: self._hear(f"{said.type}: {said.text}") if said.type in ("error", "warning") else None,
        )
        self.page.on("pageerror", lambda error: self._hear(f"exception: {error}"))
        self.page.on(
            "requestfailed",
            lambda request: (
                self._hear(f"failed: {request.url} {request.failure}") if request.failure != LEFT_BEHIND else None
            ),
        )
        self.page.on(
            "request", lambda request: self._hear(f"foreign: {request.url}") if self._is_foreign(request.url) else None
        )

    def _hear(self, words: str) -> None:
        if LATE not in words:
            self.complaints.append(f"{self.page.url.removeprefix(self.base)}: {words}")

    def _is_foreign(self, url: str) -> bool:
        return not url.startswith((self.base, "data:", "blob:", "about:"))

    def go(self, place: str) -> Page:
        """Open a page of the site and wait until it has settled."""
        self.page.goto(self.base + place, wait_until="load")
        return self.page

    def axe(self, **options: Any) -> list[str]:
        """What axe-core finds on the open page, a line each."""
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.evaluate(AXE)  # past the page's policy, which lets no such script in
        found = self.page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def close(self) -> None:
        """Leave."""
        self.context.close()
