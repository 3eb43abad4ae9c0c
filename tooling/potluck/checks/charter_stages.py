"""CH511 to CH522: whether the charter's stages, moves and roles fit together."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.charter import CharterReading
from potluck.charter.model import NamesRole, NamesStage
from potluck.checks.charter_parts import kinds_of, mechanisms_of, scalars
from potluck.model import Problem, Scalar, Severity
from potluck.register import check
from potluck.slugs import make_slug
from potluck.words import did_you_mean, nearest, quote, spell


@check("CH511", over="charter")
def unknown_move(reading: CharterReading) -> Iterator[Problem]:
    """Every move leads to a stage of the same kind.

    A move to a stage that there is not can never be made, and the proposals that wait for it would wait for ever.

    Bad::

        kinds:
          idea:
            stages:
              suggested: {to: [lanched]}
              launched: {closes: true}

    Good::

        kinds:
          idea:
            stages:
              suggested: {to: [launched]}
              launched: {closes: true}
    """
    for kind in kinds_of(reading):
        stages = [stage.name for stage in reading.names("kinds", kind, "stages")]
        for stage in stages:
            for target in scalars(reading.node("kinds", kind, "stages", stage, "to")):
                if target.text not in stages:
                    hint = did_you_mean(target.text, stages, f"write some of {spell(stages)}")
                    yield Problem(target.span, f"{quote(target.text)} is not a stage of `{kind}`", hint)


@check("CH512", over="charter", severity=Severity.WARNING)
def unreachable_stage(reading: CharterReading) -> Iterator[Problem]:
    """Every stage can be reached by moves from the first one, where proposals start.

    A stage that no move reaches stays empty on the board. Mostly a line `to:` was forgotten when the stage was added; a
    stage that is kept for old proposals alone may stay as it is.

    Bad::

        kinds:
          idea:
            stages:
              suggested: {to: [launched]}
              beta: {to: [launched]}
              launched: {closes: true}

    Good::

        kinds:
          idea:
            stages:
              suggested: {to: [beta]}
              beta: {to: [launched]}
              launched: {closes: true}
    """
    for kind in kinds_of(reading):
        stages = reading.names("kinds", kind, "stages")
        words = [stage.name for stage in stages]
        reached, pending = set(words[:1]), words[:1]
        while pending:
            stage = pending.pop()
            for target in scalars(reading.node("kinds", kind, "stages", stage, "to")):
                # A misspelt move is told by `unknown-move`, and counts here as what it was meant to be.
                word = target.text if target.text in words else nearest(target.text, words)
                if word and word not in reached:
                    reached.add(word)
                    pending.append(word)
        for stage_field in stages:
            if stage_field.name not in reached:
                message = f"no move leads from `{words[0]}` to {quote(stage_field.name)}"
                hint = f"write {quote(stage_field.name)} behind `to:` of the stage that comes before it"
                yield Problem(stage_field.key, message, hint)


@check("CH513", over="charter")
def clashing_stages(reading: CharterReading) -> Iterator[Problem]:
    """No two stages of a kind get the same address.

    A stage has a page, and its address is made of its letters and digits alone. Two stages with one address would
    overwrite each other's page.

    Bad::

        kinds:
          idea:
            stages:
              Last Call: {to: [last call!]}
              last call!: {}

    Good::

        kinds:
          idea:
            stages:
              Last Call: {to: [Closed]}
              Closed: {}
    """
    for kind in kinds_of(reading):
        seen: dict[str, str] = {}
        for stage in reading.names("kinds", kind, "stages"):
            slug = make_slug(stage.name, "stage")
            if seen.get(slug, stage.name) != stage.name:
                message = f"{quote(stage.name)} and {quote(seen[slug])} both get the address `{slug}`"
                yield Problem(stage.key, message, "give one of them another word")
            seen.setdefault(slug, stage.name)


@check("CH514", over="charter")
def unknown_stage_of_a_mechanism(reading: CharterReading) -> Iterator[Problem]:
    """Every stage that a mechanism names is one of its kind's.

    Voting that opens at a stage which no proposal reaches would never open.

    Bad::

        kinds:
          story:
            mechanisms:
              votes: {closes: [arkived]}
            stages:
              told: {to: [archived]}
              archived: {}
        roles:
          facilitator: {people: [mara-sample]}

    Good::

        kinds:
          story:
            mechanisms:
              votes: {closes: [archived]}
            stages:
              told: {to: [archived]}
              archived: {}
        roles:
          facilitator: {people: [mara-sample]}
    """
    for part in mechanisms_of(reading):
        if part.settings is None:
            continue
        stages = [stage.name for stage in reading.names("kinds", part.path[1], "stages")]
        for name, info in type(part.settings).model_fields.items():
            node = reading.node(*part.path, name)
            if any(isinstance(mark, NamesStage) for mark in info.metadata):
                for scalar in [node] if isinstance(node, Scalar) else scalars(node):
                    if scalar.text not in stages:
                        hint = did_you_mean(scalar.text, stages, f"write one of {spell(stages)}")
                        yield Problem(scalar.span, f"{quote(scalar.text)} is not a stage of this kind", hint)


@check("CH515", over="charter")
def two_stages_for_one_command(reading: CharterReading) -> Iterator[Problem]:
    """No two stages of a kind are reached by the same command of the desk.

    `potluck park` brings a proposal to the stage that says `desk: park`. Of two nobody could tell which was meant.

    Bad::

        kinds:
          idea:
            stages:
              suggested: {to: [parked, resting]}
              parked: {desk: park}
              resting: {desk: park}

    Good::

        kinds:
          idea:
            stages:
              suggested: {to: [parked, resting]}
              parked: {desk: park}
              resting: {}
    """
    for kind in kinds_of(reading):
        seen: dict[str, str] = {}
        for stage in reading.names("kinds", kind, "stages"):
            node = reading.node("kinds", kind, "stages", stage.name, "desk")
            if not isinstance(node, Scalar) or not node.text:
                continue
            if node.text in seen:
                message = f"`potluck {node.text}` leads to {quote(seen[node.text])} already"
                yield Problem(node.span, message, f"leave `desk` out under {quote(stage.name)}, or there")
            seen.setdefault(node.text, stage.name)


@check("CH521", over="charter", severity=Severity.WARNING)
def empty_role(reading: CharterReading) -> Iterator[Problem]:
    """Every role is held by somebody.

    What only a verifier may do, nobody can do while there is no verifier: stories would stay unverified for ever.

    Bad::

        roles:
          verifier:
            people: []

    Good::

        roles:
          verifier:
            people: [wen-sample]
    """
    for role in reading.names("roles"):
        if not scalars(reading.node("roles", role.name, "people")):
            hint = f"write somebody's login behind `people:`, or leave {quote(role.name)} out"
            yield Problem(role.key, f"nobody has the role {quote(role.name)}", hint)


@check("CH522", over="charter")
def unknown_role(reading: CharterReading) -> Iterator[Problem]:
    """Every role that a mechanism asks for is one of the charter's roles.

    A mechanism gives work to the people of a role. Where the role does not exist, the work is nobody's.

    Bad::

        kinds:
          story:
            mechanisms:
              verification: {role: tester}
        roles:
          taster:
            people: [wen-sample]

    Good::

        kinds:
          story:
            mechanisms:
              verification: {role: taster}
        roles:
          taster:
            people: [wen-sample]
    """
    roles = [role.name for role in reading.names("roles")]
    for part in mechanisms_of(reading):
        if part.mechanism is None or part.settings is None:
            continue
        asked = [
            (name, str(getattr(part.settings, name)))
            for name, info in type(part.settings).model_fields.items()
            if any(isinstance(mark, NamesRole) for mark in info.metadata)
        ]
        if not asked:  # then the role is the one that alone may write the mechanism's field
            asked = [("", rules.owner) for rules in part.mechanism.fields(part.settings).values() if rules.owner]
        for setting, role in asked:
            if role not in roles:
                written = reading.node(*part.path, setting)
                span = written.span if written else reading.key(*part.path)
                hint = did_you_mean(role, roles, f"add `{role}:` with `people:` below `roles:`")
                yield Problem(span, f"`{part.word}` is for the role `{role}`, and `roles` has none of that name", hint)
