"""Answer: what the house said first to what somebody brought, where no thread on a forge keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from potluck.charter import FieldRules
from potluck.mechanisms.seam import Facts, Mechanism, NoSettings, day_in, enter, text_in
from potluck.mechanisms.signing import signed_by_another
from potluck.model import Document, Problem, Proposal, Severity
from potluck.paths import TEMPLATES
from potluck.register import Scope, check
from potluck.shapes import Who
from potluck.translation import N_

FIELD = "answered"


class FirstAnswer(msgspec.Struct, frozen=True):
    """What was said, by whom and when."""

    says: str
    who: Who | None
    on: date | None


def answer_fields(_: NoSettings) -> dict[str, FieldRules]:
    """The one field, for facilitators alone."""
    fields = {
        "by": FieldRules(type="handle", required=True, means=N_("The facilitator who answered.")),
        "date": FieldRules(type="date", required=True, means=N_("The day of the answer.")),
        "says": FieldRules(required=True, least=10, most=600, means=N_("What they said, as one says it at the door.")),
    }
    return {FIELD: FieldRules(type="record", owner="facilitator", means=N_("The house's first answer."), fields=fields)}


def answer_of(proposal: Proposal, facts: Facts) -> FirstAnswer | None:
    """The answer that *proposal* had first; None where none is written."""
    written = proposal.more.get(FIELD)
    if not (says := text_in(written, "says")):
        return None
    by = text_in(written, "by")
    return FirstAnswer(says, facts.who(by) if by else None, day_in(written, "date"))


@check("AN401", mechanism="answer", severity=Severity.WARNING)
def unknown_answerer(document: Document, scope: Scope) -> Iterator[Problem]:
    """A first answer is signed by somebody whom the charter lists as a facilitator.

    Whoever brings something may count on an answer from the house. How long that took is counted in public, by this
    line.

    Bad::

        ---
        title: Let regulars cook one night
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        answered: {by: ana-sample, date: 2026-05-14, says: What a lovely idea this is!}
        ---

        ## Problem

        Nobody cooks at home on Tuesdays.

        ## Solution

        A regular cooks here.

    Good::

        ---
        title: Let regulars cook one night
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        answered: {by: mara-sample, date: 2026-05-14, says: Which night do you think of? We are closed on Mondays.}
        ---

        ## Problem

        Nobody cooks at home on Tuesdays.

        ## Solution

        A regular cooks here.
    """
    return signed_by_another(document, scope, FIELD)


ANSWER = enter(
    Mechanism(
        word="answer",
        means="The house's first answer is written down here, where no thread keeps it.",
        settings=NoSettings,
        fields=answer_fields,
        state=answer_of,
        template=TEMPLATES / "mechanisms" / "answer.html",
        place="end",
        happened="answered",
    )
)
