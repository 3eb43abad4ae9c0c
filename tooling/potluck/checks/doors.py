"""DR701 and DR702: the doors. What a form asks for is what the checks look for, as long as both follow one charter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from potluck.model import START, Diagnostic, Problem, Severity
from potluck.register import Doors, DoorsCheck, check, checks


@check("DR701", over="doors", severity=Severity.WARNING)
def stale_door(doors: Doors) -> Iterator[tuple[str, Problem]]:
    """The issue forms and the other files that `potluck forms` wrote are what the charter asks for today.

    A form that asks for a section nobody needs any more, or leaves out the one that was added last week, sends people
    into a check that tells them so afterwards. A community that has none of these files is told nothing.

    Bad::

        # .github/ISSUE_TEMPLATE/idea.yml, before the charter asked for a section `Costs`
        - type: textarea
          id: "problem"

    Good::

        # .github/ISSUE_TEMPLATE/idea.yml, after `potluck forms`
        - type: textarea
          id: "problem"
        - type: textarea
          id: "costs"
    """
    hint = "write them anew with `potluck forms`, and commit what it changed"
    for path in doors.missing:
        yield path, Problem(START, "the charter asks for this file, and it is not there", hint)
    for path in doors.stale:
        yield path, Problem(START, "this file is from an earlier charter, or from another Potluck", hint)


@check("DR702", over="doors", severity=Severity.WARNING)
def edited_door(doors: Doors) -> Iterator[tuple[str, Problem]]:
    """A file that carries the mark of `potluck forms` is as it was written.

    The next `potluck forms` leaves a changed file alone, so that nothing of yours is lost; it also stays behind when
    the charter moves on. Say which you want: a file of your own, or one that follows the charter.

    Bad::

        # Written by `potluck forms` from potluck.yml; mark 0000000000000000. To keep a version of your own, …
        name: "An idea, please"

    Good::

        name: "An idea, please"
    """
    hint = "take out its line with the mark to keep it as yours, or delete the file and call `potluck forms`"
    for path in doors.edited:
        yield path, Problem(START, "this file was written by `potluck forms` and changed by hand since", hint)


def check_doors(doors: Doors) -> tuple[Diagnostic, ...]:
    """What is wrong with the doors."""
    found = []
    for one in checks():
        if one.over == "doors":
            found += [one.report(path, problem) for path, problem in cast("DoorsCheck", one.function)(doors)]
    return tuple(sorted(found, key=lambda one: one.order))
