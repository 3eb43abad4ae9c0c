"""The first page: what is new, what is warming up, what was decided, what one could do this evening."""

from __future__ import annotations

from datetime import datetime

import msgspec

from potluck.model import Proposal
from potluck.shapes import ArrivalRow, Chip, DecisionRow, Figure, Link, Row, SoonRow
from potluck.tally import formula_of, weekly
from potluck.translation import _, apart, ngettext
from potluck.views.community import Community
from potluck.views.decisions import decisions
from potluck.views.door import at_the_door
from potluck.views.happenings import due, soon_row
from potluck.views.lists import wants_help
from potluck.views.movement import Flow, Months, flow_of, months_of
from potluck.views.places import download_of
from potluck.views.scorecard import in_one_line
from potluck.words import in_a_sentence

SHOWN = 5
WEEKS = 12


class Home(msgspec.Struct, frozen=True):
    """The first page: what is new, what is warming up, what was decided, what one could do this evening."""

    name: str
    tagline: str
    figures: tuple[Figure, ...]
    kinds: tuple[tuple[Chip, int], ...]
    trending: tuple[tuple[Row, tuple[int, ...]], ...]  # with ballots a week, oldest first: a small histogram
    fresh: tuple[Row, ...]
    decided: tuple[DecisionRow, ...]
    flow: Flow | None  # of the first kind
    months: Months | None
    jobs: tuple[tuple[str, Row], ...]  # what is needed, and where
    as_of: datetime  # the clock
    formula: str  # of trending
    word_kept: str = ""  # how long people wait for an answer, in one line
    arrivals: tuple[ArrivalRow, ...] = ()  # some of those at the door
    soon: tuple[SoonRow, ...] = ()  # the nearest days on which something is due
    download: str = ""  # the name of the file that holds the whole site, where it is offered
    doors: tuple[Link, ...] = ()  # what one can do first, the main one in front: "Bring an idea", "See the board"


def home(community: Community) -> Home:
    """The home page at the community's clock."""
    decided = community.once(decisions)
    rules = community.charter.community
    kinds = tuple(community.kind_chip(kind, plural=True) for kind in community.charter.kinds)
    counted = tuple((chip, _count_of(community, chip)) for chip in kinds)
    first = next(iter(community.charter.kinds))
    return Home(
        name=rules.name,
        tagline=rules.tagline,
        figures=_figures(community, decided, counted),
        word_kept=in_one_line(community),
        kinds=counted,
        trending=tuple(
            (community.row(proposal), weekly(community.count(proposal).supported_at, community.clock, WEEKS))
            for proposal, __ in community.once(by_trend)[:SHOWN]
        ),
        fresh=tuple(community.row(proposal) for proposal in community.newest_first[:SHOWN]),
        decided=decided[: SHOWN - 1],
        flow=flow_of(community, first),
        months=months_of(community),
        jobs=_jobs(community),
        as_of=community.clock,
        formula=trending_formula(community),
        soon=tuple(soon_row(community, one) for one in community.once(due) if one.on >= community.clock.date())[
            : SHOWN - 1
        ],
        arrivals=community.once(at_the_door)[:SHOWN],
        download=download_of(community.charter) if rules.download else "",
        doors=(
            Link(_bring(in_a_sentence(community.charter.kinds[first].name)), "submit/"),
            Link(_("See what’s cooking"), "board/"),
        ),
    )


def by_trend(community: Community) -> list[tuple[Proposal, float]]:
    """Proposals that somebody supports, the most trending first; equals by slug."""
    scored = [
        (proposal, community.trend(proposal) or 0.0)
        for proposal in community.newest_first
        if community.count(proposal).supported_at and not community.rules(proposal).stages[proposal.stage].closes
    ]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].slug))


def trending_formula(community: Community) -> str:
    """How `trending` is made, in one sentence."""
    return _("%(formula)s; what is finished is left out.", formula=formula_of("trending", community.charter))


def _count_of(community: Community, chip: Chip) -> int:
    return sum(1 for proposal in community.proposals.values() if proposal.kind == chip.word)


def _figures(
    community: Community, decided: tuple[DecisionRow, ...], kinds: tuple[tuple[Chip, int], ...]
) -> tuple[Figure, ...]:
    """A few numbers, each with its words; none where there is nothing to count."""
    figures = [Figure(apart(count), in_a_sentence(chip.name)) for chip, count in kinds if count]
    voices = sum(sum(count.tally.meanings.values()) for count in community.counts.values())
    if voices:
        figures.append(Figure(apart(voices), ngettext("voice counted", "voices counted", voices)))
    year = community.clock.year
    noes = sum(1 for row in decided if row.answer == "no" and row.on and row.on.year == year)
    yeses = sum(1 for row in decided if row.answer == "yes" and row.on and row.on.year == year)
    if yeses or noes:
        figures.append(Figure(f"{yeses} : {noes}", _("yes to no in %(year)s", year=year)))
    return tuple(figures)


def _jobs(community: Community) -> tuple[tuple[str, Row], ...]:
    """Jobs that are open, the newest proposals first, one of each."""
    found = []
    for proposal in community.newest_first:
        if wants_help(community, proposal):
            found.append((proposal.needs[0], community.row(proposal)))
            if len(found) == SHOWN:
                break
    return tuple(found)


def _bring(kind: str) -> str:
    return _("Bring an %(kind)s", kind=kind) if kind[:1] in "aeiouAEIOU" else _("Bring a %(kind)s", kind=kind)
