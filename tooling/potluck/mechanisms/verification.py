"""Verification: a story is published at once, under a loud banner, until a verifier says what came of trying it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from pydantic import Field

from potluck.charter import FieldRules
from potluck.charter.model import RoleWord, Rules
from potluck.mechanisms.seam import Facts, Mechanism, day_in, enter, settings_of, text_in
from potluck.model import Document, Problem, Proposal, Scalar
from potluck.model import Mapping as Record
from potluck.paths import TEMPLATES
from potluck.register import Scope, check
from potluck.shapes import Who
from potluck.translation import N_, _
from potluck.words import quote, spell


class VerificationRules(Rules):
    """The banner's words."""

    unverified: str = Field(N_("Nobody has checked this yet."), min_length=1)
    verified: str = Field(N_("Checked by one of us."), min_length=1)
    role: RoleWord = Field(N_("verifier"), description="The charter's role whose people may verify.")


class Verification(msgspec.Struct, frozen=True):
    """Whether somebody tried it, who, when, how, and what they found."""

    is_verified: bool
    words: str
    who: Who | None = None
    on: date | None = None
    how: str = ""
    found: str = ""


def verification_fields(settings: VerificationRules) -> dict[str, FieldRules]:
    """The one field, for verifiers alone."""
    fields = {
        "by": FieldRules(type="handle", required=True, means=N_("The verifier.")),
        "date": FieldRules(type="date", required=True, means=N_("The day on which it was tried.")),
        "how": FieldRules(required=True, least=4, most=300, means=N_("What was done to try it.")),
        "found": FieldRules(required=True, least=4, most=600, means=N_("What came of it.")),
    }
    return {
        "verification": FieldRules(
            type="record", owner=settings.role, means=N_("Who tried it, and how."), fields=fields
        )
    }


def verification_of(proposal: Proposal, facts: Facts) -> Verification:
    """What the banner says. Only the word of a listed verifier counts."""
    written = proposal.more.get("verification")
    by = text_in(written, "by")
    if by.lower() not in facts.charter.people_of(facts.settings.role):
        return Verification(False, _(facts.settings.unverified))
    return Verification(
        is_verified=True,
        words=_(facts.settings.verified),
        who=facts.who(by),
        on=day_in(written, "date"),
        how=text_in(written, "how"),
        found=text_in(written, "found"),
    )


@check("VE401", mechanism="verification", guards=True)
def unknown_verifier(document: Document, scope: Scope) -> Iterator[Problem]:
    """A story is verified by somebody whom the charter lists as a verifier.

    Readers rely on the banner. It says "tried" only on the word of people whom the community chose for that.

    Bad::

        ---
        title: The soup that came back
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        verification: {by: ana-sample, date: 2026-06-01, how: cooked it, found: it works}
        ---

        It was gone, and then it was back.

    Good::

        ---
        title: The soup that came back
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        verification: {by: wen-sample, date: 2026-06-01, how: cooked it, found: it works}
        ---

        It was gone, and then it was back.
    """
    field = document.field(scope.written("verification"))
    by = field.value.get("by") if field and isinstance(field.value, Record) else None
    if scope.rules is None or not isinstance(by, Scalar) or not by.text.strip():
        return
    verifiers = scope.charter.people_of(settings_of("verification", scope.rules).role)
    if by.text.strip().lower() not in verifiers:
        hint = _("ask %(words)s to try it and write down what they found", words=spell(sorted(verifiers)))
        yield Problem(
            by.span,
            _("%(text)s is not a verifier", text=quote(by.text)),
            hint if verifiers else _("the charter lists none yet"),
        )


VERIFICATION = enter(
    Mechanism(
        word="verification",
        means="A verifier tries what a story tells; until then the page says that nobody has.",
        settings=VerificationRules,
        fields=verification_fields,
        state=verification_of,
        template=TEMPLATES / "mechanisms" / "verification.html",
        place="top",
        happened=N_("tried it"),
    )
)
