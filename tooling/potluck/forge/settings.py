"""How a repository is set up on GitHub, as far as a token may see it. Nothing is changed."""

from __future__ import annotations

import msgspec

from potluck.forge.carrier import RefusalError, Shape, shaped
from potluck.forge.hub import Hub
from potluck.forge.patience import patiently

_NEEDS = "it has to read the repository"


class _Rights(msgspec.Struct, frozen=True):
    admin: bool = False


class Home(msgspec.Struct, frozen=True):
    """The repository itself."""

    default_branch: str
    has_issues: bool = True
    archived: bool = False
    permissions: _Rights = _Rights()


class Actions(msgspec.Struct, frozen=True):
    """Whether workflows run at all."""

    enabled: bool


class Defaults(msgspec.Struct, frozen=True):
    """What a workflow's token may where its file says nothing, and whether it may create pull requests at all."""

    default_workflow_permissions: str
    can_approve_pull_request_reviews: bool


class _Checks(msgspec.Struct, frozen=True):
    contexts: tuple[str, ...] = ()


class _Reviews(msgspec.Struct, frozen=True):
    require_code_owner_reviews: bool = False
    required_approving_review_count: int = 0


class _Switch(msgspec.Struct, frozen=True):
    enabled: bool = False


class Protection(msgspec.Struct, frozen=True):
    """What has to be met before anything comes to a branch."""

    required_status_checks: _Checks | None = None
    required_pull_request_reviews: _Reviews | None = None
    allow_force_pushes: _Switch = _Switch()
    allow_deletions: _Switch = _Switch()


class Pages(msgspec.Struct, frozen=True):
    """Where the site comes from."""

    build_type: str | None = None
    html_url: str | None = None


class _Policy(msgspec.Struct, frozen=True):
    protected_branches: bool = False
    custom_branch_policies: bool = False


class Environment(msgspec.Struct, frozen=True):
    """From where the site may be put online."""

    deployment_branch_policy: _Policy | None = None


class _OwnersError(msgspec.Struct, frozen=True):
    line: int
    kind: str


class Owners(msgspec.Struct, frozen=True):
    """What GitHub finds wrong with CODEOWNERS."""

    errors: tuple[_OwnersError, ...]


class _Name(msgspec.Struct, frozen=True):
    name: str


class _Secrets(msgspec.Struct, frozen=True):
    secrets: tuple[_Name, ...]


class _Ref(msgspec.Struct, frozen=True):
    ref: str


class Settings(Hub):
    """One repository, looked at through a token."""

    def __init__(self, token: str, api_url: str, repository: str) -> None:
        """*api_url* as GITHUB_API_URL has it."""
        super().__init__(token, api_url, repository, needs=_NEEDS)

    def look(self, place: str, shape: type[Shape]) -> Shape | int:
        """What GitHub says at *place*; the number of its refusal where it tells this token nothing."""
        try:
            return patiently(lambda: shaped(self._request("GET", place, None, None)[1], shape))
        except RefusalError as refusal:
            return refusal.status

    def labels(self) -> frozenset[str]:
        """The names of all labels."""
        return frozenset(one.name for one in patiently(lambda: list(self._pages("/labels", _Name, {}))))

    def secrets(self) -> frozenset[str] | int:
        """The names of the secrets that workflows may use; what is in them GitHub tells nobody."""
        found = self.look("/actions/secrets", _Secrets)
        return found if isinstance(found, int) else frozenset(one.name for one in found.secrets)

    def has_branch(self, name: str) -> bool:
        """Whether there is a branch of this name."""
        found = self.look(f"/git/matching-refs/heads/{name}", tuple[_Ref, ...])
        return not isinstance(found, int) and any(one.ref == f"refs/heads/{name}" for one in found)
