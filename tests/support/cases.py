"""Communities whose ballots hold everything that can keep a voice from counting, made by chance and always the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from potluck.charter import Charter
from potluck.ledger import parse_ledger
from potluck.model import REACTIONS, Person, Proposal
from potluck.tally import tally_all
from potluck.views import Community
from potluck.views.outputs import api_files, api_proposals

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LOGINS = ["ana", "Ana", "bo", "cy-1", "DEE", "dee", "eve_firm", "ghost", "Ghost", "robot[bot]", "rosa", "zoe"]
MEANS = ("for", "would-use", "against", "unsure", "watching")
ODD = [
    "", "no ballot", "[]", "null", '{"proposal":"soup"}', "{",
    '{"proposal":"stew","login":"bo","reaction":"+1","at":"2026-06-01T11:00:00Z","since":"2026-13"}',
    '{"proposal":"soup","login":"bo","reaction":"thumbs","at":"2026-06-01T11:00:00Z"}',
    '{"proposal":"soup","login":"bo","reaction":"+1","at":"2026-02-30T11:00:00Z"}',
    '{"proposal":"soup","login":"bo","reaction":"+1","at":"2026-06-01T11:00:00"}',
    '{"proposal":"soup","login":"\u202ebo","reaction":"+1","at":"2026-06-01T11:00:00Z"}',
    '{"proposal":"soup","login":"bo","reaction":"+1","at":"2026-06-01T11:00:00Z","blocked":"yes"}',
    '{"proposal":"soup","login":"bo","reaction":"+1","at":"2026-06-01T11:00:00Z","more":1}',
    '{"proposal":"soup","login":7,"reaction":"+1","at":"2026-06-01T11:00:00Z"}',
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A community, and its site as far as a recount reads it."""

    community: Community
    files: Mapping[str, bytes]  # by place


def case(seed: int) -> Case:
    """Soup night, the stew that may be merged into it, and bread, which had another name before."""
    random = Random(seed)
    charter = _charter(random)
    proposals = {
        "soup": _proposal("soup", authors=("Rosa",)),
        "stew": _proposal("stew", authors=("zoe",), merged_into=random.choice(["", "soup", "pot"])),
        "bread": _proposal("bread", aliases=("loaf",), merged_into=random.choice(["", "", "stew"])),
    }
    texts = {
        name: "".join(f"{line}{random.choice(ENDS)}" for line in _lines(name, random))
        for name in ("soup", "stew", "bread", "loaf")
    }
    ballots = {f"{name}.jsonl": text.encode() for name, text in texts.items()}
    counts = {"counts": {}, "forge": charter.forge.type, "format": 1, "rule": 1, "taken": "2026-06-01T12:00:00Z"}
    manifest = json.dumps(counts).encode()
    ledger = parse_ledger(manifest, sorted(ballots.items()))
    windows = {slug: _periods(random) for slug in proposals if random.random() < 0.4}
    community = Community(
        charter=charter,
        readings=(),
        proposals=proposals,
        counts=tally_all(proposals.values(), ledger.ballots, charter, windows),
        timelines={},
        history_note="",
        problems={},
        clock=NOON,
        ledger_at=ledger.taken,
        files=frozenset(),
    )
    files = {f"ledger/ballots/{name}": content for name, content in ballots.items()}
    files |= {place: make() for place, make in api_files(community)}
    files |= {place: make() for place, _, make in api_proposals(community)}
    return Case(community, files)


ENDS = ["\n"] * 30 + ["\r\n", "\r", "\n\n"]


def _proposal(slug: str, authors: tuple[str, ...] = ("lee",), **more: object) -> Proposal:
    people = tuple(Person(author) for author in authors)
    return Proposal(slug, slug, "", "idea", slug.title(), "suggested", people, **more)  # type: ignore[arg-type]


def _charter(random: Random) -> Charter:
    """Potluck's reactions, or others by chance; every rule of counting by chance."""
    tally = {
        "account-days": random.choice([0, 1, 31, 40, 400]),
        "bots": random.choice(["count", "leave-out"]),
        "own-proposals": random.choice(["count", "leave-out"]),
        "confidence": random.choice([0.6, 0.9, 0.95, 0.99]),
        "prior-people": random.choice([0, 1, 5, 123]),
        "prior-score": random.choice([0, 2.5, 3.3]),
        "split-share": random.choice([0.1, 0.25, 0.5]),
        "half-life": random.choice([1, 7, 14, 30, 365]),
    }
    parts: dict[str, object] = {
        "community": {"name": "Test kitchen"},
        "forge": {"type": random.choice(["none", "github"]), "repository": "kitchen/table"},
        "kinds": {
            "idea": {
                "name": "Idea",
                "folder": "ideas",
                "stages": {"suggested": {}},
                "mechanisms": {"votes": {"milestones": _milestones(random)}},
            }
        },
        "tally": tally,
    }
    if random.random() < 0.7:
        parts["reactions"] = {
            reaction: {
                "means": random.choice(MEANS),
                "name": reaction,
                "score": random.choice([None, 0, 1, 2, 3, 4, 5]),
            }
            for reaction in random.sample(REACTIONS, random.randint(1, len(REACTIONS)))
        }
    return Charter.model_validate(parts)


def _milestones(random: Random) -> dict[str, object]:
    """None, or some that may be reached at once, late, or never."""
    found = {}
    for word in random.sample(["first", "second", "third"], random.choice([0, 1, 3])):
        by = random.choice([{}, {"by": "2026-06-01"}, {"by": "2026-06-29"}, {"by": "2026-07-30"}])
        found[word] = {"supporters": random.choice([1, 2, 4, 40]), "means": "It is read."} | by
    return found


def _periods(random: Random) -> tuple[tuple[datetime, datetime], ...]:
    """When voting was open: never, once, twice, or from or to the ends of time."""
    from potluck.mechanisms.voting import EVER, NEVER

    ends = sorted(NOON + timedelta(minutes=random.randint(0, 9)) for _ in range(4))
    return random.choice(
        [(), ((ends[0], ends[3]),), ((ends[0], ends[1]), (ends[2], ends[3])), ((EVER, ends[2]),), ((ends[1], NEVER),)]
    )


def _lines(name: str, random: Random) -> list[str]:
    """Ballots of *name*: of few people within few minutes, so that much of it is said twice; and what is no ballot."""
    logins = random.sample(LOGINS, random.randint(1, len(LOGINS)))
    if random.random() < 0.5:
        logins += [f"guest-{number}" for number in range(random.randint(1, 150))]
    found = [_ballot(name, logins, random) for _ in range(random.choice([0, 1, 5, 30, 300]))]
    found += random.sample(ODD, random.choice([0, 0, 3]))
    random.shuffle(found)
    return found


def _ballot(name: str, logins: list[str], random: Random) -> str:
    at = NOON + timedelta(minutes=random.randint(0, 9), days=random.choice([0, 0, 0, 29, 30]))
    written = [
        at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        at.strftime("%Y-%m-%dt%H:%M:%Sz"),
        (at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S+02:00"),
        (at - timedelta(hours=3, minutes=30)).strftime("%Y-%m-%dT%H:%M:%S.25-03:30"),
        at.strftime("%Y-%m-%dT%H:%M:%S.0000019Z"),
    ]
    line: dict[str, object] = {
        "proposal": name,
        "login": random.choice(logins),
        "reaction": random.choice(REACTIONS),
        "at": written[0] if random.random() < 0.8 else random.choice(written),
    }
    facts = {"bot": True, "since": random.choice(["2026-04", "2026-05", "2026-06", "2019-12"]), "blocked": True}
    line |= {fact: value for fact, value in facts.items() if random.random() < (0.5 if fact == "since" else 0.05)}
    return json.dumps(line)
