"""What we ask a person who brings something: one wording for the template, the issue form and the submit page."""

from __future__ import annotations

from potluck.translation import N_, _

# What a section asks, by its heading; a section with another heading asks for what its name says.
_QUESTIONS = {
    "problem": N_("What bothers you? Say what you saw yourself, and how often."),
    "solution": N_("What would you do about it, and what would it cost?"),
    "practical examples": N_("Where have you seen it work, or how would one evening of it go?"),
    "practical impact": N_("What would be different afterwards, and for whom?"),
    "credits": N_("Who helped you to think of it?"),
}
WHO = N_("The name of your GitHub account, which is free. Who wrote it with you comes behind a comma.")
WHO_HERE = N_("The short name that you go by here, such as ana-lee. Who wrote it with you comes behind a comma.")
ANYTHING = N_("Tell it here, in your own words.")


def question_of(section: str) -> str:
    """What the section under the heading *section* asks."""
    asked = _QUESTIONS.get(section.casefold())
    return _(asked) if asked else _("What is there to say under %(section)s?", section=section)
