"""Whether an open pull request is shown at the door: it passed the check, and a facilitator labelled that commit. Pure.

What a stranger can steer is believed nowhere: not the days on commits, not a label that others put there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import msgspec

from potluck.forge.community import Community
from potluck.forge.pulls import Files, Login
from potluck.words import quote

_ACTIONS = "github-actions"  # what runs a repository's own workflows


class _Shape(msgspec.Struct, frozen=True, rename="camel"):
    pass


class _Label(_Shape, frozen=True):
    name: str


class _Labelled(_Shape, frozen=True, tag_field="__typename", tag="LabeledEvent"):
    id: str
    created_at: datetime
    label: _Label
    actor: Login | None


class _Unlabelled(_Shape, frozen=True, tag_field="__typename", tag="UnlabeledEvent"):
    label: _Label


class _Pushed(_Shape, frozen=True, tag_field="__typename", tag="HeadRefForcePushedEvent"):
    created_at: datetime


class _Timeline(_Shape, frozen=True):
    nodes: tuple[_Labelled | _Unlabelled | _Pushed, ...]


class _App(_Shape, frozen=True):
    slug: str


class _Suite(_Shape, frozen=True):
    created_at: datetime
    conclusion: str | None
    app: _App | None


class _Suites(_Shape, frozen=True):
    nodes: tuple[_Suite, ...]


class _Context(_Shape, frozen=True):
    created_at: datetime
    state: str


class _Status(_Shape, frozen=True):
    context: _Context | None


class _Commit(_Shape, frozen=True):
    oid: str
    check_suites: _Suites | None
    status: _Status | None


class _PullCommit(_Shape, frozen=True):
    commit: _Commit


class _Commits(_Shape, frozen=True):
    nodes: tuple[_PullCommit, ...]


class OpenPull(_Shape, frozen=True):
    """An open pull request that has the label."""

    number: int
    base_ref_name: str
    created_at: datetime
    head_ref_oid: str
    author: Login | None
    files: Files | None
    timeline_items: _Timeline
    commits: _Commits


class Knock(msgspec.Struct, frozen=True):
    """A file that an open pull request adds, at the commit that passed."""

    thread: int
    path: str
    commit: str
    by: str  # who opened it; empty where the account is gone
    opened: datetime
    welcomed: str  # the facilitator who labelled it …
    label: str  # … and the forge's id of that act


def door_fragment(check: str) -> str:
    """What is asked of every pull request that has the label; *check* is the job that has to pass."""
    job = json.dumps(check)
    return (
        "fragment door on PullRequest{number baseRefName createdAt headRefOid author{login}"
        "files(first:100){totalCount pageInfo{hasNextPage endCursor}nodes{path changeType}}"
        "timelineItems(last:100,itemTypes:[LABELED_EVENT,UNLABELED_EVENT,HEAD_REF_FORCE_PUSHED_EVENT]){nodes{__typename"
        " ...on LabeledEvent{id createdAt label{name}actor{login}}"
        "...on UnlabeledEvent{label{name}}"
        "...on HeadRefForcePushedEvent{createdAt}}}"
        "commits(last:1){nodes{commit{oid "
        f"checkSuites(last:50,filterBy:{{checkName:{job}}}){{nodes{{createdAt conclusion app{{slug}}}}}}"
        f"status{{context(name:{job}){{createdAt state}}}}}}}}}}}}"
    )


def welcome(pull: OpenPull, community: Community) -> list[Knock] | str:
    """The proposals that *pull* brings; or why it is not shown, in words."""
    commit = pull.commits.nodes[-1].commit if pull.commits.nodes else None
    if commit is None or commit.oid != pull.head_ref_oid:
        return "it changed just now; the next run looks again"
    check = quote(community.forge.door.check)
    since, has_passed = _last_look(commit)
    if since is None:
        return f"{check} has not looked at its commit {commit.oid[:12]}"
    if not has_passed:
        return f"{check} is not content with its commit {commit.oid[:12]}, or not done with it"
    name = community.forge.door.label.lower()
    events = pull.timeline_items.nodes
    about = [one for one in events if not isinstance(one, _Pushed) and one.label.name.lower() == name]
    last = about[-1] if about else None
    if not isinstance(last, _Labelled):  # taken off just now, or put on more than a hundred events ago
        return "nobody can tell who labelled it; take the label off and put it on again"
    who = last.actor.login if last.actor else ""
    if who.lower() not in community.facilitators:
        return f"{who or 'an account that is gone'} put the label on, and is no facilitator"
    if not _is_for(last, commit.oid, since, pull, community.labels):
        return f"its commits changed after {who} labelled it; look again, take the label off and put it on again"
    return _knocks(pull, community, who, last.id)


def _last_look(commit: _Commit) -> tuple[datetime | None, bool]:
    """When the newest look at *commit* began, and whether it was content; None where there was none.

    A look is a run of the repository's own workflow, or a status that somebody who may write set under the same name.
    """
    looks = [
        (one.created_at, one.conclusion == "SUCCESS")
        for one in (commit.check_suites.nodes if commit.check_suites else ())
        if one.app and one.app.slug == _ACTIONS
    ]
    if commit.status and commit.status.context:
        looks.append((commit.status.context.created_at, commit.status.context.state == "SUCCESS"))
    return max(looks, default=(None, False), key=lambda look: look[0])


def _is_for(label: _Labelled, commit: str, since: datetime, pull: OpenPull, labels: Mapping[str, str]) -> bool:
    """Whether *commit* was there when the *label* was put on.

    The same commit can have been looked at before, in another pull request, so the look's time alone does not tell. No
    push by force may lie in between; and a label that was for one commit at the last snapshot is for no other. Where it
    was for this one, another look at it changes nothing.
    """
    if label.id in labels:
        return labels[label.id] == commit
    pushes = (one.created_at for one in pull.timeline_items.nodes if isinstance(one, _Pushed))
    return label.created_at > max((since, *pushes))


def _knocks(pull: OpenPull, community: Community, who: str, label: str) -> list[Knock] | str:
    files = pull.files
    if files is None or files.page_info.has_next_page:
        return "it changes more than 100 files"
    if odd := next((file.path for file in files.nodes if community.place_of(file.path) == "elsewhere"), None):
        return f"it changes {quote(odd)}, which is no proposal"
    added = [
        file.path for file in files.nodes if file.change_type == "ADDED" and community.place_of(file.path) == "proposal"
    ]
    if not added:
        return "it brings no new proposal"
    by = pull.author.login if pull.author else ""
    head = pull.head_ref_oid
    return [Knock(pull.number, path, head, by, pull.created_at, who, label) for path in sorted(added)]
