"""GitHub, as far as a comment needs it: find a pull request, its files, and our one comment.

What comes back is read by shape: a comment of ours that is not seen would be written twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec

from potluck.forge.carrier import GRAPHQL, Carrier, Shape, shaped
from potluck.forge.event import Branch, FullName, RunEvent, Sha
from potluck.forge.patience import TroubleError, patiently

MARK = "<!-- potluck: what the check says; this comment changes with the pull request -->"
_PAGE = 100
_PAGES = 50

Said = Literal["written", "changed", "unchanged", "nothing"]
Number = Annotated[int, msgspec.Meta(ge=1)]


class _Account(msgspec.Struct, frozen=True):
    login: str


class _Repository(msgspec.Struct, frozen=True):
    id: int
    full_name: FullName
    html_url: str


class _End(msgspec.Struct, frozen=True):
    ref: Branch
    sha: Sha
    repo: _Repository | None


class Pull(msgspec.Struct, frozen=True):
    """An open pull request."""

    number: Number
    user: _Account | None
    head: _End
    base: _End

    @property
    def author(self) -> str:
        """The login of who brought it; empty where the account is gone."""
        return self.user.login if self.user else ""

    def edit_address(self, path: str) -> str:
        """Where *path* can be changed in a browser, on the contributor's own branch."""
        home = self.head.repo
        if home is None or not home.html_url.startswith("https://"):
            return ""
        place = f"{quote(self.head.ref, safe='/')}/{quote(path.encode('utf-8', 'surrogateescape'), safe='/')}"
        return f"{home.html_url}/edit/{place}"


class _File(msgspec.Struct, frozen=True):
    filename: str


class _Comment(msgspec.Struct, frozen=True):
    id: Number
    user: _Account | None
    body: str | None = None


class _Viewer(msgspec.Struct, frozen=True):
    login: str


class _Viewed(msgspec.Struct, frozen=True):
    viewer: _Viewer


class _Answer(msgspec.Struct, frozen=True):
    data: _Viewed


class GitHub:
    """One repository on GitHub, through a token. Every method asks again after trouble, a few times."""

    def __init__(self, token: str, api_url: str, repository: str) -> None:
        """*api_url* as GITHUB_API_URL has it; a PotluckError where a token must not be sent there."""
        self._carrier = Carrier(token, api_url, needs="the job needs `pull-requests: write`")
        self._place = f"/repos/{repository}"

    def pull_of(self, event: RunEvent) -> Pull | None:
        """The open pull request whose check *event* tells of; None where it is closed, or has moved on since.

        A list of pull requests comes with the event, but is empty for those from forks. So the forge is asked, and
        believed only where commit and repositories are those of the event.
        """
        asked = {"state": "open", "head": f"{event.head_owner}:{event.head_branch}"}
        found = patiently(lambda: list(self._pages("/pulls", Pull, asked)))
        fitting = [
            one
            for one in found
            if one.head.sha == event.head_sha
            and one.head.repo is not None
            and one.head.repo.id == event.head_repository_id
            and one.base.repo is not None
            and one.base.repo.id == event.repository_id
        ]
        if len(fitting) > 1:  # the same branch is offered to several; the check of which one it was, nobody can tell
            fitting = [one for one in fitting if one.base.ref == event.default_branch]
        return fitting[0] if len(fitting) == 1 else None

    def files_of(self, pull: Pull) -> frozenset[str]:
        """The paths that *pull* changes. GitHub tells no more than 3,000."""
        asked = patiently(lambda: list(self._pages(f"/pulls/{pull.number}/files", _File, {})))
        return frozenset(one.filename for one in asked)

    def say(self, pull: Pull, text: str, *, is_first_wanted: bool) -> Said:
        """Let our one comment on *pull* be *text*, and no other comment of ours be there.

        Ours is what this token's own account wrote and what bears our mark. Where there is none yet, one is written
        if *is_first_wanted*. The whole is done anew after trouble, from looking on: a comment that was written while
        its answer was lost is found, and not written again (SEC-070).
        """
        body = f"{MARK}\n{text}"
        return patiently(lambda: self._say(pull.number, body, is_first_wanted=is_first_wanted))

    def _say(self, number: int, body: str, *, is_first_wanted: bool) -> Said:
        mine = self._mine(number)
        if not mine and not is_first_wanted:
            return "nothing"
        if not mine:
            self._ask("POST", f"/issues/{number}/comments", _Comment, {"body": body})
            self._keep_first(self._mine(number), body)  # two jobs at once may both have found nothing
            return "written"
        return "changed" if self._keep_first(mine, body) else "unchanged"

    def _mine(self, number: int) -> list[_Comment]:
        """Our comments, the oldest first."""
        login = self._login()
        every = self._pages(f"/issues/{number}/comments", _Comment, {})
        mine = [one for one in every if one.user and one.user.login == login and (one.body or "").startswith(MARK)]
        return sorted(mine, key=lambda one: one.id)

    def _keep_first(self, mine: list[_Comment], body: str) -> bool:
        """Give the oldest of our comments *body* and remove the others; whether anything was to be done."""
        changes = False
        for one in mine[1:]:
            self._request("DELETE", f"/issues/comments/{one.id}", None, None)
            changes = True
        for one in mine[:1]:
            if (one.body or "").replace("\r\n", "\n").strip() != body.strip():
                self._ask("PATCH", f"/issues/comments/{one.id}", _Comment, {"body": body})
                changes = True
        return changes

    def _login(self) -> str:
        """Whose token this is. REST tells it to people alone; a job's own token has to ask in the other language."""
        answer = self._ask("POST", GRAPHQL, _Answer, {"query": "query { viewer { login } }"})
        return answer.data.viewer.login

    def _pages(self, place: str, shape: type[Shape], asked: dict[str, str]) -> Iterator[Shape]:
        """Every entry of a list, from its first page to its last."""
        for page in range(1, _PAGES + 1):
            parameters = {**asked, "per_page": str(_PAGE), "page": str(page)}
            headers, entries = self._request("GET", place, parameters, None)
            yield from shaped(entries, list[shape])  # type: ignore[valid-type]
            if 'rel="next"' not in headers.get("link", ""):
                return
        raise TroubleError(f"GitHub's list goes on after {_PAGES * _PAGE:,} entries")

    def _ask(self, verb: str, place: str, shape: type[Shape], body: dict[str, str]) -> Shape:
        return shaped(self._request(verb, place, None, body)[1], shape)

    def _request(
        self, verb: str, place: str, parameters: dict[str, str] | None, body: dict[str, str] | None
    ) -> tuple[dict[str, Any], Any]:
        address = GRAPHQL if place == GRAPHQL else f"{self._place}{place}"
        return self._carrier.send(verb, address, parameters, body)
