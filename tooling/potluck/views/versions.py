"""The page that lays the versions of a proposal side by side: made only where its words were changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date
from itertools import pairwise
from typing import Any

import msgspec

from potluck.model import Change, Proposal
from potluck.shapes import Who
from potluck.views.community import Community
from potluck.views.places import VERSIONS
from potluck.wording import Difference, Words, difference
from potluck.words import visible, without_addresses

SHOWN = 6  # the newest changes, each laid beside what was there before
_ENDLESS = re.compile(r"\S{400,}")


class Version(msgspec.Struct, frozen=True):
    """One change of a proposal's words, beside what was there before."""

    anchor: str
    before: date
    at: date
    who: tuple[Who, ...]  # empty: someone
    commit: str  # short hash
    commit_address: str  # on the forge; empty without one
    difference: Difference | None  # None where git does not have the texts


class VersionsPage(msgspec.Struct, frozen=True):
    """The last versions of a proposal, the newest first."""

    title: str
    address: str  # of the proposal
    versions: tuple[Version, ...]
    older: int  # versions that are not laid beside anything here
    language: str
    site_language: str


def versions_place(community: Community, proposal: Proposal) -> str:
    """Where the page is, a file in the proposal's folder; "" where there is but one version."""
    has_several = len(community.timeline(proposal).versions) > 1
    return community.home(proposal).rstrip("/") + VERSIONS if has_several else ""


def versions_made_of(community: Community, proposal: Proposal) -> Any:
    """What the page depends on."""
    changes = community.timeline(proposal).versions
    people = {login.lower() for one in changes for login in (one.login, *one.co_authors)}
    named = sorted(people & community.people_with_page)
    return (proposal.path, proposal.title, community.address(proposal), changes[-SHOWN - 1 :], len(changes), named)


def versions_page(community: Community, proposal: Proposal) -> VersionsPage:
    """The last versions of *proposal*, the newest first, each beside the one before."""
    changes = community.timeline(proposal).versions
    shown = changes[-SHOWN - 1 :]
    texts = [_text(words) for words in community.read_versions(proposal.path, [one.version for one in shown])]
    versions = list(_versions(community, proposal, shown, texts))
    return VersionsPage(
        title=proposal.title,
        address=community.address(proposal),
        versions=tuple(reversed(versions)),
        older=len(changes) - len(shown),
        language=proposal.language or community.charter.community.languages[0],
        site_language=community.charter.community.languages[0],
    )


def anchor_of(commit: str) -> str:
    """The name of the place on the page where what *commit* changed is shown."""
    return f"pl-{commit[:12]}"


def _versions(
    community: Community, proposal: Proposal, changes: tuple[Change, ...], texts: list[str | None]
) -> Iterator[Version]:
    for (earlier, before), (change, after) in pairwise(zip(changes, texts, strict=True)):
        found = None if before is None or after is None else difference(before, after, _published)
        yield Version(
            anchor=anchor_of(change.commit),
            before=earlier.at.astimezone(UTC).date(),
            at=change.at.astimezone(UTC).date(),
            who=tuple(community.who(login) for login in (change.login, *change.co_authors) if login),
            commit=change.commit[:7],
            commit_address=community.change_address(change.commit, proposal.path),
            difference=found,
        )


def _text(words: Words | None) -> str | None:
    """What is compared."""
    return None if words is None else "\n\n".join(filter(None, (words.title, words.summary, words.body)))


def _published(paragraph: str) -> str:
    """Without mail addresses, which somebody may have taken out since (SEC-028)."""
    return without_addresses(_ENDLESS.sub("…", visible(paragraph)))
