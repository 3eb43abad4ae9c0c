"""A GitHub whose settings can be set; its answers are held to GitHub's own description, as all others."""

from __future__ import annotations

from typing import Any

from tests.support.bringing import example
from tests.support.github import Answer, FakeGitHub


class FakeSettings(FakeGitHub):
    """Everything as it should be; *is_owner* says whether the token is an owner's."""

    def __init__(self) -> None:
        super().__init__()
        self.is_owner = True
        self.refs = ["refs/heads/main", "refs/heads/ledger"]
        branch = "/branches/main/protection"
        self.answers: dict[str, Any] = {
            "": example("repos/get")
            | {"language": None, "default_branch": "main", "has_issues": True, "archived": False},
            "/actions/permissions": example("actions/get-github-actions-permissions-repository"),
            "/actions/permissions/workflow": {
                "default_workflow_permissions": "read",
                "can_approve_pull_request_reviews": True,
            },
            branch: example("repos/get-branch-protection"),
            "/codeowners/errors": {"errors": []},
            "/pages": example("repos/get-pages") | {"build_type": "workflow"},
            "/environments/github-pages": example("repos/get-environment"),
            "/labels": [example("issues/list-labels-for-repo")[0] | {"name": name} for name in ("idea", "story")],
            "/actions/secrets": {"total_count": 0, "secrets": []},
        }
        for name in ("source", "parent"):  # GitHub's example is a fork
            del self.answers[""][name]
        del self.answers[branch]["restrictions"]
        del self.answers[branch]["required_pull_request_reviews"]["dismissal_restrictions"]
        self.answers[branch]["required_status_checks"] |= {"contexts": ["check"], "checks": []}
        for name in ("allow_force_pushes", "allow_deletions"):
            self.answers[branch][name]["enabled"] = False
        self.for_owners = {*self.answers} - {"", "/labels", "/codeowners/errors"}

    def _act(self, verb: str, path: str, query: dict[str, str], sent: Any) -> Answer:
        assert verb == "GET", "a doctor looks, and changes nothing"
        place = path.removeprefix(self.place)
        if place.startswith("/git/matching-refs/"):
            wanted = place.removeprefix("/git/matching-refs/")
            found = [example("git/get-ref") | {"ref": ref} for ref in self.refs if ref.startswith(f"refs/{wanted}")]
            return 200, {}, found
        if place in self.for_owners and not self.is_owner:
            return 403, {}, {"message": "Resource not accessible by integration"}
        if place not in self.answers:
            return 404, {}, {"message": "Not Found"}
        if place == "":
            rights = {"admin": self.is_owner, "push": True, "pull": True}
            return 200, {}, self.answers[""] | {"permissions": rights}
        if place == "/labels":
            return self._page(path, query, self.answers["/labels"])
        return 200, {}, self.answers[place]
