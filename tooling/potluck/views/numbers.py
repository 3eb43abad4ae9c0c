"""What rankings go by, beside the voices themselves: each number with its formula, for the page where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.charter import Charter
from potluck.model import Tally
from potluck.tally import divided, formula_of, formula_of_spread, is_split, score_of, spread_of
from potluck.translation import N_, _

SURE = N_("Support that one can be sure of")


def numbers_of(tally: Tally, charter: Charter) -> Iterator[tuple[str, str, str]]:
    """Name, how much it is, how it is made; none where there is nothing to say. None asks the clock: pages are kept."""
    if tally.support or tally.opposition:
        yield SURE, f"{100 * tally.confidence:.1f} %", formula_of("confidence", charter)
    score, spread = score_of(tally, charter), spread_of(tally)
    if score is not None and spread is not None:
        yield N_("Points"), _("%(points)s of 5", points=f"{score:.2f}"), formula_of("score", charter)
        split = _(", loved and hated") if is_split(tally, charter) else ""
        yield N_("Spread"), f"{spread:.2f}{split}", formula_of_spread(charter)
    if tally.support and tally.opposition:
        yield N_("Divided"), f"{divided(tally.support, tally.opposition):.2f}", formula_of("divided", charter)
