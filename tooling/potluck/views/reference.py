"""Pages that are text: what each kind's front matter may hold, from the same description as the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from potluck.charter import Charter, FieldRules
from potluck.fields import fields_of
from potluck.translation import N_, _
from potluck.words import listed, spell

_TYPES = {
    "text": N_("text"),
    "date": N_("a date: 2026-05-12"),
    "integer": N_("a whole number"),
    "boolean": N_("`true` or `false`"),
    "handle": N_("a handle, without `@`"),
    "person": N_("a name, or `Name (@handle)`"),
    "tag": N_("a tag"),
    "slug": N_("the name of another proposal's file, without `.md`"),
    "address": N_("an address: `https://…`"),
    "language": N_("a language: `de`, `pt-BR`"),
    "choice": N_("one of a list"),
    "thread": N_("a thread's number or address"),
    "record": N_("a group of fields"),
}


def field_pages(charter: Charter) -> Iterator[tuple[str, str, str]]:
    """A page a kind: place, title and Markdown."""
    for kind, rules in charter.kinds.items():
        fields = fields_of(rules)
        for name, choices in (("kind", (kind,)), ("stage", tuple(rules.stages))):
            if field := fields.get(rules.written(name)):
                update = {"choices": choices, "sample": ""}
                fields[rules.written(name)] = field.model_copy(update=update)
        lines = [rules.means, "", *_table(fields), ""]
        if rules.sections.required or rules.sections.optional or rules.sections.stages:
            lines += ["## " + _("The text's sections"), ""]
            lines += [f"- **{name}**" for name in rules.sections.required]
            lines += ["- " + _("%(section)s (if you like)", section=name) for name in rules.sections.optional]
            for stage, names in rules.sections.stages.items():
                lines += [
                    "- " + _("**%(section)s** (once it is `%(stage)s`)", section=name, stage=stage) for name in names
                ]
            lines.append("")
        lines += ["## " + _("Stages"), "", _("| stage | what it means | where it may go |"), "|---|---|---|"]
        for stage, stage_rules in rules.stages.items():
            to = ", ".join(stage_rules.to) or _("nowhere: it ends here")
            lines.append(f"| {_cell(stage)} | {_cell(stage_rules.means)} | {_cell(to)} |")
        yield (
            f"fields/{kind}",
            _("What the front matter of %(kind)s may hold", kind=rules.plural or rules.name),
            "\n".join(lines),
        )


def _table(fields: Mapping[str, FieldRules], within: str = "") -> list[str]:
    lines = [] if within else [_("| field | what it is for | what to write |"), "|---|---|---|"]
    for name, rules in fields.items():
        what = spell(rules.choices) if rules.choices else _(_TYPES[rules.type])
        if rules.list:
            what = (
                _("%(what)s (several, as a list or with `%(sign)s` between)", what=what, sign=rules.separator)
                if rules.separator
                else _("%(what)s (several, as a list)", what=what)
            )
        tells = " ".join(filter(None, (_cell(_(rules.means)), *_asks(rules))))
        is_shown = rules.sample and "`" not in rules.sample
        sample = " " + _("Such as `%(sample)s`.", sample=rules.sample) if is_shown else ""
        label = f"{within}.{name}" if within else name
        lines.append(f"| `{_cell(label)}` | {tells} | {_cell(what)}.{_cell(sample)} |")
        if rules.fields:
            lines += _table(rules.fields, label)
    return lines


def _asks(rules: FieldRules) -> Iterator[str]:
    """Where the field has to be, where it may be, and who writes it."""
    if rules.required:
        yield _("**Needed.**")
    if rules.required_when:
        yield _("**Needed** where %(where)s.", where=_conditions(rules.required_when))
    if rules.only_when:
        yield _("Only where %(where)s.", where=_conditions(rules.only_when))
    if rules.owner:
        yield _("Written by a %(role)s alone.", role=rules.owner)


def _conditions(conditions: Mapping[str, tuple[str, ...]]) -> str:
    """`stage` is `fixed` or `held`."""
    return listed(
        [_("`%(name)s` is %(words)s", name=name, words=spell(values)) for name, values in conditions.items()], ""
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
