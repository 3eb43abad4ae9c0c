"""A GitHub for tests: a real HTTP server that knows the few requests we make, and every way in which they go wrong.

What it is asked and what it answers are held to GitHub's own description (`tests/contracts/github-openapi.json`), so
that it cannot drift from the real one unseen.
"""

from __future__ import annotations

import copy
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import jsonschema_rs

CONTRACTS = Path(__file__).parents[1] / "contracts"
BOT = "github-actions[bot]"
TOKEN = "ghs_notARealTokenOnlyForTests0123456789"
Answer = tuple[int, dict[str, str], Any]


@cache
def description() -> dict[str, Any]:
    """GitHub's description, with `nullable` as JSON Schema says it."""
    read: dict[str, Any] = _nullable(json.loads((CONTRACTS / "github-openapi.json").read_text("utf-8")))
    return read


def _nullable(value: Any) -> Any:
    if isinstance(value, list):
        return [_nullable(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _nullable(one) for name, one in value.items() if name != "nullable"}
    return {"anyOf": [found, {"type": "null"}]} if value.get("nullable") is True else found


def _keep_to(schema: Any, value: Any, what: str) -> None:
    whole = {"components": description()["components"], "allOf": [schema]}
    errors = [f"{'/'.join(map(str, one.instance_path))}: {one.message}" for one in _validator(json.dumps(whole))(value)]
    assert errors == [], f"{what} is not as GitHub describes it: {errors[0]}"


@cache
def _validator(schema: str) -> Any:
    return jsonschema_rs.validator_for(json.loads(schema)).iter_errors


def operation_of(verb: str, path: str) -> dict[str, Any]:
    """What GitHub's description says of a request; a failure where there is none such."""
    for template, operations in description()["paths"].items():
        known = re.escape(template).replace(r"\{ref\}", ".+")  # the one part of a path that may hold a slash
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", known), path) and verb.lower() in operations:
            found: dict[str, Any] = operations[verb.lower()]
            return found
    raise AssertionError(f"GitHub knows no {verb} {path}")


@dataclass
class Fault:
    """An answer that the next request of some sort gets instead of the right one."""

    request: str  # an expression for `GET /repos/…`
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b'{"message": "Sorry"}'
    after: int = 0  # of such requests, so many are answered rightly before
    how: Literal["", "silent", "reset", "cut"] = ""  # what becomes of the connection instead of an answer
    is_done: bool = False  # whether the request is carried out all the same, and only its answer lost


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Nothing: who broke the connection on purpose knows of it; what the fake does wrong stands in `wrong`."""


class FakeGitHub:
    """One repository, `octo-org/octo-repo`. Use it as a context manager; `url` is what GITHUB_API_URL would be."""

    def __init__(self) -> None:
        self.event: dict[str, Any] = json.loads((CONTRACTS / "workflow_run.json").read_text("utf-8"))
        self.repository = self.event["repository"]
        self.place = f"/repos/{self.repository['full_name']}"
        self.login = BOT
        self.pulls: dict[int, dict[str, Any]] = {}
        self.files: dict[int, list[str]] = {}
        self.comments: dict[int, dict[str, Any]] = {}
        self.faults: list[Fault] = []
        self.asked: list[str] = []
        self.silence = 1.0  # seconds of a connection on which nothing comes
        self.ahead = timedelta()  # of its clock, before ours
        self.wrong: list[str] = []  # requests and answers that do not keep to the description
        self._lock = threading.Lock()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def _do(self) -> None:
                with fake._lock:
                    fake._serve(self)

            do_GET = do_POST = do_PATCH = do_DELETE = _do  # noqa: N815 - the names that http.server looks for

            def log_message(self, *_: object) -> None:
                """Nothing: a test's output is for what went wrong."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> FakeGitHub:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        assert kind or not self.wrong, self.wrong

    # --- What is there ------------------------------------------------------------------------------------------------

    def pull(self, number: int, *, by: str = "ana-sample", branch: str = "soup", sha: str = "", **more: Any) -> str:
        """An open pull request from *by*'s fork; the commit at its end.

        *more*: `files`, `base` (a branch), `fork` and `home` (the ids of the repositories), `state`.
        """
        sha = sha or f"{number:040x}"
        pull = copy.deepcopy(description()["x-examples"]["pulls/list"][0])
        pull |= {"number": number, "state": more.get("state", "open"), "requested_teams": []}
        pull["user"]["login"] = by
        fork = more.get("fork", 4000 + sum(map(ord, by)))
        pull["head"] |= {"label": f"{by}:{branch}", "ref": branch, "sha": sha}
        pull["head"]["repo"] |= {"id": fork, "full_name": f"{by}/octo-repo"}
        pull["head"]["repo"]["html_url"] = f"https://github.com/{by}/octo-repo"
        pull["base"]["ref"] = more.get("base", self.repository["default_branch"])
        pull["base"]["repo"] |= {
            "id": more.get("home", self.repository["id"]),
            "full_name": self.repository["full_name"],
        }
        self.pulls[number] = pull
        self.files[number] = list(more.get("files", ()))
        return sha

    def comment(self, number: int, by: str, body: str) -> int:
        """Somebody's comment on pull request *number*; its id."""
        made = copy.deepcopy(description()["x-examples"]["issues/list-comments"][0])
        made["id"] = 1 + max(self.comments, default=0)
        made["body"] = body
        made["user"]["login"] = by
        made["issue_url"] = f"https://api.github.com{self.place}/issues/{number}"
        self.comments[made["id"]] = made
        return int(made["id"])

    def said(self) -> list[str]:
        """What our account has said, the oldest first."""
        return [one["body"] for _, one in sorted(self.comments.items()) if one["user"]["login"] == self.login]

    def run_on(self, number: int) -> bytes:
        """The event of a check that has ended, on the commit that pull request *number* has now."""
        pull = self.pulls[number]
        event = copy.deepcopy(self.event)
        head = pull["head"]
        event["workflow_run"] |= {"event": "pull_request", "head_branch": head["ref"], "head_sha": head["sha"]}
        event["workflow_run"] |= {"pull_requests": []}  # as it is for pull requests from forks
        event["workflow_run"]["head_repository"]["id"] = head["repo"]["id"]
        event["workflow_run"]["head_repository"]["owner"]["login"] = head["label"].partition(":")[0]
        return json.dumps(event).encode()

    def fail(self, request: str, status: int, *, times: int = 1, **more: Any) -> None:
        """Let the next *times* requests that *request* matches come to *status*."""
        self.faults += [Fault(request, status, **more) for _ in range(times)]

    # --- What is asked ------------------------------------------------------------------------------------------------

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        line = f"{handler.command} {parts.path}"
        length = int(handler.headers.get("Content-Length") or 0)
        sent = json.loads(handler.rfile.read(length)) if length else None
        self.asked.append(line)
        fault = next((one for one in self.faults if re.search(one.request, line)), None)
        if fault and fault.after:
            fault.after -= 1
            fault = None
        answer: Answer = (500, {}, {"message": "the fake failed"})
        if fault is None or fault.is_done:
            try:
                answer = self._answer(handler, parts.path, parse_qs(parts.query), sent)
            except Exception as error:  # a fault of the fake's is told by the test, and not by a broken line
                self.wrong.append(repr(error))
        if fault is None:
            status, headers, value = answer
            body = b"" if status == 204 else json.dumps(value).encode()
        else:
            self.faults.remove(fault)
            if fault.how in ("silent", "reset"):
                self._break(handler, fault.how)
                return
            status, headers, body = fault.status, dict(fault.headers), fault.body
            if fault.how == "cut":
                headers["Content-Length"] = str(len(body) + 100)
                handler.close_connection = True
        handler.send_response_only(status)
        usual = {"Date": handler.date_time_string(self.now().timestamp()), "Content-Type": "application/json"}
        for name, text in {**usual, "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, text)
        handler.end_headers()
        handler.wfile.write(body)

    def now(self) -> datetime:
        """What time it is there."""
        return datetime.now(UTC) + self.ahead

    def _break(self, handler: BaseHTTPRequestHandler, how: str) -> None:
        if how == "silent":
            time.sleep(self.silence)
        else:  # a reset, and no end
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
        handler.close_connection = True

    def _answer(self, handler: BaseHTTPRequestHandler, path: str, query: dict[str, list[str]], sent: Any) -> Answer:
        if handler.headers.get("Authorization") not in (f"token {TOKEN}", f"Bearer {TOKEN}"):
            return 401, {}, {"message": "Bad credentials"}
        if path == "/graphql":
            return self._graphql(sent)
        operation = operation_of(handler.command, path)
        self._check_request(operation, query, sent)
        status, headers, value = self._act(handler.command, path, {name: text[0] for name, text in query.items()}, sent)
        content = operation["responses"].get(str(status), {}).get("content")
        if content and status < 300:
            _keep_to(content["application/json"]["schema"], value, f"the answer to {handler.command} {path}")
        return status, headers, value

    def _graphql(self, sent: Any) -> Answer:
        assert sent == {"query": "query { viewer { login } }"}, sent
        return 200, {}, {"data": {"viewer": {"login": self.login}}}

    @staticmethod
    def _check_request(operation: dict[str, Any], query: dict[str, list[str]], sent: Any) -> None:
        parts = description()["components"]["parameters"]
        known = {}
        for parameter in operation.get("parameters", ()):
            parameter = parts[parameter["$ref"].rsplit("/", 1)[1]] if "$ref" in parameter else parameter
            if parameter["in"] == "query":
                known[parameter["name"]] = parameter["schema"]
        for name, texts in query.items():
            assert name in known, f"{operation['operationId']} takes no {name}"
            _keep_to(known[name], int(texts[0]) if known[name]["type"] == "integer" else texts[0], name)
        if "requestBody" in operation:
            _keep_to(operation["requestBody"]["content"]["application/json"]["schema"], sent, "what was sent")
        else:
            assert sent is None, f"{operation['operationId']} takes nothing"

    def _act(self, verb: str, path: str, query: dict[str, str], sent: Any) -> Answer:
        place = path.removeprefix(self.place)
        if place == "/pulls":
            state = query.get("state", "open")
            found = [one for one in reversed(self.pulls.values()) if state in (one["state"], "all")]
            # A head that cannot be read is no filter at all, as with the real one.
            wanted = query.get("head", "")
            return self._page(
                path, query, [one for one in found if ":" not in wanted or wanted == one["head"]["label"]]
            )
        number = int(re.findall(r"\d+", place)[0])
        if place == f"/pulls/{number}/files":
            example = description()["x-examples"]["pulls/list-files"][0]
            return self._page(path, query, [example | {"filename": name} for name in self.files[number]])
        if place == f"/issues/{number}/comments":
            if not self._has(number):
                return 404, {}, {"message": "Not Found"}
            if verb == "POST":
                return 201, {}, self.comments[self.comment(number, self.login, sent["body"])]
            on_it = [one for one in self.comments.values() if one["issue_url"].endswith(f"/issues/{number}")]
            return self._page(path, query, on_it)
        if number not in self.comments:
            return 404, {}, {"message": "Not Found"}
        if self.comments[number]["user"]["login"] != self.login:
            return 403, {}, {"message": "Must have admin rights to Repository."}
        if verb == "DELETE":
            del self.comments[number]
            return 204, {}, None
        self.comments[number]["body"] = sent["body"]
        return 200, {}, self.comments[number]

    def _has(self, number: int) -> bool:
        """Whether there is a thread with this number."""
        return number in self.pulls

    def _page(self, path: str, query: dict[str, str], entries: list[Any]) -> Answer:
        size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        shown = entries[(page - 1) * size : page * size]
        more = len(entries) > page * size
        link = f'<{self.url}{path}?per_page={size}&page={page + 1}>; rel="next"'
        return 200, {"Link": link} if more else {}, shown
