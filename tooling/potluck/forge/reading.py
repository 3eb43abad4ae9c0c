"""One reading of a community's threads, whole: which are whose, what changed, who reacted.

Three steps, each resumed where a broken run left it: the pull requests, the look, the people. Then the door, which
costs a question or three, and what became of every number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from potluck.forge.carrier import Carrier
from potluck.forge.closing import hear_closings
from potluck.forge.community import Community
from potluck.forge.door import look_out
from potluck.forge.graphql import Graph
from potluck.forge.hearing import hear
from potluck.forge.links import Links, brought_by, claimed, link
from potluck.forge.notebook import Notebook, Pull, Thread
from potluck.forge.numbers import account_for, what_became
from potluck.forge.pulls import discover
from potluck.forge.threads import Look, look_at, read_people
from potluck.forge.welcome import Knock
from potluck.model import Ballot, PotluckError, Talk
from potluck.opened import Opened
from potluck.words import count

Progress = Callable[[str, int, int], None]


class Seen(msgspec.Struct, frozen=True):
    """What a whole reading saw. `at` is the forge's clock."""

    ballots: tuple[Ballot, ...]
    at: datetime
    threads: int
    read: int  # of them, those whose people were asked for
    requests: int
    points: int
    notes: tuple[str, ...]
    lost: frozenset[str]  # proposals with a thread that is gone, and of whose people nothing is known here
    gone: frozenset[int]  # threads that were asked for and are not there
    talk: tuple[Talk, ...]
    door: tuple[tuple[Knock, bytes], ...]  # who stands there, and what each brings
    opened: tuple[Opened, ...]  # every number that there ever was


def read_threads(carrier: Carrier, community: Community, notes: Path, told: Progress | None = None) -> Seen:
    """All ballots on the proposals of *community*, as its forge has them now.

    A PotluckError where the reading could not be finished; what was read so far is in the file *notes*, and the next
    run goes on from there. An incomplete reading gives nothing (REL-023).
    """
    tell = told or (lambda what, done, of: None)
    forge = community.forge
    graph = Graph(carrier, forge.repository)
    with closing(Notebook(notes, f"{forge.url}/{forge.repository}")) as notebook:
        before = notebook.threads()
        pulls = _pulls(graph, notebook, community, tell)
        brought = _brought(pulls, community)
        claims = {one.slug: number for one in community.proposals if (number := claimed(one, forge))}
        numbers = {*claims.values(), *(pull.number for pull in brought.values())}
        looks = _look(graph, numbers, tell)
        known = notebook.threads()
        starters = {number: thread.starter for number, thread in known.items() if number in numbers}
        starters |= {number: look.starter for number, look in looks.items()}
        links = link(claims, brought, starters, community.facilitators)
        wanted = {number for own in links.threads.values() for number in own}
        came = {n for n in wanted if known.get(n) != before.get(n)}  # with the pull requests
        changed = {n: look for n, look in looks.items() if n in wanted and _is_other(known.get(n), look)}
        try:
            read_people(graph, notebook, changed, lambda left: tell("threads", len(changed) - left, len(changed)))
        except PotluckError as error:
            now = notebook.threads()
            missing = sum(_is_other(now.get(number), look) for number, look in changed.items())
            words = f"{error}; {missing:,} of {count(len(wanted), 'thread')} still to be read"
            raise PotluckError(words) from error
        talk = _talk(graph, links, looks, community, tell)
        door, unseen = look_out(graph, community)
        links = replace(links, notes=(*links.notes, *unseen))
        gone = frozenset(numbers - looks.keys())
        _account(graph, notebook, community, tell)
        return _seen(
            graph,
            links,
            looks,
            notebook,
            read=len(came | changed.keys()),
            gone=gone,
            talk=talk,
            door=tuple(door),
            house=community.house,
            brought=brought,
        )


def _pulls(graph: Graph, notebook: Notebook, community: Community, tell: Progress) -> list[Pull]:
    def is_proposal(path: str) -> bool:
        return bool(community.slug_at(path))

    try:
        return discover(graph, notebook, is_proposal, lambda seen: tell("pull requests", seen, 0))
    except PotluckError as error:
        raise PotluckError(f"{error}; pull requests and threads still to be read") from error


def _brought(pulls: list[Pull], community: Community) -> dict[str, Pull]:
    names = {file.path: community.slug_at(file.path) for pull in pulls for file in pull.files}
    return brought_by(pulls, community.proposals, names, community.forge.branch)


def _look(graph: Graph, numbers: set[int], tell: Progress) -> dict[int, Look]:
    try:
        return look_at(graph, numbers, lambda left: tell("looking", len(numbers) - left, len(numbers)))
    except PotluckError as error:
        raise PotluckError(f"{error}; {count(len(numbers), 'thread')} still to be looked at") from error


def _is_other(thread: Thread | None, look: Look) -> bool:
    """Whether there is more to *look* than what we know of the *thread*."""
    return thread is None or (thread.total, thread.newest) != (look.total, look.newest)


def _seen(
    graph: Graph,
    links: Links,
    looks: Mapping[int, Look],
    notebook: Notebook,
    *,
    read: int,
    gone: frozenset[int],
    talk: tuple[Talk, ...],
    door: tuple[tuple[Knock, bytes], ...],
    house: frozenset[str],
    brought: Mapping[str, Pull],
) -> Seen:
    if graph.at is None:
        raise PotluckError("GitHub does not say what time it is, and a snapshot bears a time")
    threads = notebook.threads()
    slugs: dict[int, list[str]] = {}
    for slug, pull in sorted(brought.items()):
        slugs.setdefault(pull.number, []).append(slug)
    notes, lost = list(links.notes), set(links.lost)
    ballots: list[Ballot] = []
    for slug, numbers in links.threads.items():
        for number in (one for one in numbers if one not in looks):
            notes.append(
                f"`{slug}`: thread {number} is gone or was moved away; what was said there before stays counted"
            )
            if number not in threads:
                lost.add(slug)
        ballots += _ballots(slug, [threads[number] for number in numbers if number in threads])
    return Seen(
        ballots=tuple(ballots),
        at=graph.at,
        threads=sum(len(numbers) for numbers in links.threads.values()),
        read=read,
        requests=graph.requests,
        points=graph.points,
        notes=tuple(notes),
        lost=frozenset(lost),
        gone=gone,
        talk=talk,
        door=door,
        opened=tuple(what_became(notebook.numbers().values(), slugs, house, graph.at)),
    )


def _talk(
    graph: Graph, links: Links, looks: Mapping[int, Look], community: Community, tell: Progress
) -> tuple[Talk, ...]:
    """How much is said on each thread, and when the house first spoke there.

    Once that is known it stays; where it is not, comments are read only after there are more of them.
    """
    own = [(slug, number) for slug, numbers in links.threads.items() for number in numbers if number in looks]
    answered = {number: one.answered for number, one in community.heard.items() if one.answered}
    unread = {number: looks[number] for _, number in own if number not in answered and looks[number].comments}
    before = {number: one.comments for number, one in community.heard.items()}
    listen = {number: look for number, look in unread.items() if look.comments != before.get(number)}
    answered |= hear(graph, listen, community.house, lambda left: tell("answers", len(listen) - left, len(listen)))
    return tuple(Talk(slug, number, looks[number].comments, answered.get(number)) for slug, number in own)


def _account(graph: Graph, notebook: Notebook, community: Community, tell: Progress) -> None:
    """What became of every number, and where it was said why."""
    try:
        account_for(graph, notebook, community.highest, lambda left: tell("numbers", left, 0))
        hear_closings(graph, notebook, community.house, lambda left: tell("closings", left, 0))
    except PotluckError as error:
        raise PotluckError(f"{error}; what became of some numbers is still to be asked") from error


def _ballots(slug: str, threads: Iterable[Thread]) -> Iterable[Ballot]:
    """The reactions on all threads of one proposal; of the same person's same ones the last."""
    found: dict[tuple[str, str], Ballot] = {}
    for thread in threads:
        for voice in thread.voices:
            at = datetime.fromisoformat(voice.at)
            key = (voice.login.lower(), voice.reaction)
            if key not in found or found[key].at < at:
                found[key] = Ballot(slug, voice.login, voice.reaction, at, voice.is_bot, voice.since)
    return found.values()
