"""What the checks of the charter look at: its kinds, their mechanisms and fields, as far as each can be read.

They look at what was written rather than at the `Charter`, so that one fault does not keep the others from being told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from potluck.charter import CharterReading, FieldRules
from potluck.charter.model import Rules
from potluck.charter.strict import validate
from potluck.fields import common_fields
from potluck.mechanisms import Mechanism, mechanisms
from potluck.model import Fault, Node, Scalar, Sequence, Span
from potluck.model import Mapping as Block


class Part(msgspec.Struct, frozen=True):
    """One mechanism that a kind names: `settings` is None where they are wrong, `mechanism` where there is none."""

    path: tuple[str, ...]
    key: Span
    word: str
    mechanism: Mechanism | None
    settings: Rules | None
    faults: tuple[Fault, ...]


def kinds_of(reading: CharterReading) -> list[str]:
    """The words of the kinds."""
    return list(dict.fromkeys(kind.name for kind in reading.names("kinds")))


def scalars(node: Node | None) -> list[Scalar]:
    """The single values of a list."""
    return [item for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []


def mechanisms_of(reading: CharterReading, only: str = "") -> Iterator[Part]:
    """The mechanisms of every kind, or of the kind *only*."""
    for kind in kinds_of(reading):
        if only and kind != only:
            continue
        for field in reading.names("kinds", kind, "mechanisms"):
            path = ("kinds", kind, "mechanisms", field.name)
            mechanism = mechanisms().get(field.name)
            settings: Rules | None = None
            faults: tuple[Fault, ...] = ()
            if mechanism:
                block = field.value if isinstance(field.value, Block) else Block((), field.value.span)
                settings, faults = validate(mechanism.settings, block, field.key, path)
            yield Part(path, field.key, field.name, mechanism, settings, faults)


def given_fields(reading: CharterReading, kind: str) -> dict[str, FieldRules] | None:
    """What Potluck and the mechanisms give *kind*, by the fields' common names; None where a mechanism is wrong."""
    fields = common_fields()
    for part in mechanisms_of(reading, kind):
        if part.mechanism is None or part.settings is None:
            return None
        fields |= part.mechanism.fields(part.settings)
    return fields


def renamed(reading: CharterReading, kind: str) -> dict[str, Scalar]:
    """Which other word the front matter of *kind* uses for a field."""
    names = reading.names("kinds", kind, "names")
    return {field.name: field.value for field in names if isinstance(field.value, Scalar)}


class Described(msgspec.Struct, frozen=True):
    """One field that a kind describes: what was written, and what Potluck gave it under that word already."""

    path: tuple[str, ...]
    key: Span
    given: FieldRules | None
    chooses_by_itself: bool  # the kind's and the stage's words come from the charter

    def text(self, reading: CharterReading, setting: str, default: str) -> str:
        """The single value of one of its settings, as written, else *default*."""
        node = reading.node(*self.path, setting)
        return node.text.strip() if isinstance(node, Scalar) else default

    def has(self, reading: CharterReading, setting: str) -> bool:
        """Whether a list or block among its settings holds anything, written or given."""
        node = reading.node(*self.path, setting)
        if isinstance(node, Sequence):
            return bool(node.items)
        return bool(node.fields) if isinstance(node, Block) else bool(self.given and getattr(self.given, setting))


def described_fields(reading: CharterReading) -> Iterator[Described]:
    """Every field that a kind describes, and the fields within these."""
    for kind in kinds_of(reading):
        given = given_fields(reading, kind)
        if given is None:
            continue
        names = {name: node.text for name, node in renamed(reading, kind).items()}
        base = {names.get(name, name): rules for name, rules in given.items()}
        own = {names.get(name, name) for name in ("kind", "stage")}
        yield from _described(reading, ("kinds", kind, "fields"), base, own)


def _described(
    reading: CharterReading, path: tuple[str, ...], base: Mapping[str, FieldRules], own: set[str]
) -> Iterator[Described]:
    for field in reading.names(*path):
        if isinstance(field.value, Block):
            here = (*path, field.name)
            yield Described(here, field.key, base.get(field.name), field.name in own)
            yield from _described(reading, (*here, "fields"), {}, set())
