"""What we say to somebody who filled in a form, in their issue; and what the pull request says of them.

Plain words: what happens, when, and who decides. What they wrote is repeated as letters alone (SEC-070).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from potluck.diagnostics import About, Sources, neutral
from potluck.diagnostics.about import line_of
from potluck.diagnostics.markdown import NOBODY_ALONE, comment, hosts_of
from potluck.model import Diagnostic, Severity
from potluck.words import count

MARK = "<!-- potluck: what became of this form; this comment changes with the text above -->"
_HOW = (
    "**How to change it**: the title is changed at the top of this page. For the rest, open the menu (…) of your text "
    "above, choose *Edit*, write over it and save. Each answer stands below the name of its box, such as `### {}`; "
    "leave those names as they are, or put one back that is gone. A new form is not needed. Every change is looked at "
    "again by itself."
)


@dataclass(frozen=True, slots=True)
class Situation:
    """How things stand with one form."""

    about: About
    diagnostics: Sequence[Diagnostic]
    sources: Sources
    login: str
    box: str  # the name of a box of the form
    days: int | None  # within which the charter promises an answer
    left: Sequence[str] = ()  # what could not be taken along
    namesake: str = ""  # the file of a proposal that bears the same name already

    @property
    def is_clear(self) -> bool:
        """Whether it can be taken in as it is."""
        return not any(one.severity is Severity.ERROR for one in self.diagnostics)


def waiting(one: Situation) -> str:
    """There are things to change before a file is made of it."""
    closing = (
        "**What happens next**: when these things are changed, a file with your name on it is made of what you wrote. "
        f"{_answers(one)} {NOBODY_ALONE}"
    )
    return _said(one, closing)


def offered(one: Situation, number: int) -> str:
    """It stands in pull request *number*."""
    closing = (
        f"**What happens next**: what you wrote is now a file with your name on it, in pull request #{number}. "
        f"{_answers(one)} Until then, others can say here what they think of it. When you edit your text above, the "
        "file follows within minutes."
    )
    return _said(one, closing)


def held_up(one: Situation, address: str) -> str:
    """The file is there, and somebody has to open the pull request by hand, at *address*."""
    closing = (
        "**What happens next**: what you wrote is now a file with your name on it. One thing went wrong on our side: "
        f"somebody who looks after this repository has to [open the pull request by hand]({address}). "
        f"{_answers(one)} Nothing is asked of you."
    )
    return _said(one, closing)


def worked_on(one: Situation, number: int) -> str:
    """Somebody else wrote on the branch, so an edit of the issue goes no further by itself."""
    place = f"pull request #{number}" if number else "its branch"
    closing = (
        f"**What happens next**: somebody is working on your file in {place}, so what you change above does not get "
        f"there by itself any more. Say below what you would change. {_answers(one)}"
    )
    return _said(one, closing)


def taken_in(login: str, number: int) -> str:
    """Its pull request is merged."""
    return (
        f"### Thank you, {neutral.prose(login)}! It is taken in\n\n"
        f"What you wrote came in with pull request #{number} and has a page of its own. Edits of your text above do "
        "not get there by themselves any more: press *Suggest an edit* on that page, or say below what you would "
        "change.\n"
    )


def put_aside(login: str, number: int) -> str:
    """Its pull request was closed."""
    return (
        f"### Thank you, {neutral.prose(login)}!\n\n"
        f"Pull request #{number}, which was made of your text, was closed; the reason stands there or here. Edits of "
        "your text above change nothing any more. If you think that it should be looked at again, say so below.\n"
    )


def title_of(title: str, path: str) -> str:
    """What the pull request is called."""
    return neutral.title(title) or path


def text_of(one: Situation, issue: int, path: str, title: str) -> str:
    """What the pull request says."""
    errors = sum(found.severity is Severity.ERROR for found in one.diagnostics)
    state = "is content" if not errors else f"has {count(errors, 'thing')} to change; they stand in the issue"
    return (
        f"**{neutral.prose(title, 200)}**, from a form that {neutral.prose(one.login)} filled in: issue #{issue}.\n\n"
        f"- The file is {neutral.code(path, 200)}. It follows every edit of that issue, until somebody else writes on "
        f"this branch.\n- The check {state}.\n- To talk, use the issue: people react there, and it stays open.\n\n"
        "Merging takes it in. Squashing keeps the line that credits the author.\n"
    )


def status_of(one: Situation) -> str:
    """The commit status in a line."""
    errors = sum(found.severity is Severity.ERROR for found in one.diagnostics)
    if errors:
        return f"{count(errors, 'thing')} to change; the issue says which"
    return "Nothing to mend, as its author brought it"


def _said(one: Situation, closing: str) -> str:
    asides = []
    if one.namesake:
        asides.append(
            f"**One more thing**: {neutral.code(one.namesake, 200)} has the same name already, so yours got a number "
            "behind it. If the two are the same, add your voice there, and say so here."
        )
    if one.left:
        asides.append(
            "**Pictures**: "
            + "; ".join(neutral.prose(words) for words in one.left)
            + ". They stay behind as links. Pictures are PNG, JPEG, GIF or WebP."
        )
    return comment(
        [replace(found, edits=()) for found in one.diagnostics],  # those are for whoever edits the file
        line_of(one.sources),
        one.about,
        to=one.login,
        how=_HOW.format(neutral.prose(one.box, 60)),
        closing="\n\n".join([*asides, closing]),
    )


def _answers(one: Situation) -> str:
    """Who answers, when, and what they decide."""
    who = hosts_of(one.about) if one.about.hosts else f"A{hosts_of(one.about)[1:]}"
    when = f" within {count(one.days, 'day')}" if one.days else ""
    return f"{who} will read it, answer here{when}, and decide whether it is taken in."
