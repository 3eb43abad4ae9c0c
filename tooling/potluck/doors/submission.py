"""The submit page's form of each kind: its boxes from the same fields and schema as the checks, and their sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from potluck.charter import Charter, FieldRules, KindRules
from potluck.doors.issue_forms import file_name
from potluck.doors.sentences import Sentences
from potluck.fields import common_fields, fields_of
from potluck.questions import ANYTHING, WHO, WHO_HERE, question_of
from potluck.schema import kind_schema
from potluck.translation import N_, _
from potluck.words import in_a_sentence

# What a box of it is called.
_LABELS = (N_("Title"), N_("Summary"), N_("Tags"), N_("Language"), N_("Authors"))
# What everybody may fill in, if the kind has it; beside that, what is required and what the community added itself.
_USUAL = ("title", "summary", "tags", "language", "authors")


def submission_of(charter: Charter, kind: str) -> dict[str, Any]:
    """All that the browser needs to ask for a proposal of *kind*, to judge it and to write its file."""
    rules, sentences = charter.kinds[kind], Sentences(charter, kind)
    fields, schema = fields_of(rules), kind_schema(charter, kind)["properties"]
    known = {"kind": kind, "stage": rules.entry, "created": "today"}
    known = {rules.written(name): value for name, value in known.items() if rules.written(name) in fields}
    return {
        "kind": kind,
        "name": in_a_sentence(rules.name),
        "means": rules.means,
        "place": charter.kind_place(kind),
        "path": "/".join(part for part in (charter.proposals, rules.folder) if part != "."),
        "newFile": _new_file(charter, rules),
        "issueForm": _issue_form(charter, kind),
        "order": list(fields),
        "known": known,
        "title": rules.written("title"),
        "created": rules.written("created"),
        "summary": rules.written("summary"),
        "fields": [
            _field(name, one, charter, schema[name], sentences)
            for name, one in _asked(rules, charter)
            if name not in known
        ],
        "sections": list(_sections(rules, sentences)),
        "empty": sentences.empty,
        "hidden": sentences.hidden,
    }


def _asked(rules: KindRules, charter: Charter) -> Iterator[tuple[str, FieldRules]]:
    """The boxes in the order of the form: what it is about first, who brings it last."""
    fields = fields_of(rules)
    usual = [rules.written(name) for name in _USUAL]
    own = [name for name, one in fields.items() if one.required or name in rules.fields]
    for name in dict.fromkeys((*usual[:2], *(name for name in own if name not in usual), *usual[2:])):
        one = fields.get(name)
        has_choice = name != rules.written("language") or len(charter.community.languages) > 1
        if one and not one.owner and has_choice and (one.type != "record" or one.required):
            yield name, one


def _field(
    name: str, rules: FieldRules, charter: Charter, schema: dict[str, Any], sentences: Sentences
) -> dict[str, Any]:
    return {
        "name": name,
        "label": _(name.replace("-", " ").replace("_", " ").capitalize()),
        "means": _means(rules, charter),
        "type": rules.type,
        "list": rules.list,
        "required": rules.required and not rules.only_when,
        "choices": _choices(rules, charter, schema),
        "schema": schema,
        "sentences": sentences.of_field(name, rules, schema),
    }


def _means(rules: FieldRules, charter: Charter) -> str:
    """What the box of a field asks; of authors it is told which name is meant, in the words of whoever fills it in."""
    if rules.type == "handle" and rules.means == common_fields()["authors"].means:
        return _(WHO) if charter.forge.home else _(WHO_HERE)
    return _(rules.means)


def _choices(rules: FieldRules, charter: Charter, schema: dict[str, Any]) -> list[list[str]]:
    """What can be chosen, each with what it means; nothing where it is written freely."""
    if rules.type == "boolean":
        return [["true", _("Yes")], ["false", _("No")]]
    if rules.type == "language":
        first, *others = charter.community.languages
        return [["", first], *([one, one] for one in others)]
    words = schema.get("items", schema).get("enum", ())
    return [[word, charter.tags.get(word, "") if rules.type == "tag" else ""] for word in words]


def _sections(rules: KindRules, sentences: Sentences) -> Iterator[dict[str, Any]]:
    due = tuple(dict.fromkeys((*rules.sections.required, *rules.sections.stages.get(rules.entry, ()))))
    for name in (*due, *(one for one in rules.sections.optional if one not in due)):
        question = question_of(name)
        missing = sentences.of_section(name)
        yield {"name": name, "heading": name, "question": question, "missing": missing or None}
    if not due:
        name = _("Your %(kind)s", kind=in_a_sentence(rules.name))
        yield {"name": name, "heading": "", "question": _(ANYTHING), "missing": None}


def _new_file(charter: Charter, rules: KindRules) -> str:
    """Where the forge takes a new file into this kind's folder; "" without a forge."""
    forge = charter.forge
    if not forge.home:
        return ""
    path = "/".join(part for part in (charter.proposals, rules.folder) if part != ".")
    return f"{forge.home}/new/{quote(forge.branch)}/{quote(path)}".rstrip("/")


def _issue_form(charter: Charter, kind: str) -> str:
    """Where the forge asks the same in a form of its own; "" without a forge."""
    home = charter.forge.home
    return f"{home}/issues/new?template={quote(file_name(kind))}" if home else ""
