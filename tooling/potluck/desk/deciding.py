"""A yes or a no with its reason, as the charter wants it written."""

from __future__ import annotations

from typing import Literal

import msgspec

from potluck.charter import KindRules, StageRules
from potluck.desk.bench import Opened
from potluck.mechanisms import settings_of
from potluck.mechanisms.decision import DecisionRules, is_due
from potluck.model import PotluckError
from potluck.words import did_you_mean, quote, spell

Answer = Literal["yes", "no"]


class Why(msgspec.Struct, frozen=True):
    """What somebody gives for a reason: one of the charter's words, and a sentence of their own."""

    reason: str = ""
    says: str = ""


def decided(opened: Opened, stage: str, why: Why, *, keeps_says: bool = False) -> Opened:
    """*opened* with the decision that a move to *stage* needs, or that somebody gives.

    With *keeps_says* the sentence has another place as well, and is no sign of a decision.
    """
    rules, target = opened.rules, opened.rules.stages[stage]
    has_decisions = "decision" in rules.mechanisms
    if not has_decisions:
        if why.reason:
            raise PotluckError(
                f"nothing is decided on a proposal of the kind `{opened.proposal.kind}`; leave out --reason"
            )
        return opened
    settings: DecisionRules = settings_of("decision", rules)
    if not why.reason and not is_due(target):
        if why.says and not keeps_says:
            raise PotluckError(f"a sentence stands with a reason; add --reason with {_reasons(settings, target)}")
        return opened
    if not why.reason:
        raise PotluckError(
            f"`{stage}` ends the way of this proposal, so people want to know why: "
            f'add --reason with {_reasons(settings, target)}, and --says "…" in a sentence'
        )
    if why.reason not in settings.reasons:
        hint = did_you_mean(why.reason, settings.reasons, f"write {_reasons(settings, target)}")
        raise PotluckError(f"{quote(why.reason)} is not one of the charter's reasons; {hint}")
    answer = settings.reasons[why.reason].answer
    if (wanted := _answer_of(target)) and answer != wanted:
        raise PotluckError(
            f"`{why.reason}` is a reason for a {answer}, and `{stage}` is a {wanted}; "
            f"write {_reasons(settings, target)}"
        )
    if not why.says:
        raise PotluckError('say it in a sentence, as to a friend\'s face: add --says "…"')
    day = opened.bench.today.isoformat()
    return opened.put("decision", {"by": opened.bench.login, "date": day, "reason": why.reason, "says": why.says})


def reopened(opened: Opened, stage: str) -> Opened:
    """*opened* without what told of its end, where *stage* opens its way again."""
    was = opened.rules.stages.get(opened.proposal.stage)
    if was is None or not was.closes or opened.rules.stages[stage].closes:
        return opened
    return opened.take_out("decision", "handed-to")


def stage_for(deed: str, rules: KindRules) -> str:
    """The stage of a kind to which the command *deed* brings its proposals; a PotluckError where there is none."""
    for word, stage in rules.stages.items():
        if stage.desk == deed:
            return word
    name = rules.plural or rules.name
    hint = f"write `desk: {deed}` under the one that is meant, or go there with `potluck move`"
    raise PotluckError(f"the charter names no stage of {name} for this; {hint}")


def _answer_of(stage: StageRules) -> Answer | None:
    """The answer that a stage itself gives; none where it rests, or moves."""
    return "no" if stage.tone == "no" else "yes" if stage.tone == "done" else None


def _reasons(settings: DecisionRules, stage: StageRules) -> str:
    wanted = _answer_of(stage)
    words = [word for word, reason in settings.reasons.items() if wanted in (None, reason.answer)]
    return spell(words or settings.reasons)
