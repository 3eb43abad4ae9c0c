"""A GitHub on which branches, pull requests and issues can be made; all held to its own description, as `github.py`.

Commits, trees and texts are real in so far as git's ids are: what is put together wrongly does not come out right.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.github import Answer, FakeGitHub, description
from tests.support.runner import payload

Tree = dict[str, str]  # the id of each text by path


@dataclass
class Commit:
    """What one commit holds, who made it, and whether GitHub signed it."""

    tree: Tree
    parents: list[str]
    by: str
    message: str = ""
    is_signed: bool = False
    committer: str = "web-flow"


def id_of(text: bytes) -> str:
    """Git's id of *text*."""
    return hashlib.sha1(b"blob %d\0" % len(text) + text).hexdigest()


def example(operation: str) -> Any:
    """GitHub's own example of an answer."""
    return copy.deepcopy(description()["x-examples"][operation])


@dataclass
class _Store:
    texts: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)


class FakeForge(FakeGitHub):
    """The same repository, with its main branch; `branches` has each branch's end, `statuses` those of each commit."""

    def __init__(self) -> None:
        super().__init__()
        self.store = _Store()
        self.main = self.repository["default_branch"]
        self.branches: dict[str, str] = {}
        self.issues: dict[int, dict[str, Any]] = {}
        self.statuses: dict[str, list[dict[str, Any]]] = {}
        self.commit(self.main, {"README.md": b"A table.\n"}, by="mara-sample")

    # --- What is there ------------------------------------------------------------------------------------------------

    def commit(self, branch: str, files: Mapping[str, bytes | None], *, by: str, **more: Any) -> str:
        """A commit by somebody on *branch*, which begins at the main one; its id."""
        end = self.branches.get(branch) or self.branches.get(self.main)
        tree = dict(self.store.commits[end].tree) if end else {}
        for path, text in files.items():
            if text is None:
                del tree[path]
            else:
                tree[path] = self._keep(text)
        made = Commit(tree, [end] if end else [], by, **more)
        self.branches[branch] = self._commit(made)
        return self.branches[branch]

    def files_on(self, branch: str) -> dict[str, bytes]:
        """What *branch* has that the main one has not, or has otherwise."""
        ours, theirs = (self.store.commits[self.branches[one]].tree for one in (branch, self.main))
        return {path: self.store.texts[one] for path, one in ours.items() if theirs.get(path) != one}

    def issue(self, number: int, title: str, body: str, *, by: str = "ana-sample", **more: Any) -> bytes:
        """An issue as it is now, and the event that tells of it. *more* goes into the issue."""
        event = payload("issues.opened")
        event["repository"] |= {"full_name": self.repository["full_name"], "default_branch": self.main}
        event["issue"] |= {"number": number, "title": title, "body": body, "created_at": "2026-05-12T18:04:00Z"}
        event["issue"]["user"] |= {"login": by, "id": 1000 + sum(map(ord, by))}
        event["issue"] |= {"labels": [], "state": "open"} | more
        now = example("issues/get")
        now |= {name: event["issue"][name] for name in ("number", "title", "body", "created_at", "state", "labels")}
        now.pop("pull_request", None)
        now["user"] = None if more.get("user", 0) is None else now["user"] | event["issue"]["user"]
        self.issues[number] = now
        return json.dumps(event).encode()

    def own(self) -> list[dict[str, Any]]:
        """The pull requests that were opened here, the first one first."""
        return [pull for _, pull in sorted(self.pulls.items()) if pull["user"]["login"] == self.login]

    def close(self, number: int, *, merged: bool = False) -> None:
        """A facilitator closes a pull request."""
        self.pulls[number] |= {"state": "closed", "merged_at": "2026-05-20T12:00:00Z" if merged else None}

    # --- What is asked ------------------------------------------------------------------------------------------------

    def _act(self, verb: str, path: str, query: dict[str, str], sent: Any) -> Answer:
        place = path.removeprefix(self.place)
        if found := re.fullmatch(r"/issues/(\d+)", place):
            issue = self.issues.get(int(found[1]))
            return (200, {}, issue) if issue else (404, {}, {"message": "Not Found"})
        if place.startswith("/git/"):
            return self._git(verb, place.removeprefix("/git/"), sent)
        if place.startswith("/compare/"):
            return self._compare(*place.removeprefix("/compare/").split("..."))
        if found := re.fullmatch(r"/statuses/([0-9a-f]{40})", place):
            return self._state(found[1], sent)
        if found := re.fullmatch(r"/commits/([0-9a-f]{40})/status", place):
            answer = example("repos/get-combined-status-for-ref")
            return 200, {}, answer | {"sha": found[1], "statuses": self.statuses.get(found[1], [])}
        if (verb, place) == ("POST", "/pulls"):
            return self._open(sent)
        if verb == "PATCH" and (found := re.fullmatch(r"/pulls/(\d+)", place)):
            self.pulls[int(found[1])] |= sent
            return 200, {}, example("pulls/update") | self._told(int(found[1]))
        return super()._act(verb, path, query, sent)

    def _has(self, number: int) -> bool:
        return super()._has(number) or number in self.issues

    def _git(self, verb: str, place: str, sent: Any) -> Answer:
        sort, _, rest = place.partition("/")
        if sort == "matching-refs":
            names = [name for name in sorted(self.branches) if f"heads/{name}".startswith(rest)]
            return 200, {}, [self._ref(name) for name in names]
        if verb == "GET" and sort == "ref":
            return 200, {}, self._ref(rest.removeprefix("heads/"))
        if verb == "GET" and sort == "commits":
            answer = example("git/get-commit") | {"sha": rest}
            answer["tree"]["sha"] = self._tree(self.store.commits[rest].tree)
            return 200, {}, answer
        if sort == "blobs":
            assert sent["encoding"] == "base64"
            return 201, {}, example("git/create-blob") | {"sha": self._keep(base64.b64decode(sent["content"]))}
        if sort == "trees":
            tree = dict(self.store.trees[sent["base_tree"]])
            for entry in sent["tree"]:
                assert (entry["mode"], entry["type"]) == ("100644", "blob")
                if entry.get("sha", "") is None:
                    del tree[entry["path"]]
                else:
                    tree[entry["path"]] = entry.get("sha") or self._keep(entry["content"].encode())
            return 201, {}, example("git/create-tree") | {"sha": self._tree(tree)}
        if sort == "commits":
            assert not {"author", "committer"} & sent.keys(), "GitHub signs what names nobody"
            made = Commit(self.store.trees[sent["tree"]], sent["parents"], self.login, sent["message"], is_signed=True)
            return 201, {}, example("git/create-commit") | {"sha": self._commit(made)}
        name = (sent.get("ref") or f"refs/{rest}").removeprefix("refs/heads/")
        is_there = name in self.branches
        is_forward = self.branches.get(name, "") in (*self.store.commits[sent["sha"]].parents, "")
        if is_there == (verb == "POST") or not (is_forward or sent.get("force")):
            return 422, {}, {"message": "Reference already exists" if is_there else "Update is not a fast forward"}
        self.branches[name] = sent["sha"]
        return 201 if verb == "POST" else 200, {}, self._ref(name)

    def _compare(self, base: str, tip: str) -> Answer:
        there, base = self._past(self.branches[base]), self.branches[base]
        ours = [one for one in reversed(self._past(tip)) if one not in there]
        since = next(one for one in self._past(tip) if one in there)
        before, after = self.store.commits[since].tree, self.store.commits[tip].tree
        answer = example("repos/compare-commits-with-basehead")
        one_commit, one_file = answer["commits"][0], answer["files"][0]
        answer |= {"total_commits": len(ours), "ahead_by": len(ours)}
        answer["commits"] = [self._told_commit(one, copy.deepcopy(one_commit)) for one in ours]
        changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        answer["files"] = [
            one_file
            | {"filename": path, "sha": after.get(path) or before[path]}
            | {"status": "removed" if path not in after else "modified" if path in before else "added"}
            for path in changed
        ]
        return 200, {}, answer

    def _told_commit(self, sha: str, shown: dict[str, Any]) -> dict[str, Any]:
        made = self.store.commits[sha]
        shown["sha"] = sha
        shown["author"]["login"], shown["committer"]["login"] = made.by, made.committer
        shown["commit"]["verification"]["verified"] = made.is_signed
        shown["parents"] = [{"sha": one, "url": "https://api.github.com/x"} for one in made.parents]
        return shown

    def _past(self, sha: str) -> list[str]:
        """A commit and all before it, the newest first."""
        found, pending = [], [sha]
        while pending:
            one = pending.pop(0)
            if one not in found:
                found.append(one)
                pending += self.store.commits[one].parents
        return found

    def _state(self, sha: str, sent: dict[str, Any]) -> Answer:
        answer = example("repos/create-commit-status") | sent
        kept = {name: value for name, value in answer.items() if name != "creator"}
        others = [one for one in self.statuses.get(sha, []) if one["context"] != sent["context"]]
        self.statuses[sha] = [*others, kept]
        return 201, {}, answer

    def _open(self, sent: dict[str, Any]) -> Answer:
        if any(pull["state"] == "open" and pull["head"]["ref"] == sent["head"] for pull in self.pulls.values()):
            return 422, {}, {"message": "Validation Failed"}
        number = 1 + max((*self.pulls, *self.issues))
        self.pull(number, by=self.login, branch=sent["head"], sha=self.branches[sent["head"]], base=sent["base"])
        owner = self.repository["full_name"].partition("/")[0]
        self.pulls[number] |= {"title": sent["title"], "body": sent["body"], "merged_at": None}
        self.pulls[number]["head"]["label"] = f"{owner}:{sent['head']}"
        return 201, {}, example("pulls/create") | self._told(number)

    def _told(self, number: int) -> dict[str, Any]:
        names = ("number", "title", "body", "state", "merged_at")
        return {name: self.pulls[number][name] for name in names} | {"requested_teams": []}

    def _keep(self, text: bytes) -> str:
        self.store.texts[id_of(text)] = text
        return id_of(text)

    def _tree(self, tree: Tree) -> str:
        sha = id_of(json.dumps(tree, sort_keys=True).encode())
        self.store.trees[sha] = tree
        return sha

    def _commit(self, made: Commit) -> str:
        sha = id_of(repr((made, len(self.store.commits))).encode())
        self.store.commits[sha] = made
        return sha

    def _ref(self, name: str) -> dict[str, Any]:
        answer = example("git/get-ref")
        answer["ref"] = f"refs/heads/{name}"
        answer["object"]["sha"] = self.branches[name]
        return dict(answer)
