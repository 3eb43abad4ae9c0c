"""CH561 to CH565: whether what the charter says of checks, conditions and sections names things that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from potluck.charter import CharterReading
from potluck.charter.model import CODE
from potluck.checks.charter_parts import described_fields, given_fields, kinds_of, renamed, scalars
from potluck.model import Field, Problem, Scalar, Sequence, Span
from potluck.model import Mapping as Block
from potluck.register import check, checks
from potluck.words import did_you_mean, quote, spell


@check("CH561", over="charter")
def unknown_check(reading: CharterReading) -> Iterator[Problem]:
    """Every check that the charter weighs or exempts is one that Potluck has.

    A code that means nothing changes nothing. The check that you had in mind would go on as before.

    Bad::

        checks:
          BD230: {severity: error}

    Good::

        checks:
          BD203: {severity: error}
    """
    known = {one.code for one in checks()}
    for code, span in _codes(reading):
        if code not in known and re.fullmatch(CODE, code):  # CH507 tells of what is no code at all
            # No nearest word here: of two codes that look alike, neither says what the other does.
            yield Problem(span, f"there is no check {quote(code)}", "`potluck explain` lists them all")


@check("CH562", over="charter")
def fixed_check(reading: CharterReading) -> Iterator[Problem]:
    """The charter weighs no check that keeps people safe, and exempts nothing from one.

    Some checks stand between a stranger's file and your readers, or hold what the charter itself says of decisions and
    powers. They weigh the same everywhere.

    Bad::

        checks:
          BD207: {severity: "off"}

    Good::

        checks:
          BD203: {severity: "off"}
    """
    fixed = {one.code: one for one in checks() if one.is_fixed}
    for code, span in _codes(reading):
        if code in fixed:
            is_of_proposals = fixed[code].over in ("document", "tree")
            which = "that guard people or hold what a charter asks for" if is_of_proposals else "of charter and ledger"
            hint = f"take it out: checks {which} weigh the same in every community"
            yield Problem(span, f"{quote(code)} ({fixed[code].slug}) cannot be changed here", hint)


@check("CH563", over="charter")
def unknown_stage_of_a_rule(reading: CharterReading) -> Iterator[Problem]:
    """Where a rule names stages, the kind that it is for has them.

    A rule for a stage that there is not never comes into force.

    Bad::

        kinds:
          idea:
            stages:
              suggested: {}
            sections:
              stages:
                bulding: [Plan]

    Good::

        kinds:
          idea:
            stages:
              suggested: {to: [building]}
              building: {}
            sections:
              stages:
                building: [Plan]
    """
    everywhere = [stage.name for kind in kinds_of(reading) for stage in reading.names("kinds", kind, "stages")]
    for rule in reading.names("checks"):
        yield from _unknown(reading.names("checks", rule.name, "stages"), everywhere, "a stage of any kind")
    for kind in kinds_of(reading):
        stages = [stage.name for stage in reading.names("kinds", kind, "stages")]
        yield from _unknown(reading.names("kinds", kind, "sections", "stages"), stages, f"a stage of `{kind}`")
        for rule in reading.names("kinds", kind, "checks"):
            named = reading.names("kinds", kind, "checks", rule.name, "stages")
            yield from _unknown(named, stages, f"a stage of `{kind}`")


@check("CH564", over="charter")
def unknown_condition(reading: CharterReading) -> Iterator[Problem]:
    """Where a field depends on another (`required-when`, `only-when`, `after`), the other one is there.

    A condition on a field that nobody can write is never met, or always; either way the rule would not do what it says.

    Bad::

        kinds:
          idea:
            fields:
              menu-page: {required-when: {stagge: [launched]}}
            stages:
              suggested: {to: [launched]}
              launched: {}

    Good::

        kinds:
          idea:
            fields:
              menu-page: {required-when: {stage: [launched]}}
            stages:
              suggested: {to: [launched]}
              launched: {}
    """
    for field in described_fields(reading):
        kind, path = field.path[1], field.path
        given = given_fields(reading, kind) or {}
        names = renamed(reading, kind)
        beside = [one.name for one in reading.names(*path[:-1])]
        if len(path) == 4:  # kinds, idea, fields, name: the kind's other fields stand beside it
            beside += [names[name].text if name in names else name for name in given]
        stage = names["stage"].text if "stage" in names else "stage"
        stages = [one.name for one in reading.names("kinds", kind, "stages")]
        after = reading.node(*path, "after")
        if isinstance(after, Scalar) and after.text and after.text not in beside:
            hint = did_you_mean(after.text, beside, f"the fields here are {spell(beside)}")
            yield Problem(after.span, f"there is no field {quote(after.text)} here", hint)
        for setting in ("required-when", "only-when"):
            for condition in reading.names(*path, setting):
                if condition.name not in beside:
                    hint = did_you_mean(condition.name, beside, f"the fields here are {spell(beside)}")
                    yield Problem(condition.key, f"there is no field {quote(condition.name)} here", hint)
                elif condition.name == stage and len(path) == 4:
                    for value in scalars(condition.value):
                        if value.text not in stages:
                            hint = did_you_mean(value.text, stages, f"write some of {spell(stages)}")
                            yield Problem(value.span, f"{quote(value.text)} is not a stage of `{kind}`", hint)


@check("CH565", over="charter")
def unknown_section_of_a_rule(reading: CharterReading) -> Iterator[Problem]:
    """Headings that belong within a section name a section of the kind.

    Nobody is asked for what belongs within a section that nobody is asked for.

    Bad::

        kinds:
          idea:
            sections:
              required: [Problem, Solution]
              within: {Soluton: [Costs]}

    Good::

        kinds:
          idea:
            sections:
              required: [Problem, Solution]
              within: {Solution: [Costs]}
    """
    for kind in kinds_of(reading):
        path = ("kinds", kind, "sections")
        sections = [one.text for name in ("required", "optional") for one in scalars(reading.node(*path, name))]
        sections += [one.text for stage in reading.names(*path, "stages") for one in scalars(stage.value)]
        yield from _unknown(reading.names(*path, "within"), sections, f"a section of `{kind}`")


def _codes(reading: CharterReading) -> Iterator[tuple[str, Span]]:
    """Every code that the charter names, and where."""
    weighed = [reading.names("checks"), *(reading.names("kinds", kind, "checks") for kind in kinds_of(reading))]
    for rules in weighed:
        yield from ((rule.name, rule.key) for rule in rules)
    exemptions = reading.node("exemptions")
    for one in exemptions.items if isinstance(exemptions, Sequence) else ():
        code = one.get("code") if isinstance(one, Block) else None
        if isinstance(code, Scalar) and code.text:
            yield code.text, code.span


def _unknown(named: tuple[Field, ...], known: list[str], what: str) -> Iterator[Problem]:
    """Those names that are not known."""
    for one in named:
        if one.name not in known:
            hint = did_you_mean(one.name, known, f"write one of {spell(dict.fromkeys(known))}" if known else "")
            yield Problem(one.key, f"{quote(one.name)} is not {what}", hint)
