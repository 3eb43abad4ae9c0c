"""What we ask a person who brings something: one wording for the template, the issue form and the submit page."""

from __future__ import annotations

# What a section asks, by its heading; a section with another heading asks for what its name says.
_QUESTIONS = {
    "problem": "What bothers you? Say what you saw yourself, and how often.",
    "solution": "What would you do about it, and what would it cost?",
}
ANYTHING = "Tell it here, in your own words."


def question_of(section: str) -> str:
    """What the section under the heading *section* asks."""
    return _QUESTIONS.get(section.casefold()) or f"What is there to say under {section}?"
