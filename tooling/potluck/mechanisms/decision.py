"""Decision: who decided, when, for which reason, and a sentence. Every closing stage needs one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec
from pydantic import Field

from potluck.charter import FieldRules, StageRules
from potluck.charter.model import Rules, Word
from potluck.mechanisms.seam import Facts, Mechanism, day_in, enter, settings_of, text_in
from potluck.mechanisms.signing import signed_by_another
from potluck.model import Document, Problem, Proposal, Severity
from potluck.paths import TEMPLATES
from potluck.register import Scope, check
from potluck.shapes import Who
from potluck.translation import N_, _
from potluck.words import spell


class ReasonRules(Rules):
    """A reason that may be given, and whether it stands for a yes or a no."""

    answer: Literal["yes", "no"]
    means: str = Field(min_length=1, description="As a person would say it.")


class DecisionRules(Rules):
    """The reasons that a kind's decisions choose from."""

    reasons: dict[Word, ReasonRules] = Field(min_length=1)


class Decision(msgspec.Struct, frozen=True):
    """What was decided. `is_missing` where the stage needs a decision and none is written."""

    answer: Literal["yes", "no", ""]
    reason: str = ""
    says: str = ""
    who: Who | None = None
    on: date | None = None
    is_missing: bool = False


def decision_fields(settings: DecisionRules) -> dict[str, FieldRules]:
    """The one field, for facilitators alone."""
    fields = {
        "by": FieldRules(type="handle", required=True, means=N_("The facilitator who decided.")),
        "date": FieldRules(type="date", required=True, means=N_("The day of the decision.")),
        "reason": FieldRules(
            type="choice", required=True, choices=tuple(settings.reasons), means=N_("One of the charter's reasons.")
        ),
        "says": FieldRules(
            required=True, least=10, most=600, means=N_("The reason, as one says it to a friend's face.")
        ),
    }
    return {
        "decision": FieldRules(type="record", owner="facilitator", means=N_("A yes or a no, and why."), fields=fields)
    }


def decision_of(proposal: Proposal, facts: Facts) -> Decision | None:
    """The decision on *proposal*; None where there is none and none is due."""
    written = proposal.more.get("decision")
    reason = facts.settings.reasons.get(text_in(written, "reason"))
    if not isinstance(written, dict) or reason is None:
        stage = facts.rules.stages.get(proposal.stage)
        return Decision("", is_missing=True) if stage and is_due(stage) else None
    return Decision(
        answer=reason.answer,
        reason=reason.means,
        says=text_in(written, "says"),
        who=facts.who(text_in(written, "by")),
        on=day_in(written, "date"),
    )


def is_due(stage: StageRules) -> bool:
    """Whether somebody decides that a proposal comes to *stage*; not so where its authors themselves do."""
    return stage.closes and not stage.authors


def decision_line(word: str, settings: DecisionRules, by: str = "LOGIN", day: str = "YEAR-MONTH-DAY") -> str:
    """The line to write under *word*, as far as it is known, and what belongs in the place of the capitals."""
    line = f'`{word}: {{by: {by}, date: {day}, reason: REASON, says: "WHY"}}`'
    return _(
        "%(line)s, with one of %(words)s as the reason, and why in a sentence", line=line, words=spell(settings.reasons)
    )


@check("DE401", mechanism="decision", guards=True)
def missing_decision(document: Document, scope: Scope) -> Iterator[Problem]:
    """A proposal whose way has ended says who decided it, when and why.

    People brought it and waited. An end without a reason is the one answer that nobody learns from.

    Bad::

        ---
        title: Let regulars cook one night
        kind: idea
        stage: declined
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Problem

        Nobody cooks at home on Tuesdays.

        ## Solution

        A regular cooks here.

    Good::

        ---
        title: Let regulars cook one night
        kind: idea
        stage: declined
        authors: [ana-sample]
        created: 2026-05-12
        decision:
          by: mara-sample
          date: 2026-06-03
          reason: too-few-hands
          says: We have nobody to watch the stoves that night. With two helpers we would try it.
        ---

        ## Problem

        Nobody cooks at home on Tuesdays.

        ## Solution

        A regular cooks here.
    """
    stage = document.field(scope.written("stage"))
    word = document.text(scope.written("stage"))
    rules = scope.rules.stages.get(word) if scope.rules else None
    if stage and scope.rules and rules and is_due(rules) and not document.field(scope.written("decision")):
        settings = settings_of("decision", scope.rules)
        yield Problem(
            stage.value.span,
            _("`%(word)s` ends the way of this proposal, and no decision says why", word=word),
            _("add the line %(line)s", line=decision_line(scope.written("decision"), settings)),
        )


@check("DE402", mechanism="decision", severity=Severity.WARNING)
def unknown_facilitator(document: Document, scope: Scope) -> Iterator[Problem]:
    """A decision is signed by somebody whom the charter lists as a facilitator.

    A yes or a no binds the house. Readers want to know that the person who gave it could.

    Bad::

        ---
        title: Let regulars cook one night
        kind: idea
        stage: declined
        authors: [ana-sample]
        created: 2026-05-12
        decision:
          by: ana-sample
          date: 2026-06-03
          reason: too-few-hands
          says: We have nobody to watch the stoves that night.
        ---

        ## Problem

        Nobody cooks at home on Tuesdays.

        ## Solution

        A regular cooks here.

    Good::

        ---
        title: Let regulars cook one night
        kind: idea
        stage: declined
        authors: [ana-sample]
        created: 2026-05-12
        decision:
          by: mara-sample
          date: 2026-06-03
          reason: too-few-hands
          says: We have nobody to watch the stoves that night.
        ---

        ## Problem

        Nobody cooks at home on Tuesdays.

        ## Solution

        A regular cooks here.
    """
    return signed_by_another(document, scope, "decision")


DECISION = enter(
    Mechanism(
        word="decision",
        means="A facilitator says yes or no, and why.",
        settings=DecisionRules,
        fields=decision_fields,
        state=decision_of,
        template=TEMPLATES / "mechanisms" / "decision.html",
        place="top",
        happened="decided",
    )
)
