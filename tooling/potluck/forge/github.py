"""GitHub, as far as a comment needs it: the pull request that a check looked at, and its files."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from potluck.forge.event import Branch, FullName, RunEvent, Sha
from potluck.forge.hub import Account, Hub, Number
from potluck.forge.patience import patiently

MARK = "<!-- potluck: what the check says; this comment changes with the pull request -->"


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
    user: Account | None
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


class GitHub(Hub):
    """Whose pull request a check looked at, and what is in it."""

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
