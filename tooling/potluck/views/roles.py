"""Roles that people come to by helping others. Never by volume: nobody gets one for what they brought, said or clicked.

Everything goes by the people whom somebody helped, each once, however often; for oneself nothing counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from potluck.mechanisms import text_in
from potluck.model import Proposal
from potluck.translation import N_, _
from potluck.views.community import Community

NEIGHBOURS = 3  # people whom a good neighbour has helped


class Role(msgspec.Struct, frozen=True):
    """A word for somebody, and what one does to come to it."""

    word: str
    name: str
    means: str


class Share(msgspec.Struct):
    """What somebody gave to others, and had from them; logins in lower case."""

    helped: set[str] = msgspec.field(default_factory=set)  # people with whose proposals they helped
    helpers: set[str] = msgspec.field(default_factory=set)  # people who helped with theirs
    tested: list[str] = msgspec.field(default_factory=list)  # slugs of what they tried, and others had brought
    finished: bool = False  # something that they helped others with came to be


class _Rule(msgspec.Struct, frozen=True):
    role: Role
    is_held: Callable[[Share], bool]


_RULES = (
    _Rule(
        Role(
            "neighbour",
            N_("Good neighbour"),
            N_("helped %(least)s different people or more with what they had brought"),
        ),
        lambda share: len(share.helped) >= NEIGHBOURS,
    ),
    _Rule(
        Role("hand", N_("Helping hand"), N_("helped somebody with what they had brought")),
        lambda share: 0 < len(share.helped) < NEIGHBOURS,
    ),
    _Rule(
        Role("tester", N_("Tester"), N_("tried what somebody else had told, and wrote down what came of it")),
        lambda share: bool(share.tested),
    ),
    _Rule(
        Role("finisher", N_("Saw it through"), N_("helped with something of somebody else's that came to be")),
        lambda share: share.finished,
    ),
)
ROLES = tuple(rule.role for rule in _RULES)

FORMULA = N_(
    "Roles come from helping others and from nothing else. Whoever is named among the credits of what somebody else "
    "brought has helped its authors; whoever tried it and wrote down what came of it, too. Each person helped counts "
    "once, however often. What one brought oneself, voices, comments and commits make no role."
)

NOTHING = Share()


def in_words(role: Role) -> Role:
    """*role* in the language that is spoken."""
    return Role(role.word, _(role.name), _(role.means, least=NEIGHBOURS))


def roles_of(share: Share) -> tuple[Role, ...]:
    """The roles that *share* makes."""
    return tuple(rule.role for rule in _RULES if rule.is_held(share))


def shares(community: Community) -> Mapping[str, Share]:
    """What everybody gave and had, by login in lower case; nobody without either."""
    found: dict[str, Share] = {}
    for proposal in community.newest_first:
        authors = {author.login.lower() for author in proposal.authors if author.login}
        done = community.rules(proposal).stages[proposal.stage].tone == "done"
        for login, is_test in _helpers(community, proposal):
            if login in authors:
                continue
            mine = found.setdefault(login, Share())
            mine.helped |= authors
            mine.finished = mine.finished or done
            if is_test:
                mine.tested.append(proposal.slug)
            for author in authors:
                found.setdefault(author, Share()).helpers.add(login)
    return found


def _helpers(community: Community, proposal: Proposal) -> Iterator[tuple[str, bool]]:
    """Who helped with it, and whether by trying it."""
    yield from ((credit.login.lower(), False) for credit in proposal.credits if credit.login)
    if tester := tester_of(community, proposal):
        yield tester.lower(), True


def tester_of(community: Community, proposal: Proposal) -> str:
    """The login of whoever tried it; "" for nobody whom the charter lists."""
    if "verification" not in community.rules(proposal).mechanisms:
        return ""
    by = text_in(proposal.more.get("verification"), "by")
    role = community.settings(proposal.kind, "verification").role
    return by if by.lower() in community.charter.people_of(role) else ""
