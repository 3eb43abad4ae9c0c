"""The hosts on which GitHub keeps what people attach: a real HTTP server that stands in for all of them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

Page = tuple[int, Mapping[str, str], bytes]


class FakeUploads:
    """`pages` has what each address answers; `asked` what was asked for, with all headers."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = f"https://{self.headers['X-Host']}{self.path.rstrip('?')}"
                fake.asked.append((address, dict(self.headers)))
                status, headers, body = fake.pages.get(address, (404, {}, b"Not Found"))
                self.send_response_only(status)
                for name, text in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, text)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing: a test's output is for what went wrong."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        place = f"http://127.0.0.1:{self._server.server_port}"

        class Led(HTTPAdapter):
            def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:  # type: ignore[override]
                parts = urlsplit(str(request.url))
                request.headers["X-Host"] = parts.netloc
                request.url = f"{place}{parts.path}?{parts.query}"
                return super().send(request, **how)

        class Session(requests.Session):
            def __init__(self) -> None:
                super().__init__()
                self.mount("https://", Led())

        self.session = Session

    def __enter__(self) -> FakeUploads:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def keep(self, address: str, body: bytes, store: str = "") -> None:
        """Let *address* lead to *store*, and that give *body*; without a store it gives it itself."""
        self.pages[address] = (302, {"Location": store}, b"") if store else (200, {}, body)
        if store:
            self.pages[store] = (200, {}, body)
