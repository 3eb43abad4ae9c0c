"""Who signs for the house: a record that names somebody in `by`, who has to be a facilitator."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.model import Document, Problem, Scalar
from potluck.model import Mapping as Record
from potluck.register import Scope
from potluck.translation import _
from potluck.words import quote, spell


def signed_by_another(document: Document, scope: Scope, field: str) -> Iterator[Problem]:
    """What to say where the record in *field* is signed by somebody whom the charter does not list as a facilitator."""
    written = document.field(scope.written(field))
    by = written.value.get("by") if written and isinstance(written.value, Record) else None
    facilitators = scope.charter.people_of("facilitator")
    if isinstance(by, Scalar) and by.text.strip() and by.text.strip().lower() not in facilitators:
        hint = (
            _("it is signed by %(words)s", words=spell(sorted(facilitators)))
            if facilitators
            else _("the charter lists none yet")
        )
        yield Problem(by.span, _("%(text)s is not a facilitator", text=quote(by.text)), hint)
