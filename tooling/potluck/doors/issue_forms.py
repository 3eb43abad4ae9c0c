"""A form a kind on GitHub, for people who have never heard of git: a few boxes, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
import yaml

from potluck.charter import Charter, FieldRules, KindRules
from potluck.fields import fields_of
from potluck.questions import ANYTHING, question_of
from potluck.slugs import make_slug
from potluck.translation import N_, _
from potluck.words import in_a_sentence

FOLDER = ".github/ISSUE_TEMPLATE"
# Known without asking: what it is, where it starts, who brings it and when. Its title is the issue's own.
_KNOWN = ("title", "kind", "stage", "authors", "created")
_MORE = N_("A picture, a number, a link, somebody who should be thanked. Leave it empty if there is nothing.")
BOOLEAN = {N_("Yes"): "true", N_("No"): "false"}  # how a form asks, and what a file says


class Asked(msgspec.Struct, frozen=True):
    """One box of a form, and what becomes of its answer."""

    label: str  # GitHub writes it above the answer
    part: Literal["section", "text", "field", "more"]
    name: str  # of the section or the field
    field: FieldRules | None = None
    is_required: bool = False


def issue_forms(charter: Charter) -> dict[str, str]:
    """The forms and the file that lists them, by their paths."""
    forms = {f"{FOLDER}/{file_name(kind)}": _as_yaml(_form(kind, charter)) for kind in charter.kinds}
    return forms | {f"{FOLDER}/config.yml": _as_yaml({"blank_issues_enabled": True})}


def file_name(kind: str) -> str:
    """The name of the form of *kind*."""
    return "config-kind.yml" if kind == "config" else f"{kind}.yml"  # GitHub keeps `config.yml` for itself


def _form(kind: str, charter: Charter) -> dict[str, Any]:
    rules = charter.kinds[kind]
    name = rules.name
    return {
        "name": name,
        "description": rules.means or _("What you would bring as %(name)s.", name=name),
        "labels": [kind],
        "body": [{"type": "markdown", "attributes": {"value": _greeting()}}, *_boxes(rules, charter)],
    }


def _greeting() -> str:
    thanks = _(
        "Thank you for bringing something! This takes about five minutes, and nothing has to be perfect: somebody will "
        "answer, and help."
    )
    title = _(
        "The **title** above is what people will find it by: a few words, such as *Soup night on Tuesdays*. What you "
        "write here can be read by everybody, with your name beside it."
    )
    return f"{thanks}\n\n{title}\n"


def _boxes(rules: KindRules, charter: Charter) -> Iterator[dict[str, Any]]:
    """The sections that a text of this kind has, then the fields that only its author can fill in."""
    taken: set[str] = set()
    for asked in asked_of(rules, charter):
        if asked.field:
            yield _field(asked, charter, _id(asked.name, taken))
        elif asked.part == "section":
            yield _box(
                "textarea", asked.label, question_of(asked.name), _id(asked.name, taken), is_required=asked.is_required
            )
        elif asked.part == "text":
            yield _box("textarea", asked.label, _(ANYTHING), _id("text", taken), is_required=True)
        else:
            yield _box("textarea", asked.label, _(_MORE), _id("more", taken), is_required=False)


def asked_of(rules: KindRules, charter: Charter) -> Iterator[Asked]:
    """What the form of this kind asks, in its order; the answers are read back by the same list."""
    for section in rules.sections.required:
        yield Asked(section, "section", section, is_required=True)
    if not rules.sections.required:
        yield Asked(_("Your %(kind)s", kind=in_a_sentence(rules.name)), "text", "", is_required=True)
    for name, field in _asked(rules, charter).items():
        label = _(name.replace("-", " ").replace("_", " ").capitalize())
        yield Asked(label, "field", name, field, is_required=field.required)
    yield Asked(_("Anything else"), "more", "")


def choices_of(field: FieldRules, charter: Charter) -> tuple[str, ...]:
    """What there is to choose from; nothing where people write their own words."""
    if field.type == "boolean":
        return tuple(map(_, BOOLEAN))
    return tuple(charter.tags) if field.type == "tag" and not field.choices else field.choices


def _asked(rules: KindRules, charter: Charter) -> dict[str, FieldRules]:
    """What has to be there, what this community added itself, and the tags where it has a list of them."""
    known = {rules.written(name) for name in _KNOWN}
    tags = rules.written("tags") if charter.tags else ""
    return {
        name: field
        for name, field in fields_of(rules).items()
        if name not in known and not field.owner and (field.required or name == tags or name in rules.fields)
    }


def _field(asked: Asked, charter: Charter, box_id: str) -> dict[str, Any]:
    field = asked.field or FieldRules()
    label, words = asked.label, _(field.means)
    if choices := choices_of(field, charter):
        box = _box("dropdown", label, words, box_id, is_required=field.required)
        box["attributes"] |= {"options": list(choices)} | ({"multiple": True} if field.list else {})
        return box
    if field.list or field.type == "record":
        each = _("One on each line.")
        return _box("textarea", label, f"{words} {each}".lstrip(), box_id, is_required=field.required)
    box = _box("input", label, words, box_id, is_required=field.required)
    if re.match(r"\w", field.sample):  # others are written as in a file: with quotes or brackets
        box["attributes"]["placeholder"] = field.sample
    return box


def _box(sort: str, label: str, description: str, box_id: str, *, is_required: bool) -> dict[str, Any]:
    words = {"description": description} if description else {}
    required = {"validations": {"required": True}} if is_required else {}
    return {"type": sort, "id": box_id, "attributes": {"label": label, **words}, **required}


def _id(name: str, taken: set[str]) -> str:
    """A name for a box that no other box of the form has: letters, digits and hyphens."""
    first = make_slug(name, "box")
    box_id, number = first, 2
    while box_id in taken:
        box_id, number = f"{first}-{number}", number + 1
    taken.add(box_id)
    return box_id


class _Quoting(yaml.SafeDumper):
    """Writes texts between quotes unless they are a plain word: `0o7` is a number to some readers, `y` a yes."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists one step in from their name, as people write them."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None if re.fullmatch(r"[a-z_]{2,}", text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Quoting.add_representer(str, _text)


def _as_yaml(value: dict[str, Any]) -> str:
    written: str = yaml.dump(value, Dumper=_Quoting, sort_keys=False, allow_unicode=True, width=10**9)
    return written
