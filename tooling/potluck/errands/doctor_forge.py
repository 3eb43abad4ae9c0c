"""What GitHub says of the settings that no file can switch on. Some of it, only an owner's token sees."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from potluck.charter import Charter
from potluck.errands.fetch import api_of
from potluck.errands.findings import Finding, ok, to_do, unseen
from potluck.errands.intake import CONTEXT
from potluck.errands.person import PATIENCE
from potluck.errands.start import SWITCHES
from potluck.forge.settings import Actions, Defaults, Environment, Home, Owners, Pages, Protection, Settings
from potluck.model import PotluckError
from potluck.words import spell

_PERMISSIONS, _PROTECTION, _PAGES, _ENVIRONMENT = SWITCHES[:4]
_AS_OWNER = "GITHUB_TOKEN=$(gh auth token) potluck doctor"
LEDGER = "ledger"  # the branch
# What has to be right on the forge, whether it can be seen or not.
NAMES = (
    "repository",
    "Actions",
    "workflows' token",
    "branch protection",
    "CODEOWNERS",
    "Pages",
    "Pages' environment",
    "labels",
    "secrets",
)


def forge_findings(
    root: Path, charter: Charter, given: str | None, environment: Mapping[str, str], secrets: frozenset[str]
) -> Iterator[Finding]:
    """How the repository stands on its forge; *secrets* are those that its workflows ask for."""
    repository = given or charter.forge.repository or environment.get("GITHUB_REPOSITORY") or _remote(root)
    token = environment.get("GITHUB_TOKEN", "")
    names = (*NAMES, *(["ledger's branch"] if charter.ledger.home == "branch" else []))
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        do = "potluck doctor --repository OWNER/NAME"
        yield from (unseen(name, "it is not known which repository this is", do) for name in names)
    elif not token:
        yield from (unseen(name, "there is no token to ask with", _AS_OWNER) for name in names)
    else:
        api = environment.get("GITHUB_API_URL") or api_of(charter.forge.url)
        settings = Settings(token, api, repository)
        home = settings.look("", Home)
        if isinstance(home, int):
            raise PotluckError(f"GitHub shows this token no repository {repository} ({home})")
        yield from _Look(settings, charter, home, f"{charter.forge.url}/{repository}", secrets).findings()
    yield unseen(
        "signature of the site",
        "whether the site online is the one that was signed can be proved there only (SEC-069)",
        "gh run download RUN --name github-pages && gh attestation verify artifact.tar --repo OWNER/NAME",
    )


class _Look:
    """One repository that can be seen; *place* is its page."""

    def __init__(self, settings: Settings, charter: Charter, home: Home, place: str, secrets: frozenset[str]) -> None:
        self._settings, self._charter, self._home, self._place = settings, charter, home, place
        self._secrets = secrets
        self._branch = charter.forge.branch

    def findings(self) -> Iterator[Finding]:
        """All of them."""
        yield self._repository()
        yield self._actions()
        yield self._token()
        yield self._protection()
        yield self._owners()
        yield self._pages()
        yield self._environment()
        yield self._labels()
        yield self._secret_names()
        if self._charter.ledger.home == "branch":
            yield self._ledger()

    def _hidden(self, name: str, status: int) -> Finding:
        return unseen(name, f"GitHub shows it to owners ({status})", _AS_OWNER)

    def _repository(self) -> Finding:
        name, page = "repository", f"{self._place}/settings"
        if self._home.archived:
            return to_do(name, "it is archived: nobody can bring anything", page)
        if not self._home.has_issues:
            return to_do(name, "it has no issues, so nobody can fill in a form", page)
        if self._home.default_branch != self._branch:
            said = f"its main branch is `{self._home.default_branch}`, and the charter publishes `{self._branch}`"
            return to_do(
                name, said, f"write `branch: {self._home.default_branch}` under `forge:`, or change it at {page}"
            )
        return ok(name, f"{self._place}, with issues")

    def _actions(self) -> Finding:
        found = self._settings.look("/actions/permissions", Actions)
        if isinstance(found, int):
            return self._hidden("Actions", found)
        if not found.enabled:
            return to_do("Actions", "no workflow runs", f"{self._place}/settings/actions")
        return ok("Actions", "workflows run")

    def _token(self) -> Finding:
        name = "workflows' token"
        found = self._settings.look("/actions/permissions/workflow", Defaults)
        if isinstance(found, int):
            return self._hidden(name, found)
        if found.default_workflow_permissions != "read":
            return to_do(name, "it may write where a workflow's file says nothing", _PERMISSIONS)
        if not found.can_approve_pull_request_reviews:
            return to_do(name, "it may not create pull requests, so filled forms wait for somebody", _PERMISSIONS)
        return ok(name, "reads unless a file asks for more, and may create pull requests")

    def _protection(self) -> Finding:
        name = "branch protection"
        found = self._settings.look(f"/branches/{self._branch}/protection", Protection)
        if found == 404 and self._home.permissions.admin:
            return to_do(name, f"anybody who may write can push to `{self._branch}` (SEC-068)", _PROTECTION)
        if isinstance(found, int):
            return self._hidden(name, found)
        checks, reviews = found.required_status_checks, found.required_pull_request_reviews
        missing = []
        if checks is None or CONTEXT not in checks.contexts:
            missing.append(f"it does not ask for `{CONTEXT}`")
        if reviews is None or not reviews.required_approving_review_count:
            missing.append("it asks for nobody's yes")
        if reviews is None or not reviews.require_code_owner_reviews:
            missing.append("it does not ask those whom CODEOWNERS names")
        if found.allow_force_pushes.enabled or found.allow_deletions.enabled:
            missing.append("the branch can be rewritten or deleted")
        if missing:
            return to_do(name, "; ".join(missing), _PROTECTION)
        return ok(name, f"`{self._branch}` asks for `{CONTEXT}` and for a facilitator's yes")

    def _owners(self) -> Finding:
        found = self._settings.look("/codeowners/errors", Owners)
        if found == 404:
            return to_do("CODEOWNERS", f"there is none on `{self._branch}`", "potluck forms, then commit and push")
        if isinstance(found, int):
            return self._hidden("CODEOWNERS", found)
        if found.errors:
            first = found.errors[0]
            said = f"line {first.line}: {first.kind}; has everybody there a right to write?"
            return to_do("CODEOWNERS", said, f"{self._place}/blob/{self._branch}/.github/CODEOWNERS")
        return ok("CODEOWNERS", "GitHub knows everybody in it")

    def _pages(self) -> Finding:
        found = self._settings.look("/pages", Pages)
        if found == 404 and self._home.permissions.admin:
            return to_do("Pages", "they are off", _PAGES)
        if isinstance(found, int):
            return self._hidden("Pages", found)
        if found.build_type != "workflow":
            return to_do("Pages", "they come from a branch, not from `publish`", _PAGES.replace("POST", "PUT"))
        return ok("Pages", found.html_url or "they come from `publish`")

    def _environment(self) -> Finding:
        name = "Pages' environment"
        found = self._settings.look("/environments/github-pages", Environment)
        if found == 404 and self._home.permissions.admin:
            return to_do(name, "there is none, so nothing can be published from it", _ENVIRONMENT)
        if isinstance(found, int):
            return self._hidden(name, found)
        if found.deployment_branch_policy is None:
            return to_do(name, "every branch may publish from it", _ENVIRONMENT)
        return ok(name, "only protected branches publish, or those that you named")

    def _labels(self) -> Finding:
        missing = sorted(set(self._charter.kinds) - self._settings.labels())
        if missing:
            do = " && ".join(f"gh label create {kind}" for kind in missing)
            return to_do("labels", f"{spell(missing, 'and')} not there, so forms set none", do)
        return ok("labels", f"{spell(self._charter.kinds, 'and')}, which the forms set")

    def _secret_names(self) -> Finding:
        if not self._secrets:
            return ok("secrets", "no workflow asks for one")
        found = self._settings.secrets()
        if isinstance(found, int):
            return self._hidden("secrets", found)
        if missing := sorted(self._secrets - found):
            return to_do(
                "secrets", f"{spell(missing, 'and')} not there", " && ".join(f"gh secret set {n}" for n in missing)
            )
        return ok("secrets", f"{spell(sorted(self._secrets), 'and')} there; what is in them nobody can see")

    def _ledger(self) -> Finding:
        if self._settings.has_branch(LEDGER):
            return ok("ledger's branch", f"`{LEDGER}` is there")
        return to_do("ledger's branch", "no ballot was kept yet", f"potluck fetch && git push origin {LEDGER}")


def _remote(root: Path) -> str:
    """`owner/name` as git's `origin` has it; "" where it does not say."""
    command = ["git", "-C", str(root), "config", "--get", "remote.origin.url"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    found = re.search(r"[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?$", answer.stdout.strip())
    return found[1] if (found and "://" in answer.stdout) or (found and "@" in answer.stdout) else ""
