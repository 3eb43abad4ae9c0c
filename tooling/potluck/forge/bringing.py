"""A branch and a pull request of our own, made through the forge alone: nothing is checked out, nothing is pushed.

A commit that names no author is written by the token's account and signed by GitHub itself. So "the workflow made
this" is not a claim of the commit's: https://docs.github.com/authentication/managing-commit-signature-verification
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from potluck.forge.carrier import RefusalError, shaped
from potluck.forge.event import Sha
from potluck.forge.hub import Hub, Number
from potluck.forge.issues import Issue
from potluck.forge.patience import TroubleError, patiently

_WEB = "web-flow"  # who commits what GitHub itself writes and signs
_PLAIN = "100644"

_NEEDS = (
    "the job needs `contents: write`, `issues: write`, `pull-requests: write` and `statuses: write`, and Actions have "
    "to be allowed to create pull requests; `potluck doctor` looks"
)

State = Literal["success", "failure"]


class _Ref(msgspec.Struct, frozen=True):
    ref: str
    object: _Object


class _Object(msgspec.Struct, frozen=True):
    sha: Sha


class _Who(msgspec.Struct, frozen=True):
    login: str = ""  # GitHub knows no account to the address


class _Verification(msgspec.Struct, frozen=True):
    verified: bool = False


class _Inner(msgspec.Struct, frozen=True):
    verification: _Verification = _Verification()


class _Commit(msgspec.Struct, frozen=True):
    sha: Sha
    commit: _Inner
    author: _Who | None = None
    committer: _Who | None = None
    parents: tuple[_Object, ...] = ()


class _File(msgspec.Struct, frozen=True):
    filename: str
    status: str
    sha: str | None = None


class _Comparison(msgspec.Struct, frozen=True):
    total_commits: int
    commits: tuple[_Commit, ...]
    files: tuple[_File, ...] = ()


class _Made(msgspec.Struct, frozen=True):
    sha: Sha


class _GitCommit(msgspec.Struct, frozen=True):
    sha: Sha
    tree: _Object


class _Status(msgspec.Struct, frozen=True):
    state: str
    context: str
    description: str | None = None


class _Statuses(msgspec.Struct, frozen=True):
    statuses: tuple[_Status, ...]


class OwnPull(msgspec.Struct, frozen=True):
    """A pull request of ours, open or not any more."""

    number: Number
    state: str
    title: str
    html_url: str
    body: str | None = None
    merged_at: str | None = None


class Brought(msgspec.Struct, frozen=True):
    """What became of a branch: the commit at its end, and whether that is new. Not ours: it was left alone."""

    commit: str
    is_new: bool = False
    is_ours: bool = True


class _Branch(msgspec.Struct, frozen=True):
    """A branch beside the published one: where it ends, and what it changes."""

    tip: str
    files: Mapping[str, str]  # the id of each text that it adds or changes, by path
    is_ours: bool


class Bringing(Hub):
    """One repository, for a job that brings files into it by pull request."""

    def __init__(self, token: str, api_url: str, repository: str, base: str) -> None:
        """*base* is the branch that pull requests are meant for."""
        super().__init__(token, api_url, repository, needs=_NEEDS)
        self._owner = repository.partition("/")[0]
        self._base = base

    def issue(self, number: int) -> Issue:
        """The issue as it is now; an older run that comes late brings nothing old back."""
        return patiently(lambda: shaped(self._request("GET", f"/issues/{number}", None, None)[1], Issue))

    def pull_of(self, branch: str) -> OwnPull | None:
        """The newest pull request from *branch* of this repository, in whatever state."""
        asked = {"state": "all", "head": f"{self._owner}:{branch}", "sort": "created", "direction": "desc"}
        return patiently(lambda: next(iter(self._pages("/pulls", OwnPull, asked)), None))

    def bring(self, name: str, files: Mapping[str, bytes], ids: Mapping[str, str], message: str) -> Brought:
        """Let the branch *name* bring *files* and nothing else; *ids* has git's id of each.

        It goes forward or stays: where somebody else wrote on it, nothing is written over. Done anew after trouble,
        from looking on: a commit that was made while its answer was lost is found (REL-014).
        """
        return patiently(lambda: self._bring(name, files, ids, message))

    def _bring(self, name: str, files: Mapping[str, bytes], ids: Mapping[str, str], message: str) -> Brought:
        there = self._branch(name)
        if there and not there.is_ours:
            return Brought(there.tip, is_ours=False)
        if there and there.files == ids:
            return Brought(there.tip)
        since = there.tip if there else self._end_of_base()
        entries = [self._entry(path, content) for path, content in files.items()]
        gone = [path for path in there.files if path not in files] if there else []
        entries += [{"path": path, "mode": _PLAIN, "type": "blob", "sha": None} for path in gone]
        base = shaped(self._request("GET", f"/git/commits/{since}", None, None)[1], _GitCommit).tree.sha
        tree = self._ask("POST", "/git/trees", _Made, {"base_tree": base, "tree": entries}).sha
        sent = {"message": message, "tree": tree, "parents": [since]}
        commit = self._ask("POST", "/git/commits", _Made, sent).sha
        try:
            if there:
                self._request("PATCH", f"/git/refs/heads/{quote(name)}", None, {"sha": commit, "force": False})
            else:
                self._request("POST", "/git/refs", None, {"ref": f"refs/heads/{name}", "sha": commit})
        except RefusalError as refusal:
            if refusal.status != 422:
                raise
            raise TroubleError("somebody else wrote on the branch at the same time (422)") from None
        return Brought(commit, is_new=True)

    def _branch(self, name: str) -> _Branch | None:
        refs = shaped(self._request("GET", f"/git/matching-refs/heads/{quote(name)}", None, None)[1], list[_Ref])
        tip = next((one.object.sha for one in refs if one.ref == f"refs/heads/{name}"), "")
        if not tip:
            return None
        place = f"/compare/{quote(self._base, safe='')}...{tip}"
        found = shaped(self._request("GET", place, None, None)[1], _Comparison)
        login = self._login() if found.commits else ""
        ours = found.total_commits == len(found.commits) and all(_is_ours(one, login) for one in found.commits)
        files = {one.filename: one.sha or "" for one in found.files if one.status != "removed"}
        return _Branch(tip, files, ours)

    def _end_of_base(self) -> str:
        place = f"/git/ref/heads/{quote(self._base)}"
        return shaped(self._request("GET", place, None, None)[1], _Ref).object.sha

    def _entry(self, path: str, content: bytes) -> dict[str, Any]:
        entry = {"path": path, "mode": _PLAIN, "type": "blob"}
        try:
            return entry | {"content": content.decode("utf-8")}
        except UnicodeDecodeError:
            sent = {"content": base64.b64encode(content).decode(), "encoding": "base64"}
            return entry | {"sha": self._ask("POST", "/git/blobs", _Made, sent).sha}

    def offer(self, name: str, pull: OwnPull | None, title: str, text: str) -> OwnPull:
        """Let the pull request from branch *name* be there, with this *title* and *text*."""
        if pull is None:
            sent = {"title": title, "body": text, "head": name, "base": self._base}
            return self._offer(name, sent)
        if pull.title == title and (pull.body or "").replace("\r\n", "\n").strip() == text.strip():
            return pull
        changed = {"title": title, "body": text}
        return patiently(lambda: self._ask("PATCH", f"/pulls/{pull.number}", OwnPull, changed))

    def _offer(self, name: str, sent: dict[str, Any]) -> OwnPull:
        """Open one. Where only the answer was lost, it is found, and no second one is opened."""
        try:
            return self._ask("POST", "/pulls", OwnPull, sent)
        except TroubleError:
            return self.pull_of(name) or patiently(lambda: self._ask("POST", "/pulls", OwnPull, sent))

    def state(self, commit: str, state: State, context: str, description: str) -> None:
        """Let *commit* bear a status, which branch protection can ask for."""

        def put() -> None:
            there = shaped(self._request("GET", f"/commits/{commit}/status", None, None)[1], _Statuses).statuses
            if not any((one.state, one.context, one.description) == (state, context, description) for one in there):
                sent = {"state": state, "context": context, "description": description}
                self._request("POST", f"/statuses/{commit}", None, sent)

        patiently(put)


def _is_ours(one: _Commit, login: str) -> bool:
    """Whether the token's own account made this commit through the forge, or the forge itself merged (SEC-028).

    Names and addresses in a commit are anybody's claim; a signature of GitHub's is not.
    """
    if not one.commit.verification.verified:
        return False
    if len(one.parents) > 1:  # somebody pressed «Update branch»
        return one.committer is not None and one.committer.login == _WEB
    return one.author is not None and one.author.login == login
