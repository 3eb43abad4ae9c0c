"""Which threads are a proposal's own: what the file says and what the forge says, held against each other (SEC-087)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from potluck.charter.model import ForgeRules
from potluck.forge.notebook import Pull
from potluck.model import Proposal


class Links(msgspec.Struct, frozen=True):
    """The threads of each proposal by slug, and a sentence for every one that is not believed.

    `lost`: proposals that name a thread of which nothing can be known.
    """

    threads: Mapping[str, tuple[int, ...]]
    notes: tuple[str, ...]
    lost: frozenset[str]


def brought_by(
    pulls: Iterable[Pull], proposals: Iterable[Proposal], names: Mapping[str, str], branch: str
) -> dict[str, Pull]:
    """The pull request that brought each proposal: the first merged one into *branch* that added its file.

    *names* has the slug that each path of a file stands for. A file keeps its pull request when it is renamed.
    """
    slug_of = {alias: one.slug for one in proposals for alias in one.aliases}
    slug_of |= {one.slug: one.slug for one in proposals}
    found: dict[str, Pull] = {}
    for pull in sorted(pulls, key=lambda one: (one.merged, one.number)):
        if not pull.merged or pull.base != branch:
            continue
        for file in pull.files:
            if file.is_new and (slug := slug_of.get(names.get(file.path, ""))):
                found.setdefault(slug, pull)
    return found


def claimed(proposal: Proposal, forge: ForgeRules) -> int:
    """The number of the thread that the front matter of *proposal* names; 0 where it names none of ours."""
    if re.fullmatch(r"[1-9][0-9]{0,8}", proposal.thread):
        return int(proposal.thread)
    home = re.escape(f"{forge.url}/{forge.repository}/")
    place = re.fullmatch(rf"{home}(?:issues|pull|discussions)/([1-9][0-9]{{0,8}})(?:[/?#].*)?", proposal.thread, re.I)
    return int(place[1]) if place else 0


def link(
    claims: Mapping[str, int], brought: Mapping[str, Pull], starters: Mapping[int, str], facilitators: frozenset[str]
) -> Links:
    """The threads that count for each proposal.

    *claims* has the number that a front matter names, *starters* who started each thread. Who merely writes down
    another's number gets none of its votes: a thread counts where it is the pull request that brought the proposal, or
    was started by the person who brought it, or where the proposal came through a facilitator or somebody else who may
    write to the branch. A thread of several proposals counts for none, since nobody can say which was meant.
    """
    found: dict[str, list[int]] = {}
    notes, lost = [], set()
    for slug, pull in brought.items():
        found.setdefault(slug, []).append(pull.number)
    for slug, number in claims.items():
        its = brought.get(slug)
        if its and its.number == number:
            continue
        starter = starters.get(number)
        if starter is None:
            notes.append(f"`{slug}`: there is no thread {number}; ballots that the ledger has of it stay")
            lost.add(slug)
            continue
        bringer = its.author.lower() if its else ""
        if its and bringer not in facilitators and not (bringer and bringer == starter.lower()):
            notes.append(
                f"`{slug}`: thread {number} was started by somebody else than pull request {its.number}, "
                "which brought the proposal; its reactions are not counted here"
            )
            continue
        found.setdefault(slug, []).append(number)
    owners: dict[int, list[str]] = {}
    for slug, numbers in found.items():
        for number in numbers:
            owners.setdefault(number, []).append(slug)
    for number, slugs in sorted(owners.items()):
        if len(slugs) > 1:
            named = ", ".join(f"`{slug}`" for slug in sorted(slugs)[:5]) + (" and others" if len(slugs) > 5 else "")
            notes.append(f"thread {number} is that of {named}; its reactions are counted for none, give each its own")
    threads = {
        slug: tuple(sorted(number for number in numbers if len(owners[number]) == 1)) for slug, numbers in found.items()
    }
    return Links({slug: numbers for slug, numbers in sorted(threads.items()) if numbers}, tuple(notes), frozenset(lost))
