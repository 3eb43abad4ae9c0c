"""CH538: whether the order that the charter gives a kind's fields is one of its fields."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.charter import CharterReading
from potluck.charter.strict import plain
from potluck.checks.charter_parts import given_fields, kinds_of, renamed, scalars
from potluck.model import Problem
from potluck.register import check
from potluck.words import did_you_mean, quote, spell


@check("CH538", over="charter")
def unknown_ordered_field(reading: CharterReading) -> Iterator[Problem]:
    """The order of a kind's fields names fields that the kind has, each once.

    A name that no front matter can have would be waited for in vain, and the field that was meant would stay at the
    end.

    Bad::

        kinds:
          idea:
            order: [titel, kind]

    Good::

        kinds:
          idea:
            order: [title, kind]
    """
    for kind in kinds_of(reading):
        given = given_fields(reading, kind)
        if given is None:
            continue
        names = {name: node.text for name, node in renamed(reading, kind).items()}
        known = dict.fromkeys(names.get(name, name) for name in given)
        for field in reading.names("kinds", kind, "fields"):
            known[field.name] = None
            if plain(field.value) is None:
                known.pop(field.name)
        seen: set[str] = set()
        for entry in scalars(reading.node("kinds", kind, "order")):
            if entry.text in seen:
                yield Problem(entry.span, f"{quote(entry.text)} stands in `order` twice", "keep one of the two")
            elif entry.text not in known:
                hint = did_you_mean(entry.text, known, f"the fields are {spell(known, 'and')}")
                if entry.text in names:
                    hint = f"it is called {quote(names[entry.text])} here"
                yield Problem(entry.span, f"the kind `{kind}` has no field {quote(entry.text)}", hint)
            seen.add(entry.text)
