"""What happens in a community beside its everyday: honest crowds, and brigades of several styles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from .crowd import DAYS, START, Crowd

Story = Callable[[Crowd, int], frozenset[str]]
"""Adds so many people to a community, and gives the logins of a brigade; none for honest people."""

NOBODY: frozenset[str] = frozenset()


def _day(crowd: Crowd) -> datetime:
    return START + timedelta(days=crowd.dice.uniform(60, DAYS - 30), hours=9)


def _there(crowd: Crowd, at: datetime, wanted: int = 1) -> list[str]:
    """Proposals that nobody runs after, brought before *at*."""
    there = sorted((slug for slug in crowd.proposals if crowd.brought[slug] < at), key=lambda slug: crowd.appeal[slug])
    return crowd.dice.sample(there[: max(wanted, len(there) // 2)], wanted)


def _crowd(crowd: Crowd, size: int, hours: float, young: float) -> None:
    at = _day(crowd)
    (slug,) = _there(crowd, at)
    for _ in range(size):
        when = at + timedelta(hours=crowd.dice.expovariate(3 / hours))
        since = crowd.month(when, is_young=crowd.dice.random() < young)
        crowd.say(crowd.newcomer("guest"), since, slug, when, "-1" if crowd.dice.random() < 0.1 else "+1")


# --- Honest ----------------------------------------------------------------------------------------------------------


def quiet(_crowd: Crowd, _size: int) -> frozenset[str]:
    """Nothing out of the ordinary."""
    return NOBODY


def newsletter(crowd: Crowd, size: int) -> frozenset[str]:
    """A newsletter speaks of one proposal; within a day its readers come, with accounts as old as everybody's."""
    _crowd(crowd, size, 24, 0.08)
    return NOBODY


def launch_day(crowd: Crowd, size: int) -> frozenset[str]:
    """An evening at the table itself: people with old accounts speak within three hours."""
    _crowd(crowd, size, 3, 0.02)
    return NOBODY


def leaflet(crowd: Crowd, size: int) -> frozenset[str]:
    """A leaflet asks people to make an account and say what they think of one proposal: two in five do make one."""
    _crowd(crowd, size, 48, 0.4)
    return NOBODY


def popular_author(crowd: Crowd, size: int) -> frozenset[str]:
    """Somebody whom many like brings eight proposals; most of their friends look at others' too, some never do."""
    first = START + timedelta(days=30)
    slugs = [crowd.bring("star", first + timedelta(days=18 * number), 3) for number in range(8)]
    for _ in range(size):
        login, since = crowd.newcomer("friend"), crowd.month(first, is_young=False)
        others = list(crowd.proposals)
        for slug in slugs:
            at = crowd.brought[slug] + timedelta(days=crowd.dice.expovariate(1 / 10))
            if crowd.dice.random() < 0.5:
                crowd.say(login, since, slug, at)
            if crowd.dice.random() < 0.25:
                crowd.say(login, since, crowd.dice.choice(others), at + timedelta(minutes=3))
    return NOBODY


def four_at_once(crowd: Crowd, size: int) -> frozenset[str]:
    """A newsletter speaks of four proposals; its readers come within two days, and say what they like of the four."""
    at = _day(crowd)
    slugs = _there(crowd, at, 4)
    for _ in range(size):
        when = at + timedelta(hours=crowd.dice.expovariate(1 / 12))
        login, since = crowd.newcomer("reader"), crowd.month(when, is_young=crowd.dice.random() < 0.08)
        for slug in slugs:
            when += timedelta(seconds=crowd.dice.uniform(20, 300))
            if crowd.dice.random() < 0.6:
                crowd.say(login, since, slug, when)
    return NOBODY


def from_the_top(crowd: Crowd, size: int) -> frozenset[str]:
    """People come over months and go down the list of the most wanted, as far as their patience lasts."""
    top = sorted(crowd.proposals, key=lambda slug: (-crowd.appeal[slug], slug))
    for _ in range(size):
        when = START + timedelta(days=crowd.dice.uniform(90, DAYS))
        login, since = crowd.newcomer("reader"), crowd.month(when, is_young=crowd.dice.random() < 0.08)
        there = [slug for slug in top if crowd.brought[slug] < when]
        for slug in there[: 1 + int(crowd.dice.expovariate(0.3))]:
            when += timedelta(seconds=crowd.dice.uniform(20, 300))
            if crowd.dice.random() < 0.8:
                crowd.say(login, since, slug, when)
    return NOBODY


# --- Not honest ------------------------------------------------------------------------------------------------------


def _brigade(
    crowd: Crowd, size: int, hours: float, targets: int, *, young: bool, reaction: str = "+1", others: int = 0
) -> frozenset[str]:
    """*size* accounts speak on the same *targets*, each at its own time within *hours*, and on some *others*."""
    at = _day(crowd)
    slugs = _there(crowd, at, targets)
    logins = [crowd.newcomer("sock") for _ in range(size)]
    for login in logins:
        when = at + timedelta(hours=crowd.dice.uniform(0, hours))
        since = crowd.month(when, is_young=young)
        for slug in slugs:
            when += timedelta(seconds=crowd.dice.uniform(5, 90))
            crowd.say(login, since, slug, when, reaction)  # type: ignore[arg-type]
        for slug in crowd.dice.sample(list(crowd.proposals), others):
            crowd.say(login, since, slug, when + timedelta(hours=crowd.dice.uniform(1, 200)))
    return frozenset(logins)


def rush(crowd: Crowd, size: int) -> frozenset[str]:
    """New accounts for one proposal within three hours."""
    return _brigade(crowd, size, 3, 1, young=True)


def against(crowd: Crowd, size: int) -> frozenset[str]:
    """New accounts against one proposal within three hours."""
    return _brigade(crowd, size, 3, 1, young=True, reaction="-1")


def slow(crowd: Crowd, size: int) -> frozenset[str]:
    """New accounts for one proposal over four weeks."""
    return _brigade(crowd, size, 24 * 28, 1, young=True)


def in_disguise(crowd: Crowd, size: int) -> frozenset[str]:
    """New accounts for one proposal over three days; each speaks on three others as well."""
    return _brigade(crowd, size, 72, 1, young=True, others=3)


def ladder(crowd: Crowd, size: int) -> frozenset[str]:
    """Old accounts for the same five proposals, one after the other, within two hours."""
    return _brigade(crowd, size, 2, 5, young=False)


def slow_ladder(crowd: Crowd, size: int) -> frozenset[str]:
    """Old accounts for the same five proposals, over four weeks."""
    return _brigade(crowd, size, 24 * 28, 5, young=False)


def claque(crowd: Crowd, size: int) -> frozenset[str]:
    """Old accounts for five or more of one author's eight proposals, over months, and for nobody else's."""
    first = START + timedelta(days=30)
    slugs = [crowd.bring("vain", first + timedelta(days=18 * number), 0.5) for number in range(8)]
    logins = [crowd.newcomer("sock") for _ in range(size)]
    for login in logins:
        since = crowd.month(first, is_young=False)
        for slug in crowd.dice.sample(slugs, crowd.dice.randint(5, 8)):
            crowd.say(login, since, slug, crowd.brought[slug] + timedelta(days=crowd.dice.uniform(0, 40)))
    return frozenset(logins)


def ladder_in_disguise(crowd: Crowd, size: int) -> frozenset[str]:
    """Old accounts for the same five proposals within two hours; each speaks on three others as well."""
    return _brigade(crowd, size, 2, 5, young=False, others=3)


def scattered(crowd: Crowd, size: int) -> frozenset[str]:
    """Old accounts for the same five proposals, each in its own order over eight weeks, three others in between."""
    at = _day(crowd) - timedelta(days=30)
    slugs = _there(crowd, at, 5)
    logins = [crowd.newcomer("sock") for _ in range(size)]
    for login in logins:
        since = crowd.month(at, is_young=False)
        for slug in dict.fromkeys([*slugs, *crowd.dice.sample(sorted(crowd.proposals), 3)]):
            crowd.say(login, since, slug, at + timedelta(days=crowd.dice.uniform(0, 56)))
    return frozenset(logins)


def old_hands(crowd: Crowd, size: int) -> frozenset[str]:
    """Old accounts for one proposal over four weeks, and nothing else: nothing tells them from anybody."""
    return _brigade(crowd, size, 24 * 28, 1, young=False)


HONEST: tuple[Story, ...] = (quiet, newsletter, launch_day, from_the_top, popular_author, leaflet, four_at_once)
BRIGADES: tuple[Story, ...] = (
    rush,
    against,
    slow,
    in_disguise,
    ladder,
    slow_ladder,
    claque,
    ladder_in_disguise,
    scattered,
    old_hands,
)
