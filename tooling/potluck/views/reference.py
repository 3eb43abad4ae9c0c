"""Pages that are text: what each kind's front matter may hold, from the same description as the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from potluck.charter import Charter, FieldRules
from potluck.fields import fields_of
from potluck.words import spell

_TYPES = {
    "text": "text",
    "date": "a date: 2026-05-12",
    "integer": "a whole number",
    "boolean": "true or false",
    "handle": "a handle, without `@`",
    "person": "a name, or `Name (@handle)`",
    "tag": "a tag",
    "slug": "the name of another proposal's file, without `.md`",
    "address": "an address: `https://…`",
    "language": "a language: `de`, `pt-BR`",
    "choice": "one of a list",
    "thread": "a thread's number or address",
    "record": "a group of fields",
}
_SEVERAL = " (several, as a list)"


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
            lines += ["## The text's sections", ""]
            lines += [f"- **{name}**" for name in rules.sections.required]
            lines += [f"- {name} (if you like)" for name in rules.sections.optional]
            for stage, names in rules.sections.stages.items():
                lines += [f"- **{name}** (once it is `{stage}`)" for name in names]
            lines.append("")
        lines += ["## Stages", "", "| stage | what it means | where it may go |", "|---|---|---|"]
        for stage, stage_rules in rules.stages.items():
            to = ", ".join(stage_rules.to) or "nowhere: it ends here"
            lines.append(f"| {_cell(stage)} | {_cell(stage_rules.means)} | {_cell(to)} |")
        yield f"fields/{kind}", f"What the front matter of {rules.plural or rules.name} may hold", "\n".join(lines)


def _table(fields: Mapping[str, FieldRules], within: str = "") -> list[str]:
    lines = [] if within else ["| field | what it is for | what to write |", "|---|---|---|"]
    for name, rules in fields.items():
        what = spell(rules.choices) if rules.choices else _TYPES[rules.type]
        if rules.list:
            what += f" (several, as a list or with `{rules.separator}` between)" if rules.separator else _SEVERAL
        asks = " **Needed.**" if rules.required else ""
        asks += f" **Needed** where {_conditions(rules.required_when)}." if rules.required_when else ""
        asks += f" Only where {_conditions(rules.only_when)}." if rules.only_when else ""
        owner = f" Written by a {rules.owner} alone." if rules.owner else ""
        sample = f" Such as `{rules.sample}`." if rules.sample and "`" not in rules.sample else ""
        label = f"{within}.{name}" if within else name
        lines.append(f"| `{_cell(label)}` | {_cell(rules.means)}{asks}{owner} | {_cell(what)}.{_cell(sample)} |")
        if rules.fields:
            lines += _table(rules.fields, label)
    return lines


def _conditions(conditions: Mapping[str, tuple[str, ...]]) -> str:
    """`stage` is `fixed` or `held`."""
    return " and ".join(f"`{name}` is {spell(values)}" for name, values in conditions.items())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
