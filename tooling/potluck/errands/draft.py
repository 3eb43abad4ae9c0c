"""A fresh proposal: what can be known is filled in, and the rest is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import Path, PurePosixPath

import msgspec

from potluck.charter import Charter, FieldRules, KindRules
from potluck.fields import fields_of
from potluck.load import read_document, walk
from potluck.load.template import is_prompt, prompt
from potluck.meaning import reading_of
from potluck.model import PotluckError, Severity
from potluck.questions import ANYTHING, question_of
from potluck.schema import make_readers
from potluck.slugs import NAME_LIMIT, SLUG, make_slug
from potluck.translation import _, speaking
from potluck.words import quote, visible
from potluck.writing import create_file, locked, refuse_links, told
from potluck.yamltext import as_yaml


class Draft(msgspec.Struct, frozen=True):
    """A proposal that is about to be written."""

    kind: str
    slug: str
    path: str  # from the community's folder, with `/`
    text: str


def make_draft(kind: str, title: str, slug: str | None, login: str, today: date, charter: Charter) -> Draft:
    """A proposal of *kind*; a PotluckError with the check's own words where something given would not pass it."""
    title = " ".join(title.split())
    if visible(title) != title:
        raise PotluckError(f"the title {quote(title)} holds a character that cannot be seen; type it again without")
    rules = charter.kinds[kind]
    slug = _checked(slug) if slug is not None else make_slug(title, kind)
    folder = "" if rules.folder == "." else rules.folder
    path = "/".join(part for part in (charter.proposals, folder, f"{slug}.md") if part not in ("", "."))
    known = {"title": title, "kind": kind, "stage": rules.entry, "authors": login, "created": today.isoformat()}
    with speaking(charter.community.languages[0]):
        draft = Draft(kind, slug, path, _text(rules, known))
    _check(draft, folder, charter)
    return draft


def _checked(slug: str) -> str:
    if not SLUG.fullmatch(slug) or len(slug) + len(".md") > NAME_LIMIT:
        hint = "use small letters, digits and hyphens, like `soup-night`"
        raise PotluckError(f"{quote(slug)} cannot become an address; {hint}")
    return slug


def _text(rules: KindRules, known: Mapping[str, str]) -> str:
    """The file: the required fields, then the required sections with a question each."""
    known = {rules.written(name): value for name, value in known.items()}
    lines = ["---"]
    for name, field in fields_of(rules).items():
        if _is_due(field, known):
            lines += _field(name, field, known.get(name, ""))
    lines.append("---")
    sections = tuple(dict.fromkeys((*rules.sections.required, *rules.sections.stages.get(rules.entry, ()))))
    for section in sections:
        lines += ["", f"## {section}", "", prompt(_plain(question_of(section)))]
        for part in rules.sections.within.get(section, ()):
            lines += ["", f"### {part}", "", prompt(_plain(question_of(part)))]
    if not sections:
        lines += ["", prompt(_(ANYTHING))]
    return "\n".join(lines) + "\n"


def _is_due(field: FieldRules, known: Mapping[str, str]) -> bool:
    """Whether the field is asked for beside what is known already."""
    if field.only_when and not _is_met(field.only_when, known):
        return False
    return field.required or (bool(field.required_when) and _is_met(field.required_when, known))


def _is_met(condition: Mapping[str, tuple[str, ...]], known: Mapping[str, str]) -> bool:
    return all(known.get(name) in values for name, values in condition.items())


def _field(name: str, field: FieldRules, value: str) -> Iterator[str]:
    written = as_yaml(value or _asking(_(field.means) or name.replace("-", " ")))
    if field.type == "date" and value:
        written = value  # a day as YAML knows days
    if not field.list:
        yield f"{name}: {written}"
    elif value:
        yield f"{name}: [{written}]"
    else:
        yield from (f"{name}:", f"  - {written}")


def _asking(means: str) -> str:
    """A field's one sentence as the template's question."""
    words = _plain(means[:1].upper() + means[1:])
    mark = f"<{words if words[-1:] in ('?', '.', '…', '؟') else f'{words}.'}>"
    return mark if is_prompt(mark) else prompt(_("Please fill this in."))


def _plain(words: str) -> str:
    """*words* without what would end or break a template's question."""
    return re.sub(r"[<>=\"]", "", words)


def _check(draft: Draft, folder: str, charter: Charter) -> None:
    """Refuse what `potluck check` would refuse. The template's questions are there to be written over."""
    document = read_document(draft.text.encode(), draft.path, draft.slug, folder, charter.limits)
    asking = {number for number, line in enumerate(document.lines, 1) if line.strip("'").endswith(">")}
    for found in reading_of(document, charter, make_readers(charter)).diagnostics:
        if found.severity is Severity.ERROR and found.line not in asking:
            raise PotluckError(f"{found.message}; {found.hint}")


def write_draft(draft: Draft, root: Path, charter: Charter, taken: Mapping[str, str]) -> None:
    """Put *draft* in its place. *taken* are all names in use, old ones too, with the file that bears each."""
    with told(draft.path), locked(root, "new"):
        # Looked at again: somebody else may have brought one of the same name a moment ago.
        names = {**taken, **{found.slug: found.path for found in walk(root, charter)[0]}}
        if draft.slug in names:
            raise PotluckError(_taken(draft, names))
        refuse_links(root, *(parent.as_posix() for parent in PurePosixPath(draft.path).parents))
        try:
            create_file(root, draft.path, draft.text.encode())
        except FileExistsError:
            raise PotluckError(_taken(draft, {draft.slug: draft.path})) from None


def _taken(draft: Draft, names: Mapping[str, str]) -> str:
    """Both ways on, for somebody whose title is taken."""
    free = next(slug for number in count(2) if (slug := f"{draft.slug}-{number}") not in names)
    return (
        f"the name `{draft.slug}` is taken by {names[draft.slug]}. If yours is the same, add to that one; "
        f"if it is another, give it a name of its own with `--slug {free}`"
    )
