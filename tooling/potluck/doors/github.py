"""What GitHub reads beside the forms: the text that a pull request starts with, and who looks after what."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.charter import Charter
from potluck.translation import _
from potluck.words import in_a_sentence, listed


def pull_request_template(charter: Charter) -> str:
    """What stands in the box when somebody opens a pull request."""
    kinds = listed([in_a_sentence(rules.name) for rules in charter.kinds.values()], "", "or")
    thanks = _("Thank you for bringing something. Nothing here has to be perfect: somebody will answer, and help.")
    check = _(
        "The check below this text says within a few minutes whether anything is missing, and what to write instead."
    )
    answer = _("A facilitator answers next. Nobody is turned away without a reason.")
    brings, asks = _("What I bring"), _("What I would like to hear from others")
    lines = (
        f"<!-- {thanks} -->",
        f"**{brings}** ({kinds})",
        f"**{asks}**",
        "---",
        f"- {check}\n- {answer}",
    )
    return "\n\n".join(lines) + "\n"


def code_owners(charter: Charter) -> str:
    """Who is asked before a file changes: the facilitators for all, but for what customers bring (SEC-068)."""
    return "".join(f"{line}\n" for line in _owner_lines(charter))


def _owner_lines(charter: Charter) -> Iterator[str]:
    facilitators = charter.roles.get("facilitator")
    people = " ".join(f"@{login}" for login in facilitators.people) if facilitators else ""
    if not people:
        yield "# Nobody is a facilitator yet, so nobody is asked. Write a login under `roles:` in potluck.yml."
        return
    yield "# Charter, workflows, theme, settings, program, pages: whoever changes them asks a facilitator."
    yield f"* {people}"
    yield "# What customers bring is looked at as well, and may be taken in by anybody who may merge."
    yield from _brought(charter)


def _brought(charter: Charter) -> Iterator[str]:
    """Where customers' files lie. A kind that lies among other files has its pages named by what they are."""
    top = "/" if charter.proposals == "." else f"/{charter.proposals}/"
    for rules in charter.kinds.values():
        yield f"{top}*.md" if rules.folder == "." else f"{top}{rules.folder}/"
    yield "/content/ledger/ballots/"
