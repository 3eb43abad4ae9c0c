"""An honest community, drawn by dice: who its people are, what was brought when, and who spoke on what."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from potluck.charter import Charter
from potluck.model import Ballot, Person, Proposal, Reaction

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 240
CHARTER = Charter.model_validate(
    {
        "community": {"name": "Many Tables"},
        "kinds": {
            "idea": {"name": "Idea", "folder": "ideas", "stages": {"suggested": {}}, "mechanisms": {"votes": {}}}
        },
    }
)


@dataclass
class Crowd:
    """A community and its ballots so far."""

    dice: random.Random
    proposals: dict[str, Proposal] = field(default_factory=dict)
    brought: dict[str, datetime] = field(default_factory=dict)
    appeal: dict[str, float] = field(default_factory=dict)
    ballots: list[Ballot] = field(default_factory=list)
    people: int = 0

    def bring(self, author: str, at: datetime, appeal: float) -> str:
        """A new proposal."""
        slug = f"idea-{len(self.proposals)}"
        self.proposals[slug] = Proposal(slug, slug, "", "idea", slug, "suggested", (Person(author),), at.date())
        self.brought[slug], self.appeal[slug] = at, appeal
        return slug

    def month(self, at: datetime, *, is_young: bool) -> str:
        """The month of an account that speaks at a time: some days old, or some years."""
        age = self.dice.uniform(0, 25) if is_young else self.dice.uniform(100, 3_000)
        return f"{at - timedelta(days=age):%Y-%m}"

    def say(self, login: str, since: str, slug: str, at: datetime, reaction: Reaction = "+1") -> None:
        """One ballot, to the second."""
        self.ballots.append(Ballot(slug, login, reaction, at.replace(microsecond=0), since=since))

    def newcomer(self, word: str = "person") -> str:
        """A login that nobody has."""
        self.people += 1
        return f"{word}-{self.people}"


def honest(seed: int, people: int = 600, young: float = 0.08) -> Crowd:
    """Some eighty proposals of thirty people over eight months; half of all voices come from one in five.

    Tastes differ: one proposal has many young accounts among its people and another none. Who comes, comes while
    something is new, goes through what is there from the top, and seldom is against it.
    """
    dice = random.Random(seed)
    crowd = Crowd(dice)
    authors = [f"author-{number}" for number in range(30)]
    for _ in range(80):
        author = authors[int(30 * dice.random() ** 2)]  # some bring much, most a little
        crowd.bring(author, START + timedelta(days=dice.uniform(0, DAYS - 20)), dice.lognormvariate(0, 0.9))
    taste = {slug: dice.gammavariate(2, 0.5) for slug in crowd.proposals}  # how much young accounts care for it
    for _ in range(people):
        visit(crowd, taste, is_young=dice.random() < young)
    return crowd


def visit(crowd: Crowd, taste: dict[str, float], *, is_young: bool) -> None:
    """Somebody comes, looks at what is new or popular, and speaks on some of it, on one or more days."""
    dice = crowd.dice
    login, at = crowd.newcomer(), START + timedelta(days=dice.uniform(5, DAYS))
    since = crowd.month(at, is_young=is_young)
    said: set[str] = set()
    for _ in range(1 + int(dice.expovariate(0.5))):
        there = [slug for slug in crowd.proposals if crowd.brought[slug] < at and slug not in said]
        if not there:
            continue
        weights = [
            crowd.appeal[slug] * (taste[slug] if is_young else 1) * 0.5 ** ((at - crowd.brought[slug]).days / 30)
            + crowd.appeal[slug] / 20
            for slug in there
        ]
        wanted = min(1 + int(dice.expovariate(0.5)), len(there))
        chosen = sorted(set(dice.choices(there, weights, k=wanted)), key=lambda slug: -crowd.appeal[slug])
        for slug in chosen:
            at += timedelta(seconds=dice.uniform(20, 400))
            crowd.say(login, since, slug, at, "-1" if dice.random() < 0.12 else "+1")
            said.add(slug)
        at += timedelta(days=dice.expovariate(1 / 12))
