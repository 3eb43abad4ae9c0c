"""Two proposals that are one: the second lives on in the first, with its voices; and back again."""

from __future__ import annotations

import msgspec

from potluck.desk.bench import Opened, Plan
from potluck.desk.deciding import Why, decided, stage_for
from potluck.model import PotluckError, Reading
from potluck.words import spell


class Before(msgspec.Struct, frozen=True):
    """What a proposal said before it was merged, as far as git knows."""

    stage: str = ""
    decision: str = ""  # its lines


def merge(opened: Opened, into: Reading, why: Why) -> Plan:
    """*opened* lives on in *into*: its page leads there, and whoever was for it counts there, once."""
    opened.bench.refuse_others("facilitator", "merging two proposals")
    slug = opened.reading.slug
    if into.proposal is None:
        raise PotluckError(f"{into.path} needs mending first; `potluck check {into.path}` says what")
    if opened.proposal.merged_into:
        raise PotluckError(f"`{slug}` lives on in `{opened.proposal.merged_into}` already; nothing was changed")
    _refuse_circles(opened, into)
    stage = stage_for("merge", opened.rules)
    merged = opened.put("merged-into", into.slug)
    if opened.proposal.stage != stage:
        merged = merged.put("stage", stage)
    merged = decided(merged, stage, why)
    told = f"Voices on {slug} count for {into.slug} from now on, each person once; its address leads there."
    return merged.plan("merge", f"Merge {slug} into {into.slug}", why.says, [told])


def undo(opened: Opened, before: Before) -> Plan:
    """*opened* stands for itself again: where it stood, if the charter has a way there, and with its old decision."""
    opened.bench.refuse_others("facilitator", "taking a merger back")
    slug, stage = opened.reading.slug, opened.proposal.stage
    if not opened.proposal.merged_into:
        raise PotluckError(f"`{slug}` was not merged into another; there is nothing to take back")
    ways = opened.rules.stages[stage].to if stage in opened.rules.stages else ()
    if not ways:
        raise PotluckError(f"the charter has no move away from `{stage}`; write one behind its `to:` first")
    back = before.stage if before.stage in ways else ways[0]
    own = opened.take_out("merged-into").put("stage", back)
    closes = opened.rules.stages[back].closes
    own = own.put_lines("decision", before.decision) if before.decision else own if closes else own.take_out("decision")
    told = [f"Voices on {slug} count for itself again."]
    if before.stage and back != before.stage:
        told.append(f"It stood at `{before.stage}`; the charter leads from `{stage}` to {spell(ways)} alone.")
    return own.plan("merge", f"Take back the merger of {slug}", told=told)


def _refuse_circles(opened: Opened, into: Reading) -> None:
    """A PotluckError where *into* lives on in *opened*, or is it."""
    by_slug = {alias.target: one for one in opened.bench.readings for alias in one.aliases}
    by_slug |= {one.slug: one for one in opened.bench.readings}
    seen: list[str] = []
    step: Reading | None = into
    while step is not None and step.slug not in seen:
        if step.path == opened.reading.path:
            own = "itself" if not seen else f"{spell(seen[-1:])}, which lives on in it"
            raise PotluckError(f"`{opened.reading.slug}` cannot be merged into {own}")
        seen.append(step.slug)
        step = by_slug.get(step.proposal.merged_into) if step.proposal and step.proposal.merged_into else None
