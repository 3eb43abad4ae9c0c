"""The page for whoever does not take our word: where the files are, which rules hold here, and how to count anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from potluck.charter import Charter
from potluck.mechanisms.lines import PICTURES
from potluck.model import REACTIONS
from potluck.tally import REASONS, formula_of, z_of
from potluck.translation import N_, _, ngettext
from potluck.views.community import Community
from potluck.views.numbers import SURE
from potluck.views.places import download_of

SAYS = {
    "for": N_("for it"),
    "would-use": N_("for it, and would use it"),
    "against": N_("against it"),
    "unsure": N_("not sure"),
    "watching": N_("only following along"),
}


class RecountPage(msgspec.Struct, frozen=True):
    """How anybody counts anew, and the rules that hold here."""

    counts_only: bool
    clone: str  # the address to clone from; "" where there is none
    on_branch: bool
    download: str  # the name of the file that holds the whole site; "" where it is not offered
    clock: datetime
    taken: datetime | None
    example: str  # the address of a file of what people said; "" without any
    reactions: tuple[tuple[str, str, str, str], ...]  # picture, name, what it says, points
    has_points: bool
    left_out: tuple[str, ...]
    formulas: tuple[tuple[str, str], ...]
    z: float  # of Wilson's lower bound


def recount_page(community: Community) -> RecountPage:
    """What holds in this community."""
    charter = community.charter
    forge, at = charter.forge, community.ledger_at
    has_points = any(rule.score is not None for rule in charter.reactions.values())
    return RecountPage(
        counts_only=charter.has_counts_only,
        clone=f"{forge.home}.git" if forge.home else "",
        on_branch=charter.ledger.home == "branch",
        download=download_of(charter) if charter.community.download else "",
        clock=community.clock,
        taken=at,
        example=_example(community),
        reactions=tuple(_reactions(charter)),
        has_points=has_points,
        z=z_of(charter.tally.confidence),
        left_out=tuple(_left_out(community)),
        formulas=(
            (_(SURE), formula_of("confidence", charter)),
            *(((_("Points"), formula_of("score", charter)),) if has_points else ()),
            *(() if charter.has_counts_only else ((_("Trending"), formula_of("trending", charter)),)),
            (_("Divided"), formula_of("divided", charter)),
        ),
    )


def _example(community: Community) -> str:
    """The file of the proposal that most people spoke on; "" where nobody did."""
    spoken = [one for one in community.proposals.values() if community.count(one).sources]
    most = max(spoken, key=lambda one: (sum(community.count(one).tally.reactions.values()), one.slug), default=None)
    return community.charter.ballots_place(community.count(most).sources[0].name) if most else ""


def _reactions(charter: Charter) -> Iterator[tuple[str, str, str, str]]:
    """Picture, what it is called here, what it says, the points that it gives."""
    for reaction in REACTIONS:
        if rule := charter.reactions.get(reaction):
            yield PICTURES[reaction], _(rule.name), _(SAYS[rule.means]), "" if rule.score is None else str(rule.score)


def _left_out(community: Community) -> Iterator[str]:
    """Who is not counted here, in the order in which it is asked."""
    charter, rules = community.charter, community.charter.tally
    if charter.forge.type == "github":
        yield _("an account that was deleted: the forge shows one name for all of them")
    yield _("blocked: the community had to block the account")
    if rules.bots == "leave-out":
        yield _("a machine: a program that reacts by itself")
    if rules.own_proposals == "leave-out":
        author = REASONS["author"]
        yield _(author)
    voted = (kind for kind, kind_rules in charter.kinds.items() if "votes" in kind_rules.mechanisms)
    if any(community.settings(kind, "votes").has_window for kind in voted):
        yield _("reacted while voting was not open: the page of the proposal says when it was")
    if rules.account_days:
        yield ngettext(
            "an account that was too new: younger than %(num)s day, by the month it was made in",
            "an account that was too new: younger than %(num)s days, by the month it was made in",
            rules.account_days,
        )
