"""What fetching costs: counted by the forge, not by us."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.github import TOKEN
from tests.support.threads import FakeThreads

from potluck.charter.model import ForgeRules
from potluck.forge import Community, read_threads
from potluck.forge.carrier import Carrier
from potluck.model import Proposal

MANY = 10_000
PLAN = -(-MANY // 1_500) + MANY // 100  # a look at 1,500 threads a request, people of 100 threads a request
NUMBERS = 1 + MANY // 2_000  # which changed, and what became of 2,000 numbers a request


def crowd(hub: FakeThreads, numbers: Iterable[int]) -> None:
    """Reactions on many threads: twenty or so on most, some hundreds on a few."""
    for number in numbers:
        reactions = 300 if number % 500 == 0 else 19 if number % 100 else 29
        for person in range(reactions):
            hub.react(number, f"person-{(number * 7 + person) % 3_000}")


@pytest.mark.parametrize("come", ["by-pull-request", "by-issue"])
def test_many_threads_cost_what_the_plan_says(hub: FakeThreads, tmp_path: Path, come: str) -> None:
    """10,000 threads with 200,000 reactions: 1.3 times the plan's requests; where one in a hundred changed, 8 % of the
    requests and 3 % of the reactions; by any way in which proposals come."""
    by_pull = come == "by-pull-request"
    proposals = []
    hub.threads.clear()
    for number in range(1, MANY + 1):
        path = f"proposals/ideas/idea-{number}.md"
        hub.bring(number, path) if by_pull else hub.open(number)
        thread = "" if by_pull else str(number)
        proposals.append(Proposal(f"idea-{number}", path, "", "idea", "An idea", "suggested", thread=thread))
    crowd(hub, hub.threads)
    for number, thread in hub.threads.items():
        thread.comments = number % 3
    community = Community(
        ForgeRules(type="github", repository="octo-org/octo-repo"),
        tuple(proposals),
        frozenset(["mara-sample"]),
        lambda path: path.rpartition("/")[2].removesuffix(".md"),
        lambda path: "proposal",
        262_144,
        house=frozenset(["mara-sample"]),
    )
    carrier = Carrier(TOKEN, hub.url, needs="")
    first = read_threads(carrier, community, tmp_path / "notes")
    reactions = sum(len(thread.reactions) for thread in hub.threads.values())
    assert len(first.ballots) == reactions
    assert 195_000 < reactions < 205_000
    assert first.requests == len(hub.questions) <= 1.3 * PLAN + NUMBERS  # 115 of 107 + 30 % + 6
    community = replace(community, heard={one.thread: one for one in first.talk})
    first_nodes, hub.nodes = hub.nodes, 0
    hub.questions.clear()
    for number in range(1, MANY + 1, 100):
        hub.react(number, "somebody-new")
    second = read_threads(carrier, community, tmp_path / "notes")
    assert len(second.ballots) == reactions + MANY // 100
    assert (second.threads, second.read) == (MANY, MANY // 100)
    assert second.requests == len(hub.questions) <= 0.08 * first.requests
    assert hub.nodes <= 0.03 * first_nodes
    assert first.points < 5_000


def test_what_became_of_every_number_costs_little(hub: FakeThreads, tmp_path: Path) -> None:
    """A fourth of them, of every sort, one in five closed, one in fifty gone; later, one more of each."""
    many = MANY // 4
    kinds = ("Issue", "PullRequest", "Discussion", "Issue", "Issue")
    hub.threads.clear()
    for number in range(1, many + 1):
        if (number + 1) % 50:
            hub.open(number, kind=kinds[number % 5])
            if number % 10 < 2:
                hub.say(number, "mara-sample", "2026-05-01T10:00:00Z")
                hub.close(number)
    rules = ForgeRules(type="github", repository="octo-org/octo-repo")
    community = Community(
        rules, (), frozenset(), lambda path: "", lambda path: "elsewhere", 262_144, house=frozenset(["mara-sample"])
    )
    carrier = Carrier(TOKEN, hub.url, needs="")
    first = read_threads(carrier, community, tmp_path / "notes")
    assert len(first.opened) == many
    assert sum(one.became == "gone" for one in first.opened) == many // 50
    assert not any(one.is_silent for one in first.opened)
    assert first.requests <= 17
    assert first.points <= 150
    hub.questions.clear()
    for number in (3, 4):
        hub.threads[number].updated = hub.now() - timedelta(days=1)
        hub.close(number)
    del hub.threads[6]
    second = read_threads(carrier, community, tmp_path / "notes")
    assert sum(one.became == "gone" for one in second.opened) == many // 50 + 1
    assert second.requests == len(hub.questions) <= 10
    assert read_threads(carrier, community, tmp_path / "notes").requests <= 4  # what changed this hour is seen again
