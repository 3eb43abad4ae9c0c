"""The fields that every kind has, and the effective fields of one kind: common ones, its own, its mechanisms'."""

from __future__ import annotations

from potluck.charter import Charter, FieldRules, KindRules
from potluck.mechanisms import mechanisms, settings_of
from potluck.translation import N_


def common_fields() -> dict[str, FieldRules]:
    """What a kind has unless its charter says otherwise, in the canonical order."""
    return {
        "title": FieldRules(
            required=True,
            least=4,
            most=100,
            means=N_("What it is about, in a few words."),
            sample="Soup night on Tuesdays",
        ),
        "kind": FieldRules(required=True, type="choice", means=N_("What you bring."), sample="idea"),
        "stage": FieldRules(required=True, type="choice", means=N_("Where it stands."), sample="suggested"),
        "authors": FieldRules(
            required=True,
            type="handle",
            list=True,
            least=1,
            most=20,
            means=N_("Who brings it, by the short name that they go by here, without `@`."),
            sample="[ana-sample]",
        ),
        "created": FieldRules(
            required=True, type="date", means=N_("The day it was brought: year, month, day."), sample="2026-05-12"
        ),
        "summary": FieldRules(
            least=10, most=200, means=N_("One sentence that says it all."), sample="One pot, one long table."
        ),
        "tags": FieldRules(type="tag", list=True, most=8, means=N_("Words to find it by."), sample="[soup, evenings]"),
        "language": FieldRules(
            type="language", means=N_("The language of the text, if it is not the site's."), sample="de"
        ),
        "thread": FieldRules(
            type="thread", means=N_("Where people talk about it: a number or an address."), sample='"12"'
        ),
        "aliases": FieldRules(type="slug", list=True, most=20, means=N_("Names it had before."), sample="[old-name]"),
        "extends": FieldRules(type="slug", list=True, most=10, means=N_("What it builds on."), sample="[soup-night]"),
        "supersedes": FieldRules(
            type="slug", list=True, most=10, means=N_("What it takes the place of."), sample="[soup]"
        ),
        "superseded-by": FieldRules(type="slug", list=True, most=10, means=N_("What took its place."), sample="[stew]"),
        "answers": FieldRules(type="slug", list=True, most=10, means=N_("What it answers."), sample="[soup-night]"),
        "needs": FieldRules(
            list=True, most=10, means=N_("Jobs that somebody else could take."), sample='["Somebody to taste"]'
        ),
        "credits": FieldRules(
            type="record",
            list=True,
            most=40,
            means=N_("Who helped, and how."),
            fields={
                "login": FieldRules(type="handle", required=True, means=N_("Their handle.")),
                "role": FieldRules(required=True, least=2, most=60, means=N_("What they did.")),
            },
            sample="[{login: lee-sample, role: tasted}]",
        ),
        "promised": FieldRules(
            type="record",
            list=True,
            most=20,
            owner="facilitator",
            means=N_("Dates that were promised."),
            fields={
                "date": FieldRules(type="date", ahead=True, after="set", required=True, means=N_("The day promised.")),
                "set": FieldRules(type="date", required=True, means=N_("The day on which it was promised.")),
                "why": FieldRules(required=True, least=4, most=200, means=N_("What for, or why it changed.")),
            },
            sample="[{date: 2026-12-24, set: 2026-11-02, why: The oven arrives}]",
        ),
        "merged-into": FieldRules(
            type="slug", owner="facilitator", means=N_("The proposal in which this one lives on."), sample="soup-night"
        ),
        "handed-to": FieldRules(
            least=2,
            most=200,
            owner="facilitator",
            means=N_("Who does it now: a name, or the address at which to follow it."),
            sample="The night shelter",
        ),
    }


TAKEN_DOWN = "taken-down"  # the field that makes a tombstone of a file


def tombstone_fields(charter: Charter, kind: KindRules) -> dict[str, FieldRules]:
    """What is left of a proposal that was taken down: where it belongs, and who took it down, when and why."""
    common = common_fields()
    record = {
        "by": FieldRules(type="handle", required=True, means=N_("The facilitator who took it down.")),
        "date": FieldRules(type="date", required=True, means=N_("The day on which it was taken down.")),
        "reason": FieldRules(
            type="choice",
            required=True,
            choices=tuple(charter.desk.take_down),
            means=N_("One of the charter's reasons."),
        ),
    }
    return {
        kind.written("kind"): common["kind"].model_copy(update={"required": False}),
        kind.written("aliases"): common["aliases"],
        TAKEN_DOWN: FieldRules(type="record", owner="facilitator", means=N_("Why it is gone."), fields=record),
    }


def fields_of(kind: KindRules) -> dict[str, FieldRules]:
    """Every field that a document of *kind* may have, by the word it is written with there, in its order."""
    fields = common_fields()
    for word in kind.mechanisms:
        if word in mechanisms():
            fields |= mechanisms()[word].fields(settings_of(word, kind))
    fields = {kind.written(name): rules for name, rules in fields.items()}
    for name, rules in kind.fields.items():
        if rules is None:
            fields.pop(name, None)
        elif name in fields:
            fields[name] = fields[name].model_copy(update={key: getattr(rules, key) for key in rules.model_fields_set})
        else:
            fields[name] = rules
    return {name: fields[name] for name in kind.order if name in fields} | fields
