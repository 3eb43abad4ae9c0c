"""One repository on GitHub, through a token: lists to their last page, and the one comment of ours in a thread.

What comes back is read by shape: a comment of ours that is not seen would be written twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec

from potluck.forge.carrier import GRAPHQL, Carrier, Shape, shaped
from potluck.forge.patience import TroubleError, patiently

_PAGE = 100
_PAGES = 50

Said = Literal["written", "changed", "unchanged", "nothing"]
Number = Annotated[int, msgspec.Meta(ge=1)]


class Account(msgspec.Struct, frozen=True):
    """Who did something."""

    login: str


class _Comment(msgspec.Struct, frozen=True):
    id: Number
    user: Account | None
    body: str | None = None


class _Viewed(msgspec.Struct, frozen=True):
    viewer: Account


class _Answer(msgspec.Struct, frozen=True):
    data: _Viewed


class Hub:
    """What every job with a token does. Every public method asks again after trouble, a few times."""

    def __init__(self, token: str, api_url: str, repository: str, *, needs: str) -> None:
        """*api_url* as GITHUB_API_URL has it; a PotluckError where a token must not be sent there.

        *needs* says what a token that is not allowed lacks.
        """
        self._carrier = Carrier(token, api_url, needs=needs)
        self._place = f"/repos/{repository}"

    def say(self, number: int, mark: str, text: str, *, is_first_wanted: bool = True) -> Said:
        """Let our one comment with *mark* in thread *number* be *text*, and no other of ours with it be there.

        Ours is what this token's own account wrote and what bears the mark. Where there is none yet, one is written
        if *is_first_wanted*. The whole is done anew after trouble, from looking on: a comment that was written while
        its answer was lost is found, and not written again (SEC-070).
        """
        body = f"{mark}\n{text}"
        return patiently(lambda: self._say(number, mark, body, is_first_wanted=is_first_wanted))

    def _say(self, number: int, mark: str, body: str, *, is_first_wanted: bool) -> Said:
        mine = self._mine(number, mark)
        if not mine and not is_first_wanted:
            return "nothing"
        if not mine:
            self._ask("POST", f"/issues/{number}/comments", _Comment, {"body": body})
            self._keep_first(self._mine(number, mark), body)  # two jobs at once may both have found nothing
            return "written"
        return "changed" if self._keep_first(mine, body) else "unchanged"

    def _mine(self, number: int, mark: str) -> list[_Comment]:
        """Our comments, the oldest first."""
        login = self._login()
        every = self._pages(f"/issues/{number}/comments", _Comment, {})
        mine = [one for one in every if one.user and one.user.login == login and (one.body or "").startswith(mark)]
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

    def _ask(self, verb: str, place: str, shape: type[Shape], body: dict[str, Any]) -> Shape:
        return shaped(self._request(verb, place, None, body)[1], shape)

    def _request(
        self, verb: str, place: str, parameters: dict[str, str] | None, body: dict[str, Any] | None
    ) -> tuple[dict[str, Any], Any]:
        address = GRAPHQL if place == GRAPHQL else f"{self._place}{place}"
        return self._carrier.send(verb, address, parameters, body)
