"""BD290 and BD291: what only printing a text can find. `potluck check` never renders; a build tells these."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.model import START, Diagnostic, Document, Problem
from potluck.register import Scope, check, checks
from potluck.translation import _


@check("BD290", hides=True, needs="faults")
def slow_text(document: Document, _scope: Scope) -> Iterator[Problem]:
    """A text is printed within the time that the charter gives it.

    Some patterns, repeated thousands of times, take a computer minutes. One such text would keep the whole site
    waiting, so it waits itself until it is shorter. A build finds this; checking alone does not print.

    Bad::

        ---
        title: Ten thousand brackets
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Problem

        A line of ten thousand opening brackets stands here.

        ## Solution

        None yet.

    Good::

        ---
        title: A plain text
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Problem

        It is cold on Tuesdays.

        ## Solution

        Soup.
    """
    yield from document.problems_of("slow-text")


@check("BD291", hides=True, needs="faults")
def unprintable_text(document: Document, _scope: Scope) -> Iterator[Problem]:
    """A text can be printed.

    Once in a long while somebody writes what the program that prints pages did not think of. The fault is its, not
    yours; writing the passage in another way helps until it is mended. A build finds this; checking alone does not
    print.

    Bad::

        ---
        title: A passage that trips the printer
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Problem

        Thousands of quotes within quotes stand here.

        ## Solution

        None yet.

    Good::

        ---
        title: A plain text
        kind: idea
        stage: suggested
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## Problem

        It is cold on Tuesdays.

        ## Solution

        Soup.
    """
    yield from document.problems_of("unprintable-text")


def rendering_problem(path: str, failure: str) -> Diagnostic:
    """What to tell of the body of *path*: it was too slow, or an exception of the name *failure* came up."""
    if failure == "slow":
        slug = "slow-text"
        hint = _("shorten it, or leave out what repeats very often (brackets, quotes, list marks)")
        problem = Problem(START, _("this text takes too long to print"), hint)
    else:
        slug = "unprintable-text"
        hint = _("write the passage with fewer nested quotes, lists or brackets")
        problem = Problem(START, _("the printer stumbled over this text (%(failure)s)", failure=failure), hint)
    return next(check for check in checks() if check.slug == slug).report(path, problem)
