"""What we say to somebody who filled in a form, in their issue; and what the pull request says of them.

Plain words: what happens, when, and who decides. What they wrote is repeated as letters alone (SEC-070).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from potluck.diagnostics import About, Sources, neutral
from potluck.diagnostics.about import line_of
from potluck.diagnostics.markdown import NEXT, NOBODY_ALONE, comment, headed, hosts_of, thanks
from potluck.model import Diagnostic, Severity
from potluck.translation import N_, _, ngettext, pgettext

MARK = "<!-- potluck: what became of this form; this comment changes with the text above -->"
_HOW = N_(
    "the title is changed at the top of this page. For the rest, open the menu (…) of your text above, choose *Edit*, "
    "write over it and save. Each answer stands below the name of its box, such as `### %(box)s`; leave those names as "
    "they are, or put one back that is gone. A new form is not needed. Every change is looked at again by itself."
)


class Situation(msgspec.Struct, frozen=True):
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
    made = _("when these things are changed, a file with your name on it is made of what you wrote.")
    return _said(one, made, _answers(one), _(NOBODY_ALONE))


def offered(one: Situation, number: int) -> str:
    """It stands in pull request *number*."""
    made = _("what you wrote is now a file with your name on it, in pull request #%(number)s.", number=number)
    follows = _(
        "Until then, others can say here what they think of it. When you edit your text above, the file follows within "
        "minutes."
    )
    return _said(one, made, _answers(one), follows)


def held_up(one: Situation, address: str) -> str:
    """The file is there, and somebody has to open the pull request by hand, at *address*."""
    made = _(
        "what you wrote is now a file with your name on it. One thing went wrong on our side: somebody who looks after "
        "this repository has to [open the pull request by hand](%(address)s).",
        address=address,
    )
    return _said(one, made, _answers(one), _("Nothing is asked of you."))


def worked_on(one: Situation, number: int) -> str:
    """Somebody else wrote on the branch, so an edit of the issue goes no further by itself."""
    works = (
        _(
            "somebody is working on your file in pull request #%(number)s, so what you change above does not get there "
            "by itself any more. Say below what you would change.",
            number=number,
        )
        if number
        else _(
            "somebody is working on your file in its branch, so what you change above does not get there by itself any "
            "more. Say below what you would change."
        )
    )
    return _said(one, works, _answers(one))


def taken_in(login: str, number: int) -> str:
    """Its pull request is merged."""
    said = _(
        "What you wrote came in with pull request #%(number)s and has a page of its own. Edits of your text above do "
        "not get there by themselves any more: press *%(button)s* on that page, or say below what you would change.",
        number=number,
        button=_("Suggest an edit"),
    )
    return "### " + thanks(login) + " " + _("It is taken in") + f"\n\n{said}\n"


def put_aside(login: str, number: int) -> str:
    """Its pull request was closed."""
    said = _(
        "Pull request #%(number)s, which was made of your text, was closed; the reason stands there or here. Edits of "
        "your text above change nothing any more. If you think that it should be looked at again, say so below.",
        number=number,
    )
    return f"### {thanks(login)}\n\n{said}\n"


def title_of(title: str, path: str) -> str:
    """What the pull request is called."""
    return neutral.title(title) or path


def text_of(one: Situation, issue: int, path: str, title: str) -> str:
    """What the pull request says."""
    errors = sum(found.severity is Severity.ERROR for found in one.diagnostics)
    start = _(
        "**%(title)s**, from a form that %(login)s filled in: issue #%(issue)s.",
        title=neutral.prose(title, 200),
        login=neutral.prose(one.login),
        issue=issue,
    )
    points = (
        _(
            "The file is %(file)s. It follows every edit of that issue, until somebody else writes on this branch.",
            file=neutral.code(path, 200),
        ),
        ngettext(
            "The check has %(num)s thing to change; it stands in the issue.",
            "The check has %(num)s things to change; they stand in the issue.",
            errors,
        )
        if errors
        else _("The check is content."),
        _("To talk, use the issue: people react there, and it stays open."),
    )
    end = _("Merging takes it in. Squashing keeps the line that credits the author.")
    return f"{start}\n\n" + "".join(f"- {point}\n" for point in points) + f"\n{end}\n"


def status_of(one: Situation) -> str:
    """The commit status in a line."""
    errors = sum(found.severity is Severity.ERROR for found in one.diagnostics)
    if errors:
        return ngettext(
            "%(num)s thing to change; the issue says which", "%(num)s things to change; the issue says which", errors
        )
    return _("Nothing to mend, as its author brought it")


def _said(one: Situation, *closing: str) -> str:
    """The comment; *closing* are the sentences on what happens next."""
    asides = []
    if one.namesake:
        same = _(
            "%(file)s has the same name already, so yours got a number behind it. If the two are the same, add your "
            "voice there, and say so here.",
            file=neutral.code(one.namesake, 200),
        )
        asides.append(headed(_("One more thing"), same))
    if one.left:
        why = pgettext("between sentences", "; ").join(neutral.prose(words) for words in one.left)
        stay = _("%(why)s. They stay behind as links. Pictures are PNG, JPEG, GIF or WebP.", why=why)
        asides.append(headed(_("Pictures"), stay))
    return comment(
        [replace(found, edits=()) for found in one.diagnostics],  # those are for whoever edits the file
        line_of(one.sources),
        one.about,
        to=one.login,
        how=headed(_("How to change it"), _(_HOW, box=neutral.prose(one.box, 60))),
        closing="\n\n".join([*asides, headed(_(NEXT), " ".join(closing))]),
    )


def _answers(one: Situation) -> str:
    """Who answers, when, and what they decide."""
    who = hosts_of(one.about)
    who = who if one.about.hosts else who[:1].upper() + who[1:]
    if not one.days:
        return _("%(who)s will read it, answer here, and decide whether it is taken in.", who=who)
    return ngettext(
        "%(who)s will read it, answer here within %(num)s day, and decide whether it is taken in.",
        "%(who)s will read it, answer here within %(num)s days, and decide whether it is taken in.",
        one.days,
        who=who,
    )
