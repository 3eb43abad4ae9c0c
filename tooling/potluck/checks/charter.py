"""CH501 to CH509: whether the charter can be read, and says only what one can say; and the runner of all CH checks.

Reading came upon these; here they have their documentation. An example is a charter, or the part of one that matters.
"""

from __future__ import annotations

from collections.abc import Iterable

from potluck.charter import CharterReading
from potluck.checks import charter_kinds, charter_order, charter_stages, charter_weights
from potluck.model import Diagnostic, Problem, Scalar
from potluck.register import CharterCheck, check, checks

__all__ = ["charter_kinds", "charter_order", "charter_stages", "charter_weights", "check_charter"]


def check_charter(reading: CharterReading) -> tuple[Diagnostic, ...]:
    """What is wrong with a charter, in the order of the file."""
    found = []
    for one in checks():
        if one.over == "charter":
            function: CharterCheck = one.function  # type: ignore[assignment]
            found += [one.report(reading.path, problem) for problem in function(reading)]
    return tuple(sorted(set(found), key=lambda diagnostic: diagnostic.order))


@check("CH501", over="charter")
def unreadable_charter(reading: CharterReading) -> Iterable[Problem]:
    """The charter is a plain YAML text.

    Everything else here follows from it. Where a line of it cannot be read, guessing would mean to run a community by
    rules that nobody wrote.

    Bad::

        community:
          name: Open Kitchen
          tagline: One rule: bring a dish

    Good::

        community:
          name: Open Kitchen
          tagline: "One rule: bring a dish"
    """
    return reading.problems_of("unreadable-charter")


@check("CH502", over="charter")
def repeated_setting(reading: CharterReading) -> Iterable[Problem]:
    """Every setting is written once.

    Of two lines with one name a computer would silently keep one, and the other would look as if it counted.

    Bad::

        community:
          name: Open Kitchen
          name: Kitchen of the Neighbours

    Good::

        community:
          name: Open Kitchen
    """
    return reading.problems_of("repeated-setting")


@check("CH503", over="charter")
def unknown_setting(reading: CharterReading) -> Iterable[Problem]:
    """Every setting is one that Potluck knows.

    A misspelt setting changes nothing, and you would look for the reason elsewhere for a long time.

    Bad::

        community:
          name: Open Kitchen
          tag-line: Bring a dish.

    Good::

        community:
          name: Open Kitchen
          tagline: Bring a dish.
    """
    return reading.problems_of("unknown-setting")


@check("CH504", over="charter")
def missing_setting(reading: CharterReading) -> Iterable[Problem]:
    """Every setting that Potluck cannot guess is there.

    Nearly everything has a default. What your community is called and what people can bring, only you know.

    Bad::

        community:
          tagline: Bring a dish.
        kinds:
          idea:
            name: Idea
            folder: ideas
            stages:
              suggested: {}

    Good::

        community:
          name: Open Kitchen
        kinds:
          idea:
            name: Idea
            folder: ideas
            stages:
              suggested: {}
    """
    return reading.problems_of("missing-setting")


@check("CH505", over="charter")
def wrong_value(reading: CharterReading) -> Iterable[Problem]:
    """Every setting has a value of the sort that it asks for: a number, a day, a list, a yes or a no.

    A number is counted with and a day is compared. A word in their place has no meaning that we could act on.

    Bad::

        tally:
          half-life: two weeks

    Good::

        tally:
          half-life: 14
    """
    return reading.problems_of("wrong-value")


@check("CH506", over="charter")
def unlisted_word(reading: CharterReading) -> Iterable[Problem]:
    """Where a setting takes one of a few words, it is one of these.

    Each of the words makes Potluck do something. Another one would make it do nothing, without a sound.

    Bad::

        forge:
          type: githup
          repository: open-kitchen/table

    Good::

        forge:
          type: github
          repository: open-kitchen/table
    """
    return reading.problems_of("unlisted-word")


@check("CH507", over="charter")
def malformed_word(reading: CharterReading) -> Iterable[Problem]:
    """The words for kinds, tags, roles, folders, fields and people are written so that an address can hold them.

    They become a part of pages' addresses and of files' names. Blanks, capitals and signs would break there; what
    people read on the page is the name or the meaning that you write beside the word.

    Bad::

        tags:
          Bread & Cakes: For the patient.

    Good::

        tags:
          bread-cakes: For the patient.
    """
    return reading.problems_of("malformed-word")


@check("CH508", over="charter")
def out_of_bounds(reading: CharterReading) -> Iterable[Problem]:
    """Numbers, texts and lists are as large as their use allows.

    A half-life of no days cannot be calculated with, and a kind without any stage leaves proposals nowhere to stand.

    Bad::

        tally:
          half-life: 0

    Good::

        tally:
          half-life: 14
    """
    return reading.problems_of("out-of-bounds")


@check("CH509", over="charter")
def counts_without_a_forge(reading: CharterReading) -> Iterable[Problem]:
    """Counts alone are published where a forge has the ballots.

    Without one, people write their ballots into files that everybody can read, so there would be nothing that could be
    counted and left out.

    Bad::

        forge:
          type: none
        ledger:
          ballots: counts-only

    Good::

        forge:
          type: github
          repository: open-kitchen/table
        ledger:
          ballots: counts-only
    """
    wanted, forge = reading.node("ledger", "ballots"), reading.node("forge", "type")
    has_forge = isinstance(forge, Scalar) and forge.text.strip() not in ("", "none")
    if isinstance(wanted, Scalar) and wanted.text.strip() == "counts-only" and not has_forge:
        hint = "name the forge where people react, or write `by-login`"
        yield Problem(wanted.span, "counts alone need a forge that has the ballots", hint)
