"""What GitHub tells a workflow that runs after another one: whose pull request the other one looked at.

The payload: https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from potluck.model import PotluckError

Login = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\Z")]
FullName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9_.-]+\Z")]
Sha = Annotated[str, msgspec.Meta(pattern=r"^(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")]
Branch = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
LARGEST = 1_000_000  # bytes; GitHub's own payloads have some 30,000


class _Owner(msgspec.Struct, frozen=True):
    login: Login


class _Home(msgspec.Struct, frozen=True):
    """The repository whose workflow this is."""

    id: int
    full_name: FullName
    default_branch: Branch


class _Source(msgspec.Struct, frozen=True):
    """The repository that the pull request comes from."""

    id: int
    owner: _Owner


class _Run(msgspec.Struct, frozen=True):
    event: str
    head_branch: Branch | None
    head_sha: Sha
    head_repository: _Source | None  # null once a fork is deleted


class _Payload(msgspec.Struct, frozen=True):
    action: str
    repository: _Home
    workflow_run: _Run


class RunEvent(msgspec.Struct, frozen=True):
    """The run of a check on a pull request: what is needed to find that pull request again, and nothing else."""

    repository: str  # `owner/name`
    repository_id: int
    default_branch: str
    head_owner: str
    head_repository_id: int
    head_branch: str
    head_sha: str


def read_event(raw: bytes) -> RunEvent | None:
    """The run that *raw* tells of; None where no pull request is left to speak to.

    A PotluckError where *raw* is no `workflow_run` event of a check on a pull request that has ended.
    """
    if len(raw) > LARGEST:
        raise PotluckError(f"the event is larger than {LARGEST // 1000:,} kB; give the file at GITHUB_EVENT_PATH")
    try:
        payload = msgspec.json.decode(raw, type=_Payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # a ValidationError is a DecodeError
        raise PotluckError(
            "this is no event of a workflow run; give the file at GITHUB_EVENT_PATH of a job that runs on workflow_run"
        ) from None
    run, home = payload.workflow_run, payload.repository
    if payload.action != "completed" or run.event != "pull_request":
        raise PotluckError(
            "this event is not of a check on a pull request that has ended; let the workflow run on "
            "`workflow_run: {types: [completed]}`, after a workflow that runs on pull_request"
        )
    if run.head_repository is None or run.head_branch is None:
        return None
    return RunEvent(
        repository=home.full_name,
        repository_id=home.id,
        default_branch=home.default_branch,
        head_owner=run.head_repository.owner.login,
        head_repository_id=run.head_repository.id,
        head_branch=run.head_branch,
        head_sha=run.head_sha,
    )
